"""`scripts/live OWNER/THROWAWAY`: the contract suite and the main job, on GitHub itself."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.contract.conftest import LIVE
from tests.contract.github import PAUSE, GitHub, UnreachedError
from tests.live import page, removal
from tests.live.job import PREFIX, Job
from tests.live.record import DIFFERS, VARIABLE, Record

_INTERRUPTED = "Interrupted. The same command goes on from here; --forget only cleans up."


@dataclass(frozen=True)
class _Place:
    """The place where a run writes, and its login."""

    github: GitHub
    host: str
    login: str
    is_sandbox: bool

    @property
    def names(self) -> dict[str, str]:
        """The names that the page must not show, with the words that replace them."""
        owner, _, name = self.github.repository.partition("/")
        words = {name: "THROWAWAY", self.github.owner: "OWNER", owner: "OWNER", self.login: "LOGIN"}
        return {**words, self.github.repository: "OWNER/THROWAWAY"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return the exit code: 2 if a rule differs, 1 if the run did not finish."""
    options = _parser().parse_args(arguments)
    os.environ[PAUSE] = options.pause
    try:
        return _run(options)
    except UnreachedError as error:
        print(f"scripts/live: GitHub was not reached: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print(_INTERRUPTED, file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> int:
    place = _place(options.repository)
    if place.is_sandbox and options.page == page.PAGE:
        print("scripts/live: this is a sandbox: name another page with --page", file=sys.stderr)
        return 1
    folder = options.record / options.repository.replace("/", "+")
    record = Record(folder)
    resumes = record.is_begun
    if not (options.yes or _agreed(place, record, resumes)):
        print("Nothing was written.")
        return 1
    facts = record.begin(name=place.github.name("live"), state=removal.state_refs(place.github))
    record.note_name(facts["name"])
    if resumes:
        _clean(place.github, record, facts)
    if options.forget:
        record.end()
        return 0
    rules_done = _try_rules(place, record, options.select)
    if rules_done and not any(each.rule.startswith(PREFIX) for each in record.outcomes()):
        Job(record, place.github.repository, facts["name"]).run()
    _clean(place.github, record, facts)
    outcomes = page.redacted(record.outcomes(), place.names)
    page.keep(outcomes, options.page)
    if not rules_done:
        print(f"Not all rules were tried. {_INTERRUPTED}", file=sys.stderr)
        return 1
    record.end()
    counts = page.totals(outcomes)
    print(", ".join(f"{result} {count}" for result, count in counts.items()), f"-> {options.page}")
    return 2 if counts[DIFFERS] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/live", description=__doc__)
    parser.add_argument("repository", type=_repository, metavar="OWNER/THROWAWAY")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--forget", action="store_true", help="remove what a run left, no more")
    parser.add_argument(
        "--select", default="", metavar="WORDS", help="only such rules: pytest's -k"
    )
    parser.add_argument("--pause", default="1", metavar="SECONDS", help="after each write")
    parser.add_argument("--page", type=Path, default=page.PAGE, metavar="FILE")
    record = page.ROOT / "build" / "live"
    parser.add_argument("--record", type=Path, default=record, metavar="FOLDER")
    return parser


def _repository(text: str) -> str:
    owner, _, name = text.partition("/")
    if not owner or not name or "/" in name:
        raise argparse.ArgumentTypeError(f"{text} is not OWNER/NAME")
    return text


def _place(repository: str) -> _Place:
    """Read the place where a run would write; this writes nothing."""
    github = GitHub(repository, {}, is_live=True)
    viewer = github.rest("GET", "/user")
    host = os.environ.get("GH_HOST") or "github.com"
    return _Place(github, host, viewer.body["login"], "x-gh-sandbox" in viewer.headers)


def _agreed(place: _Place, record: Record, resumes: bool) -> bool:
    repository = place.github.repository
    counts: dict[str, Any] = place.github.data(
        """query($id: ID!) { node(id: $id) { ... on Repository { issues { totalCount }
        labels { totalCount } milestones { totalCount } } } }""",
        id=place.github.id,
    )["node"]
    held = ", ".join(f"{value['totalCount']} {kind}" for kind, value in counts.items())
    print(f"As {place.login} on {place.host}, into {repository}, which holds {held}.")
    print("A run makes about 200 issues, labels, milestones, files, branches and projects there,")
    print(
        "and removes them again; existing things stay. Commits, pull requests and numbers remain."
    )
    if resumes:
        print(f"A run was interrupted here: it continues after {len(record.outcomes())} rules.")
    try:
        return input(f"Write {repository} to go on: ").strip() == repository
    except EOFError:
        return False


def _clean(github: GitHub, record: Record, facts: dict[str, Any]) -> None:
    """Remove everything made so far, and the tool's own refs if there were none before."""
    refs = [ref for ref in removal.state_refs(github) if ref not in facts["state"]]
    for left in removal.remove(github, record.names(), refs):
        print(f"could not be removed: {left}", file=sys.stderr)


def _try_rules(place: _Place, record: Record, select: str) -> bool:
    """Try the remaining rules; tell whether all of them were tried."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.live.recorder", "tests/contract"]
    command += ["-k", select] if select else []
    environment = {
        **os.environ,
        LIVE: place.github.repository,
        VARIABLE: str(record.folder.resolve()),
        # Rules need no plugin, and loading those that are installed takes half a second.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    done = subprocess.run(command, cwd=page.ROOT, env=environment, check=False)
    # 0 all hold, 1 some do not, 5 none was left; else it was broken off.
    return done.returncode in (0, 1, 5)


if __name__ == "__main__":
    sys.exit(main())

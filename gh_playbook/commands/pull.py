"""The command `pull`: it takes people's changes on GitHub into the backlog file."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from invoke.context import Context

from gh_playbook.commands.command import refuse_other
from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import conclude, failing, tell, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.declaration.wording import counted, cut
from gh_playbook.report.escaping import json_text

if TYPE_CHECKING:
    from gh_playbook.model.existing import ExistingIssue
    from gh_playbook.pulling.summary import Decide, Pull
    from gh_playbook.pulling.three_way import Conflict, Taken

SIDES = ("github", "backlog")
# The number of pending changes to show; `all --dry-run` shows all of them.
_SHOWN = 20
# The number of issues in no backlog that are named, and the length of their titles.
_NAMED = 5
_TITLE = 80


@sharing("dry_run repo backlog sandbox sandbox_dir output")
def pull(
    context: Context,
    batch: bool = False,
    prefer: str | None = None,
    new: str | None = None,
    **options: Unpack[Options],
) -> None:
    """Take what people changed on GitHub since the last run into the backlog file."""
    from gh_playbook.exporting import Choice
    from gh_playbook.run import pull as run_pull

    if prefer is not None:
        refuse_other("--prefer", prefer, SIDES)
    chosen = settings(context, **options)
    is_decided = batch or prefer or options.get("dry_run")
    asks = not is_decided and sys.stdin.isatty() and sys.stderr.isatty()
    decide: Decide = _ask if asks else run_pull.decider(prefer)
    with failing(chosen) as listener:
        parents = new == "parents"
        choice = Choice.parse(new, "--new", "parents") if new and not parents else None
        found = run_pull.pull(chosen, decide, choice, parents=parents, on_wait=listener.wait)
    if chosen.output == "json":
        write(json_text(_document(found)))
    else:
        tell(_told(found, prefer, dry_run=chosen.dry_run))
    conclude(2 if found.conflicts else 0)


def _ask(conflict: "Conflict") -> bool | None:
    """Ask which side is right: 1 means GitHub, 2 the backlog, anything else leaves it undecided.

    There is no question about a conflict that has to be resolved by hand.
    """
    from gh_playbook.report.terminal import Terminal

    if conflict.is_by_hand:
        return None
    Terminal(sys.stderr).print(str(conflict))
    print("take [g]ithub's, keep the [b]acklog's, or [s]kip?", end=" ", file=sys.stderr, flush=True)
    return {"g": True, "b": False}.get(sys.stdin.readline().strip().casefold()[:1])


def _document(found: "Pull") -> dict[str, object]:
    from gh_playbook.pulling.three_way import Conflict
    from gh_playbook.report.diff import plain

    def entries(changes: "tuple[Taken, ...]") -> list[dict[str, object]]:
        return [
            {
                "key": each.key,
                "field": each.field,
                "declared": plain(each.declared),
                "existing": plain(each.existing),
                **({"reason": each.reason} if isinstance(each, Conflict) else {}),
            }
            for each in changes
        ]

    return {
        "repository": found.repository,
        "taken": entries(found.taken),
        "conflicts": entries(found.conflicts),
        "new": {
            "taken": list(found.added),
            "left": list(found.left),
            "unclaimed": len(found.unclaimed),
        },
        "files": [str(path) for path in found.files],
        "pending": list(found.pending),
    }


def _told(found: "Pull", prefer: str | None, *, dry_run: bool) -> list[str]:
    from gh_playbook.pulling.three_way import Taken

    can_decide = not (prefer or all(each.is_by_hand for each in found.conflicts))
    way = "--prefer github or backlog decides them" if can_decide else "a person has to settle them"
    parts = {
        # A conflict that was decided is a change like the others.
        "would be taken in:" if dry_run else "taken in:": [*map(Taken.__str__, found.taken)],
        "new, and taken in:": list(found.added),
        "new, and not taken in (--new takes them in: parents, or as `export --issues`):": list(
            found.left
        ),
        f"conflicts ({way}):": [*map(str, found.conflicts)],
        "`all` would write now:": _few(found.pending),
    }
    lines = [line for title, each in parts.items() if each for line in (title, *_indented(each))]
    files = ", ".join(map(str, found.files))
    lines += [f"written: {files}"] if files else []
    lines = lines or ["nothing changed on GitHub"]
    return [*lines, *_unclaimed(found.unclaimed)]


def _unclaimed(issues: "Sequence[ExistingIssue]") -> list[str]:
    """Return how to take in the issues that are in no backlog, with the first ones by name."""
    if not issues:
        return []
    more = counted(len(issues), "open issue")
    example = f"--new '#{issues[0].number}'"
    way = f"them in, {example} one of them" if len(issues) > 1 else f"it in, or {example}"
    # A title must not look like other lines.
    named = [f"#{each.number} {cut(' '.join(each.title.split()), _TITLE)}" for each in issues]
    return [
        f"{more} in no backlog: --new open takes {way}",
        *_indented(_few(named, _NAMED)),
    ]


def _few(lines: Sequence[str], shown: int = _SHOWN) -> list[str]:
    more = len(lines) - shown
    return [*lines[:shown], f"and {more} more"] if more > 0 else list(lines)


def _indented(lines: list[str]) -> list[str]:
    return [f"  {each}" for each in lines]

"""A world of a test's own: what the sandbox holds, and the backlog that is carried out on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gh_playbook.settings import Settings
from gh_playbook.verification import verify
from tests.acceptance.conftest import ROOT, Done, Gh, Trial
from tests.support.tool import code_of
from tests.verification.test_drift import said

REPOSITORY = "acme/rocket"


@dataclass(frozen=True)
class Own:
    """The repository acme/rocket of an organization, and a folder for files."""

    trial: Trial
    folder: Path

    @property
    def gh(self) -> Gh:
        """The real `gh`."""
        return self.trial.gh

    def seed(
        self,
        repository: dict[str, Any] | None = None,
        *,
        people: tuple[str, ...] = (),
        others: Sequence[dict[str, Any]] = (),
        **organization: Any,
    ) -> None:
        """Fill the sandbox with the repository, what else the organization has, and others."""
        acme = {
            "login": "acme",
            "type": "Organization",
            "members": {"octocat": "ADMIN"},
            "repositories": [{"name": "rocket", "default_labels": False, **(repository or {})}],
            **organization,
        }
        path = self.folder / "seed.yml"
        users = [{"login": login} for login in ("octocat", *people)]
        path.write_text(yaml.safe_dump({"owners": [*users, acme, *others]}))
        self.trial.sandbox.reset(seed=path)

    def run(self, declared: dict[str, Any], playbook: str = "all", **options: Any) -> Done:
        """Carry out a backlog."""
        path = self.folder / "backlog.yml"
        path.write_text(yaml.safe_dump({"repository": REPOSITORY, **declared}, sort_keys=False))
        return self.trial.run(playbook, backlog=path, **options)

    def rest(self, path: str) -> Any:
        """Return what GitHub's REST API has of the repository."""
        return self.gh.rest("GET", f"repos/{REPOSITORY}/{path}").json

    def board(self, query: str) -> Any:
        """Return the organization's only project, as a query asks for it."""
        (found,) = self.gh.graphql(query)["data"]["organization"]["projectsV2"]["nodes"]
        return found


def invoke(own: Own, *words: str) -> int:
    """Call a command on the backlog in this folder; return the code with which it ends."""
    directory = str(own.trial.sandbox.directory)
    return code_of(*words, "--backlog", "backlog.yml", "--sandbox", "--sandbox-dir", directory)


def forget(own: Own) -> None:
    """Take away what this machine knows of runs and pulls, as in another working copy."""
    for folder in ("runs", ".gh-playbook"):
        for path in sorted((own.trial.sandbox.directory / folder).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()


def do(own: Own, *mutations: str) -> None:
    """Do what people do between two runs."""
    for each in mutations:
        own.gh.graphql(f"mutation {{ {each} {{ clientMutationId }} }}")


def drift(own: Own) -> list[str]:
    """Return what verification says of the backlog that was carried out last."""
    settings = Settings(
        ROOT / "playbooks" / "all.yml",
        backlog=own.folder / "backlog.yml",
        repo=REPOSITORY,
        sandbox=True,
        sandbox_dir=own.trial.sandbox.directory,
    )
    verified = verify(settings)
    assert not verified.unsupported
    return [said(check) for check in verified.drift]


def unlike(done: Done) -> list[str]:
    """Return what a run changed on GitHub, or could not, and what of it."""
    return [
        f"{each['outcome']} {each['module']} {each['key']}: {each['reason']}"
        for each in done.changes
        if each["outcome"] != "skipped" and each["module"] not in {"verify", "report"}
    ]

"""A world of a test's own: what the sandbox holds, and the backlog that is carried out on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.conftest import Done, Gh, Trial

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

    def run(
        self, declared: dict[str, Any], playbook: str = "all", *, dry_run: bool = False
    ) -> Done:
        """Carry out a backlog."""
        path = self.folder / "backlog.yml"
        path.write_text(yaml.safe_dump({"repository": REPOSITORY, **declared}, sort_keys=False))
        return self.trial.run(playbook, backlog=path, dry_run=dry_run)

    def rest(self, path: str) -> Any:
        """Return what GitHub's REST API has of the repository."""
        return self.gh.rest("GET", f"repos/{REPOSITORY}/{path}").json

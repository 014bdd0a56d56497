"""Reading for the pages: GraphQL queries with the rights of the default token's user."""

from importlib import resources
from pathlib import Path
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.access import tokens
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.clock import Clock
from gh_sandbox.errors import ApiError, MovedError, NotFoundError
from gh_sandbox.graphql.execution import GraphQLEngine
from gh_sandbox.graphql.schema import load_schema
from gh_sandbox.limits import Limits
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import issue_transfer
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Store

_QUERIES = resources.files(__package__) / "queries"
# GraphQL's errors for things and positions that do not exist.
_ABSENT = ("NOT_FOUND", "INVALID_CURSOR_ARGUMENTS")


class MissingError(Exception):
    """The thing to show does not exist; the message says which."""


class RefusedError(Exception):
    """A query that GraphQL refuses; the message is GraphQL's."""


class Reader:
    """Queries the state in a file, without being able to write."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._store = Store(path, read_only=True)
        self._clock = clock
        self._engine = GraphQLEngine(load_schema(), Limits(clock))

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def ask(self, page: str, /, **variables: object) -> dict[str, Any]:
        """Return the data of a page's query.

        Raises MissingError or RefusedError.
        """
        query = (_QUERIES / f"{page}.graphql").read_text(encoding="utf-8")
        with self._store.transaction():
            answer = self._engine.run(self._session(), {"query": query, "variables": variables})
        errors = answer.get("errors", [])
        if any(error.get("type") in _ABSENT for error in errors):
            raise MissingError(errors[0]["message"])
        if errors:
            raise RefusedError(f"{page}: {errors[0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data

    def ids(self) -> tuple[list[str], list[str]]:
        """Return the node ids of the repositories and projects that the user can see."""
        session = self._session()
        found = self._store.all(
            "SELECT repository.* FROM repository JOIN owner ON owner.id = owner_id "
            "ORDER BY login, repository.name"
        )
        seen = [row for row in found if repositories.permission(session, row) is not None]
        rows = self._store.all("SELECT * FROM project ORDER BY owner_id, number")
        return (
            [identifiers.encode("Repository", row["id"]) for row in seen],
            [
                identifiers.encode("ProjectV2", row["id"], within=row["owner_id"])
                for row in projects.visible(session, rows)
            ],
        )

    def title(self, owner: str, name: str, number: int) -> str | None:
        """Return the title of the issue or pull request with this number, or None."""
        session = self._session()
        try:
            row = issues.find(session, repositories.find(session, owner, name), number)
        except NotFoundError:
            return None
        return None if row is None else str(row["title"])

    def renamed(self, owner: str, name: str) -> str | None:
        """Return the present name `OWNER/NAME` of a repository that had another one, or None."""
        session = self._session()
        try:
            row = repositories.find(session, owner, name)
        except NotFoundError:
            return None
        present = repositories.full_name(session, row)
        return None if present.lower() == f"{owner}/{name}".lower() else present

    def moved_issue(self, owner: str, name: str, number: int) -> str | None:
        """Return the address of an issue that was transferred from this number, or None."""
        session = self._session()
        try:
            issue_transfer.look_up(session, repositories.find(session, owner, name), number)
        except MovedError as moved:
            _, _, id, *rest = moved.path.split("/")
            there = repositories.get(session, int(id))
            return "/".join(["", repositories.full_name(session, there), *rest])
        except ApiError:
            return None
        return None

    def _session(self) -> Session:
        viewer = tokens.viewer_of(self._store, f"token {DEFAULT_TOKEN}")
        if viewer is None:
            raise LookupError("the state has no default token")
        return Session(self._store, self._clock, viewer)

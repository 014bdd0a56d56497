"""Existing issues, with and without a marker, and which of them is bound to a declared one."""

from collections.abc import Collection
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model import managed_block
from gh_playbook.model.author import Author
from gh_playbook.model.existing import ExistingIssue, Features
from gh_playbook.model.identity import identify
from gh_playbook.model.marker import Marker
from gh_playbook.model.world import World
from tests.support.github_in_memory import REPOSITORY

MEMBER = Author("octocat", "MEMBER")
OUTSIDER = Author("mallory")
APP = Author("github-actions[bot]")


def existing(
    number: int, title: str = "T", *, key: str | None = None, by: object = MEMBER, **more: Any
) -> ExistingIssue:
    """Return an issue; with a key, one whose marker is as it is in a new issue."""
    body = managed_block.compose(Marker(key), "text") if key else "by hand"
    return ExistingIssue(f"I{number}", number, title, **{"body": body, "author": by, **more})


def marked(number: int, *, says: int, by: Author = MEMBER, key: str = "a") -> ExistingIssue:
    """Return an issue whose marker says a number, and whose text was edited since."""
    body = managed_block.compose(Marker(key, number=says), "text").replace("text", "other text")
    return existing(number, "X", body=body, by=by)


def identified(
    declared: list[Issue], *issues: ExistingIssue, trusted: Collection[str] = (), **more: Any
) -> World:
    world = World(REPOSITORY, Features(), issues={each.id: each for each in issues}, **more)
    identify(declared, world, trusted)
    return world


def bound(declared: Issue, *issues: ExistingIssue) -> int | None:
    found = identified([declared], *issues).issue(declared.key)
    return found.number if found else None


BROKEN = "<!-- gh-playbook:begin key=a -->"
A = Issue(key="a", title="T")
A3 = Issue(key="a", title="T", number=3)


A3_CLOSED = Issue(key="a", title="T", number=3, state="closed")


NOT_PLANNED = {"state": "closed", "reason": "not_planned"}
DUPLICATE = {"state": "closed", "reason": "duplicate"}
COMPLETED = {"state": "closed", "reason": "completed"}

"""What a run keeps of its reading: with it the next run can ask for all at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import Features
from gh_playbook.model.world import World

VERSION = 2
# How many issues are asked for by their ids in one request.
PAGE = 100
_NAME = "gh-playbook reading"


@dataclass(frozen=True)
class KeptReading:
    """The facts that decide the second request of a reading, as they were after the last run.

    `features` are the server's, `scopes` the token's, `project` is the id of the board. They decide
    nothing: the answer to the early question counts only if the right question turns out to be the
    same. `issues` are the ids of a page of the declared ones, if these were read alone;
    `card_pages` are the cursors at which the pages of the board's cards ended, `pages_together` is
    how many of them GitHub soon answers in one request. `is_dense` tells that the issues are read
    with these, and the rest by their numbers, which have few gaps.
    """

    features: Features
    scopes: frozenset[str] | None = None
    project: str | None = None
    issues: tuple[str, ...] | None = None
    card_pages: tuple[str, ...] = ()
    is_dense: bool = False
    pages_together: int | None = None


def from_world(world: World, declared: Sequence[str] = ()) -> KeptReading | None:
    """Return what the next run can use; None if it cannot know which issues that run reads.

    `declared` are the keys of the declared issues, in their order.
    """
    features = world.features
    if world.server is None or not features.project_scope:
        return None
    if world.server.keeps_values and not features.keeps_values:
        return None
    issues = None
    if not world.is_whole:
        issues = tuple(world.bound.get(key, "") for key in declared)
        if not (issues and all(issues)):
            return None
    board = world.project.id if world.project else None
    first = issues and issues[:PAGE]
    return KeptReading(
        world.server,
        world.login.scopes,
        board,
        first,
        world.card_pages,
        pages_together=world.pages_together,
    )


def compose(last: KeptReading) -> str:
    """Return it as text: one line of JSON."""
    scopes = None if last.scopes is None else sorted(last.scopes)
    data = {_NAME: VERSION, **asdict(last), "scopes": scopes}
    return json.dumps(data, separators=(",", ":"))


def parse(text: str) -> KeptReading | None:
    """Parse the text of `compose`; None if the text is something else."""
    try:
        data = json.loads(text)
        if data[_NAME] != VERSION:
            return None
        scopes, project = data["scopes"], data["project"]
        found = None if scopes is None else frozenset(map(str, scopes))
        issues = None if data["issues"] is None else tuple(map(str, data["issues"]))
        pages = tuple(map(str, data["card_pages"]))
        features, is_dense = _features(data["features"]), data.get("is_dense") is True
        together = int(data.get("pages_together") or 0) or None
        board = project and str(project)
        return KeptReading(features, found, board, issues, pages, is_dense, together)
    except (ArithmeticError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _features(data: Mapping[str, Any]) -> Features:
    """Return features. Raises TypeError for features that this version does not know."""
    names = {each.name for each in fields(Features)}
    if data.keys() != names or not all(isinstance(each, bool) for each in data.values()):
        raise TypeError("other features")
    return Features(**data)

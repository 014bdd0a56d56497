"""Foresight: knowledge of one run with which the next run can read all at once."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from gh_playbook.model.existing import Features
from gh_playbook.model.world import World

VERSION = 1
_NAME = "gh-playbook reading"


@dataclass(frozen=True)
class Foresight:
    """The facts that decide the second request of a reading, as they were after the last run.

    `features` are the server's, `scopes` the token's, `project` is the id of the board. Foresight
    decides nothing: the answer to the early question counts only if the right question turns out to
    be the same.
    """

    features: Features
    scopes: frozenset[str] | None = None
    project: str | None = None


def foresee(world: World) -> Foresight | None:
    """Return the foresight for the next run; None if that will not read all issues by pages."""
    features = world.features
    if world.server is None or not (world.is_whole and features.project_scope):
        return None
    if world.server.keeps_values and not features.keeps_values:
        return None
    return Foresight(world.server, world.login.scopes, world.project.id if world.project else None)


def compose(foresight: Foresight) -> str:
    """Return it as text: one line of JSON."""
    scopes = None if foresight.scopes is None else sorted(foresight.scopes)
    data = {"features": asdict(foresight.features), "scopes": scopes, "project": foresight.project}
    return json.dumps({_NAME: VERSION, **data}, separators=(",", ":"))


def parse(text: str) -> Foresight | None:
    """Parse the text of `compose`; None if the text is something else."""
    try:
        data = json.loads(text)
        if data[_NAME] != VERSION:
            return None
        scopes, project = data["scopes"], data["project"]
        found = None if scopes is None else frozenset(map(str, scopes))
        return Foresight(_features(data["features"]), found, project and str(project))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _features(data: Mapping[str, Any]) -> Features:
    """Return features. Raises TypeError for features that this version does not know."""
    names = {each.name for each in fields(Features)}
    if data.keys() != names or not all(isinstance(each, bool) for each in data.values()):
        raise TypeError("other features")
    return Features(**data)

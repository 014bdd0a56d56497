"""What one run knows that lets the next one ask for all at once."""

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
    """What the second request of a reading depends on, as it was after the last run.

    `features` are the server's, `scopes` the token's, `project` is the id of the board. It decides
    nothing: the answer to what was asked ahead counts only where it turns out to be the question.
    """

    features: Features
    scopes: frozenset[str] | None = None
    project: str | None = None


def foresee(world: World) -> Foresight | None:
    """Return what the next run can go by; None where it will not ask for all issues of a page."""
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
    """Parse what `compose` wrote; None where the text is something else."""
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
    """Return features. Raises TypeError for other ones than this version knows."""
    names = {each.name for each in fields(Features)}
    if data.keys() != names or not all(isinstance(each, bool) for each in data.values()):
        raise TypeError("other features")
    return Features(**data)

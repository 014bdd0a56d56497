"""All, an edit of the backlog, undo, and the same edit once more: the end is as without undo."""

import random
from typing import Any

import pytest
import yaml

from tests.safety.conftest import REPOSITORY, Place

KEYS = ("engine", "pump", "hatch", "guide", "wheel")


def backlog(draw: random.Random | None = None) -> str:
    """Return a backlog, or a random edit of it."""
    issues = [_entry(key, draw) for key in KEYS]
    if draw:
        draw.shuffle(issues)
    return yaml.safe_dump({"repository": REPOSITORY, "labels": [_label()], "issues": issues})


def _label() -> dict[str, str]:
    return {"name": "bug", "color": "d73a4a"}


def _entry(key: str, draw: random.Random | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"key": key, "title": f"Build the {key}", "body": f"About {key}."}
    if key not in {"engine", "hatch"}:
        entry["parent"] = "engine"
    if draw is None:
        return entry
    edits: dict[str, dict[str, Any]] = {
        "title": {"title": f"Repair every {key}"},
        "text": {"body": f"More about {key}."},
        "parent": {"parent": "hatch"} if key not in {"engine", "hatch"} else {},
        "key": {"key": f"new-{key}", "previously": [key]} if "parent" in entry else {},
        "label": {"labels": ["bug"]},
        "state": {"state": "closed"},
    }
    for name in draw.sample(sorted(edits), k=draw.randint(0, 5)):
        entry |= edits[name]
    return entry


def present(place: Place) -> list[tuple[Any, ...]]:
    """Return the issues as people see them: titles, texts, labels, states and parents."""
    path = f"repos/{REPOSITORY}/issues"
    listed = place.gh.rest("GET", f"{path}?state=all&direction=asc").json
    return [
        (
            each["title"],
            each["body"].split("-->", 1)[1],
            each["state"],
            [label["name"] for label in each["labels"]],
            each.get("parent_issue_url"),
        )
        for each in listed
    ]


@pytest.mark.parametrize("seed", range(4))
def test_an_edit_that_was_undone_is_carried_out_once_more_as_the_first_time(
    place: Place, seed: int
) -> None:
    first, edit = backlog(), backlog(random.Random(seed))
    place.write("backlog.yml", first)
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    before = present(place)
    place.write("backlog.yml", edit)
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    directly = present(place)
    assert directly != before
    assert place.playbook("undo", "--yes").code == 0
    assert present(place) == before
    done = place.playbook("all", "--backlog", "backlog.yml")
    assert done.code == 0, done.out
    assert present(place) == directly

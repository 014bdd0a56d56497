"""Backlogs for measurements: generated, of any size and shape, and changed in two places."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

LLUMINARY = Path(__file__).parents[1] / "playbooks" / "backlogs" / "lluminary.yml"
REPOSITORY = "PimpMyNines/plan"
# Main issues have four sub-issues each.
GROUP = 5
_COLORS = 0xFFFFFF
_STEP = 4099
_LABELS, _MILESTONES = 30, 6
_SPRINTS = ("Current", "Next", "Future")
_SIZES = ("S", "M", "L")


class Shape(StrEnum):
    """How the issues of a made-up backlog wait for each other.

    Each sub-issue waits for the one before it; in a chain, so do the main issues.
    """

    SHALLOW = "shallow"
    CHAIN = "chain"


def lluminary() -> str:
    """Return the backlog that ships with the tool."""
    return LLUMINARY.read_text(encoding="utf-8")


def issues(count: int, shape: Shape = Shape.SHALLOW, repository: str = REPOSITORY) -> str:
    """Return a backlog of about so many issues with a board, as YAML; of a chain, main ones only.

    `count` is a multiple of five, or the length of the chain.
    """
    if shape is Shape.CHAIN:
        main = [_main(index, blocked_by=index - 1) for index in range(count)]
    else:
        main = [{**_main(index), "sub_issues": [*_below(index)]} for index in range(count // GROUP)]
    backlog = {
        "repository": repository,
        "labels": _labels(_LABELS),
        "milestones": [
            {"title": f"Milestone {index}", "description": f"Number {index}"}
            for index in range(_MILESTONES)
        ],
        "issue_types": [
            {"name": "Task", "color": "yellow", "description": "A piece of work"},
            {"name": "Bug", "color": "red", "description": "What is broken"},
        ],
        "issues": main,
        "project": _project(),
    }
    return _written(backlog)


def labels(count: int) -> str:
    """Return a backlog of so many labels and nothing else, as YAML."""
    return _written({"repository": REPOSITORY, "labels": _labels(count)})


def changed(text: str) -> str:
    """Return a backlog with another colour of one label, and another title of one issue.

    The issue is one that no other names, so that nothing else changes with it.
    """
    backlog: dict[str, Any] = yaml.safe_load(text)
    label = backlog["labels"][0]
    label["color"] = "0e8a16" if str(label["color"]) != "0e8a16" else "0366d6"
    every = [*_flattened(backlog.get("issues", ()))]
    named = {key for each in every for key in each.get("blocked_by", ())}
    free = [each for each in every if not each.get("sub_issues") and each["key"] not in named]
    if free:
        free[0]["title"] += " now"
    return _written(backlog)


def _flattened(found: Any) -> Iterator[dict[str, Any]]:
    for each in found:
        yield each
        yield from _flattened(each.get("sub_issues", ()))


def _labels(count: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"area:{index}",
            "color": f"{index * _STEP % _COLORS:06x}",
            "description": f"All that is about area {index}",
        }
        for index in range(count)
    ]


def _main(index: int, *, blocked_by: int = -1) -> dict[str, Any]:
    return {
        "key": f"main-{index}",
        "title": f"Main issue {index} of the plan",
        "type": "Bug",
        "labels": [f"area:{(index + offset) % _LABELS}" for offset in (0, 7, 13)],
        "milestone": f"Milestone {index % _MILESTONES}",
        "blocked_by": [f"main-{blocked_by}"] if blocked_by >= 0 else [],
        **_values(index),
    }


def _below(main: int) -> Iterator[dict[str, Any]]:
    for index in range(GROUP - 1):
        yield {
            "key": f"main-{main}-{index}",
            "title": f"Part {index} of main issue {main}",
            "type": "Task",
            "labels": [f"area:{(main + index) % _LABELS}"],
            "blocked_by": [f"main-{main}-{index - 1}"] if index else [],
            **_values(main * GROUP + index),
        }


def _values(index: int) -> dict[str, Any]:
    return {
        "priority": f"P{index % 4}",
        "size": _SIZES[index % 3],
        "estimate": index % 13 + 1,
        "sprint": _SPRINTS[index % 3],
        "status": ("Backlog", "Ready")[index % 2],
        "description": f"What issue {index} is about, in a sentence or two, as long as people "
        "write them who have thought about it and are not paid by the word.",
        "acceptance_criteria": [f"It works for {index}", "It is documented"],
    }


def _project() -> dict[str, Any]:
    selects = {
        "Status": ["Backlog", "Ready", "In Progress", "Done"],
        "Priority": ["P0", "P1", "P2", "P3"],
        "Size": [*_SIZES],
        "Sprint": [*_SPRINTS],
    }
    fields: list[dict[str, Any]] = [
        {
            "name": name,
            "type": "single_select",
            "value": name.lower(),
            "options": [{"name": each, "color": "blue", "description": each} for each in options],
        }
        for name, options in selects.items()
    ]
    fields += [
        {"name": "Estimate", "type": "number", "value": "estimate"},
        {"name": "Dependencies", "type": "text", "value": "blocked_by"},
    ]
    return {
        "title": "Plan",
        "description": "A made-up plan",
        "readme": "Nothing here is real.",
        "fields": fields,
        "views": [
            {"name": "Board", "layout": "board", "columns": "Status", "fields": ["Title", "Size"]}
        ],
    }


def _written(backlog: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(backlog, sort_keys=False, allow_unicode=True, width=1000)
    return text

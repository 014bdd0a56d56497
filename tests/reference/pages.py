"""The reference of all keys: their types, defaults and limits come only from the models."""

from pathlib import Path

from pydantic import BaseModel

from gh_playbook.report.key_reference import (
    OF_BACKLOG,
    OF_ENTRIES,
    OF_MODULES,
    TITLES,
    Key,
    keys_of,
)

_FOLDER = Path(__file__).parents[2] / "docs" / "reference"
_MADE = "`scripts/update-reference` makes this page from the models: do not edit it."
_BACKLOG = f"""# Every key of a backlog

{_MADE} [The guide](../backlog.md) says how
the keys work together.
"""
_PLAYBOOK = f"""# Every key of a playbook

{_MADE} [The guide](../backlog.md#playbooks)
says how the keys work together. The modules `label`, `milestone`, `issue_type`, `issue`,
`sub_issue`, `project`, `project_field`, `project_view` and `project_item` take the keys of
[a backlog](backlog.md); any value may be a template.
"""
_HEAD = "| key | takes | default | at most | what it is | example |"
_COLUMNS = f"{_HEAD}\n|---|---|---|---|---|---|"


def pages() -> dict[Path, str]:
    """Return the pages, by their paths.

    Raises LookupError for a key without a description.
    """
    return {
        _FOLDER / "backlog.md": _page(_BACKLOG, OF_BACKLOG),
        _FOLDER / "playbook.md": _page(_PLAYBOOK, (*OF_ENTRIES, *OF_MODULES)),
    }


def _page(head: str, models: tuple[type[BaseModel], ...]) -> str:
    return "\n".join([head, *(_section(model) for model in models)])


def _section(model: type[BaseModel]) -> str:
    rows = map(_row, keys_of(model))
    return "\n".join([f"## {TITLES[model.__name__]}", _COLUMNS, *rows, ""])


def _row(key: Key) -> str:
    if not key.means:
        where = (
            "say what it is in gh_playbook/declaration/keys.yml, then run scripts/update-reference"
        )
        raise LookupError(f"{key.name}: {where}")
    default = f"`{key.default}`" if key.default else ""
    example = f"`{key.shown()}`" if key.example is not None else ""
    cells = (
        f"`{key.name}`",
        key.takes,
        "required" if key.is_required else default,
        key.limits,
        key.means,
        example,
    )
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"

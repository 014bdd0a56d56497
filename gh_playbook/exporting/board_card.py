"""Cards in a backlog besides the cards of its issues: drafts, pull requests, and other issues.

Also the order of cards, if that is asked for: people change it by dragging.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.exporting.faithful import UNFAITHFUL, Description, Title, is_faithful
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import Entry, InLine
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.world import World

_SECTION = "project"
# Returns the values of a card by the names of the fields; takes its id, and its name for people.
Values = Callable[[str, str], Mapping[str, Any]]


def drafts(project: ExistingProject, values: Values, left_out: LeftOut) -> list[Entry | InLine]:
    """Return the section `drafts`: in the order of the cards, the first of each title."""
    found: list[Entry | InLine] = []
    seen: set[str] = set()
    for id, item in project.items.items():
        if item.draft is None:
            continue
        title, body = item.draft.title, item.draft.body.strip()
        reasons = {
            "it is archived": item.is_archived,
            "its title has characters that a backlog cannot contain": not is_faithful(Title, title),
            "another one has that title": folded(title) in seen,
        }
        reason = next((each for each, is_so in reasons.items() if is_so), None)
        if reason:
            left_out.add(_SECTION, f"the draft {title}: {reason}")
            continue
        seen.add(folded(title))
        entry: Entry = [("title", title)]
        if body and is_faithful(Description, body):
            entry.append(("body", body))
        elif body:
            left_out.add(_SECTION, f"the text of the draft {title}: {UNFAITHFUL}")
        entry += _fields(values(id, f"the draft {title}"))
        found.append(entry if "\n" in body else InLine(entry))
    return found


def cards(
    project: ExistingProject,
    world: World,
    names: Mapping[str, str],
    values: Values,
    left_out: LeftOut,
) -> list[InLine | str]:
    """Return the section `cards`: cards of pull requests and of other repositories' issues.

    `names` are the references of their contents, by the ids.
    """
    found: list[InLine | str] = []
    hidden = 0
    for id, item in outer(project, world):
        name = names.get(id)
        if name is None:
            hidden += 1
            continue
        entry = InLine(content=name, **dict(_fields(values(id, f"the card of {name}"))))
        if item.is_archived:
            entry["archived"] = True
        found.append(entry if len(entry) > 1 else name)
    if hidden:
        what = "a card" if hidden == 1 else f"{hidden} cards"
        left_out.add(_SECTION, f"{what} of things that this login may not see")
    return found


def outer(project: ExistingProject, world: World) -> Iterator[tuple[str, ExistingItem]]:
    """Yield the other cards: of pull requests and other repositories' issues, by their ids."""
    for id, item in project.items.items():
        if item.draft is None and id not in world.issues:
            yield id, item


def order(project: ExistingProject, names: Mapping[str, str], declared: list[str]) -> Any:
    """Return `card_order`: the cards in their order, or `backlog` if that is the issues' order.

    `names` are keys and references by ids, `declared` the keys of the issues with cards in their
    order in the file.
    """
    shown = [id for id, item in project.items.items() if not item.is_archived and id in names]
    standing = [names[id] for id in shown]
    keys = set(standing)
    return "backlog" if standing == [key for key in declared if key in keys] else standing


def _fields(values: Mapping[str, Any]) -> Entry:
    return [("fields", InLine(values))] if values else []

"""The order of cards on the board, relative to each other."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.value import KeyOrReference

# What stands for all issues, in the order in which the backlog declares them.
BACKLOG = "backlog"


def _in_order(value: object) -> object:
    """Refuse what is neither a list nor the word for all issues."""
    if value == BACKLOG or isinstance(value, list | tuple):
        return value
    raise ValueError(f"must be a list of keys and references, or {BACKLOG!r}, not {value!r}")


def _kind(value: object) -> str:
    return "word" if isinstance(value, str) else "list"


# Told apart by their kind, so that a fault in a list is not told as one of the word, too.
Order = Annotated[
    Annotated[Literal["backlog"], Tag("word")] | Annotated[tuple[KeyOrReference, ...], Tag("list")],
    Discriminator(_kind),
    BeforeValidator(_in_order),
]


class CardOrder(Declared):
    """The cards of issues in an order; cards of others stay between them where they are."""

    cards: tuple[KeyOrReference, ...]

    def belongs_to(self, _chosen: Chosen) -> bool:
        """`--only` selects declared issues; the order is of all cards."""
        return False

"""The order of cards on the board, relative to each other."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.value import KeyOrReference

# The word for all issues, in the order of the backlog.
BACKLOG = "backlog"


def _in_order(value: object) -> object:
    """Refuse a value that is neither a list nor the word for all issues."""
    if value == BACKLOG or isinstance(value, list | tuple):
        return value
    raise ValueError(f"must be a list of keys and references, or {BACKLOG!r}, not {value!r}")


def _kind(value: object) -> str:
    return "word" if isinstance(value, str) else "list"


# The kind decides, so that a fault in a list is not reported as a fault of the word, too.
Order = Annotated[
    Annotated[Literal["backlog"], Tag("word")] | Annotated[tuple[KeyOrReference, ...], Tag("list")],
    Discriminator(_kind),
    BeforeValidator(_in_order),
]


class CardOrder(Declared):
    """The cards of issues in an order; other cards stay at their places between them."""

    cards: tuple[KeyOrReference, ...]

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: `--only` selects declared issues, and the order is about all cards."""
        return False

"""The order of cards on the board, relative to each other."""

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.value import KeyOrReference

# What stands for all issues, in the order in which the backlog declares them.
BACKLOG = "backlog"


def in_order(value: object) -> object:
    """Refuse what is neither a list nor the word for all issues."""
    if value == BACKLOG or isinstance(value, list | tuple):
        return value
    raise ValueError(f"must be a list of keys and references, or {BACKLOG!r}, not {value!r}")


class CardOrder(Declared):
    """The cards of issues in an order; cards of others stay between them where they are."""

    cards: tuple[KeyOrReference, ...]

    def belongs_to(self, _chosen: Chosen) -> bool:
        """`--only` selects declared issues; the order is of all cards."""
        return False

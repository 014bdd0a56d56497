"""Texts before the numbers of issues are known: rendered once, completed as often as needed.

Only for templates that ship: these print references as they are, and nothing of them decides about
the rest of the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gh_playbook.declaration.issue import Issue

# No sign of anybody's: Unicode leaves it to private use.
_SIGN = "\ue000"


@dataclass(frozen=True)
class Linked:
    """A linked issue, as templates see it; `reference` is `#13`, or `#key` before it exists.

    An issue outside the backlog has no title here, because others may change it.
    """

    key: str
    title: str
    reference: str


@dataclass(frozen=True)
class Draft:
    """A text in which something stands for each reference, and what it was rendered with."""

    desired: Issue
    around: Mapping[str, Any]
    text: str

    @property
    def is_complete(self) -> bool:
        """Tell whether each link that it tells of has its place in it, and nothing else has."""
        told = tuple(_links(self.around, "parent", "blocked_by"))
        places = [self.text.count(each.reference) for each in told]
        return self.text.count(_SIGN) == len(told) and all(count == 1 for count in places)

    def completed(self, desired: Issue, around: Mapping[str, Any]) -> str | None:
        """Return the text with these references; None where it would be another text."""
        if desired is not self.desired or _bare(around) != _bare(self.around):
            return None
        text = self.text
        for place, link in zip(_links(self.around), _links(around), strict=True):
            text = text.replace(place.reference, link.reference)
        return text


def place(index: int) -> str:
    """Return what stands for the reference of one of the links, as long as it can become."""
    return f"#{_SIGN}{index:06}"


def _links(around: Mapping[str, Any], *names: str) -> Iterator[Linked]:
    for name in names or ("parent", "blocked_by", "related_to"):
        found = around[name]
        yield from found if isinstance(found, list) else filter(None, [found])


def _bare(around: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what goes into a text, of links without their references."""
    bare = dict(around)
    for name in ("parent", "blocked_by", "related_to"):
        bare[name] = [(each.key, each.title) for each in _links(around, name)]
    return bare

"""Texts before the numbers of issues are known: rendered once, completed as often as needed.

Only for shipped templates: they print references unchanged, and the rest of the text does not
depend on them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.frozen import dataclass

# A sign that nobody uses: Unicode reserves it for private use.
_SIGN = "\ue000"
# A number that no issue has yet, the first of several.
_NO_NUMBER = 9_000_001


@dataclass(frozen=True)
class Linked:
    """A linked issue, as templates see it; `reference` is `#13`, or `#key` before it exists.

    An issue outside the backlog has no title here, because others may change it.
    """

    key: str
    title: str
    reference: str


@dataclass(frozen=True)
class TextDraft:
    """A text with placeholders for references, and the data with which it was rendered."""

    desired: Issue
    around: Mapping[str, Any]
    text: str

    @property
    def is_complete(self) -> bool:
        """Tell whether exactly the placeholders of its links are in it."""
        told = tuple(_links(self.around, "parent", "blocked_by"))
        places = [self.text.count(each.reference) for each in told]
        return self.text.count(_SIGN) == len(told) and all(count == 1 for count in places)

    def completed(self, desired: Issue, around: Mapping[str, Any]) -> str | None:
        """Return the text with these references; None if the text would differ otherwise."""
        if desired is not self.desired or _bare(around) != _bare(self.around):
            return None
        text = self.text
        for place, link in zip(_links(self.around), _links(around), strict=True):
            text = text.replace(place.reference, link.reference)
        return text


def place(index: int) -> str:
    """Return the placeholder for the reference of a link, as long as a reference can become."""
    return f"#{_SIGN}{index:06}"


def numbered(around: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """Return the variables of a text with numbers as the references to these keys.

    They look like GitHub's, because a template may ask for that.
    """
    numbers = count(_NO_NUMBER)

    def with_number(link: Linked) -> Linked:
        return replace(link, reference=f"#{next(numbers)}") if link.key in keys else link

    found = {**around, "parent": around["parent"] and with_number(around["parent"])}
    for name in ("blocked_by", "related_to"):
        found[name] = [with_number(each) for each in around[name]]
    return found


def _links(around: Mapping[str, Any], *names: str) -> Iterator[Linked]:
    for name in names or ("parent", "blocked_by", "related_to"):
        found = around[name]
        yield from found if isinstance(found, list) else filter(None, [found])


def _bare(around: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the contents of links without their references."""
    bare = dict(around)
    for name in ("parent", "blocked_by", "related_to"):
        if around[name]:
            bare[name] = [(each.key, each.title) for each in _links(around, name)]
    return bare

"""The filter language of projects: `is:open -status:Done label:bug,"help wanted" no:estimate`.

Source: GitHub docs, "Filtering projects". Words without a qualifier are searched in the title. A
qualifier that is neither known here nor a field of the project is refused by its name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from gh_sandbox.errors import ApiError
from gh_sandbox.rules.projects import project_fact as facts
from gh_sandbox.session import Session

_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*")+')
_VALUE = re.compile(r'(?:[^,"]|"[^"]*")+')
_COMPARISON = re.compile(r"(>=|<=|>|<)(.+)")


def matching(session: Session, project_id: int, item_ids: Sequence[int], query: str) -> list[int]:
    """Return the given items that match a filter."""
    rows = session.store.all("SELECT name FROM project_field WHERE project_id = ?", project_id)
    known = {*facts.QUALIFIERS, *(facts.qualifier(row["name"]) for row in rows)}
    terms = [_term(token, session) for token in _TOKEN.findall(query)]
    for term in terms:
        term.require_known(known)
    of_items = facts.of(session, item_ids)
    return [id for id in item_ids if all(term.allows(of_items[id]) for term in terms)]


@dataclass(frozen=True)
class _Term:
    """One word of a filter, in lower case."""

    qualifier: str
    values: Sequence[str]
    negated: bool

    @property
    def _asks_presence(self) -> bool:
        return self.qualifier in ("no", "has")

    def require_known(self, known: set[str]) -> None:
        """Refuse unknown qualifiers."""
        for name in self.values if self._asks_presence else [self.qualifier]:
            if name not in known:
                raise ApiError(
                    422,
                    f"The filter {name}: is not a field of the project or not implemented "
                    "by the sandbox.",
                    type="VALIDATION",
                )

    def allows(self, own: facts.Facts) -> bool:
        """Tell whether an item with these facts matches."""
        if self._asks_presence:
            found = any(own.get(value) for value in self.values) == (self.qualifier == "has")
        else:
            having = [fact.lower() for fact in own.get(self.qualifier, ())]
            found = any(_fits(value, fact) for value in self.values for fact in having)
        return found != self.negated


def _term(token: str, session: Session) -> _Term:
    """Read one word: `-name:value,"another value"`, or a word or phrase for the title."""
    negated = token.startswith("-") and ":" in token
    name, separator, rest = token.removeprefix("-" if negated else "").partition(":")
    if not separator or '"' in name:
        phrase = token.replace('"', "").lower()
        return _Term("title", [f"*{phrase}*"], negated=False)
    values = [value.replace('"', "").lower() for value in _VALUE.findall(rest)]
    return _Term(name.lower(), [_meaning(value, session) for value in values], negated)


def _meaning(value: str, session: Session) -> str:
    """Replace the values that stand for the viewer and for today."""
    return value.replace("@me", session.viewer.login.lower()).replace(
        "@today", session.clock.now().date().isoformat()
    )


def _fits(value: str, fact: str) -> bool:
    """Compare one value with one fact; both are in lower case."""
    comparison = _COMPARISON.fullmatch(value)
    if comparison:
        return _compared(comparison[1], fact, comparison[2])
    if ".." in value:
        low, high = value.split("..", 1)
        return _compared(">=", fact, low) and _compared("<=", fact, high)
    if _number(value) is not None and _number(value) == _number(fact):
        return True
    return fnmatchcase(fact, re.sub(r"[\[?]", r"[\g<0>]", value))


def _compared(operator: str, fact: str, bound: str) -> bool:
    """Compare numbers as numbers and days as dates; `*` is an open end of a range."""
    if bound == "*":
        return True
    left, right = _number(fact), _number(bound)
    one, two = (fact, bound) if left is None or right is None else (left, right)
    order = (one > two) - (one < two)  # type: ignore[operator]
    return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0}[operator]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

"""The filter of a list of issues: read from an address, and written into links."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

PAGE = 25
STATES = {"open": ["OPEN"], "closed": ["CLOSED"], "all": ["OPEN", "CLOSED"]}
NONE = "none"


@dataclass(frozen=True)
class Filter:
    """The wanted properties of issues; `milestone` is a number or "none", "" is any."""

    state: str = "open"
    labels: tuple[str, ...] = ()
    milestone: str = ""
    type: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything but a state is wanted."""
        return bool(self.labels or self.milestone or self.type)

    @property
    def address(self) -> str:
        """The query string of the list's address."""
        pairs = [("state", self.state)] if self.state != "open" else []
        pairs += [("label", label) for label in self.labels]
        pairs += [(key, value) for key, value in (("milestone", self.milestone),) if value]
        pairs += [(key, value) for key, value in (("type", self.type),) if value]
        return f"?{urlencode(pairs)}"

    def in_state(self, state: str) -> "Filter":
        """Return the same filter for another state."""
        return replace(self, state=state)

    def with_label(self, name: str) -> "Filter":
        """Return the filter with another wanted label."""
        return self if name in self.labels else replace(self, labels=(*self.labels, name))

    def without_label(self, name: str) -> "Filter":
        """Return the filter without a label."""
        return replace(self, labels=tuple(each for each in self.labels if each != name))

    def variable(self, state: str) -> dict[str, Any]:
        """Return GraphQL's `IssueFilters` for a state."""
        found: dict[str, Any] = {"states": STATES[state]}
        if self.labels:
            found["labels"] = list(self.labels)
        if self.milestone:
            found["milestoneNumber"] = None if self.milestone == NONE else self.milestone
        if self.type:
            found["type"] = self.type
        return found


def read(query: QueryParams) -> Filter:
    """Read a filter from an address; invalid values are ignored."""
    state, milestone = query.get("state", "open"), query.get("milestone", "")
    return Filter(
        state=state if state in STATES else "open",
        labels=tuple(dict.fromkeys(name for name in query.getlist("label") if name)),
        milestone=milestone if milestone == NONE or milestone.isdecimal() else "",
        type=query.get("type", ""),
    )


def bounds(query: QueryParams, size: int = PAGE) -> dict[str, Any]:
    """Read the shown part of a list from an address, as variables of a GraphQL query."""
    if query.get("before"):
        return {"last": size, "before": query["before"]}
    return {"first": size, "after": query.get("after") or None}

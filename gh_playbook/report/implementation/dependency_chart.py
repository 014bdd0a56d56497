"""The dependencies as a Mermaid flowchart, which GitHub draws in Markdown.

An issue with sub-issues is a box around them. An arrow leads from an issue to one that waits for
it.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from gh_playbook.frozen import dataclass
from gh_playbook.report.implementation.state import BacklogState, IssueState
from gh_playbook.report.implementation.typesetting import visible

# Mermaid's limits for arrows and characters. On GitHub, a document cannot change them.
EDGES_LIMIT = 500
TEXT_LIMIT = 50_000
_SPECIAL = re.compile(r"[^\w\s.,/()+=!?'-]|_")


def flowchart(state: BacklogState) -> str | None:
    """Return the flowchart of all declared issues; for a large backlog, of the main ones only.

    Return None if no issue waits for another, or if even that chart would be too large.
    """
    for drawing in (_Drawing(state, whole=True), _Drawing(state, whole=False)):
        edges = list(drawing.edges())
        text = "\n".join(["flowchart TB", *drawing.nodes(), *edges])
        if not edges:
            return None
        if len(edges) <= EDGES_LIMIT and len(text) <= TEXT_LIMIT:
            return text
    return None


def label(entry: IssueState) -> str:
    """Return an issue as a quoted label; characters with a meaning in Mermaid become codes."""
    text = visible(f"{entry.reference} {entry.title}")
    done = "✓ " if entry.is_closed else ""
    return f'"{done}{_SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)}"'


@dataclass(frozen=True)
class _Drawing:
    """The flowchart of a state; unless `whole`, of its main issues only."""

    state: BacklogState
    whole: bool

    def nodes(self) -> Iterator[str]:
        """Yield the lines that make boxes, each parent's around its sub-issues."""
        linked = {each.key for pair in self._pairs() for each in pair}
        for entry in self.state.main:
            if self.whole or entry.key in linked:
                yield from self._box(entry, "  ")

    def edges(self) -> Iterator[str]:
        """Yield the lines that make arrows."""
        for blocker, entry in self._pairs():
            yield f"  {self._ids[blocker.key]} --> {self._ids[entry.key]}"

    def _pairs(self) -> Iterator[tuple[IssueState, IssueState]]:
        """Yield each issue with the issue that waits for it; not from a box to its contents."""
        drawn = self.state.issues if self.whole else self.state.main
        keys = {entry.key for entry in drawn}
        for entry in drawn:
            for blocker in self.state.blockers(entry):
                nested = self._holds(entry, blocker) or self._holds(blocker, entry)
                if blocker.key in keys and not nested:
                    yield blocker, entry

    def _box(self, entry: IssueState, indent: str) -> Iterator[str]:
        children = self.state.children(entry) if self.whole else ()
        if not children:
            yield f"{indent}{self._ids[entry.key]}[{label(entry)}]"
            return
        yield f"{indent}subgraph {self._ids[entry.key]} [{label(entry)}]"
        for child in children:
            yield from self._box(child, indent + "  ")
        yield f"{indent}end"

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The names of the nodes, which contain nothing of titles and keys."""
        return {
            entry.key: f"issue{entry.number}" if entry.number else f"new{index}"
            for index, entry in enumerate(self.state.issues, 1)
        }

    def _holds(self, outer: IssueState, inner: IssueState) -> bool:
        above = inner.parent
        while above in self.state.by_key:
            if above == outer.key:
                return True
            above = self.state.by_key[above].parent
        return False

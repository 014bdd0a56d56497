"""New issues of people, taken into the backlog: below declared parents, or chosen ones.

The others are named, so that nobody believes that there are none.
"""

from collections.abc import Iterator

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.derived_key import key_of
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.exporting.issue import by_outsider, faults, marked_keys
from gh_playbook.formatting.yaml_text import Entry
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.managed_block import find
from gh_playbook.model.world import World
from gh_playbook.pulling.backlog_file import BacklogFiles
from gh_playbook.pulling.three_way import Taken

_TEMPLATE = "text.md.j2"


class NewIssues:
    """The new issues of a pull: the ones taken in, and the ones left out.

    `keys` has the ones taken in, by their new keys, `editors` the editors that wrote them.
    """

    def __init__(self, backlog: Backlog, issues: dict[str, Issue], world: World) -> None:
        self._backlog = backlog
        self._issues = issues
        self._world = world
        self.added: list[str] = []
        self.keys: dict[str, ExistingIssue] = {}
        self.editors: dict[str, Editor] = {}
        self.left: list[str] = []
        self.unclaimed: tuple[ExistingIssue, ...] = ()

    def take(self, files: BacklogFiles, chosen: set[str], *, parents: bool) -> None:
        """Take in the chosen ones and, with `parents`, new ones below declared issues.

        An issue that a backlog wrote is not new: its entry had left the backlog. It comes back only
        if it is chosen, and keeps its key and its text.
        """
        candidates = list(self._candidates(chosen))
        self.unclaimed = self._unclaimed({each.id for each, _ in candidates})
        marked, in_markers = marked_keys([each for each, _ in candidates], self._world)
        has_left = {id for id, key in marked.items() if key not in self._issues}
        below = {each.id for each, _ in candidates} - has_left if parents else set()
        wanted = [each for each, _ in candidates if each.id in chosen | below]
        reasons = faults(wanted, self._world)
        taken = {*self._issues, *in_markers}
        for existing, parent in candidates:
            where = f"below {parent}" if parent else "an issue of its own"
            if existing.id in has_left and existing.id not in reasons:
                where += f"; an earlier run knew it as {marked[existing.id]!r}"
            by = by_outsider(existing, self._world)
            where += f"; {by}" if by else ""
            told = f"#{existing.number} {existing.title} ({where})"
            if existing.id not in chosen | below:
                hint = f": it is not new; --new #{existing.number} takes it back"
                self.left.append(f"{told}{hint if parents else ''}")
                continue
            key = marked.get(existing.id) or key_of(existing.title, taken)
            if key in self._issues:
                reasons[existing.id] = f"its marker has the key {key!r} of another entry"
            if existing.id in reasons:
                self.left.append(f"{told}: {reasons[existing.id]}")
                continue
            try:
                self._add(files, existing, key, parent)
            except EditError as error:
                self.left.append(f"{told}: {error}")
                continue
            taken.add(key)
            self.added.append(told)
            self.keys[key] = existing

    def _unclaimed(self, candidates: set[str]) -> tuple[ExistingIssue, ...]:
        """Return the other open issues that no backlog wrote or declares, by number."""
        known = candidates | set(self._world.bound.values())
        found = (
            each
            for each in self._world.issues.values()
            if each.state == "open" and each.id not in known and claim(each) is None
        )
        return tuple(sorted(found, key=lambda each: each.number or 0))

    def _candidates(self, chosen: set[str]) -> Iterator[tuple[ExistingIssue, str | None]]:
        """Yield undeclared issues, each with the key of its declared parent, None if it has none.

        They are the chosen ones, and the open ones below declared issues.
        """
        bound = {id: key for key, id in self._world.bound.items()}
        for existing in sorted(self._world.issues.values(), key=lambda each: each.number or 0):
            parent = bound.get(existing.parent or "")
            is_below = parent is not None and existing.state == "open"
            if existing.id not in bound and (is_below or existing.id in chosen):
                yield existing, parent

    def _add(
        self, files: BacklogFiles, existing: ExistingIssue, key: str, parent: str | None
    ) -> None:
        editor = files.editor(self._issues[parent] if parent else self._backlog)
        entry: Entry = [("key", key), ("number", existing.number), ("title", existing.title)]
        values = {"type": existing.type, "labels": list(existing.labels)}
        entry += [(name, value) for name, value in values.items() if value]
        above = self._issues[parent].milestone if parent else None
        if existing.milestone != above:
            entry.append(("milestone", existing.milestone))
        # A run refuses to assign anybody else, even if they are assigned already.
        assignees = [each for each in existing.assignees if self._world.account(each)]
        if assignees:
            entry.append(("assignees", assignees))
        if existing.state == "closed":
            entry.append(("state", "closed"))
        if existing.reason == "not_planned":
            entry.append(("state_reason", existing.reason))
        entry.append(("template", _TEMPLATE))
        block = find(existing.body)
        if block and block.content:
            entry.append(("body", block.content))
        for field in ("type", "labels", "milestone"):
            value = getattr(existing, field)
            if value:
                given = list(value) if field == "labels" else value
                files.declare(editor, Taken(key, field, None, given))
        if parent:
            editor.append_below(editor.issue(parent), entry)
        else:
            editor.append("issues", entry)
        self.editors[key] = editor

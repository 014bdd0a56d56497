"""One pull: people's changes are decided, and written into the files of a backlog."""

from dataclasses import replace
from functools import partial
from typing import Any

from yaml import MappingNode

from gh_playbook.convergence.journal import pull_memory
from gh_playbook.convergence.journal.earlier_run import whole_runs
from gh_playbook.convergence.journal.journal import digest
from gh_playbook.convergence.journal.pull_memory import Memory
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import is_same
from gh_playbook.editing.mention import mentions
from gh_playbook.editing.yaml_edit import Editor
from gh_playbook.exporting import Choice
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.claim import is_withdrawn
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.target import of_repository
from gh_playbook.model.world import World
from gh_playbook.modules import ISSUE_MODULES
from gh_playbook.pulling import agreement, order
from gh_playbook.pulling.board_rename import renamed
from gh_playbook.pulling.catalogue import PulledCatalogue
from gh_playbook.pulling.decision import Decisions
from gh_playbook.pulling.edit import Edits
from gh_playbook.pulling.issue import write_issue
from gh_playbook.pulling.kept_value import kept
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.last_written_issue import bases, issue_values
from gh_playbook.pulling.link import PulledLinks
from gh_playbook.pulling.new_issue import NewIssues
from gh_playbook.pulling.new_issue_value import settle
from gh_playbook.pulling.part import project_place, write_part
from gh_playbook.pulling.summary import Decide, Pull
from gh_playbook.pulling.text import texts
from gh_playbook.pulling.thing import LABELS, MILESTONES, TYPES, PulledThings
from gh_playbook.pulling.three_way import GONE_REASON, Conflict, Taken, compare
from gh_playbook.pulling.value import PulledValues, shown_properties
from gh_playbook.settings import Settings


class Pulling:
    """One pull: all differences, decided, and the files that they are written into.

    `elsewhere` are references to issues that were not read, by their ids; `detail` has the declared
    ones of the board's links and of the sorting of its views.
    """

    def __init__(
        self,
        settings: Settings,
        prepared: Prepared,
        world: World,
        elsewhere: dict[str, str],
        decide: Decide,
        detail: BoardDetail | None = None,
    ) -> None:
        self._settings = settings
        self._world = world
        self._decisions = Decisions(decide)
        self._target = target = of_repository(world.repository, world.moved_from)
        self._known = known = pull_memory.load(settings.memory, target)
        runs = whole_runs(settings.runs_path, target)
        self._last = last = LastWritten(runs, known, digest(prepared))
        issues, properties = prepared.context.issues, shown_properties(prepared.backlog)
        self._bases = {
            key: last.with_last_run(issues[key], base)
            for key, base in bases(issues, world, runs, known, properties).items()
        }
        self._edits = Edits(settings, prepared.backlog, world, self._decisions)
        self._prepared = prepared = self._renamed_on_board(prepared)
        self._issues = prepared.context.issues
        self._catalogue = PulledCatalogue(
            last, prepared, world, known, self._bases, detail or BoardDetail()
        )
        self._things = self._catalogue.things
        self._fields = PulledValues(
            world, self._bases, shown_properties(prepared.backlog), prepared.context
        )
        self._links = PulledLinks(self._issues, world, elsewhere)

    def run(self, choice: Choice | None, *, parents: bool) -> Pull:
        """Compare everything, edit the files, and remember the values that were taken in."""
        self._take_all()
        new = NewIssues(self._prepared.backlog, self._issues, self._world)
        chosen = {each.id for each in choice.issues(self._world)} if choice else set()
        new.take(self._edits.files, chosen, parents=parents)
        if new.keys:
            edits, fields = self._edits, self._fields
            settle(new.keys, new.editors, edits.checked, self._world, edits.files, fields)
        edited = self._take_orders(self._edits.checked())
        if self._edits.files.is_changed:
            self._keep_inherited(edited)
        files = [] if self._settings.dry_run else self._edits.files.write()
        if not self._settings.dry_run:
            self._remember()
        return Pull(
            self._world.repository.name,
            tuple(map(self._shown, self._decisions.taken)),
            tuple(self._decisions.conflicts),
            tuple(new.added),
            tuple(new.left),
            tuple(files),
            unclaimed=new.unclaimed,
        )

    def _take_all(self) -> None:
        """Take in people's changes of all declared things.

        An issue that undo has closed is as undo left it: the next run makes it as declared again.
        """
        for things in self._things.values():
            self._rename(things)
        for key, issue in self._issues.items():
            existing = self._world.issue(key)
            if existing is None:
                self._take_retitled(issue)
            elif issue.source is not None and not is_withdrawn(existing):
                for each in self._differences(issue, existing):
                    self._take(issue, existing, each)
        for gone in self._fields.gone:
            self._decisions.is_taken(replace(gone, is_by_hand=True))
        self._take_catalogue()

    def _renamed_on_board(self, prepared: Prepared) -> Prepared:
        """Write new names of the board's fields and options; return the backlog with them.

        Everything after it uses the new names.
        """
        for each in renamed(prepared, self._world, self._last):
            if not self._edits.rename(each.taken, "project", each.mentions, each.new):
                continue
            self._bases = {key: each.of(base) for key, base in self._bases.items()}
            self._last.rename(each.word, each.field, each.old, each.new)
        if not self._decisions.taken:
            return prepared
        edited = self._edits.checked()
        self._edits.files.backlog = edited.backlog
        return edited

    def _take_catalogue(self) -> None:
        """Take in people's changes of everything except issues; report deleted things."""
        for conflict in self._catalogue.gone(self._fields.gone):
            self._decisions.is_taken(conflict)
        for found, part, value in self._catalogue.differences():
            self._edits.change(found, part.desired, part.place, partial(write_part, found, value))
        for found, desired, write in self._catalogue.orders():
            self._edits.change_apart(found, desired, project_place, write)
        for choices in self._catalogue.lists():
            for found, write in choices.listed():
                self._edits.change_apart(found, choices.field, choices.place, write)

    def _take_retitled(self, issue: Issue) -> None:
        """Ask about the title of an issue that only its number leads to; report one that is gone.

        Without a marker nobody knows whether it is the same piece of work. With its title it is:
        then its other differences are asked about, too, and not only by the next pull.
        """
        found = self._world.numbered(issue.number) if issue.number is not None else None
        is_doubtful = issue.key in self._world.trouble and issue.source is not None
        if found is None or not is_doubtful or is_same(found.title, issue.title):
            self._name_gone(issue)
            return
        reason = f"#{found.number} has no marker yet, which would tell that it is this issue"
        title = Conflict(issue.key, "title", issue.title, found.title, reason)
        self._take(issue, found, title)
        if title in self._decisions.taken:
            for each in self._differences(issue, found):
                if each.field != title.field:
                    self._take(issue, found, each)

    def _take_orders(self, edited: Prepared) -> Prepared:
        """Take in other orders of sub-issues; return the backlog that has them."""
        found = [
            *order.differences(
                edited.backlog.all_issues,
                self._issues,
                self._world,
                self._bases,
                self._last.was_placed,
            )
        ]
        for each in found:
            desired = edited.context.issues[each.key]
            write = partial(order.write, each.existing)
            self._edits.change(each, desired, partial(order.place, each.key), write)
        return self._edits.checked() if found else edited

    def _name_gone(self, issue: Issue) -> None:
        """Report an issue that existed at the last run or pull, and can no longer be found.

        Only a person can decide whether to remove its entry, too.
        """
        key = issue.key
        entries = self._world.register.entries
        known = [name for name in (key, *issue.previously) if name in entries]
        is_removed = any(self._last.was_removed(module, key) for module in ISSUE_MODULES)
        if issue.is_absent or is_removed or not (known or self._bases[key].values):
            return
        title = f"#{entries[known[0]].number} {issue.title}" if known else issue.title
        reason = self._world.conflicts.get(key) or self._world.trouble.get(key) or GONE_REASON
        self._decisions.is_taken(Conflict(key, "issue", title, None, reason, is_by_hand=True))

    def _rename(self, things: PulledThings) -> None:
        """Give labels or milestones their new names wherever the files have the old ones."""
        for old, new in list(things.renames.items()):
            found = Taken(old, things.kind.name, old, new)
            find = partial(mentions, section=things.kind.section, name=old)
            if not self._edits.rename(found, things.kind.section, find, new):
                things.left.add(old)

    def _differences(self, issue: Issue, existing: ExistingIssue) -> list[Taken]:
        base = self._bases[issue.key]
        values = self._values(issue.key, existing)
        for kind in (MILESTONES, TYPES):
            values[kind.field] = self._things[kind].old(values[kind.field])
        labels = [self._things[LABELS].old(name) or name for name in existing.labels]
        left = self._prepared.context.left_labels(issue)
        found = compare(issue, values, labels, base, left)
        found += self._links.differences(issue, existing, base)
        if "fields" not in issue.ignore:
            found += self._fields.differences(issue, existing)
        return [
            *found,
            *texts(issue, existing, base, self._world, self._prepared.context),
        ]

    def _values(self, key: str, existing: ExistingIssue) -> dict[str, Any]:
        """Return the existing values, by the names of an issue's fields."""
        card = self._fields.archived(existing) | self._fields.properties(key, existing)
        return issue_values(vars(existing)) | card

    def _take(self, issue: Issue, existing: ExistingIssue, found: Taken) -> None:
        """Take in a change of an issue; a conflict only if that is the decision."""

        def place(editor: Editor) -> MappingNode:
            self._edits.files.declare(editor, found)
            return editor.issue(issue.key)

        def write(editor: Editor, node: MappingNode) -> None:
            original = self._links.name(existing.duplicate_of)
            write_issue(editor, node, self._shown(found), existing, original)

        self._edits.change(found, issue, place, write)

    def _shown(self, found: Taken) -> Taken:
        """Return a change with the present names of labels, milestones and types."""
        if found.field == LABELS.field:
            return self._things[LABELS].renamed(found)
        kind = next((each for each in (MILESTONES, TYPES) if each.field == found.field), None)
        if kind is None:
            return found
        names = self._things[kind].written
        declared, existing = (names.get(each, each) for each in (found.declared, found.existing))
        return replace(found, declared=declared, existing=existing)

    def _keep_inherited(self, edited: Prepared) -> None:
        """Declare values of issues themselves that they would now inherit differently.

        People changed the parent on GitHub, or put them below another, and kept these values.
        """
        self._edits.begin_again(edited.backlog)
        moved = {each.key for each in self._decisions.taken if each.field == "parent"}
        for key, issue in edited.context.issues.items():
            old, existing = self._issues.get(key), self._world.issue(key)
            if old is None or existing is None or issue.source is None:
                continue
            before = old.model_copy(
                update={
                    kind.field: self._things[kind].written.get(was, was)
                    for kind in (MILESTONES, TYPES)
                    if (was := getattr(old, kind.field)) is not None
                }
            )
            values = self._values(key, existing)
            fields = self._fields.now(key, existing, (*old.fields, *issue.fields))
            for each in kept(before, issue, values, fields, is_moved=key in moved):
                self._take(issue, existing, each)
        self._edits.files.check_all(self._edits.check)

    def _remember(self) -> None:
        """Remember the values on which both sides agree now as last written."""
        values = {
            key: agreement.whole(key, existing, self._values(key, existing), self._fields)
            for key in self._issues
            if (existing := self._world.issue(key)) is not None
        }
        found = agreement.agreed(self._world, self._bases, self._known, values, self._decisions)
        runs = sorted(path.stem for path in self._settings.runs_path.glob("*.jsonl"))
        ids = {kind.section: things.ids for kind, things in self._things.items()}
        things = self._catalogue.known(self._decisions.conflicts)
        kept = Memory(runs[-1] if runs else "", found, ids, things)
        pull_memory.save(self._settings.memory, self._target, kept)

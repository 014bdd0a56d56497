"""A prepared input: the steps with what they declare, and what they need to read from GitHub."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from gh_playbook.convergence.control_word import FINAL_STEPS
from gh_playbook.convergence.grouping import PreparedStep, grouped
from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.backlog import Backlog, IssueType, Label, Milestone
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.board_link import BoardLink
from gh_playbook.declaration.backlog.card_order import CardOrder
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.repository_file import RepositoryFile
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.consistency import consistency
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.only import restrict
from gh_playbook.declaration.playbook.api_call import ApiCall, Ask
from gh_playbook.declaration.playbook.expansion import Expander, Item
from gh_playbook.declaration.playbook.step import Condition, Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.value import ME
from gh_playbook.declaration.wording import suggestion
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.orphan import FoundOrphan, orphans
from gh_playbook.model.past import Past, Reversal
from gh_playbook.model.target import Target
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, Context, Part
from gh_playbook.modules.cards.newcomer import Newcomer, newcomers
from gh_playbook.modules.comparison import key_of

_READ_BY_FINAL_STEPS = frozenset({Part.ISSUES, Part.PROJECT})


@dataclass(frozen=True)
class Prepared:
    """A usable input: the repository, the steps to run, and what they declare.

    `unselected` are the steps that tags leave out; their declared things are known too. `chosen`
    are the things that `--only` names and needs, None for all things. `things` are the modules and
    keys that a reviewed plan changes, None without such a plan. `target` is the only one that this
    input may go to, if there is one: that of the run that it undoes. `doubts` are questions about
    the input itself.
    """

    owner: str
    name: str
    backlog: Backlog
    steps: tuple[PreparedStep, ...]
    unselected: tuple[PreparedStep, ...]
    context: Context
    chosen: Chosen | None
    expander: Expander
    registers: Mapping[str, Any]
    things: frozenset[tuple[str, str]] | None = None
    target: Target | None = None
    doubts: tuple[Fault, ...] = ()
    ask: Ask | None = None

    @property
    def repository(self) -> str:
        """The repository, `owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def items(self) -> list[Item]:
        """The items of all steps, as far as they are known before the run."""
        return [item for each in (*self.steps, *self.unselected) for item in each.items or ()]

    @cached_property
    def _declared(self) -> tuple[Declared, ...]:
        """The declared things of the steps to run, as far as known before the run."""
        return tuple(item.desired for step in self.steps for item in step.items or ())

    def groups(self, *, apart: bool = False) -> Iterator[tuple[PreparedStep, ...]]:
        """Yield groups of steps that converge together: see `grouping`."""
        return grouped(self.steps, apart=apart)

    def items_of(self, prepared: PreparedStep, registered: Mapping[str, Any]) -> list[Item]:
        """Return the items of a step. Raises InputError where registered variables do not fit."""
        items = prepared.items
        if items is None:
            items = self.expander.expand(prepared.step, self._scope(registered))
            self._check_late(items)
            lend(items, self.context)
        chosen = items if self.chosen is None else restrict(items, self.chosen)
        return [item for item in chosen if self._is_planned(item)]

    def holds(
        self, conditions: Iterable[Condition], registered: Mapping[str, Any], step: Step
    ) -> bool:
        """Tell whether all conditions of a step are true. Raises InputError."""
        return self.expander.holds(conditions, self._scope(registered), step)

    def _scope(self, registered: Mapping[str, Any]) -> dict[str, Any]:
        """Return the variables, including those registered so far."""
        return {"backlog": self.backlog, **self.registers, **registered}

    def reads(self, part: Part) -> bool:
        """Tell whether any step needs to know this part of GitHub.

        Things that are removed or restored may be in use by issues.
        """
        if any(part in _read_by(each.step) for each in self.steps):
            return True
        return part is Part.ISSUES and any(
            each.is_absent or isinstance(each, Reversal) for each in self._declared
        )

    @property
    def leaves_steps_out(self) -> bool:
        """Tell whether the selection leaves out steps that converge something in a full run."""
        left = (each.step for each in self.unselected)
        return any(each.module in MODULES and each.is_selected((), ()) for each in left)

    @property
    def closes_orphans(self) -> bool:
        """Tell whether to close the issues whose entries were removed from the backlog."""
        return any(each.step.module == "orphan" and each.items != () for each in self.steps)

    def orphans(self, world: World) -> list[FoundOrphan]:
        """Return the issues of a world whose entries were removed from the backlog."""
        declared = self.context.issues.values()
        keys = {key for each in declared for key in (each.key, *each.previously)}
        trusted = {login.lower() for login in self.backlog.trusted_authors}
        return orphans(world, keys, trusted)

    def newcomers(self, world: World) -> list[Newcomer]:
        """Return the issues of a world that the board's rules bring onto it."""
        project = self.backlog.project
        rules = project.automations if project else None
        return newcomers(rules, world, set(world.bound.values())) if rules else []

    def undeclared(self, module: str, world: World) -> list[dict[str, Any]]:
        """Return the undeclared things of a kind in a world, in the form in which steps use them.

        Raises InputError for an unknown kind.
        """
        if module not in MODULES:
            hint = suggestion(module, MODULES)
            raise InputError([Fault(f"undeclared: there is no module {module!r}{hint}")])
        desired = [item.desired for item in self.items]
        return MODULES[module].undeclared(Declarations.of(self.backlog, desired), world)

    def needs_all_issues(self) -> bool:
        """Tell whether a step may touch issues that nothing declares.

        Renaming or removing a label, a milestone or a type changes the issues that have it. A step
        whose items are known only during the run may be about any issue, and undo declares no
        issues.
        """
        if any(each.items is None for each in self.steps):
            return True
        kinds = Label | Milestone | IssueType | IssueField
        worn = [each for each in self._declared if isinstance(each, kinds)]
        if any(isinstance(each, Reversal) for each in self._declared):
            return True
        return any(each.state == "absent" or getattr(each, "previously", ()) for each in worn)

    def project_title(self) -> str | None:
        """Return the title of the project, if any step is about it."""
        project = self.backlog.project
        return project.title if project and self.reads(Part.PROJECT) else None

    def files(self) -> tuple[str, ...]:
        """Return the paths of the files that steps declare."""
        paths = [each.path for each in self._declared if isinstance(each, RepositoryFile)]
        paths += [past.key for past in self.undone("file")]
        return tuple(dict.fromkeys(paths))

    def issue_types(self) -> tuple[str, ...]:
        """Return the names of the issue types that steps declare or give to issues."""
        names = [each.name for each in self._declared if isinstance(each, IssueType)]
        names += [each.type for each in self._declared if isinstance(each, Issue) and each.type]
        names += [past.latest.name for past in self.undone("issue_type")]
        return tuple(dict.fromkeys(names))

    def assignees(self) -> tuple[str, ...]:
        """Return the logins that issues are assigned to, without `@me`."""
        issues = self.context.issues.values() if self.reads(Part.ISSUES) else ()
        logins = [login for each in issues for login in each.assignees if login != ME]
        logins += [
            login
            for past in self._undone_issues()
            for each in (past.before, past.after)
            for login in getattr(each, "assignees", ())
        ]
        return tuple({folded(login): login for login in logins}.values())

    def reads_issue_fields(self) -> bool:
        """Tell whether any declared or undone thing has to do with issue fields."""
        ends = [end for past in self._undone_issues() for end in (past.before, past.after)]
        return bool(self.context.issue_fields or self.undone("issue_field")) or any(
            getattr(each, "fields", None) for each in ends
        )

    def selections(self) -> tuple[tuple[str, str], ...]:
        """Return what modules of steps read of the repository themselves: name and selection."""
        used = {each.step.module for each in self.steps}
        found = (each for each in MODULES.values() if each.name in used and each.selection)
        return tuple((each.name, each.selection) for each in found)

    def references(self) -> tuple[str, ...]:
        """Return the references to issues that the backlog does not own."""
        issues = self.context.issues.values() if self.reads(Part.ISSUES) else ()
        return tuple(dict.fromkeys(name for each in issues for name, _ in each.references))

    def linked_repositories(self) -> tuple[str, ...]:
        """Return the repositories that steps link the board to."""
        return tuple(dict.fromkeys(each.repository for each in self._links() if each.repository))

    def linked_teams(self) -> tuple[str, ...] | None:
        """Return the teams that steps link the board to; None if nothing is about teams."""
        teams = tuple(dict.fromkeys(each.team for each in self._links() if each.team))
        undone = any(past.latest.is_team for past in self.undone("project_link"))
        return teams if teams or undone else None

    def _links(self) -> list[BoardLink]:
        return [each for each in self._declared if isinstance(each, BoardLink)]

    def contents(self) -> tuple[str, ...]:
        """Return the references of the declared cards of issues and pull requests."""
        cards = [each for each in self._declared if isinstance(each, BoardCard)]
        names = [each.content for each in cards if each.content]
        for each in self._declared:
            if isinstance(each, CardOrder):
                names += [name for name in each.cards if reference.parse(name) is not None]
        return tuple(dict.fromkeys(names))

    def undone(self, *modules: str) -> list[Past]:
        """If this input undoes a run, return what that run did to things of these kinds."""
        return [past for module, past in self._undone if module in modules]

    @cached_property
    def _undone(self) -> list[tuple[str, Past]]:
        """What the run that this input undoes did to things, each with its module."""
        items = (item for step in self.steps for item in step.items or ())
        return [
            (each.module, each.desired.past) for each in items if isinstance(each.desired, Reversal)
        ]

    def _undone_issues(self) -> list[Past]:
        """Return what the run to be undone did to issues, by whichever module."""
        return [each for each in self.undone(*MODULES) if isinstance(each.latest, ExistingIssue)]

    def _is_planned(self, item: Item) -> bool:
        if self.things is None or item.module not in MODULES:
            return True
        if isinstance(item.desired, ApiCall) and not item.desired.writes:
            return True
        return (item.module, key_of(MODULES[item.module], item.desired)) in self.things

    def _check_late(self, items: tuple[Item, ...]) -> None:
        # A label with a previous name may be removed, because the label with the new name exists.
        late = [item.desired for item in items if not self._is_left_over(item.desired)]
        desired = [*(item.desired for item in self.items), *late]
        declarations = Declarations.of(self.backlog, desired)
        faults = consistency.check(declarations)
        faults += [
            Fault(f"issue {item.desired.key!r} is declared only during the run", item.source)
            for item in items
            if isinstance(item.desired, Issue) and item.desired.key not in self.context.issues
        ]
        if faults:
            raise InputError(faults)

    def _is_left_over(self, desired: Any) -> bool:
        """Tell whether an item removes a label with a previous name of a declared label."""
        if not isinstance(desired, Label) or not desired.is_absent:
            return False
        previous = (name for each in self.backlog.labels for name in each.previously)
        return folded(desired.name) in map(folded, previous)


def lend(items: Iterable[Item], context: Context) -> None:
    """Give the templates of issues the variables of the steps that declare them."""
    for item in items:
        if isinstance(item.desired, Issue):
            context.step_variables.setdefault(item.desired.key, item.variables)


def _read_by(step: Step) -> frozenset[Part]:
    module = MODULES.get(step.module)
    if module is not None:
        return module.reads
    return _READ_BY_FINAL_STEPS if step.module in FINAL_STEPS else frozenset()

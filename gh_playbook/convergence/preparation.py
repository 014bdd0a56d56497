"""Everything that happens before the first request: reading, expanding and checking the input."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from gh_playbook.convergence import step_selection
from gh_playbook.declaration import backlog, consistency, extra_variables, playbook
from gh_playbook.declaration.api_call import ApiCall, Ask
from gh_playbook.declaration.backlog import Backlog, IssueType, Label, Milestone
from gh_playbook.declaration.card_value import draft_values
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.consistency import EVERY_NAME, Declarations
from gh_playbook.declaration.control import Assert, Debug, Fail
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.expansion import Expander, Item
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.only import choose, closure, restrict
from gh_playbook.declaration.playbook_folder import PlaybookFolders
from gh_playbook.declaration.recovery import Recovered
from gh_playbook.declaration.render import Renderer
from gh_playbook.declaration.repository_file import RepositoryFile
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.step import Condition, Step
from gh_playbook.declaration.step_word import KINDS, WORDS
from gh_playbook.declaration.value import ME
from gh_playbook.declaration.wording import suggestion
from gh_playbook.model.orphan import Orphan, orphans
from gh_playbook.model.outcome import registered
from gh_playbook.model.past import Past, Reversal
from gh_playbook.model.world import World
from gh_playbook.modules import LIBRARY, MODULES, Context, DeclaredIssues, Part, text
from gh_playbook.modules.module import key_of
from gh_playbook.pulling import memory
from gh_playbook.settings import Settings

# What ships with the tool: in a wheel inside the package, in a checkout beside it.
_PACKAGED = Path(__file__).parents[1] / "defaults"
DEFAULTS = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]
# An address of a repository, of git's or the browser's.
_ADDRESS = re.compile(r"\w\.\w+[/:]([A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+?)(?:\.git)?/?$")
# The characters that GitHub lets the names of owners and of repositories have.
_REPOSITORY = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*)/([A-Za-z0-9._-]+)")

# What a step may be beside the modules: there is nothing of GitHub's to converge.
CONTROL: Mapping[str, type[Declared]] = {"assert": Assert, "debug": Debug, "fail": Fail}
# Steps that end a run, beside the modules: see `run/final_steps.py`.
VERIFY, REPORT = "verify", "report"


class Nothing(Declared):
    """The argument of a final step: there is nothing to say."""


FINAL_STEPS: Mapping[str, type[Declared]] = {VERIFY: Nothing, REPORT: Nothing}
# The models whose lacks leave open what cards can hold.
_OF_CARDS = {"ProjectField", "Option", "Iteration", "Project"}
_READ_BY_FINAL_STEPS = frozenset({Part.ISSUES, Part.PROJECT})


@dataclass(frozen=True)
class PreparedStep:
    """A step with its items; None as long as they depend on a registered variable."""

    step: Step
    items: tuple[Item, ...] | None


@dataclass(frozen=True)
class Prepared:
    """A usable input: the repository, the steps to run, and what they declare.

    `unselected` are the steps that tags leave out: what they declare is known all the same.
    `things` are the module and the key of what a reviewed plan changes; without one it is None.
    `host` is the only one that this is about, where there is one.
    """

    owner: str
    name: str
    backlog: Backlog
    steps: tuple[PreparedStep, ...]
    unselected: tuple[PreparedStep, ...]
    context: Context
    only: frozenset[str]
    expander: Expander
    registers: Mapping[str, Any]
    things: frozenset[tuple[str, str]] | None = None
    host: str = ""
    ask: Ask | None = None

    @property
    def items(self) -> list[Item]:
        """The items of all steps, as far as they are known before the run."""
        return [item for each in (*self.steps, *self.unselected) for item in each.items or ()]

    @cached_property
    def _chosen(self) -> Chosen:
        return choose(self.only, self.context.issues)

    def groups(self, *, apart: bool = False) -> Iterator[tuple[PreparedStep, ...]]:
        """Yield steps that converge together: consecutive ones of one stage.

        Of one module alone, if they are to be kept `apart`; but issues and sub-issues are together
        always, for the text of each may name any other. A step that uses a registered variable
        begins a group of its own. Handlers come last, before what ends a run.
        """
        group: list[PreparedStep] = []
        for each in _with_handlers_last(self.steps):
            joins = bool(group) and _may_join(each.step, group[-1].step, apart=apart)
            if group and (each.items is None or not joins):
                yield tuple(group)
                group = []
            group.append(each)
        if group:
            yield tuple(group)

    def items_of(self, prepared: PreparedStep, registered: Mapping[str, Any]) -> list[Item]:
        """Return a step's items. Raises InputError where registered variables do not fit."""
        items = prepared.items
        if items is None:
            items = self.expander.expand(prepared.step, self._scope(registered))
            self._check_late(items)
            _lend(items, self.context)
        chosen = restrict(items, self._chosen) if self.only else list(items)
        return [item for item in chosen if self._is_planned(item)]

    def holds(
        self, conditions: Iterable[Condition], registered: Mapping[str, Any], step: Step
    ) -> bool:
        """Tell whether all conditions of a step are true. Raises InputError."""
        return self.expander.holds(conditions, self._scope(registered), step)

    def _scope(self, registered: Mapping[str, Any]) -> dict[str, Any]:
        """Return the variables that there are, with what has been registered by now."""
        return {"backlog": self.backlog, **self.registers, **registered}

    def reads(self, part: Part) -> bool:
        """Tell whether any step needs to know this part of GitHub.

        What is taken away, or put back, may be used by issues.
        """
        if any(part in _read_by(each.step) for each in self.steps):
            return True
        declared = [item.desired for step in self.steps for item in step.items or ()]
        return part is Part.ISSUES and any(
            each.is_absent or isinstance(each, Reversal) for each in declared
        )

    @property
    def closes_orphans(self) -> bool:
        """Tell whether issues are to be closed whose entries have left the backlog."""
        return any(each.step.module == "orphan" and each.items != () for each in self.steps)

    def orphans(self, world: World) -> list[Orphan]:
        """Return the issues of a world whose entries have left the backlog."""
        declared = self.context.issues.values()
        keys = {key for each in declared for key in (each.key, *each.previously)}
        trusted = {login.lower() for login in self.backlog.trusted_authors}
        return orphans(world, keys, trusted)

    def undeclared(self, module: str, world: World) -> list[dict[str, Any]]:
        """Return what is in a world of a kind of things and nothing declares, as steps have it.

        Raises InputError where there is no such kind.
        """
        if module not in MODULES:
            hint = suggestion(module, MODULES)
            raise InputError([Fault(f"undeclared: there is no module {module!r}{hint}")])
        desired = [item.desired for item in self.items]
        return MODULES[module].undeclared(Declarations.of(self.backlog, desired), world)

    def needs_all_issues(self) -> bool:
        """Tell whether a step may have to do with issues that nothing declares.

        To rename or to take away a label, a milestone or a type changes the issues that wear it;
        what a step does that is only known during the run may be about any; and undo declares none.
        """
        if any(each.items is None for each in self.steps):
            return True
        found = [item.desired for step in self.steps for item in step.items or ()]
        worn = [each for each in found if isinstance(each, Label | Milestone | IssueType)]
        if any(isinstance(each, Reversal) for each in found):
            return True
        return any(each.state == "absent" or getattr(each, "previously", ()) for each in worn)

    def project_title(self) -> str | None:
        """Return the title of the project, if any step has to do with it."""
        project = self.backlog.project
        return project.title if project and self.reads(Part.PROJECT) else None

    def files(self) -> tuple[str, ...]:
        """Return the paths of the files that steps declare."""
        found = [item.desired for step in self.steps for item in step.items or ()]
        paths = [each.path for each in found if isinstance(each, RepositoryFile)]
        paths += [past.key for past in self.undone("file")]
        return tuple(dict.fromkeys(paths))

    def issue_types(self) -> tuple[str, ...]:
        """Return the names of the issue types that steps declare, or give to issues."""
        found = [item.desired for step in self.steps for item in step.items or ()]
        names = [each.name for each in found if isinstance(each, IssueType)]
        names += [each.type for each in found if isinstance(each, Issue) and each.type]
        names += [past.latest.name for past in self.undone("issue_type")]
        return tuple(dict.fromkeys(names))

    def assignees(self) -> tuple[str, ...]:
        """Return the logins that issues are assigned to, `@me` aside."""
        issues = self.context.issues.values() if self.reads(Part.ISSUES) else ()
        logins = [login for each in issues for login in each.assignees if login != ME]
        logins += [
            login
            for past in self.undone("issue", "sub_issue", "existing_issue", "orphan")
            for each in (past.before, past.after)
            for login in getattr(each, "assignees", ())
        ]
        return tuple({folded(login): login for login in logins}.values())

    def references(self) -> tuple[str, ...]:
        """Return how issues name others that the backlog does not own."""
        issues = self.context.issues.values() if self.reads(Part.ISSUES) else ()
        return tuple(dict.fromkeys(name for each in issues for name, _ in each.references))

    def undone(self, *modules: str) -> list[Past]:
        """Return what a run did to things of some kinds, where this is to undo it."""
        items = [item for step in self.steps for item in step.items or ()]
        found = [item for item in items if item.module in modules]
        return [item.desired.past for item in found if isinstance(item.desired, Reversal)]

    def _is_planned(self, item: Item) -> bool:
        if self.things is None or item.module not in MODULES:
            return True
        if isinstance(item.desired, ApiCall) and not item.desired.writes:
            return True
        return (item.module, key_of(MODULES[item.module], item.desired)) in self.things

    def _check_late(self, items: tuple[Item, ...]) -> None:
        desired = [item.desired for item in (*self.items, *items)]
        declarations = Declarations.of(self.backlog, desired)
        faults = consistency.check(declarations)
        faults += [
            Fault(f"issue {item.desired.key!r} is declared only during the run", item.source)
            for item in items
            if isinstance(item.desired, Issue) and item.desired.key not in self.context.issues
        ]
        if faults:
            raise InputError(faults)


def _lend(items: Iterable[Item], context: Context) -> None:
    """Let the templates of issues see the variables of the steps that declare them."""
    for item in items:
        if isinstance(item.desired, Issue):
            context.step_variables.setdefault(item.desired.key, item.variables)


def _read_by(step: Step) -> frozenset[Part]:
    module = MODULES.get(step.module)
    if module is not None:
        return module.reads
    return _READ_BY_FINAL_STEPS if step.module in FINAL_STEPS else frozenset()


def _may_join(step: Step, before: Step, *, apart: bool) -> bool:
    """Tell whether a step converges together with the one before it.

    In a block, and of handlers, only what waits for each other does, so that one can end it there.
    """
    if step.module in CONTROL or step.retrying or before.retrying:
        return False
    place, place_before = (step.sections, step.is_handler), (before.sections, before.is_handler)
    if place != place_before:
        return False
    is_free = place == ((), False)
    if is_free and not apart and _stage(step) == _stage(before):
        return True
    return _family(step) == _family(before) and (is_free or step.module != before.module)


def _with_handlers_last(steps: Sequence[PreparedStep]) -> list[PreparedStep]:
    """Return the steps with the handlers after all others but those that end the run."""
    others = [each for each in steps if not each.step.is_handler]
    end = len(others)
    while end and others[end - 1].step.module in FINAL_STEPS:
        end -= 1
    return [*others[:end], *(each for each in steps if each.step.is_handler), *others[end:]]


def _stage(step: Step) -> str:
    """Return what steps that may converge together have in common."""
    module = MODULES.get(step.module)
    return (module.stage if module else "") or _family(step)


def _family(step: Step) -> str:
    """Return what steps have in common that wait for each other."""
    module = MODULES.get(step.module)
    return (module.converges_with if module else "") or step.module


def prepare(settings: Settings, *, needs_backlog: bool = True) -> Prepared:
    """Read and check everything; where there is no backlog, and none is needed, an empty one.

    Raises InputError with all faults at once.
    """
    found, steps, faults = _read(settings, needs_backlog=needs_backlog)
    if found is None:
        raise InputError(faults)
    declared = found.model
    renderer = Renderer(
        _templates(settings), len(declared.all_issues), project=_project_folder(settings)
    )
    arguments = {name: each.argument for name, each in MODULES.items()}
    arguments |= {**CONTROL, **FINAL_STEPS}
    extra, more = _extra_variables(settings, renderer, declared)
    faults += more
    expander = Expander(renderer, arguments, extra)
    prepared, more, lost = _expand(expander, steps, found)
    faults += more
    items = [item for each in prepared for item in each.items or ()]
    declarations = Declarations.of(declared, [item.desired for item in items], lost)
    faults += consistency.check(declarations)
    issues = DeclaredIssues()
    for issue in declarations.issues:
        issues.setdefault(issue.key, issue)
    context = Context(
        issues,
        renderer,
        declared.set_once,
        declared.project,
        declarations.milestones,
        force=settings.force,
        extra_variables=extra,
    )
    _lend(items, context)
    faults += _values(context, found)
    faults += _texts(issues.values(), context, found)
    only: frozenset[str] = frozenset()
    try:
        if "Backlog.repository" not in lost or settings.repo:
            owner, name = repository_of(settings, declared)
        if declarations.knows("issue"):
            only = closure(settings.only, issues)
    except InputError as error:
        faults += error.faults
    chosen, others = _selected(prepared, steps, settings)
    if faults:
        raise InputError(faults)
    pulled = memory.load(settings.memory, f"{owner}/{name}").bases
    context = replace(context, taken_in={key: each.digest for key, each in pulled.items()})
    # A step that does not run has changed nothing.
    registers = {step.register: registered(()) for step in steps if step.register}
    return Prepared(owner, name, declared, chosen, others, context, only, expander, registers)


def _extra_variables(
    settings: Settings, renderer: Renderer, declared: Backlog
) -> tuple[Mapping[str, Any], list[Fault]]:
    """Return the variables of the command line, and what is wrong with them.

    Each may use those before it.
    """
    scope: dict[str, Any] = {}
    try:
        given = extra_variables.read(settings.extra_vars)
        for name, value in given.items():
            scope[name] = renderer.value(value, {"backlog": declared, **scope}, given.at[name])
    except InputError as error:
        return scope, list(error.faults)
    return scope, []


def _selected(
    prepared: Sequence[PreparedStep], steps: Sequence[Step], settings: Settings
) -> tuple[tuple[PreparedStep, ...], tuple[PreparedStep, ...]]:
    """Return the steps that run, and the others."""
    left = len(steps) - len(step_selection.started(steps, settings))
    chosen: list[PreparedStep] = []
    others: list[PreparedStep] = []
    for index, each in enumerate(prepared):
        runs = index >= left and step_selection.is_selected(each.step, settings)
        (chosen if runs else others).append(each)
    return tuple(chosen), tuple(others)


def _read(
    settings: Settings, *, needs_backlog: bool
) -> tuple[Recovered[Backlog] | None, tuple[Step, ...], list[Fault]]:
    faults: list[Fault] = []
    found: Recovered[Backlog] | None = None
    steps: tuple[Step, ...] = ()
    try:
        file = backlog_file(settings, is_needed=needs_backlog)
        found = Recovered(Backlog()) if file is None else backlog.read(file)
        faults += found.faults
    except InputError as error:
        faults += error.faults
    try:
        steps = read_steps(settings)
        faults += step_selection.faults(steps, settings)
    except InputError as error:
        faults += error.faults
    return found, steps, faults


def read_steps(settings: Settings) -> tuple[Step, ...]:
    """Return the steps of the playbook, whose modules may be one's own.

    Raises InputError with all that is wrong with it, or with those.
    """
    LIBRARY.open(settings.playbooks / "library", {*CONTROL, *FINAL_STEPS, *WORDS, *KINDS})
    folders = playbook_folders(settings.playbooks)
    return playbook.load(settings.playbook, {*MODULES, *CONTROL, *FINAL_STEPS}, folders)


def playbook_folders(own: Path) -> PlaybookFolders:
    """Return where playbooks are looked for, by commands and imports: in one's own folder first."""
    ships = DEFAULTS / "playbooks"
    return PlaybookFolders((ships,) if own.resolve() == ships.resolve() else (own, ships))


def backlog_file(settings: Settings, *, is_needed: bool = True) -> Path | None:
    """Return the backlog: the one that is named, or the only one there is. Raises InputError."""
    if settings.backlog is not None:
        return settings.backlog
    # Playbooks may be those that ship with the tool; a backlog is always one's own.
    folder = settings.backlogs
    found = sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")])
    if len(found) == 1:
        return found[0]
    if not found and not is_needed:
        return None
    what = f"{folder} holds {len(found)} of them" if found else f"there is none in {folder}"
    raise InputError([Fault(f"which backlog? name one with --backlog FILE: {what}")])


def _templates(settings: Settings) -> list[Path]:
    """Return where templates are looked for: the repository's own come before ours."""
    folder = settings.playbook.resolve().parent
    ships = folder == (DEFAULTS / "playbooks").resolve()
    own = Path("templates") if ships else folder.parent / "templates"
    return [*settings.templates, own, DEFAULTS / "templates"]


def _project_folder(settings: Settings) -> Path:
    """Return the folder whose files templates may see: this one, if the playbook is within."""
    folder, here = settings.playbook.resolve().parent, Path.cwd()
    is_of_here = folder.is_relative_to(here) or folder == (DEFAULTS / "playbooks").resolve()
    return here if is_of_here else folder


def _expand(
    expander: Expander, steps: tuple[Step, ...], found: Recovered[Backlog]
) -> tuple[list[PreparedStep], list[Fault], frozenset[str]]:
    """Return all steps, with the items of those that no registered variable has a say in.

    Beside them what is wrong, and what is lost. A step that uses a backlog which lacks something
    may fail for that: then this says nothing, and nobody knows which names it would declare.
    """
    prepared: list[PreparedStep] = []
    faults: list[Fault] = []
    lost = found.lost
    # What only the world as read can tell is known as late as what is registered.
    registers = frozenset({"query", "orphans", "undeclared"})
    variables = {"backlog": found.model}
    for each in steps:
        step = each
        excused = False
        items: tuple[Item, ...] | None = None
        try:
            step = expander.named(each, variables, registers)
            excused = bool(lost) and expander.depends_on(step, frozenset({"backlog"}))
            if not expander.depends_on(step, registers):
                items = expander.expand(step, variables)
            elif expander.is_ruled_out(step, variables, registers):
                items = ()
        except InputError as error:
            faults += () if excused else error.faults
            lost |= EVERY_NAME if excused else frozenset()
        prepared.append(PreparedStep(step, items))
        if step.register:
            registers |= {step.register}
    return prepared, faults, lost


def _texts(issues: Iterable[Issue], context: Context, found: Recovered[Backlog]) -> list[Fault]:
    """Check issues' texts; where an issue lacks something, its template may fail for that."""
    faults: list[Fault] = []
    for issue in issues:
        wrong = text.check(issue, context)
        if issue.source is not None and issue.source in found.damaged:
            file = issue.source.file
            wrong = [each for each in wrong if each.source and each.source.file == file]
        faults += wrong
    return faults


def _values(context: Context, found: Recovered[Backlog]) -> list[Fault]:
    """Check what the cards are to hold, where all that it is made of could be read."""
    if context.project is None or {each.partition(".")[0] for each in found.lost} & _OF_CARDS:
        return []
    issues = [each for each in context.issues.values() if each.source not in found.damaged]
    faults = [*context.values.faults(context.project.fields, issues)]
    for draft in context.project.drafts:
        try:
            list(draft_values(draft, context.project.fields))
        except InputError as error:
            faults += error.faults
    return list(dict.fromkeys(faults))


def _bare(given: str) -> str:
    """Return how to write a repository that is given as an address."""
    found = _ADDRESS.search(given)
    return f": write {found[1]}" if found else ""


def repository_of(settings: Settings, declared: Backlog) -> tuple[str, str]:
    """Return owner and name of the repository that is meant. Raises InputError."""
    given = settings.repo or declared.repository
    if given is None:
        message = "which repository? say --repo OWNER/NAME, or `repository` in the backlog"
        raise InputError([Fault(message, declared.source)])
    found = _REPOSITORY.fullmatch(given)
    if found is None:
        place = None if settings.repo else declared.place("repository")
        raise InputError([Fault(f"a repository is OWNER/NAME, not {given!r}{_bare(given)}", place)])
    return found[1], found[2]

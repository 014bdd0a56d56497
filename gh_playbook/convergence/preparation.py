"""Preparation before the first request: reading, expanding and checking the input."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.convergence import step_selection
from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.convergence.grouping import PreparedStep
from gh_playbook.convergence.journal.history import history
from gh_playbook.convergence.location import (
    SHIPPED_TEMPLATES,
    backlog_file,
    playbook_folders,
    project_folder,
    repository_of,
    template_folders,
)
from gh_playbook.convergence.prepared import Prepared, lend
from gh_playbook.declaration import extra_variables
from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import Draft
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.consistency import consistency, unused_template
from gh_playbook.declaration.consistency.card_value import card_values
from gh_playbook.declaration.consistency.declarations import EVERY_NAME, Declarations
from gh_playbook.declaration.consistency.rule_label import RuleLabels
from gh_playbook.declaration.only import choose, closure
from gh_playbook.declaration.playbook import playbook
from gh_playbook.declaration.playbook.expansion import Expander, Item
from gh_playbook.declaration.playbook.playbook import ReadPlaybook
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.playbook.step_word import KINDS, WORDS
from gh_playbook.declaration.recovery import Recovered
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model.outcome import registered
from gh_playbook.modules import LIBRARY, MODULES, Context, DeclaredIssues
from gh_playbook.modules.issues import text
from gh_playbook.settings import Settings

# The models that decide which values cards can have: if one is faulty, cards cannot be checked.
_OF_CARDS = {"ProjectField", "IssueField", "Option", "Iteration", "Project"}


def prepare(
    settings: Settings, *, needs_backlog: bool = True, needs_repository: bool = True
) -> Prepared:
    """Read and check everything; without a backlog, where none is needed, use an empty one.

    Without a repository, where none is needed, its name is empty.

    Raises InputError with all faults at once.
    """
    found, play, faults = _read(settings, needs_backlog=needs_backlog)
    if found is None:
        raise InputError(faults)
    declared = found.model
    renderer = _renderer(settings, declared)
    extra, more = _extra_variables(settings, renderer, declared)
    faults += more
    arguments = {name: each.argument for name, each in MODULES.items()}
    expander = Expander(renderer, {**arguments, **CONTROL, **FINAL_STEPS}, extra)
    steps = play.steps if play.is_whole else ()
    prepared, more, lost = _expand(expander, steps, found, play.lost)
    if not play.faults:
        faults += step_selection.faults(steps, settings, [each.step for each in prepared])
    faults += more
    lost |= EVERY_NAME if play.faults else frozenset()
    items = [item for each in prepared for item in each.items or ()]
    declarations = Declarations.of(declared, [item.desired for item in items], lost)
    context = _context(settings, declared, declarations, renderer, extra)
    lend(items, context)
    faults += consistency.check(declarations)
    faults += [*_values(context, found), *_texts(context.issues.values(), context, found)]
    if needs_repository or settings.repo or declared.repository:
        owner, name, chosen, more = _aim(settings, declared, declarations, context)
        faults += more
    else:
        owner, name, chosen = "", "", None
    selected, others = _selected(prepared, steps, settings)
    if faults:
        raise InputError(list(dict.fromkeys(faults)))
    rules = RuleLabels(declared, renderer)
    known = history(settings, f"{owner}/{name}", rules, declared.prune)
    context = replace(context, left_labels=rules.left, history=known)
    # A step that does not run registers that it changed nothing.
    registers = {step.register: registered(()) for step in steps if step.register}
    return Prepared(
        owner=owner,
        name=name,
        backlog=declared,
        steps=selected,
        unselected=others,
        context=context,
        chosen=chosen,
        expander=expander,
        registers=registers,
    )


def _renderer(settings: Settings, declared: Backlog) -> Renderer:
    return Renderer(
        template_folders(settings),
        len(declared.all_issues),
        project=project_folder(settings),
        shipped=SHIPPED_TEMPLATES,
    )


def _aim(
    settings: Settings, declared: Backlog, declarations: Declarations, context: Context
) -> tuple[str, str, Chosen | None, list[Fault]]:
    """Return the repository's owner and name, what `--only` chooses, and the faults."""
    owner, name = "", ""
    chosen: Chosen | None = None
    try:
        if "Backlog.repository" not in declarations.lost or settings.repo:
            owner, name = repository_of(settings, declared)
        if settings.only and declarations.knows("issue"):
            chosen = choose(closure(settings.only, context.issues), context.issues)
    except InputError as error:
        return owner, name, chosen, list(error.faults)
    return owner, name, chosen, []


def _context(
    settings: Settings,
    declared: Backlog,
    declarations: Declarations,
    renderer: Renderer,
    extra: Mapping[str, Any],
) -> Context:
    """Return the context of comparisons; if two issues have one key, the first counts."""
    issues = DeclaredIssues()
    for issue in declarations.issues:
        issues.setdefault(issue.key, issue)
    return Context(
        issues=issues,
        renderer=renderer,
        set_once=declared.set_once,
        project=declared.project,
        labels=declarations.labels,
        milestones=declarations.milestones,
        issue_fields=declarations.issue_fields,
        force=settings.force,
        extra_variables=extra,
    )


def _extra_variables(
    settings: Settings, renderer: Renderer, declared: Backlog
) -> tuple[Mapping[str, Any], list[Fault]]:
    """Return the variables of the command line, and their faults. Each may use those before it."""
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
    """Return the steps that run, and the other ones."""
    named = [each.step for each in prepared]
    left = len(steps) - len(step_selection.started(steps, settings, named))
    chosen: list[PreparedStep] = []
    others: list[PreparedStep] = []
    for index, each in enumerate(prepared):
        runs = index >= left and step_selection.is_selected(each.step, settings)
        (chosen if runs else others).append(each)
    return tuple(chosen), tuple(others)


def _read(
    settings: Settings, *, needs_backlog: bool
) -> tuple[Recovered[Backlog] | None, ReadPlaybook, list[Fault]]:
    faults: list[Fault] = []
    found: Recovered[Backlog] | None = None
    try:
        file = backlog_file(settings, is_needed=needs_backlog)
        found = Recovered(Backlog()) if file is None else backlog.read(file)
        faults += found.faults
    except InputError as error:
        faults += error.faults
    play = _read_playbook(settings)
    return found, play, [*faults, *play.faults]


def read_steps(settings: Settings) -> tuple[Step, ...]:
    """Return the steps of the playbook; its modules may be the user's own.

    Raises InputError with all faults of the playbook and of those modules.
    """
    found = _read_playbook(settings)
    if found.faults:
        raise InputError(found.faults)
    return found.steps


def open_library(settings: Settings) -> None:
    """Register the user's own modules. Raises InputError with all of their faults."""
    LIBRARY.open(settings.playbooks / "library", {*CONTROL, *FINAL_STEPS, *WORDS, *KINDS})


def _read_playbook(settings: Settings) -> ReadPlaybook:
    try:
        open_library(settings)
        folders = playbook_folders(settings.playbooks)
        return playbook.read(settings.playbook, {*MODULES, *CONTROL, *FINAL_STEPS}, folders)
    except InputError as error:
        return ReadPlaybook((), tuple(error.faults), frozenset(), is_whole=False)


def _expand(
    expander: Expander,
    steps: tuple[Step, ...],
    found: Recovered[Backlog],
    unregistered: frozenset[str],
) -> tuple[list[PreparedStep], list[Fault], frozenset[str]]:
    """Return all steps, with the items of those that depend on no registered variable.

    Also return the faults, and the fields that were lost. A step may fail because the backlog has
    faults: then no second fault is reported, and the names that it would declare count as lost.
    `unregistered` are variables in which faulty steps would register their results.
    """
    prepared: list[PreparedStep] = []
    faults: list[Fault] = []
    lost = found.lost
    # Some values are known only after the world is read, as late as registered variables.
    registers = unregistered | {"query", "orphans", "undeclared", "newcomers"}
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
    """Check the texts of issues; if an issue itself is faulty, its template may fail silently."""
    faults: list[Fault] = []
    for issue in issues:
        wrong = text.check(issue, context)
        if issue.source is not None and issue.source in found.damaged:
            file = issue.source.file
            wrong = [each for each in wrong if each.source and each.source.file == file]
        faults += wrong
    return faults


def _values(context: Context, found: Recovered[Backlog]) -> list[Fault]:
    """Check the values for issues and cards, if everything that they depend on could be read."""
    if {each.partition(".")[0] for each in found.lost} & _OF_CARDS:
        return []
    faults = [*unused_template.faults(found.model, context.renderer)]
    there = (each for each in context.issues.values() if not each.is_absent)
    issues = [each for each in there if each.source not in found.damaged]
    faults += context.values.faults(context.issue_fields, issues)
    if context.project is None:
        return list(dict.fromkeys(faults))
    faults += context.values.faults(context.project.fields, issues)
    things: list[Draft | BoardCard] = [*context.project.drafts, *context.project.cards]
    for draft in things:
        try:
            list(card_values(draft, context.project.fields))
        except InputError as error:
            faults += error.faults
    return list(dict.fromkeys(faults))

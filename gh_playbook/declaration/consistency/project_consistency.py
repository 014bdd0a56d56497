"""Faults of a declared board: fields, options, views and rules that do not fit together.

They are compared with each other, and with the issues whose properties fill the fields.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import timedelta
from itertools import pairwise

from gh_playbook.declaration.backlog.automation import Automations, Opening
from gh_playbook.declaration.backlog.backlog import SetOnce
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import Draft, Project, ProjectField, ProjectView
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, Source
from gh_playbook.declaration.wording import Suggestions, suggestion

# The fields that every project has: GitHub's documentation of projects.
BUILT_IN = (
    "Title",
    "Assignees",
    "Status",
    "Labels",
    "Linked pull requests",
    "Milestone",
    "Repository",
    "Reviewers",
    "Parent issue",
    "Sub-issues progress",
    "Type",
)
# The built-in fields that a backlog may declare: Status has options, and a field Type may be the
# user's own.
_DECLARABLE = {"status", "type"}
# The limit includes built-in fields. Source: GitHub's documentation of projects.
FIELDS_LIMIT = 50
# The properties that can fill a field of each type; anything can fill a text field.
_TEXTS = {"type", "status", "priority", "size", "sprint", "milestone", "state"}
_VALUES = {
    "number": {"estimate"},
    "iteration": {"sprint", "milestone"},
    "date": set[str](),
    "single_select": _TEXTS,
    "multi_select": _TEXTS | {"labels", "assignees"},
}
# The other side of each comparison: if a part of it is lost, nothing can be compared.
_FIELDS = {"Backlog.project", "Project.fields", "ProjectView.layout"}
_MODELS = {"ProjectField", "Option", "Iteration"}


def check(
    project: Project,
    issues: Iterable[Issue],
    set_once: SetOnce,
    issue_fields: Iterable[IssueField] = (),
    lost: Set[str] = frozenset(),
) -> Iterator[Fault]:
    """Yield the faults of the board; lost parts are not compared."""
    if any(each in _FIELDS or each.partition(".")[0] in _MODELS for each in lost):
        return
    fields = {folded(name): name for name in BUILT_IN}
    fields |= {folded(field.name): field.name for field in project.fields}
    yield from _repeated(project.fields, "field")
    yield from _repeated(project.views, "view")
    yield from _twice(project)
    for field in project.fields[FIELDS_LIMIT:]:
        yield Fault(f"a project has at most {FIELDS_LIMIT} fields", field.source)
    for field in project.fields:
        yield from _field(field)
    of_issues = {folded(each.name): each.name for each in issue_fields if not each.is_absent}
    yield from _shown(project, of_issues)
    yield from _values(project, issues, of_issues)
    for view in project.views:
        yield from _view(view, fields)
    if set_once.source is not None:
        yield from _unknown(set_once, "board", {**of_issues, **fields})
    if project.automations is not None:
        yield from _automations(project.automations, project)


def _repeated(things: Iterable[ProjectField | ProjectView], kind: str) -> Iterator[Fault]:
    seen: dict[str, ProjectField | ProjectView] = {}
    for thing in things:
        first = seen.setdefault(folded(thing.name), thing)
        if first is not thing:
            where = f", already at {first.source}" if first.source else ""
            message = f"a second {kind} with the name {thing.name!r}{where}"
            yield Fault(message, thing.place("name"))


def _twice(project: Project) -> Iterator[Fault]:
    titles: set[str] = set()
    for draft in project.drafts:
        if folded(draft.title) in titles:
            yield Fault(f"a second draft with the title {draft.title!r}", draft.place("title"))
        titles.add(folded(draft.title))
    contents: set[str] = set()
    for each in project.cards:
        if folded(each.key) in contents:
            place = each.place("content") or each.source
            yield Fault(f"a second card of {each.key}", place)
        contents.add(folded(each.key))
    keys: set[str] = set()
    for update in project.status_updates:
        if update.key in keys:
            yield Fault(f"a second status update with the key {update.key!r}", update.place("key"))
        keys.add(update.key)
    order = project.card_order if isinstance(project.card_order, tuple) else ()
    lists = {"repositories": project.repositories, "teams": project.teams, "card_order": order}
    for field, names in lists.items():
        seen = [folded(name) for name in names]
        for index, name in enumerate(seen):
            if name in seen[:index]:
                yield Fault(f"{names[index]!r} is listed twice", project.place(field, index))


def _field(field: ProjectField) -> Iterator[Fault]:
    built_in = {folded(name) for name in BUILT_IN} - _DECLARABLE
    if folded(field.name) in built_in:
        message = f"{field.name!r} is in every project already: a field needs another name"
        yield Fault(message, field.place("name"))
    yield from _options(field)
    yield from _iterations(field)
    yield from _filling(field)


def issue_field(field: IssueField) -> Iterator[Fault]:
    """Yield the faults of an issue field: options of one name, a value that does not fit."""
    yield from _options(field)
    yield from _filling(field)


def _options(field: ProjectField | IssueField) -> Iterator[Fault]:
    names: set[str] = set()
    for index, option in enumerate(field.options):
        if folded(option.name) in names:
            message = f"a second option with the name {option.name!r}"
            yield Fault(message, option.place("name") or field.place("options", index))
        names.add(folded(option.name))


def _filling(field: ProjectField | IssueField) -> Iterator[Fault]:
    fits = _VALUES.get(field.type)
    if field.value is None or field.is_made_by_template:
        return
    if fits is not None and field.value not in fits:
        message = f"an issue's {field.value} does not fit a field of the type {field.type}"
        yield Fault(message, field.place("value"))


def _iterations(field: ProjectField) -> Iterator[Fault]:
    """Yield a fault if two iterations have the same title or the same first day."""
    titles: set[str] = set()
    for iteration in field.iterations:
        if folded(iteration.title) in titles:
            message = f"a second iteration with the title {iteration.title!r}"
            yield Fault(message, iteration.place("title"))
        titles.add(folded(iteration.title))
    for one, next in pairwise(sorted(field.iterations, key=lambda each: each.start)):
        if one.start + timedelta(days=one.duration) > next.start:
            message = f"{next.title!r} begins before {one.title!r} is over"
            yield Fault(message, next.place("start"))


def _shown(project: Project, issue_fields: Mapping[str, str]) -> Iterator[Fault]:
    """Find fields that show an undeclared issue field, and fields that would hide one."""
    for field in project.fields:
        is_declared = folded(field.name) in issue_fields
        if field.is_issue_field and not is_declared and not field.is_absent:
            hint = suggestion(field.name, issue_fields.values())
            message = f"no issue field {field.name!r} is declared in `issue_fields`{hint}"
            yield Fault(message, field.place("name"))
        if is_declared and not field.is_issue_field:
            message = f"{field.name!r} is an issue field, too: show that by `type: issue_field`"
            yield Fault(message, field.place("type") or field.source)


def _values(
    project: Project, issues: Iterable[Issue], issue_fields: Mapping[str, str]
) -> Iterator[Fault]:
    """Find values in issues and drafts for fields that are neither the board's nor issue fields."""
    names = {folded(each.name): each.name for each in project.fields if not each.is_issue_field}
    yield from unknown_fields(issues, {**names, **issue_fields})
    yield from unknown_fields((*project.drafts, *project.cards), names)


def unknown_fields(
    things: Iterable[Issue | Draft | BoardCard], names: Mapping[str, str]
) -> Iterator[Fault]:
    """Find values in issues and drafts for undeclared fields."""
    suggestions = Suggestions()
    declaring = "declare it in `issue_fields`, or in the project's `fields`"
    for issue in things:
        for name in issue.fields:
            if folded(name) not in names:
                hint = suggestions.of(name, names.values(), declaring)
                message = f"no field {name!r} is declared{hint}"
                yield Fault(message, issue.place("fields", name))


def _view(view: ProjectView, fields: Mapping[str, str]) -> Iterator[Fault]:
    for word in ("fields", "columns", "group_by"):
        yield from _unknown(view, word, fields)
    for index, each in enumerate(view.sort_by):
        place = each.place("field") or view.place("sort_by", index)
        yield from _lacking(each.field, fields, place)
    names = [folded(name) for name in view.fields]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(f"{view.fields[index]!r} is listed twice", view.place("fields", index))
    if view.columns is not None and view.layout != "board":
        yield Fault(f"a {view.layout} has no columns, only a board has", view.place("columns"))


def _unknown(thing: Declared, word: str, fields: Mapping[str, str]) -> Iterator[Fault]:
    given = getattr(thing, word)
    names = [given] if isinstance(given, str) else given or []
    for index, name in enumerate(names):
        yield from _lacking(name, fields, thing.place(word, index))


def _lacking(name: str, fields: Mapping[str, str], place: Source | None) -> Iterator[Fault]:
    if folded(name) not in fields:
        hint = suggestion(name, fields.values(), "declare it in the project's `fields`")
        yield Fault(f"the project has no field {name!r}{hint}", place)


def _automations(automations: Automations, project: Project) -> Iterator[Fault]:
    status = next((field for field in project.fields if field.value == "status"), None)
    yield from _expressions(automations, project, status)
    options = {folded(option.name): option.name for option in status.options} if status else {}
    words = ("linked", "merged", "closed", "blocked", "unblocked")
    given = [(getattr(automations, word), automations.place(word)) for word in words]
    given += [(each.status, _place(each, automations)) for each in automations.opened]
    for name, place in given:
        if name is None:
            continue
        if status is None:
            message = "no field of the project has `value: status`: so no card could be moved"
            yield Fault(message, place)
        elif folded(name) not in options:
            hint = suggestion(name, options.values(), "add it to the field's `options`")
            yield Fault(f"{name!r} is no option of the field {status.name!r}{hint}", place)


def _place(opening: Opening, automations: Automations) -> Source | None:
    return opening.place("status") or automations.place("opened")


def _expressions(
    automations: Automations, project: Project, status: ProjectField | None
) -> Iterator[Fault]:
    """Yield a fault for each text that GitHub would evaluate in the generated workflow."""
    told = [(project.title, project.place("title"))]
    told += [(status.name, status.place("name"))] if status else []
    for word in ("linked", "merged", "closed", "blocked_label", "blocked", "unblocked"):
        told.append((getattr(automations, word) or "", automations.place(word)))
    for each in automations.opened:
        place = _place(each, automations)
        told += [(text or "", place) for text in (each.status, each.label, each.type)]
    for text, place in told:
        if "${{" in text:
            message = f"{text!r} holds '${{{{', which a workflow evaluates: remove it"
            yield Fault(message, place)

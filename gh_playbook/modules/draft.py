"""Drafts: cards that are no issues yet, found by title; one that became an issue is left alone."""

from dataclasses import replace

from gh_playbook.declaration.card_value import draft_values
from gh_playbook.declaration.name import is_same
from gh_playbook.declaration.project import Draft
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.project import ExistingDraft, ExistingItem, ExistingProject
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules.card_restoring import Card, setting
from gh_playbook.modules.module import Context, Module, Part, describe
from gh_playbook.modules.project import open_project, without_project


class DraftModule(Module[Draft, Card]):
    """A draft on the board."""

    name = "draft"
    title = "Drafts on the board"
    argument = Draft
    existing = Card
    is_in_repository = False
    scope = "project"
    permission = "Projects of the organization"
    reads = frozenset({Part.ISSUES, Part.PROJECT})

    def key(self, desired: Draft) -> str:
        """Return the draft's title."""
        return desired.title

    def diff(self, desired: Draft, world: World, context: Context) -> Change[Card]:
        """Compare whether there is such a draft; then its text, then its values."""
        change = Change[Card](self.name, desired.title, Action.SKIP, "as declared", desired.source)
        project = open_project(world)
        if project is None:
            return without_project(change, world)
        found = find(desired.title, project)
        if found is None:
            if _became_an_issue(desired.title, world, project):
                return replace(change, reason="an issue by now: left alone")
            return _add(change, desired, project)
        id, item = found
        if item.is_archived:
            return replace(change, reason="archived on the board: left there")
        draft = item.draft
        if draft is not None and desired.says("body") and draft.body.strip() != desired.body:
            return _write(change, desired, (id, item), draft)
        return _fill(change, desired, (id, item), project, context)

    def record(self, change: Change[Card], world: World, payload: Payload | None) -> None:
        """Take in the card."""
        id, item = change.made
        if payload and "projectItem" in payload:
            id = item_id = payload["projectItem"]["id"]
            item = replace(item, id=item_id)
            content = payload["projectItem"].get("content") or {}
            if item.draft is not None and "id" in content:
                id, item = content["id"], replace(item, draft=replace(item.draft, id=content["id"]))
        world.put_item(id, item)


def find(title: str, project: ExistingProject) -> Card | None:
    """Return the draft of a title, the first where there are several."""
    return next(
        (
            (id, item)
            for id, item in project.items.items()
            if item.draft is not None and is_same(item.draft.title, title)
        ),
        None,
    )


def _became_an_issue(title: str, world: World, project: ExistingProject) -> bool:
    issues = (world.issues[id] for id in project.items if id in world.issues)
    return any(is_same(each.title, title) for each in issues)


def _add(change: Change[Card], desired: Draft, project: ExistingProject) -> Change[Card]:
    draft = ExistingDraft(UNBORN + desired.title, desired.title, desired.body)
    wire = {"projectId": project.id, "title": desired.title, "body": desired.body}
    payload = "projectItem { id content { ... on DraftIssue { id } } }"
    return replace(
        change,
        action=Action.CREATE,
        reason="no such draft",
        differences=(Difference("title", None, desired.title),),
        operations=(Mutation("addProjectV2DraftIssue", wire, payload),),
        after=(draft.id, ExistingItem(UNBORN + desired.title, is_new=True, draft=draft)),
    )


def _write(change: Change[Card], desired: Draft, card: Card, draft: ExistingDraft) -> Change[Card]:
    wire = {"draftIssueId": draft.id, "body": desired.body}
    after = replace(card[1], draft=replace(draft, body=desired.body))
    return replace(
        change,
        action=Action.UPDATE,
        reason="body",
        differences=(Difference("body", draft.body, desired.body),),
        operations=(Mutation("updateProjectV2DraftIssue", wire, "clientMutationId", light=True),),
        before=card,
        after=(card[0], after),
    )


def _fill(
    change: Change[Card], desired: Draft, card: Card, project: ExistingProject, context: Context
) -> Change[Card]:
    id, item = card
    differences, operations, values = [], [], dict(item.values)
    for field, wanted in draft_values(desired, context.project.fields if context.project else ()):
        existing = project.field(field.name)
        if existing is None or existing.type != field.type:
            continue
        now = item.values.get(existing.name)
        is_theirs = context.is_set_once_on_board(field.name) and now is not None
        operation = setting(project, item, existing, wanted.value)
        if now == wanted.value or (is_theirs and not item.is_new) or operation is None:
            continue
        differences.append(Difference(field.name, now, wanted.value))
        operations.append(operation)
        values.pop(existing.name, None)
        values |= {} if wanted.value is None else {existing.name: wanted.value}
    if not operations:
        return change
    return replace(
        change,
        action=Action.UPDATE,
        reason=describe(tuple(differences)),
        differences=tuple(differences),
        operations=tuple(operations),
        before=card,
        after=(id, replace(item, values=values)),
    )

"""Undo for drafts: they are restored text by text, and value by value."""

from dataclasses import replace

from gh_playbook.declaration import name
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingDraft, ExistingItem, ExistingProject
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import undo
from gh_playbook.modules.cards import card_placing, card_undo
from gh_playbook.modules.cards.card_placing import Card

_TEXTS = ("title", "body")


def restore(past: Past, world: World) -> Change[Card]:
    """Compare a draft with what it was."""
    project = world.project
    if project is None:
        return undo.gone(past)
    now = _present(past, project)
    if now is None:
        if past.after is None:
            change: Change[Card] = Change(past.module, past.key, Action.CREATE, "")
            return replace(add(change, _draft(past.before), project), reason="as before the run")
        return undo.gone(past)
    if past.before is None:
        left = edited(_as_left(past, now), now, project)
        if left:
            return undo.conflict(past, left)
        return card_undo.remove(past.module, past.key, now, world)
    return _restored(past, now, project, world)


def add(change: Change[Card], draft: ExistingDraft, project: ExistingProject) -> Change[Card]:
    """Complete the change that puts a new draft on the board."""
    made = replace(draft, id=UNBORN + draft.title)
    wire = {"projectId": project.id, "title": draft.title, "body": draft.body}
    payload = "projectItem { id content { ... on DraftIssue { id } } }"
    return replace(
        change,
        action=Action.CREATE,
        reason="no such draft",
        differences=tuple(
            Difference(name, None, text) for name in _TEXTS if (text := getattr(draft, name))
        ),
        operations=(Mutation("addProjectV2DraftIssue", wire, payload),),
        after=(made.id, ExistingItem(made.id, is_new=True, draft=made)),
    )


def rewriting(draft: ExistingDraft, **texts: str) -> Mutation:
    """Return the mutation that changes the title or the body of a draft."""
    wire = {"draftIssueId": draft.id, **texts}
    return Mutation("updateProjectV2DraftIssue", wire, "clientMutationId", light=True)


def find(title: str, project: ExistingProject) -> Card | None:
    """Return the draft of a title: if there are several, the exact spelling, or else the first."""
    drafts = [(id, item) for id, item in project.items.items() if item.draft is not None]
    return name.find(title, drafts, lambda each: _draft(each).title)


def _present(past: Past, project: ExistingProject) -> Card | None:
    """Return the draft that a run changed, by its id, or by its title if the id is unknown.

    A draft that became an issue is no longer a draft.
    """
    id, _ = past.latest
    item = project.items.get(id)
    if item is not None:
        return (id, item) if item.draft is not None else None
    is_unknown = past.after is None or (past.before is None and not past.is_known)
    return find(_draft(past.latest).title, project) if is_unknown else None


def _restored(past: Past, now: Card, project: ExistingProject, world: World) -> Change[Card]:
    """Restore what a run changed of a draft; a draft that was put back gets all its values."""
    if past.after is not None:
        change = _merged(past, _as_left(past, now), now, project)
    else:
        before, draft = _draft(past.before), _draft(now)
        theirs = undo.made_again(past, _as_kept(before, draft), draft, _TEXTS)
        if theirs is not None:
            return theirs
        change = _merged(past, card_undo.as_put_back(now), now, project)
    return (
        change if change.operations else card_placing.put_behind(change, past, now, project, world)
    )


def _merged(past: Past, after: Card, now: Card, project: ExistingProject) -> Change[Card]:
    id, item = now
    draft = _draft(now)
    texts = undo.merge(_draft(past.before), _as_kept(_draft(after), draft), draft, _TEXTS)
    values = card_undo.merge_values(past.before[1].values, after[1].values, item, project)
    found = undo.Merge((*texts.differences, *values.differences), (*texts.edited, *values.edited))
    written = (rewriting(draft, **texts.fields),) if texts.differences else ()
    left = replace(item, values=values.values, draft=replace(draft, **texts.fields))
    return undo.merged(
        past, found, operations=(*written, *values.operations), before=now, after=(id, left)
    )


def _as_left(past: Past, now: Card) -> Card:
    """Return the draft as the run left it, whether its last change was carried out or not."""
    left = card_undo.as_left(past, now[1])
    draft = _draft(past.after)
    if past.without is not None:
        texts = Past("", "", None, draft, without=_draft(past.without))
        draft = undo.as_left(texts, _draft(now), _TEXTS)
    return past.after[0], replace(left, draft=draft)


def edited(left: Card, now: Card, project: ExistingProject) -> str:
    """Return what somebody has changed in a draft since the run."""
    draft = _draft(now)
    texts = undo.edited(_as_kept(_draft(left), draft), draft, _TEXTS)
    return texts or card_undo.edited(left[1], now[1], project)


def _as_kept(left: ExistingDraft, now: ExistingDraft) -> ExistingDraft:
    """Return a draft that a run left as GitHub keeps it: without space around its text."""
    is_kept = left.body.strip() == now.body.strip()
    return replace(left, body=now.body) if is_kept else left


def _draft(card: Card) -> ExistingDraft:
    """Return what a card holds."""
    return card[1].draft or ExistingDraft("", "")

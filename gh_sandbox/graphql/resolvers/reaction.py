"""Reactions to issues, pull requests, comments and releases.

Unverified: a release has a group for each of the six contents that it may have.
"""

from collections.abc import Sequence
from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, links, mutation, resolves
from gh_sandbox.graphql.resolvers import release
from gh_sandbox.graphql.resolvers.common import Info, loader, ordering, select_page
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.reaction import Subject
from gh_sandbox.state.store import Row

# The column of `reaction` for each type of subject.
_COLUMNS = {
    "Issue": "issue_id",
    "PullRequest": "issue_id",
    "IssueComment": "comment_id",
    "PullRequestReviewComment": "review_comment_id",
}
_SUBJECTS = tuple(_COLUMNS)
columns("Reaction", "content createdAt")
links("Reaction", "owner", "user")


def _column(entity: Entity) -> str:
    return _COLUMNS[entity.type]


def _subject(loader: Loader, entity: Entity) -> Subject:
    if entity.type == "IssueComment":
        return reactions.of_comment(loader.session, entity.row)
    if entity.type == "PullRequestReviewComment":
        return reactions.of_review_comment(loader.session, entity.row)
    return reactions.of_issue(entity.row)


@resolves(*(f"{type}.reactionGroups" for type in _SUBJECTS))
def groups(entity: Entity, info: Info) -> list[dict[str, Any]]:
    """Return one group for each content, also for contents without reactions."""
    column, viewer_id = _column(entity), loader(info).session.viewer.id

    def load(ids: list[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        sql = f"SELECT * FROM reaction WHERE {column}"
        for row in loader(info).session.store.listed(sql, ids, [], "id"):
            found.setdefault(row[column], []).append(row)
        return found

    rows = loader(info).per_group(entity, "reactions", load) or []
    return _groups(entity, rows, tuple(reactions.CONTENTS), viewer_id)


@resolves("Release.reactionGroups")
def groups_of_release(subject: dict[str, Any], info: Info) -> list[dict[str, Any]]:
    """Return one group for each content that a release may have."""
    session = loader(info).session
    rows = reactions.of_release_rows(session, subject["databaseId"])
    return _groups(subject, rows, reactions.OF_RELEASES, session.viewer.id)


def _groups(
    subject: Entity | dict[str, Any], rows: Sequence[Row], contents: Sequence[str], viewer_id: int
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for content in contents:
        given = [row for row in rows if row["content"] == content]
        users = [row["user_id"] for row in given]
        group: dict[str, Any] = {"content": content, "subject": subject, "user_ids": users}
        group |= {"createdAt": given[0]["created_at"] if given else None}
        found.append({**group, "viewerHasReacted": viewer_id in users})
    return found


@resolves("ReactionGroup.reactors", "ReactionGroup.users")
def reactors(group: dict[str, Any], info: Info, **args: Any) -> Page:
    """Return the users who reacted with the content."""
    return loader(info).list_page(info, args, "owner", group["user_ids"])


@resolves(*(f"{type}.reactions" for type in _SUBJECTS))
def of_subject(entity: Entity, info: Info, content: str | None = None, **args: Any) -> Page:
    """Return the reactions, oldest first by default."""
    column = _column(entity)
    order = ordering(args, {"CREATED_AT": "created_at"}, "id")
    sql = f"SELECT {column}, id FROM reaction WHERE ? IN ('', content) AND {column}"
    page = select_page(entity, info, args, "reaction", sql, order, [content or ""])
    page.subject = entity
    return page


@resolves("Release.reactions")
def of_release(
    subject: dict[str, Any], info: Info, content: str | None = None, **args: Any
) -> Page:
    """Return the reactions to a release, oldest first by default."""
    rows = reactions.of_release_rows(loader(info).session, subject["databaseId"])
    ids = [row["id"] for row in rows if content in (None, row["content"])]
    order = args.pop("orderBy", None)
    if order and order["direction"] == "DESC":
        ids.reverse()
    page = loader(info).list_page(info, args, "reaction", ids)
    page.subject = subject
    return page


@resolves("ReactionConnection.viewerHasReacted")
def viewer_has_reacted(page: Page, info: Info) -> bool:
    """Return whether the viewer reacted to the subject, on whatever page and with any content."""
    find = groups if isinstance(page.subject, Entity) else groups_of_release
    return any(group["viewerHasReacted"] for group in find(page.subject, info))


@resolves(*(f"{type}.viewerCanReact" for type in _SUBJECTS))
def viewer_can_react(entity: Entity, info: Info) -> bool:
    """Return whether the viewer may react."""
    subject = _subject(loader(info), entity)
    return reactions.is_allowed(loader(info).session, subject.issue)


@resolves("Reaction.reactable")
def reactable(reaction: Entity, info: Info) -> Entity | dict[str, Any] | None:
    """Return the subject of the reaction."""
    if reaction.row["release_id"] is not None:
        row = loader(info).session.store.get("release", reaction.row["release_id"])
        return release.shown(loader(info).repository(row["repository_id"]), info, row)
    columns = ("issue_id", "comment_id", "review_comment_id")
    column = next(each for each in columns if reaction.row[each] is not None)
    return loader(info).one(reaction, column, column.removesuffix("_id"))


@mutation("addReaction", "public_repo")
def add(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Add a reaction."""
    entity = loader.node(given["subjectId"], *_SUBJECTS)
    row = reactions.add(loader.session, _subject(loader, entity), given["content"])
    return {"reaction": loader.entity("reaction", row["id"]), "subject": entity}


@mutation("removeReaction", "public_repo")
def remove(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Remove a reaction; a missing one changes nothing (unverified)."""
    entity = loader.node(given["subjectId"], *_SUBJECTS)
    subject = _subject(loader, entity)
    row = reactions.find(loader.session, subject, given["content"])
    if row is None:
        return {"reaction": None, "subject": entity}
    shown = loader.entity("reaction", row["id"])
    reactions.remove(loader.session, subject, row["id"])
    return {"reaction": shown, "subject": entity}


@resolves("AddReactionPayload.reactionGroups", "RemoveReactionPayload.reactionGroups")
def groups_of_payload(payload: dict[str, Any], info: Info) -> list[dict[str, Any]]:
    """Return the groups of the subject."""
    return groups(payload["subject"], info)

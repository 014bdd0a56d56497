"""The timeline of an issue or pull request: events of many types, and comments, in order."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gh_sandbox.clock import stamp
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import Resolver, columns, links, resolves
from gh_sandbox.graphql.resolvers import git
from gh_sandbox.graphql.resolvers.common import Info, loader, resource_path
from gh_sandbox.rules.issues import timeline as timelines
from gh_sandbox.rules.projects import project_workflow
from gh_sandbox.session import WEB
from gh_sandbox.state.store import Row
from gh_sandbox.timeline_kind import CROSS_REFERENCED, KINDS

_TYPES = [kind.type for kind in KINDS.values()]
_STATUS_CHANGED = "ProjectV2ItemStatusChanged"
_PAGES = [f"{kind}TimelineItemsConnection" for kind in ("Issue", "PullRequest")]
columns(" ".join(_TYPES), "createdAt")
columns("CrossReferencedEvent", "referencedAt=created_at")
links(" ".join(_TYPES), "owner", "actor")


def _details(event: Entity) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.row["details"])
    return found


def _followed(column: str, source: str) -> Resolver:
    return lambda event, info: loader(info).one(event, column, source)


def _detail(*path: str) -> Resolver:
    def resolve(event: Entity, _info: Info) -> Any:
        found: Any = _details(event)
        for name in path:
            found = None if found is None else found.get(name)
        return found

    return resolve


def _named(source: str, *path: str) -> Resolver:
    """Return the thing with the database id in the details, or null if it was deleted."""
    read = _detail(*path)

    def resolve(event: Entity, info: Info) -> Entity | None:
        id = read(event, info)
        found = None if id is None else loader(info).entities(source, [id]).get(id)
        return loader(info).sight.shown(found)

    return resolve


def _register(fields: str, resolver: Resolver) -> None:
    """Register fields of events; in `Type.field` the type stands without its ending "Event"."""
    for field in fields.split():
        type, name = field.split(".")
        resolves(f"{type}Event.{name}")(resolver)


_register(
    "Closed.closable Reopened.closable Labeled.labelable Unlabeled.labelable Assigned.assignable "
    "Unassigned.assignable Milestoned.subject Demilestoned.subject RenamedTitle.subject "
    "Locked.lockable Unlocked.lockable Pinned.issue Unpinned.issue MarkedAsDuplicate.duplicate "
    "UnmarkedAsDuplicate.duplicate Transferred.issue CrossReferenced.target Merged.pullRequest "
    "ConvertToDraft.pullRequest ReadyForReview.pullRequest BaseRefChanged.pullRequest "
    "HeadRefDeleted.pullRequest ReviewRequested.pullRequest ReviewRequestRemoved.pullRequest "
    "ReviewDismissed.pullRequest Referenced.subject",
    _followed("issue_id", "issue"),
)
_register(
    "CrossReferenced.source MarkedAsDuplicate.canonical "
    "UnmarkedAsDuplicate.canonical ParentIssueAdded.parent ParentIssueRemoved.parent "
    "SubIssueAdded.subIssue SubIssueRemoved.subIssue BlockedByAdded.blockingIssue "
    "BlockedByRemoved.blockingIssue BlockingAdded.blockedIssue BlockingRemoved.blockedIssue",
    _followed("other_id", "issue"),
)
_register("Closed.stateReason Reopened.stateReason", _detail("state_reason"))
_register("Closed.duplicateOf", _named("issue", "duplicate_of"))
_register("Labeled.label Unlabeled.label", _named("label", "label", "id"))
_register(
    "Assigned.assignee Assigned.user Unassigned.assignee Unassigned.user",
    _named("owner", "assignee"),
)
_register("Milestoned.milestoneTitle Demilestoned.milestoneTitle", _detail("milestone", "title"))
_register("RenamedTitle.previousTitle", _detail("rename", "from"))
_register("RenamedTitle.currentTitle", _detail("rename", "to"))
_register("Locked.lockReason", _detail("lock_reason"))
_register(
    "IssueTypeAdded.issueType IssueTypeChanged.issueType IssueTypeRemoved.issueType",
    _named("issue_type", "issue_type", "id"),
)
_register("IssueTypeChanged.prevIssueType", _named("issue_type", "prev_issue_type", "id"))
_register(
    "IssueFieldAdded.issueField IssueFieldChanged.issueField IssueFieldRemoved.issueField",
    _named("issue_field", "field"),
)
_register("IssueFieldAdded.value IssueFieldChanged.newValue", _detail("after"))
_register("IssueFieldChanged.previousValue", _detail("before"))
_register(
    "Transferred.fromRepository Referenced.commitRepository", _named("repository", "repository")
)
_register("BaseRefChanged.previousRefName", _detail("before"))
_register("BaseRefChanged.currentRefName", _detail("after"))
_register("CommentDeleted.deletedCommentAuthor", _named("owner", "author"))
_register("HeadRefDeleted.headRefName", _detail("branch"))
_register(
    "ReviewRequested.requestedReviewer ReviewRequestRemoved.requestedReviewer",
    _named("owner", "requested_reviewer"),
)
_register("ReviewDismissed.dismissalMessage", _detail("dismissed_review", "message"))
_register("ReviewDismissed.previousReviewState", _detail("dismissed_review", "state"))
_ON_PROJECTS = ("AddedToProjectV2", "RemovedFromProjectV2", "ConvertedFromDraft", _STATUS_CHANGED)
_register(" ".join(f"{each}.project" for each in _ON_PROJECTS), _named("project", "project"))
_register(f"{_STATUS_CHANGED}.status", _detail("status"))
_register(f"{_STATUS_CHANGED}.previousStatus", _detail("previous"))


@resolves(*(f"{each}Event.wasAutomated" for each in _ON_PROJECTS))
def was_automated(event: Entity, info: Info) -> bool:
    """Return whether a built-in workflow caused the event."""
    actor = loader(info).one(event, "actor_id", "owner")
    return actor is not None and actor.row["login"] == project_workflow.ACTOR


@resolves(
    "CrossReferencedEvent.isCrossRepository",
    "MarkedAsDuplicateEvent.isCrossRepository",
    "UnmarkedAsDuplicateEvent.isCrossRepository",
)
def is_cross_repository(event: Entity, info: Info) -> bool:
    """Return whether the source is in another repository."""
    other = loader(info).one(event, "other_id", "issue")
    return other is not None and other.row["repository_id"] != event.row["repository_id"]


@resolves("CrossReferencedEvent.willCloseTarget")
def will_close(event: Entity, info: Info) -> bool:
    """Return whether merging the source closes this issue."""
    sql = "SELECT 1 FROM closing_reference WHERE pull_request_id = ? AND issue_id = ?"
    store = loader(info).session.store
    return store.one(sql, event.row["other_id"], event.row["issue_id"]) is not None


@resolves("MergedEvent.commit")
def commit(event: Entity, info: Info) -> Entity | None:
    """Return the commit of the merge."""
    return git.by_sha(info, event.row["repository_id"], _details(event).get("commit_id"))


@resolves("ReferencedEvent.commit")
def naming_commit(event: Entity, info: Info) -> Entity | None:
    """Return the commit that names the issue."""
    details = _details(event)
    repository_id = details.get("repository", event.row["repository_id"])
    return git.by_sha(info, repository_id, details.get("commit_id"))


@resolves("ReferencedEvent.isCrossRepository")
def is_of_other_repository(event: Entity, _info: Info) -> bool:
    """Return whether the commit is in another repository."""
    return bool(_details(event)["repository"] != event.row["repository_id"])


@resolves("ReferencedEvent.isDirectReference")
def is_direct_reference(_event: Entity, _info: Info) -> bool:
    """Return whether the message itself names the issue, as all do that the sandbox keeps."""
    return True


@resolves("ClosedEvent.closer")
def closer(event: Entity, info: Info) -> Entity | None:
    """Return the pull request or the commit that has closed the issue."""
    pull_request = loader(info).one(event, "other_id", "issue")
    if pull_request is not None:
        return pull_request
    return naming_commit(event, info)


@resolves("MergedEvent.mergeRefName")
def merge_ref_name(event: Entity, info: Info) -> str:
    """Return the branch that the pull request was merged into."""
    pull_request = loader(info).one(event, "issue_id", "issue")
    return "" if pull_request is None else str(pull_request.row["base_ref_name"])


_ADDRESSED = (
    *("Closed", "CrossReferenced", "Merged", "ConvertToDraft", "ReadyForReview"),
    "ReviewDismissed",
)


@resolves(*(f"{name}Event.resourcePath" for name in _ADDRESSED))
def path(event: Entity, info: Info) -> str:
    """Return the path of the event on the page of the issue or pull request."""
    subject = loader(info).one(event, "issue_id", "issue")
    return "" if subject is None else f"{resource_path(subject, info)}#event-{event.id}"


@resolves(*(f"{name}Event.url" for name in _ADDRESSED))
def url(event: Entity, info: Info) -> str:
    """Return the address of the event on the page of the issue or pull request."""
    return WEB + path(event, info)


@resolves("Issue.timelineItems", "PullRequest.timelineItems")
def items(subject: Entity, info: Info, **args: Any) -> Page:
    """Return events and comments in order; arguments select types and a start."""

    def listing(ids: list[int]) -> dict[int, list[int]]:
        rows = timelines.entries_of(loader(info).session, ids)
        wanted = _test(info, args)
        found: dict[int, list[int]] = {}
        for row in rows:
            if wanted(row):
                found.setdefault(row["issue_id"], []).append(row["id"])
        skip = args.get("skip") or 0
        return {parent: each[skip:] for parent, each in found.items()}

    return loader(info).page(subject, info, args, ("issue_event", "comment"), listing)


def _test(info: Info, args: dict[str, Any]) -> Callable[[Row], bool]:
    types, since = args.get("itemTypes"), args.get("since")
    moment = "" if since is None else stamp(datetime.fromisoformat(since))
    store = loader(info).session.store
    hidden = loader(info).sight.hidden

    def is_wanted(row: Row) -> bool:
        if row["created_at"] < moment or (types and _item_type(row) not in types):
            return False
        if row["event"] in ("labeled", "unlabeled"):
            # GraphQL cannot show the event of a deleted label.
            label = json.loads(row["details"])["label"]
            return store.one("SELECT 1 FROM label WHERE id = ?", label["id"]) is not None
        if row["event"] == CROSS_REFERENCED:
            other = store.get("issue", row["other_id"])
            return other["repository_id"] not in hidden
        return True

    return is_wanted


def _item_type(row: Row) -> str:
    """Return the name of a row's type in `itemTypes`: LABELED_EVENT."""
    if row["event"] is None:
        return "ISSUE_COMMENT"
    type = KINDS[row["event"]].type
    return "".join(f"_{each}" if each.isupper() else each for each in type).upper().lstrip("_")


@resolves(*(f"{page}.filteredCount" for page in _PAGES))
def filtered_count(page: Page, _info: Info) -> int:
    """Return the number of entries between the cursors."""
    return page.between


@resolves(*(f"{page}.pageCount" for page in _PAGES))
def page_count(page: Page, _info: Info) -> int:
    """Return the number of entries on this page."""
    return len(page.ids)


@resolves(*(f"{page}.updatedAt" for page in _PAGES))
def updated_at(page: Page, info: Info) -> str:
    """Return the time of the last entry; now if there is none (unverified)."""
    moments = [str(each.row["created_at"]) for each in page.nodes]
    return max(moments, default=loader(info).session.now())

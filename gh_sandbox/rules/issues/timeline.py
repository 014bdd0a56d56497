"""The timeline of issues and pull requests: ordered events, with the names at that time.

`timeline_kind` lists the kinds. Sources: GitHub docs, "Issue event types", for when each happens.
Unverified: an issue shows a user as mentioned and as subscribed only once.
"""

import json
from collections.abc import Mapping
from typing import Any

from gh_sandbox.mention import logins
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import reference
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row
from gh_sandbox.timeline_kind import CROSS_REFERENCED

_PLAIN: dict[type[events.Event], str] = {
    events.Drafted: "convert_to_draft",
    events.Readied: "ready_for_review",
    events.Unlocked: "unlocked",
    events.Pinned: "pinned",
    events.Unpinned: "unpinned",
}


@events.listens(*_PLAIN)
def note_plain(session: Session, event: events.Event) -> None:
    """Record an event without details."""
    note(session, event.issue_id, _PLAIN[type(event)])


@events.listens(events.Merged)
def note_merge(session: Session, event: events.Merged) -> None:
    """Record the commit of a merge, and that the pull request is closed by it.

    Source: PyGithub's recorded `PullRequest.testGetIssueEvents`.
    """
    sql = "SELECT merge_commit_sha FROM pull_request WHERE issue_id = ?"
    row = session.store.one(sql, event.issue_id)
    note(session, event.issue_id, "merged", {"commit_id": row and row["merge_commit_sha"]})
    note(session, event.issue_id, "closed", {"state_reason": None})


@events.listens(events.Closed)
def note_closing(session: Session, event: events.Closed) -> None:
    """Record the reason of a closing, the original of a duplicate, and what has closed it."""
    issue = session.store.get("issue", event.issue_id)
    known = {"state_reason": issue["state_reason"], "duplicate_of": issue["duplicate_of_id"]}
    known |= _commit(event.commit) if event.commit else {}
    note(session, event.issue_id, "closed", known, other_id=event.closer_id)


@events.listens(events.Reopened)
def note_opening(session: Session, event: events.Reopened) -> None:
    """Record a reopening."""
    note(session, event.issue_id, "reopened", {"state_reason": None})


@events.listens(events.Labeled, events.Unlabeled)
def note_label(session: Session, event: events.LabelEvent) -> None:
    """Record a label that was added or removed."""
    label = session.store.get("label", event.label_id)
    name = "labeled" if isinstance(event, events.Labeled) else "unlabeled"
    known = {each: label[each] for each in ("id", "name", "color")}
    note(session, event.issue_id, name, {"label": known})


@events.listens(events.Assigned, events.Unassigned)
def note_assignee(session: Session, event: events.AssigneeEvent) -> None:
    """Record who was assigned or unassigned, and by whom."""
    name = "assigned" if isinstance(event, events.Assigned) else "unassigned"
    note(session, event.issue_id, name, {"assignee": event.user_id})


@events.listens(events.Milestoned, events.Demilestoned)
def note_milestone(session: Session, event: events.MilestoneEvent) -> None:
    """Record the milestone that was set or removed."""
    milestone = session.store.one("SELECT * FROM milestone WHERE id = ?", event.milestone_id)
    name = "milestoned" if isinstance(event, events.Milestoned) else "demilestoned"
    title = "" if milestone is None else milestone["title"]
    note(session, event.issue_id, name, {"milestone": {"title": title}})


@events.listens(events.Renamed)
def note_title(session: Session, event: events.Renamed) -> None:
    """Record the old and the new title."""
    renamed = {"from": event.before, "to": event.after}
    note(session, event.issue_id, "renamed", {"rename": renamed})


@events.listens(events.Typed)
def note_type(session: Session, event: events.Typed) -> None:
    """Record the old and the new type; either can be None."""
    before, after = (_type(session, id) for id in (event.before, event.after))
    if before is None or after is None:
        name = "issue_type_added" if before is None else "issue_type_removed"
        note(session, event.issue_id, name, {"issue_type": after or before})
    else:
        types = {"issue_type": after, "prev_issue_type": before}
        note(session, event.issue_id, "issue_type_changed", types)


@events.listens(events.Transferred)
def note_transfer(session: Session, event: events.Transferred) -> None:
    """Record the repository that the issue came from."""
    note(session, event.issue_id, "transferred", {"repository": event.repository_id})


@events.listens(events.CommentDeleted)
def note_deletion(session: Session, event: events.CommentDeleted) -> None:
    """Record the author of a deleted comment."""
    note(session, event.issue_id, "comment_deleted", {"author": event.author_id})


@events.listens(events.Rebased)
def note_base(session: Session, event: events.Rebased) -> None:
    """Record the names of the old and the new base."""
    names = {"before": event.before, "after": event.after}
    note(session, event.issue_id, "base_ref_changed", names)


@events.listens(events.HeadDeleted)
def note_head(session: Session, event: events.HeadDeleted) -> None:
    """Record the deleted branch."""
    note(session, event.issue_id, "head_ref_deleted", {"branch": event.name})


@events.listens(events.ReviewRequested, events.ReviewRequestRemoved)
def note_reviewer(session: Session, event: events.ReviewerEvent) -> None:
    """Record whose review was requested or is not requested any more, and by whom."""
    is_asked = isinstance(event, events.ReviewRequested)
    name = "review_requested" if is_asked else "review_request_removed"
    note(session, event.issue_id, name, {"requested_reviewer": event.user_id})


@events.listens(events.ReviewDismissed)
def note_dismissal(session: Session, event: events.ReviewDismissed) -> None:
    """Record which review was dismissed, and why."""
    known = {"review_id": event.review_id, "state": event.state, "message": event.message}
    note(session, event.issue_id, "review_dismissed", {"dismissed_review": known})


@events.listens(events.FieldChanged)
def note_field(session: Session, event: events.FieldChanged) -> None:
    """Record the old and the new value of an issue field; either can be None."""
    what = "added" if event.before is None else "removed" if event.after is None else "changed"
    known = {"field": event.field_id, "before": event.before, "after": event.after}
    note(session, event.issue_id, f"issue_field_{what}", known)


@events.listens(events.Locked)
def note_lock(session: Session, event: events.Locked) -> None:
    """Record the reason of a lock."""
    note(session, event.issue_id, "locked", {"lock_reason": event.reason})


@events.listens(events.MarkedAsDuplicate, events.UnmarkedAsDuplicate)
def note_duplicate(session: Session, event: events.DuplicateEvent) -> None:
    """Record which issue the duplicate refers to."""
    is_marked = isinstance(event, events.MarkedAsDuplicate)
    name = "marked_as_duplicate" if is_marked else "unmarked_as_duplicate"
    note(session, event.issue_id, name, other_id=event.original_id)


@events.listens(events.SubIssueAdded, events.SubIssueRemoved)
def note_sub_issue(session: Session, event: events.SubIssueEvent) -> None:
    """Record the link for both the parent and the sub-issue."""
    what = "added" if isinstance(event, events.SubIssueAdded) else "removed"
    note(session, event.parent_id, f"sub_issue_{what}", other_id=event.issue_id)
    note(session, event.issue_id, f"parent_issue_{what}", other_id=event.parent_id)


@events.listens(events.BlockedByAdded, events.BlockedByRemoved)
def note_dependency(session: Session, event: events.DependencyEvent) -> None:
    """Record the dependency for both the blocked and the blocking issue."""
    what = "added" if isinstance(event, events.BlockedByAdded) else "removed"
    note(session, event.issue_id, f"blocked_by_{what}", other_id=event.blocking_id)
    note(session, event.blocking_id, f"blocking_{what}", other_id=event.issue_id)


@events.listens(events.Referenced)
def note_commit(session: Session, event: events.Referenced) -> None:
    """Record a commit that names the issue, and its repository."""
    note(session, event.issue_id, "referenced", _commit(event.commit))


@events.listens(events.Written)
def note_references(session: Session, event: events.Written) -> None:
    """Record, for each issue and pull request that a text refers to, where the reference is."""
    source = session.store.get("issue", event.issue_id)
    for row in reference.named(session, source["repository_id"], event.text):
        known = "SELECT 1 FROM issue_event WHERE issue_id = ? AND event = ? AND other_id = ?"
        named_before = session.store.one(known, row["id"], CROSS_REFERENCED, source["id"])
        if row["id"] != source["id"] and named_before is None:
            note(session, row["id"], CROSS_REFERENCED, other_id=source["id"])


@events.listens(events.Written)
def note_mentions(session: Session, event: events.Written) -> None:
    """Record the users whom a text mentions, as `mentioned` and as `subscribed`."""
    for login in logins(event.text):
        user = session.store.one("SELECT id FROM owner WHERE login = ? AND type = 'User'", login)
        known = "SELECT 1 FROM issue_event WHERE issue_id = ? AND event = ? AND actor_id = ?"
        if user is None or session.store.one(known, event.issue_id, "mentioned", user["id"]):
            continue
        for name in ("mentioned", "subscribed"):
            note(session, event.issue_id, name, actor_id=user["id"])


def events_of(session: Session, issue_id: int) -> list[Row]:
    """List the events, oldest first, without references from what is deleted or hidden."""
    sql = "SELECT * FROM issue_event WHERE issue_id = ? ORDER BY id"
    rows = session.store.all(sql, issue_id)
    return [row for row in rows if row["event"] != CROSS_REFERENCED or _is_seen(session, row)]


def _is_seen(session: Session, reference: Row) -> bool:
    id = reference["other_id"]
    return id is not None and not repositories.hides(session, session.store.get("issue", id))


def entries_of(session: Session, issue_ids: list[int]) -> list[Row]:
    """List events and comments of some issues, oldest first; a comment has no `event`."""
    events = "SELECT issue_id, id, event, details, other_id, created_at FROM issue_event"
    comments = "SELECT issue_id, id, NULL, '{}', NULL, created_at FROM comment"
    rows = session.store.listed(
        f"SELECT * FROM ({events} UNION ALL {comments}) WHERE issue_id",
        issue_ids,
        [],
        "created_at, event IS NULL, id",
    )
    return [row for row in rows if row["event"] != CROSS_REFERENCED or row["other_id"]]


def note(
    session: Session,
    issue_id: int,
    name: str,
    details: Mapping[str, Any] | None = None,
    *,
    other_id: int | None = None,
    actor_id: int | None = None,
) -> None:
    """Record an event; the actor is the viewer by default."""
    session.store.insert(
        "issue_event",
        {
            "issue_id": issue_id,
            "event": name,
            "actor_id": actor_id or session.viewer.id,
            "other_id": other_id,
            "details": json.dumps(details or {}),
            "created_at": session.now(),
        },
    )


def _commit(commit: events.RepositoryCommit) -> dict[str, Any]:
    return {"commit_id": commit.sha, "repository": commit.repository_id}


def _type(session: Session, id: int | None) -> dict[str, Any] | None:
    row = None if id is None else session.store.get("issue_type", id)
    return None if row is None else {each: row[each] for each in ("id", "name", "color")}

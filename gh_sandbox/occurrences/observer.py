"""The observer: it notes events for workflows, with GitHub's activity and payload.

It listens to the rules while a request is carried out; the events are processed when the request is
done. Requests with a workflow's own token trigger nothing, so that workflows do not trigger
themselves without end (GitHub docs, "Triggering a workflow from a workflow"); a workflow that is
started by hand is an exception.
"""

from collections.abc import Mapping

from gh_sandbox.access.grant import TokenKind
from gh_sandbox.actions.trigger import Occurrence
from gh_sandbox.rest.issues import comment_body, issue_body, label, milestone
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.pull_requests import pull_request
from gh_sandbox.rest.workflows import payload
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_ACTIVITIES: Mapping[type[events.Event], str] = {
    events.Created: "opened",
    events.Edited: "edited",
    events.Renamed: "edited",
    events.Closed: "closed",
    events.Merged: "closed",
    events.Reopened: "reopened",
    events.Labeled: "labeled",
    events.Unlabeled: "unlabeled",
    events.Assigned: "assigned",
    events.Unassigned: "unassigned",
    events.Milestoned: "milestoned",
    events.Demilestoned: "demilestoned",
    events.Locked: "locked",
    events.Unlocked: "unlocked",
}
_OF_ISSUES: Mapping[type[events.Event], str] = {
    events.Pinned: "pinned",
    events.Unpinned: "unpinned",
}
_OF_PULL_REQUESTS: Mapping[type[events.Event], str] = {
    events.Drafted: "converted_to_draft",
    events.Readied: "ready_for_review",
    events.Rebased: "edited",
}


@events.listens(*_ACTIVITIES, *_OF_ISSUES, *_OF_PULL_REQUESTS, events.Typed)
def _note(session: Session, event: events.Event) -> None:
    if not _is_noted(session):
        return
    row = session.store.get("issue", event.issue_id)
    if row["is_pull_request"]:
        activity = {**_ACTIVITIES, **_OF_PULL_REQUESTS}.get(type(event))
        for name in ("pull_request", "pull_request_target"):
            if activity is not None:
                _add(session, name, activity, row, _more(session, event))
        return
    activity = {**_ACTIVITIES, **_OF_ISSUES}.get(type(event))
    if isinstance(event, events.Typed):
        activity = "untyped" if event.after is None else "typed"
    if activity is not None:
        _add(session, "issues", activity, row, _more(session, event))


@events.listens(events.Commented)
def _note_comment(session: Session, event: events.Commented) -> None:
    if _is_noted(session):
        row = session.store.get("issue", event.issue_id)
        made = comment_body.body(session, session.store.get("comment", event.comment_id))
        issue = issue_body.body(session, row)
        _add(session, "issue_comment", "created", row, {"comment": made, "issue": issue})


def _is_noted(session: Session) -> bool:
    grant = session.viewer.grant
    by_workflow = grant is not None and grant.kind is TokenKind.INSTALLATION
    return session.workflows is not None and not by_workflow


def _more(session: Session, event: events.Event) -> payload.Payload:
    """Return the extra payload of an activity: its label, assignee or milestone."""
    store = session.store
    if isinstance(event, events.LabelEvent):
        return {"label": label.body(session, store.get("label", event.label_id))}
    if isinstance(event, events.AssigneeEvent):
        return {"assignee": user.by_id(session, event.user_id)}
    if isinstance(event, events.MilestoneEvent):
        return {"milestone": milestone.body(session, store.get("milestone", event.milestone_id))}
    return {}


def _add(session: Session, name: str, activity: str, row: Row, more: payload.Payload) -> None:
    if session.workflows is None:
        return
    place = session.store.get("repository", row["repository_id"])
    told = {"action": activity, **payload.common(session, place, session.viewer.id), **more}
    if row["is_pull_request"] and name != "issue_comment":
        details = pull_requests.details(session, row["id"])
        told |= {"number": row["number"], "pull_request": pull_request.full(session, row)}
        of = {
            "head_branch": details["head_ref_name"],
            "head_sha": details["head_sha"],
            "base": details["base_ref_name"],
        }
    else:
        told.setdefault("issue", issue_body.body(session, row))
        of = {}
    session.happened.append(
        Occurrence(name, activity, place["id"], session.viewer.id, told, row["title"], **of)
    )

"""Locks on the conversation of an issue or pull request."""

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import issue_mark as marks
from gh_sandbox.state.store import Row

# GraphQL's and REST's names of the reasons.
REASONS = {
    "OFF_TOPIC": "off-topic",
    "TOO_HEATED": "too heated",
    "RESOLVED": "resolved",
    "SPAM": "spam",
}
_LOCK = "/repos/{owner}/{repo}/issues/{number}/lock"


@route("PUT", _LOCK, "public_repo", gives="lock_reason:string|null")
def lock(call: Call) -> Reply:
    """Lock a conversation."""
    given = call.body.get("lock_reason")
    reason = next((name for name, text in REASONS.items() if text == given), None)
    if given is not None and reason is None:
        fault = FieldError("Issue", "lock_reason", "invalid")
        raise InvalidError(fault, graphql_message="Lock reason is invalid")
    marks.lock(call.session, _find(call), reason)
    return Reply(None, 204)


@route("DELETE", _LOCK, "public_repo")
def unlock(call: Call) -> Reply:
    """Unlock a conversation."""
    marks.unlock(call.session, _find(call))
    return Reply(None, 204)


def _find(call: Call) -> Row:
    return issues.get(call.session, call.repository(), call.number("number"))

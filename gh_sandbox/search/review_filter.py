"""Conditions on pull requests: their reviews, and the statuses of their heads.

Source: GitHub docs, "Searching issues and pull requests", "Search by pull request review status and
reviewer" and "Search by commit status". No branch of the sandbox requires reviews, and teams are
not asked for one, so these qualifiers find nothing here.
"""

from gh_sandbox.search.refusal import unknown
from gh_sandbox.state.condition import Condition

_NOTHING: Condition = ("0", ())
_BY = "issue.id IN (SELECT issue_id FROM {} JOIN owner ON owner.id = {} WHERE login = ?)"
_PULL_REQUEST = "issue.is_pull_request AND issue.id {} IN ({})"
# The latest opinion of each reviewer is what counts; one that was dismissed is none any more.
_DECIDED = (
    "SELECT issue_id FROM review WHERE state = '{}' AND id IN (SELECT MAX(id) FROM review "
    "WHERE state <> 'COMMENTED' GROUP BY issue_id, author_id)"
)
_REJECTED = _PULL_REQUEST.format("", _DECIDED.format("CHANGES_REQUESTED"))
_REVIEWS = {
    "none": _PULL_REQUEST.format("NOT", "SELECT issue_id FROM review"),
    "required": _NOTHING[0],
    "approved": f"{_PULL_REQUEST.format('', _DECIDED.format('APPROVED'))} AND NOT ({_REJECTED})",
    "changes_requested": _REJECTED,
}
# How many contexts of the head there are, and how many of them are in some states.
_OF_HEAD = (
    "(SELECT COUNT(*) FROM pull_request JOIN commit_status ON sha = head_sha "
    "WHERE issue_id = issue.id AND commit_status.repository_id = issue.repository_id "
    "AND commit_status.id IN (SELECT MAX(id) FROM commit_status GROUP BY repository_id, sha, "
    "context){})"
)
_ANY = _OF_HEAD.format("")
_FAILED = _OF_HEAD.format(" AND commit_status.state IN ('error', 'failure')")
_SUCCEEDED = _OF_HEAD.format(" AND commit_status.state = 'success'")
_STATUSES = {
    "failure": f"{_FAILED} > 0",
    "success": f"{_ANY} > 0 AND {_SUCCEEDED} = {_ANY}",
    "pending": f"{_FAILED} = 0 AND {_SUCCEEDED} < {_ANY}",
}


def reviewed_by(login: str) -> Condition:
    """Be reviewed by a user."""
    return _BY.format("review", "author_id"), (login,)


def review_requested(login: str) -> Condition:
    """Wait for a user's review."""
    return _BY.format("review_request", "user_id"), (login,)


def team_review_requested(_name: str) -> Condition:
    """Wait for a team's review."""
    return _NOTHING


def review(value: str) -> str:
    """Be a pull request whose reviews say this."""
    return _chosen("review", _REVIEWS, value.lower())


def status(value: str) -> str:
    """Be a pull request whose head's statuses are this together."""
    return _chosen("status", _STATUSES, value.lower())


def _chosen(key: str, choices: dict[str, str], value: str) -> str:
    if value not in choices:
        raise unknown(f"{key}:{value}")
    return choices[value]

"""Conditions on pull requests: their reviews, and the statuses and check runs of their heads.

Source: GitHub docs, "Searching issues and pull requests", "Search by pull request review status and
reviewer" and "Search by commit status"; the status is that of statuses and check runs together, as
in `rules/commits/check_run.py`. No branch of the sandbox requires reviews, and teams are not asked
for one, so these qualifiers find nothing here.
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
_CONCLUDED = (
    "CASE WHEN {}conclusion IN ('success', 'neutral', 'skipped') THEN 'success' ELSE 'failure' END"
)
# What reports on commits: the latest status of each context, the latest check run and job of each
# name in its suite.
_REPORTS = (
    "SELECT repository_id, sha, CASE state WHEN 'error' THEN 'failure' ELSE state END AS state "
    "FROM commit_status WHERE id IN "
    "(SELECT MAX(id) FROM commit_status GROUP BY repository_id, sha, context) "
    "UNION ALL SELECT repository_id, head_sha, CASE WHEN status <> 'completed' THEN 'pending' "
    f"ELSE {_CONCLUDED.format('')} END "
    "FROM check_run WHERE id IN (SELECT MAX(id) FROM check_run GROUP BY suite_id, name) "
    f"UNION ALL SELECT repository_id, head_sha, {_CONCLUDED.format('workflow_job.')} "
    "FROM workflow_job JOIN workflow_run ON workflow_run.id = run_id "
    "WHERE workflow_job.id IN (SELECT MAX(id) FROM workflow_job GROUP BY run_id, name)"
)
# How many reports on the head there are, and how many of them are of one state.
_OF_HEAD = (
    "(SELECT COUNT(*) FROM pull_request "
    f"JOIN ({_REPORTS}) AS report ON report.sha = pull_request.head_sha "
    "WHERE issue_id = issue.id AND report.repository_id = issue.repository_id{})"
)
_ANY = _OF_HEAD.format("")
_FAILED = _OF_HEAD.format(" AND report.state = 'failure'")
_SUCCEEDED = _OF_HEAD.format(" AND report.state = 'success'")
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
    """Be a pull request whose head has this combined state of statuses and check runs."""
    return _chosen("status", _STATUSES, value.lower())


def _chosen(key: str, choices: dict[str, str], value: str) -> str:
    if value not in choices:
        raise unknown(f"{key}:{value}")
    return choices[value]

"""Reactions to issues, pull requests, comments (also on lines and on commits), and releases."""

from collections.abc import Mapping
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.commits import commit_comment as commit_comments
from gh_sandbox.rules.issues import comment as comments
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.pull_requests import review_comment as review_comments
from gh_sandbox.rules.reaction import Subject
from gh_sandbox.rules.releases import release as releases
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/reactions"
_OF_COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions"
_OF_REVIEW_COMMENT = "/repos/{owner}/{repo}/pulls/comments/{review_comment_id}/reactions"
_OF_COMMIT_COMMENT = "/repos/{owner}/{repo}/comments/{commit_comment_id}/reactions"
_OF_RELEASE = "/repos/{owner}/{repo}/releases/{release_id}/reactions"
_NAMES = {rest: name for name, rest in reactions.CONTENTS.items()}


def rollup(url: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return GitHub's `reaction-rollup` for a thing with an address."""
    known = {rest: counts.get(name, 0) for name, rest in reactions.CONTENTS.items()}
    return {"url": f"{url}/reactions", "total_count": sum(known.values()), **known}


def body(session: Session, row: Row, repository_id: int) -> dict[str, Any]:
    """Return GitHub's `reaction`."""
    return {
        "id": row["id"],
        "node_id": identifiers.encode("Reaction", row["id"], within=repository_id),
        "user": user.by_id(session, row["user_id"]),
        "content": reactions.CONTENTS[row["content"]],
        "created_at": row["created_at"],
    }


@route("GET", _OF_ISSUE, takes=f"content {PAGING}")
@route("GET", _OF_COMMENT, takes=f"content {PAGING}")
@route("GET", _OF_REVIEW_COMMENT, takes=f"content {PAGING}")
@route("GET", _OF_COMMIT_COMMENT, takes=f"content {PAGING}")
@route("GET", _OF_RELEASE, takes=f"content {PAGING}")
def list_all(call: Call) -> Reply:
    """List the reactions, perhaps of one content, oldest first."""
    subject = _subject(call)
    wanted = call.query.get("content")
    rows = call.session.store.all(
        f"SELECT * FROM reaction WHERE {subject.column} = ? AND ? IN ('', content) ORDER BY id",
        subject.row["id"],
        _name(wanted) if wanted else "",
    )
    return call.paged(rows, lambda row: body(call.session, row, subject.repository_id))


@route("POST", _OF_ISSUE, "public_repo", gives="content!:string")
@route("POST", _OF_COMMENT, "public_repo", gives="content!:string")
@route("POST", _OF_REVIEW_COMMENT, "public_repo", gives="content!:string")
@route("POST", _OF_COMMIT_COMMENT, "public_repo", gives="content!:string")
@route("POST", _OF_RELEASE, "public_repo", gives="content!:string")
def add(call: Call) -> Reply:
    """Add a reaction; 200 means that it existed before."""
    subject = _subject(call)
    given = call.required("content", "Reaction")
    content = _name(given)
    if "release_id" in call.parts and content not in reactions.OF_RELEASES:
        raise _invalid()
    status = 201 if reactions.find(call.session, subject, content) is None else 200
    row = reactions.add(call.session, subject, content)
    return Reply(body(call.session, row, subject.repository_id), status)


@route("DELETE", _OF_ISSUE + "/{reaction_id}", "public_repo")
@route("DELETE", _OF_COMMENT + "/{reaction_id}", "public_repo")
@route("DELETE", _OF_REVIEW_COMMENT + "/{reaction_id}", "public_repo")
@route("DELETE", _OF_COMMIT_COMMENT + "/{reaction_id}", "public_repo")
@route("DELETE", _OF_RELEASE + "/{reaction_id}", "public_repo")
def remove(call: Call) -> Reply:
    """Remove a reaction."""
    reactions.remove(call.session, _subject(call), call.number("reaction_id"))
    return Reply(None, 204)


def _subject(call: Call) -> Subject:
    session, repository = call.session, call.repository()
    if "number" in call.parts:
        return reactions.of_issue(issues.get(session, repository, call.number("number")))
    if "release_id" in call.parts:
        return reactions.of_release(releases.get(session, repository, call.number("release_id")))
    if "review_comment_id" in call.parts:
        row = review_comments.get(session, repository, call.number("review_comment_id"))
        return reactions.of_review_comment(session, row)
    if "commit_comment_id" in call.parts:
        row = commit_comments.get(session, repository, call.number("commit_comment_id"))
        return reactions.of_commit_comment(row)
    row = comments.get(session, repository, call.number("comment_id"))
    return reactions.of_comment(session, row)


def _name(content: str) -> str:
    """Return GraphQL's name of a content; in a query the plus of `+1` may arrive as a space."""
    name = _NAMES.get("+1" if content == " 1" else content)
    if name is None:
        raise _invalid()
    return name


def _invalid() -> InvalidError:
    fault = FieldError("Reaction", "content", "invalid")
    return InvalidError(fault, graphql_message="Content is invalid")

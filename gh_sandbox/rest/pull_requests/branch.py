"""Branches: merged into others, and renamed."""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.commits import commit
from gh_sandbox.rules.pull_requests import branch as branches

_REPOSITORY = "/repos/{owner}/{repo}"


@route(
    "POST",
    f"{_REPOSITORY}/merges",
    "public_repo",
    gives="base!:string head!:string commit_message:string",
)
def merge(call: Call) -> Reply:
    """Merge a branch into another; 204 if there is nothing to merge."""
    made = branches.merge(
        call.session,
        call.repository(),
        call.required("base", "Merge"),
        call.required("head", "Merge"),
        message=call.body.get("commit_message"),
    )
    return Reply(None, 204) if made is None else Reply(commit.body(call, made), 201)


@route("POST", f"{_REPOSITORY}/branches/{{branch:path}}/rename", "repo", gives="new_name!:string")
def rename(call: Call) -> Reply:
    """Rename a branch."""
    name = call.required("new_name", "Branch")
    row = branches.rename(call.session, call.repository(), call.parts["branch"], name)
    return Reply(commit.branch_body(call, row), 201)


@route(
    "PUT",
    f"{_REPOSITORY}/pulls/{{number}}/update-branch",
    "public_repo",
    gives="expected_head_sha:string",
)
def update(call: Call) -> Reply:
    """Merge the base of a pull request into its branch."""
    row = call.pull_request()
    branches.update(call.session, row, call.body.get("expected_head_sha"))
    name = call.full_name()
    url = call.url(f"/repos/{name}/pulls/{row['number']}")
    return Reply({"message": "Updating pull request branch.", "url": url}, 202)

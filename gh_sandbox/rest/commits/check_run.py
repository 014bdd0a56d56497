"""Check runs of commits, and the suites that hold them.

A suite of the sandbox is a run of a workflow, or all check runs that an app has made of a commit.
The sandbox has one app, GitHub Actions.
"""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import commit
from gh_sandbox.rest.commits.git_object import commit_body
from gh_sandbox.rest.owners import user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.commits import check_run as check_runs
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.commits.check_run import CheckRun
from gh_sandbox.session import WEB

_PLACE = "/repos/{owner}/{repo}"
_RUN = _PLACE + "/check-runs/{check_run_id}"
_STATUSES = "queued|in_progress|completed|waiting|requested|pending"
_CONCLUSIONS = "action_required|cancelled|failure|neutral|success|skipped|stale|timed_out"
_PROPERTIES = (
    f"details_url:string external_id:string status:{_STATUSES} started_at:string "
    f"conclusion:{_CONCLUSIONS} completed_at:string output:object"
)
_FILTERS = "check_name status filter app_id"
# The id of the app GitHub Actions on github.com, as in many recorded check runs.
_ACTIONS = 15368


def _body(call: Call, run: CheckRun) -> dict[str, Any]:
    """Return GitHub's `check-run`."""
    place = call.repository()
    name = call.full_name()
    url = f"{call.repository_url()}/check-runs/{run.id}"
    page = f"{WEB}/{name}/runs/{run.id}"
    if run.workflow_run_id is not None:
        page = f"{WEB}/{name}/actions/runs/{run.workflow_run_id}/job/{run.id}"
    return {
        "id": run.id,
        "name": run.name,
        "node_id": identifiers.encode("CheckRun", run.id, within=place["id"]),
        "head_sha": run.head_sha,
        "external_id": run.external_id,
        "url": url,
        "html_url": page,
        "details_url": run.details_url or page,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": run.started_at,
        "completed_at": run.completed_at,
        "output": {
            "title": run.title,
            "summary": run.summary,
            "text": run.text,
            "annotations_count": len(run.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": run.suite_id},
        "app": _app(call),
        "pull_requests": _pull_requests(call, run.head_sha),
    }


def _app(call: Call) -> dict[str, Any] | None:
    """Return GitHub's `integration` for GitHub Actions; None if nothing of it ever happened."""
    row = call.session.store.one("SELECT * FROM owner WHERE login = 'github-actions[bot]'")
    if row is None:
        return None
    return {
        "id": _ACTIONS,
        "slug": "github-actions",
        "node_id": identifiers.encode("App", _ACTIONS),
        "owner": user.simple(call.session, row),
        "name": "GitHub Actions",
        "description": "Automate your workflow from idea to production",
        "external_url": "https://help.github.com/en/actions",
        "html_url": f"{WEB}/apps/github-actions",
        "created_at": row["created_at"],
        "updated_at": row["created_at"],
        "permissions": {"checks": "write", "metadata": "read"},
        "events": [],
    }


def _pull_requests(call: Call, sha: str) -> list[dict[str, Any]]:
    """Return the open pull requests whose last commit this is."""
    place = call.repository()
    url = call.repository_url()
    repo = {"id": place["id"], "url": url, "name": place["name"]}
    rows = call.session.store.all(
        "SELECT issue.id, number, head_ref_name, head_sha, base_ref_name, base_sha FROM issue "
        "JOIN pull_request ON issue_id = issue.id "
        "WHERE repository_id = ? AND head_sha = ? AND state = 'OPEN' ORDER BY number",
        place["id"],
        sha,
    )
    return [
        {
            "id": row["id"],
            "number": row["number"],
            "url": f"{url}/pulls/{row['number']}",
            "head": {"ref": row["head_ref_name"], "sha": row["head_sha"], "repo": repo},
            "base": {"ref": row["base_ref_name"], "sha": row["base_sha"], "repo": repo},
        }
        for row in rows
    ]


@route(
    "POST",
    f"{_PLACE}/check-runs",
    "repo",
    gives=f"name!:string head_sha!:string {_PROPERTIES}",
    lacks="actions",
)
def create(call: Call) -> Reply:
    """Create a check run."""
    return Reply(_body(call, check_runs.create(call.session, call.repository(), call.body)), 201)


@route("GET", _RUN)
def get(call: Call) -> Reply:
    """Return a check run."""
    return Reply(_body(call, _find(call)))


@route("PATCH", _RUN, "repo", gives=f"name:string {_PROPERTIES}", lacks="actions")
def update(call: Call) -> Reply:
    """Change a check run."""
    place, id = call.repository(), call.number("check_run_id")
    return Reply(_body(call, check_runs.update(call.session, place, id, call.body)))


@route("GET", f"{_RUN}/annotations", takes=PAGING)
def annotations(call: Call) -> Reply:
    """List the annotations of a check run."""
    run = _find(call)
    name = call.full_name()

    def body(given: Any) -> dict[str, Any]:
        optional = ("start_column", "end_column", "title", "raw_details")
        blob = f"{WEB}/{name}/blob/{run.head_sha}/{given['path']}"
        return {**dict.fromkeys(optional), **given, "blob_href": blob}

    return call.paged(run.annotations, body)


@route("GET", f"{_PLACE}/commits/{{ref:path}}/check-runs", takes=f"{_FILTERS} {PAGING}")
def of_commit(call: Call) -> Reply:
    """List the check runs of a commit."""
    return _listed(call, commit.named(call))


@route(
    "GET",
    f"{_PLACE}/check-suites/{{check_suite_id}}/check-runs",
    takes=f"check_name status filter {PAGING}",
)
def of_suite(call: Call) -> Reply:
    """List the check runs of a suite."""
    id = call.number("check_suite_id")
    return _listed(call, check_runs.sha_of_suite(call.session, call.repository(), id), id)


@route("GET", f"{_PLACE}/commits/{{ref:path}}/check-suites", takes=f"app_id check_name {PAGING}")
def suites(call: Call) -> Reply:
    """List the suites of a commit."""
    sha = commit.named(call)
    found = _suites(_chosen(call, sha))
    return call.counted("check_suites", found, lambda runs: _suite(call, sha, runs))


@route("GET", f"{_PLACE}/check-suites/{{check_suite_id}}")
def suite(call: Call) -> Reply:
    """Return a suite."""
    id = call.number("check_suite_id")
    sha = check_runs.sha_of_suite(call.session, call.repository(), id)
    runs = check_runs.of_commit(call.session, call.repository()["id"], sha)
    return Reply(_suite(call, sha, [each for each in runs if each.suite_id == id]))


def _listed(call: Call, sha: str, suite_id: int | None = None) -> Reply:
    found = [each for each in _chosen(call, sha) if suite_id in (None, each.suite_id)]
    return call.counted("check_runs", found, lambda run: _body(call, run))


def _chosen(call: Call, sha: str) -> list[CheckRun]:
    """Return the check runs of a commit that the query asks for."""
    of_all = call.choice("filter", "latest all", "CheckRun") == "all"
    runs = check_runs.of_commit(call.session, call.repository()["id"], sha, of_all_attempts=of_all)
    wanted = call.query
    return [
        each
        for each in runs
        if wanted.get("check_name") in (None, "", each.name)
        and wanted.get("status") in (None, "", each.status)
        and wanted.get("app_id") in (None, "", str(_ACTIONS))
    ]


def _suites(runs: list[CheckRun]) -> list[list[CheckRun]]:
    found: dict[int, list[CheckRun]] = {}
    for each in runs:
        found.setdefault(each.suite_id, []).append(each)
    return list(found.values())


def _suite(call: Call, sha: str, runs: list[CheckRun]) -> dict[str, Any]:
    """Return GitHub's `check-suite`."""
    place = call.repository()
    id = runs[0].suite_id
    url = f"{call.repository_url()}/check-suites/{id}"
    state = check_runs.worst(runs)
    is_done = state != "pending"
    latest = max(each.completed_at or each.started_at or "" for each in runs)
    return {
        "id": id,
        "node_id": identifiers.encode("CheckSuite", id, within=place["id"]),
        "head_branch": _branch(call, sha),
        "head_sha": sha,
        "status": "completed" if is_done else "in_progress",
        "conclusion": state if is_done else None,
        "url": url,
        "before": None,
        "after": sha,
        "pull_requests": _pull_requests(call, sha),
        "app": _app(call),
        "created_at": runs[0].started_at,
        "updated_at": latest,
        "latest_check_runs_count": len(runs),
        "check_runs_url": f"{url}/check-runs",
        "head_commit": _commit(call, sha),
        "repository": repository.plain(call.session, place),
    }


def _branch(call: Call, sha: str) -> str | None:
    """Return a branch whose last commit this is."""
    row = call.session.store.one(
        "SELECT name FROM git_ref WHERE repository_id = ? AND sha = ? AND name LIKE ? ORDER BY id",
        call.repository()["id"],
        sha,
        f"{git_refs.BRANCHES}%",
    )
    return None if row is None else str(row["name"]).removeprefix(git_refs.BRANCHES)


def _commit(call: Call, sha: str) -> dict[str, Any]:
    """Return GitHub's `simple-commit`."""
    found = commit_body(call, call.repository(), sha)
    people = {
        role: {"name": found[role]["name"], "email": found[role]["email"]}
        for role in ("author", "committer")
    }
    tree, message, moment = found["tree"]["sha"], found["message"], found["committer"]["date"]
    return {"id": sha, "tree_id": tree, "message": message, "timestamp": moment, **people}


def _find(call: Call) -> CheckRun:
    return check_runs.get(call.session, call.repository(), call.number("check_run_id"))

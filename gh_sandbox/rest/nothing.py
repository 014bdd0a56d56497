"""Lists that are always empty in the sandbox, because nothing can put anything into them.

Source: GitHub's REST description, for the shapes and for who may read them; GitHub shows the lists
of administrators to nobody else (404). "Branch not protected" is as in many reports of
scripts around protection.
"""

from collections.abc import Callable

from gh_sandbox.errors import ApiError, NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.repositories import repository as repositories

_REPOSITORY = "/repos/{owner}/{repo}"
# The path below a repository, the parameters, and the level of who may read the list.
_LISTS = (
    ("keys", PAGING, "ADMIN"),
    ("autolinks", "", "ADMIN"),
    ("invitations", PAGING, "ADMIN"),
    ("forks", f"sort {PAGING}", "READ"),
    ("rulesets", f"includes_parents targets {PAGING}", "READ"),
    ("rules/branches/{branch:path}", PAGING, "READ"),
    ("properties/values", "", "READ"),
    ("deployments", f"sha ref task environment {PAGING}", "READ"),
)
# The same for lists in an object, with the name of the list in it.
_COUNTED = (
    ("environments", PAGING, "environments"),
    ("actions/caches", f"ref key sort direction {PAGING}", "actions_caches"),
    ("actions/artifacts", f"name {PAGING}", "artifacts"),
)


_NOTIFICATIONS = f"all participating since before {PAGING}"


def _require(call: Call, level: str) -> None:
    if not repositories.allows(call.session, call.repository(), level):
        raise NotFoundError


def _answer(level: str, body: object) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        _require(call, level)
        return Reply(body)

    return answer


for _path, _takes, _level in _LISTS:
    route("GET", f"{_REPOSITORY}/{_path}", takes=_takes)(_answer(_level, []))
for _path, _takes, _name in _COUNTED:
    _body = {"total_count": 0, _name: []}
    route("GET", f"{_REPOSITORY}/{_path}", takes=_takes)(_answer("READ", _body))


@route("GET", _REPOSITORY + "/notifications", "notifications", "repo", takes=_NOTIFICATIONS)
def notifications(call: Call) -> Reply:
    """Return a list of notifications: the sandbox sends none."""
    _require(call, "READ")
    return Reply([])


@route("GET", _REPOSITORY + "/rulesets/{ruleset_id}", takes="includes_parents")
def ruleset(call: Call) -> Reply:
    """Refuse to return a ruleset: there is none."""
    _require(call, "READ")
    raise NotFoundError


@route("GET", _REPOSITORY + "/interaction-limits")
def interaction_limits(call: Call) -> Reply:
    """Say that nobody is kept from interacting."""
    _require(call, "ADMIN")
    return Reply({})


@route("GET", _REPOSITORY + "/vulnerability-alerts")
def vulnerability_alerts(call: Call) -> Reply:
    """Say that there are no alerts."""
    _require(call, "ADMIN")
    raise NotFoundError


@route("GET", "/user/repository_invitations", "repo", takes=PAGING)
@route("GET", "/user/keys", "read:public_key", takes=PAGING)
@route("GET", "/user/gpg_keys", "read:gpg_key", takes=PAGING)
@route("GET", "/user/ssh_signing_keys", "read:ssh_signing_key", takes=PAGING)
@route("GET", "/notifications", "notifications", "repo", takes=_NOTIFICATIONS)
@route("GET", "/user/followers", takes=PAGING)
@route("GET", "/user/following", takes=PAGING)
def of_viewer(_call: Call) -> Reply:
    """Return a list about the viewer."""
    return Reply([])


@route("GET", _REPOSITORY + "/branches/{branch:path}/protection")
def protection(call: Call) -> Reply:
    """Say that a branch has no protection."""
    _require(call, "ADMIN")
    if git_refs.branch(call.session, call.repository(), call.parts["branch"]) is None:
        raise ApiError(404, "Branch not found", type="NOT_FOUND")
    raise ApiError(404, "Branch not protected", type="NOT_FOUND")


@route("DELETE", _REPOSITORY + "/actions/caches", "public_repo", takes="key ref")
@route("DELETE", _REPOSITORY + "/actions/caches/{cache_id}", "public_repo")
def delete_cache(call: Call) -> Reply:
    """Refuse to delete a cache: there is none."""
    _require(call, "WRITE")
    raise NotFoundError

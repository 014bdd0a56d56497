"""What secrets and variables of an organization have in common: all but setting one.

Source: GitHub's REST description, "GitHub Actions Secrets" and "GitHub Actions Variables".
"""

from collections.abc import Callable
from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import organization_value as values
from gh_sandbox.state.store import Row

_OF_SECRETS = ("name", "created_at", "updated_at")
_SHOWN = {"secret": _OF_SECRETS, "variable": ("name", "value", *_OF_SECRETS[1:])}
# The path of one value of each kind, and the part of it that is the name.
_NAME = {"secret": "secret_name", "variable": "name"}
_PATH = {kind: f"/orgs/{{org}}/actions/{kind}s/{{{name}}}" for kind, name in _NAME.items()}


def organization(call: Call, kind: str) -> Row:
    """Return the organization of the path, which the viewer must administer."""
    found = owners.find(call.session, call.parts["org"], "Organization")
    values.require_admin(call.session, found, kind)
    return found


def get(call: Call, kind: str) -> Row:
    """Return the value of the path."""
    return values.get(call.session, organization(call, kind), kind, call.parts[_NAME[kind]])


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `organization-actions-secret` or `organization-actions-variable`."""
    kind = row["kind"]
    shown = {key: row[key] for key in (*_SHOWN[kind], "visibility")}
    if row["visibility"] != values.SELECTED:
        return shown
    login = owners.get(call.session, row["owner_id"])["login"]
    url = call.url(f"/orgs/{login}/actions/{kind}s/{row['name']}/repositories")
    return {**shown, "selected_repositories_url": url}


def _list(kind: str) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        rows = values.of_organization(call.session, organization(call, kind), kind)
        page = call.paged(rows, lambda row: _body(call, row))
        return Reply({"total_count": len(rows), f"{kind}s": page.body}, headers=page.headers)

    return answer


def _show(kind: str) -> Callable[[Call], Reply]:
    return lambda call: Reply(_body(call, get(call, kind)))


def _delete(kind: str) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        values.delete(call.session, get(call, kind))
        return Reply(None, 204)

    return answer


def _list_repositories(kind: str) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        ids = values.selected_ids(call.session, get(call, kind))
        rows = sorted(call.session.store.some("repository", ids), key=lambda row: int(row["id"]))
        page = call.paged(rows, lambda row: repository.plain(call.session, row))
        return Reply({"total_count": len(rows), "repositories": page.body}, headers=page.headers)

    return answer


def _set_repositories(kind: str) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        values.select(call.session, get(call, kind), call.body["selected_repository_ids"])
        return Reply(None, 204)

    return answer


def _with_repository(kind: str, *, add: bool) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        row, id = get(call, kind), call.number("repository_id")
        ids = set(values.selected_ids(call.session, row))
        values.select(call.session, row, sorted(ids | {id} if add else ids - {id}))
        return Reply(None, 204)

    return answer


def _of_repository(kind: str) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        place = call.repository()
        repositories.require(call.session, place, "WRITE", "List", although_archived=True)
        rows = values.reaching(call.session, kind, place["id"])
        page = call.paged(rows, lambda row: {key: row[key] for key in _SHOWN[kind]})
        found = {"total_count": len(rows), f"{kind}s": page.body}
        return Reply(found, headers=page.headers)

    return answer


for _kind, _path in _PATH.items():
    route("GET", f"/orgs/{{org}}/actions/{_kind}s", takes=PAGING)(_list(_kind))
    route("GET", _path)(_show(_kind))
    route("DELETE", _path)(_delete(_kind))
    route("GET", f"{_path}/repositories", takes=PAGING)(_list_repositories(_kind))
    route("PUT", f"{_path}/repositories", gives="selected_repository_ids!:array")(
        _set_repositories(_kind)
    )
    route("PUT", f"{_path}/repositories/{{repository_id}}")(_with_repository(_kind, add=True))
    route("DELETE", f"{_path}/repositories/{{repository_id}}")(_with_repository(_kind, add=False))
    route("GET", f"/repos/{{owner}}/{{repo}}/actions/organization-{_kind}s", "repo", takes=PAGING)(
        _of_repository(_kind)
    )

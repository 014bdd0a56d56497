"""What secrets and variables of an organization have in common: all but setting one.

Source: GitHub's REST description, "GitHub Actions Secrets" and "GitHub Actions Variables".
"""

from functools import partial
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


def _list(kind: str, call: Call) -> Reply:
    rows = values.of_organization(call.session, organization(call, kind), kind)
    return call.counted(f"{kind}s", rows, lambda row: _body(call, row))


def _show(kind: str, call: Call) -> Reply:
    return Reply(_body(call, get(call, kind)))


def _delete(kind: str, call: Call) -> Reply:
    values.delete(call.session, get(call, kind))
    return Reply(None, 204)


def _list_repositories(kind: str, call: Call) -> Reply:
    ids = values.selected_ids(call.session, get(call, kind))
    rows = sorted(call.session.store.some("repository", ids), key=lambda row: int(row["id"]))
    return call.counted("repositories", rows, lambda row: repository.plain(call.session, row))


def _set_repositories(kind: str, call: Call) -> Reply:
    values.select(call.session, get(call, kind), call.body["selected_repository_ids"])
    return Reply(None, 204)


def _add_repository(kind: str, call: Call) -> Reply:
    row = get(call, kind)
    ids = {*values.selected_ids(call.session, row), call.number("repository_id")}
    values.select(call.session, row, sorted(ids))
    return Reply(None, 204)


def _remove_repository(kind: str, call: Call) -> Reply:
    row = get(call, kind)
    ids = set(values.selected_ids(call.session, row)) - {call.number("repository_id")}
    values.select(call.session, row, sorted(ids))
    return Reply(None, 204)


def _of_repository(kind: str, call: Call) -> Reply:
    place = call.repository()
    repositories.require(call.session, place, "WRITE", "List", although_archived=True)
    rows = values.reaching(call.session, kind, place["id"])
    return call.counted(f"{kind}s", rows, lambda row: {key: row[key] for key in _SHOWN[kind]})


_IDS = "selected_repository_ids!:array"
for _kind, _path in _PATH.items():
    _all = f"/orgs/{{org}}/actions/{_kind}s"
    _reaching = f"/repos/{{owner}}/{{repo}}/actions/organization-{_kind}s"
    _one = f"{_path}/repositories/{{repository_id}}"
    route("GET", _all, takes=PAGING)(partial(_list, _kind))
    route("GET", _reaching, "repo", takes=PAGING)(partial(_of_repository, _kind))
    route("GET", _path)(partial(_show, _kind))
    route("DELETE", _path)(partial(_delete, _kind))
    route("GET", f"{_path}/repositories", takes=PAGING)(partial(_list_repositories, _kind))
    route("PUT", f"{_path}/repositories", gives=_IDS)(partial(_set_repositories, _kind))
    route("PUT", _one)(partial(_add_repository, _kind))
    route("DELETE", _one)(partial(_remove_repository, _kind))

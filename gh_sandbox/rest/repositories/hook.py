"""Webhooks of a repository, which the sandbox keeps but never calls."""

from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules.repositories import hook as hooks
from gh_sandbox.state.store import Row

_HOOKS = "/repos/{owner}/{repo}/hooks"
_HOOK = _HOOKS + "/{hook_id}"
_CONFIG = _HOOK + "/config"
_SETTINGS = "url:string content_type:string secret:string insecure_ssl:string|number"
_SCOPES = ("admin:repo_hook", "repo")
_UNCALLED = {"code": None, "status": "unused", "message": None}
_HIDDEN = "********"


def _body(call: Call, row: Row) -> dict[str, Any]:
    """Return GitHub's `hook`."""
    url = f"{call.repository_url()}/hooks"
    own = f"{url}/{row['id']}"
    return {
        "type": "Repository",
        "id": row["id"],
        "name": "web",
        "active": bool(row["is_active"]),
        "events": hooks.events_of(row),
        "config": _config(row),
        "updated_at": row["updated_at"],
        "created_at": row["created_at"],
        "url": own,
        "test_url": f"{own}/test",
        "ping_url": f"{own}/pings",
        "deliveries_url": f"{own}/deliveries",
        "last_response": _UNCALLED,
    }


def _config(row: Row) -> dict[str, str]:
    """Return the configuration with the secret hidden, as GitHub's description shows it."""
    found = hooks.config_of(row)
    return {**found, "secret": _HIDDEN} if found.get("secret") else found


def _events(call: Call, name: str) -> list[str] | None:
    given = call.body.get(name)
    return None if given is None else request_body.texts(given, name)


@route("GET", _HOOKS, *_SCOPES, takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the hooks of a repository."""
    return call.paged(hooks.listed(call.session, call.repository()), lambda row: _body(call, row))


@route(
    "POST",
    _HOOKS,
    *_SCOPES,
    gives="name:string config:object events:array active:boolean",
    closed=True,
)
def create(call: Call) -> Reply:
    """Create a hook."""
    events = _events(call, "events")
    made = hooks.create(
        call.session,
        call.repository(),
        name=str(call.body.get("name", "web")),
        config=call.body.get("config") or {},
        events=hooks.DEFAULT_EVENTS if events is None else events,
        active=call.body.get("active", True),
    )
    return Reply(_body(call, made), 201)


@route("GET", _HOOK, *_SCOPES)
def get(call: Call) -> Reply:
    """Return a hook."""
    return Reply(_body(call, _find(call)))


@route(
    "PATCH",
    _HOOK,
    *_SCOPES,
    gives="config:object events:array add_events:array remove_events:array active:boolean",
)
def update(call: Call) -> Reply:
    """Change a hook: its events are replaced, or some are added and removed."""
    row = _find(call)
    events = _events(call, "events")
    events = hooks.events_of(row) if events is None else events
    events = [*events, *(_events(call, "add_events") or [])]
    removed = _events(call, "remove_events") or []
    changed = hooks.update(
        call.session,
        row,
        config=call.body.get("config"),
        events=[each for each in events if each not in removed],
        active=call.body.get("active", bool(row["is_active"])),
    )
    return Reply(_body(call, changed))


@route("DELETE", _HOOK, *_SCOPES)
def delete(call: Call) -> Reply:
    """Delete a hook."""
    hooks.delete(call.session, _find(call))
    return Reply(None, 204)


@route("POST", _HOOK + "/pings", *_SCOPES)
@route("POST", _HOOK + "/tests", *_SCOPES)
def ping(call: Call) -> Reply:
    """Do nothing: nothing is delivered."""
    _find(call)
    return Reply(None, 204)


@route("GET", _HOOK + "/deliveries", *_SCOPES, takes="cursor per_page status")
def deliveries(call: Call) -> Reply:
    """List the deliveries: there are none."""
    _find(call)
    return Reply([])


@route("GET", _CONFIG, *_SCOPES)
def config(call: Call) -> Reply:
    """Return the configuration of a hook."""
    return Reply(_config(_find(call)))


@route("PATCH", _CONFIG, *_SCOPES, gives=_SETTINGS)
def configure(call: Call) -> Reply:
    """Change parts of the configuration of a hook."""
    return Reply(_config(hooks.configure(call.session, _find(call), call.body)))


def _find(call: Call) -> Row:
    return hooks.get(call.session, call.repository(), call.number("hook_id"))

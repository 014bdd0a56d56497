"""Secrets of an organization, for the workflows of its repositories; no answer has their values."""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.workflows import organization_value, secret
from gh_sandbox.rules.workflows import organization_value as values

_KIND = "secret"
_SECRETS = "/orgs/{org}/actions/secrets"
_SECRET = _SECRETS + "/{secret_name}"


@route("GET", f"{_SECRETS}/public-key")
def public_key(call: Call) -> Reply:
    """Return the public key for the encryption of secrets."""
    organization_value.organization(call, _KIND)
    return Reply(secret.key_body())


@route(
    "PUT",
    _SECRET,
    gives="encrypted_value:string key_id:string visibility!:all|private|selected "
    "selected_repository_ids:array",
)
def put(call: Call) -> Reply:
    """Set a secret."""
    place = organization_value.organization(call, _KIND)
    name, value = secret.given(call)
    reach, session = call.body["visibility"], call.session
    row = values.find(session, place, _KIND, name)
    is_new = row is None
    if row is None:
        row = values.create(session, place, _KIND, name, value, reach)
    else:
        row = values.change(session, row, value=value, visibility=reach)
    if reach == values.SELECTED:
        values.select(session, row, call.body.get("selected_repository_ids") or [])
    return Reply({}, 201) if is_new else Reply(None, 204)

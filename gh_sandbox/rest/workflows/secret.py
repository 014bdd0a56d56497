"""Secrets of a repository's workflows: they arrive encrypted, and no answer contains their values.

Source: GitHub docs, "Encrypting secrets for the REST API": a sealed box of libsodium, for the key
that the repository gives. The sandbox has one key for all repositories; it hides nothing from the
sandbox's owner.
"""

import base64
import binascii
import hashlib
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from gh_sandbox.errors import NotFoundError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import variable as variables
from gh_sandbox.rules.workflows import workflow_run as runs
from gh_sandbox.state.store import Row

_SECRETS = "/repos/{owner}/{repo}/actions/secrets"
_KEY = PrivateKey(hashlib.sha256(b"the sandbox's own").digest())
_KEY_ID = "568250167242549743"


def _body(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in ("name", "created_at", "updated_at")}


@route("GET", _SECRETS, "repo", takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the names of the secrets."""
    place = call.repository()
    repositories.require(call.session, place, "WRITE", "ListSecrets", although_archived=True)
    rows = call.session.store.all(
        "SELECT * FROM secret WHERE repository_id = ? ORDER BY name", place["id"]
    )
    return call.counted("secrets", rows, _body)


@route("GET", f"{_SECRETS}/public-key", "repo")
def public_key(call: Call) -> Reply:
    """Return the public key for the encryption of secrets."""
    repositories.require(
        call.session, call.repository(), "WRITE", "GetPublicKey", although_archived=True
    )
    return Reply(key_body())


@route("GET", f"{_SECRETS}/{{secret_name}}", "repo")
def get(call: Call) -> Reply:
    """Return the facts about a secret, without its value."""
    row = call.session.store.one(
        "SELECT * FROM secret WHERE repository_id = ? AND name = ?",
        call.repository()["id"],
        call.parts["secret_name"].upper(),
    )
    if row is None:
        raise NotFoundError
    return Reply(_body(row))


@route("PUT", f"{_SECRETS}/{{secret_name}}", "repo", gives="encrypted_value!:string key_id!:string")
def put(call: Call) -> Reply:
    """Set a secret."""
    name, value = given(call)
    is_new = runs.put_secret(call.session, call.repository(), name, value)
    return Reply({}, 201) if is_new else Reply(None, 204)


def key_body() -> dict[str, str]:
    """Return GitHub's `actions-public-key`."""
    return {"key_id": _KEY_ID, "key": base64.b64encode(bytes(_KEY.public_key)).decode()}


def given(call: Call) -> tuple[str, str]:
    """Return the name of the path, and the value that the body has encrypted."""
    name = call.parts["secret_name"]
    if not variables.is_name(name):
        raise UnprocessableError("Secret names can only contain alphanumeric characters")
    sealed = call.required("encrypted_value", "Secret")
    try:
        value = SealedBox(_KEY).decrypt(base64.b64decode(sealed, validate=True)).decode()
    except (CryptoError, binascii.Error, ValueError) as error:
        raise UnprocessableError("Bad request - Improperly encrypted secret") from error
    return name, value


@route("DELETE", f"{_SECRETS}/{{secret_name}}", "repo")
def delete(call: Call) -> Reply:
    """Delete a secret."""
    runs.delete_secret(call.session, call.repository(), call.parts["secret_name"])
    return Reply(None, 204)

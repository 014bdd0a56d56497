"""Variables of a repository's workflows; unlike secrets, answers contain their values.

Source: GitHub's REST description, "GitHub Actions Variables"; the empty object for a created one as
PyGithub recorded it in 2023. Unverified: the messages for a taken or a wrong name.
"""

from typing import Any

from gh_sandbox.errors import ApiError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.workflows import variable as variables
from gh_sandbox.state.store import Row

_VARIABLES = "/repos/{owner}/{repo}/actions/variables"
_VARIABLE = _VARIABLES + "/{name}"


def _body(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in ("name", "value", "created_at", "updated_at")}


@route("GET", _VARIABLES, "repo", takes=PAGING)
def list_all(call: Call) -> Reply:
    """List the variables by name."""
    rows = variables.of_repository(call.session, _place(call, "ListVariables")["id"])
    return call.counted("variables", rows, _body)


@route("GET", _VARIABLE, "repo")
def get(call: Call) -> Reply:
    """Return a variable."""
    place = _place(call, "GetVariable")
    return Reply(_body(variables.get(call.session, place, call.parts["name"])))


@route("POST", _VARIABLES, "repo", gives="name!:string value!:string")
def create(call: Call) -> Reply:
    """Create a variable."""
    place, name = _place(call, "CreateVariable"), named(call)
    if variables.find(call.session, place, name) is not None:
        raise taken()
    variables.put(call.session, place, name, call.body["value"])
    return Reply({}, 201)


@route("PATCH", _VARIABLE, "repo", gives="name:string value:string")
def update(call: Call) -> Reply:
    """Change a variable's value or name."""
    place = _place(call, "UpdateVariable")
    row = variables.get(call.session, place, call.parts["name"])
    name = named(call) if "name" in call.body else row["name"]
    variables.change(call.session, row, name, call.body.get("value", row["value"]))
    return Reply(None, 204)


@route("DELETE", _VARIABLE, "repo")
def delete(call: Call) -> Reply:
    """Delete a variable."""
    place = _place(call, "DeleteVariable")
    variables.delete(call.session, variables.get(call.session, place, call.parts["name"]))
    return Reply(None, 204)


def _place(call: Call, operation: str) -> Row:
    place = call.repository()
    repositories.require(call.session, place, "WRITE", operation)
    return place


def taken() -> ApiError:
    """Return the refusal of a name that another variable has."""
    return ApiError(409, "Already exists - Variable already exists", type="UNPROCESSABLE")


def named(call: Call) -> str:
    """Return the name that the body gives, or refuse one that is no name."""
    name = str(call.body["name"])
    if not variables.is_name(name):
        raise UnprocessableError(
            "Variable names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or "
            "underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or "
            "underscores (_)."
        )
    return name

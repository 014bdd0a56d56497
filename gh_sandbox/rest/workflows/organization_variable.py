"""Variables of an organization, for the workflows of its repositories."""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.workflows import organization_value, variable
from gh_sandbox.rules.workflows import organization_value as values

_KIND = "variable"
_VARIABLES = "/orgs/{org}/actions/variables"
_VARIABLE = _VARIABLES + "/{name}"
_REACH = "all|private|selected"


@route(
    "POST",
    _VARIABLES,
    gives=f"name!:string value!:string visibility!:{_REACH} selected_repository_ids:array",
)
def create(call: Call) -> Reply:
    """Create a variable."""
    place, name = organization_value.organization(call, _KIND), variable.named(call)
    if values.find(call.session, place, _KIND, name) is not None:
        raise variable.taken()
    reach = call.body["visibility"]
    row = values.create(call.session, place, _KIND, name, call.body["value"], reach)
    if reach == values.SELECTED:
        values.select(call.session, row, call.body.get("selected_repository_ids") or [])
    return Reply({}, 201)


@route(
    "PATCH",
    _VARIABLE,
    gives=f"name:string value:string visibility:{_REACH} selected_repository_ids:array",
)
def update(call: Call) -> Reply:
    """Change a variable."""
    row = organization_value.get(call, _KIND)
    changes = {key: call.body[key] for key in ("value", "visibility") if key in call.body}
    if "name" in call.body:
        changes["name"] = variable.named(call).upper()
    row = values.change(call.session, row, **changes)
    if row["visibility"] == values.SELECTED and "selected_repository_ids" in call.body:
        values.select(call.session, row, call.body["selected_repository_ids"])
    return Reply(None, 204)

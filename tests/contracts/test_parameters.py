"""Every parameter that GitHub documents for a route is heeded, or named as missing."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gh_sandbox.rest.call import ROUTES, Route
from tests.contracts import rest
from tests.gh_sandbox.conftest import Local

# What stands in the place of a path's parameters, in the world of lists.yml.
PLACES = {
    "owner": "acme",
    "org": "acme",
    "repo": "rocket",
    "username": "octocat",
    "number": "1",
    "name": "bug",
}


def described(route: Route) -> dict[str, Any]:
    """Return GitHub's description of a route, whatever it calls the parameters of the path."""
    wanted = re.sub(r"\{[^}]*\}", "{}", route.path)
    for path, methods in rest.contract().paths.items():
        if re.sub(r"\{[^}]*\}", "{}", path) == wanted and route.method.lower() in methods:
            found: dict[str, Any] = methods[route.method.lower()]
            return found
    return {}


def parameters(route: Route) -> dict[str, dict[str, Any]]:
    found = described(route).get("parameters", [])
    return {each["name"]: each["schema"] for each in found if each["in"] == "query"}


def body_schema(route: Route) -> dict[str, Any]:
    content = described(route).get("requestBody", {}).get("content", {})
    found: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


def properties(route: Route) -> dict[str, dict[str, Any]]:
    schema = body_schema(route)
    found: dict[str, dict[str, Any]] = {}
    for each in [schema, *schema.get("oneOf", []), *schema.get("anyOf", [])]:
        found |= each.get("properties", {})
    return found


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


# An answer to a comment has its place: `in_reply_to`, "all parameters other than `body` … ignored".
_FREE = {"POST /repos/{owner}/{repo}/pulls/{number}/comments": {"commit_id", "path"}}
READING = [route for route in ROUTES if route.method == "GET" and described(route)]
WRITING = [route for route in ROUTES if route.method != "GET" and properties(route)]


@pytest.mark.parametrize("route", READING, ids=named)
def test_every_documented_parameter_is_heeded_or_named(route: Route) -> None:
    assert sorted({*route.takes, *route.lacks}) == sorted(parameters(route))


@pytest.mark.parametrize("route", WRITING, ids=named)
def test_every_documented_property_is_heeded_or_named(route: Route) -> None:
    assert set(properties(route)) - {*route.gives.types, *route.lacks} == set()


@pytest.mark.parametrize("route", WRITING, ids=named)
def test_properties_have_the_documented_types(route: Route) -> None:
    for name, schema in properties(route).items():
        if name in route.lacks:
            continue
        ours = set(route.gives.types.get(name, ())) - {"null"}
        theirs = {each["type"] for each in schema.get("oneOf", [schema]) if "type" in each}
        if "enum" in schema and ours - theirs:
            theirs = set(schema["enum"])
        # `Call.integer` reads ids, and refuses what is none in words of their own (reported).
        assert theirs <= ours or (not ours and theirs == {"integer"}), name


@pytest.mark.parametrize("route", WRITING, ids=named)
def test_required_properties_are_required(route: Route) -> None:
    wanted = set(body_schema(route).get("required", ())) - _FREE.get(named(route), set())
    assert wanted <= set(route.gives.required)


def requests() -> list[tuple[str, str, str]]:
    """List each documented value of each parameter that a list takes: path, name, value."""
    found = []
    for route in READING:
        places = re.findall(r"\{(\w+)", route.path)
        if not set(places) <= set(PLACES) or "/pulls/{" in route.path:
            continue  # There is no pull request in that world.
        path = re.sub(r"\{(\w+)[^}]*\}", lambda match: PLACES[match[1]], route.path)
        for name, schema in parameters(route).items():
            if name in route.takes:
                found += [(path, name, str(value)) for value in schema.get("enum", [])]
    return found


@pytest.mark.parametrize(("path", "name", "value"), requests())
def test_every_documented_value_is_served_and_those_of_search_at_least_named(
    stored: Local, path: str, name: str, value: str
) -> None:
    stored.sow(Path(__file__).parents[1] / "gh_sandbox" / "lists.yml")
    search = path.startswith("/search")
    needed = "&q=x" if search else ""
    if path == "/search/labels":
        needed += f"&repository_id={stored.rest('GET', '/repos/acme/rocket')['id']}"
    answer = stored.send("GET", f"{path}?{name}={quote(value)}{needed}")
    text = bytes(answer.body).decode()
    assert answer.status_code == 200 or (search and "is not implemented by the sandbox" in text)


def test_there_are_many_documented_values() -> None:
    assert len(requests()) > 60

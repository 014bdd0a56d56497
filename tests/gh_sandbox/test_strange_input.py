"""No request makes the server fail: what is strange is refused, or finds nothing."""

import json
import re
from urllib.parse import quote

import pytest

from gh_sandbox.rest.call import ROUTES, Route
from tests.gh_sandbox.conftest import Local

KNOWN = {"owner": "PimpMyNines", "org": "PimpMyNines", "repo": "LLuMinary", "username": "octocat"}
# More than SQLite can hold: no thing has such an id or number.
HUGE = "99999999999999999999"
OF_TYPE: dict[str, object] = {"integer": int(HUGE), "array": [None], "object": {}, "boolean": True}


def place(route: Route, unknown: str) -> str:
    """Return a path of a route, with something that is not there."""
    return re.sub(r"\{(\w+)(?::path)?\}", lambda part: KNOWN.get(part[1], unknown), route.path)


def sent(route: Route) -> bytes:
    """Return a body with every property, each of a right type."""
    if route.method == "GET":
        return b""
    types = route.gives.types
    body = {
        name: next((OF_TYPE[each] for each in allowed if each in OF_TYPE), "x")
        for name, allowed in types.items()
    }
    return json.dumps(body).encode()


@pytest.mark.usefixtures("unrecorded")  # It is strange on purpose.
def test_no_route_fails_on_strange_input(local: Local) -> None:
    failed = []
    for route in ROUTES:
        if route.method == "DELETE" and route.path in ("/orgs/{org}", "/repos/{owner}/{repo}"):
            continue
        query = "&".join(f"{name}=x" for name in route.takes)
        for path in (place(route, HUGE), f"{place(route, '1')}?{query}"):
            answer = local.send(route.method, path, content=sent(route))
            if answer.status_code >= 500:
                failed.append(f"{route.method} {path}")
    assert failed == []
    assert local.send("GET", f"/repositories/{HUGE}", content=b"").status_code == 404


@pytest.mark.usefixtures("unrecorded")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        # Only 0 to 9 are digits of a number; one of 5,000 digits names nothing.
        ("/repos/PimpMyNines/LLuMinary/issues/%C2%B2", 404),
        ("/repos/PimpMyNines/LLuMinary/issues/%D9%A1", 404),
        ("/repos/PimpMyNines/LLuMinary/issues/" + "9" * 5000, 404),
        ("/repositories/" + "9" * 5000, 404),
        ("/repositories/%D9%A1", 404),
        ("/repos/PimpMyNines/LLuMinary/issues?per_page=%C2%B2&page=%C2%B2", 200),
        ("/orgs/PimpMyNines/projectsV2?per_page=%C2%B2", 200),
        ("/search/issues?q=comments:%C2%B2", 422),
        ("/search/issues?q=comments:%3E" + HUGE, 200),
        ("/search/labels?q=bug&repository_id=%C2%B2", 422),
        # Moments outside of the years that there are.
        ("/repos/PimpMyNines/LLuMinary/issues?since=9999-12-31T23:59:59-14:00", 422),
        ("/repos/PimpMyNines/LLuMinary/issues?since=0001-01-01T00:00:00%2B14:00", 422),
        ("/search/issues?q=created:0001-01-01..9999-12-31", 200),
        ("/search/issues?q=created:%3E9999-12-31T23:59:59-12:00", 422),
        ("/search/issues?q=updated:%3E@today-999999999d", 422),
    ],
)
def test_a_strange_number_or_moment_is_refused_or_finds_nothing(
    local: Local, path: str, status: int
) -> None:
    assert local.send("GET", path).status_code == status


@pytest.mark.usefixtures("unrecorded")
@pytest.mark.parametrize("due", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_due_date_outside_of_the_years_is_refused(local: Local, due: str) -> None:
    content = json.dumps({"title": "Far", "due_on": due}).encode()
    answer = local.send("POST", "/repos/PimpMyNines/LLuMinary/milestones", content=content)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("around", "type", "last", "data"),
    [
        ("{{ {} }}", "Query", "viewer {{ login }}", {"viewer": {"login": "octocat"}}),
        ("{{ viewer {{ {} }} }}", "User", "login", {"viewer": {"login": "octocat"}}),
        (
            "{{ viewer {{ repositories(first: 1) {{ {} }} }} }}",
            "RepositoryConnection",
            "totalCount",
            {"viewer": {"repositories": {"totalCount": 0}}},
        ),
    ],
    ids=["root", "object", "connection"],
)
def test_a_fragment_that_is_spread_twice_counts_once(
    local: Local, around: str, type: str, last: str, data: object
) -> None:
    fragments = "".join(
        f" fragment f{n} on {type} {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40)
    )
    document = f"{around.format('...f0')}{fragments} fragment f40 on {type} {{ {last.format()} }}"
    assert local.graphql(document) == {"data": data}


def test_fields_that_double_at_each_level_are_too_many(local: Local) -> None:
    fragments = "".join(
        f" fragment f{n} on Repository {{"
        f" a: parent {{ ...f{after} }} b: parent {{ ...f{after} }} }}"
        for n, after in enumerate(range(1, 41))
    )
    document = (
        '{ repository(owner: "PimpMyNines", name: "LLuMinary") { ...f0 } }'
        f"{fragments} fragment f40 on Repository {{ name }}"
    )
    assert local.graphql(document)["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"


@pytest.mark.parametrize("digits", [20, 5000])
def test_a_number_that_no_issue_can_have_refers_to_nothing(local: Local, digits: int) -> None:
    number = "9" * digits
    body = f"Fixes #{number}, https://github.com/PimpMyNines/LLuMinary/issues/{number}"
    path = "/repos/PimpMyNines/LLuMinary/issues/13/comments"
    answer = local.send("POST", path, content=json.dumps({"body": body}).encode())
    assert answer.status_code == 201
    terms = (f"project:PimpMyNines/{number}", f"parent-issue:PimpMyNines/LLuMinary#{number}")
    for term in (term for term in terms if digits < 100):
        assert local.send("GET", f"/search/issues?q={quote(term)}").status_code in (200, 422)


@pytest.mark.parametrize("url", ["https://[", "https://github.com/a/b/issues/" + "9" * 5000])
def test_an_address_of_nothing_cannot_be_resolved(local: Local, url: str) -> None:
    answer = local.graphql("query($url: URI!) { resource(url: $url) { url } }", url=url)
    assert answer["errors"][0]["type"] == "NOT_FOUND"


@pytest.mark.usefixtures("unrecorded")
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"milestone": int(HUGE)}, "Validation Failed"),
        ({"labels": [f"l{n}" for n in range(20_000)]}, "Issues cannot have more than 100 labels"),
    ],
    ids=["milestone", "labels"],
)
def test_too_large_or_too_many_is_refused_at_once(
    local: Local, given: dict[str, object], message: str
) -> None:
    content = json.dumps({"title": "Too much", **given}).encode()
    answer = local.send("POST", "/repos/PimpMyNines/LLuMinary/issues", content=content)
    assert (answer.status_code, json.loads(bytes(answer.body))["message"]) == (422, message)

"""Versions, media types, conditional requests, what every request must say, and TCP."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import githubkit_schemas.v2026_03_10.models as models
import httpx
import pytest
from pydantic import BaseModel

from gh_sandbox import Sandbox
from gh_sandbox.http import door
from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

ISSUE = f"/repos/{REPOSITORY}/issues/3"
NEW = "2026-03-10"


def body(local: Local, path: str, *, accept: str = "", version: str = "2022-11-28") -> Any:
    answer = local.send("GET", path, accept=accept, x_github_api_version=version)
    return json.loads(bytes(answer.body))


def test_an_answer_names_the_version_that_was_asked_for(local: Local) -> None:
    header = "x-github-api-version-selected"
    assert local.send("GET", "/user").headers[header] == "2022-11-28"
    assert local.send("GET", "/user", x_github_api_version=NEW).headers[header] == NEW


def test_a_version_that_there_is_not_is_refused(local: Local) -> None:
    answer = local.send("GET", "/user", x_github_api_version="1999-01-01")
    assert answer.status_code == 400
    assert "1999-01-01 is not a supported API version" in json.loads(bytes(answer.body))["message"]
    made = f"/repos/{REPOSITORY}/labels"
    local.send("POST", made, content=b'{"name": "x"}', x_github_api_version="tomorrow")
    assert "x" not in [each["name"] for each in local.rest("GET", made)]


@pytest.mark.parametrize(
    ("path", "model"),
    [
        (ISSUE, models.Issue),
        (f"/repos/{REPOSITORY}/issues", models.Issue),
        (f"/repos/{REPOSITORY}", models.FullRepository),
        (f"/repos/{REPOSITORY}/pulls/19", models.PullRequest),
        (f"/repos/{REPOSITORY}/pulls", models.PullRequestSimple),
        (f"/search/issues?q=repo:{REPOSITORY}", models.IssueSearchResultItem),
        ("/rate_limit", models.RateLimitOverview),
        ("/", models.Root),
        ("/orgs/PimpMyNines", models.OrganizationFull),
    ],
)
def test_the_new_version_has_nothing_that_its_model_lacks(
    local: Local, path: str, model: type[BaseModel]
) -> None:
    """Source: the models that GitHubKit makes of GitHub's description of that version."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    found = body(local, path, version=NEW)
    found = found.get("items", found) if isinstance(found, dict) else found
    for each in found if isinstance(found, list) else [found]:
        assert set(each) - known == set()


def test_what_the_new_version_lacks_the_old_one_has(local: Local) -> None:
    old, new = body(local, ISSUE), body(local, ISSUE, version=NEW)
    assert old.keys() - new.keys() == {"assignee"}
    assert "rate" in body(local, "/rate_limit")
    assert "rate" not in body(local, "/rate_limit", version=NEW)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_has_not_changed_is_304_and_free(local: Local, method: str) -> None:
    first = local.send(method, ISSUE)
    assert re.fullmatch(r'W/"[0-9a-f]{64}"', first.headers["etag"])
    used = first.headers["x-ratelimit-used"]
    again = local.send(method, ISSUE, if_none_match=first.headers["etag"])
    assert (again.status_code, bytes(again.body)) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["x-ratelimit-used"] == used
    local.rest("PATCH", ISSUE, title="Changed")
    assert local.send(method, ISSUE, if_none_match=first.headers["etag"]).status_code == 200


def test_a_list_has_a_tag_and_a_thing_the_time_of_its_change(local: Local) -> None:
    listed = local.send("GET", f"/repos/{REPOSITORY}/labels")
    assert "etag" in listed.headers
    assert "last-modified" not in listed.headers
    changed = local.send("GET", ISSUE).headers["last-modified"]
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", changed)
    assert local.send("GET", ISSUE, if_modified_since=changed).status_code == 304
    past = "Mon, 01 Jan 2001 00:00:00 GMT"
    assert local.send("GET", ISSUE, if_modified_since=past).status_code == 200
    assert local.send("GET", ISSUE, if_modified_since="yesterday").status_code == 200
    other = local.send("GET", ISSUE, if_modified_since=changed, if_none_match='"else"')
    assert other.status_code == 200


def test_tags_are_compared_weakly_and_one_of_several_suffices(local: Local) -> None:
    tag = local.send("GET", ISSUE).headers["etag"]
    for known in (tag.removeprefix("W/"), f'"a", {tag}', "*"):
        assert local.send("GET", ISSUE, if_none_match=known).status_code == 304


def test_a_tag_belongs_to_the_token_and_the_form_that_were_asked_with(local: Local) -> None:
    """Source: bored-engineer/github-conditional-http-transport, its README; GitHub's support in
    eclipse-csi/otterdog#201."""
    path = "/users/octocat"
    first = local.send("GET", path, accept="*/*")
    hashed = hashlib.sha256(b"*/*:token ghp_sandbox:" + bytes(first.body)).hexdigest()
    tag = first.headers["etag"]
    assert tag == f'W/"{hashed}"'
    other = local.send("GET", path, accept="*/*", if_none_match=tag, token="ghp_sandbox_reader")
    assert other.status_code == 200


def test_who_sends_no_token_gets_what_any_cache_may_keep_and_a_304_counts(local: Local) -> None:
    """Source: bored-engineer/github-conditional-http-transport#6; GitHub docs, "Use conditional
    requests": free is what is "correctly authorized with an Authorization header"."""
    first = local.send("GET", "/users/octocat", token=None)
    assert first.headers["cache-control"].startswith("public")
    tag = first.headers["etag"]
    again = local.send("GET", "/users/octocat", token=None, if_none_match=tag)
    assert again.status_code == 304
    assert int(again.headers["x-ratelimit-used"]) == int(first.headers["x-ratelimit-used"]) + 1


def test_what_is_written_or_refused_is_never_304(local: Local) -> None:
    assert local.send("PATCH", ISSUE, content=b"{}", if_none_match="*").status_code == 200
    assert local.send("GET", "/users/nobody", if_none_match="*").status_code == 404


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("issues", {"title": "x"}),
        ("labels", {"name": "x/y"}),
        ("milestones", {"title": "x"}),
        ("issues/3/comments", {"body": "x"}),
        ("git/refs", {"ref": "refs/heads/x"}),
    ],
)
def test_what_is_made_has_a_location(local: Local, path: str, given: dict[str, str]) -> None:
    """Source: octokit's recordings of labels and references, PyGithub's of the rest."""
    if "ref" in given:
        main = local.rest("GET", f"/repos/{REPOSITORY}/git/ref/heads/main")
        given = {**given, "sha": main["object"]["sha"]}
    content = json.dumps(given).encode()
    made = local.send("POST", f"/repos/{REPOSITORY}/{path}", content=content)
    assert made.status_code == 201
    where = made.headers["location"]
    assert where == json.loads(bytes(made.body))["url"]
    there = where.removeprefix("https://api.github.com").replace("/git/refs/", "/git/ref/")
    assert local.send("GET", unquote(there)).status_code == 200


def test_a_request_without_a_user_agent_is_refused(local: Local) -> None:
    answer = local.send("GET", "/user", user_agent="")
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert b"Please make sure your request has a User-Agent header" in bytes(answer.body)


@pytest.mark.parametrize(
    "accept", ["application/vnd.github.{}+json", "application/vnd.github.v3.{}+json"]
)
@pytest.mark.parametrize(
    ("form", "keys"),
    [
        ("raw", {"body"}),
        ("text", {"body_text"}),
        ("html", {"body_html"}),
        ("full", {"body", "body_text", "body_html"}),
    ],
)
def test_a_text_comes_in_the_form_asked_for(
    local: Local, accept: str, form: str, keys: set[str]
) -> None:
    local.rest("PATCH", ISSUE, body="Some **bold** words <!-- hidden -->")
    local.rest("POST", f"{ISSUE}/comments", body="`code`")
    accept = accept.format(form)
    answer = local.send("GET", ISSUE, accept=accept)
    assert answer.headers["x-github-media-type"] == f"github.v3; param={form}; format=json"
    found = json.loads(bytes(answer.body))
    assert {key for key in found if key.startswith("body")} == keys
    assert found.get("body_text", "Some bold words") == "Some bold words"
    html = '<p dir="auto">Some <strong>bold</strong> words </p>'
    assert found.get("body_html", html) == html
    comment = body(local, f"{ISSUE}/comments", accept=accept)[-1]
    assert {key for key in comment if key.startswith("body")} == keys
    assert local.send("GET", "/user", accept=accept).status_code == 200


@pytest.mark.parametrize(
    "accept", ["application/vnd.github+json", "application/vnd.github.v3+json", "*/*", ""]
)
def test_plain_json_is_the_rule(local: Local, accept: str) -> None:
    answer = local.send("GET", ISSUE, accept=accept)
    assert answer.headers["x-github-media-type"] == "github.v3; format=json"
    assert "body_html" not in json.loads(bytes(answer.body))


def test_a_file_comes_raw_rendered_or_as_an_object(local: Local) -> None:
    readme = f"/repos/{REPOSITORY}/contents/README.md"
    raw = local.send("GET", readme, accept="application/vnd.github.raw+json")
    assert bytes(raw.body).startswith(b"# LLuMinary")
    assert raw.headers["content-type"] == "application/vnd.github.raw+json; charset=utf-8"
    older = local.send("GET", readme, accept="application/vnd.github.v3.raw")
    assert older.headers["content-type"] == "application/vnd.github.v3.raw; charset=utf-8"
    html = local.send("GET", readme, accept="application/vnd.github.html+json")
    assert b'<h1 dir="auto">LLuMinary</h1>' in bytes(html.body)
    folder = body(
        local, f"/repos/{REPOSITORY}/contents", accept="application/vnd.github.object+json"
    )
    assert [each["name"] for each in folder["entries"]] == ["README.md"]


@pytest.mark.parametrize(
    ("form", "path"),
    [("base64", ISSUE), ("text-match", "/search/users?q=x"), ("text-match", "/search/labels?q=x")],
)
def test_a_form_that_the_sandbox_does_not_give_is_named(local: Local, form: str, path: str) -> None:
    answer = local.send("GET", path, accept=f"application/vnd.github.{form}")
    assert answer.status_code == 415
    assert form in json.loads(bytes(answer.body))["message"]


def test_gh_sends_what_it_needs_for_all_this(gh: Gh) -> None:
    head = gh.run("api", "-i", f"repos/{REPOSITORY}/issues/3").out
    tag = next(line.split(": ")[1] for line in head.splitlines() if line.startswith("Etag"))
    known = gh.run("api", "-i", f"repos/{REPOSITORY}/issues/3", "-H", f"If-None-Match: {tag}")
    assert known.out.startswith("HTTP/1.1 304")


def test_an_answer_has_the_date_of_the_sandbox_s_clock(gh: Gh) -> None:
    gh.sandbox.hold_clock(datetime(2027, 2, 3, 4, 5, 6, tzinfo=UTC))
    lines = gh.run("api", "-i", "user").out.splitlines()
    dates = [line.partition(": ")[2] for line in lines if line.lower().startswith("date:")]
    assert dates == ["Wed, 03 Feb 2027 04:05:06 GMT"]


def test_over_tcp_every_address_leads_back(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(port=0)
    try:
        api = sandbox.status().api
        assert api is not None
        token = {"authorization": f"Bearer {sandbox.environment()['GH_TOKEN']}"}
        with httpx.Client(base_url=api, headers=token, follow_redirects=True) as client:
            assert client.get("/").json()["current_user_url"] == f"{api}/user"
            page = client.get(f"/repos/{REPOSITORY}/labels", params={"per_page": 2})
            following = client.get(page.links["next"]["url"])
            assert following.json()[0]["url"].startswith(f"{api}/repos/{REPOSITORY}/labels/")
            made = client.post(f"/repos/{REPOSITORY}/issues", json={"title": "Over TCP"})
            assert client.get(made.headers["location"]).json()["title"] == "Over TCP"
            client.patch(f"/repos/{REPOSITORY}", json={"name": "Luminary"})
            assert client.get(f"/repos/{REPOSITORY}").json()["name"] == "Luminary"
            query = {"query": "{ viewer { login } }"}
            assert client.post("/graphql", json=query).json()["data"]["viewer"]["login"]
            enterprise = client.get("/api/v3/user").json()
            assert enterprise["url"] == f"{api}/api/v3/users/octocat"
    finally:
        sandbox.stop()
    assert sandbox.status().api is None


def test_a_port_is_no_way_in_for_others(tmp_path: Path) -> None:
    """Neither for a page of another site, nor to what only the sandbox's owner may do."""
    sandbox = Sandbox(tmp_path)
    sandbox.start(port=0)
    try:
        api = sandbox.status().api
        assert api is not None
        assert httpx.post(f"{api}/_sandbox/advance", content="60").status_code == 401
        elsewhere = httpx.get(f"{api}/user", headers={"host": "example.com"})
        assert elsewhere.status_code == 403
        assert httpx.get(f"{api}/user").status_code == 401
    finally:
        sandbox.stop()


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("[::1]:8080", True),
        ("api.github.localhost", True),
        ("API.GitHub.Localhost:80", True),
        ("api.github.com", False),
        ("localhost.example.com", False),
        ("notlocalhost", False),
        ("127.0.0.1.example.com:8080", False),
        ("", False),
    ],
)
def test_a_port_answers_by_this_machines_own_names(host: str, is_own: bool) -> None:
    assert door.names_this_machine({"headers": [(b"host", host.encode())]}) is is_own


def test_the_versions_are_listed(local: Local) -> None:
    assert local.rest("GET", "/versions") == [NEW, "2022-11-28"]


def test_markdown_is_rendered(local: Local) -> None:
    answer = local.send("POST", "/markdown", content=b'{"text": "**x**"}')
    assert b"<strong>x</strong>" in bytes(answer.body)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"

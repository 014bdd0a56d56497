"""Versions of the API, conditional requests, media types."""

import pytest

from tests.contract.github import GitHub


def test_an_answer_names_its_version(github: GitHub) -> None:
    """PyGithub's recordings of 2026-06; GitHub docs, "API versions"."""
    headers = github.rest("GET", "labels").headers
    assert headers["x-github-api-version-selected"] == "2022-11-28"


def test_a_version_that_there_is_not_is_400(github: GitHub) -> None:
    """GitHub docs, "API versions": "you will receive a 400 error"."""
    assert github.rest("GET", "labels", x_github_api_version="1999-01-01").status == 400


def test_an_issue_of_the_new_version_has_no_assignee(github: GitHub) -> None:
    """GitHub docs, "Breaking changes", 2026-03-10."""
    path = f"issues/{github.issue().number}"
    assert "assignee" in github.rest("GET", path).body
    assert "assignee" not in github.rest("GET", path, x_github_api_version="2026-03-10").body


def test_an_assignee_is_no_parameter_of_the_new_version(github: GitHub) -> None:
    """GitHub docs, "Breaking changes", 2026-03-10: "Use the `assignees` array parameter"."""
    path = f"issues/{github.issue().number}"
    login = github.rest("GET", "/user").body["login"]
    changed = github.rest("PATCH", path, {"assignee": login}, x_github_api_version="2026-03-10")
    assert (changed.status, changed.body["assignees"]) == (200, [])


def test_what_has_not_changed_is_304_and_not_counted(github: GitHub) -> None:
    """GitHub docs, "Best practices for using the REST API", "Use conditional requests"."""
    path = f"issues/{github.issue().number}"
    first = github.rest("GET", path).headers
    again = github.rest("GET", path, if_none_match=first["etag"].replace('w/"', 'W/"'))
    assert (again.status, again.body) == (304, None)
    assert again.headers["x-ratelimit-used"] == first["x-ratelimit-used"]


def test_a_tag_belongs_to_the_form_that_was_asked_for(github: GitHub) -> None:
    """bored-engineer/github-conditional-http-transport: the tag depends on Accept, too."""
    path, form = f"issues/{github.issue().number}/labels", "application/json"
    first = github.rest("GET", path).headers["etag"].replace('w/"', 'W/"')
    assert github.rest("GET", path, if_none_match=first).status == 304
    assert github.rest("GET", path, if_none_match=first, accept=form).status == 200


def test_what_is_made_has_a_location(github: GitHub) -> None:
    """octokit's recording "labels"; PyGithub's of 2025-07 and 2026-06."""
    made = github.rest("POST", "labels", {"name": github.name()})
    github.on_end(lambda: github.rest("DELETE", f"labels/{made.body['name']}"))
    assert made.headers["location"] == made.body["url"].lower()


def test_what_is_written_has_a_tag_too(github: GitHub) -> None:
    """PyGithub's recordings: 17 of 17 answers to PATCH, 34 of 34 of status 201, those strong."""
    made = github.rest("POST", "labels", {"name": github.name()})
    github.on_end(lambda: github.rest("DELETE", f"labels/{made.body['name']}"))
    changed = github.rest("PATCH", f"labels/{made.body['name']}", {"color": "ededed"})
    assert made.headers["etag"].startswith('"')
    assert changed.headers["etag"].startswith('w/"')


def test_a_label_says_when_it_was_changed(github: GitHub) -> None:
    """PyGithub's recordings: 13 of 24 answers to GET have it, the latest among them."""
    name = github.label()["name"]
    assert "last-modified" in github.rest("GET", f"labels/{name}").headers


@pytest.mark.parametrize("path", ["/rate_limit", "/search/issues?q=is:issue&per_page=1"])
def test_what_holds_for_a_moment_has_no_tag(github: GitHub, path: str) -> None:
    """PyGithub's recordings: none of 15 has one, and all say `no-cache`."""
    headers = github.rest("GET", path).headers
    assert "etag" not in headers
    assert headers["cache-control"] == "no-cache"


def test_assigning_makes_nothing_that_has_a_location(github: GitHub) -> None:
    """PyGithub's recordings: a 201 without one."""
    path = f"issues/{github.issue().number}/assignees"
    answer = github.rest("POST", path, {"assignees": []})
    assert (answer.status, "location" in answer.headers) == (201, False)


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/html", 415), ("application/vnd.heroku+json", 415), ("text/html, */*;q=0.1", 200)],
)
def test_who_takes_no_json_is_refused(github: GitHub, accept: str, status: int) -> None:
    """QwenLM/qwen-code#5611 (2026-06), devspace-sh/devspace#282."""
    assert github.rest("GET", "labels?per_page=1", accept=accept).status == status


@pytest.mark.parametrize(
    ("form", "keys"), [("text", {"body_text"}), ("full", {"body", "body_text", "body_html"})]
)
def test_a_text_comes_in_the_form_asked_for(github: GitHub, form: str, keys: set[str]) -> None:
    """GitHub docs, "Getting started with the REST API", "Media types"."""
    issue = github.issue(body="Some **bold** words")
    accept = f"application/vnd.github.{form}+json"
    found = github.rest("GET", f"issues/{issue.number}", accept=accept).body
    assert {key for key in found if key.startswith("body")} == keys
    assert found["body_text"] == "Some bold words"


def test_a_form_that_an_endpoint_does_not_have_is_ignored(github: GitHub) -> None:
    """danger/danger-js asks `…/pulls/1/files` for a diff, and reads JSON."""
    accept = "application/vnd.github.v3.diff"
    assert isinstance(github.rest("GET", "labels", accept=accept).body, list)


@pytest.mark.parametrize("asked", ["raw+json", "v3.raw"])
def test_a_file_as_it_is_has_the_media_type_that_was_asked_for(github: GitHub, asked: str) -> None:
    """octokit's request.js reads it as a text by `charset=utf-8`; reports of `raw+json`."""
    path = f"contents/{github.file()}"
    assert github.rest("PUT", path, {"message": "Try", "content": "MQ=="}).status == 201
    answer = github.rest("GET", path, accept=f"application/vnd.github.{asked}")
    assert answer.headers["content-type"] == f"application/vnd.github.{asked}; charset=utf-8"
    assert answer.body == 1

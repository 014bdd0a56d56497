"""Files, branches and tags."""

import base64
import json
from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

CONTENTS = f"/repos/{REPOSITORY}/contents"
GIT = f"/repos/{REPOSITORY}/git"
WORKFLOW = ".github/workflows/project-automation.yml"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def put(local: Local, path: str, text: str, *, token: str = "ghp_sandbox", **more: object) -> Any:
    return local.rest(
        "PUT", f"{CONTENTS}/{path}", token=token, message="Write", content=encoded(text), **more
    )


def test_a_file_is_created_read_updated_and_deleted(local: Local) -> None:
    made = put(local, "docs/plan.md", "one")
    read = local.rest("GET", f"{CONTENTS}/docs/plan.md")
    assert base64.b64decode(read["content"]) == b"one"
    assert read["sha"] == made["content"]["sha"]
    assert [each["path"] for each in local.rest("GET", CONTENTS)] == ["README.md", "docs"]
    changed = put(local, "docs/plan.md", "two", sha=read["sha"])
    assert changed["commit"]["parents"][0]["sha"] == made["commit"]["sha"]
    last = local.rest("GET", f"{CONTENTS}/docs/plan.md")["sha"]
    gone = local.rest("DELETE", f"{CONTENTS}/docs/plan.md", message="Remove", sha=last)
    assert gone["content"] is None
    assert local.rest("GET", f"{CONTENTS}/docs/plan.md")["status"] == "404"


def test_ids_are_the_ones_git_gives(local: Local) -> None:
    """The blob of "one" without a line's end, as `git hash-object` has it."""
    made = put(local, "one.txt", "one")
    assert made["content"]["sha"] == "43dd47ea691c90a5fa7827892c70241913351963"


def test_updating_needs_the_present_blob(local: Local) -> None:
    sha = put(local, "a.txt", "one")["content"]["sha"]
    missing = put(local, "a.txt", "two")
    assert missing["status"] == "422"
    assert missing["message"] == 'Invalid request.\n\n"sha" wasn\'t supplied.'
    put(local, "a.txt", "two", sha=sha)
    stale = put(local, "a.txt", "three", sha=sha)
    assert (stale["status"], stale["message"]) == ("409", f"a.txt does not match {sha}")


def test_content_must_be_base64(local: Local) -> None:
    refused = local.rest("PUT", f"{CONTENTS}/a.txt", message="x", content="not base 64 at all!")
    assert (refused["status"], refused["message"]) == ("422", "content is not valid Base64")


def test_a_workflow_needs_the_scope(local: Local) -> None:
    local.store.execute(
        "INSERT INTO token SELECT 'ghp_no_workflow', user_id, 'repo', NULL FROM token "
        "WHERE token = 'ghp_sandbox'"
    )
    assert put(local, WORKFLOW, "on: push", token="ghp_no_workflow")["status"] == "404"
    assert put(local, "a.txt", "one", token="ghp_no_workflow")["content"]["path"] == "a.txt"
    assert put(local, WORKFLOW, "on: push")["content"]["path"] == WORKFLOW


def test_a_reader_cannot_write(local: Local) -> None:
    assert put(local, "a.txt", "one", token="ghp_sandbox_reader")["status"] == "404"


def test_the_first_file_makes_the_default_branch(local: Local) -> None:
    empty = "/repos/someone/empty"
    assert local.rest("GET", f"{empty}/contents")["message"] == "This repository is empty."
    assert local.rest("GET", f"{empty}/git/ref/heads/main")["status"] == "409"
    local.rest("PUT", f"{empty}/contents/a.txt", message="First", content=encoded("one"))
    ref = local.rest("GET", f"{empty}/git/ref/heads/main")["object"]["sha"]
    assert local.rest("GET", f"{empty}/git/commits/{ref}")["message"] == "First"


def test_a_branch_is_made_moved_and_deleted(local: Local) -> None:
    main = local.rest("GET", f"{GIT}/ref/heads/main")["object"]["sha"]
    made = local.rest("POST", f"{GIT}/refs", ref="refs/heads/topic", sha=main)
    assert made["object"]["sha"] == main
    again = local.rest("POST", f"{GIT}/refs", ref="refs/heads/topic", sha=main)
    assert again["message"] == "Reference already exists"
    commit = put(local, "a.txt", "one", branch="topic")["commit"]["sha"]
    assert local.rest("GET", f"{GIT}/ref/heads/topic")["object"]["sha"] == commit
    assert local.rest("GET", f"{CONTENTS}/a.txt?ref=main")["status"] == "404"
    refused = local.rest("PATCH", f"{GIT}/refs/heads/topic", sha=main)
    assert refused["message"] == "Update is not a fast forward"
    local.rest("PATCH", f"{GIT}/refs/heads/topic", sha=main, force=True)
    names = [each["ref"] for each in local.rest("GET", f"{GIT}/matching-refs/heads/to")]
    assert names == ["refs/heads/topic"]
    assert local.send("DELETE", f"{GIT}/refs/heads/topic").status_code == 204
    assert local.rest("DELETE", f"{GIT}/refs/heads/topic")["message"] == "Reference does not exist"


@pytest.mark.parametrize("path", ["a//b", "../a", ".git/config"])
def test_a_malformed_path_is_refused(local: Local, path: str) -> None:
    assert put(local, path, "x")["status"] == "422"


def test_gh_writes_a_file(gh: Gh) -> None:
    out = gh.rest(
        "PUT", CONTENTS.lstrip("/") + f"/{WORKFLOW}", message="Add", content=encoded("on: push")
    )
    assert out.json["commit"]["message"] == "Add"
    read = gh("api", f"repos/{REPOSITORY}/contents/{WORKFLOW}", "--jq", ".content")
    assert base64.b64decode(read) == b"on: push"


def test_an_empty_commit_goes_on_a_branch_of_its_own(local: Local) -> None:
    main = local.rest("GET", f"{GIT}/ref/heads/main")["object"]["sha"]
    tree = local.rest("GET", f"{GIT}/commits/{main}")["tree"]["sha"]
    made = local.rest("POST", f"{GIT}/commits", message="Empty", tree=tree, parents=[main])
    assert made["tree"]["sha"] == tree
    assert [each["sha"] for each in made["parents"]] == [main]
    local.rest("POST", f"{GIT}/refs", ref="refs/heads/topic", sha=made["sha"])
    assert local.rest("GET", f"{GIT}/commits/{made['sha']}") == made
    assert local.rest("GET", f"{GIT}/ref/heads/main")["object"]["sha"] == main


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tree": "0" * 40}, "Tree SHA does not exist"),
        ({"parents": ["0" * 40]}, "Parent SHA does not exist or is not a commit object"),
        (
            {"signature": "x"},
            (
                "The parameter signature of POST /repos/{owner}/{repo}/git/commits "
                "is not implemented by the sandbox."
            ),
        ),
    ],
)
def test_a_commit_of_what_is_not_there_is_refused(
    local: Local, given: dict[str, Any], message: str
) -> None:
    main = local.rest("GET", f"{GIT}/ref/heads/main")["object"]["sha"]
    tree = local.rest("GET", f"{GIT}/commits/{main}")["tree"]["sha"]
    body = {"message": "x", "tree": tree, "parents": [main], **given}
    refused = local.rest("POST", f"{GIT}/commits", **body)
    assert (refused["status"], refused["message"]) == ("422", message)


def test_the_history_of_a_file_is_the_commits_that_changed_it(local: Local) -> None:
    def history(path: str | None) -> list[str]:
        document = """query($name: String!, $owner: String!, $path: String) {
          repository(owner: $owner, name: $name) { defaultBranchRef { target { ... on Commit {
            history(first: 10, path: $path) { nodes { message } } } } } }
        }"""
        owner, name = REPOSITORY.split("/")
        answer = local.graphql(document, owner=owner, name=name, path=path)
        found = answer["data"]["repository"]["defaultBranchRef"]["target"]["history"]["nodes"]
        return [each["message"] for each in found]

    def write(path: str, text: str, message: str, sha: str | None = None) -> str:
        more = {"sha": sha} if sha else {}
        content = {"message": message, "content": encoded(text)}
        made = local.rest("PUT", f"{CONTENTS}/{path}", **content, **more)
        written: str = made["content"]["sha"]
        return written

    first = write("docs/a.md", "one", "One")
    write("docs/b.md", "two", "Two")
    write("docs/a.md", "three", "Three", first)
    assert history("docs/a.md") == ["Three", "One"]
    assert history("docs/b.md") == ["Two"]
    assert history("docs") == ["Three", "Two", "One"]
    assert history("doc") == []
    assert history(None)[:3] == ["Three", "Two", "One"]


def test_branches_are_listed(local: Local) -> None:
    sha = local.rest("GET", f"{GIT}/ref/heads/main")["object"]["sha"]
    local.rest("POST", f"{GIT}/refs", ref="refs/heads/topic", sha=sha)
    path = f"/repos/{REPOSITORY}/branches"
    listed = local.rest("GET", path)
    assert {"main", "topic"} <= {each["name"] for each in listed}
    assert all(each["commit"]["sha"] == sha for each in listed if each["name"] == "topic")
    assert local.rest("GET", f"{path}?protected=true") == []


def test_the_languages_of_a_repository_are_those_of_its_code(gh: Gh) -> None:
    """GitHub's REST description, "List repository languages"; data and prose do not count."""
    path = f"repos/{REPOSITORY}"
    before = gh.rest("GET", f"{path}/languages").json
    for name, text in (("run.py", "1\n2\n"), ("go.sh", "1\n"), ("a.yml", "a: b\n")):
        content = base64.b64encode(text.encode()).decode()
        gh.rest("PUT", f"{path}/contents/lang/{name}", message="Write", content=content)
    found = gh.rest("GET", f"{path}/languages").json
    grown = {name: size - before.get(name, 0) for name, size in found.items()}
    assert grown == {**dict.fromkeys(before, 0), "Python": 4, "Shell": 2}
    shown = json.loads(gh("repo", "view", REPOSITORY, "--json", "languages,primaryLanguage"))
    assert {each["node"]["name"]: each["size"] for each in shown["languages"]} == found
    first = next(iter(found))
    assert shown["primaryLanguage"]["name"] == gh.rest("GET", path).json["language"] == first

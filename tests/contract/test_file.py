"""Files in the repository."""

import base64

import pytest

from tests.contract.github import Answer, GitHub


def put(github: GitHub, path: str, text: str, **more: object) -> Answer:
    content = base64.b64encode(text.encode()).decode()
    return github.rest("PUT", f"contents/{path}", {"message": "Try", "content": content, **more})


@pytest.fixture
def path(github: GitHub) -> str:
    return github.file()


def test_a_file_is_created_and_read(github: GitHub, path: str) -> None:
    """GitHub's REST description: 201, base64 on the way back; PyGithub's recording: Location."""
    made = put(github, path, "one")
    assert (made.status, f"/contents/{path}" in made.headers["location"]) == (201, True)
    assert base64.b64decode(github.rest("GET", f"contents/{path}").body["content"]) == b"one"


def test_an_update_names_the_blob_that_it_replaces(github: GitHub, path: str) -> None:
    """GitHub's REST description: `sha` is required to update; 422 without."""
    sha = put(github, path, "one").body["content"]["sha"]
    assert put(github, path, "two").status == 422
    assert put(github, path, "two", sha=sha).status == 200


def test_a_stale_blob_is_a_conflict(github: GitHub, path: str) -> None:
    """GitHub's REST description: 409."""
    sha = put(github, path, "one").body["content"]["sha"]
    put(github, path, "two", sha=sha)
    assert put(github, path, "three", sha=sha).status == 409


def test_graphql_reads_files_by_their_paths(github: GitHub, path: str) -> None:
    """GitHub's GraphQL schema, `Repository.object`: what is not there is null, and no error."""
    sha = put(github, path, "one").body["content"]["sha"]
    query = """query($id: ID!, $there: String!, $nowhere: String!) { node(id: $id) {
      ... on Repository { there: object(expression: $there) { ... on Blob { oid text } }
      nowhere: object(expression: $nowhere) { oid } } } }"""
    found = github.data(query, id=github.id, there=f"HEAD:{path}", nowhere=f"HEAD:{path}.none")
    assert found["node"] == {"there": {"oid": sha, "text": "one"}, "nowhere": None}


def test_the_languages_are_counted_in_bytes(github: GitHub) -> None:
    """GitHub's REST description, "List repository languages"; GitHub may count later."""
    before = github.rest("GET", "languages").body.get("Shell", 0)
    path = github.file().replace(".txt", ".sh")
    made = github.rest("PUT", f"contents/{path}", {"message": "Try", "content": "b25l"}).body
    gone = {"message": "Clean up", "sha": made["content"]["sha"]}
    github.on_end(lambda: github.rest("DELETE", f"contents/{path}", gone))
    assert github.until(lambda: github.rest("GET", "languages").body.get("Shell", 0) == before + 3)

"""Commits and annotated tags over REST, as release tools and bots make them."""

import pytest

from tests.contract.github import GitHub

_WHO = {"name": "Release Bot", "email": "bot@example.com", "date": "2026-02-03T04:05:06Z"}


def test_a_commit_has_the_author_that_is_given(github: GitHub, head: str) -> None:
    """GitHub's REST description, "Create a commit": the author commits, unless another does."""
    tree = github.rest("GET", f"git/commits/{head}").body["tree"]["sha"]
    given = {"message": "Try", "tree": tree, "parents": [head], "author": _WHO}
    made = github.rest("POST", "git/commits", given).body
    assert (made["author"], made["committer"]) == (_WHO, _WHO)
    other = {**_WHO, "name": "Another", "date": "2026-02-04T04:05:06Z"}
    made = github.rest("POST", "git/commits", {**given, "committer": other}).body
    assert (made["author"], made["committer"]) == (_WHO, other)


def test_a_person_of_a_commit_has_a_name_and_an_address(github: GitHub, head: str) -> None:
    """GitHub's REST description, "Create a commit"."""
    tree = github.rest("GET", f"git/commits/{head}").body["tree"]["sha"]
    given = {"message": "Try", "tree": tree, "parents": [head]}
    assert github.rest("POST", "git/commits", {**given, "author": {"name": "A"}}).status == 422
    wrong = {**_WHO, "date": "2026-13-01T00:00:00Z"}
    assert github.rest("POST", "git/commits", {**given, "author": wrong}).status == 422


def test_a_file_is_written_in_the_name_of_another(github: GitHub, head: str) -> None:
    """GitHub's REST description, "Create or update file contents": the author commits, too."""
    person = {key: _WHO[key] for key in ("name", "email")}
    given = {"message": "Try", "content": "b25l", "committer": person}
    made = github.rest("PUT", f"contents/{github.file()}", given).body["commit"]
    people = [made["author"], made["committer"]]
    assert [{key: each[key] for key in person} for each in people] == [person, person]
    assert head != made["sha"]


def test_an_annotated_tag_is_an_object_until_a_reference_points_at_it(
    github: GitHub, head: str
) -> None:
    """GitHub's REST description, "Create a tag object": the reference is a request of its own."""
    name = github.name("v")
    given = {"tag": name, "message": "Now", "object": head, "type": "commit", "tagger": _WHO}
    made = github.rest("POST", "git/tags", given)
    assert (made.status, made.body["object"]["sha"], made.body["tagger"]) == (201, head, _WHO)
    assert github.rest("GET", f"git/tags/{made.body['sha']}").body["tag"] == name
    assert github.rest("GET", f"git/ref/tags/{name}").status == 404
    point = {"ref": f"refs/tags/{name}", "sha": made.body["sha"]}
    assert github.rest("POST", "git/refs", point).body["object"]["type"] == "tag"
    github.on_end(lambda: github.rest("DELETE", f"git/refs/tags/{name}"))
    assert github.rest("GET", f"commits/{name}").body["sha"] == head
    listed = {each["name"]: each["commit"]["sha"] for each in github.rest("GET", "tags").body}
    assert listed[name] == head
    query = """query($id: ID!, $ref: String!) { node(id: $id) { ... on Repository {
      ref(qualifiedName: $ref) { target { __typename oid ... on Tag { name message
      target { oid } tagger { name } } } } } } }"""
    found = github.data(query, id=github.id, ref=f"refs/tags/{name}")["node"]["ref"]["target"]
    assert found == {
        "__typename": "Tag",
        "oid": made.body["sha"],
        "name": name,
        "message": "Now",
        "target": {"oid": head},
        "tagger": {"name": _WHO["name"]},
    }


@pytest.mark.unverified
def test_an_annotated_tag_is_of_something(github: GitHub, head: str) -> None:
    """GitHub's REST description, "Create a tag object": 422."""
    given = {"tag": "x", "message": "x", "object": "0" * 40, "type": "commit"}
    assert github.rest("POST", "git/tags", given).status == 422
    assert github.rest("GET", f"git/tags/{head}").status == 404

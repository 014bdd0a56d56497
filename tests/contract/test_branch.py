"""Branches that are merged and renamed."""

from tests.contract.github import GitHub


def branch(github: GitHub) -> tuple[str, str]:
    """Make a branch with a file of its own, which goes with the test; return its name and base."""
    name = github.name()
    github.rest("PUT", f"contents/{github.file()}", {"message": "Try", "content": "b25l"})
    base = str(github.rest("GET", "").body["default_branch"])
    sha = github.rest("GET", f"git/ref/heads/{base}").body["object"]["sha"]
    github.on_end(lambda: github.rest("DELETE", f"git/refs/heads/{name}"))
    github.rest("POST", "git/refs", {"ref": f"refs/heads/{name}", "sha": sha})
    return name, base


def test_merging_what_is_there_already_does_nothing(github: GitHub) -> None:
    """GitHub's REST description, "Merge a branch": 201 with the commit, else 204."""
    name, base = branch(github)
    given = {"base": name, "head": base}
    assert github.rest("POST", "merges", given).status == 204
    github.rest("PUT", f"contents/{github.file()}", {"message": "Try", "content": "b25l"})
    made = github.rest("POST", "merges", {**given, "commit_message": "Take up"})
    assert (made.status, made.body["commit"]["message"]) == (201, "Take up")
    assert github.rest("POST", "merges", {**given, "head": github.name()}).status == 404


def test_a_branch_gets_another_name(github: GitHub) -> None:
    """GitHub's REST description, "Rename a branch": 201 with the branch."""
    name, _ = branch(github)
    other = github.name()
    github.on_end(lambda: github.rest("DELETE", f"git/refs/heads/{other}"))
    made = github.rest("POST", f"branches/{name}/rename", {"new_name": other})
    assert (made.status, made.body["name"]) == (201, other)
    assert github.until(lambda: github.rest("GET", f"git/ref/heads/{other}").status == 200)

"""The history of texts: who may see what, and that comments have one too."""

from typing import Any

from gh_sandbox.seeding.seed import Seed
from tests.gh_sandbox.conftest import REPOSITORY, Local

EDITS = "userContentEdits(first: 5) { nodes { diff editor { login } } }"
OWNERS: list[dict[str, Any]] = [
    {"login": "mallory"},
    {"login": "octocat", "repositories": [{"name": "rocket", "issues": [{"title": "T"}]}]},
]


def test_only_who_may_write_is_shown_the_texts(stored: Local) -> None:
    token = {"token": "ghp_mallory", "login": "mallory", "scopes": ["repo"]}
    stored.sow(Seed.model_validate({"tokens": [token], "owners": OWNERS}))
    stored.rest("PATCH", "/repos/octocat/rocket/issues/1", body="edited")
    query = (
        f'{{ repository(owner: "octocat", name: "rocket") {{ issue(number: 1) {{ {EDITS} }} }} }}'
    )
    texts = {}
    for token_of in ("ghp_sandbox", "ghp_mallory"):
        answer = stored.graphql(query, token=token_of)["data"]["repository"]["issue"]
        texts[token_of] = [each["diff"] for each in answer["userContentEdits"]["nodes"]]
    assert texts == {"ghp_sandbox": ["edited", ""], "ghp_mallory": [None, None]}


def test_a_comment_has_a_history_of_its_own(local: Local) -> None:
    path = f"/repos/{REPOSITORY}/issues"
    comment = local.rest("POST", f"{path}/3/comments", body="first")
    local.rest("PATCH", f"{path}/comments/{comment['id']}", body="second")
    fields = f"... on IssueComment {{ {EDITS} editor {{ login }} }}"
    query = f"query($id: ID!) {{ node(id: $id) {{ {fields} }} }}"
    found = local.graphql(query, id=comment["node_id"])["data"]["node"]
    assert [each["diff"] for each in found["userContentEdits"]["nodes"]] == ["second", "first"]
    assert found["editor"] == {"login": "octocat"}

"""Webhooks of a repository."""

from tests.contract.github import Answer, GitHub


def hook(github: GitHub, **config: str) -> Answer:
    made = github.rest("POST", "hooks", {"config": config, "active": False})
    if made.status == 201:
        github.on_end(lambda: github.rest("DELETE", f"hooks/{made.body['id']}"))
    return made


def test_a_hook_is_for_pushes_unless_it_says_more(github: GitHub) -> None:
    """GitHub's REST description, "Create a repository webhook": the defaults."""
    made = hook(github, url=f"https://example.com/{github.name()}")
    assert (made.status, made.body["events"], made.body["active"]) == (201, ["push"], False)
    assert made.body["config"]["content_type"] == "form"
    given = {"add_events": ["issues"], "remove_events": ["push"]}
    path = f"hooks/{made.body['id']}"
    assert github.rest("PATCH", path, given).body["events"] == ["issues"]


def test_an_address_has_one_hook(github: GitHub) -> None:
    """In many reports: "Hook already exists on this repository"."""
    address = f"https://example.com/{github.name()}"
    assert [hook(github, url=address).status for _ in range(2)] == [201, 422]


def test_the_secret_of_a_hook_is_not_shown(github: GitHub) -> None:
    """GitHub's REST description, "Get a repository webhook", by its example of a configuration."""
    made = hook(github, url=f"https://example.com/{github.name()}", secret="hidden")
    assert set(made.body["config"]["secret"]) == {"*"}

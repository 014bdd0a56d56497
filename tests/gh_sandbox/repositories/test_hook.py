"""Webhooks of a repository, which are kept and never called."""

from tests.gh_sandbox.conftest import REPOSITORY, Local

HOOKS = f"/repos/{REPOSITORY}/hooks"
ADDRESS = "https://example.com/hook"


def test_a_hook_is_made_changed_and_deleted(local: Local) -> None:
    made = local.rest("POST", HOOKS, config={"url": ADDRESS, "content_type": "json"})
    assert (made["name"], made["active"], made["events"]) == ("web", True, ["push"])
    assert made["config"] == {"url": ADDRESS, "content_type": "json", "insecure_ssl": "0"}
    where = f"{HOOKS}/{made['id']}"
    added = local.rest("PATCH", where, add_events=["issues"], remove_events=["push"], active=False)
    assert added["events"] == ["issues"]
    assert local.rest("PATCH", where, events=["label"])["events"] == ["label"]
    assert [each["active"] for each in local.rest("GET", HOOKS)] == [False]
    assert local.send("DELETE", where).status_code == 204
    assert local.send("GET", where).status_code == 404


def test_a_secret_is_never_shown(local: Local) -> None:
    made = local.rest("POST", HOOKS, config={"url": ADDRESS, "secret": "s3cret"})
    where = f"{HOOKS}/{made['id']}"
    changed = local.rest("PATCH", f"{where}/config", content_type="json")
    assert changed == local.rest("GET", f"{where}/config")
    assert (changed["secret"], changed["content_type"]) == ("********", "json")
    assert local.rest("PATCH", where, config={"url": ADDRESS})["config"].keys() == {
        "url",
        "content_type",
        "insecure_ssl",
    }


def test_what_github_refuses_of_a_hook_is_refused(local: Local) -> None:
    local.rest("POST", HOOKS, config={"url": ADDRESS})
    for given, fault in (
        ({"config": {"url": ADDRESS}}, "Hook already exists on this repository"),
        ({"config": {}}, "Config must contain URL for webhooks"),
        ({"name": "irc", "config": {"url": ADDRESS}}, 'name should be "web"'),
    ):
        answer = local.rest("POST", HOOKS, **given)
        assert (answer["status"], answer["errors"][0]["message"]) == ("422", fault)


def test_hooks_are_for_administrators_and_nothing_is_delivered(local: Local) -> None:
    made = local.rest("POST", HOOKS, config={"url": ADDRESS})
    where = f"{HOOKS}/{made['id']}"
    assert local.send("POST", f"{where}/pings").status_code == 204
    assert local.send("POST", f"{where}/tests").status_code == 204
    assert local.rest("GET", f"{where}/deliveries") == []
    assert local.send("GET", HOOKS, token="ghp_sandbox_reader").status_code == 404

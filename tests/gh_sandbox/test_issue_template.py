"""Templates of issues and pull requests, which a repository's files hold."""

from typing import Any

import pytest

from gh_sandbox.seeding.seed import SeedError
from tests.gh_sandbox.conftest import Local

SEED = r"""
owners:
  - {login: octocat}
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    issue_types: [{name: Bug}]
    repositories:
      - name: rocket
        files:
          .github/ISSUE_TEMPLATE/bug.md: "---\nname: Bug report\nabout: It fell\ntitle: '[bug] '\n\
            labels: bug, nowhere\nassignees: [octocat, nobody]\ntype: bug\n---\n\nWhat fell?\n"
          .github/ISSUE_TEMPLATE/idea.md: "---\nname: Idea\nabout: Fly\n---\nWhere to?\n"
          .github/ISSUE_TEMPLATE/nameless.md: "Just a text\n"
          .github/ISSUE_TEMPLATE/broken.md: "---\nname: [\n---\nx"
          .github/ISSUE_TEMPLATE/form.yml: "name: Form\ndescription: Fields\nbody: []\n"
          .github/ISSUE_TEMPLATE/config.yml: "blank_issues_enabled: false\n\
            contact_links: [{name: Forum, about: Ask, url: 'https://example.com/'}, {name: x}]\n"
          .github/pull_request_template.md: "Closes #\n"
          docs/PULL_REQUEST_TEMPLATE/small.md: "Small\n"
      - {name: plain}
      - {name: empty, default_branch: null}
"""
READ = """query($name: String!) { repository(owner: "acme", name: $name) { isBlankIssuesEnabled
  contactLinks { name about url } pullRequestTemplates { filename body repository { name } }
  issueTemplates { filename name about title body type { name }
    labels(first: 5) { nodes { name } } assignees(first: 5) { nodes { login } } } } }"""


@pytest.fixture
def acme(local: Local) -> Local:
    local.sow(SEED)
    return local


def offered(acme: Local, name: str) -> Any:
    return acme.graphql(READ, name=name)["data"]["repository"]


def test_markdown_templates_are_listed_and_forms_are_not(acme: Local) -> None:
    bug, idea = offered(acme, "rocket")["issueTemplates"]
    assert bug == {
        "filename": "bug.md",
        "name": "Bug report",
        "about": "It fell",
        "title": "[bug] ",
        "body": "\nWhat fell?\n",
        "type": {"name": "Bug"},
        "labels": {"nodes": [{"name": "bug"}]},
        "assignees": {"nodes": [{"login": "octocat"}]},
    }
    assert (idea["name"], idea["title"], idea["type"]) == ("Idea", None, None)
    assert idea["labels"] == {"nodes": []}


def test_the_configuration_sends_people_elsewhere(acme: Local) -> None:
    found = offered(acme, "rocket")
    assert found["isBlankIssuesEnabled"] is False
    assert found["contactLinks"] == [
        {"name": "Forum", "about": "Ask", "url": "https://example.com/"}
    ]


def test_templates_of_pull_requests_are_found_in_each_of_their_places(acme: Local) -> None:
    found = offered(acme, "rocket")["pullRequestTemplates"]
    rocket = {"name": "rocket"}
    assert found == [
        {"filename": "pull_request_template.md", "body": "Closes #\n", "repository": rocket},
        {"filename": "small.md", "body": "Small\n", "repository": rocket},
    ]


@pytest.mark.parametrize("name", ["plain", "empty"])
def test_a_repository_without_templates_offers_a_blank_issue(acme: Local, name: str) -> None:
    nothing: dict[str, Any] = {"issueTemplates": [], "contactLinks": []}
    assert offered(acme, name) == {
        **nothing,
        "pullRequestTemplates": [],
        "isBlankIssuesEnabled": True,
    }


def test_files_of_a_seed_need_a_branch(local: Local) -> None:
    repository = "{name: r, default_branch: null, files: {a: b}}"
    with pytest.raises(SeedError, match="files need a default_branch"):
        local.sow(f"owners: [{{login: a, repositories: [{repository}]}}]")

"""Labels."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.github import GitHub


def test_a_second_label_of_a_name_is_an_error_known_by_its_code(github: GitHub) -> None:
    """Reported from the live service, and in cli/cli's own test fixtures."""
    name = github.label()["name"]
    refused = github.rest("POST", "labels", {"name": name, "color": "ffffff"})
    assert refused.status == 422
    assert refused.body["message"] == "Validation Failed"
    assert refused.codes == [("name", "already_exists")]


@pytest.mark.unverified
def test_graphql_tells_a_second_label_of_a_name_too(github: GitHub) -> None:
    """Said of other things in these words (GraphQL has no code for it); of labels not seen."""
    refused = github.errors(
        """mutation($repo: ID!, $name: String!) { createLabel(input: {repositoryId: $repo,
        name: $name, color: "0e8a16"}) { label { id } } }""",
        repo=github.id,
        name=github.label()["name"],
    )
    assert refused[0]["type"] == "UNPROCESSABLE"
    assert "already been taken" in refused[0]["message"]


@pytest.mark.unverified
def test_of_two_that_make_a_label_at_once_one_is_refused(github: GitHub) -> None:
    """Reported of two jobs (voidzero-dev/vite-plus#473); runs of labels alone rely on it.

    One report of 2017 has two labels of a name that issues were given at once (probot/stale#3).
    """
    name = github.name()
    github.on_end(lambda: github.rest("DELETE", f"labels/{name}"))
    with ThreadPoolExecutor() as both:
        given = [{"name": name, "color": color} for color in ("ededed", "ffffff")]
        answers = [*both.map(lambda fields: github.rest("POST", "labels", fields), given)]
    assert sorted(each.status for each in answers) == [201, 422]


@pytest.mark.unverified
def test_names_are_the_same_whatever_their_case(github: GitHub) -> None:
    """Commonly reported; GitHub's documentation does not say so."""
    name = github.label()["name"]
    refused = github.rest("POST", "labels", {"name": name.upper(), "color": "ffffff"})
    assert refused.codes == [("name", "already_exists")]


@pytest.mark.unverified
def test_a_label_is_found_whatever_the_case_of_its_name(github: GitHub) -> None:
    """It follows from names being the same; gh 2.102 compares them so by itself (measured)."""
    made = github.label()
    assert github.rest("GET", f"labels/{made['name'].upper()}").body["id"] == made["id"]


def test_a_colour_has_no_hash(github: GitHub) -> None:
    """Reported: `#5319e7` is answered with code `invalid` of the field `color`."""
    refused = github.rest("POST", "labels", {"name": github.name(), "color": "#5319e7"})
    assert refused.status == 422
    assert refused.codes == [("color", "invalid")]


def test_a_description_has_at_most_100_characters(github: GitHub) -> None:
    """GitHub's REST description of labels."""
    github.label(description="x" * 100)
    given = {"name": github.name(), "color": "ffffff", "description": "x" * 101}
    assert github.rest("POST", "labels", given).status == 422


@pytest.mark.unverified
def test_a_name_has_at_most_50_characters(github: GitHub) -> None:
    """Reported; not in GitHub's documentation."""
    github.label(name=github.name().ljust(50, "x"))
    refused = github.rest(
        "POST", "labels", {"name": github.name().ljust(51, "x"), "color": "0e8a16"}
    )
    assert refused.status == 422


def test_a_renamed_label_stays_on_its_issues(github: GitHub) -> None:
    """GitHub's REST description: `new_name` of the same label."""
    label, name = github.label(), github.name()
    issue = github.issue(labelIds=[label["node_id"]])
    changed = github.rest("PATCH", f"labels/{label['name']}", {"new_name": name})
    assert (changed.status, changed.body["id"]) == (200, label["id"])
    assert github.read(issue, "labels(first: 5) { nodes { name } }") == {
        "labels": {"nodes": [{"name": name}]}
    }
    github.rest("DELETE", f"labels/{name}")


def test_graphql_makes_changes_and_deletes_labels(github: GitHub) -> None:
    """GitHub's GraphQL schema: the three mutations are no previews."""
    made = github.data(
        """mutation($repo: ID!, $name: String!) { createLabel(input: {repositoryId: $repo,
        name: $name, color: "0E8A16", description: "d"}) { label { id color description } } }""",
        repo=github.id,
        name=github.name(),
    )["createLabel"]["label"]
    assert (made["color"].lower(), made["description"]) == ("0e8a16", "d")
    update = "mutation($id: ID!, $n: String!) { updateLabel(input: {id: $id, name: $n}) "
    renamed = github.data(f"{update} {{ label {{ id }} }} }}", id=made["id"], n=github.name())
    assert renamed["updateLabel"]["label"]["id"] == made["id"]
    delete = "mutation($id: ID!) { deleteLabel(input: {id: $id}) { clientMutationId } }"
    assert "errors" not in github.graphql(delete, id=made["id"])


def test_an_unknown_name_on_an_issue_makes_a_label(github: GitHub) -> None:
    """Reported by several: over REST a mistyped name becomes a label."""
    name = github.name()
    issue = github.issue()
    github.rest("POST", f"issues/{issue.number}/labels", {"labels": [name]})
    assert github.rest("GET", f"labels/{name}").status == 200
    github.rest("DELETE", f"labels/{name}")


def test_an_unknown_label_id_is_not_found(github: GitHub) -> None:
    """GitHub's GraphQL: `NOT_FOUND`, and nothing is created."""
    refused = github.errors(
        """mutation($repo: ID!) { createIssue(input: {repositoryId: $repo, title: "never",
        labelIds: ["LA_kwDOAAAAAM8AAAABAAAAAQ"]}) { issue { id } } }""",
        repo=github.id,
    )
    assert refused[0]["type"] == "NOT_FOUND"


def test_a_colour_keeps_its_case(github: GitHub) -> None:
    """Recorded (octokit's fixture `labels`): BADA55."""
    label = github.label(color="BADA55")
    assert label["color"] == "BADA55"
    found = github.rest("GET", f"labels/{label['name']}").body
    assert found["color"] == "BADA55"


def test_a_name_is_more_than_emoji(github: GitHub) -> None:
    """Reported (Financial-Times/github-label-sync#171), with this message."""
    refused = github.rest("POST", "labels", {"name": "\U0001f41e \u2728", "color": "ededed"})
    assert (refused.status, refused.codes) == (422, [("name", "custom")])
    assert refused.errors[0]["message"] == "name must contain more than native emoji"
    github.label(name=github.name("\U0001f41e bug"))


def test_a_label_that_is_not_on_cannot_be_taken_off_over_rest(github: GitHub) -> None:
    """Reported (actions/github-script#105), with this message."""
    issue, label = github.issue(), github.label()
    refused = github.rest("DELETE", f"issues/{issue.number}/labels/{label['name']}")
    assert (refused.status, refused.body["message"]) == (404, "Label does not exist")


def test_a_name_too_long_of_an_issue_s_label_is_invalid(github: GitHub) -> None:
    """Reported: gitalk/gitalk#185; the answer for a label itself names the limit."""
    name = "x" * 51
    refused = github.rest("POST", "issues", {"title": "never", "labels": [name]})
    assert (refused.status, refused.codes) == (422, [("name", "invalid")])
    assert refused.errors[0]["value"] == name

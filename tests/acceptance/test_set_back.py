"""What people changed on GitHub and a run sets back is named, in an issue and on its card."""

from pathlib import Path

from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY, Own, unlike

QUERY = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  field(name: "Estimate") { ... on ProjectV2Field { id } }
  items(first: 1) { nodes { id } } } } } }"""


def test_a_title_and_an_estimate_of_people_are_named_before_they_go(
    trial: Trial, tmp_path: Path
) -> None:
    own = Own(trial, tmp_path)
    own.seed()
    field = {"name": "Estimate", "type": "number", "value": "estimate"}
    declared = {
        "project": {"title": "Plan", "fields": [field]},
        "issues": [{"key": "a", "title": "A", "estimate": 3}],
    }
    done = own.run(declared)
    assert done.code == 0, unlike(done)
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/1", title="Theirs")
    board = own.board(QUERY)
    of_card = f'projectId: "{board["id"]}", itemId: "{board["items"]["nodes"][0]["id"]}"'
    value = f'fieldId: "{board["field"]["id"]}", value: {{number: 8}}'
    change = f"updateProjectV2ItemFieldValue(input: {{{of_card}, {value}}})"
    own.gh.graphql(f"mutation {{ {change} {{ clientMutationId }} }}")
    ending = "changed on GitHub since the last run here: `pull` takes that into the backlog instead"
    warned = {each["module"]: each["warnings"] for each in own.run(declared).changes}
    assert warned["issue"] == [f"title {ending}"]
    assert warned["project_item"] == [f"Estimate {ending}"]
    # The file alone has changed now.
    declared["issues"] = [{"key": "a", "title": "B", "estimate": 5}]
    assert not any(each["warnings"] for each in own.run(declared).changes)

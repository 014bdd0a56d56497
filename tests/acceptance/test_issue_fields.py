"""Issue fields of an organization: made, kept, filled from labels, taken back, and unsupported."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, drift, unlike
from tests.acceptance.test_undo import undone
from tests.acceptance.test_user_types import seed

FIELD: dict[str, Any] = {"name": "Severity", "options": ["High", "Low"]}
PEOPLES = {"name": "Severity", "type": "single_select", "options": ["Awful", "low"]}
RETYPE = """\
- name: Labels become values
  existing_issue:
    number: "{{ item.number }}"
    fields: {Severity: "{{ 'High' if 'sev:high' in item.labels else 'Low' }}"}
    remove_labels: [sev:high, sev:low]
  loop: "{{ query(issues, labels='sev:*', state='all') }}"
"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    return Own(trial, tmp_path)


def values(own: Own) -> dict[str, Any]:
    """Return what each issue of the repository has, by its title."""
    return {
        each["title"]: {
            one["issue_field_name"]: _shown(one) for one in each.get("issue_field_values", [])
        }
        for each in own.rest("issues?state=all")
    }


def _shown(value: dict[str, Any]) -> Any:
    option = value.get("single_select_option")
    return option["name"] if option else value["value"]


def options(own: Own) -> list[str]:
    (field,) = own.gh.rest("GET", "orgs/acme/issue-fields").json
    return [each["name"] for each in field["options"]]


def test_options_are_added_and_named_and_no_issue_loses_its_own(own: Own) -> None:
    issue = {"title": "People's", "fields": {"Severity": "low"}}
    own.seed({"issues": [issue]}, issue_fields=[PEOPLES])
    declared = {
        "issue_fields": [FIELD],
        "issues": [{"key": "a", "title": "A", "fields": {"Severity": "High"}}],
    }
    done = own.run(declared)
    assert done.code == 0, unlike(done)
    assert options(own) == ["Awful", "High", "Low"]
    assert values(own) == {"People's": {"Severity": "Low"}, "A": {"Severity": "High"}}
    assert drift(own) == []
    again = own.run(declared)
    assert (again.writes, unlike(again)) == ([], [])


def test_undo_takes_fields_and_values_back(own: Own) -> None:
    issue = {"title": "People's", "fields": {"Severity": "low"}}
    own.seed({"issues": [issue]}, issue_fields=[PEOPLES])
    before = values(own)
    declared = {
        "issue_fields": [{**FIELD, "description": "How bad"}, {"name": "Note", "type": "text"}],
        "issues": [
            {"key": "a", "title": "People's", "number": 1, "fields": {"Severity": "High"}},
        ],
    }
    assert own.run(declared).code == 0
    assert values(own)["People's"] == {"Severity": "High"}
    done = undone(own.trial)
    assert done.code == 0, unlike(done)
    assert values(own) == before
    (field,) = own.gh.rest("GET", "orgs/acme/issue-fields").json
    assert (options(own), field["description"] or "") == (["Awful", "low"], "")


def test_a_field_is_taken_away_and_undo_brings_it_back_with_its_values(own: Own) -> None:
    own.seed(
        {"issues": [{"title": "People's", "fields": {"Severity": "low"}}]}, issue_fields=[PEOPLES]
    )
    gone = {"issue_fields": [{"name": "Severity", "type": "single_select", "state": "absent"}]}
    done = own.run(gone)
    assert done.code == 0, unlike(done)
    assert values(own) == {"People's": {}}
    assert drift(own) == []
    done = undone(own.trial)
    assert done.code == 0, unlike(done)
    assert values(own) == {"People's": {"Severity": "low"}}


def test_labels_become_values_of_an_issue_field(own: Own) -> None:
    issues = [
        {"title": "A", "labels": ["sev:high", "bug"]},
        {"title": "B", "labels": ["sev:low"], "state": "closed"},
        {"title": "C"},
    ]
    own.seed({"issues": issues, "labels": [{"name": n} for n in ("sev:high", "sev:low", "bug")]})
    (own.folder / "retype.yml").write_text(
        f"- issue_field: '{{{{ item }}}}'\n  loop: '{{{{ backlog.issue_fields }}}}'\n{RETYPE}"
    )
    playbook = str(own.folder / "retype")
    done = own.run({"issue_fields": [FIELD]}, playbook)
    assert done.code == 0, unlike(done)
    assert values(own) == {"A": {"Severity": "High"}, "B": {"Severity": "Low"}, "C": {}}
    worn = {each["title"]: [one["name"] for one in each["labels"]] for each in own.rest("issues")}
    assert worn == {"A": ["bug"], "C": []}
    again = own.run({"issue_fields": [FIELD]}, playbook)
    assert (again.writes, unlike(again)) == ([], [])


def test_a_user_has_none_and_all_else_goes_on(trial: Trial, tmp_path: Path) -> None:
    seed(trial, tmp_path)
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(
        "repository: octocat/mine\n"
        "issue_fields: [{name: Severity, options: [High]}]\n"
        "project: {title: Plan, fields: [{name: Severity, type: issue_field}]}\n"
        "issues: [{key: a, title: A, fields: {Severity: High}}]\n"
    )
    done = trial.run(backlog=backlog)
    assert done.code == 0, unlike(done)
    outcomes = {(each["module"], each["key"]): each["outcome"] for each in done.changes}
    assert outcomes["issue_field", "Severity"] == "unsupported"
    assert outcomes["project_field", "Severity"] == "unsupported"
    assert outcomes["issue", "a"] == "created"

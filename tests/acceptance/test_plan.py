"""The plan came true: what plain `gh` shows after `invoke all`, against a table of its own.

`plan.yml` is typed from the plan. Nothing here reads the backlog file. GraphQL is asked only for
what no command of `gh` shows: the order of sub-issues and relations.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import REPOSITORY, Trial, Twice
from tests.support import quick_yaml

FIELDS = "number,title,body,state,labels,milestone,issueType,parent,subIssues,blockedBy"
LINKS = """query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
  issues(first: 100) { nodes {
    title subIssues(first: 50) { nodes { title } } relatesTo(first: 50) { nodes { title } }
  } }
} }"""


@dataclass(frozen=True)
class Planned:
    """An issue of the plan; links are titles. `number` is None for one that is new."""

    title: str
    number: int | None
    type: str
    labels: set[str]
    gone: set[str]
    milestone: str
    points: int
    effort: str | None
    criteria: list[str]
    notes: list[str]
    parent: str | None
    sub_issues: list[str]
    blocked_by: set[str]
    related_to: set[str]


def planned(issue: dict[str, Any], parent: dict[str, Any] | None = None) -> Planned:
    siblings = [each["title"] for each in parent["sub_issues"]] if parent else []
    return Planned(
        title=issue["title"],
        number=issue.get("number"),
        type=issue["type"],
        labels=set(issue["labels"]),
        gone=set(issue.get("gone", [])),
        milestone=(parent or issue)["milestone"],
        points=issue["points"],
        effort=issue.get("effort"),
        criteria=issue["criteria"],
        notes=issue.get("notes", []),
        parent=parent["title"] if parent else None,
        sub_issues=[each["title"] for each in issue.get("sub_issues", [])],
        blocked_by={
            *issue.get("blocked_by", []),
            *(siblings[place - 1] for place in issue.get("after", [])),
        },
        related_to=set(issue.get("related_to", [])),
    )


PLAN = quick_yaml.load(Path(__file__).with_name("plan.yml").read_text())
MAIN = [planned(each) for each in PLAN["issues"]]
SUB_ISSUES = [
    planned(each, issue) for issue in PLAN["issues"] for each in issue.get("sub_issues", [])
]
ISSUES = [*MAIN, *SUB_ISSUES]


@dataclass(frozen=True)
class Found:
    """What is on GitHub."""

    labels: dict[str, list[str]]
    milestones: dict[str, str]
    types: dict[str, str]
    issues: dict[str, dict[str, Any]]
    links: dict[str, dict[str, Any]]

    def section(self, title: str, heading: str) -> list[str]:
        """Return the lines under a heading of an issue's body."""
        body = self.issues[title]["body"]
        block = body.partition("<!-- gh-playbook:begin")[2].partition("<!-- gh-playbook:end")[0]
        found = re.search(rf"^## {heading}\n(.*?)(?:^## |\Z)", block, re.DOTALL | re.MULTILINE)
        return [line for line in found[1].splitlines() if line] if found else []


@pytest.fixture(scope="module")
def found(trial: Trial, twice: Twice) -> Found:
    trial.restore(twice.kept)
    gh = trial.gh
    repository = ("-R", REPOSITORY)
    labels = json.loads(
        gh("label", "list", *repository, "--json", "name,color,description", "-L100")
    )
    milestones = json.loads(gh("api", f"repos/{REPOSITORY}/milestones?state=all"))
    types = json.loads(gh("api", "orgs/PimpMyNines/issue-types"))
    issues = json.loads(
        gh("issue", "list", *repository, "--state", "all", "-L200", "--json", FIELDS)
    )
    owner, name = REPOSITORY.split("/")
    links = gh.graphql(LINKS, owner=owner, name=name)["data"]["repository"]["issues"]["nodes"]
    assert len({each["title"] for each in issues}) == len(issues)
    return Found(
        {each["name"]: [each["color"], each["description"]] for each in labels},
        {each["title"]: each["description"] for each in milestones},
        {each["name"]: each["description"] for each in types},
        {each["title"]: each for each in issues},
        {each["title"]: each for each in links},
    )


def test_the_table_has_what_the_plan_counts() -> None:
    assert (len(PLAN["labels"]), len(PLAN["milestones"])) == (17, 6)
    assert (len(MAIN), len(SUB_ISSUES)) == (9, 17)
    assert sum(issue.points for issue in MAIN) == 84
    assert sum(issue.points for issue in SUB_ISSUES) == 49
    worn = set().union(*(issue.labels for issue in ISSUES))
    assert worn <= set(PLAN["labels"])
    assert {issue.milestone for issue in ISSUES} == set(PLAN["milestones"])


def test_every_label_has_its_color_and_description(found: Found) -> None:
    assert {name: found.labels.get(name) for name in PLAN["labels"]} == PLAN["labels"]


def test_every_milestone_has_its_description(found: Found) -> None:
    assert found.milestones == PLAN["milestones"]


def test_every_issue_type_has_its_description(found: Found) -> None:
    assert {name: found.types.get(name) for name in PLAN["types"]} == PLAN["types"]


def test_every_issue_is_there_and_open(found: Found) -> None:
    states = {issue.title: found.issues.get(issue.title, {}).get("state") for issue in ISSUES}
    assert states == {issue.title: "OPEN" for issue in ISSUES}


def test_the_existing_issues_kept_their_numbers(found: Found) -> None:
    numbers = {issue.title: issue.number for issue in MAIN if issue.number}
    assert {title: found.issues[title]["number"] for title in numbers} == numbers


def test_every_issue_has_its_type(found: Found) -> None:
    types = {issue.title: found.issues[issue.title]["issueType"]["name"] for issue in ISSUES}
    assert types == {issue.title: issue.type for issue in ISSUES}


def test_every_issue_wears_its_labels_and_no_others(found: Found) -> None:
    worn = {
        issue.title: {label["name"] for label in found.issues[issue.title]["labels"]}
        for issue in ISSUES
    }
    assert worn == {issue.title: issue.labels for issue in ISSUES}


def test_the_labels_of_the_old_scheme_were_worn_and_are_off(found: Found, twice: Twice) -> None:
    for issue in MAIN:
        if issue.number:
            assert issue.gone
            assert issue.gone <= set(twice.before["issues"][issue.title]["labels"])
        assert not issue.gone & {label["name"] for label in found.issues[issue.title]["labels"]}


def test_every_issue_is_in_its_milestone(found: Found) -> None:
    milestones = {
        issue.title: (found.issues[issue.title]["milestone"] or {}).get("title") for issue in ISSUES
    }
    assert milestones == {issue.title: issue.milestone for issue in ISSUES}


def test_each_acceptance_criterion_is_a_task(found: Found) -> None:
    tasks = {issue.title: found.section(issue.title, "Acceptance Criteria") for issue in ISSUES}
    assert tasks == {issue.title: [f"- [ ] {each}" for each in issue.criteria] for issue in ISSUES}


def test_each_implementation_note_is_in_the_body(found: Found) -> None:
    notes = {issue.title: found.section(issue.title, "Implementation Notes") for issue in ISSUES}
    assert notes == {issue.title: [f"- {each}" for each in issue.notes] for issue in ISSUES}


def test_every_main_issue_says_its_points_and_effort(found: Found) -> None:
    efforts = {issue.title: found.section(issue.title, "Effort") for issue in MAIN}
    assert efforts == {
        issue.title: [f"{issue.points} story points, {issue.effort}"] for issue in MAIN
    }


def test_every_sub_issue_says_its_points(found: Found) -> None:
    estimates = {issue.title: found.section(issue.title, "Estimate") for issue in SUB_ISSUES}
    assert estimates == {
        issue.title: [f"{issue.points} story point{'' if issue.points == 1 else 's'}"]
        for issue in SUB_ISSUES
    }


def test_every_sub_issue_is_under_its_parent_and_says_so(found: Found) -> None:
    for issue in SUB_ISSUES:
        parent = found.issues[issue.parent or ""]
        assert found.issues[issue.title]["parent"]["number"] == parent["number"]
        said = found.section(issue.title, "Parent Issue")
        assert said == [f"Part of #{parent['number']}: {issue.parent}"]


def test_every_parent_has_its_sub_issues_in_the_plans_order(found: Found) -> None:
    def titles(issue: dict[str, Any]) -> list[str]:
        return [each["title"] for each in issue["subIssues"]["nodes"]]

    wanted = {issue.title: issue.sub_issues for issue in ISSUES}
    assert {title: titles(found.links[title]) for title in wanted} == wanted
    assert {title: set(titles(found.issues[title])) for title in wanted} == {
        title: set(children) for title, children in wanted.items()
    }


def test_every_dependency_is_a_link_and_in_the_body(found: Found) -> None:
    for issue in ISSUES:
        blocking = found.issues[issue.title]["blockedBy"]["nodes"]
        assert {each["title"] for each in blocking} == issue.blocked_by, issue.title
        numbers = {title: found.issues[title]["number"] for title in issue.blocked_by}
        said = set(found.section(issue.title, "Dependencies"))
        assert said == {f"- Blocked by #{number}: {title}" for title, number in numbers.items()}


def test_issues_that_have_to_do_with_each_other_are_related(found: Found) -> None:
    related = {
        issue.title: {each["title"] for each in found.links[issue.title]["relatesTo"]["nodes"]}
        for issue in ISSUES
    }
    assert related == {issue.title: issue.related_to for issue in ISSUES}


def test_gh_issue_view_shows_an_issue_with_all_its_links(found: Found, trial: Trial) -> None:
    shown = json.loads(trial.gh("issue", "view", "15", "-R", REPOSITORY, "--json", FIELDS))
    assert shown == found.issues[shown["title"]]
    assert shown["subIssues"]["totalCount"] == 3
    assert [each["number"] for each in shown["blockedBy"]["nodes"]] == [13]


def test_nothing_that_the_plan_does_not_name_was_touched(twice: Twice) -> None:
    titles = {issue.title for issue in ISSUES}
    others = {title: each for title, each in twice.before["issues"].items() if title not in titles}
    assert len(others) == 4
    assert others.items() <= twice.after["issues"].items()
    assert twice.after["issues"].keys() == others.keys() | titles
    new = PLAN["labels"]
    labels = [label for label in twice.before["labels"] if label[0] not in new]
    assert [label for label in twice.after["labels"] if label[0] not in new] == labels

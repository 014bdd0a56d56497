"""`invoke all`: first it makes everything, then it has nothing to do; and what its options do."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import REPOSITORY, ROOT, Done, Trial, Twice
from tests.support import quick_yaml

COMMANDS = [
    Path(each["import_playbook"]).stem
    for each in quick_yaml.load((ROOT / "playbooks" / "all.yml").read_text())
]


@dataclass(frozen=True)
class Elsewhere:
    """Two runs on an empty repository, and what it holds then."""

    first: Done
    state: dict[str, Any]
    second: Done


def named(changes: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return what changes say that survives from a dry run to a real one.

    Only a real one verifies.
    """
    names = ("step", "module", "key", "outcome")
    return [tuple(each[name].replace("verified", "skipped") for name in names) for each in changes]


def test_the_first_run_creates_and_updates(twice: Twice) -> None:
    assert twice.first.code == 0
    assert set(twice.first.outcomes) == {"created", "updated", "skipped", "verified"}
    assert twice.before != twice.between


def test_the_second_run_skips_everything_and_writes_nothing(twice: Twice) -> None:
    assert twice.second.code == 0
    assert twice.second.outcomes == {"skipped": sum(twice.first.outcomes.values())}
    assert twice.second.requests
    assert not twice.second.writes
    assert twice.between == twice.after


def test_the_recap_counts_what_the_server_saw(twice: Twice) -> None:
    for done in (twice.first, twice.second):
        counted = done.document["requests"]
        assert counted["writes"] == len(done.writes)
        assert counted["reads"] + counted["writes"] == len(done.requests)


def test_the_document_has_the_documented_shape(twice: Twice) -> None:
    for done in (twice.first, twice.second):
        assert list(done.document) == ["run", "changes", "recap", "requests"]
        assert list(done.document["requests"]) == ["reads", "writes", "processes"]
        recap = done.document["recap"]
        assert list(recap) == [
            "created",
            "updated",
            "removed",
            "skipped",
            "verified",
            "conflict",
            "unsupported",
            "failed",
            "blocked",
            "ok",
            "ignored",
            "rescued",
        ]
        assert {name: count for name, count in recap.items() if count} == done.outcomes
        assert {tuple(each) for each in done.changes} == {
            (
                "step",
                "module",
                "key",
                "outcome",
                "reason",
                "existing",
                "desired",
                "number",
                "url",
                "source",
                "warnings",
            )
        }
        assert done.error == ""


def test_each_change_says_where_it_was_declared(twice: Twice) -> None:
    for each in twice.first.changes:
        if each["module"] not in {"verify", "report"}:
            assert re.fullmatch(r"playbooks/(?:backlogs/)?[\w-]+\.yml:\d+:\d+", each["source"]), (
                each
            )


def test_a_dry_run_lists_what_the_real_one_does_and_sends_reads_only(
    fresh: Trial, twice: Twice
) -> None:
    dry = fresh.invoke("all", "--dry-run", "--output", "json")
    assert dry.code == 0
    assert dry.requests
    assert not dry.writes
    assert fresh.state() == twice.before
    assert named(dry.changes) == named(twice.first.changes)
    for said, done in zip(dry.changes, twice.first.changes, strict=True):
        assert said["desired"].keys() == done["desired"].keys()
        # These two name issues that have no number yet.
        fields = said["desired"].keys() - {"body", "Dependencies"}
        assert {name: said["desired"][name] for name in fields} == {
            name: done["desired"][name] for name in fields
        }


def test_a_dry_run_names_unborn_issues_by_their_keys(fresh: Trial) -> None:
    dry = fresh.run(dry_run=True)
    change = dry.change("dockerfile-matrix-generation")
    assert change["number"] is None
    assert "- Blocked by #dockerfile-matrix-analysis:" in change["desired"]["body"]
    assert "Part of #13:" in change["desired"]["body"]


def test_a_dry_run_with_diff_shows_bodies_and_fields(fresh: Trial) -> None:
    lines = fresh.invoke("all", "--dry-run", "--diff").out.splitlines()
    shown = {line.strip() for line in lines}
    assert "+- [ ] Dockerfile.matrix is correctly generated and used in CI" in shown
    assert "-color: c2b280" in shown
    assert "+color: 5319e7" in shown
    assert not [line for line in lines if line.startswith("  created")]
    assert [line for line in lines if line.startswith("  to create")]


def test_detailed_exit_codes_tell_whether_something_would_change(
    fresh: Trial, twice: Twice
) -> None:
    differing = fresh.invoke("all", "--dry-run", "--detailed-exitcode")
    assert (differing.code, differing.writes) == (2, [])
    fresh.restore(twice.kept)
    same = fresh.invoke("all", "--dry-run", "--detailed-exitcode")
    assert (same.code, same.writes) == (0, [])
    for each in (differing, same):
        assert each.out.splitlines()[0].startswith(REPOSITORY)


def test_unusable_input_ends_with_1_before_the_first_request(fresh: Trial) -> None:
    done = fresh.invoke("all", "--backlog", "nowhere.yml", "--output", "json")
    assert done.code == 1
    assert not done.requests
    assert "nowhere.yml" in done.document["run"]["stopped"]


def test_something_that_fails_ends_with_1_and_the_rest_is_done(
    fresh: Trial, tmp_path: Path
) -> None:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(
        f"repository: {REPOSITORY}\n"
        "issues:\n"
        "  - {key: taken, number: 20, title: Something else}\n"
        "  - {key: below, title: Below it, blocked_by: [taken]}\n"
        "  - {key: free, title: On its own}\n"
    )
    done = fresh.run(backlog=backlog)
    assert done.code == 1
    assert done.changed["taken"] == "failed"
    assert "#20 has another title" in done.change("taken")["reason"]
    assert done.changed["free"] == "created"
    assert done.changed["below ← taken"] == "blocked"


def test_the_commands_one_by_one_come_to_what_all_comes_to(fresh: Trial, twice: Twice) -> None:
    for command in COMMANDS:
        assert fresh.run(command).code == 0
    assert fresh.state() == twice.after
    last = fresh.run()
    assert last.changed == {}
    assert not last.writes


def test_only_an_issue_and_what_it_needs(fresh: Trial, twice: Twice) -> None:
    done = fresh.invoke("all", "--only", "dockerfile-matrix-generation", "--output", "json")
    assert {each["key"] for each in done.changes if each["module"] in {"issue", "sub_issue"}} == {
        "dockerfile-matrix",
        "dockerfile-matrix-analysis",
        "dockerfile-matrix-generation",
    }
    after = fresh.state()
    wanted = {
        "Analyze current Dockerfile.matrix generation issues",
        "Implement fixes for Dockerfile.matrix generation",
    }
    assert after["issues"].keys() - twice.before["issues"].keys() == wanted
    for title in wanted:
        assert after["issues"][title] == twice.after["issues"][title]
    changed = {
        title for title, each in twice.before["issues"].items() if after["issues"][title] != each
    }
    assert changed == {"Fix Dockerfile.matrix handling in GitHub Actions workflow"}


def test_only_can_be_given_twice_and_a_wrong_key_says_what_was_meant(fresh: Trial) -> None:
    done = fresh.invoke(
        *("all", "--dry-run", "--output", "json"),
        *("--only", "codecov-token", "--only", "vector-database"),
    )
    keys = {each["key"] for each in done.changes if each["module"] == "issue"}
    assert {"codecov-token", "vector-database", "unified-types"} <= keys
    assert "streaming-tools" not in keys
    wrong = fresh.invoke("all", "--only", "codecov-tokn")
    assert (wrong.code, wrong.requests) == (1, [])
    assert "codecov-token" in wrong.error


def test_tags_choose_steps(fresh: Trial) -> None:
    labels = fresh.invoke("all", "--dry-run", "--output", "json", "--tags", "labels")
    assert {each["module"] for each in labels.changes} == {"label"}
    two = fresh.invoke("all", "--dry-run", "--output", "json", "--tags", "labels,milestones")
    assert {each["module"] for each in two.changes} == {"label", "milestone"}


def test_skipped_tags_leave_steps_out(fresh: Trial) -> None:
    everything = fresh.run(dry_run=True)
    rest = fresh.invoke("all", "--dry-run", "--output", "json", "--skip-tags", "links,labels")
    modules = {each["module"] for each in everything.changes}
    assert {each["module"] for each in rest.changes} == modules - {
        "label",
        "dependency",
        "relation",
    }


@pytest.fixture(scope="module")
def of_a_user(trial: Trial) -> Elsewhere:
    return elsewhere(trial, "someone/empty")


@pytest.fixture(scope="module")
def of_an_organization(trial: Trial) -> Elsewhere:
    return elsewhere(trial, "PimpMyNines/empty")


def elsewhere(trial: Trial, repository: str) -> Elsewhere:
    trial.sandbox.reset()
    first = trial.invoke("all", "--repo", repository, "--yes", "--output", "json")
    second = trial.run(repo=repository, yes=True)
    return Elsewhere(first, trial.state(repository), second)


@pytest.mark.parametrize("name", ["of_a_user", "of_an_organization"])
def test_on_an_empty_repository_everything_is_created_with_right_references(
    name: str, twice: Twice, request: pytest.FixtureRequest
) -> None:
    empty: Elsewhere = request.getfixturevalue(name)
    assert empty.first.code == 0
    issues = [each for each in empty.first.changes if each["module"] in {"issue", "sub_issue"}]
    assert {each["outcome"] for each in issues} == {"created"}
    assert sorted(each["number"] for each in issues) == list(range(1, 27))
    titles = empty.state["titles"]
    assert len(set(titles)) == len(titles) == 26
    for title, issue in empty.state["issues"].items():
        # Numbers are titles here: a reference is right where it says what stands beside it.
        references = re.findall(r"(?:Part of|Blocked by|Related to) #(.+)", issue["body"])
        assert all(map(says_itself_twice, references)), (title, references)
        twin = twice.after["issues"][title]
        assert len(references) == len(twin["blocked_by"]) + bool(twin["parent"])
        for link in ("parent", "sub_issues", "blocked_by", "related_to", "milestone"):
            assert issue[link] == twin[link], (title, link)


@pytest.mark.parametrize("name", ["of_a_user", "of_an_organization"])
def test_on_an_empty_repository_too_the_second_run_writes_nothing(
    name: str, request: pytest.FixtureRequest
) -> None:
    empty: Elsewhere = request.getfixturevalue(name)
    assert empty.second.code == 0
    assert not empty.second.writes
    assert set(empty.second.outcomes) <= {"skipped", "unsupported"}


def says_itself_twice(reference: str) -> bool:
    half = (len(reference) - len(": ")) // 2
    return reference == f"{reference[:half]}: {reference[:half]}"


def test_on_a_users_repository_bodies_name_the_types_that_it_lacks(of_a_user: Elsewhere) -> None:
    types = [each for each in of_a_user.first.changes if each["module"] == "issue_type"]
    assert {each["outcome"] for each in types} == {"unsupported"}
    assert all("someone has no issue types" in each["reason"] for each in types)
    issues = of_a_user.state["issues"].values()
    said = Counter(
        line for each in issues for line in each["body"].splitlines() if line.startswith("Type: ")
    )
    assert said == {"Type: Bug": 3, "Type: Enhancement": 7, "Type: Task": 14, "Type: Epic": 2}
    assert {each["type"] for each in issues} == {None}


def test_new_issues_get_their_numbers_in_the_declared_order(fresh: Trial, tmp_path: Path) -> None:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(
        "repository: PimpMyNines/empty\n"
        "labels: [one]\n"
        "milestones: [{title: First}, {title: Second}, {title: Third}]\n"
        "issues:\n"
        "  - {key: a, title: A}\n"
        "  - {key: b, title: B, labels: [one], milestone: Third}\n"
        "  - {key: c, title: C, milestone: First}\n"
        "  - {key: d, title: D, labels: [one]}\n"
        "  - {key: e, title: E}\n"
    )
    assert fresh.run(backlog=backlog).code == 0
    issues = fresh.gh.rest("GET", "repos/PimpMyNines/empty/issues").json
    numbers = {each["number"]: each["title"] for each in issues}
    assert [numbers[number] for number in sorted(numbers)] == ["A", "B", "C", "D", "E"]

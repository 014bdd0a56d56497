"""Identity cannot be forged: what outsiders make is left, whatever it says of itself."""

import json
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from gh_sandbox import Sandbox
from tests.safety.conftest import MEMBER, REPOSITORY, STRANGER, Place
from tests.support.seeded import seeded
from tests.support.tool import Done

WORKFLOW, PRIVATE = "ghp_sandbox_workflow", "ghp_sandbox_carol"
SEED = """
tokens:
  - {token: ghp_sandbox_mallory, login: mallory, scopes: [public_repo]}
  - {token: ghp_sandbox_alice, login: alice, scopes: [repo, project]}
  - {token: ghp_sandbox_carol, login: carol, scopes: [repo, project, "read:org"]}
  - {token: ghp_sandbox_workflow, login: "github-actions[bot]", scopes: [repo]}
owners:
  - {login: octocat}
  - {login: mallory}
  - {login: alice}
  - {login: carol}
  - {login: "github-actions[bot]", type: Bot}
  - login: acme
    type: Organization
    members: {octocat: ADMIN, carol: ADMIN}
    private_members: [carol]
    repositories:
      - name: rocket
        collaborators: {alice: WRITE, "github-actions[bot]": WRITE}
"""
BACKLOG = """
repository: acme/rocket
issues:
  - key: engine
    title: Build the engine
    description: It lifts the rocket.
    sub_issues: [{key: pump, title: Build the pump}]
"""
BEGIN, END = "<!-- gh-playbook:begin key=engine -->", "<!-- gh-playbook:end -->"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with seeded(tmp_path_factory.mktemp("identity"), SEED, limits=False) as sandbox:
        yield sandbox


@pytest.fixture
def place(place: Place) -> Place:
    """The sandbox of this file, and its backlog."""
    place.write("backlog.yml", BACKLOG)
    return place


def issue(place: Place, title: str, body: str, token: str = STRANGER) -> int:
    """Open an issue; return its number."""
    path = f"repos/{REPOSITORY}/issues"
    number: int = place.gh.rest("POST", path, token=token, title=title, body=body).json["number"]
    return number


def titles(place: Place) -> list[str]:
    listed = place.gh.rest("GET", f"repos/{REPOSITORY}/issues?state=all&direction=asc").json
    return [each["title"] for each in listed]


def run(
    place: Place, *words: str, token: str = "ghp_sandbox", backlog: str = "backlog.yml"
) -> dict[str, Any]:
    done = place.playbook(*words, "--output", "json", "--backlog", backlog, GH_TOKEN=token)
    document: dict[str, Any] = json.loads(done.out)
    return document


def verify(place: Place) -> Done:
    return place.playbook("verify", "--backlog", "backlog.yml")


def of(document: dict[str, Any], key: str) -> dict[str, Any]:
    found = (each for each in document["changes"] if each["key"] == key)
    change: dict[str, Any] = next(found)
    return change


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param("Build the engine", "evil", id="a declared title"),
        pytest.param("Typo", f"evil\n{BEGIN}\n{END}", id="a marker"),
        pytest.param("Typo", BEGIN, id="half a marker"),
        pytest.param("Build the engine", f"> {BEGIN}\n> {END}", id="a quoted marker"),
    ],
)
def test_what_an_outsider_made_before_the_first_run_is_left_and_the_real_one_made(
    place: Place, title: str, body: str
) -> None:
    number = issue(place, title, body)
    before = place.issue(number)
    change = of(run(place, "all"), "engine")
    assert (change["outcome"], change["number"]) == ("created", number + 1)
    assert place.issue(number) == before
    assert titles(place) == [title, "Build the engine", "Build the pump"]
    assert run(place, "all")["requests"]["writes"] == 0


def test_a_copy_that_an_outsider_made_takes_nothing_over_when_the_real_one_is_closed(
    place: Place,
) -> None:
    run(place, "all")
    fake = issue(place, "Innocent question", place.issue(1)["body"])
    before = place.issue(fake)
    place.gh("issue", "close", "1", "-R", REPOSITORY)
    document = run(place, "all")
    assert document["requests"]["writes"] == 0
    assert of(document, "engine")["number"] == 1
    assert [f"#{fake} by mallory" in each for each in of(document, "engine")["warnings"]] == [True]
    assert place.issue(fake) == before
    verified = verify(place)
    assert verified.code == 0
    assert f"#{fake} by mallory, who has no rights here" in verified.out


def test_an_issue_that_was_moved_to_another_repository_is_not_made_again(place: Place) -> None:
    place.gh("repo", "create", "acme/rockets", "--public")
    run(place, "all")
    place.gh("issue", "transfer", "1", "acme/rockets", "-R", REPOSITORY)
    for _ in range(2):
        document = run(place, "all")
        change = of(document, "engine")
        assert change["outcome"] == "conflict"
        assert change["reason"].startswith(
            "#1 was this issue, and was transferred to acme/rockets#1"
        )
        assert titles(place) == ["Build the pump"]
    place.write("backlog.yml", BACKLOG.replace("key: engine", "key: motor"))
    assert of(run(place, "all"), "motor")["outcome"] == "created"


@pytest.mark.parametrize("between", ["another backlog", "undo"])
def test_what_runs_between_leaves_the_memory_of_issues_that_people_moved_or_rewrote(
    place: Place, between: str
) -> None:
    place.gh("repo", "create", "acme/rockets", "--public")
    run(place, "all")
    place.gh("issue", "transfer", "1", "acme/rockets", "-R", REPOSITORY)
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/2", title="Other", body="Words")
    other = "repository: acme/rocket\nissues: [{key: hatch, title: Build the hatch}]\n"
    place.write("other.yml", other)
    done = place.playbook("all", "--backlog", "other.yml")
    assert done.code == 0, done.error
    if between == "undo":
        assert place.playbook("undo", "--yes").code == 0
    document = run(place, "all")
    assert [of(document, key)["outcome"] for key in ("engine", "pump")] == ["conflict"] * 2
    assert titles(place) == ["Other", "Build the hatch"]


def test_an_issue_that_was_deleted_is_made_again_once(place: Place) -> None:
    run(place, "all")
    place.gh("issue", "delete", "2", "-R", REPOSITORY, "--yes")
    assert of(run(place, "all"), "pump")["outcome"] == "created"
    assert run(place, "all")["requests"]["writes"] == 0
    assert titles(place) == ["Build the engine", "Build the pump"]


def test_a_twin_that_somebody_with_rights_made_is_reported_in_every_state(place: Place) -> None:
    run(place, "all")
    twin = issue(place, "Copied", place.issue(1)["body"], MEMBER)
    place.gh("issue", "close", str(twin), "-R", REPOSITORY, "--reason", "not planned")
    verified = verify(place)
    assert (verified.code, f"#{twin} (closed)" in verified.out) == (2, True)
    assert of(run(place, "all"), "engine")["number"] == 1


def test_who_runs_it_makes_no_difference_to_which_issues_are_bound(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    for token in ("ghp_sandbox", MEMBER, WORKFLOW, PRIVATE):
        document = run(place, "all", token=token)
        assert document["requests"]["writes"] == 0, token
        assert {each["outcome"] for each in document["changes"]} == {"skipped"}


def test_what_a_workflow_made_is_bound_by_everybody(place: Place) -> None:
    run(place, "all", token=WORKFLOW)
    assert place.issue(1)["user"]["type"] == "Bot"
    for token in ("ghp_sandbox", MEMBER, WORKFLOW):
        assert run(place, "all", token=token)["requests"]["writes"] == 0
    place.write("backlog.yml", BACKLOG.replace("lifts", "raises"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert "number=1 " in place.issue(1)["body"]
    assert run(place, "all", token=WORKFLOW)["requests"]["writes"] == 0


def test_a_trusted_author_is_one(place: Place) -> None:
    number = issue(place, "Build the engine", "by a friend")
    place.write("backlog.yml", f"trusted_authors: [Mallory]\n{BACKLOG.lstrip()}")
    change = of(run(place, "all"), "engine")
    assert (change["outcome"], change["number"]) == ("updated", number)


def test_one_key_in_two_backlogs_is_a_conflict_that_names_both(place: Place) -> None:
    run(place, "all")
    before = place.issue(1)
    other = BACKLOG.replace("Build the engine", "Billing").replace("It lifts the rocket", "Export")
    place.write("other.yml", other)
    done = place.playbook("all", "--backlog", "other.yml", "--output", "json")
    document = json.loads(done.out)
    change = of(document, "engine")
    assert change["outcome"] == "conflict"
    assert "'Build the engine'" in change["reason"]
    assert "'Billing'" in change["reason"]
    assert place.issue(1) == before
    assert of(document, "pump")["outcome"] == "blocked"
    assert document["requests"]["writes"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Build the engine", "Build the big engine", id="the title alone"),
        pytest.param("It lifts", "It raises", id="the text alone"),
    ],
)
def test_one_of_title_and_text_may_change_at_a_time(place: Place, old: str, new: str) -> None:
    run(place, "all")
    place.write("backlog.yml", BACKLOG.replace(old, new))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"


def test_both_may_change_in_the_file_that_the_last_run_here_took_them_from(place: Place) -> None:
    run(place, "all")
    for title, verb in (("Build two engines", "raises"), ("Billing", "hoists")):
        changed = BACKLOG.replace("Build the engine", title).replace("lifts", verb)
        place.write("backlog.yml", changed)
        assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert titles(place) == ["Billing", "Build the pump"]


def test_a_renamed_key_makes_no_second_issue_of_the_title(place: Place) -> None:
    run(place, "all")
    place.write("backlog.yml", BACKLOG.replace("key: pump", "key: turbopump"))
    document = run(place, "all")
    change = of(document, "turbopump")
    assert (change["outcome"], "`previously: [pump]`" in change["reason"]) == ("conflict", True)
    warnings = [told for each in document["changes"] for told in each["warnings"]]
    assert warnings == [], "the conflict says it, and nobody is to close that issue"
    assert titles(place) == ["Build the engine", "Build the pump"]
    renamed = BACKLOG.replace("key: pump", "key: turbopump, previously: [pump]")
    place.write("backlog.yml", renamed)
    assert of(run(place, "all"), "turbopump")["outcome"] == "updated"
    place.write("backlog.yml", BACKLOG.replace("key: pump, title: Build", "key: p, title: Oil"))
    assert of(run(place, "all"), "p")["outcome"] == "created"


def test_a_renamed_key_makes_none_without_the_journal_where_the_text_is_the_same(
    place: Place,
) -> None:
    run(place, "all")
    forget_runs(place)
    place.write("backlog.yml", BACKLOG.replace("key: engine", "key: motor"))
    assert of(run(place, "all"), "motor")["outcome"] == "conflict"
    assert titles(place) == ["Build the engine", "Build the pump"]


@pytest.mark.parametrize("file", ["backlog.yml", "plans/other.yml"])
def test_a_renamed_key_makes_none_on_another_machine_if_the_file_is_the_same(
    place: Place, file: str
) -> None:
    """Another file may well use another key for work with the same title."""
    run(place, "all")
    shutil.rmtree(place.sandbox.directory / "runs")
    shutil.rmtree(place.sandbox.directory / ".gh-playbook", ignore_errors=True)
    is_same = file == "backlog.yml"
    changed = BACKLOG.replace("key: engine", "key: motor").replace("It lifts", "It raises")
    path = place.write(file, changed)
    change = of(run(place, "all", backlog=str(path)), "motor")
    assert change["outcome"] == ("conflict" if is_same else "created")
    assert len(titles(place)) == (2 if is_same else 3)


def forget_runs(place: Place) -> None:
    """Delete the journals."""
    for journal in (place.sandbox.directory / "runs").glob("*.jsonl"):
        journal.unlink()


def test_without_the_journal_both_may_not_change_at_a_time(place: Place) -> None:
    run(place, "all")
    forget_runs(place)
    place.write("backlog.yml", BACKLOG.replace("the engine", "engines").replace("lifts", "raises"))
    change = of(run(place, "all"), "engine")
    assert (change["outcome"], "write `number: 1`" in change["reason"]) == ("conflict", True)


def test_both_may_change_where_the_backlog_says_the_number(place: Place) -> None:
    run(place, "all")
    changed = BACKLOG.replace("Build the engine", "Billing").replace("It lifts", "It raises")
    place.write("backlog.yml", changed.replace("key: engine", "key: engine\n    number: 1"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert titles(place) == ["Billing", "Build the pump"]


def test_a_title_that_people_changed_and_a_new_text_are_no_other_piece_of_work(
    place: Place,
) -> None:
    run(place, "all")
    place.write("backlog.yml", BACKLOG.replace("lifts", "raises"))
    run(place, "all")
    place.gh("issue", "edit", "1", "-R", REPOSITORY, "--title", "By hand")
    place.write("backlog.yml", BACKLOG.replace("lifts", "hoists"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert place.issue(1)["title"] == "Build the engine"


def forget(place: Place) -> None:
    """Delete the register."""
    path = f"repos/{REPOSITORY}/git/refs/gh-playbook/state"
    assert place.gh.rest("DELETE", path).code == 0


def test_the_register_vouches_for_a_private_member_where_github_does_not(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    seen = place.gh.rest("GET", f"repos/{REPOSITORY}/issues/1", token=WORKFLOW).json
    assert seen["author_association"] == "NONE"
    document = run(place, "all", token=WORKFLOW)
    assert of(document, "engine")["number"] == 1
    assert document["requests"] == {"reads": 1, "writes": 0, "processes": 1}


def test_without_a_register_an_unknown_author_is_a_conflict_with_advice(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    forget(place)
    for words in (("all", "--dry-run"), ("all",)):
        document = run(place, *words, token=WORKFLOW)
        change = of(document, "engine")
        assert change["outcome"] == "conflict"
        assert "carol" in change["reason"]
        assert "trusted_authors" in change["reason"]
        assert document["requests"]["writes"] == 0
    assert titles(place) == ["Build the engine", "Build the pump"]


def test_whoever_sees_the_members_writes_the_register_again(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    forget(place)
    document = run(place, "all")
    assert {each["outcome"] for each in document["changes"]} == {"skipped", "verified"}
    assert document["requests"]["writes"] == 2
    assert run(place, "all", token=WORKFLOW)["requests"]["writes"] == 0


def test_trusting_the_author_or_saying_the_number_settles_it_too(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    for backlog in (
        f"trusted_authors: [carol]\n{BACKLOG.lstrip()}",
        BACKLOG.replace("key: engine", "key: engine\n    number: 1").replace(
            "{key: pump,", "{key: pump, number: 2,"
        ),
    ):
        forget(place)
        place.write("backlog.yml", backlog)
        assert of(run(place, "all", token=WORKFLOW), "engine")["number"] == 1


def put_register(place: Place, register: Mapping[str, Any]) -> str:
    """Write a register by hand; return its commit."""
    head = place.gh.rest("GET", f"repos/{REPOSITORY}/git/ref/heads/main").json["object"]["sha"]
    git = f"repos/{REPOSITORY}/git"
    tree = place.gh.rest("GET", f"{git}/commits/{head}").json["tree"]["sha"]
    text = json.dumps(register)
    made = place.gh.rest("POST", f"{git}/commits", message=text, tree=tree).json["sha"]
    place.gh.rest("POST", f"{git}/refs", ref="refs/gh-playbook/state", sha=made)
    return str(made)


def test_a_register_of_a_later_version_stays_and_the_run_says_what_to_do(place: Place) -> None:
    made = put_register(place, {"gh-playbook": 9, "everything": "else"})
    first = place.playbook("all", "--backlog", "backlog.yml")
    assert first.code == 0, first.error
    assert "a later version of gh-playbook has written the register" in first.out
    assert "update gh-playbook on this machine" in first.out
    second = run(place, "all")
    assert (second["run"]["exit_code"], second["requests"]["writes"]) == (0, 0)
    path = f"repos/{REPOSITORY}/git/ref/gh-playbook/state"
    assert place.gh.rest("GET", path).json["object"]["sha"] == made


def test_a_register_cannot_hand_an_outsiders_issue_to_anybody(place: Place) -> None:
    """Whoever may push can write anything there; then it still takes a marker that fits."""
    number = issue(place, "Build the engine", "evil")
    id = place.issue(number)["node_id"]
    put_register(place, {"gh-playbook": 1, "issues": {"engine": [number, id]}})
    assert of(run(place, "all"), "engine")["outcome"] == "created"
    assert place.issue(number)["body"] == "evil"


def test_a_register_leads_to_no_board_of_another_owner_and_to_none_of_its_cards(
    place: Place,
) -> None:
    """Things that no list shows are asked for by the register's ids."""
    made = place.gh(
        "project", "create", "--owner", "octocat", "--title", "Plan", "--format", "json"
    )
    words = ("project", "item-create", "1", "--owner", "octocat", "--title", "note")
    card = json.loads(place.gh(*words, "--format", "json"))["id"]
    board = {"plan": [1, json.loads(made)["id"]]}
    things = {"draft_card": {"note": card}}
    put_register(place, {"gh-playbook": 1, "issues": {}, "projects": board, "things": things})
    place.write("backlog.yml", f"{BACKLOG}project: {{title: Plan, drafts: [{{title: note}}]}}\n")
    document = run(place, "all")
    told = {each["module"]: each["outcome"] for each in document["changes"]}
    assert (told["project"], told["draft"]) == ("created", "created")
    owned = place.gh("project", "item-list", "1", "--owner", "octocat", "--format", "json")
    assert json.loads(owned)["totalCount"] == 1

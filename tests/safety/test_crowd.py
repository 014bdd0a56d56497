"""A few declared issues among many: where they are looked for, and what that costs.

Twins are why it matters. One that a run makes itself is of an answer that was lost; all others are
made by people, perhaps while the run is under way.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.writer import Reply, Writer
from gh_playbook.model.change import Mutation, Operation
from gh_sandbox import Sandbox
from tests.acceptance.conftest import Trial
from tests.safety.conftest import REPOSITORY, Place
from tests.support.seeded import seeded

SEED = """
owners:
  - {login: octocat}
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    # Those of four pages are so many that the declared ones are looked for.
    repositories: [{name: rocket, generate: 340}]
"""
TITLES = ("Build the tank", "Light the engine", "Count down")
BACKLOG = f"""
repository: {REPOSITORY}
labels: [{{name: "area:core", color: 0366d6}}]
issues:
  - {{key: tank, title: {TITLES[0]}, labels: ["area:core"], description: Holds fuel.}}
  - {{key: engine, title: {TITLES[1]}, description: Burns fuel.}}
  - {{key: count, title: {TITLES[2]}, blocked_by: [tank, engine], description: To zero.}}
"""
CHANGED = BACKLOG.replace("0366d6", "ff0000").replace("Count down", "Count backwards")
# Of two hundred, as they are looked at.
PAGES = 2


@dataclass(frozen=True)
class Crowd:
    """A sandbox, and what it holds before and after a first run: folders to restore it from."""

    trial: Trial
    found: Path
    made: Path

    def place(self, folder: Path, kept: Path) -> Place:
        """Return a place with the sandbox as it was kept."""
        self.trial.restore(kept)
        return _place(folder, self.trial.sandbox)


def _place(folder: Path, sandbox: Sandbox) -> Place:
    here = Place(folder, sandbox)
    here.write("backlog.yml", BACKLOG)
    return here


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder, found, made = map(tmp_path_factory.mktemp, ("crowd", "found", "made"))
    with seeded(folder, SEED, limits=False) as sandbox:
        trial = Trial(sandbox)
        trial.save(found)
        assert _place(folder, sandbox).carry_out()[0] == 0
        trial.save(made)
        yield Crowd(trial, found, made)


@pytest.fixture
def place(crowd: Crowd, tmp_path: Path) -> Place:
    return crowd.place(tmp_path, crowd.found)


@pytest.fixture
def made(crowd: Crowd, tmp_path: Path) -> Place:
    """The place after a first run."""
    return crowd.place(tmp_path, crowd.made)


def make(place: Place, title: str) -> int:
    """Let a person make an issue; return its number."""
    path = f"repos/{REPOSITORY}/issues"
    made = place.gh.run("api", path, "-f", f"title={title}", "--method", "POST").json
    return int(made["number"])


def numbers(place: Place, *titles: str) -> list[int]:
    """Return the numbers of the issues with these titles, in their order."""
    query = """query($repository: String!, $owner: String!) {
      repository(owner: $owner, name: $repository) {
        issues(last: 100, orderBy: {field: CREATED_AT, direction: ASC}) { nodes { number title } }
      } }"""
    owner, name = REPOSITORY.split("/")
    answer = place.gh.graphql(query, owner=owner, repository=name)
    listed = answer["data"]["repository"]["issues"]["nodes"]
    return [each["number"] for title in titles for each in listed if each["title"] == title]


def verified(changes: list[dict[str, Any]]) -> list[str]:
    """Return what the last step of `all` said."""
    return [each["reason"] for each in changes if each["module"] == "verify"]


def test_at_first_all_are_looked_at_and_the_declared_ones_made_or_adopted(place: Place) -> None:
    there = make(place, TITLES[1])
    code, changes, asked = place.carry_out()
    assert code == 0
    assert numbers(place, TITLES[1]) == [there]
    assert len(numbers(place, *TITLES)) == 3
    # The repository, those that may be it, and the look at all; then two for the lock, one that
    # reads again, four that write, two for the register, and one that verifies.
    assert asked == 2 + PAGES + 10
    (said,) = verified(changes)
    assert "`verify` looks for duplicates among all issues" in said


def test_a_look_at_all_finds_what_a_register_that_is_gone_knew(made: Place) -> None:
    state = f"repos/{REPOSITORY}/git/refs/gh-playbook/state"
    made.gh.run("api", state, "--method", "DELETE")
    code, changes, _ = made.carry_out()
    assert code == 0
    assert {each["outcome"] for each in changes if each["module"] == "issue"} == {"skipped"}
    assert len(numbers(made, *TITLES)) == 3


def test_once_they_are_known_they_are_read_and_verified_alone(made: Place) -> None:
    # The machine's copy of the register was not kept.
    assert made.carry_out()[2] == 2
    assert made.carry_out()[2] == 1
    made.write("backlog.yml", CHANGED)
    code, changes, asked = made.carry_out()
    assert (code, asked) == (0, 4)
    assert "`verify` looks for duplicates" in verified(changes)[0]


def test_a_known_one_that_lost_its_text_and_title_is_not_made_again(made: Place) -> None:
    (tank,) = numbers(made, TITLES[0])
    made.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{tank}", title="Other", body="Words")
    for _ in range(2):
        assert f"#{tank} was this issue, but its marker is gone" in conflict(made, "tank")
        assert numbers(made, TITLES[0]) == []
    made.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{tank}", title=TITLES[0])
    assert made.carry_out()[0] == 0
    assert numbers(made, *TITLES) == [tank, tank + 1, tank + 2]


def test_a_known_one_that_was_moved_to_another_repository_is_not_made_again(made: Place) -> None:
    (tank,) = numbers(made, TITLES[0])
    made.gh("repo", "create", "acme/rockets", "--public")
    made.gh("issue", "transfer", str(tank), "acme/rockets", "-R", REPOSITORY)
    for _ in range(2):
        assert f"#{tank} was this issue, and was transferred to" in conflict(made, "tank")
        assert numbers(made, TITLES[0]) == []


def conflict(place: Place, key: str) -> str:
    """Run `all`; return the reason of the conflict about an issue."""
    code, changes, _ = place.carry_out()
    found = [each["reason"] for each in changes if (each["module"], each["key"]) == ("issue", key)]
    assert (code, len(found)) == (1, 1), changes
    return str(found[0])


def test_full_and_verify_look_everywhere(made: Place) -> None:
    twin = make(made, TITLES[0])
    code, changes, _ = made.carry_out()
    assert (code, verified(changes)) == (
        0,
        ["nothing was written, so nothing is read back: `verify` compares everything"],
    )
    told = f"duplicate: title is #341, #{twin}, declared only #341: "
    told += f"give #{twin} another title, or close it as not planned or as a duplicate"
    assert verified(made.carry_out("--full")[1]) == [told]
    assert f"#{twin}" in made.playbook("verify", "--backlog", "backlog.yml").out


def meanwhile(monkeypatch: pytest.MonkeyPatch, happen: Callable[[], object]) -> None:
    """Let something happen once, right before the first issue is made."""
    send = Writer.send
    done: list[object] = []

    def sending(this: Writer, operations: Sequence[Operation], **how: bool) -> list[Reply]:
        names = {each.name for each in operations if isinstance(each, Mutation)}
        if "createIssue" in names and not done:
            done.append(happen())
        return send(this, operations, **how)

    monkeypatch.setattr(Writer, "send", sending)


def test_a_twin_that_somebody_makes_meanwhile_is_reported(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: make(place, TITLES[0]))
    (said,) = verified(place.carry_out()[1])
    assert said.startswith("duplicate: title")


def test_after_an_answer_that_was_lost_twins_are_looked_for_everywhere(place: Place) -> None:
    rule = {"operation": "createIssue", "fault": "drop-after", "nth": 1}
    place.sandbox.set_faults([rule])
    code, changes, asked = place.carry_out()
    place.sandbox.set_faults(None)
    assert (code, len(numbers(place, *TITLES))) == (0, 3)
    # All are looked at twice, and read whole in the end, a hundred with each request.
    assert asked > 2 + 2 * PAGES + 10 + 4
    assert "twins" not in verified(changes)[0]

"""A run that wrote little reads that again, with what depends on it, and counts the rest."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.run import reading_back
from gh_sandbox import Sandbox
from tests.safety.conftest import REPOSITORY, Place
from tests.support.seeded import seeded

# More than a page of issues: then all of them take a second request.
SEED = """
owners:
  - {login: octocat}
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    repositories: [{name: rocket, generate: 150}]
"""
BACKLOG = f"""
repository: {REPOSITORY}
labels: [{{name: "area:core", color: 0366d6}}]
issues:
  - {{key: tank, title: Build the tank, labels: ["area:core"], description: Holds fuel.}}
  - {{key: count, title: Count down, description: To zero.}}
  - {{key: engine, title: Light the engine, blocked_by: [tank], description: Burns fuel.}}
project:
  title: Rocket
  fields: [{{name: Size, type: number, value: "{{{{ 3 }}}}"}}]
"""
CHANGED = BACKLOG.replace("0366d6", "ff0000").replace("Light the engine", "Start the engine")
LITTLE = "only what this run wrote, and what depends on it, was read again"
TANK, COUNT, ENGINE = 151, 152, 153


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("again")
    with seeded(folder, SEED, limits=False) as sandbox:
        here = Place(folder, sandbox)
        here.write("backlog.yml", BACKLOG)
        assert here.playbook("all", "--backlog", "backlog.yml").code == 0
        sandbox.keep()
        yield sandbox


@pytest.fixture
def place(started: Sandbox, tmp_path: Path) -> Place:
    started.restore()
    here = Place(tmp_path, started)
    here.write("backlog.yml", CHANGED)
    return here


def carry_out(place: Place, *words: str) -> tuple[list[dict[str, Any]], int]:
    """Run `all`; return what the last step said of what, and how many requests it took."""
    _, changes, asked = place.carry_out(*words)
    return [each for each in changes if each["module"] == "verify"], asked


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen once, after the last write and before it is read back."""

    def soon(happen: Callable[[], object]) -> None:
        differences = reading_back.differences

        def after(*given: Any) -> Any:
            happen()
            return differences(*given)

        monkeypatch.setattr(reading_back, "differences", after)

    return soon


def edit(place: Place, number: int, **fields: Any) -> None:
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{number}", **fields)


def test_what_was_written_is_read_again_with_one_request(place: Place) -> None:
    (little,), few = carry_out(place)
    assert LITTLE in little["reason"]
    place.sandbox.restore()
    (all_,), many = carry_out(place, "--full")
    assert LITTLE not in all_["reason"]
    # The same properties were compared, and all were as declared.
    assert little["reason"].partition(";")[0] == all_["reason"].partition(";")[0]
    assert little["outcome"] == all_["outcome"] == "verified"
    assert many == few + 1


@pytest.mark.parametrize(
    ("number", "fields", "told"),
    [
        (ENGINE, {"title": "Look at the engine"}, "title"),
        (TANK, {"title": "Paint the tank"}, "title"),
        (TANK, {"labels": []}, "label"),
    ],
    ids=["what was written", "what it waits for", "a label of that"],
)
def test_an_edit_of_what_was_written_or_is_linked_to_it_is_seen(
    place: Place,
    meanwhile: Callable[[Callable[[], object]], None],
    number: int,
    fields: dict[str, Any],
    told: str,
) -> None:
    meanwhile(lambda: edit(place, number, **fields))
    said, _ = carry_out(place)
    assert {each["outcome"] for each in said} == {"conflict"}
    assert any(f": {told} " in each["reason"] for each in said)


def test_an_issue_that_comes_meanwhile_has_everything_read(
    place: Place, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    path = f"repos/{REPOSITORY}/issues"
    meanwhile(lambda: place.gh.rest("POST", path, title="Count down"))
    said, _ = carry_out(place)
    assert [each["reason"].partition(",")[0] for each in said] == ["duplicate: title is #152"]


def take_off(place: Place) -> str:
    """Take the card of an untouched issue off the board; return the board's id."""
    owner = place.gh.graphql(
        '{ organization(login: "acme") { projectV2(number: 1) { id'
        " items(first: 10) { nodes { id content { ... on Issue { number } } } } } } }"
    )
    project = owner["data"]["organization"]["projectV2"]
    (card,) = [
        each["id"] for each in project["items"]["nodes"] if each["content"]["number"] == COUNT
    ]
    place.gh.graphql(
        "mutation($project: ID!, $item: ID!) { deleteProjectV2Item("
        "input: {projectId: $project, itemId: $item}) { deletedItemId } }",
        project=project["id"],
        item=card,
    )
    return str(project["id"])


def test_a_card_that_goes_meanwhile_has_everything_read(
    place: Place, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    meanwhile(lambda: take_off(place))
    said, _ = carry_out(place)
    assert [(each["key"], each["reason"]) for each in said] == [("card count", "is not there")]


def test_so_has_one_in_whose_place_another_one_comes(
    place: Place, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    meanwhile(
        lambda: place.gh.graphql(
            "mutation($project: ID!) { addProjectV2DraftIssue("
            'input: {projectId: $project, title: "A note"}) { clientMutationId } }',
            project=take_off(place),
        )
    )
    said, _ = carry_out(place)
    assert [(each["key"], each["reason"]) for each in said] == [("card count", "is not there")]


def test_an_edit_of_what_the_run_did_not_touch_is_left_to_verify(
    place: Place, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    meanwhile(lambda: edit(place, COUNT, title="Count up"))
    (said,), _ = carry_out(place)
    assert said["outcome"] == "verified"
    verified = place.playbook("verify", "--backlog", "backlog.yml")
    assert "is Count up, declared Count down" in verified.out


@pytest.mark.parametrize(
    ("word", "backlog"),
    [
        ("--no-lock", CHANGED),
        ("--yes", CHANGED.replace('"area:core"', '"area:hull"')),
        ("--yes", CHANGED.replace("Size", "Length")),
    ],
    ids=["without a lock", "another label", "another field"],
)
def test_everything_is_read_where_the_run_cannot_be_sure(
    place: Place, word: str, backlog: str
) -> None:
    backlog = backlog.replace('name: "area:hull"', 'name: "area:hull", previously: ["area:core"]')
    place.write("backlog.yml", backlog)
    said, _ = carry_out(place, word)
    assert LITTLE not in said[0]["reason"]

"""Nothing that people wrote is lost in between: neither before it is read again, nor after."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.github.rereading import Rereading
from gh_playbook.github.writer import Begun, Writer
from gh_playbook.model.change import Change, Mutation, Operation
from gh_playbook.model.outcome import Result
from gh_playbook.model.sending import Stale
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import Gh
from tests.support.seeded import reseed, seeded

REPOSITORY = "acme/rocket"
SEED = """
owners:
  - login: octocat
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    repositories:
      - name: rocket
        issues: [{title: Build the tank, body: Old words, labels: [bug]}]
"""
BACKLOG = """
repository: acme/rocket
labels: [{name: "area:core", color: 0366d6}]
issues:
  - {key: tank, title: Build the tank, labels: ["area:core"], description: It holds fuel.}
"""
BOARD = """
repository: acme/rocket
project:
  title: Board
  fields: [{name: Status, type: single_select, options: [Todo, Done, %s]}]
"""
NEW = "Old words\n\nA paragraph that a person wrote just now"
MOMENTS = ("before it is read again", "after it was read again")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with seeded(tmp_path_factory.mktemp("races"), SEED, limits=False) as sandbox:
        yield sandbox


class Race:
    """The tool and a person on one repository; `meanwhile` is done once, at a moment."""

    def __init__(self, sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gh = Gh(sandbox)
        self.meanwhile: Callable[[], object] | None = None
        self._patch = monkeypatch
        self.settings = Settings(
            Path("playbooks/all.yml"),
            backlog=folder / "backlog.yml",
            sandbox=True,
            sandbox_dir=sandbox.directory,
        )

    def at(self, moment: str, mutation: str, meanwhile: Callable[[], object]) -> None:
        """Let something happen at a moment of the first such mutation."""
        self.meanwhile = meanwhile
        reread, begin = Rereading.stale, Writer.begin

        def reading(this: Rereading, changes: Mapping[int, Change]) -> list[Stale]:
            if changes and moment == MOMENTS[0]:
                self._happen()
            return reread(this, changes)

        def beginning(this: Writer, operations: Sequence[Operation], **how: bool) -> Begun:
            names = {each.name for each in operations if isinstance(each, Mutation)}
            if mutation in names and moment == MOMENTS[1]:
                self._happen()
            return begin(this, operations, **how)

        self._patch.setattr(Rereading, "stale", reading)
        self._patch.setattr(Writer, "begin", beginning)

    def _happen(self) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()

    def run(self, backlog: str = BACKLOG) -> dict[str, Result]:
        path = self.settings.backlog
        assert path is not None
        path.write_text(backlog)
        report = run(self.settings, Quiet())
        assert self.meanwhile is None, "the moment has come"
        return {each.key: each for each in report.results}

    def edit(self, number: int = 1, **fields: Any) -> None:
        assert self.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{number}", **fields).code == 0

    def issue(self, number: int = 1) -> dict[str, Any]:
        found: dict[str, Any] = self.gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json
        return found

    @property
    def body(self) -> str:
        return str(self.issue()["body"])


@pytest.fixture
def race(started: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Race:
    reseed(started)
    return Race(started, tmp_path, monkeypatch)


@pytest.mark.parametrize("moment", MOMENTS)
def test_words_that_come_while_an_issue_is_adopted_stay(race: Race, moment: str) -> None:
    race.at(moment, "updateIssue", lambda: race.edit(body=NEW))
    race.run()
    assert race.body.startswith(f"{NEW}\n\n<!-- gh-playbook:begin")
    assert "It holds fuel." in race.body
    assert all(each.outcome == "skipped" for each in race.run().values())


@pytest.mark.parametrize("moment", MOMENTS)
def test_words_around_the_block_that_come_while_it_is_renewed_stay(race: Race, moment: str) -> None:
    race.run()
    around = race.body.replace("Old words", NEW) + "\n\nAnd after it."
    race.at(moment, "updateIssue", lambda: race.edit(body=around))
    race.run(BACKLOG.replace("fuel", "much fuel"))
    assert race.body.startswith(NEW)
    assert race.body.endswith("And after it.")
    assert "It holds much fuel." in race.body


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_edit_inside_the_block_that_comes_while_it_is_renewed_is_a_conflict(
    race: Race, moment: str
) -> None:
    race.run()
    edited = race.body.replace("It holds fuel.", "It holds water.")
    race.at(moment, "updateIssue", lambda: race.edit(body=edited))
    result = race.run(BACKLOG.replace("fuel", "much fuel"))["tank"]
    assert result.outcome == "conflict"
    assert race.body == edited


def test_what_was_put_back_is_named(race: Race) -> None:
    race.at(MOMENTS[1], "updateIssue", lambda: race.edit(body=NEW))
    warnings = race.run()["tank"].warnings
    assert "octocat edited its text meanwhile: the edit was restored" in warnings


def test_an_orphan_that_somebody_edits_while_it_is_closed_is_opened_again_when_declared(
    race: Race,
) -> None:
    """Whether a person edits it, or a run without a lock that still declares it."""
    more = f"{BACKLOG}  - {{key: pump, title: Build the pump, description: It pumps.}}\n"
    race.run(more)
    edited = f"{NEW}\n\n{race.issue(2)['body']}"
    race.at(MOMENTS[1], "closeIssue", lambda: race.edit(2, body=edited))
    (warning,) = race.run(f"{BACKLOG}orphans: close")["pump"].warnings
    assert warning.startswith("octocat edited its text meanwhile: the edit was restored")
    assert (race.issue(2)["state"], race.issue(2)["body"].startswith(NEW)) == ("closed", True)
    race.run(more)
    assert race.issue(2)["state"] == "open"
    assert race.issue(2)["body"].startswith(NEW)
    assert "pending" not in race.issue(2)["body"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_tick_that_comes_in_between_stays(race: Race, moment: str) -> None:
    ticks = BACKLOG.replace("description: It holds fuel.", "acceptance_criteria: [One, Two]")
    race.run(ticks)
    ticked = race.body.replace("- [ ] One", "- [x] One")
    race.at(moment, "updateIssue", lambda: race.edit(body=ticked))
    race.run(ticks.replace("Two", "Three"))
    assert "- [x] One\n- [ ] Three" in race.body


@pytest.mark.parametrize("moment", MOMENTS)
def test_labels_that_people_put_on_and_take_off_in_between_are_as_they_left_them(
    race: Race, moment: str
) -> None:
    race.at(moment, "updateIssue", lambda: race.edit(labels=["question"]))
    race.run()
    names = sorted(each["name"] for each in race.issue()["labels"])
    assert names == ["area:core", "question"]


def test_an_issue_that_gets_another_title_meanwhile_is_not_taken_for_the_declared_one(
    race: Race,
) -> None:
    race.at(MOMENTS[0], "updateIssue", lambda: race.edit(title="Build the BIG tank"))
    result = race.run()["tank"]
    assert (result.outcome, result.number) == ("created", 2)
    assert (race.issue()["title"], race.body) == ("Build the BIG tank", "Old words")


def test_one_that_is_deleted_meanwhile_is_made(race: Race) -> None:
    race.at(
        MOMENTS[0],
        "updateIssue",
        lambda: race.gh("issue", "delete", "1", "-R", REPOSITORY, "--yes"),
    )
    result = race.run()["tank"]
    assert (result.outcome, result.number) == ("created", 2)


def test_an_option_that_comes_while_others_are_added_stays(race: Race) -> None:
    race.run(BOARD % "Review")
    field = options(race)

    def add() -> None:
        given = [
            *({"id": each["id"], "name": each["name"], "color": "GRAY", "description": ""}
              for each in field["options"]),
            {"name": "Theirs", "color": "RED", "description": "mine"},
        ]  # fmt: skip
        document = """mutation($field: ID!, $options: [ProjectV2SingleSelectFieldOptionInput!]) {
          updateProjectV2Field(input: {fieldId: $field, singleSelectOptions: $options}) {
            clientMutationId } }"""
        race.gh.graphql(document, field=field["id"], options=given)

    race.at(MOMENTS[0], "updateProjectV2Field", add)
    race.run(BOARD % "Review, More")
    names = [each["name"] for each in options(race)["options"]]
    assert sorted(names) == ["Done", "More", "Review", "Theirs", "Todo"]


def options(race: Race) -> dict[str, Any]:
    document = """{ organization(login: "acme") { projectV2(number: 1) { field(name: "Status") {
      ... on ProjectV2SingleSelectField { id options { id name } } } } } }"""
    data = race.gh.graphql(document)["data"]
    found: dict[str, Any] = data["organization"]["projectV2"]["field"]
    return found


@pytest.mark.parametrize(
    "text", ["a \x1b[31mred\x1b[0m log", "bell \x07", "null-ish \x01", "^[a-z] \x1b"]
)
def test_control_characters_that_gh_shows_otherwise_are_left(race: Race, text: str) -> None:
    race.edit(body=text)
    before = raw_body(race)
    result = race.run()["tank"]
    assert result.outcome == "conflict"
    assert raw_body(race) == before == text


@pytest.mark.parametrize("text", ["a pattern ^[a-z]+$", "press ^C", "2^@x", "naïve ^_ 😀", "\x7f"])
def test_carets_that_people_wrote_are_no_such_thing(race: Race, text: str) -> None:
    race.edit(body=text)
    assert race.run()["tank"].outcome == "updated"
    assert race.body.startswith(f"{text}\n\n<!-- gh-playbook")


def raw_body(race: Race) -> str:
    """Return the body as it is stored: `gh` would not show it."""
    path = race.settings.sandbox_dir / "github.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        (found,) = database.execute("SELECT body FROM issue WHERE number = 1").fetchone()
    return str(found)


def test_a_parent_that_changes_while_its_sub_issue_is_made_keeps_it(race: Race) -> None:
    family = BACKLOG.replace("It holds fuel.}", "It holds fuel.,\n     sub_issues: [%s]}")
    race.at(MOMENTS[0], "updateIssue", lambda: race.edit(body=NEW))
    race.run(family % "{key: pump, title: Build the pump}")
    assert race.body.startswith(NEW)
    listed = race.gh.rest("GET", f"repos/{REPOSITORY}/issues/1/sub_issues").json
    assert [each["title"] for each in listed] == ["Build the pump"]

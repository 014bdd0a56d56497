"""A new kind of thing costs one module: this test's own runs through all that there is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.source import InputError
from gh_playbook.github.reading import parsing
from gh_playbook.model.change import Action, Change, Mutation, Payload
from gh_playbook.model.existing import ExistingLabel
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import UNBORN, World
from gh_playbook.modules import MODULES, Context, Mention, Module
from gh_playbook.modules.module import compare, skipped
from gh_playbook.report.implementation.page import inventory, kinds
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox

REPOSITORY = "PimpMyNines/empty"
BACKLOG = f"repository: {REPOSITORY}\nissues: [{{key: a, title: A}}, {{key: b, title: B}}]\n"
PLAYBOOK = """\
- {name: one, area: {name: core, of: [a]}}
- {name: more, area: {name: "{{ item }}"}, loop: [docs, web], register: areas}
- {name: then, area: {name: late, of: [b]}, when: areas.changed}
"""


class Area(Declared):
    """A part of a product, told by a label of its own; `of` are the keys of the issues about it."""

    name: str
    of: tuple[str, ...] = ()

    def belongs_to(self, chosen: Chosen) -> bool:
        """Tell whether one of the issues is about it."""
        return not self.of or not chosen.keys.isdisjoint(self.of)


class AreaModule(Module[Area, ExistingLabel]):
    """An area, as a label."""

    name = "area"
    title = "Areas"
    argument = Area
    is_in_repository = True
    mention = Mention.NAMED

    def key(self, desired: Area) -> str:
        """Return the area's name."""
        return desired.name

    def diff(self, desired: Area, world: World, _context: Context) -> Change[ExistingLabel]:
        """Compare whether there is such a label."""
        label = ExistingLabel(UNBORN + desired.name, f"area:{desired.name}", "ededed", "")
        if world.label(label.name):
            return skipped(self.name, desired.name)
        wire = {"repositoryId": world.repository.id, "name": label.name, "color": label.color}
        selection = "label { id name color description }"
        operations = (Mutation("createLabel", wire, selection),)
        return Change(
            self.name, desired.name, Action.CREATE, "new", operations=operations, after=label
        )

    def record(self, change: Change[ExistingLabel], world: World, payload: Payload | None) -> None:
        """Take in the label."""
        world.put_label(parsing.label(payload["label"]) if payload else change.made)


class Topics(Declared):
    """The topics of the repository, which nothing else of the tool reads."""

    names: tuple[str, ...]


class TopicsModule(Module[Topics, tuple[str, ...]]):
    """The topics of the repository: those that are declared, and people's."""

    name = "topics"
    title = "Topics"
    argument = Topics
    is_in_repository = True
    permission = "Administration"
    selection = "repositoryTopics(first: 20) { nodes { topic { name } } }"

    def key(self, _desired: Topics) -> str:
        """Return the name that a repository's topics have in reports."""
        return "topics"

    def diff(self, desired: Topics, world: World, _context: Context) -> Change[tuple[str, ...]]:
        """Compare what is there with what is declared; nothing is taken away."""
        nodes = world.selected[self.name]["repositoryTopics"]["nodes"]
        before = tuple(each["topic"]["name"] for each in nodes)
        after = tuple(dict.fromkeys([*before, *desired.names]))
        if after == before:
            return skipped(self.name, "topics")
        given = {"repositoryId": world.repository.id, "topicNames": list(after)}
        operation = Mutation("updateTopics", given, f"repository {{ {self.selection} }}")
        differences = compare({"names": (before, after)})
        change = skipped(self.name, "topics", differences=differences, before=before, after=after)
        return change.but(action=Action.UPDATE, reason="names", operations=(operation,))

    def record(
        self, change: Change[tuple[str, ...]], world: World, payload: Payload | None
    ) -> None:
        """Take in the topics, in the form in which they are read."""
        nodes = [{"topic": {"name": each}} for each in change.made]
        made = {"repositoryTopics": {"nodes": nodes}}
        world.selected[self.name] = payload["repository"] if payload else made


Run = Callable[..., RunReport]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings of the toy's playbook; the module is only listed."""
    monkeypatch.setitem(MODULES, AreaModule.name, AreaModule())
    (tmp_path / "backlog.yml").write_text(BACKLOG)
    (tmp_path / "areas.yml").write_text(PLAYBOOK)
    folder = tmp_path / "sandbox"
    playbook, backlog = tmp_path / "areas.yml", tmp_path / "backlog.yml"
    return Settings(playbook, backlog=backlog, sandbox=True, sandbox_dir=folder)


@pytest.fixture
def perform(settings: Settings) -> Iterator[Run]:
    """Run the playbook on a sandbox of the test's own."""
    sandbox = Sandbox(settings.sandbox_dir)
    sandbox.start()

    def perform(**more: object) -> RunReport:
        return run(replace(settings, **more), Quiet())  # type: ignore[arg-type]

    yield perform
    sandbox.stop()


def outcomes(done: RunReport) -> list[tuple[str, Outcome]]:
    return [(result.key, result.outcome) for result in done.results]


def test_it_converges_and_the_second_run_has_nothing_to_do(perform: Run) -> None:
    created = [(name, Outcome.CREATED) for name in ("core", "docs", "web", "late")]
    assert outcomes(perform(dry_run=True)) == created
    first = perform()
    # Two, and the lock: a label that is made and deleted.
    assert (outcomes(first), first.requests["writes"]) == (created, 4)
    second = perform()
    assert (outcomes(second), second.requests["writes"]) == (
        [(name, Outcome.SKIPPED) for name in ("core", "docs", "web")],
        0,
    )


def test_a_kind_that_nothing_reads_brings_its_own_reading(
    perform: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODULES, TopicsModule.name, TopicsModule())
    settings.playbook.write_text("- {name: it, topics: {names: [fast, small]}}\n")
    assert outcomes(perform(dry_run=True)) == [("topics", Outcome.UPDATED)]
    assert outcomes(perform()) == [("topics", Outcome.UPDATED)]
    again = perform()
    assert (outcomes(again), again.requests["writes"]) == ([("topics", Outcome.SKIPPED)], 0)
    settings.playbook.write_text("- {name: it, topics: {names: [old]}}\n")
    (done,) = perform().results
    assert [each.desired for each in done.differences] == [("fast", "small", "old")]


def test_only_leaves_out_what_other_issues_alone_need(perform: Run) -> None:
    assert [key for key, _ in outcomes(perform(only=("a",)))] == ["core", "docs", "web"]
    assert [key for key, _ in outcomes(perform(only=("b",), dry_run=True))] == ["docs", "web"]


def test_doctor_says_that_a_login_may_only_read(
    perform: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_reader")
    for dry_run in (True, False):
        done = perform(dry_run=dry_run)
        assert {each.outcome for each in done.results} == {Outcome.BLOCKED}
        assert f"this login may only read {REPOSITORY}" in done.results[0].reason


def test_the_report_has_a_title_for_it_and_names_its_things(perform: Run) -> None:
    results = perform(dry_run=True).results
    (kind,) = kinds(results)
    assert (kind.name, kind.total, kind.same) == ("Areas", 4, 0)
    assert inventory(results) == [
        "**Areas**, would be created (new): `core`, `docs`, `web` and `late`."
    ]


def test_what_is_wrong_with_it_is_said_before_the_first_request(settings: Settings) -> None:
    settings.playbook.write_text("- {area: {nmae: core}}\n- {aera: {name: core}}\n")
    with pytest.raises(InputError) as caught:
        prepare(settings)
    told = [fault.message for fault in caught.value.faults]
    assert "unknown key 'aera': did you mean 'area'?" in told

"""Reading: what the register leads to, and all where it leads astray."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.reading import Reading
from gh_playbook.github.reader import Reader
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from tests.github.answers import Answering, Time, answer
from tests.github.reading.snapshot_answers import first
from tests.github.reading.test_known_issues import all_of, known, types

BACKLOG = "repository: octo/demo\nissues: [{key: k1, title: T1}, {key: k2, title: T2}]\n"
STEP = "- issue: '{{ item }}'\n  loop: '{{ backlog.issues }}'\n"
OWN = {"authorAssociation": "OWNER"}


def read(folder: Path, register: str, *answers: Any) -> World:
    """Return the world of a repository of a thousand issues that has a register.

    Each of the answers is one about issues, and comes behind one about the repository.
    """
    (folder / "backlog.yml").write_text(BACKLOG)
    (folder / "all.yml").write_text(STEP)
    beginning = first(
        extent={"totalCount": 1000, "nodes": []},
        state={"oid": "c1", "message": f'{{"gh-playbook": 1, "issues": {register}}}'},
    )
    gh = Answering(answers=[each for given in answers for each in (beginning, given)])
    session = GitHubSession(gh, Reader(gh, Time().pacer()), None, folder)
    settings = Settings(folder / "all.yml", backlog=folder / "backlog.yml", runs=folder / "runs")
    world = Reading(session, prepare(settings)).read()
    assert gh.answers == []
    return world


def test_what_the_register_leads_to_is_enough(tmp_path: Path) -> None:
    nodes = {"nodes": [known(1, **OWN), known(2, **OWN)]}
    world = read(tmp_path, '{"k1": [1, "I1"], "k2": [2, "I2"]}', answer({"data": types() | nodes}))
    assert (world.bound, world.is_whole) == ({"k1": "I1", "k2": "I2"}, False)


@pytest.mark.parametrize(
    ("register", "found"),
    [
        pytest.param(
            '{"k1": [1, "I2"], "k2": [2, "I2"]}', [known(2, **OWN)], id="two keys, one issue"
        ),
        pytest.param(
            '{"k1": [7, "I1"], "k2": [2, "I2"]}',
            [known(1), known(2, **OWN)],
            id="a number that is not that of an outsider's issue",
        ),
    ],
)
def test_where_it_does_not_lead_to_an_issue_of_each_key_all_are_read(
    tmp_path: Path, register: str, found: list[Any]
) -> None:
    original = known(9, "k1", title="T1", **OWN)
    everything = [*found, original]
    world = read(
        tmp_path, register, answer({"data": types() | {"nodes": found}}), all_of(*everything)
    )
    assert (world.bound, world.is_whole) == ({"k1": "I9", "k2": "I2"}, True)

"""A call as a whole: its tasks go to one place, and no flag comes twice."""

import pytest

from gh_playbook.commands.call import Flag, faults

FLAGS = {
    "--sandbox": Flag(takes_value=False),
    "--sandbox-dir": Flag(),
    "--repo": Flag(),
    "--tags": Flag(),
    "--only": Flag(is_repeatable=True),
}
RUN = {"--playbook": Flag(is_positional=True), **FLAGS}
COMMANDS = {"labels": FLAGS, "issues": FLAGS, "look": {"--repo": Flag()}, "run": RUN}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "labels",
        "labels issues",
        "labels --sandbox issues --sandbox",
        "labels --repo a/b issues --repo=a/b look --repo a/b",
        "labels --sandbox look",
        "labels --only a --only b",
        "-e --dry labels --tags issues",
        "plan.labels --sandbox plan.issues --sandbox",
        "other --repo a/b labels",
        "run labels --sandbox",
        "run --playbook labels --sandbox issues --sandbox",
        "run --sandbox labels issues --sandbox",
        "labels --sandbox --",
        "other -- --sandbox",
    ],
)
def test_a_call_that_is_one(words: str) -> None:
    assert list(faults(words.split(), COMMANDS)) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "labels issues --sandbox",
            "the tasks of one call share --sandbox: here labels has none and issues has it",
        ),
        ("labels --sandbox issues", "labels has it and issues has none"),
        ("plan.labels plan.issues --sandbox", "labels has none and issues has it"),
        ("labels --repo a/b look", "labels has a/b and look has none"),
        ("labels --repo a/b issues --repo c/d", "labels has a/b and issues has c/d"),
        ("labels --sandbox --sandbox-dir x issues --sandbox", "labels has x and issues has none"),
        ("labels --repo a/b --repo c/d", "labels: --repo is given 2 times"),
        ("labels --tags a --sandbox --tags issues", "labels: --tags is given 2 times"),
        ("labels -- --sandbox", "nothing after `--` is read, so leave it out: here --sandbox"),
        ("labels --repo -- a/b", "nothing after `--` is read, so leave it out: here a/b"),
        ("run -- labels --sandbox --", "leave it out: here labels --sandbox --"),
        ("labels --tags=a --tags=a", "labels: --tags is given 2 times, but takes one value"),
    ],
)
def test_a_call_that_would_go_to_two_places_or_means_two_things(words: str, told: str) -> None:
    [fault] = faults(words.split(), COMMANDS)
    assert told in fault

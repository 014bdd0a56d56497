"""What people deleted is named, and the file keeps what it says of it."""

from dataclasses import replace

import pytest

from gh_playbook.convergence.journal import pull_memory
from gh_playbook.model.register import Register, RegisterEntry
from gh_playbook.model.target import of_repository
from tests.pulling.trial import BACKLOG, Trial
from tests.support.github_in_memory import REPOSITORY


def test_what_people_deleted_is_named_and_left(trial: Trial) -> None:
    del trial.world.labels["help"]
    found, text = trial.pull(prefer="github")
    assert text == BACKLOG
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "help: label: the backlog says help, GitHub has nothing "
        "(it is gone from GitHub: take its entry out, or let `all` make it again)"
    )


def test_an_issue_that_people_deleted_is_named_and_one_that_never_was_is_not(trial: Trial) -> None:
    twin = trial.issue("twin")
    entry = RegisterEntry(twin.number or 0, twin.id)
    del trial.world.issues[twin.id]
    # What is moved or deleted takes its links with it.
    trial.set("outline", related_to=())
    ours = BACKLOG.replace("issues:\n", "issues:\n  - {key: new, title: A new one}\n", 1)
    trial.path.write_text(ours)
    found, text = trial.pull(prefer="github")
    (told,) = [str(each) for each in found.conflicts if each.field == "issue"]
    assert told == (
        "twin: issue: the backlog says A twin, GitHub has nothing "
        "(it is gone from GitHub: take its entry out, or let `all` make it again)"
    )
    assert "key: twin" in text
    trial.world.register = Register({"twin": entry}, is_found=True)
    found, _ = trial.pull()
    (told,) = [str(each) for each in found.conflicts if each.field == "issue"]
    assert told.startswith(f"twin: issue: the backlog says #{entry.number} A twin")


def test_nobody_moved_the_sub_issues_of_an_issue_that_was_deleted(trial: Trial) -> None:
    parent, guide = trial.issue("other"), trial.issue("guide")
    trial.set("guide", blocked_by=tuple(id for id in guide.blocked_by if id != parent.id))
    trial.move("third", None)
    del trial.world.issues[parent.id]
    found, text = trial.pull()
    assert [(each.key, each.field) for each in found.conflicts if each.field != "blocked_by"] == [
        ("other", "issue")
    ]
    assert "parent: other" in text


def test_a_deleted_label_that_no_run_made_is_known_by_the_issues_that_had_it(trial: Trial) -> None:
    saved = pull_memory.load(trial.settings.memory, of_repository(REPOSITORY))
    pull_memory.save(trial.settings.memory, of_repository(REPOSITORY), replace(saved, ids={}))
    del trial.world.labels["bug"]
    trial.set("guide", labels=())
    found, _ = trial.pull(prefer="github")
    assert [str(each).partition(",")[0] for each in found.conflicts] == [
        "bug: label: the backlog says bug"
    ]


@pytest.mark.parametrize(
    ("name", "gone", "told"),
    [
        ("Team", None, "Team: field: the backlog says Team"),
        ("Team", "Hull", "Team: option: the backlog says Hull"),
        ("Skills", "Web", "Skills: option: the backlog says Web"),
        ("Priority", None, "Priority: field: the backlog says Priority"),
        ("Priority", "P1", "Priority: option: the backlog says P1"),
    ],
)
def test_values_stay_where_people_deleted_their_field_or_option(
    trial: Trial, name: str, gone: str | None, told: str
) -> None:
    trial.pull()
    trial.delete(name, gone)
    for _ in range(2):
        found, text = trial.pull(prefer="github")
        assert (found.taken, text) == ((), BACKLOG)
        assert [str(each) for each in found.conflicts] == [
            (
                f"{told}, GitHub has nothing "
                "(it is gone from GitHub: take its entry out, or let `all` make it again)"
            )
        ]


def test_another_value_comes_in_where_the_option_is_gone(trial: Trial) -> None:
    trial.delete("Team", "Hull")
    trial.value("guide", Team="Power")
    found, text = trial.pull()
    assert [(each.key, each.field, each.declared) for each in found.conflicts] == [
        ("Team", "option", "Hull")
    ]
    assert text == BACKLOG.replace("Team: Hull", "Team: Power")


def test_the_backlog_is_preferred_where_only_a_hand_could_take_in_the_other(trial: Trial) -> None:
    del trial.world.labels["help"]
    trial.delete("Team", None)
    found, text = trial.pull(prefer="backlog")
    assert (found.taken, found.conflicts, text) == ((), (), BACKLOG)

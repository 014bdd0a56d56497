"""A plan is not applied if something has changed since its review."""

from pathlib import Path

import pytest

from gh_playbook.convergence.plan.plan_file import PlanFile, sealed
from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import Trial
from tests.acceptance.plan_file.conftest import BACKLOG, planned


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        pytest.param(
            ("one, color: d73a4a", "one, color: '000000'"),
            'reviewed: color was planned as "d73a4a" and is now planned as "000000"',
            id="another colour",
        ),
        pytest.param(
            ("description: Before", "description: After"),
            'issue b: no longer as it was reviewed: body was planned as "Before" and is now '
            'planned as "After"',
            id="another text",
        ),
        pytest.param(
            ("  - {name: two, color: d73a4a}\n", ""),
            "label two: is not part of this run: the backlog no longer names it, or --only or",
            id="gone",
        ),
    ],
)
def test_a_backlog_that_changed_since_is_not_applied(
    change: tuple[str, str], objection: str, fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    backlog.write_text(BACKLOG.replace(*change))
    with pytest.raises(InputError, match="nothing was written") as caught:
        fresh.run(backlog=backlog, plan=path)
    assert objection in str(caught.value)
    assert not [each for each in fresh.gh.log() if each["write"]]


def test_what_somebody_changed_on_github_since_is_not_overwritten(
    fresh: Trial, backlog: Path
) -> None:
    assert fresh.run(backlog=backlog).code == 0
    backlog.write_text(BACKLOG.replace("one, color: d73a4a", "one, color: '111111'"))
    path = planned(fresh, backlog)
    edited = fresh.gh.rest("PATCH", "repos/PimpMyNines/empty/labels/one", color="222222")
    assert edited.code == 0, edited
    with pytest.raises(InputError, match='color was "d73a4a" and is "222222"'):
        fresh.run(backlog=backlog, plan=path)


def of_another_version(path: Path) -> None:
    plan = PlanFile.model_validate_json(path.read_text()).model_copy(update={"tool": "0.0.1"})
    path.write_text(sealed(plan).model_dump_json())


def test_a_plan_of_another_version_is_applied_where_this_one_would_do_the_same(
    fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    of_another_version(path)
    backlog.write_text(BACKLOG.replace("Before", "After"))
    with pytest.raises(InputError, match=r"gh-playbook 0\.0\.1 has made it, and this is "):
        fresh.run(backlog=backlog, plan=path)
    backlog.write_text(BACKLOG)
    assert fresh.run(backlog=backlog, plan=path).code == 0


def test_what_came_or_went_since_is_reported_in_these_words(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog)
    fresh.gh.rest("POST", "repos/PimpMyNines/empty/labels", name="one", color="222222")
    with pytest.raises(InputError, match=r"label one: was to be created, and is there by now$"):
        fresh.run(backlog=backlog, plan=path)
    path = planned(fresh, backlog)
    fresh.gh.rest("DELETE", "repos/PimpMyNines/empty/labels/one")
    with pytest.raises(InputError, match="label one: is no longer there, and would be created"):
        fresh.run(backlog=backlog, plan=path)


def test_what_a_run_left_half_done_is_no_longer_as_it_was_reviewed(
    fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    fresh.sandbox.set_faults([{"operation": "addBlockedBy", "fault": "drop-before"}])
    assert fresh.run(backlog=backlog, plan=path, lock=False).code == 1
    fresh.sandbox.set_faults(None)
    before = len(fresh.gh.log())
    with pytest.raises(InputError, match="issue b: nothing is left to do") as caught:
        fresh.run(backlog=backlog, plan=path)
    assert "a ← b" not in str(caught.value)
    assert not [each for each in fresh.gh.log()[before:] if each["write"]]
    assert fresh.run(backlog=backlog, plan=planned(fresh, backlog)).changed == {"a ← b": "created"}

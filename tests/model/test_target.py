"""Which past targets are the present one: the same repository, and nothing was forgotten since."""

from dataclasses import replace

import pytest

from gh_playbook.model.target import Target

REAL = Target("acme/shop", "github.com", repository_id="R_1")
SOWN = replace(REAL, sandbox="/sandbox", state="1a")


@pytest.mark.parametrize(
    ("past", "now", "counts"),
    [
        pytest.param(REAL, replace(REAL, repository="acme/store"), True, id="renamed"),
        pytest.param(REAL, replace(REAL, repository_id="R_2"), False, id="made anew"),
        pytest.param(REAL, replace(REAL, host="ghes.acme.com"), False, id="elsewhere"),
        pytest.param(SOWN, SOWN, True, id="the same state"),
        pytest.param(SOWN, replace(SOWN, state="2b"), False, id="sown anew"),
        pytest.param(SOWN, replace(SOWN, host="ghes.acme.com"), True, id="a sandbox is any host"),
        pytest.param(SOWN, replace(SOWN, state="1a.3c"), True, id="before it was kept"),
        pytest.param(replace(SOWN, state="1a.3c"), SOWN, False, id="lost since"),
        pytest.param(replace(SOWN, state="1a.3c"), replace(SOWN, state="1a.4d"), False, id="twin"),
        pytest.param(replace(SOWN, state="1a"), replace(SOWN, state="1ab"), False, id="no part"),
        pytest.param(SOWN, REAL, False, id="rehearsed"),
        pytest.param(Target("ACME/shop"), REAL, True, id="an older version"),
        pytest.param(Target("acme/site"), REAL, False, id="an older version, another name"),
        pytest.param(
            Target("acme/shop"),
            replace(REAL, repository="acme/store", moved_from="acme/shop"),
            True,
            id="an older version, renamed",
        ),
        pytest.param(REAL, Target("acme/shop"), True, id="not answered yet"),
    ],
)
def test_a_past_target_counts_if_it_led_to_the_present_one(
    past: Target, now: Target, counts: bool
) -> None:
    assert now.has_past(past) is counts

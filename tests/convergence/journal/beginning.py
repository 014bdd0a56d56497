"""Journals that begin at any moment, and a change to be written into them."""

from datetime import UTC, datetime

from gh_playbook.convergence.journal.journal import Journal
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.model.change import Action, Change, Difference
from gh_playbook.model.existing import ExistingLabel
from gh_playbook.settings import Settings

MOMENT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def begun(
    settings: Settings, prepared: Prepared, token: str = "abc", moment: datetime = MOMENT
) -> Journal:
    return Journal.begin(settings, prepared, lambda: moment, lambda: token)


def a_change(name: str) -> Change:
    before = ExistingLabel("L1", name, "000000", "")
    return Change(
        "label",
        name,
        Action.UPDATE,
        "color",
        differences=(Difference("color", "000000", "d73a4a"),),
        before=before,
        after=ExistingLabel("L1", name, "d73a4a", ""),
    )

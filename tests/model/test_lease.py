"""Leases: what is written is read again, and what is none is none, whoever wrote it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from gh_playbook.model import lease
from gh_playbook.model.lease import Lease

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEASE = Lease("mona", "desk", "machine", 7, "20261125T120000Z-abc", NOW, NOW + timedelta(minutes=2))


def test_what_is_written_is_read_again() -> None:
    assert lease.parse(lease.compose(LEASE)) == LEASE


@pytest.mark.parametrize(
    "changed",
    [
        {"since": "2026-11-25T12:00:00"},
        {"until": "2026-11-25"},
        {"until": "soon"},
        {"since": None},
        {"process": "many"},
        {"gh-playbook lock": 99},
    ],
)
def test_what_is_none_is_none(changed: dict[str, object]) -> None:
    text = json.dumps({**json.loads(lease.compose(LEASE)), **changed})
    assert lease.parse(text) is None


@pytest.mark.parametrize("text", [None, "", "[]", "7", "{", "[" * 100_000, "9" * 5_000])
def test_another_text_is_none(text: str | None) -> None:
    assert lease.parse(text) is None
    assert lease.parse_short(text) is None

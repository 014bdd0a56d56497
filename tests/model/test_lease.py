"""Leases: what is written is read again, and what is none is none, whoever wrote it."""

import json
from dataclasses import replace
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


@pytest.mark.parametrize(
    "host", ["Mona's desk", "", " ", "\u2003desk", "de\tsk\n", "机器 \U0001f680", "h\udce4"]
)
@pytest.mark.parametrize("login", ["mona", ""])
@pytest.mark.parametrize("machine", ["machine", ""])
def test_a_lease_is_known_whatever_the_machine_is_called(
    host: str, login: str, machine: str
) -> None:
    known = lease.parse_name(
        lease.compose_name(replace(LEASE, host=host, login=login, machine=machine))
    )
    assert known is not None
    assert (known.machine, known.process, known.until) == (machine, 7, LEASE.until)

"""The identity of this machine: the same for all its processes."""

import itertools
import uuid

from pytest_mock import MockerFixture

from gh_playbook.github.lock.machine import fingerprint


def test_an_address_that_python_makes_up_for_each_process_is_no_part_of_it(
    mocker: MockerFixture,
) -> None:
    """As in a container that shows no network address."""
    mocker.patch.object(uuid, "getnode", side_effect=itertools.count(1 << 40))
    assert fingerprint() == fingerprint()


def test_machines_of_other_addresses_are_others(mocker: MockerFixture) -> None:
    mocker.patch.object(uuid, "getnode", side_effect=[0x0242AC110002, 0x0242AC110003])
    assert fingerprint() != fingerprint()

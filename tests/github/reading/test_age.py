"""The numbers of cards and updates, by which the younger one of two is found."""

from typing import Any

from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import age
from gh_playbook.model.existing import Features
from tests.github.answers import Answering, Time, answer


def test_what_is_gone_hidden_or_without_a_number_is_left_out() -> None:
    """`fullDatabaseId` may be null in GitHub's schema."""
    nodes: list[Any] = [
        {"id": "C1", "fullDatabaseId": "71"},
        {"id": "C2", "fullDatabaseId": None},
        None,
        {},
    ]
    errors = [{"type": "NOT_FOUND", "path": ["nodes", 2], "message": "no such node"}]
    gh = Answering(answers=[answer({"data": {"nodes": nodes}, "errors": errors})])
    reader = Reader(gh, Time().pacer())
    assert age.read(reader, Features(), ["C1", "C2", "C3", "I4"]) == {"C1": 71}

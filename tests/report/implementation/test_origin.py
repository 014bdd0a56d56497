"""The report tells issues that the tool created from those that existed before."""

import pytest

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.managed_block import compose
from gh_playbook.model.marker import Marker
from gh_playbook.report.implementation.building import _origin
from gh_playbook.report.implementation.state import Origin

NEW = compose(Marker("bake"), "Text.")
OLD = compose(Marker("bake", 7), "Text.")


@pytest.mark.parametrize(
    ("body", "number", "origin"),
    [
        (NEW, None, Origin.CREATED),
        (NEW, 7, Origin.CREATED),
        (f"Written above later.\n\n{NEW}", None, Origin.CREATED),
        (OLD, None, Origin.CREATED),
        (OLD, 7, Origin.ADOPTED),
        (f"By hand.\n\n{OLD}", None, Origin.ADOPTED),
        ("By hand.", 7, Origin.ADOPTED),
        (NEW * 2, None, Origin.ADOPTED),
    ],
)
def test_a_marker_that_was_written_with_its_issue_tells_that_the_issue_was_created(
    body: str, number: int | None, origin: Origin
) -> None:
    desired = Issue(key="bake", title="Bake", number=number)
    assert _origin(desired, ExistingIssue("I7", 7, "Bake", body)) is origin

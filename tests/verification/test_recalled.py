"""What a run had read is, in verification's form, what verification reads itself."""

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.reading import Reading
from gh_playbook.github import session
from gh_playbook.verification import introspection, reading
from gh_playbook.verification.recalled import recall
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import Gh
from tests.verification.conftest import settings
from tests.verification.test_drift import do

_MORE = [
    "issue close 22 --reason 'not planned'",
    "issue lock 23 --reason spam",
    "issue edit 24 --add-assignee @me",
    "issue pin 13",
]


def test_what_a_run_knows_is_what_verification_reads(sandbox: Sandbox, gh: Gh) -> None:
    do(gh, _MORE)
    chosen = settings(sandbox, dry_run=True)
    prepared = prepare(chosen)
    project = prepared.backlog.project
    assert project is not None
    with session.opened(chosen) as opened:
        world = Reading(opened, prepared).read()
        known = recall(world)
        place = (prepared.owner, prepared.name)
        there = introspection.introspect(opened.reader, *place, project.title)
        found = reading.read(opened.reader, *place, there)
    assert found.board is not None
    assert len(found.issues) > 20
    assert [*known.issues.values()] == [*found.issues]
    assert sorted(known.labels.values(), key=str) == sorted(found.labels, key=str)
    assert known.cards == found.board.cards
    assert known.newest == max(each.number for each in found.issues)
    assert len(known.card_ids) == len(found.board.cards)
    # The next run goes by the cursors of either.
    assert len(found.board.card_pages) == 1
    assert world.card_pages == found.board.card_pages

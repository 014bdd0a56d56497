"""The history of a repository: the journals and the memory of pulls answer what modules ask."""

from collections.abc import Iterable
from functools import partial

from gh_playbook.convergence.journal import pull_memory
from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.hand_change import HandChanges
from gh_playbook.convergence.journal.last_left import LastLeft
from gh_playbook.convergence.journal.made_tie import MadeTies
from gh_playbook.convergence.journal.outdated_label import OutdatedLabels
from gh_playbook.convergence.journal.own_writing import OwnWritings
from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.consistency.rule_label import RuleLabels
from gh_playbook.model.target import Target
from gh_playbook.modules.history import History
from gh_playbook.settings import Settings


def history(
    settings: Settings, repository: str, rules: RuleLabels, prune: Iterable[str]
) -> History:
    """Return what earlier runs and pulls on this machine left behind.

    `rules` and `prune` are those of the backlog.
    """
    load = partial(pull_memory.load, settings.memory)
    runs = EarlierRuns(settings.runs_path, Target(repository), load)
    by_hand = HandChanges(runs)
    left = LastLeft(runs)
    return History(
        meet=runs.meet,
        taken_in=lambda key: runs.pulled.bases.get(key, Base()).digest,
        has_written=OwnWritings(runs).holds,
        outdated_labels=OutdatedLabels(rules, runs).of,
        changed_by_hand=by_hand.of,
        linked_by_runs=by_hand.links,
        left_on_card=by_hand.card,
        last_left=left.issue,
        last_left_card=left.card,
        is_left_over=MadeTies(runs, frozenset(prune)).are_left,
    )

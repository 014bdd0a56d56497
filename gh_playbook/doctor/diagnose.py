"""The doctor's way through it: the input, `gh`, the login, the run foreseen; then the judgement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from gh_playbook.convergence.forecast import Forecast, Foresight, forecast
from gh_playbook.convergence.preparation import VERIFY, Prepared, prepare
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.playbook import Step
from gh_playbook.doctor import account
from gh_playbook.doctor.diagnosis import Diagnosis, Finding, Level
from gh_playbook.doctor.judging import Case, judge
from gh_playbook.github import session
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result
from gh_playbook.model.sending import Sender
from gh_playbook.model.world import World
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings


def diagnose(
    settings: Settings, on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
) -> Diagnosis:
    """Look at everything that a run of these settings would need; nothing can be written.

    Raises InputError when the input is unusable, and AuthenticationError where nobody is logged
    in; all else that GitHub refuses is a line of the diagnosis.
    """
    settings = replace(settings, dry_run=True)
    prepared = prepare(settings)
    repository = f"{prepared.owner}/{prepared.name}"
    topic = "gh"
    try:
        with session.opened(settings, on_wait) as opened:
            topic = "login"
            who = account.ask(opened, prepared.owner)
            topic = "repository"
            report, foresight = _foresee(settings, on_wait)
    except AuthenticationError:
        raise
    except GitHubError as error:
        return Diagnosis(repository, (Finding(topic, Level.ERROR, str(error)),))
    case = _case(who, prepared, report, foresight)
    return Diagnosis(repository, tuple(judge(case)))


def _foresee(
    settings: Settings, on_wait: Callable[[float, str], None]
) -> tuple[RunReport, Foresight]:
    kept: list[Foresight] = []

    def keep(world: World) -> Sender:
        kept.append(Foresight(world))
        return kept[0]

    report = run(settings, _Silence(on_wait), foresee=keep)
    if report.stopped is not None:
        raise report.stopped
    return report, kept[0]


def _case(
    who: account.Account, prepared: Prepared, report: RunReport, foresight: Foresight
) -> Case:
    verifies = any(each.step.module == VERIFY for each in prepared.steps)
    return Case(
        account=who,
        repository=foresight.world.repository,
        features=foresight.world.features,
        has_board=foresight.world.project is not None,
        backlog=prepared.backlog,
        files=prepared.files(),
        changes=foresight.changes,
        results=report.results,
        forecast=forecast(foresight.rounds),
        reads=report.requests["reads"] + verifies,
    )


@dataclass(frozen=True)
class _Silence:
    """Listens to a foreseen run and says nothing, except why it waits."""

    wait: Callable[[float, str], None]

    def begin(self, repository: str, settings: Settings) -> None:
        """Say nothing."""

    def foresee(self, forecast: Forecast) -> None:
        """Say nothing."""

    def begin_group(self, steps: Sequence[Step], total: int) -> None:
        """Say nothing."""

    def landed(self, change: Change) -> None:
        """Say nothing."""

    def end_step(self, step: Step, results: Sequence[Result]) -> None:
        """Say nothing."""

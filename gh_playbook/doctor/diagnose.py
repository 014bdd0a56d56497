"""The steps of the doctor: the input, `gh`, the login, the plan, and then the judgement."""

from collections.abc import Callable
from dataclasses import replace

from gh_playbook.convergence import locking, lookup, registering
from gh_playbook.convergence.control_word import VERIFY
from gh_playbook.convergence.forecast import forecast
from gh_playbook.convergence.location import backlog_file, folder_above
from gh_playbook.convergence.loop.api_calling import asking
from gh_playbook.convergence.plan.plan import Plan, make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.reading import Reading
from gh_playbook.doctor import account, judging
from gh_playbook.doctor.diagnosis import Diagnosis, Finding, Level
from gh_playbook.doctor.judging import Case, judge
from gh_playbook.github import session
from gh_playbook.github.error import AuthenticationError, GitHubError, ProgramError
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.target import Target
from gh_playbook.model.world import World
from gh_playbook.settings import Settings


def diagnose(
    settings: Settings, on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
) -> Diagnosis:
    """Check everything that a run of these settings would need; nothing can be written.

    Raises InputError if the input is unusable, and AuthenticationError if nobody is logged in. Any
    other refusal by GitHub is a line of the diagnosis.
    """
    settings = replace(settings, dry_run=True)
    prepared = prepare(settings, needs_backlog=False)
    target = Target(prepared.repository)
    topic, who = "gh", None
    try:
        with session.opened(settings, on_wait) as opened:
            topic = "login"
            who = account.ask(opened, prepared.owner)
            target = replace(target, login=who.login, sandbox=opened.reader.sandbox)
            topic = "repository"
            before = opened.reader.requests
            world = Reading(opened, prepared).read()
            topic = "plan"
            plan = make_plan(replace(prepared, ask=asking(opened.reader)), world)
            reads = opened.reader.requests - before
            has_secret = _has_secret(opened, prepared, world)
            sandbox = opened.reader.sandbox
    except AuthenticationError:
        raise
    except account.SpentError as error:
        folder = settings.sandbox_dir if settings.sandbox else None
        return Diagnosis(target, (judging.spent(error.quota, folder),))
    except GitHubError as error:
        if who is not None and topic == "repository":
            return Diagnosis(target, tuple(judging.unseen(who, str(error))))
        if isinstance(error, ProgramError):
            topic = "gh"
        return Diagnosis(target, (Finding(topic, Level.ERROR, str(error)),))
    repository = world.repository
    target = Target(repository.name, repository.host, who.login, sandbox, world.moved_from)
    case = replace(
        _case(who, prepared, plan, reads),
        has_secret=has_secret,
        has_backlog=backlog_file(settings, is_needed=False) is not None,
        folder_above=folder_above(settings),
        missing=tuple(lookup.faults(prepared, world)),
    )
    return Diagnosis(target, tuple(judge(case)))


def _has_secret(opened: GitHubSession, prepared: Prepared, world: World) -> bool | None:
    """Tell whether the repository has the secret of the board's rules; None if there are none.

    None also if this login may not see it.
    """
    project = prepared.backlog.project
    rules = project.automations if project else None
    return account.has_secret(opened, world.repository.name, rules.secret) if rules else None


def _case(who: account.Account, prepared: Prepared, plan: Plan, reads: int) -> Case:
    """Return the case to judge; `reads` is the number of requests that read the world."""
    verifies = any(each.step.module == VERIFY for each in prepared.steps)
    return Case(
        account=who,
        repository=plan.world.repository,
        features=plan.world.features,
        has_board=plan.world.project is not None,
        backlog=prepared.backlog,
        files=prepared.files(),
        changes=plan.changes,
        results=plan.results,
        forecast=forecast(
            plan.rounds,
            renews_register=registering.is_renewed(prepared, plan),
            locked=plan.world.repository if locking.is_needed(plan.changes) else None,
        ),
        reads=reads + verifies,
    )

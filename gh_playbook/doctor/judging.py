"""The judgement: each finding is fine, a warning or an obstacle. Pure.

A missing scope or permission is an obstacle if something has to be written with it. It is only a
warning if everything that needs it is already as declared.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from gh_playbook.convergence.forecast import Forecast
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.wording import counted
from gh_playbook.doctor.account import Account, Quota
from gh_playbook.doctor.diagnosis import Finding, Level
from gh_playbook.frozen import dataclass
from gh_playbook.github.pacing import PER_HOUR
from gh_playbook.github.sandbox_advice import place
from gh_playbook.model.change import Change
from gh_playbook.model.existing import Features, Repository
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.modules import MODULES
from gh_playbook.modules.repository.file import WORKFLOWS

# What nobody can tell without the repository.
_OF_REPOSITORY = ("scopes", "permission", "owner", "features of issues", "the board", "forecast")
_MAY_WRITE = {"WRITE", "MAINTAIN", "ADMIN"}


@dataclass(frozen=True)
class Case:
    """The judged facts: the login, the repository, the declared things, and the plan of a run.

    `has_board` tells whether there would be a board after the run, `has_secret` whether the secret
    of the board's workflow is set; None where that is unknown. `has_backlog` tells
    whether anything is declared at all; `folder_above` is the closest folder above this one that
    has backlogs. `missing` are the things that the backlog names and that do not exist: a run stops
    at them before it writes.
    """

    account: Account
    repository: Repository
    features: Features
    has_board: bool
    backlog: Backlog
    files: tuple[str, ...]
    changes: tuple[Change, ...]
    results: tuple[Result, ...]
    forecast: Forecast
    reads: int
    has_secret: bool | None = None
    has_backlog: bool = True
    folder_above: Path | None = None
    missing: tuple[Fault, ...] = ()

    def is_to_write(self, *modules: str) -> bool:
        """Tell whether things of these modules, or anything at all, have to be written."""
        return any(not modules or module in modules for module, _ in self.to_write)

    def needs(self, scope: str) -> bool:
        """Tell whether something has to be written for which a token needs this scope."""
        return any(
            scope in MODULES[module].scopes(key, self.repository) for module, key in self.to_write
        )

    @cached_property
    def to_write(self) -> frozenset[tuple[str, str]]:
        """Module and key of everything to be written, whether or not this login may write it."""
        changed = {(each.module, each.key) for each in self.changes}
        blocked = (each for each in self.results if each.outcome is Outcome.BLOCKED)
        return frozenset(changed | {(each.module, each.key) for each in blocked})


def judge(case: Case) -> Iterator[Finding]:
    """Judge everything, in the order in which people can act on it."""
    yield from of_login(case.account)
    yield from _scopes(case)
    yield _permission(case)
    yield from _secret(case)
    yield _owner(case)
    yield from _features(case)
    yield from _quotas(case)
    if case.missing:
        yield from (Finding("backlog", Level.ERROR, str(each)) for each in case.missing)
        return
    yield from _troubles(case)
    yield _forecast(case) if case.has_backlog else _no_backlog(case)


def of_login(account: Account) -> Iterator[Finding]:
    """Judge what is known before anything is asked about the repository."""
    yield Finding("gh", Level.OK, account.gh)
    yield Finding("login", Level.OK, f"logged in as {account.login}")


def unseen(account: Account, message: str) -> Iterator[Finding]:
    """Judge what can be judged where the repository cannot be read; `message` says why."""
    yield from of_login(account)
    yield Finding("repository", Level.ERROR, message)
    yield Finding("not checked", Level.WARNING, ", ".join(_OF_REPOSITORY))


def _scopes(case: Case) -> Iterator[Finding]:
    if case.account.scopes is None:
        yield _fine_grained(case)
        return
    backlog, account = case.backlog, case.account
    yield _scope("repo", "labels, milestones and issues", case, is_needed=case.is_to_write())
    if backlog.project is not None and case.features.projects:
        # Without this scope nobody knows whether the board is as declared.
        is_needed = case.needs("project") or not account.has("read:project")
        yield _scope("project", "the board", case, is_needed=is_needed)
    if backlog.issue_types and case.features.issue_types:
        yield _scope("admin:org", "issue types", case, is_needed=case.is_to_write("issue_type"))
    if backlog.issue_fields and case.features.issue_fields:
        is_needed = case.is_to_write("issue_field")
        yield _scope("admin:org", "issue fields", case, is_needed=is_needed)
    if any(path.startswith(WORKFLOWS) for path in case.files):
        is_needed = case.needs("workflow")
        yield _scope("workflow", "the workflow file", case, is_needed=is_needed)


def _scope(scope: str, what: str, case: Case, *, is_needed: bool) -> Finding:
    topic = f"scope {scope}"
    # A public repository only needs `public_repo`; GitHub will say whether it is public.
    if case.account.has(scope) or (scope == "repo" and case.account.has("public_repo")):
        return Finding(topic, Level.OK, f"granted, for {what}")
    advice = f"gh auth refresh -s {scope}"
    if is_needed:
        return Finding(topic, Level.ERROR, f"not granted: {what} cannot be written", advice)
    message = f"not granted, and not needed as long as nothing of {what} changes"
    return Finding(topic, Level.WARNING, message, advice)


def _fine_grained(case: Case) -> Finding:
    wanted = ["Issues, Contents and Workflows of the repository"]
    if case.repository.owner_is_organization:
        wanted.append("Projects, Issue types and Issue Fields of the organization")
    message = "this token has no scopes, and GitHub does not tell which permissions it has"
    advice = f"it needs write access to {', and to '.join(wanted)}"
    if case.backlog.project is not None and not case.repository.owner_is_organization:
        advice += "; it cannot reach projects of users: use a classic token for the board"
    return Finding("scopes", Level.WARNING, message, advice)


def _permission(case: Case) -> Finding:
    permission, name = case.repository.permission or "no", case.repository.name
    message = f"{permission.lower()} permission on {name}"
    if permission in _MAY_WRITE:
        return Finding("permission", Level.OK, message)
    level = Level.ERROR if case.is_to_write() else Level.WARNING
    advice = "ask one of its administrators for the role Write"
    return Finding("permission", level, message, advice)


def _secret(case: Case) -> Iterator[Finding]:
    """Judge the secret with the token of the board's workflow."""
    project = case.backlog.project
    if project is None or project.automations is None:
        return
    topic, name = "secret", project.automations.secret
    if case.has_secret:
        yield Finding(topic, Level.OK, f"{name} is set, for the workflow that moves cards")
        return
    is_seen = case.has_secret is False and case.repository.permission in _MAY_WRITE
    message = f"{name} is not set" if is_seen else f"this login cannot see whether {name} is set"
    advice = f"gh secret set {name} -R {case.repository.name}"
    if is_seen and case.repository.owner_is_organization:
        message += (
            " in the repository (a secret of the organization works, too, but cannot be seen here)"
        )
    yield Finding(
        topic,
        Level.WARNING,
        f"{message}: without it the workflow cannot move cards",
        f"{advice}, with a token that has the scopes repo and project",
    )


def _owner(case: Case) -> Finding:
    owner = case.repository.owner
    if not case.repository.owner_is_organization:
        if case.repository.owner_is_another_user and case.backlog.project and not case.has_board:
            message = f"{owner} is a user, and nobody else can make the board there"
            advice = f"ask {owner} to run `invoke setup-project`"
            return Finding("owner", Level.WARNING, message, advice)
        return Finding("owner", Level.OK, f"{owner} is a user")
    message = f"{owner} is an organization"
    of_owner = [each for each in MODULES.values() if each.is_of_organization]
    titles = [each.title.lower() for each in of_owner if case.is_to_write(each.name)]
    if titles and not case.account.is_organization_owner:
        what = " and ".join(titles)
        message += f", and {case.account.login} does not own it: {what} cannot be written"
        advice = "ask one of its owners to run `invoke setup-types`"
        return Finding("owner", Level.ERROR, message, advice)
    return Finding("owner", Level.OK, message)


def _features(case: Case) -> Iterator[Finding]:
    backlog, has = case.backlog, case.features
    table: tuple[tuple[str, bool, object, str], ...] = (
        (
            "issue types",
            has.issue_types,
            backlog.issue_types,
            "the issues' texts name the type",
        ),
        ("sub-issues", has.sub_issues, backlog.sub_issues, "bodies name the parent instead"),
        ("dependencies", has.dependencies, backlog.dependencies, "bodies name them instead"),
        ("relations", has.relations, backlog.relations, "bodies name them instead"),
        ("projects", has.projects, backlog.project, "there will be no board"),
    )
    if backlog.issue_fields:
        # If none are declared, GitHub was not asked for them.
        row = ("issue fields", has.issue_fields, backlog.issue_fields, "their values are left out")
        table = (*table, row)
    for name, is_there, declared, instead in table:
        if is_there:
            yield Finding(name, Level.OK, "available")
        elif declared:
            yield Finding(name, Level.WARNING, f"not available: {instead}")
        else:
            yield Finding(name, Level.OK, "not available, and not declared")


def _quotas(case: Case) -> Iterator[Finding]:
    if not case.account.quotas:
        yield Finding("quota", Level.OK, "there are no rate limits here")
    needed = case.reads + case.forecast.requests
    for quota in case.account.quotas:
        until = f"{quota.resets_at:%H:%M} UTC"
        message = f"{quota.remaining} of {quota.limit} left until {until}"
        if quota.remaining >= needed:
            yield Finding(f"quota {quota.name}", Level.OK, message)
        else:
            advice = f"the run would wait: begin after {until}"
            yield Finding(f"quota {quota.name}", Level.WARNING, message, advice)


def spent(quota: Quota, sandbox: Path | None) -> Finding:
    """Return the finding about a quota that is used up; `sandbox` is the folder of a sandbox."""
    until = f"{quota.resets_at:%H:%M} UTC"
    message = f"0 of {quota.limit} left until {until}: until then a run would wait"
    advice = f"begin after {until}"
    if sandbox is not None:
        where = place(sandbox)
        advice = f"`sandbox.advance 3600{where}` or `sandbox.reset{where}`"
    return Finding(f"quota {quota.name}", Level.ERROR, message, advice)


def _troubles(case: Case) -> Iterator[Finding]:
    """Yield the things that the run would not do, and why."""
    for outcome in (Outcome.FAILED, Outcome.BLOCKED, Outcome.CONFLICT):
        found = [result for result in case.results if result.outcome is outcome]
        if found:
            keys = ", ".join(result.key for result in found[:3])
            rest = f" and {len(found) - 3} more" if len(found) > 3 else ""
            advice = f"{found[0].reason}; see `gh-playbook all --dry-run`"
            yield Finding(
                outcome.value, Level.WARNING, f"a run would report this for {keys}{rest}", advice
            )


def _no_backlog(case: Case) -> Finding:
    message = "there is no backlog here, so the changes of a run were not checked"
    advice = f"`gh-playbook init --repo {case.repository.name}` writes one, --backlog names one"
    if case.folder_above:
        advice = f"{case.folder_above} has one: go there"
    return Finding("backlog", Level.WARNING, message, advice)


def _forecast(case: Case) -> Finding:
    forecast = case.forecast
    if not forecast.writes:
        return Finding(
            "forecast",
            Level.OK,
            f"nothing to change; {counted(case.reads, 'request')} to find that out",
        )
    message = (
        f"{forecast.things}: {counted(case.reads + forecast.requests, 'request')}, "
        f"{forecast.created}, at least {forecast.duration} at GitHub's pace"
    )
    if forecast.creations > PER_HOUR:
        advice = f"GitHub allows {PER_HOUR} creations an hour: the run waits; --only does a part"
        return Finding("forecast", Level.WARNING, message, advice)
    return Finding("forecast", Level.OK, message)

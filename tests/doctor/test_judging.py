"""Judgements that the sandbox gives no occasion for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gh_playbook.convergence.forecast import Forecast, forecast
from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.source import Fault, Source
from gh_playbook.doctor.account import Account, Quota
from gh_playbook.doctor.diagnosis import Finding, Level
from gh_playbook.doctor.judging import Case, judge
from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import Features, Repository
from gh_playbook.model.outcome import Outcome, Result

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNT = Account(
    "2.102.0",
    "octocat",
    frozenset({"repo", "project"}),
    is_organization_owner=True,
    quotas=(Quota("REST", 5000, 5000, NOON),),
)
REPOSITORY = Repository(
    "R_1", "acme/rocket", "https://github.com/acme/rocket", "acme", "O_1", True, permission="ADMIN"
)


def _case(**more: object) -> Case:
    case = Case(
        account=ACCOUNT,
        repository=REPOSITORY,
        features=Features(),
        has_board=True,
        backlog=Backlog(project=Project(title="Rocket")),
        files=(),
        changes=(),
        results=(),
        forecast=Forecast(10, 10, 10, 10.0),
        reads=3,
    )
    return replace(case, **more)  # type: ignore[arg-type]


def _line(case: Case, topic: str) -> Finding:
    [found] = [finding for finding in judge(case) if finding.topic == topic]
    return found


def _created(count: int) -> Change:
    made = Mutation("createIssue", {}, "issue { id }")
    return Change("issue", f"some-{count}", Action.CREATE, "none", operations=(made,))


RULED = Backlog(project=Project(title="Rocket", automations=Automations(closed="Done")))


@pytest.mark.parametrize(
    ("has_secret", "permission", "level", "told"),
    [
        (True, "ADMIN", Level.OK, "PROJECT_TOKEN is set"),
        (False, "WRITE", Level.WARNING, "PROJECT_TOKEN is not set"),
        (False, "READ", Level.WARNING, "this login cannot see whether PROJECT_TOKEN is set"),
        (None, "ADMIN", Level.WARNING, "this login cannot see whether PROJECT_TOKEN is set"),
    ],
)
def test_the_workflow_that_moves_cards_needs_its_secret(
    has_secret: bool | None, permission: str, level: Level, told: str
) -> None:
    repository = replace(REPOSITORY, permission=permission)
    line = _line(_case(backlog=RULED, has_secret=has_secret, repository=repository), "secret")
    assert (line.level, line.message.startswith(told)) == (level, True)
    assert ("gh secret set PROJECT_TOKEN -R acme/rocket" in line.advice) == (level is not Level.OK)
    assert "secret" not in {each.topic for each in judge(_case())}


@pytest.mark.parametrize("is_organization", [True, False])
def test_an_organizations_own_secret_is_not_said_to_be_missing(is_organization: bool) -> None:
    repository = replace(REPOSITORY, owner_is_organization=is_organization)
    line = _line(_case(backlog=RULED, has_secret=False, repository=repository), "secret")
    assert ("a secret of the organization works, too" in line.message) is is_organization


def test_a_fine_grained_token_has_no_scopes_to_see() -> None:
    line = _line(_case(account=replace(ACCOUNT, scopes=None)), "scopes")
    assert line.level is Level.WARNING
    assert "Projects, Issue types and Issue Fields of the organization" in line.advice


def test_a_fine_grained_token_does_not_reach_a_users_projects() -> None:
    users = replace(REPOSITORY, owner_is_organization=False)
    line = _line(_case(account=replace(ACCOUNT, scopes=None), repository=users), "scopes")
    assert "it cannot reach projects of users" in line.advice


def test_a_token_for_public_repositories_is_enough_for_one() -> None:
    account = replace(ACCOUNT, scopes=frozenset({"public_repo", "project"}))
    assert _line(_case(account=account, changes=(_created(1),)), "scope repo").level is Level.OK


@pytest.mark.parametrize("module", ["draft", "card_order", "project_view"])
def test_the_scope_of_the_board_is_needed_for_each_thing_on_it(module: str) -> None:
    account = replace(ACCOUNT, scopes=frozenset({"repo", "read:project"}))
    blocked = Result("step", module, "Some", Outcome.BLOCKED, "it needs the scope `project`")
    assert _line(_case(account=account), "scope project").level is Level.WARNING
    line = _line(_case(account=account, results=(blocked,)), "scope project")
    assert line.level is Level.ERROR


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        (["issue_type"], "issue types"),
        (["issue_field"], "issue fields"),
        (["issue_type", "issue_field"], "issue types and issue fields"),
    ],
)
def test_who_owns_no_organization_cannot_write_what_belongs_to_it(
    modules: list[str], told: str
) -> None:
    account = replace(ACCOUNT, is_organization_owner=False)
    blocked = tuple(Result("step", each, "Some", Outcome.BLOCKED, "not owner") for each in modules)
    line = _line(_case(account=account, results=blocked), "owner")
    assert line.level is Level.ERROR
    assert line.message.endswith(f"octocat does not own it: {told} cannot be written")


@pytest.mark.parametrize(
    ("permission", "level"),
    [("ADMIN", "ok"), ("MAINTAIN", "ok"), ("WRITE", "ok"), ("TRIAGE", "error"), (None, "error")],
)
def test_a_permission_that_does_not_do(permission: str | None, level: str) -> None:
    repository = replace(REPOSITORY, permission=permission)
    case = _case(repository=repository, changes=(_created(1),))
    assert _line(case, "permission").level == level


def test_a_quota_that_will_not_do() -> None:
    account = replace(ACCOUNT, quotas=(Quota("GraphQL", 12, 5000, NOON),))
    line = _line(_case(account=account), "quota GraphQL")
    assert (line.level, line.message) == (Level.WARNING, "12 of 5000 left until 12:00 UTC")
    enough = replace(ACCOUNT, quotas=(Quota("GraphQL", 13, 5000, NOON),))
    assert _line(_case(account=enough), "quota GraphQL").level is Level.OK


def test_a_server_without_rate_limits() -> None:
    account = replace(ACCOUNT, quotas=())
    assert _line(_case(account=account), "quota").message == "there are no rate limits here"


def test_a_feature_that_nothing_declared_needs() -> None:
    line = _line(_case(features=Features(relations=False)), "relations")
    assert (line.level, line.message) == (Level.OK, "not available, and not declared")


def test_a_run_that_takes_more_than_an_hour() -> None:
    line = _line(_case(forecast=Forecast(600, 600, 40, 5400.0)), "forecast")
    assert line.level is Level.WARNING
    assert "43 requests, 600 creations, at least 1.5 h" in line.message


def test_a_forecast_of_one_thing() -> None:
    line = _line(_case(forecast=Forecast(1, 1, 1, 1.0)), "forecast")
    assert line.message.startswith(
        "1 thing to change on GitHub: 4 requests, 1 creation, at least 1 s"
    )


def test_a_forecast_keeps_githubs_pace() -> None:
    few = forecast([tuple(_created(number) for number in range(30))])
    assert few == Forecast(30, 30, 2, 0.0)
    # 80 creations a minute: the sixth batch of 16 has to wait for the next one.
    minute = forecast([tuple(_created(number) for number in range(90))])
    assert (minute.writes, minute.seconds) == (6, 60.0)
    hour = forecast([tuple(_created(number) for number in range(501))])
    assert hour.seconds >= 3600.0


def test_rounds_go_in_requests_of_their_own() -> None:
    assert forecast([(_created(1),), (_created(2),)]).writes == 2
    assert forecast([(_created(1), _created(2))]).writes == 1


def test_a_thing_that_does_not_exist_stops_a_run_and_so_nothing_is_forecast() -> None:
    nobody = Fault("'ana' cannot be assigned", Source("plan.yml", 4, 17))
    blocked = Result("Issues", "issue", "hull", Outcome.BLOCKED, "cannot be assigned")
    *_, last = judge(_case(missing=(nobody,), results=(blocked,)))
    assert last == Finding("backlog", Level.ERROR, "plan.yml:4:17: 'ana' cannot be assigned")
    topics = {each.topic for each in judge(_case(missing=(nobody,), results=(blocked,)))}
    assert not topics & {"blocked", "forecast"}

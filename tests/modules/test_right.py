"""Rights: what a login lacks is told before anything is sent, and what to ask for."""

from dataclasses import replace

import pytest

from gh_playbook.model.change import Action, Change, Mutation
from gh_playbook.model.existing import Login
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.token_scope import is_granted
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from gh_playbook.modules.project_access import unavailable
from gh_playbook.modules.right import permitted
from tests.modules.worlds import a_world

ALL = frozenset({"repo", "project", "admin:org", "workflow"})
ISSUES = {"issue", "sub_issue", "existing_issue", "orphan", "dependency", "relation"}
IN_REPOSITORY = {"label", "milestone", "file", *ISSUES}
OF_BOARD = {
    *(
        "card",
        "card_order",
        "draft",
        "project",
        "project_link",
        "project_field",
        "project_view",
        "project_item",
    ),
    *("board_rules", "status_update"),
}


def said(module: str, world: World, key: str = "a") -> str | None:
    operation = Mutation("doSomething", {}, "id")
    change = Change[object](
        module, key, Action.UPDATE, "text", operations=(operation,), needs=("x",), wants=("y",)
    )
    found = permitted(change, world, MODULES[module])
    if found is change:
        return None
    assert found.action is Action.BLOCK
    assert (found.operations, found.needs, found.wants) == ((), (), ())
    return found.reason


def world_of(permission: str | None = "WRITE", scopes: frozenset[str] | None = ALL) -> World:
    world = a_world()
    world.repository = replace(world.repository, permission=permission)
    world.login = Login("mona", scopes)
    return world


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("scopes", [ALL, None], ids=["all scopes", "none to show"])
def test_who_may_is_not_held_up(module: str, scopes: frozenset[str] | None) -> None:
    for permission in ("WRITE", "MAINTAIN", "ADMIN", None):
        assert said(module, world_of(permission, scopes)) is None


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(("role", "may"), [("READ", "read"), ("TRIAGE", "triage")])
def test_a_lesser_role_changes_nothing_that_takes_more(module: str, role: str, may: str) -> None:
    reason = f"this login may only {may} octo/demo: ask for the role Write there"
    is_enough = role == "TRIAGE" and module in ISSUES
    expected = reason if module in IN_REPOSITORY and not is_enough else None
    assert said(module, world_of(role)) == expected


@pytest.mark.parametrize(
    ("scope", "modules"),
    [
        ("repo", IN_REPOSITORY | {"gh_api"}),
        ("project", OF_BOARD | {"built_in_workflows"}),
        ("admin:org", {"issue_type", "issue_field"}),
    ],
)
def test_a_scope_that_is_lacking_is_named(scope: str, modules: set[str]) -> None:
    world = world_of(scopes=ALL - {scope})
    told = {module: said(module, world) for module in MODULES}
    reason = f"it needs the scope `{scope}`: run `gh auth refresh -s {scope}`"
    assert {module for module, each in told.items() if each == reason} == modules
    assert {module for module, each in told.items() if each is None} == MODULES.keys() - modules


def test_types_of_a_user_take_another_scope_and_are_the_users_alone() -> None:
    world = world_of(scopes=ALL - {"admin:org", "user"})
    world.repository = replace(world.repository, owner_is_organization=False)
    assert said("issue_type", world) == "it needs the scope `user`: run `gh auth refresh -s user`"
    world.login = replace(world.login, scopes=ALL | {"user"})
    assert said("issue_type", world) is None
    world.repository = replace(world.repository, owner_is_another_user=True)
    assert (
        said("issue_type", world)
        == "issue types belong to octo, and only this user can change them"
    )


def test_a_public_repository_takes_less() -> None:
    assert said("label", world_of(scopes=frozenset({"public_repo"}))) is None


def test_a_workflow_file_takes_a_scope_of_its_own() -> None:
    world = world_of(scopes=ALL - {"workflow"})
    assert said("file", world, "docs/a.md") is None
    assert said("file", world, ".github/workflows/a.yml") == (
        "it needs the scope `workflow`: run `gh auth refresh -s workflow`"
    )


def test_a_board_that_may_only_be_read_stays_as_it_is() -> None:
    world = world_of()
    world.project = ExistingProject("P", 1, "Board", None, is_writable=False)
    told = {module for module in MODULES if said(module, world) is not None}
    assert told == OF_BOARD | {"built_in_workflows"}
    assert said("project", world) == (
        "this login may only read the project Board: ask for Write on it"
    )


def test_issue_types_are_for_owners() -> None:
    world = world_of()
    world.repository = replace(world.repository, is_owned_by_login=False)
    assert (
        said("issue_type", world) == "issue types belong to the organization: ask an owner of octo"
    )
    assert said("label", world) is None


@pytest.mark.parametrize(
    ("is_owned", "scopes", "is_left"),
    [
        (True, frozenset({"repo", "project", "read:org"}), False),
        (False, frozenset({"repo", "project", "read:org"}), True),
        pytest.param(None, frozenset({"repo", "project"}), True, id="may not even ask"),
        pytest.param(None, None, False, id="shows no scopes"),
    ],
)
def test_a_board_of_earlier_runs_that_may_be_hidden_is_not_made_again(
    is_owned: bool | None, scopes: frozenset[str] | None, is_left: bool
) -> None:
    world = world_of(scopes=scopes)
    world.repository = replace(
        world.repository, owner_is_organization=True, is_owned_by_login=is_owned
    )
    world.lost_board = 7
    told = unavailable(world)
    assert (told is not None and "#7, which this login does not see" in told) == is_left


@pytest.mark.parametrize(
    ("is_member", "scopes", "is_told"),
    [(False, ALL, True), (True, ALL, False), (None, ALL, False), (False, None, False)],
    ids=["an outside collaborator", "a member", "unknown", "an app"],
)
def test_a_board_of_an_organization_is_for_members_to_create(
    is_member: bool | None, scopes: frozenset[str] | None, is_told: bool
) -> None:
    world = world_of(scopes=scopes)
    world.repository = replace(
        world.repository, owner_is_organization=True, has_member_login=is_member
    )
    told = said("project", world)
    assert (told is not None and told.startswith("only members of ")) == is_told


@pytest.mark.parametrize(
    ("is_member", "scopes", "is_warned"),
    [
        (None, ALL - {"admin:org"}, True),
        (None, ALL, False),
        (None, None, False),
        (True, ALL - {"admin:org"}, False),
    ],
    ids=["a token that cannot ask", "no answer", "an app", "a member"],
)
def test_a_dry_run_warns_of_a_board_that_github_may_refuse(
    is_member: bool | None, scopes: frozenset[str] | None, is_warned: bool
) -> None:
    world = world_of(scopes=scopes)
    world.repository = replace(
        world.repository, owner_is_organization=True, has_member_login=is_member
    )
    operation = Mutation("createProjectV2", {}, "id")
    change = Change[object](
        "project", "Board", Action.CREATE, "no such project", operations=(operation,)
    )
    found = permitted(change, world, MODULES["project"])
    assert found.action is Action.CREATE
    assert any("cannot ask whether it is one" in each for each in found.warnings) == is_warned
    label = replace(change, module="label")
    assert permitted(label, world, MODULES["label"]) is label
    world.project = ExistingProject("P", 1, "Board", None)
    assert permitted(change, world, MODULES["project"]) is change


def test_all_that_is_lacking_is_said() -> None:
    reason = said("label", world_of("READ", frozenset({"project"})))
    assert reason is not None
    assert "role Write" in reason
    assert "scope `repo`" in reason


@pytest.mark.parametrize("waits", [{"needs": ("b",)}, {"wants": ("b",)}])
def test_what_still_waits_to_be_written_is_blocked_too(waits: dict[str, tuple[str]]) -> None:
    change = Change[object]("sub_issue", "a", Action.CREATE, "no such issue").but(**waits)
    found = permitted(change, world_of("READ"), MODULES["sub_issue"])
    assert (found.action, found.needs, found.wants) == (Action.BLOCK, (), ())


def test_what_writes_nothing_is_never_blocked() -> None:
    change = Change[object]("label", "a", Action.SKIP, "as declared")
    assert permitted(change, world_of("READ"), MODULES["label"]) is change


@pytest.mark.parametrize(
    ("scope", "scopes", "granted"),
    [
        ("repo", {"repo"}, True),
        ("public_repo", {"repo"}, True),
        ("repo", {"public_repo"}, False),
        ("read:org", {"admin:org"}, True),
        ("admin:org", {"write:org"}, False),
        ("project", {"read:project"}, False),
    ],
)
def test_wider_scopes_contain_narrower_ones(scope: str, scopes: set[str], granted: bool) -> None:
    assert is_granted(scope, scopes) == granted

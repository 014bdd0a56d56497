"""Reading the world: GitHub's features and the repository's content, in few requests.

The first request asks for the features of this GitHub (by introspection), labels, milestones, files
and the titles of the owner's projects. The second asks for the project and, if issues matter, for
issues with their links and for the project's cards, a hundred a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

from gh_playbook.declaration.name import Named, folded, is_same
from gh_playbook.github import git_ref, register
from gh_playbook.github.error import AuthenticationError, GitHubError, RateLimitedError
from gh_playbook.github.lock.reference_store import REFERENCE
from gh_playbook.github.reader import PartialData, Reader
from gh_playbook.github.reading import (
    both_ends,
    issue_question,
    issue_snapshot,
    known_page,
    number_page,
    paging,
    parsing,
    project_snapshot,
    selection,
    server_feature,
)
from gh_playbook.github.reading.both_ends import TwoEndedList
from gh_playbook.github.reading.known_page import Early
from gh_playbook.github.reading.paging import Ahead, Question, texts
from gh_playbook.github.reading.scope import Scope
from gh_playbook.github.sandbox_advice import no_repository
from gh_playbook.model.existing import ExistingAccount, ExistingMilestone, Login
from gh_playbook.model.kept_reading import KeptReading
from gh_playbook.model.lease import LABEL
from gh_playbook.model.target import of_repository
from gh_playbook.model.world import World

_LABELS = partial(TwoEndedList, "labels", selection.LABEL, "CREATED_AT")
_MILESTONES = partial(TwoEndedList, "milestones", selection.MILESTONE, "NUMBER")
_REPOSITORY = f"""viewer {{ id login }}
  {server_feature.SELECTION}
  repository(owner: $owner, name: $name) {{
    id nameWithOwner url viewerPermission hasIssuesEnabled isArchived parent {{ nameWithOwner }}
    owner {{ __typename id login
      ... on Organization {{ databaseId }} ... on User {{ databaseId isViewer }} }}
    {_LABELS().first}
    {_MILESTONES().first}
    defaultBranchRef {{ target {{ ... on Commit {{ tree {{ oid }} }} }} }}
    {register.SELECTION}
    flag: {git_ref.selection(git_ref.FLAG)}
    lock: {git_ref.selection(REFERENCE)}
    {number_page.EXTENT}
    %s
  }} %s"""
# A backlog that declares more labels than this probably has more than one page of them.
_MANY_LABELS = 90
# The parts without which there is no world; GitHub may withhold all others.
_NEEDED = {
    ("repository",),
    ("repository", "owner"),
    ("repository", "labels"),
    ("repository", "milestones"),
    ("repository", "issues"),
}


def read(
    reader: Reader,
    scope: Scope,
    remembered: register.Kept = register.nothing,
    last: KeptReading | None = None,
) -> World:
    """Read the world; `remembered` is this machine's register, used if GitHub has none.

    With `last` the first request also asks the questions of the second; if these were right,
    there is no second request. Raises GitHubError, also if there is no such repository.
    """
    with _cards_early(reader, scope, last) as early:
        return _read(reader, scope, remembered, last, early)


def _cards_early(
    reader: Reader, scope: Scope, last: KeptReading | None
) -> AbstractContextManager[Early | None]:
    """Ask for the pages of cards that the last run knows, together with the first request."""
    if last is None or not scope.issues:
        return nullcontext()
    features = server_feature.wanted(last.features, scope)
    cards = issue_question.early_cards(scope, features, last)
    ends, together = last.card_pages, last.pages_together
    return known_page.asked_early(reader, cards, ends, together, request="cards")


def _read(
    reader: Reader,
    scope: Scope,
    remembered: register.Kept,
    last: KeptReading | None,
    early: Early | None,
) -> World:
    part, ahead = _begun(reader, scope, last)
    scope, moved_from = _led_on(part, scope)
    if moved_from is not None:
        part, ahead = _repository(reader, scope), None
    node = part.data["repository"]
    if not scope.is_only_read:
        _check_usable(node)
    world = _begun_world(reader, scope, part.data, moved_from)
    _take_accounts(node, scope, world)
    _take_link_ends(part.data, scope, world)
    for index, (name, _) in enumerate(scope.selections):
        world.selected[name] = part.data.get(f"module{index}")
    _take_register(node, world, remembered)
    _take_lists(reader, scope, node, world)
    for index, path in enumerate(scope.files):
        if not part.withholds("repository", f"file{index}"):
            world.files[path] = parsing.file(node, f"file{index}")
    found = project_snapshot.listed(reader, part, scope.owner, scope.project, world)
    project = found[0]["id"] if found else None
    if scope.issues:
        ends = last.card_pages if last and last.project == project else ()
        extent = number_page.extent(node)
        issue_snapshot.read(reader, scope, world, project, extent, ahead, ends, early)
    elif project is not None:
        project_snapshot.read_alone(reader, world, project)
    project_snapshot.settle(world, scope.project, found)
    return world


def _begun_world(reader: Reader, scope: Scope, data: Any, moved_from: str | None) -> World:
    """Return a world with the repository, the server's features and the login."""
    server = server_feature.found(data)
    repository = replace(parsing.repository(data["repository"]), state=reader.state)
    world = World(
        repository, server_feature.wanted(server, scope), moved_from=moved_from, server=server
    )
    viewer = data.get("viewer") or {}
    world.login = Login(viewer.get("login") or "", reader.scopes, viewer.get("id") or "")
    return world


def _take_register(node: Any, world: World, remembered: register.Kept) -> None:
    """Put GitHub's register into the world, merged with this machine's, or only the latter."""
    world.register = register.parse(node.get("state"))
    kept = remembered(of_repository(world.repository))
    if world.register.is_found:
        world.register = world.register.with_kept(kept)
    else:
        there = world.register
        there = replace(there, is_ahead=kept.is_found and not there.is_later)
        world.register = replace(
            kept, commit=there.commit, is_later=there.is_later, is_ahead=there.is_ahead
        )


def _take_lists(reader: Reader, scope: Scope, node: Any, world: World) -> None:
    """Read labels and milestones to their ends, and put them into the world."""
    labels, milestones = _LABELS(), _MILESTONES()
    both_ends.read_on(reader, [labels, milestones], node, scope.variables)
    for each in labels.nodes:
        if each["name"] == LABEL:  # The lock's label belongs to another run while that is at work.
            world.repository = replace(world.repository, is_locked=True)
        else:
            world.put_label(parsing.label(each))
    world.milestones = _by_title(map(parsing.milestone, milestones.nodes))


def _begun(
    reader: Reader, scope: Scope, last: KeptReading | None
) -> tuple[PartialData, Ahead | None]:
    """Send the first request, together with the second if the last run tells what that asks."""
    if last is not None and scope.issues:
        features = server_feature.wanted(last.features, scope)
        questions = issue_question.early_questions(scope, features, last)
        try:
            part = _repository(reader, scope, questions)
        except (AuthenticationError, RateLimitedError):
            raise
        except GitHubError as error:
            if not error.kind and error.status is None:  # No answer came at all.
                raise
            # Something has changed, or it was too much at once: the first request alone tells more.
        else:
            return part, Ahead(questions, part.data)
    return _repository(reader, scope), None


def _led_on(part: PartialData, scope: Scope) -> tuple[Scope, str | None]:
    """Return the scope with the repository's present name, and the old name if that differs.

    GitHub redirects from an old name of a repository, but not to the projects of its new owner.
    """
    asked, found = f"{scope.owner}/{scope.name}", part.data["repository"]["nameWithOwner"]
    if found.casefold() == asked.casefold():
        return scope, None
    owner, name = found.split("/")
    return replace(scope, owner=owner, name=name), asked


def _repository(reader: Reader, scope: Scope, more: Sequence[Question] = ()) -> PartialData:
    """Send the first request, with `more`; without the project if the server has no projects."""
    files = f"{selection.files(scope.files)} {selection.assignable(scope.assignees)}"
    if scope.labels > _MANY_LABELS:
        files += f" {_LABELS().last}"
    ends = selection.link_ends(scope.repositories, scope.teams or ())
    ends += selection.of_modules(each for _, each in scope.selections)
    questions = [Question(_REPOSITORY % (files, ends), texts(**scope.variables))]
    if scope.project is not None:
        questions.append(Question(project_snapshot.LIST, {"after": ("String", None)}))
    document, variables = paging.composed([*questions, *more], request="repository")
    try:
        part = reader.part(document, variables, request="repository", needed=_NEEDED)
    except GitHubError as error:
        if more:
            raise
        if error.kind == "INSUFFICIENT_SCOPES" and scope.teams:
            # Teams need the scope `read:org`; a team that is not found is reported with its line.
            return _repository(reader, replace(scope, teams=None))
        if error.kind in project_snapshot.NO_PROJECTS and scope.project is not None:
            return _repository(reader, replace(scope, project=None))
        if error.kind == "NOT_FOUND":
            raise no_repository(f"{scope.owner}/{scope.name}", reader.sandbox) from error
        raise
    if part.data["repository"] is None:
        raise no_repository(f"{scope.owner}/{scope.name}", reader.sandbox)
    return part


def _check_usable(node: Mapping[str, Any]) -> None:
    name = node["nameWithOwner"]
    if node["isArchived"]:
        raise GitHubError(f"{name} is archived: unarchive it first")
    if not node["hasIssuesEnabled"]:
        # Forks have no issues at first: GitHub's documentation of forks.
        forked = (node.get("parent") or {}).get("nameWithOwner")
        meant = f"; it is a fork: if {forked} is meant, name that one" if forked else ""
        raise GitHubError(f"{name} has no issues: enable them in its settings{meant}")


def _take_link_ends(data: Mapping[str, Any], scope: Scope, world: World) -> None:
    """Take in the repositories and teams of a board's declared links."""
    for index, name in enumerate(scope.repositories):
        if data.get(f"link{index}"):
            world.link_ends[folded(name)] = data[f"link{index}"]["id"]
    for index, slug in enumerate(scope.teams or ()):
        team = (data.get(f"team{index}") or {}).get("team")
        if team:
            world.link_ends[folded(f"team {slug}")] = team["id"]


def _take_accounts(node: Mapping[str, Any], scope: Scope, world: World) -> None:
    """Put the requested accounts that can be assigned into the world."""
    for index, login in enumerate(scope.assignees):
        for each in parsing.nodes(node[f"login{index}"]):
            if is_same(each["login"], login):
                world.accounts[each["login"]] = ExistingAccount(each["id"], each["login"])


def _by_title(milestones: Iterable[ExistingMilestone]) -> Named[ExistingMilestone]:
    """Index milestones by title: for each title, open ones first, then by number."""
    found = Named[ExistingMilestone]()
    for each in sorted(milestones, key=lambda each: (each.state != "open", each.number or 0)):
        found.setdefault(each.title, each)
    return found

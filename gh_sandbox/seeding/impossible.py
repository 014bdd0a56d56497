"""States in a seed that GitHub cannot have: names, paths and properties that it refuses.

The links between issues that it refuses are in `impossible_link.py`.
"""

import re
from collections.abc import Iterator

from gh_sandbox.rules.commits.content import is_path
from gh_sandbox.rules.issues import label
from gh_sandbox.rules.projects.project_field import BUILT_IN, STATUS
from gh_sandbox.seeding import impossible_link as links
from gh_sandbox.seeding.project_seed import Project
from gh_sandbox.seeding.seed import LOGIN, NAME, Issue, Owner, Repository, Seed
from gh_sandbox.seeding.seed_fault import SeedFault, Where


def impossible(seed: Seed) -> Iterator[SeedFault]:
    """Yield everything that GitHub would refuse."""
    for index, owner in enumerate(seed.owners):
        at: Where = ("owners", index)
        own = owner.login.removesuffix("[bot]") if owner.type == "Bot" else owner.login
        if not LOGIN.fullmatch(own):
            yield SeedFault((*at, "login"), "a login has letters, digits and hyphens")
        for place, repository in enumerate(owner.repositories):
            yield from _of_repository((*at, "repositories", place), repository)
        for place, project in enumerate(owner.projects):
            yield from _of_project((*at, "projects", place), project, owner)


def _of_project(at: Where, project: Project, owner: Owner) -> Iterator[SeedFault]:
    own = {
        name.lower()
        for name, data_type in BUILT_IN
        if name != STATUS and (data_type != "ISSUE_TYPE" or owner.type == "Organization")
    }
    for index, field in enumerate(project.fields):
        if field.name.lower() in own:
            yield SeedFault((*at, "fields", index, "name"), "GitHub has this field itself")


def _of_repository(at: Where, repository: Repository) -> Iterator[SeedFault]:
    if not NAME.fullmatch(repository.name):
        message = "a repository's name has letters, digits, '.', '_' and '-'"
        yield SeedFault((*at, "name"), message)
    yield from _files(at, repository)
    for index, each in enumerate(repository.labels):
        if label.is_only_emoji(each.name):
            where = (*at, "labels", index, "name")
            yield SeedFault(where, "a name of only emoji: GitHub refuses it")
    names = [("labels", "name", [each.name for each in repository.labels])]
    names += [("milestones", "title", [each.title for each in repository.milestones])]
    names += [("issues", "title", [each.title for each in repository.issues])]
    for kind, key, given in names:
        for index, name in enumerate(given):
            if not name.strip():
                yield SeedFault((*at, kind, index, key), "it is empty")
    for index, issue in enumerate(repository.issues):
        yield from _of_issue((*at, "issues", index), issue, repository)
    yield from links.impossible((*at, "issues"), repository.issues)


def _files(at: Where, repository: Repository) -> Iterator[SeedFault]:
    if repository.files and repository.default_branch is None:
        yield SeedFault((*at, "files"), "files need a default_branch", is_key=True)
    folders: dict[str, str] = {}  # each with the first file in it
    for path in repository.files:
        for end in re.finditer("/", path):
            folders.setdefault(path[: end.start()], path)
    for path in repository.files:
        where = (*at, "files", path)
        if not is_path(path):
            yield SeedFault(where, "it is no path in a repository: GitHub refuses it", is_key=True)
        elif path in folders:
            yield SeedFault(where, f"it is a folder: there is {folders[path]}", is_key=True)


def _of_issue(at: Where, issue: Issue, repository: Repository) -> Iterator[SeedFault]:
    if issue.state == "open" and issue.state_reason is not None:
        yield SeedFault((*at, "state_reason"), "an open issue has none")
    if issue.pull_request is None:
        return
    if repository.default_branch is None:
        yield SeedFault((*at, "pull_request"), "a pull request needs a default_branch")
    for key in ("parent", "blocked_by", "relates_to", "type", "fields"):
        if getattr(issue, key):
            yield SeedFault((*at, key), "a pull request has none", is_key=True)

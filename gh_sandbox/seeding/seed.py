"""A seed: the state that the sandbox starts with, as YAML.

The format, every key but `login`, `name` and `title` optional (see `seeds/` for whole ones):

    extends: lluminary            # begin with another seed: what has the same login, name, title
                                  # or number is changed by the keys given here, the rest is added
    tokens:                       # besides the default one, which may do everything unless it
                                  # is given here
      - token: ghp_reader
        login: reader
        scopes: [public_repo]
      - token: github_pat_few     # a token that is not classic has permissions: permission.py
        kind: fine-grained        # or installation: an app's, such as a workflow's
        repositories: [acme/rocket]         # null: all of its `owner`
        permissions: {issues: write, organization_projects: read}
    owners:
      - login: acme
        type: Organization        # or User (the default), or Bot, whose login ends in [bot]
        name: Acme Inc.
        members: {octocat: ADMIN} # or MEMBER
        private_members: [octocat] # those of them who keep it private
        issue_types:              # null: without types; of a user, none unless given
          - {name: Task, color: yellow, description: A piece of work, is_enabled: true}
        issue_fields: […]         # see issue_field_seed.py
        teams: [Crew]             # an organization's, with nobody in them
        repositories:
          - name: rocket
            previously: [acme/firework] # names that lead to it, owner and all
            description: …
            private: false
            default_branch: main  # null: no commit yet
            has_issues: true
            archived: false
            collaborators: {reader: READ}
            secrets: {PROJECT_TOKEN: ghp_sandbox} # of its workflows
            default_labels: true  # GitHub's nine
            labels: [{name: bug, color: d73a4a, description: …}]
            milestones: [{title: v1, description: …, state: open, due_on: 2026-12-24}]
            issues:
              - title: …          # number: the next one, if not given
                number: 3
                body: …
                state: closed
                state_reason: not_planned
                author: octocat
                labels: [bug]
                milestone: v1
                type: Task
                fields: {Priority: High}
                assignees: [octocat]
                parent: 2         # numbers of the same repository
                blocked_by: [1]
                relates_to: [4]
                created_at: 2026-01-05T10:00:00Z
                comments: [{body: …, author: octocat}]
                pull_request: {head: fix, base: main, draft: false, merged: true, closes: [3]}
            generate: 20000           # so many made-up issues besides, see generated.py
        projects: […]                 # see project_seed.py
"""

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from gh_sandbox.access.permission import KNOWN
from gh_sandbox.seeding import issue_field_seed
from gh_sandbox.seeding.project_seed import Project

VIEWER = "octocat"
# The login of a managed user has an underscore: GitHub docs, "Username considerations for external
# authentication".
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
HIGHEST = 2**31 - 1  # of a number: GraphQL's Int
Color = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{6}$")]
TypeColor = Literal["gray", "blue", "green", "yellow", "orange", "red", "pink", "purple"]


class SeedError(Exception):
    """A seed with faults; the message names the file and every fault."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


def _permission(name: str) -> str:
    if name not in KNOWN:
        raise ValueError(f"there is no permission {name}: there are {', '.join(sorted(KNOWN))}")
    return name


class Token(_Model):
    """A token, its user, and its scopes or permissions.

    The user of an installation is the app GitHub Actions, unless a login is given.
    """

    token: str
    kind: Literal["classic", "fine-grained", "installation"] = "classic"
    login: str | None = None
    scopes: list[str] = []
    owner: str | None = None
    repositories: list[str] | None = None
    permissions: dict[Annotated[str, AfterValidator(_permission)], Literal["read", "write"]] = {}


class Label(_Model):
    """A label."""

    name: str = Field(max_length=50)
    color: Color = "ededed"
    description: str | None = Field(default=None, max_length=100)
    default: bool = False


class Milestone(_Model):
    """A milestone."""

    title: str
    description: str | None = None
    state: Literal["open", "closed"] = "open"
    due_on: date | None = None


class Comment(_Model):
    """A comment."""

    body: str
    author: str = VIEWER


class PullRequest(_Model):
    """The part of an entry of `issues` that makes it a pull request."""

    head: str = "patch"
    base: str = "main"
    draft: bool = False
    merged: bool = False
    closes: list[int] = []


class Issue(_Model):
    """An issue or pull request."""

    title: str = Field(min_length=1, max_length=256)
    number: int | None = Field(default=None, gt=0, le=HIGHEST)
    body: str = Field(default="", max_length=65_536)
    state: Literal["open", "closed"] = "open"
    state_reason: Literal["completed", "not_planned", "duplicate"] | None = None
    author: str = VIEWER
    labels: list[str] = []
    milestone: str | None = None
    type: str | None = None
    fields: issue_field_seed.Values = {}
    assignees: list[str] = []
    parent: int | None = None
    blocked_by: list[int] = []
    relates_to: list[int] = []
    created_at: datetime | None = None
    comments: list[Comment] = []
    pull_request: PullRequest | None = None


class IssueType(_Model):
    """An issue type of an organization."""

    name: str
    description: str | None = None
    color: TypeColor = "gray"
    is_enabled: bool = True


class Repository(_Model):
    """A repository."""

    name: str
    previously: list[Annotated[str, StringConstraints(pattern=r"^[^/]+/[^/]+$")]] = []
    description: str | None = None
    private: bool = False
    default_branch: str | None = "main"
    has_issues: bool = True
    archived: bool = False
    collaborators: dict[str, Literal["ADMIN", "MAINTAIN", "WRITE", "TRIAGE", "READ"]] = {}
    files: dict[str, str] = {}
    secrets: dict[str, str] = {}
    default_labels: bool = True
    labels: list[Label] = []
    milestones: list[Milestone] = []
    issues: list[Issue] = []
    generate: int = Field(default=0, ge=0)


class Owner(_Model):
    """A user or an organization."""

    login: str
    type: Literal["User", "Organization", "Bot"] = "User"
    name: str | None = None
    email: str = ""
    description: str | None = None
    members: dict[str, Literal["ADMIN", "MEMBER"]] = {}
    private_members: list[str] = []
    issue_types: list[IssueType] | None = []
    issue_fields: list[issue_field_seed.IssueField] = []
    teams: list[str] = []
    repositories: list[Repository] = []
    projects: list[Project] = []

    @model_validator(mode="after")
    def _users_have_types_if_given(self) -> Self:
        if self.type == "User" and "issue_types" not in self.model_fields_set:
            self.issue_types = None
        return self


class Seed(_Model):
    """A whole state."""

    tokens: list[Token] = []
    owners: list[Owner]


def check_name(repository: str) -> None:
    """Raise SeedError if this cannot be the name OWNER/NAME of a repository."""
    login, slash, own = repository.partition("/")
    if not slash or not LOGIN.fullmatch(login) or not NAME.fullmatch(own):
        raise SeedError(f"a repository is OWNER/NAME, not {repository!r}")


def with_repository(found: Seed, name: str) -> Seed:
    """Return a seed with an additional empty repository OWNER/NAME that the viewer may change.

    If the seed lacks the owner, it becomes an organization of the viewer, so that its boards can be
    tried. Raises SeedError for an invalid name.
    """
    check_name(name)
    login, _, own = name.partition("/")
    repository = Repository(name=own, collaborators={VIEWER: "ADMIN"})
    for index, owner in enumerate(found.owners):
        if owner.login.casefold() != login.casefold():
            continue
        if any(each.name.casefold() == own.casefold() for each in owner.repositories):
            return found
        more = owner.model_copy(update={"repositories": [*owner.repositories, repository]})
        owners = [*found.owners[:index], more, *found.owners[index + 1 :]]
        return found.model_copy(update={"owners": owners})
    made = Owner(
        login=login, type="Organization", members={VIEWER: "ADMIN"}, repositories=[repository]
    )
    return found.model_copy(update={"owners": [*found.owners, made]})

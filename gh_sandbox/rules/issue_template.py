"""The templates for issues and pull requests, read from the files of a repository.

Sources: GitHub docs, "About issue and pull request templates", "Configuring issue templates for
your repository" and "Creating a pull request template"; cli/cli#5865: the API never returns issue
forms (YAML files). Unverified: a template without `name` or `about` is left out, labels that do not
exist are left out, and lists are sorted by file name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from gh_sandbox.rules.commits import content
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_FOLDER = ".github/ISSUE_TEMPLATE/"
_ISSUE = re.compile(rf"{re.escape(_FOLDER)}[^/]+\.md", re.IGNORECASE)
_CONFIG = (f"{_FOLDER}config.yml", f"{_FOLDER}config.yaml")
_PULL_REQUEST = re.compile(
    r"(\.github/|docs/|)(pull_request_template|PULL_REQUEST_TEMPLATE/[^/]+)\.(md|txt)",
    re.IGNORECASE,
)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class IssueTemplate:
    """A Markdown template: its front matter, and the text below it."""

    filename: str
    name: str
    about: str
    title: str | None
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    type: str | None
    body: str


@dataclass(frozen=True)
class ContactLink:
    """A link that the page for new issues shows instead of a template."""

    name: str
    about: str
    url: str


@dataclass(frozen=True)
class Offer:
    """All templates of a repository; `pull_requests` maps file names to texts."""

    issues: tuple[IssueTemplate, ...] = ()
    links: tuple[ContactLink, ...] = ()
    allows_blank: bool = True
    pull_requests: Mapping[str, str] = field(default_factory=dict)


def of_repository(session: Session, repository: Row) -> Offer:
    """Read the templates on the default branch; a file that is not valid YAML is ignored."""
    texts = _texts(session, repository)
    config = next((_mapping(texts[path]) for path in _CONFIG if path in texts), {})
    found = (_issue_template(path, text) for path, text in texts.items() if _ISSUE.fullmatch(path))
    return Offer(
        tuple(filter(None, found)),
        tuple(filter(None, map(_link, _listed(config.get("contact_links"))))),
        config.get("blank_issues_enabled") is not False,
        {path: text for path, text in texts.items() if _PULL_REQUEST.fullmatch(path)},
    )


def _texts(session: Session, repository: Row) -> dict[str, str]:
    """Return the files that can be templates, sorted by path."""
    head = content.resolve(session, repository, None)
    files = git_objects.files(session.store, repository["id"], head)
    wanted = [
        path for path in sorted(files) if path.startswith(_FOLDER) or _PULL_REQUEST.fullmatch(path)
    ]
    return {
        path: git_objects.content(session.store, repository["id"], files[path], "blob").decode(
            errors="replace"
        )
        for path in wanted
    }


def _issue_template(path: str, text: str) -> IssueTemplate | None:
    front = _FRONT.match(text)
    given = _mapping(front[1]) if front else {}
    if front is None or not given.get("name") or not given.get("about"):
        return None
    title, type = given.get("title"), given.get("type")
    return IssueTemplate(
        filename=path.rpartition("/")[2],
        name=str(given["name"]),
        about=str(given["about"]),
        title=None if title is None else str(title),
        labels=_names(given.get("labels")),
        assignees=_names(given.get("assignees")),
        type=None if type is None else str(type),
        body=text[front.end() :],
    )


def _link(given: object) -> ContactLink | None:
    keys = ("name", "about", "url")
    if not isinstance(given, dict) or not all(isinstance(given.get(key), str) for key in keys):
        return None
    return ContactLink(*(given[key] for key in keys))


def _names(given: object) -> tuple[str, ...]:
    """Return names from a list, or from a text with commas."""
    each = given.split(",") if isinstance(given, str) else _listed(given)
    return tuple(name for name in (str(name).strip() for name in each) if name)


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else []


def _mapping(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}

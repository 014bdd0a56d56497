"""Reading issues that a backlog references but does not own: by number or id, never by search."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gh_playbook.declaration import reference
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import parsing, selection
from gh_playbook.github.reading.paging import Question, by_ids
from gh_playbook.model.existing import ExistingContent, ExistingIssue, Features
from gh_playbook.model.world import World


def questions(references: Sequence[str], world: World, fields: str) -> list[Question]:
    """Return the questions for these references, with the aliases `reference0`, `reference1`, …."""
    asked = []
    for index, text in enumerate(references):
        named = reference.parse(text)
        if named is not None:
            owner, _, name = (named.repository or world.repository.name).partition("/")
            where = f"owner: {json.dumps(owner)}, name: {json.dumps(name)}"
            issue = f"issue(number: {named.number}) {{ {fields} }}"
            asked.append(Question(f"reference{index}: repository({where}) {{ id {issue} }}", {}))
    return asked


def content_questions(references: Sequence[str], world: World) -> list[Question]:
    """Return the questions for the issues and pull requests on cards, by aliases `content0` etc."""
    asked = []
    for index, text in enumerate(references):
        named = reference.parse_content(text)
        if named is not None:
            owner, _, name = (named.repository or world.repository.name).partition("/")
            where = f"owner: {json.dumps(owner)}, name: {json.dumps(name)}"
            shown = "... on Issue { id number url } ... on PullRequest { id number url }"
            thing = f"issueOrPullRequest(number: {named.number}) {{ {shown} }}"
            asked.append(Question(f"content{index}: repository({where}) {{ {thing} }}", {}))
    return asked


def take_contents(references: Sequence[str], data: Mapping[str, Any], world: World) -> None:
    """Take in the existing issues and pull requests that cards show."""
    for index, text in enumerate(references):
        found = (data.get(f"content{index}") or {}).get("issueOrPullRequest")
        if found:
            content = ExistingContent(found["id"], found["number"], found["url"])
            world.contents[text] = content


def take(references: Sequence[str], data: Mapping[str, Any], world: World) -> None:
    """Put the existing issues into the world: those of the repository, and those of others."""
    for index, text in enumerate(references):
        repository = data.get(f"reference{index}") or {}
        if repository.get("issue"):
            issue = parsing.issue(repository["issue"])
            world.references[text] = issue.id
            is_own = repository["id"] == world.repository.id
            (world.issues if is_own else world.foreign).setdefault(issue.id, issue)


def by_id(reader: Reader, ids: Sequence[str], features: Features) -> dict[str, ExistingIssue]:
    """Return the issues with these ids that this login may see. Raises GitHubError."""
    issue = f"... on Issue {{ {selection.issue(features)} }}"
    document = f"query Others($ids: [ID!]!) {{ nodes(ids: $ids) {{ {issue} }} }}"
    issues = map(parsing.issue, by_ids(reader, document, ids, request="others"))
    return {each.id: each for each in issues}

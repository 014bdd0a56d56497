"""The first questions, before everything is read: the features, and the board."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.github import register
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import PartialData, Reader
from gh_playbook.github.reading.paging import Question, all_nodes, texts
from gh_playbook.model.register import Register
from gh_playbook.verification import query
from gh_playbook.verification.existing import KnownFeatures
from gh_playbook.verification.known import Known
from gh_playbook.verification.repository_reading import repository, target


def introspect(
    reader: Reader,
    owner: str,
    name: str,
    project: str | None,
    kept: register.Kept = register.nothing,
) -> Known:
    """Ask for the features, and for the owner's project with this title.

    If there is none, it is the project with this title in the register, or in this machine's
    register (`kept`).

    Of several projects an open one, one with the same spelling, and the first one are preferred.
    The owner is the present one of the repository, even if it was asked for under an old name.
    Raises GitHubError, also if there is no such repository.
    """
    variables = {"owner": owner, "name": name}
    if project is None:
        return Known(_features(_asked(reader, variables, projects=False).data))
    try:
        part = _asked(reader, {**variables, "after": None}, projects=True)
    except GitHubError as error:
        # Scopes are checked before anything is read; without projects GraphQL says "undefined".
        if error.kind not in {"INSUFFICIENT_SCOPES", "undefinedType", "undefinedField"}:
            raise
        features = _features(_asked(reader, variables, projects=False).data)
        if error.kind == "INSUFFICIENT_SCOPES":
            return Known(replace(features, project_scope=False))
        return Known(replace(features, projects=False))
    now = part.data["repository"]["owner"]["login"]
    if now.casefold() != owner.casefold():
        return introspect(reader, now, part.data["repository"]["name"], project, kept)
    known = register.parse(part.data["repository"].get("state"))
    known = known.with_kept(kept(target(part.data, reader)))
    return _chosen(reader, part, owner, project, known)


def _chosen(reader: Reader, part: PartialData, owner: str, title: str, known: Register) -> Known:
    """Return the owner's project with this title, as far as this login may see it."""
    features = _features(part.data)
    if not features.keeps_values:
        return Known(features)
    first = (part.data["repositoryOwner"] or {}).get("projectsV2")
    every = _projects(reader, owner, first)
    found = [each for each in every if is_same(each["title"], title)]
    renamed = known.board(title)
    if not found and renamed is not None:
        found = [each for each in every if each["id"] == renamed.id]
    if not found:
        is_withheld = first is None or None in first["nodes"]
        return Known(replace(features, project_scope=not is_withheld))
    found.sort(key=lambda each: (each["closed"], each["title"] != title, each["number"]))
    others = tuple(each["number"] for each in found[1:])
    return Known(features, found[0]["id"], others)


def _asked(reader: Reader, variables: Mapping[str, Any], *, projects: bool) -> PartialData:
    document = query.introspection(projects=projects)
    return repository(reader, document, variables, "verification introspection")


def _features(data: Mapping[str, Any]) -> KnownFeatures:
    fields = {each["name"] for each in data["issue"]["fields"]}
    return KnownFeatures(
        issue_types="issueType" in fields,
        sub_issues={"parent", "subIssues"} <= fields,
        dependencies="blockedBy" in fields,
        relations="relatesTo" in fields,
        projects=data["project"] is not None,
        keeps_values=_keeps_values(data),
        pins="isPinned" in fields,
        duplicates="duplicateOf" in fields,
        multi_selects=_has_fields(data["multi"], "multiSelectOptions"),
        issue_fields="issueFieldValues" in fields,
        board_issue_fields=_has_fields(data["mutation"], "createProjectV2IssueField"),
        status_updates=_has_fields(data["project"], "statusUpdates"),
        views=_has_fields(data["mutation"], "updateProjectV2View"),
    )


def _has_fields(type: Mapping[str, Any] | None, name: str) -> bool:
    return any(each["name"] == name for each in (type or {}).get("fields") or ())


def _keeps_values(data: Mapping[str, Any]) -> bool:
    """Tell whether archived cards can be read, and options can be sent with their ids."""
    fields = (data["project"] or {}).get("fields") or ()
    arguments = {
        each["name"] for field in fields if field["name"] == "items" for each in field["args"]
    }
    inputs = {each["name"] for each in (data["option"] or {}).get("inputFields") or ()}
    return "archivedStates" in arguments and "id" in inputs


def _projects(reader: Reader, owner: str, first: Any) -> list[Any]:
    asked = f"repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{ {query.PROJECTS} }} }}"
    path = ("repositoryOwner", "projectsV2")
    return all_nodes(reader, first, Question(asked, texts(owner=owner)), path)

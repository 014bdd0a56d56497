"""Reading a repository back, for verification only.

If the features and the project are known, it takes one request for a hundred issues and a hundred
cards, and one more for each further page. Otherwise a probe asks for them first. All issues are
read, unless it is known where those are that matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gh_playbook.declaration import reference
from gh_playbook.declaration.name import is_same
from gh_playbook.declaration.reference import Reference
from gh_playbook.github import register
from gh_playbook.github.error import GitHubError
from gh_playbook.github.number_page import PAGE
from gh_playbook.github.paging import Question, all_nodes, texts
from gh_playbook.github.reader import PartialData, Reader
from gh_playbook.model.register import Register
from gh_playbook.verification import issue_reading, parsing, query
from gh_playbook.verification.existing import Existing, Issue, KnownFeatures, Vouching
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.issue_reading import Whereabouts

_NEEDED = {("repository",)} | {("repository", list) for list in ("labels", "milestones", "issues")}


@dataclass(frozen=True)
class Known:
    """What is known already; `project_id` is None where there is no such project.

    `other_projects` are the numbers of the owner's other projects with that title, open or closed.
    Without `whereabouts` issues are looked for everywhere.
    """

    features: KnownFeatures
    project_id: str | None = None
    other_projects: tuple[int, ...] = ()
    whereabouts: Whereabouts | None = None


def probe(
    reader: Reader, owner: str, name: str, project: str | None, kept: Register | None = None
) -> Known:
    """Ask for the features, and for the owner's project with this title.

    If there is none, it is the one that the register, or this machine's (`kept`), has under it.

    Of several projects an open one, one with the same spelling, and the first one are preferred.
    The owner is the present one of the repository, even if it was asked for under an old name.
    Raises GitHubError, also where there is no such repository.
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
        return probe(reader, now, part.data["repository"]["name"], project, kept)
    known = register.parse(part.data["repository"].get("state"))
    known = known.with_kept(kept or Register())
    return _chosen(reader, part, owner, project, known)


def _chosen(reader: Reader, part: PartialData, owner: str, title: str, known: Register) -> Known:
    """Return which of the owner's projects has this title, as far as this login may see them."""
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


def read(
    reader: Reader,
    owner: str,
    name: str,
    known: Known,
    files: Sequence[str] = (),
    vouching: Vouching | None = None,
    references: Sequence[str] = (),
) -> Existing:
    """Read everything, the files of these paths too. Raises GitHubError.

    `vouching` has this machine's register; GitHub's own register takes precedence.
    """
    variables = {"owner": owner, "name": name}
    elsewhere = _elsewhere(references, f"{owner}/{name}")
    data = _first(reader, variables, known, files, [*elsewhere.values()])
    node = data["repository"]
    features = _answered(known, data)
    found = issue_reading.issues(reader, owner, name, features, data, known.whereabouts)
    if found is None:
        everywhere = replace(known, whereabouts=None)
        return read(reader, owner, name, everywhere, files, vouching, references)

    def rest(connection: str) -> list[Any]:
        question = Question(query.more(connection, features), texts(**variables))
        return all_nodes(reader, node[connection], question, ("repository", connection))

    issues = tuple(map(parsing.issue, found))
    return Existing(
        repository=node["nameWithOwner"],
        url=node["url"],
        login=(data["viewer"] or {}).get("login", ""),
        features=features,
        labels=tuple(map(parsing.label, rest("labels"))),
        milestones=tuple(map(parsing.milestone, rest("milestones"))),
        issue_types=tuple(map(parsing.issue_type, parsing.nodes(node.get("issueTypes")))),
        issue_fields=tuple(map(parsing.issue_field, parsing.nodes(node.get("issueFields")))),
        issues=issues,
        references=_referenced(data, references, elsewhere, issues),
        board=_board(reader, data.get("project"), known),
        owner_is_organization=node["owner"]["__typename"] == "Organization",
        foreign_owner=_foreign_owner(node["owner"], data["viewer"] or {}),
        other_projects=known.other_projects,
        vouching=_vouched(vouching or Vouching(), node),
        files={path: (node[f"file{index}"] or {}).get("text") for index, path in enumerate(files)},
    )


def _answered(known: Known, data: Any) -> KnownFeatures:
    """Return the known features without those of which the answer has nothing."""
    node, features = data["repository"], known.features
    # GitHub answers null of an owner who has no types [unverified].
    features = replace(
        features,
        issue_types=node.get("issueTypes") is not None,
        issue_fields=features.issue_fields and node.get("issueFields") is not None,
    )
    if known.project_id is not None and data["project"] is None:
        return replace(features, project_scope=False)
    return features


def _vouched(vouching: Vouching, node: Any) -> Vouching:
    """Return who vouches for issues, with GitHub's register where there is one."""
    stored = register.parse(node["state"])
    return replace(vouching, register=stored) if stored.is_found else vouching


def _first(
    reader: Reader,
    variables: Mapping[str, Any],
    known: Known,
    files: Sequence[str],
    elsewhere: Sequence[Reference],
) -> Any:
    """Ask for the first page of everything; return GitHub's data. Raises GitHubError."""
    where, project = known.whereabouts, known.project_id
    document = query.everything(
        known.features,
        project=project is not None,
        files=len(files),
        foreign=elsewhere,
        ids=where is not None,
        latest=where is not None and where.newest is not None,
    )
    given = {**variables, "project": project} if project else {**variables}
    given |= {"ids": where.ids[:PAGE]} if where else {}
    given |= {f"file{index}": f"HEAD:{path}" for index, path in enumerate(files)}
    return _found(reader, document, given, "verification").data


def _elsewhere(references: Sequence[str], repository: str) -> dict[str, Reference]:
    """Return the questions about issues of other repositories, by their references."""
    parsed = {text: reference.parse(text) for text in references}
    return {text: each for text, each in parsed.items() if each and not each.is_within(repository)}


def _referenced(
    data: Any,
    references: Sequence[str],
    elsewhere: Mapping[str, Reference],
    issues: Sequence[Issue],
) -> dict[str, Issue]:
    """Return the existing issues that are referenced and not declared."""
    found = {}
    for index, text in enumerate(elsewhere):
        node = (data.get(f"foreign{index}") or {}).get("issue")
        if node:
            found[text] = parsing.issue(node)
    by_number = {each.number: each for each in issues}
    for text in references:
        named = reference.parse(text)
        if named and text not in elsewhere and named.number in by_number:
            found[text] = by_number[named.number]
    return found


def _foreign_owner(owner: Mapping[str, Any], viewer: Mapping[str, Any]) -> str | None:
    is_foreign = owner["__typename"] == "User" and owner["login"] != viewer.get("login")
    return owner["login"] if is_foreign else None


def _board(reader: Reader, node: Any, known: Known) -> Board | None:
    if not node:
        return None
    question = Question(query.more_cards(known.features), {"project": ("ID!", known.project_id)})
    cards = all_nodes(reader, node["items"], question, ("project", "items"))
    return parsing.board(node, cards)


def _asked(reader: Reader, variables: Mapping[str, Any], *, projects: bool) -> PartialData:
    return _found(reader, query.probe(projects=projects), variables, "verification probe")


def _found(
    reader: Reader, document: str, variables: Mapping[str, Any], request: str
) -> PartialData:
    """Ask for the repository. Raises GitHubError with a clear message where there is none."""
    try:
        part = reader.part(document, variables, request=request, needed=_NEEDED)
    except GitHubError as error:
        if error.kind != "NOT_FOUND":
            raise
        part = PartialData({"repository": None})
    if part.data["repository"] is None:
        raise GitHubError(
            f"there is no repository {variables['owner']}/{variables['name']}, or this login may "
            "not see it: check --repo OWNER/NAME and `gh auth status`",
            kind="NOT_FOUND",
        )
    return part


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
    """Tell whether archived cards can be read, and options be sent with their ids."""
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

"""Reading a repository back, for verification only.

Handed what is known (which features there are, and which project it is), it takes one request
for a hundred issues and a hundred cards, and one more for each further page. Without, a probe
asks for that first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.verification import parsing, query
from gh_playbook.verification.existing import Board, Existing, KnownFeatures, Vouching


@dataclass(frozen=True)
class Known:
    """What need not be asked for again; `project_id` is None where there is no such project.

    `other_projects` are the numbers of the owner's other projects of that title, open or closed.
    """

    features: KnownFeatures
    project_id: str | None = None
    other_projects: tuple[int, ...] = ()


def probe(reader: Reader, owner: str, name: str, project: str | None) -> Known:
    """Ask which features there are, and which project of the owner has this title.

    Of several it is an open one, spelt like it, the first. Raises GitHubError, also where there
    is no such repository.
    """
    variables = {"owner": owner, "name": name}
    if project is None:
        return Known(_features(_asked(reader, variables, projects=False)))
    try:
        data = _asked(reader, {**variables, "after": None}, projects=True)
    except GitHubError as error:
        # Scopes are checked before anything is read; without projects GraphQL says "undefined".
        if error.kind not in {"INSUFFICIENT_SCOPES", "undefinedType", "undefinedField"}:
            raise
        features = _features(_asked(reader, variables, projects=False))
        if error.kind == "INSUFFICIENT_SCOPES":
            return Known(replace(features, project_scope=False))
        return Known(replace(features, projects=False))
    found = [each for each in _projects(reader, owner, data) if _is_named(each, project)]
    if not found:
        return Known(_features(data))
    found.sort(key=lambda each: (each["closed"], each["title"] != project, each["number"]))
    others = tuple(each["number"] for each in found[1:])
    return Known(_features(data), found[0]["id"], others)


def read(
    reader: Reader,
    owner: str,
    name: str,
    known: Known,
    files: Sequence[str] = (),
    vouching: Vouching | None = None,
) -> Existing:
    """Read everything, the files of these paths too. Raises GitHubError."""
    features, project = known.features, known.project_id
    variables = {"owner": owner, "name": name}
    document = query.everything(features, project=project is not None, files=len(files))
    first = {**variables, "project": project} if project else variables
    first |= {f"file{index}": f"HEAD:{path}" for index, path in enumerate(files)}
    data = _found(reader, document, first, "verification")
    node = data["repository"]
    types = node.get("issueTypes")
    # GitHub may answer null where only organizations have types [unverified].
    features = replace(features, issue_types=types is not None)

    def rest(connection: str) -> Iterator[Any]:
        return _all(
            reader,
            node[connection],
            query.more(connection, features),
            variables,
            ("repository", connection),
        )

    return Existing(
        repository=node["nameWithOwner"],
        features=features,
        labels=tuple(map(parsing.label, rest("labels"))),
        milestones=tuple(map(parsing.milestone, rest("milestones"))),
        issue_types=tuple(map(parsing.issue_type, parsing.nodes(types))),
        issues=tuple(map(parsing.issue, rest("issues"))),
        board=_board(reader, data.get("project"), project),
        foreign_owner=_foreign_owner(node["owner"], data["viewer"]),
        other_projects=known.other_projects,
        vouching=vouching or Vouching(),
        files={path: (node[f"file{index}"] or {}).get("text") for index, path in enumerate(files)},
    )


def _foreign_owner(owner: Mapping[str, Any], viewer: Mapping[str, Any]) -> str | None:
    is_foreign = owner["__typename"] == "User" and owner["login"] != viewer["login"]
    return owner["login"] if is_foreign else None


def _board(reader: Reader, node: Any, project: str | None) -> Board | None:
    if not node:
        return None
    variables = {"project": project}
    cards = _all(reader, node["items"], query.more_cards(), variables, ("project", "items"))
    return parsing.board(node, cards)


def _all(
    reader: Reader,
    first: Any,
    document: str,
    variables: Mapping[str, Any],
    path: tuple[str, str],
) -> Iterator[Any]:
    """Yield the nodes of a connection's first page, and of the others if there are any."""
    yield from first["nodes"]
    page = first["pageInfo"]
    if page["hasNextPage"]:
        yield from reader.pages(
            document,
            {**variables, "after": page["endCursor"]},
            lambda data: data[path[0]][path[1]],
            request="verification",
        )


def _asked(reader: Reader, variables: Mapping[str, Any], *, projects: bool) -> Any:
    return _found(reader, query.probe(projects=projects), variables, "verification probe")


def _found(reader: Reader, document: str, variables: Mapping[str, Any], request: str) -> Any:
    """Ask about the repository. Raises GitHubError, in words, where there is none."""
    try:
        data = reader.query(document, variables, request=request)
    except GitHubError as error:
        if error.kind != "NOT_FOUND":
            raise
        data = {"repository": None}
    if data["repository"] is None:
        raise GitHubError(
            f"there is no repository {variables['owner']}/{variables['name']}, or this login may "
            "not see it: check --repo OWNER/NAME and `gh auth status`",
            kind="NOT_FOUND",
        )
    return data


def _features(data: Mapping[str, Any]) -> KnownFeatures:
    fields = {each["name"] for each in data["issue"]["fields"]}
    organization = data["repository"]["owner"]["__typename"] == "Organization"
    return KnownFeatures(
        issue_types="issueType" in fields and organization,
        sub_issues={"parent", "subIssues"} <= fields,
        dependencies="blockedBy" in fields,
        relations="relatesTo" in fields,
        projects=data["project"] is not None,
    )


def _projects(reader: Reader, owner: str, data: Mapping[str, Any]) -> Iterator[Any]:
    document = f"""query VerificationProjects($owner: String!, $after: String) {{
      repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{ {query.PROJECTS} }} }}
    }}"""
    first = data["repositoryOwner"]["projectsV2"]
    path = ("repositoryOwner", "projectsV2")
    return _all(reader, first, document, {"owner": owner}, path)


def _is_named(project: Mapping[str, Any], title: str) -> bool:
    return is_same(project["title"], title)

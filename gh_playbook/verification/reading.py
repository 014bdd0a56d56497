"""Reading a repository back, for verification only.

If the features and the project are known, it takes one request for a hundred issues and a hundred
cards, and one more for each further page. Otherwise another request asks for them first. All issues
are read, unless the places of the issues that matter are known, or a run has just read the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from gh_playbook.declaration import reference
from gh_playbook.declaration.reference import Reference
from gh_playbook.github import register
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import both_ends, known_page
from gh_playbook.github.reading.number_page import PAGE
from gh_playbook.github.reading.paging import Connection, Question, read_whole
from gh_playbook.model.register import Register
from gh_playbook.verification import again_reading, issue_reading, parsing, query
from gh_playbook.verification.existing import (
    Existing,
    Issue,
    KnownFeatures,
    Label,
    Milestone,
    Vouching,
)
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.known import Known
from gh_playbook.verification.repository_reading import repository, target


def read(
    reader: Reader,
    owner: str,
    name: str,
    known: Known,
    files: Sequence[str] = (),
    vouching: Vouching | None = None,
    references: Sequence[str] = (),
    kept: register.Kept = register.nothing,
) -> Existing:
    """Read everything, including the files at these paths. Raises GitHubError.

    `kept` returns this machine's register; GitHub's own register takes precedence.
    """
    variables = {"owner": owner, "name": name}
    elsewhere = _elsewhere(references, f"{owner}/{name}")
    data = _first(reader, variables, known, files, [*elsewhere.values()])
    node = data["repository"]
    features = _answered(known, data)
    there = target(data, reader)
    issues = _issues(reader, variables, features, data, known)
    if issues is None:
        everything = replace(known, whereabouts=None, again=None)
        return read(reader, owner, name, everything, files, vouching, references, kept)
    labels, milestones = _labels_and_milestones(reader, variables, node, known)
    return Existing(
        target=there,
        features=features,
        labels=labels,
        milestones=milestones,
        issue_types=tuple(map(parsing.issue_type, parsing.nodes(node.get("issueTypes")))),
        issue_fields=tuple(map(parsing.issue_field, parsing.nodes(node.get("issueFields")))),
        issues=issues,
        references=_referenced(data, references, elsewhere, issues),
        board=_board(reader, data, known),
        owner_is_organization=node["owner"]["__typename"] == "Organization",
        foreign_owner=_foreign_owner(node["owner"], data["viewer"] or {}),
        other_projects=known.other_projects,
        vouching=_vouched(vouching or Vouching(), known, node, partial(kept, there)),
        files={path: (node[f"file{index}"] or {}).get("text") for index, path in enumerate(files)},
    )


def _labels_and_milestones(
    reader: Reader, variables: Mapping[str, str], node: Mapping[str, Any], known: Known
) -> tuple[tuple[Label, ...], tuple[Milestone, ...]]:
    """Return all labels, or those that are read again with the known ones, and all milestones."""
    labels, milestones = again_reading.labels(node, known.again), query.MILESTONES()
    if labels is None:
        every = query.LABELS()
        both_ends.read_on(reader, [every, milestones], node, variables)
        labels = tuple(map(parsing.label, every.nodes))
    else:
        both_ends.read_on(reader, [milestones], node, variables)
    return labels, tuple(map(parsing.milestone, milestones.nodes))


def _issues(
    reader: Reader,
    variables: Mapping[str, str],
    features: KnownFeatures,
    data: Any,
    known: Known,
) -> tuple[Issue, ...] | None:
    """Return the issues, after the first ones in the first answer; None if all must be read."""
    if known.again is not None:
        return again_reading.issues(reader, features, data, known.again)
    owner, name = variables["owner"], variables["name"]
    found = issue_reading.issues(reader, owner, name, features, data, known.whereabouts)
    return None if found is None else tuple(map(parsing.issue, found))


def _answered(known: Known, data: Any) -> KnownFeatures:
    """Return the known features without those that are missing in the answer."""
    node, features = data["repository"], known.features
    # GitHub answers null for an owner without types [unverified].
    features = replace(
        features,
        issue_types=node.get("issueTypes") is not None,
        issue_fields=features.issue_fields and node.get("issueFields") is not None,
    )
    if known.project_id is not None and data["project"] is None:
        return replace(features, project_scope=False)
    return features


def _vouched(vouching: Vouching, known: Known, node: Any, kept: Callable[[], Register]) -> Vouching:
    """Return the vouchers, with the known register, else GitHub's, else this machine's."""
    stored = known.register or register.parse(node["state"])
    is_there = known.register is not None or stored.is_found
    return replace(vouching, register=stored if is_there else kept())


def _first(
    reader: Reader,
    variables: Mapping[str, Any],
    known: Known,
    files: Sequence[str],
    elsewhere: Sequence[Reference],
) -> Any:
    """Ask for the first page of everything; return GitHub's data. Raises GitHubError."""
    where, again, project = known.whereabouts, known.again, known.project_id
    asked = known.asked(len(files), elsewhere)
    given = {**variables, "project": project} if project else {**variables}
    given |= {"ids": where.ids[:PAGE]} if where else {}
    given |= again_reading.variables(again, cards=asked.cards) if again else {}
    given |= {f"file{index}": f"HEAD:{path}" for index, path in enumerate(files)}
    document = query.everything(known.features, asked)
    return repository(reader, document, given, "verification").data


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
    """Return the existing issues that are referenced, but not declared."""
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


def _board(reader: Reader, data: Any, known: Known) -> Board | None:
    node = data.get("project")
    if not node:
        return None
    if known.again is not None:
        return again_reading.board(reader, data, known.features, known.again)
    question = Question(query.more_cards(known.features), {"project": ("ID!", known.project_id)})
    cards = Connection(question, "after", ("node", "items"))
    cards.add(node["items"])
    known_page.read(reader, cards, known.card_pages, request="cards")
    read_whole(reader, cards, request="cards")
    return replace(parsing.board(node, cards.nodes), card_pages=tuple(cards.ends))

"""The declarations of a backlog as plain data: every peer starts from it, and compares with it.

Texts are rendered by the tool's own templates, so that all write the same. In them and in links,
`{KEY}` stands for the number of the issue of that key. Issues stand after those that they name.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import BLOCKED_BY
from gh_playbook.declaration.backlog.repository_file import RepositoryFile
from gh_playbook.model.existing import Features, Repository
from gh_playbook.model.marker import END, Marker
from gh_playbook.model.world import World
from gh_playbook.modules.issues import text
from gh_playbook.settings import Settings

_PLAYBOOK = Path(__file__).parents[1] / "playbooks" / "all.yml"


def write(backlog: Path, folder: Path) -> None:
    """Write `plan.json`, and `labels.json` of the labels alone. Raises InputError."""
    plan = of(backlog)
    (folder / "plan.json").write_text(json.dumps(plan, indent=1), encoding="utf-8")
    (folder / "labels.json").write_text(json.dumps(plan["labels"], indent=1), encoding="utf-8")


def of(backlog: Path) -> dict[str, Any]:
    """Return the declarations of a backlog. Raises InputError."""
    prepared = prepare(Settings(_PLAYBOOK, backlog))
    declared = prepared.backlog
    files = [item.desired for item in prepared.items if isinstance(item.desired, RepositoryFile)]
    return {
        "repository": f"{prepared.owner}/{prepared.name}",
        "owner": prepared.owner,
        "name": prepared.name,
        "labels": [
            {"name": each.name, "color": each.color, "description": each.description}
            for each in declared.labels
        ],
        "milestones": [
            {"title": each.title, "description": each.description} for each in declared.milestones
        ],
        "types": [
            {"name": each.name, "color": each.color, "description": each.description}
            for each in declared.issue_types
        ],
        "issues": [_issue(each, prepared) for each in _ordered(prepared.context.issues)],
        "relations": [[each.issue, each.related_to] for each in declared.relations],
        "project": json.loads(declared.project.model_dump_json()) if declared.project else None,
        "files": [
            {"path": each.path, "content": each.content, "message": each.message} for each in files
        ],
    }


def _ordered(issues: Mapping[str, Issue]) -> Sequence[Issue]:
    """Return issues, each after its parent and those that it waits for, which have no cycles."""
    found: dict[str, Issue] = {}
    waiting = [*issues.values()]
    while waiting:
        ready = [each for each in waiting if all(key in found for key in _named(each))]
        found |= {each.key: each for each in ready}
        waiting = [each for each in waiting if each.key not in found]
    return [*found.values()]


def _named(issue: Issue) -> Iterator[str]:
    yield from issue.blocked_by
    if issue.parent:
        yield issue.parent


def _issue(issue: Issue, prepared: Prepared) -> dict[str, Any]:
    nowhere = World(
        Repository("", "", "", prepared.owner, "", owner_is_organization=True), Features()
    )
    content = text.write(issue, nowhere, prepared.context)
    body = content.content.strip("\n")
    for key in content.wants:
        body = re.sub(rf"#{re.escape(key)}(?![\w-])", f"#{{{key}}}", body)
    return {
        "key": issue.key,
        "number": issue.number,
        "title": issue.title,
        "block": f"{Marker(issue.key).text}\n{body}\n{END}",
        "labels": list(issue.labels),
        "remove_labels": list(issue.remove_labels),
        "milestone": issue.milestone,
        "type": issue.type,
        "parent": issue.parent,
        "blocked_by": list(issue.blocked_by),
        "values": dict(_values(issue, prepared)),
    }


def _values(issue: Issue, prepared: Prepared) -> Iterator[tuple[str, Any]]:
    project = prepared.backlog.project
    for each in project.fields if project else ():
        wanted = prepared.context.values.declared(each, issue)
        if wanted is not None:
            yield each.name, wanted.value
        elif each.value == BLOCKED_BY and issue.blocked_by:
            where = f"https://github.com/{prepared.owner}/{prepared.name}/issues"
            yield each.name, " ".join(f"{where}/{{{key}}}" for key in issue.blocked_by)

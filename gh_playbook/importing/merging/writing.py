"""Writing of a draft as a backlog file, or into an existing one, whose keys and comments stay.

For the same field the plan wins over the file; values that only the file has stay.
"""

import io
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.formatting import formatted
from gh_playbook.frozen import dataclass
from gh_playbook.importing.draft import Names, PlanDraft
from gh_playbook.importing.line import lines_of
from gh_playbook.importing.merging.matching import give_keys
from gh_playbook.importing.merging.merging import Merging
from gh_playbook.importing.merging.present import Present
from gh_playbook.importing.merging.style import Representer, Resolver

# After these keys an issue follows without an empty line.
_HEADS = {"issues:", "sub_issues:"}


@dataclass(frozen=True)
class WrittenBacklog:
    """A backlog file: its text, what changed in it, and names that could not be resolved.

    `left` are the keys of open issues in the file that the plan does not have. `names_repository`
    tells whether the file names its repository.
    """

    text: str
    changes: tuple[str, ...]
    lost: tuple[str, ...]
    left: tuple[str, ...]
    names_repository: bool


def write(
    draft: PlanDraft, present: str | None = None, backlog: Present | None = None
) -> WrittenBacklog:
    """Return the backlog file of a draft; `present` is the text of the file to merge it into.

    `backlog` is the content of that text, with its includes; if it is not given, it is read. Raises
    InputError if that is not a backlog.
    """
    document = _read(present)
    there = Present.of(present, Path("backlog.yml")) if backlog is None else backlog
    merging = Merging(document, there, Names(draft.all_issues()), is_new=present is None)
    if draft.repository and not there.repository:
        document.setdefault("repository", draft.repository)
    left = give_keys(draft, document, there.issues.values())
    _declare_names(draft)
    lost: list[str] = []
    merging.named("labels", "name", draft.labels, lost)
    merging.named("milestones", "title", draft.milestones, lost)
    merging.named("issue_types", "name", draft.types, lost)
    issues = merging.list_of(document, "issues")
    for issue in draft.issues:
        merging.issue(issues, issue, draft, lost)
    merging.board(draft)
    text = io.StringIO()
    _yaml().dump(document, text)
    written = text.getvalue()
    if present is None:
        written = formatted(_spaced(written), "the backlog")
    named = bool(document.get("repository") or there.repository)
    changes = tuple(merging.changes)
    return WrittenBacklog(written, changes, tuple(lost), tuple(left), names_repository=named)


def _declare_names(draft: PlanDraft) -> None:
    """Declare the labels, milestones and types that issues use and the plan does not describe."""
    for issue in draft.all_issues():
        for name in issue.fields.get("labels", []):
            _named(draft.labels, name)
        milestone = issue.fields.get("milestone")
        if milestone:
            _named(draft.milestones, milestone)
        kind = issue.fields.get("type")
        if kind:
            _named(draft.types, kind)


def _named(things: dict[str, dict[str, Any]], name: str) -> None:
    if folded(name) not in map(folded, things):
        things[name] = {}


def _read(present: str | None) -> CommentedMap:
    if present is None:
        return CommentedMap()
    try:
        document = _yaml().load(present)
    except YAMLError as error:
        raise InputError([Fault(f"the backlog to write into is no YAML: {error}")]) from error
    if document is None:
        return CommentedMap()
    if not isinstance(document, CommentedMap):
        raise InputError([Fault("the file to write into is no backlog")])
    return document


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Representer = Representer
    yaml.Resolver = Resolver
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000  # Long texts are folded by hand: ruamel breaks lines within names.
    yaml.preserve_quotes = True
    return yaml


def _spaced(text: str) -> str:
    """Return a new file's text with an empty line before each section and each issue."""
    lines: list[str] = []
    for line in lines_of(text):
        is_section = line and not line[0].isspace()
        is_issue = re.match(r"\s*- key: ", line) and lines[-1].strip() not in _HEADS
        if lines and (is_section or is_issue):
            lines.append("")
        lines.append(line)
    return "\n".join(lines) + "\n"

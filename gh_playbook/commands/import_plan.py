"""The command `import-plan`, which makes a backlog from a plan in another format."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.command import refuse_other
from gh_playbook.commands.ending import listed, tell, write
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import counted, counted_kind, suggestion
from gh_playbook.late_pattern import late_pattern
from gh_playbook.report.escaping import escaped, json_text

if TYPE_CHECKING:
    from gh_playbook.importing import PlanDraft, WrittenBacklog
    from gh_playbook.settings import Settings

_LEFT_SHOWN = 20
# A heading below the plan's title.
_HEADING = late_pattern(r"#{2,6} ")
_HEADINGS = "a heading `Milestone: …` makes a milestone, and `Issue: …` an issue"
_LEFT_MANY = "open issues are not in this plan, but stay"


def import_plan(
    context: Context,
    file: str,
    to: str = "",
    map: list[str] | None = None,
    repo: str | None = None,
    output: str = "text",
) -> None:
    """Make a backlog of a plan: Markdown, spec-kit's tasks.md, CSV, or JSON of `gh issue list`.

    An existing backlog is updated: its keys, its comments, and what the plan does not say stay.
    """
    from gh_playbook import importing
    from gh_playbook.commands.configuration import settings
    from gh_playbook.declaration import text_file
    from gh_playbook.report.printed_file import printed_yaml

    refuse_other("--output", output, ("text", "json"))
    chosen = settings(context) if to else None  # What is only printed needs none.
    try:
        _check_file(file)
        several = _several(chosen, to) if chosen else []
        if to:
            text_file.check_target(Path(to))
        present = _present(to)
        backlog = importing.Present.of(present, Path(to))
        _check_repository(repo, backlog.repository, to)
        draft = importing.import_plan(Path(file), _columns(map or []), backlog.fields)
        draft.repository = repo or draft.repository
        written = importing.write(draft, present, backlog)
        if to and written.text != present:
            text_file.write_input(Path(to), written.text.encode())
    except InputError as error:
        raise Exit(escaped(str(error)), 1) from error
    if output == "json":
        write(json_text(_document(to, draft, written)))
        return
    missing = _missing(file, draft, written.lost)
    if chosen is None:
        write(printed_yaml(written.text).rstrip("\n"))
        if missing:
            print(escaped("\n".join(missing)), file=sys.stderr)
        return
    more = [*missing, *several, _next(chosen, to, written)]
    tell([*_summary(to, draft, written, present), *more])


def _summary(
    to: str,
    draft: "PlanDraft",
    written: "WrittenBacklog",
    present: str | None,
) -> list[str]:
    """Return what became of the backlog file; `present` was its text."""
    found = ", ".join(counted_kind(count, name) for name, count in _counts(draft).items())
    state = "as it was" if written.text == present else "written"
    plan = f"the plan {draft.title!r}" if draft.title else "the plan"
    return [
        f"{to}: {state}; {plan} has {found}",
        *listed("taken in:", written.changes if present is not None else ()),
        *_left(written.left),
    ]


def _next(chosen: "Settings", to: str, written: "WrittenBacklog") -> str:
    """Return the next command; it names the repository if neither settings nor backlog do."""
    is_known = written.names_repository or chosen.repo
    name_it = " --repo OWNER/NAME   (or begin the file with `repository: OWNER/NAME`)"
    return f"next: gh-playbook lint --backlog {shlex.quote(to)}{'' if is_known else name_it}"


def _document(to: str, draft: "PlanDraft", written: "WrittenBacklog") -> dict[str, object]:
    """Return the document of `--output json` about an import."""
    return {
        "file": to or None,
        "title": draft.title or None,
        "counts": _counts(draft),
        "changes": list(written.changes),
        "chosen": [{"line": each.line, "text": each.text} for each in draft.chosen],
        "not_understood": [{"line": each.line, "text": each.text} for each in draft.unread],
        "not_taken_over": list(written.lost),
        "not_in_plan": list(written.left),
    }


def _left(keys: Sequence[str]) -> list[str]:
    """Return the lines about open issues of the backlog that the plan does not have."""
    if not keys:
        return []
    more = f" and {len(keys) - _LEFT_SHOWN} more" if len(keys) > _LEFT_SHOWN else ""
    subject = counted(len(keys), "open issue is not in this plan, but stays", _LEFT_MANY)
    return [f"{subject} in the backlog: {', '.join(keys[:_LEFT_SHOWN])}{more}"]


def _counts(draft: "PlanDraft") -> dict[str, int]:
    """Return the number of things of each kind in a plan."""
    return {
        "issues": sum(1 for _ in draft.all_issues()),
        "labels": len(draft.labels),
        "milestones": len(draft.milestones),
        "issue_types": len(draft.types),
    }


def _several(chosen: "Settings", to: str) -> list[str]:
    """Return what other commands need to find this backlog, if its folder has others."""
    from gh_playbook.convergence.location import backlog_files
    from gh_playbook.declaration.text_file import resolved

    folder, file = chosen.backlogs, Path(to)
    has_others = any(each.name != file.name for each in backlog_files(chosen))
    if not has_others or resolved(file.parent) != resolved(folder):
        return []
    return [f"{folder} has several backlogs: name this one with --backlog {shlex.quote(to)}"]


def _check_repository(repo: str | None, declared: str | None, to: str) -> None:
    """Raise InputError where `--repo` is no repository, or another one than the backlog's."""
    from gh_playbook.declaration import repository_name
    from gh_playbook.declaration.name import is_same

    if repo is not None and repository_name.parted(repo) is None:
        hint = repository_name.advice(repo)
        raise InputError([Fault(f"--repo must be OWNER/NAME, not {repo!r}{hint}")])
    if repo is not None and declared is not None and not is_same(repo, declared):
        raise InputError([Fault(f"{to} is for {declared}, and --repo names {repo}")])


def _check_file(file: str) -> None:
    """Raise InputError for an address, or for the sign of a pipe, in the place of a file."""
    if "://" in file:
        how = "`gh issue list --json … > plan.json` makes one, `gh-playbook export` a backlog"
        raise InputError([Fault(f"{file} is an address, and a plan is a file: {how}")])
    if file == "-":
        raise InputError([Fault("a plan must be a file, not '-': for a pipe, write /dev/stdin")])


def _missing(file: str, draft: "PlanDraft", lost: Sequence[str]) -> list[str]:
    """Return the ambiguous parts of a plan, and the parts that the backlog lacks."""
    lines = [f"{file}:{each.line}: {each.text}" for each in draft.unread]
    chosen = [f"{file}:{each.line}: {each.text}" for each in draft.chosen]
    one, many = "line was not understood, so it is", "lines were not understood, so they are"
    has_columns = any(each.text.startswith("column '") for each in draft.unread)
    return [
        *listed("ambiguous, and read as:", chosen),
        *listed("not taken over:", lost),
        *listed(f"{counted(len(lines), one, many)} not in it:", lines),
        *(["--map COLUMN=fields makes a column a field of the board"] if has_columns else []),
        *([_HEADINGS] if any(map(_HEADING.match, (each.text for each in draft.unread))) else []),
    ]


def _columns(given: Sequence[str]) -> dict[str, str]:
    """Read `--map COLUMN=FIELD`: given several times, or once with commas."""
    from gh_playbook.importing.field_column import FIELDS as OWN
    from gh_playbook.importing.vocabulary import FIELDS

    columns: dict[str, str] = {}
    for each in (part for text in given for part in text.split(",")):
        column, is_pair, field = each.partition("=")
        if not is_pair or not column.strip():
            raise InputError([Fault(f"--map must be COLUMN=FIELD, not {each!r}")])
        if field.strip() not in {*FIELDS, OWN}:
            known = f": known are {', '.join(sorted({*FIELDS, OWN}))}"
            hint = suggestion(field.strip(), {*FIELDS, OWN}) or known
            raise InputError([Fault(f"--map {each}: no such field{hint}")])
        columns[column.strip()] = field.strip()
    return columns


def _present(to: str) -> str | None:
    from gh_playbook.declaration import text_file
    from gh_playbook.declaration.yaml import located_yaml

    if not to or not (text_file.is_file(Path(to)) or Path(to).is_dir()):
        return None
    text = text_file.read(Path(to))
    located_yaml.parse(text, to)
    return text

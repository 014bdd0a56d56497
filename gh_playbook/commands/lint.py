"""The command `lint`, which lists all faults of the input, without GitHub."""

from collections.abc import Sequence
from typing import Unpack

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.command import refuse_other
from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import tell, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import counted
from gh_playbook.report.escaping import escaped_line, json_text

FORMATS = ("text", "github", "json")


@sharing("backlog repo")
def lint(context: Context, format: str = "text", **options: Unpack[Options]) -> None:
    """Check the backlog, the playbooks and the templates. No request is sent to GitHub."""
    from gh_playbook.convergence.preparation import prepare
    from gh_playbook.declaration.consistency import unshown

    refuse_other("--format", format, FORMATS)
    try:
        chosen = settings(context, **options)
        prepared = prepare(chosen, needs_repository=False)
        faults: Sequence[Fault] = ()
    except InputError as error:
        faults = error.faults
    if format == "json":
        entries = [_entry(each) for each in faults]
        write(json_text({"faults": entries, "exit_code": int(bool(faults))}))
    elif faults and format == "github":
        write("\n".join(map(_annotation, faults)))
    elif faults:
        tell(map(str, faults))
    elif format == "text":
        issues = prepared.context.issues.values()
        told = [f"no faults: {counted(len(issues), 'issue')}"]
        write("\n".join([*told, *unshown.notes(prepared.backlog, issues)]))
    if faults:
        raise Exit(code=1)


def _entry(fault: Fault) -> dict[str, object]:
    source = fault.source
    place = {"file": source.file, "line": source.line, "column": source.column} if source else {}
    return {"message": fault.message, **place}


def _annotation(fault: Fault) -> str:
    """Return a fault as a workflow command, which GitHub Actions shows beside the line."""
    message = _escaped(escaped_line(fault.message))
    source = fault.source
    if source is None:
        return f"::error::{message}"
    file = _escaped(escaped_line(source.file)).replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={source.line},col={source.column}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

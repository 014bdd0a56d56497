"""The commands that help to write a backlog: `lint`."""

from collections.abc import Sequence

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.ending import write
from gh_playbook.commands.option import settings
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.report.escaping import escaped, escaped_line, json_text

FORMATS = ("text", "github", "json")


def lint(
    context: Context, backlog: str | None = None, repo: str | None = None, format: str = "text"
) -> None:
    """Check the backlog, the playbooks and the templates. No request is sent to GitHub."""
    from gh_playbook.convergence.preparation import prepare

    if format not in FORMATS:
        raise Exit(f"--format is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {format!r}", 1)
    try:
        chosen = settings(context, "all", backlog=backlog, repo=repo)
        prepared = prepare(chosen)
        faults: Sequence[Fault] = ()
    except InputError as error:
        faults = error.faults
    if format == "json":
        entries = [_entry(each) for each in faults]
        write(json_text({"faults": entries, "exit_code": int(bool(faults))}))
    elif faults:
        shown = map(_annotation, faults) if format == "github" else (str(each) for each in faults)
        write(escaped("\n".join(shown)))
    elif format == "text":
        count = len(prepared.context.issues)
        write(f"nothing is wrong: {count} {'issue' if count == 1 else 'issues'}")
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
    file = _escaped(source.file).replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={source.line},col={source.column}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

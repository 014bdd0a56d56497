"""The commands, as an Invoke collection that any repository's `tasks.py` can use.

    from gh_playbook.tasks import namespace

Defaults come from Invoke's configuration, under `gh_playbook`: `invoke.yaml`, or the environment
(`INVOKE_GH_PLAYBOOK_REPO=owner/name`).
"""

from collections.abc import Callable
from inspect import Parameter, signature

from invoke.collection import Collection

from gh_playbook.commands import (
    doc,
    doctor,
    export,
    fmt,
    import_plan,
    init,
    lint,
    pull,
    report,
    run,
    runs,
    undo,
    unlock,
    verify,
)
from gh_playbook.commands.command import Command
from gh_playbook.commands.option import HELP
from gh_sandbox.tasks import collection as sandbox_commands

_PLAYBOOKS = {
    "setup-labels": "Create and update the repository's labels.",
    "setup-milestones": "Create and update the repository's milestones.",
    "setup-types": "Create and update the organization's issue types.",
    "update-issues": "Adopt and update the issues that the backlog knows by number.",
    "create-issues": "Create the issues that the backlog adds.",
    "create-subissues": "Create and adopt sub-issues, under their parents, in order.",
    "link-issues": "Link issues: dependencies and relations.",
    "setup-project": "Create and update the project board: fields, options, views.",
    "fill-board": "Put every issue on the board, with its values.",
    "setup-automations": "Put the workflow that moves cards into the repository.",
    "sync-board": "Move cards by the board's rules, once and now.",
    "prune": "Remove what the backlog does not declare, of the kinds that its `prune` lists.",
    "all": "Make the repository match the backlog: everything, in order.",
}


def _command(name: str, body: Callable[..., None], **help: str) -> Command:
    """Return a command. `help` explains its own options, and shared ones with a special meaning."""
    parameters = [*signature(body).parameters.values()][1:]
    texts = {each.name: help.get(each.name) or HELP[each.name] for each in parameters}
    lists = [each.name for each in parameters if "list" in str(each.annotation)]
    needed = [each.name for each in parameters if each.default is Parameter.empty]
    return Command(body, name, texts, positional=needed, iterable=lists)


commands = [
    *(_command(name, run.running(name, summary)) for name, summary in _PLAYBOOKS.items()),
    _command("run", run.run, playbook="its file, or its name: yours, or one that ships"),
    _command(
        "report",
        report.report,
        publish="write it into the repository, too",
        force="with --publish: overwrite a report that people edited",
    ),
    _command(
        "verify",
        verify.verify,
        verbose="show every property, also those as declared",
        automations="prove the board's rules: with an issue and a pull request, made and removed",
        timeout="with --automations: for how many seconds to watch the board "
        f"(default {verify.TIMEOUT})",
    ),
    _command("doctor", doctor.doctor),
    _command("unlock", unlock.unlock, yes="remove it even if its run may be at work"),
    _command(
        "undo",
        undo.undo,
        run="the id of the run, or its beginning (see `runs`); otherwise the latest that changed "
        "something",
        repo="undo a run on this repository, OWNER/NAME; otherwise on any",
        delete="delete the issues that the run created, instead of closing them; asks first",
    ),
    _command("lint", lint.lint, format="text, json, or github: annotations for Actions"),
    _command(
        "fmt",
        fmt.fmt,
        file="a file, or a folder of them, instead of those; repeatable",
        backlog="the backlog file, with those that it includes; otherwise as for other runs",
        check="write nothing; end with 2 where a file is not in order",
        diff="write nothing; show what would change",
    ),
    _command(
        "import-plan",
        import_plan.import_plan,
        file="the plan: Markdown, tasks.md, CSV, TSV, or JSON of `gh issue list`",
        to="the backlog to write, or to take the plan in; without it, it is printed",
        map="a table's column and what it is: COLUMN=FIELD; repeatable",
        repo="the repository that the backlog is to name, OWNER/NAME",
        output="text, or json: one document on stdout",
    ),
    _command(
        "pull",
        pull.pull,
        dry_run="show what would be taken in",
        batch="list conflicts, and do not ask about them",
        prefer="decide all conflicts: github or backlog",
        new="take in new issues, too: `parents`, those below declared issues; or as --issues",
    ),
    _command(
        "init",
        init.init,
        backlog="where to write the backlog; otherwise playbooks/backlogs/NAME.yml",
        no_tasks="no tasks.py: you call `gh-playbook`, and not `invoke`",
        no_workflow="no workflow for GitHub Actions",
    ),
    _command(
        "export",
        export.export,
        to="the backlog to write; without it, it is printed",
        issues="open, all, label:NAME, milestone:TITLE, project:TITLE, or #1,#2",
        with_="what to export, of labels, milestones, types, issues, board, links (all)",
        project="the title of the board; otherwise the one that the repository shows",
        card_order="declare the order of the cards, too: people then cannot drag them",
        format="backlog, markdown: a roadmap with progress, or csv: a table of issues",
        force="write over the file of --to",
    ),
    _command(
        "doc",
        doc.doc,
        word="a module, a section, or a key; `modules`: all of them; `schema.backlog` or "
        "`schema.playbook`: the schema for editors, with modules of your own",
    ),
]
namespace = Collection(*commands)
namespace.add_collection(runs.collection)
namespace.add_collection(sandbox_commands)

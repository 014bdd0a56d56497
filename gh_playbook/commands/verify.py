"""The command `verify`: it reads GitHub back; `--automations` probes the rules of the board."""

import sys
from typing import Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import conclude, failing, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.settings import Settings

# The number of seconds for which the board is watched, unless `--timeout` says another.
TIMEOUT = 300


@sharing("repo backlog only sandbox sandbox_dir output verbose yes")
def verify(
    context: Context,
    automations: bool = False,
    timeout: str | None = None,
    **options: Unpack[Options],
) -> None:
    """Compare GitHub with everything declared; end with 2 where it differs."""
    from gh_playbook import verification
    from gh_playbook.report import verification as verification_report

    chosen = settings(context, **options)
    if automations:
        _probe(chosen, timeout, is_meant=options.get("repo") is not None)
        return
    with failing(chosen) as listener:
        if timeout is not None:
            message = "--timeout is about --automations: give that, too, or leave --timeout out"
            raise InputError([Fault(message)])
        found = verification.verify(chosen, listener.wait)
    if chosen.output == "json":
        write(verification_report.text(found))
    else:
        verification_report.show(found, chosen)
    conclude(found.exit_code)


def _seconds(timeout: str | None) -> int:
    """Return `--timeout` in seconds. Raises InputError if it is no number of them."""
    if timeout is None:
        return TIMEOUT
    if not timeout.isdecimal() or int(timeout) < 1:
        raise InputError([Fault(f"--timeout must be a number of seconds, not {timeout!r}")])
    return int(timeout)


def _probe(chosen: Settings, timeout: str | None, *, is_meant: bool) -> None:
    """Probe the board's rules; `is_meant` says that the command line names the repository."""
    from gh_playbook.probe.proof import Watch, probe
    from gh_playbook.report import probe as probe_report

    with failing(chosen) as listener:
        if not (is_meant or chosen.sandbox):
            message = "--automations writes to the repository: name it with --repo OWNER/NAME"
            raise InputError([Fault(message)])
        if chosen.dry_run:
            raise InputError([Fault("--automations creates things, so it has no dry run")])
        proof = probe(chosen, watch=Watch(_seconds(timeout)), say=_say, on_wait=listener.wait)
    if chosen.output == "json":
        write(probe_report.text(proof))
    else:
        probe_report.show(proof, chosen)
    conclude(proof.exit_code)


def _say(line: str) -> None:
    from gh_playbook.report.terminal import Terminal

    Terminal(sys.stderr).print(line)

"""How `gh_api` is carried out: reading, and writing unless the condition already holds."""

from dataclasses import replace
from typing import Any

from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.declaration.playbook.api_call import ApiAnswer, ApiCall, ApiRead, Ask
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.declaration.source import InputError
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.process.interruption import GOES_ON, Interruption
from gh_playbook.github.reader import Reader
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.modules import Module
from gh_playbook.modules.right import advice

_MISSING = 404
# How often a write is sent again when GitHub has certainly done nothing.
_TRIES = 3


def asking(reader: Reader) -> Ask:
    """Return a function that asks GitHub through a reader, which cannot write."""

    def ask(read: ApiRead, repository: str) -> ApiAnswer:
        path = read.path_in(repository)
        if path is None:
            document, variables = read.document or "", read.variables
            return ApiAnswer(200, reader.query(document, variables, request="gh_api"))
        try:
            return ApiAnswer(200, reader.get(path, request=f"GET {path}"))
        except GitHubError as error:
            if error.status != _MISSING:
                raise
            return ApiAnswer(_MISSING, None)

    return ask


def call(item: Item, engine: Engine, ask: Ask | None) -> Result:
    """Return the result of an item. Without a way to ask (a plan) the result is unknown."""
    if engine.stopped is not None:
        return _result(item, Outcome.BLOCKED, f"not done: {engine.stopped.message}")
    outcome, source = Outcome.BLOCKED, item.source
    try:
        return _carry_out(item, engine, ask)
    except KeyboardInterrupt as interrupt:
        engine.stopped = Interruption.of(interrupt, GOES_ON)
        reason = f"perhaps done: {engine.stopped.how}"
    except AuthenticationError as error:
        engine.stopped, reason = error, str(error)
    except GitHubError as error:
        outcome, reason = Outcome.FAILED, str(error)
    except InputError as error:
        outcome, reason = Outcome.FAILED, error.faults[0].message
        source = error.faults[0].source or source
    return replace(_result(item, outcome, reason), source=source)


def _carry_out(item: Item, engine: Engine, ask: Ask | None) -> Result:
    desired = item.desired
    if not isinstance(desired, ApiCall):
        raise TypeError(f"{item.module} is no call")
    return (_write if desired.writes else _read)(item, desired, engine, ask)


def _read(item: Item, desired: ApiCall, engine: Engine, ask: Ask | None) -> Result:
    if ask is None:
        return _result(item, Outcome.OK, "only a real run reads it")
    answer = ask(desired, engine.world.repository.name)
    if answer.status == _MISSING and not desired.missing_ok:
        return _result(item, Outcome.FAILED, "there is no such thing (HTTP 404)")
    reason = "read" if answer.status != _MISSING else "there is no such thing"
    result = _result(item, Outcome.OK, reason)
    return replace(result, status=answer.status, json=answer.json)


def _write(item: Item, desired: ApiCall, engine: Engine, ask: Ask | None) -> Result:
    sent: Sent = Stale(0)
    for _ in range(_TRIES):
        # Another run may have done the same while this one waited for the lock.
        if isinstance(sent, Stale) and _is_done(desired, engine, ask):
            return _result(item, Outcome.SKIPPED, "as `unless` says")
        change = engine.diff(item, engine.context)
        if not change.writes:
            return _result(item, Outcome.BLOCKED, change.reason)
        [sent] = [each for batch in engine.sender.send([change]) for each in batch]
        if not isinstance(sent, NotSent | Stale):
            break
    done = replace(_result(item, Outcome.UPDATED, change.reason), differences=change.differences)
    if isinstance(sent, Landed):
        return replace(done, json=sent.payload)
    if isinstance(sent, InDoubt) and _is_done(desired, engine, ask):
        return done
    return _result(item, *_failure(sent, engine.modules[item.module]))


def _failure(sent: Sent, module: Module[Any, Any]) -> tuple[Outcome, str]:
    """Return the failure of a write that was not done, with the reason."""
    match sent:
        case Refused(error=error, is_forbidden=True):
            return Outcome.BLOCKED, f"{error}; {advice(module)}"
        case Refused(error=error):
            return Outcome.FAILED, error
        case InDoubt(error=error):
            reason = f"{error}; `unless` is not true, and sending it again might do it twice"
            return Outcome.FAILED, reason
        case _:
            return Outcome.FAILED, "GitHub carries out none of the operations that were sent"


def _is_done(desired: ApiCall, engine: Engine, ask: Ask | None) -> bool:
    if ask is None or desired.unless is None:
        return False
    answer = ask(desired.unless, engine.world.repository.name)
    return desired.is_done(answer.json, answer.status)


def _result(item: Item, outcome: Outcome, reason: str) -> Result:
    desired = item.desired
    key = desired.key if isinstance(desired, ApiCall) else item.module
    return Result(item.step.name, item.module, key, outcome, reason, source=item.source)

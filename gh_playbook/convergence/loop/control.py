"""The steps that change nothing on GitHub: `assert`, `debug` and `fail`."""

import json
from datetime import date
from typing import Any

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.playbook.control import Assert, Debug, Fail
from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.plain import plain

# Steps whose failure ends the run, unless a block rescues it.
ENDING = frozenset({"assert", "fail"})


def carry_out(item: Item) -> Result:
    """Return the result of a step. It is the same in a dry run, because nothing is changed."""
    match item.desired:
        case Assert(untrue=()) as done:
            said = "" if done.quiet else done.success_msg or "all assertions passed"
            return _result(item, ", ".join(map(str, done.that)), Outcome.OK, said)
        case Assert() as done:
            key = ", ".join(done.untrue)
            return _result(item, key, Outcome.FAILED, done.fail_msg or "is not true")
        case Debug() as done:
            return _result(item, done.var or "message", Outcome.OK, _shown(done.value))
        case Fail() as done:
            return _result(item, "fail", Outcome.FAILED, done.msg)
    raise AssertionError(f"{item.module} is carried out elsewhere")


def _result(item: Item, key: str, outcome: Outcome, reason: str) -> Result:
    return Result(item.step.name, item.module, key, outcome, reason, source=item.source)


def _shown(value: Any) -> str:
    """Return a value for people: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(plain(_data(value)), ensure_ascii=False)


def _data(value: Any) -> Any:
    """Return a value with all declared things in it as plain data."""
    if isinstance(value, Declared):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, dict):
        return {str(key): _data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_data(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value

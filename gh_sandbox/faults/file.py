"""Fault files: YAML, whose mistakes are told by their place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from gh_sandbox.faults.rule import RULES, FaultError, mistakes


def read(path: Path) -> list[Any]:
    """Return a file's rules as plain data, checked; FaultError says `file:line:column`."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        rules: list[Any] = yaml.safe_load(text)
        RULES.validate_python(rules)
    except OSError as error:
        raise FaultError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FaultError(f"{path}: not UTF-8: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        raise FaultError(f"{path}:{_place(error.problem_mark)}: {error.problem}") from error
    except ValidationError as error:
        lines = [
            f"{path}:{_place(_mark(root, where))}: {message}" for where, message in mistakes(error)
        ]
        raise FaultError("\n".join(lines)) from error
    return rules


def _mark(node: yaml.Node | None, where: Sequence[int | str]) -> yaml.Mark | None:
    """Return where a value begins that indices and keys lead to, or the last thing on the way."""
    mark = node.start_mark if node else None
    for step in where:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == step]
            node = found[0] if found else None
        else:
            break
        mark = node.start_mark if node else mark
    return mark


def _place(mark: yaml.Mark | None) -> str:
    return f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"

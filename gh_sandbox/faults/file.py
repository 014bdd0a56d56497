"""Fault files: YAML, whose mistakes are reported with their places."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from gh_sandbox.faults.rule import RULES, FaultError, mistakes
from gh_sandbox.yaml_place import place, place_of


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
        raise FaultError(f"{path}:{place(error.problem_mark)}: {error.problem}") from error
    except ValidationError as error:
        lines = [f"{path}:{place_of(root, where)}: {message}" for where, message in mistakes(error)]
        raise FaultError("\n".join(lines)) from error
    return rules

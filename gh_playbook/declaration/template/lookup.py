"""The files and environment variables that `lookup` finds for templates.

The author of a playbook may be somebody else than the person who runs it: a workflow with secrets
may run a playbook from a pull request. So `lookup` finds no file outside of the project's folder,
no hidden file, and only environment variables that are meant for playbooks or never hold a secret.
"""

import os
from pathlib import Path

from jinja2.exceptions import TemplateRuntimeError

from gh_playbook.declaration import missing_file, text_file
from gh_playbook.late_pattern import late_pattern

# Bytes: more than any text of an issue, or any file that suits the contents API.
FILE_LIMIT = 1_000_000
PREFIX = "PLAYBOOK_"
# GitHub's documentation, "Default environment variables"; those that are paths are left out.
_ACTIONS_NAMES = """
    ACTOR BASE_REF EVENT_NAME HEAD_REF JOB REF REF_NAME REF_TYPE REPOSITORY REPOSITORY_OWNER
    RUN_ATTEMPT RUN_ID RUN_NUMBER SERVER_URL SHA TRIGGERING_ACTOR WORKFLOW
"""
_OF_ACTIONS = frozenset(f"GITHUB_{name}" for name in _ACTIONS_NAMES.split())
_HARMLESS = _OF_ACTIONS | {"CI", "RUNNER_ARCH", "RUNNER_OS"}
# GitHub's documentation, "GitHub's token formats".
_TOKEN = late_pattern(r"gh[pousr]_\w{16,}|github_pat_\w{16,}")
# The one hidden folder that templates may read.
_SHOWN = {".github"}


def environment(name: str, default: str | None = None) -> str:
    """Return an environment variable that templates may read. Raises TemplateRuntimeError."""
    if not (name.startswith(PREFIX) or name in _HARMLESS):
        raise TemplateRuntimeError(
            f"the variable {name} may hold a secret: call it {PREFIX}{name}, or use -e name=value"
        )
    value = os.environ.get(name, default)
    if value is None:
        raise TemplateRuntimeError(f"the environment has no {name}: set it, or give a default")
    if _TOKEN.search(value):
        raise TemplateRuntimeError(f"{name} holds a token, which templates may not see")
    return value


def is_hidden(name: str) -> bool:
    """Tell whether a file with this name is hidden from templates."""
    return name.startswith(".") and name not in _SHOWN


def file(name: str, project: Path) -> str:
    """Return the text of a file of the project, without blanks at its end.

    Raises TemplateRuntimeError if there is none below the project's folder, links resolved.
    """
    root = text_file.resolved(project)
    try:
        path = text_file.resolved(root / name)
        if not path.is_relative_to(root):
            raise TemplateRuntimeError(f"the file {name!r} is not below {root.name}")
        parts = path.relative_to(root).parts
        if any(map(is_hidden, parts)):
            raise TemplateRuntimeError(f"the file {name!r} is hidden: templates may not see it")
        if not path.is_file():
            hint = missing_file.hint(path)
            raise TemplateRuntimeError(f"there is no file {name!r} in {root.name}{hint}")
        with path.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
        if len(data) > FILE_LIMIT:
            raise TemplateRuntimeError(f"the file {name!r} has more than {FILE_LIMIT} bytes")
        return data.decode().replace("\r\n", "\n").rstrip()
    except OSError as error:
        message = f"the file {name!r} cannot be read: {error.strerror}"
        raise TemplateRuntimeError(message) from error
    except ValueError as error:
        raise TemplateRuntimeError(f"the file {name!r} cannot be read as text") from error

"""The declared rules that move a board's cards, and the workflow that is generated from them."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from gh_playbook.declaration.backlog.repository_file import RepositoryPath
from gh_playbook.declaration.declared import Declared, Line

# The default path of the generated workflow.
WORKFLOW = ".github/workflows/project-automation.yml"


def _openings(value: object) -> object:
    """Return the rules for new issues; a bare Status is a rule for all of them."""
    if isinstance(value, str):
        return ({"status": value},)
    return (value,) if isinstance(value, dict) else value


def _workflow(value: str) -> str:
    """Return the path of a workflow: GitHub reads workflows in one folder only, not below it."""
    if not re.fullmatch(r"\.github/workflows/[^/]+\.ya?ml", value):
        raise ValueError(f"a workflow is .github/workflows/NAME.yml, not {value!r}")
    return value


def _secret(value: str) -> str:
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", value) or value.startswith("GITHUB_"):
        rule = "upper-case letters, digits and '_', not beginning with GITHUB_"
        raise ValueError(f"a secret's name is {rule}, not {value!r}")
    return value


class Opening(Declared):
    """The Status of a new issue: of any issue, or of issues with a label or a type."""

    status: Line
    label: Line | None = None
    type: Line | None = None


class Automations(Declared):
    """The rules that move cards: the Status that each event leads to, None for no rule.

    `opened` are rules for new issues; the first matching rule counts. A sub-issue without a
    matching rule follows its parent onto the board. While an issue has `blocked_label` its Status
    is `blocked`, afterwards `unblocked`. `workflow` is where in the repository the generated
    workflow goes, `secret` the repository secret that holds a token which may write the project.
    """

    opened: Annotated[tuple[Opening, ...], BeforeValidator(_openings)] = ()
    linked: Line | None = None
    merged: Line | None = None
    closed: Line | None = None
    blocked_label: Line | None = None
    blocked: Line | None = None
    unblocked: Line | None = None
    workflow: Annotated[RepositoryPath, AfterValidator(_workflow)] = WORKFLOW
    secret: Annotated[str, AfterValidator(_secret)] = "PROJECT_TOKEN"  # noqa: S105

    @property
    def has_rule(self) -> bool:
        """Tell whether any event moves a card."""
        return any((self.opened, self.linked, self.merged, self.closed, self.blocked))

    @model_validator(mode="after")
    def _check_blocked(self) -> Self:
        given = (self.blocked_label, self.blocked, self.unblocked)
        if any(given) and not all(given):
            raise ValueError("blocked_label, blocked and unblocked belong together")
        return self

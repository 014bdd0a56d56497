"""Projects in a seed: the entries of an owner's `projects`.

projects:
- title: Rocket
number: 9                 # the next one, if not given
short_description: …
readme: …
public: false
closed: false
repositories: [rocket]    # those of the same owner that show it
fields:                   # besides GitHub's; Status with other options than GitHub's
- {name: Status, options: [Backlog, In Progress, {name: Done, color: purple}]}
- {name: Priority, type: single_select, options: [P0, P1]}
- {name: Teams, type: multi_select, options: [Web, API]}   # its values are lists
- {name: Estimate, type: number}
- name: Sprint
type: iteration
start_date: 2026-11-23
duration: 14
iterations: [{title: Current, start_date: 2026-11-23, duration: 14}]
views:                    # all but the name optional
- {name: Board, layout: board, filter: "is:open", fields: [Title, Status],
group_by: Priority, vertical_group_by: Status, sort_by: {Estimate: desc}}
items:
- {repository: rocket, number: 3, values: {Status: Backlog, Estimate: 5}}
- {title: A draft, body: …, assignees: [octocat], archived: true}
status_updates:
- {status: on_track, body: …, start_date: 2026-11-01, target_date: 2026-12-24}
workflows:                # those not as GitHub has them at first: switched, or set up, too
Auto-add sub-issues to project: true
Item added to project: {status: Backlog}
Auto-add to project: {repository: rocket, filter: "is:issue label:bug"}
"""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Color = Literal["gray", "blue", "green", "yellow", "orange", "red", "pink", "purple"]


Value = str | int | float | date | list[str]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Option(_Model):
    """An option, also given by its name alone."""

    name: str
    color: Color = "gray"
    description: str = ""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class Iteration(_Model):
    """An iteration, in days."""

    title: str
    start_date: date
    duration: int = Field(default=14, gt=0)


class ProjectField(_Model):
    """A field."""

    name: str
    type: Literal["text", "number", "date", "single_select", "multi_select", "iteration"] = (
        "single_select"
    )
    options: list[Option] = Field(default=[], max_length=50)
    start_date: date | None = None
    duration: int = Field(default=14, gt=0)
    iterations: list[Iteration] = []

    @model_validator(mode="after")
    def _has_options(self) -> "ProjectField":
        if self.type.endswith("_select") and not self.options:
            raise ValueError(f"a field of the type {self.type} has options")
        return self


class View(_Model):
    """A view."""

    name: str
    layout: Literal["table", "board", "roadmap"] = "table"
    filter: str | None = None
    fields: list[str] | None = None
    group_by: str | None = None
    vertical_group_by: str | None = None
    sort_by: dict[str, Literal["asc", "desc"]] = {}


class StatusUpdate(_Model):
    """How the project stands."""

    status: Literal["inactive", "on_track", "at_risk", "off_track", "complete"] | None = None
    body: str | None = None
    start_date: date | None = None
    target_date: date | None = None


class Item(_Model):
    """An issue or pull request of one of the owner's repositories, or a draft."""

    repository: str | None = None
    number: int | None = None
    title: str | None = None
    body: str = ""
    assignees: list[str] = []
    values: dict[str, Value] = {}
    archived: bool = False

    @model_validator(mode="after")
    def _either(self) -> "Item":
        is_issue = self.repository is not None and self.number is not None
        if is_issue == (self.title is not None):
            raise ValueError("an item has a repository and a number, or a title")
        return self


class Workflow(_Model):
    """A built-in workflow, also given by whether it is on."""

    enabled: bool = True
    status: str | None = None
    filter: str | None = None
    repository: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _switched(cls, value: Any) -> Any:
        return {"enabled": value} if isinstance(value, bool) else value


class Project(_Model):
    """A project."""

    title: str = Field(min_length=1)
    number: int | None = Field(default=None, gt=0, le=2**31 - 1)
    short_description: str | None = None
    readme: str | None = None
    public: bool = False
    closed: bool = False
    repositories: list[str] = []
    fields: list[ProjectField] = []
    views: list[View] = []
    items: list[Item] = []
    status_updates: list[StatusUpdate] = []
    workflows: dict[str, Workflow] = {}

"""A small backlog with something of everything that the report tells, and its golden files.

Run as `python -m tests.report.backlog` to write the golden files again; then look at them.
"""

from pathlib import Path

from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.report.implementation import BacklogState, Hurdle, picture, text
from gh_playbook.report.implementation.state import (
    Adoption,
    BoardState,
    Column,
    IssueState,
    Origin,
    Tag,
)

GOLDEN = Path(__file__).parents[1] / "cases" / "report"
RENDERER = Renderer([DEFAULTS / "templates"])
WEB = "https://github.com/octo/demo"
INFRASTRUCTURE = Tag("area:infrastructure", "0366d6")
MEDIUM = Tag("size:medium", "fbca04")


def an_entry(key: str, title: str, number: int | None = None, **more: object) -> IssueState:
    """Return an issue, with its address if it has a number."""
    url = f"{WEB}/issues/{number}" if number else None
    return IssueState(key, title, number=number, url=url, **more)  # type: ignore[arg-type]


PIPELINE = an_entry(
    "pipeline",
    "Mend the `build|test` pipeline & its *cache*",
    1,
    origin=Origin.ADOPTED,
    labels=(INFRASTRUCTURE, MEDIUM),
    type="Bug",
    type_color="red",
    milestone="Foundation",
    priority="P0",
    size="M",
    estimate=8,
    sprint="Current",
    status="Ready",
    adoption=Adoption("Bug", "Foundation", ("area:infrastructure", "size:medium"), ("bug",), True),
)
ANALYSIS = an_entry(
    "pipeline-analysis",
    "Find out why",
    4,
    state="closed",
    reason="completed",
    assignees=("octocat", "hubot"),
    type="Task",
    type_color="yellow",
    milestone="Foundation",
    priority="P0",
    size="S",
    estimate=3,
    sprint="Current",
    status="Done",
    parent="pipeline",
    under="#1",
)
REPAIR = an_entry(
    "pipeline-repair",
    "Repair the-one-part-that-nobody-wants-to-touch-because-it-might-break <again>",
    5,
    labels=(INFRASTRUCTURE,),
    type="Task",
    type_color="yellow",
    milestone="Foundation",
    priority="P0",
    size="M",
    estimate=6.5,
    sprint="Current",
    status="Ready",
    parent="pipeline",
    under="#1",
    blocked_by=("pipeline-analysis",),
)
TYPES = an_entry(
    "types",
    "One set of types",
    2,
    origin=Origin.ADOPTED,
    type="Epic",
    type_color="purple",
    milestone="Types",
    priority="P1",
    size="L",
    estimate=13,
    sprint="Next",
    status="Blocked",
    blocked_by=("pipeline",),
    related_to=("stream",),
    adoption=Adoption("Epic", has_block=True),
)
STREAM = an_entry(
    "stream",
    "Stream everything",
    3,
    milestone="Types",
    priority="P1",
    size="M",
    estimate=5,
    sprint="Next",
    blocked_by=("types", "#9"),
    related_to=("types",),
)
MISSING = an_entry("later", "To be made later", origin=Origin.MISSING, type="Task", size="S")
FOREIGN = an_entry("#9", "Somebody's own card", 9, origin=Origin.FOREIGN, estimate=1)
DECLARED = (PIPELINE, ANALYSIS, REPAIR, TYPES, STREAM, MISSING)
BOARD = BoardState(
    "Demo <board>",
    "https://github.com/orgs/octo/projects/1",
    (
        Column("No Status", "gray", (STREAM, FOREIGN)),
        Column("Ready", "blue", (PIPELINE, REPAIR)),
        Column("In Progress", "yellow"),
        Column("Done", "green", (ANALYSIS,)),
        Column("Blocked", "red", (TYPES,)),
    ),
    others=2,
)


def a_result(module: str, key: str, outcome: Outcome, reason: str, number: int = 0) -> Result:
    """Return what became of a thing."""
    url = f"{WEB}/issues/{number}" if number else None
    return Result("step", module, key, outcome, reason, number=number or None, url=url)


STATE = BacklogState(
    repository="octo/demo",
    url=WEB,
    issues=DECLARED,
    results=(
        a_result("label", "area:infrastructure", Outcome.SKIPPED, "as declared"),
        a_result("label", "priority:p3", Outcome.SKIPPED, "as declared"),
        a_result("milestone", "Types", Outcome.UPDATED, "description"),
        a_result("issue", "pipeline", Outcome.SKIPPED, "as declared", 1),
        a_result("issue", "types", Outcome.CONFLICT, "edited inside the managed block", 2),
        a_result("issue", "stream", Outcome.UPDATED, "labels, milestone", 3),
        a_result("issue", "later", Outcome.CREATED, "no such issue"),
        a_result("relation", "types ↔ stream", Outcome.UNSUPPORTED, "this GitHub has none"),
        a_result("project_field", "Type", Outcome.SKIPPED, "GitHub's own field"),
        a_result("project_view", "Board", Outcome.UNSUPPORTED, "GitHub answers 404 | `views`"),
        a_result("project_item", "later", Outcome.BLOCKED, "needs later, which does not exist"),
    ),
    board=BOARD,
    labels=("area:infrastructure", "priority:p3"),
    surplus=(("stream", (an_entry("#9", "Stream everything", 9),)),),
    by_hand=("A person turns on *Item closed* on [this page](https://github.com/x).",),
    hurdles=frozenset({Hurdle.WAITED}),
)


def golden(state: BacklogState) -> dict[str, str]:
    """Return the files that a state gives, by name."""
    return {"report.md": text(state, RENDERER), "board.svg": picture(state, RENDERER) or ""}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, content in golden(STATE).items():
        (GOLDEN / name).write_text(content, encoding="utf-8")

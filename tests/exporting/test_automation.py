"""The rules that move cards come back from the workflow that they became."""

from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.exporting import automation
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.model.board_detail import GeneratedWorkflow
from gh_playbook.model.existing import Features
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.world import World
from tests.support.github_in_memory import REPOSITORY

TEMPLATES = Path(__file__).parents[2] / "templates"
OPTIONS = ("Todo", "it's; done", "$(x) `y`", "A) how=set status=B ;;", "Ünï \N{ROCKET}")
STATUS = ExistingField(
    "F1", "Stage", "single_select", 1, tuple(map(ExistingOption, OPTIONS, OPTIONS))
)
RENDERER = Renderer([TEMPLATES])


def workflow(rules: dict[str, Any], title: str = 'The "plan": *') -> str:
    options = list(OPTIONS)
    project = {
        "title": title,
        "fields": [
            {"name": "Stage", "type": "single_select", "value": "status", "options": options}
        ],
        "automations": rules,
    }
    backlog = Backlog.model_validate({"project": project})
    return RENDERER.template("project-automation.yml.j2", {"backlog": backlog})


def read(text: str, title: str = 'The "plan": *', **more: Any) -> tuple[dict[str, Any], LeftOut]:
    left_out = LeftOut()
    made = GeneratedWorkflow(".github/workflows/board.yml", text, **more)
    world = World(REPOSITORY, Features())
    return dict(automation.entry(made, title, STATUS, world, left_out)), left_out


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    option = st.sampled_from(OPTIONS)
    found: dict[str, Any] = {
        name: draw(st.none() | option) for name in ("linked", "merged", "closed")
    }
    if draw(st.booleans()):
        found |= {"blocked_label": draw(st.sampled_from(["a b", "x') how=set status='y", "*"]))}
        found |= {"blocked": draw(option), "unblocked": draw(option)}
    opening = st.fixed_dictionaries(
        {"status": option}, optional={"label": st.just("area: a"), "type": st.just("bug")}
    )
    found["opened"] = draw(st.none() | option | st.lists(opening, min_size=1, max_size=2))
    found["secret"] = draw(st.sampled_from([None, "BOARD_TOKEN"]))
    return {name: value for name, value in found.items() if value is not None}


@settings(derandomize=True, deadline=None, max_examples=25, phases=[Phase.generate])
@given(rules())
def test_rules_come_back_from_their_workflow(declared: dict[str, Any]) -> None:
    found, left_out = read(workflow(declared))
    assert left_out.told == ()
    assert found.pop("workflow") == ".github/workflows/board.yml"
    assert Automations.model_validate(found) == Automations.model_validate(declared)


def test_a_workflow_of_another_board_or_of_people_gives_no_rules_and_is_named() -> None:
    text = workflow({"closed": "Todo"})
    cases = {
        'it moves the cards of The "plan": *': read(text, "Another"),
        "people edited it, or another version of the tool made it": read(text, is_current=False),
        "its rules name a Status that the board does not have": read(text.replace("Todo", "Gone")),
    }
    for reason, (found, left_out) in cases.items():
        assert found == {}
        assert left_out.told == (f"the rules of .github/workflows/board.yml: {reason}",)

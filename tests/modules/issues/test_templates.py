"""The bodies that the shipped templates write, against golden texts in `cases/templates`."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from tests.support import quick_yaml

TESTS = Path(__file__).parents[2]
TEXTS = ("number", "title", "type", "description", "body", "effort", "estimate")
LISTS = ("acceptance_criteria", "implementation_notes")
FEATURES = ("issue_types", "sub_issues", "dependencies", "relations")

Case = dict[str, Any]


def cases() -> list[Any]:
    """One parameter set per case: the template's name and the case."""
    return [
        pytest.param(f"{path.stem}.md.j2", case, id=f"{path.stem}: {name}")
        for path in sorted((TESTS / "cases" / "templates").glob("*.yml"))
        for name, case in quick_yaml.load(path.read_text()).items()
    ]


def an_issue(fields: Case) -> SimpleNamespace:
    unknown = fields.keys() - {*TEXTS, *LISTS}
    assert not unknown, f"a case gives an issue what it does not have: {unknown}"
    return SimpleNamespace(
        **{**dict.fromkeys(TEXTS), **{name: [] for name in LISTS}, **fields},
    )


def rendered(template: str, case: Case) -> str:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(TESTS.parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["reference"] = lambda issue: f"#{issue.number}"
    return environment.get_template(template).render(
        issue=an_issue(case["issue"]),
        parent=an_issue(case["parent"]) if "parent" in case else None,
        blocked_by=[an_issue(other) for other in case.get("blocked_by", [])],
        related_to=[an_issue(other) for other in case.get("related_to", [])],
        features=SimpleNamespace(**{**dict.fromkeys(FEATURES, True), **case.get("features", {})}),
    )


@pytest.mark.parametrize(("template", "case"), cases())
def test_the_body_is_the_golden_text(template: str, case: Case) -> None:
    assert rendered(template, case) == case["expected"]

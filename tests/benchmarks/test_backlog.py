"""Made-up backlogs, their changes, and the plain data that peers get of them."""

from pathlib import Path

import pytest
import yaml

from benchmarks import backlog, plan, task
from benchmarks.backlog import LLUMINARY, Shape
from tests.support import quick_yaml


@pytest.mark.parametrize(
    "text",
    [backlog.issues(10), backlog.issues(4, Shape.CHAIN), backlog.labels(3), LLUMINARY.read_text()],
    ids=["issues", "chain", "labels", "LLuMinary"],
)
def test_a_backlog_and_its_change_are_valid(tmp_path: Path, text: str) -> None:
    done = task.prepared("issues", text, tmp_path, repository="octocat/plan", size=10)
    found = [plan.of(each.backlog) for each in (done.given, done.changed)]
    before, after = (
        [f"{each['title']}{each['block']}" for each in each["issues"]] for each in found
    )
    assert sum(one != other for one, other in zip(before, after, strict=True)) == bool(before)
    labels = [[label["color"] for label in each["labels"]] for each in found]
    assert sum(one != other for one, other in zip(*labels, strict=True)) == 1


def test_there_are_as_many_issues_as_asked_for(tmp_path: Path) -> None:
    for count, shape in ((25, Shape.SHALLOW), (7, Shape.CHAIN)):
        path = tmp_path / f"{shape}.yml"
        path.write_text(backlog.issues(count, shape))
        assert len(plan.of(path)["issues"]) == count


def test_issues_stand_after_those_that_they_name_and_have_keys_for_numbers(tmp_path: Path) -> None:
    path = tmp_path / "chain.yml"
    written = quick_yaml.load(backlog.issues(3, Shape.CHAIN))
    written["issues"].reverse()
    path.write_text(yaml.safe_dump(written))
    first, second, _ = plan.of(path)["issues"]
    assert (first["key"], second["blocked_by"]) == ("main-0", ["main-0"])
    assert "#{main-0}" in second["block"]
    assert second["values"]["Dependencies"].endswith("/issues/{main-0}")
    assert second["block"].startswith("<!-- gh-playbook:begin key=main-1 -->\n")

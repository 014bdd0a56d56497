"""Which labels the rules of `labels_from` make of values that an issue does not have."""

from pathlib import Path

import pytest

from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.consistency.rule_label import RuleLabels
from gh_playbook.declaration.template.render import Renderer

WORN = (
    *("theirs", "SMALL", "big", "P:p0", "P:p1", "p:p7", "p:p8", "mv1", "mv2", "bug", "task"),
    *("b", "web", "app", "one", "two", "s-p0", "s-p1", "s-p7", "3 points"),
    *("0.5 points", "3.0 points"),
)
OF_PRIORITY = 'labels_from: {priority: "P:{{ value | lower }}"}'


@pytest.mark.parametrize(
    ("rules", "own", "others"),
    [
        ("labels_from: {size: {S: Small, L: big}}", "size: S", {"big"}),
        ("labels_from: {size: {S: Small, L: big}}", "size: XL", {"small", "big"}),
        # P0 and P1 are options, P7 is another issue's, and of P8 the label is declared.
        (OF_PRIORITY, "priority: P0", {"p:p1", "p:p7", "p:p8"}),
        (OF_PRIORITY, "size: S", {"p:p0", "p:p1", "p:p7", "p:p8"}),
        (OF_PRIORITY, "priority: P0, labels: ['p:P1']", {"p:p7", "p:p8"}),
        (OF_PRIORITY, "priority: P0, labels_from: {priority: null}", set()),
        (f"{OF_PRIORITY}\ndefaults: {{labels: ['p:p7']}}", "priority: P0", {"p:p1", "p:p8"}),
        ("labels_from: {milestone: 'm{{ value }}'}", "milestone: v1", {"mv2"}),
        ("labels_from: {type: '{{ value }}'}", "type: Bug", {"task"}),
        ("labels_from: {fields.Team: '{{ value }}'}", "fields: {Team: Web}", {"app"}),
        ("labels_from: {estimate: '{{ value }} points'}", "size: S", {"3 points", "0.5 points"}),
        ("labels_from: {vars.of: '{{ value.it }}'}", "size: S", {"app"}),
        ("labels_from: {vars: '{{ value.of.it }}'}", "size: S", {"app"}),
        ("labels_from: {sprint: '{{ value }}'}", "sprint: One", {"two"}),
        (
            "labels_from: {priority: '{{ issue.size }}-{{ value }}'}",
            "priority: P0, size: S",
            {"s-p1", "s-p7"},
        ),
        # A rule may fit the values only that issues have.
        ('labels_from: {type: \'{{ {"Bug": "b"}[value] }}\'}', "size: S", {"b"}),
    ],
)
def test_the_labels_of_other_values_are_known(
    rules: str, own: str, others: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "backlog.yml"
    path.write_text(
        f"""
{rules}
labels: ["p:P8", "theirs"]
milestones: [v1, v2]
issue_types: [Bug, Task]
issues:
  - {{key: a, title: A, {own}}}
  - {{key: b, title: B, priority: P7, estimate: 3, labels_from: {{priority: null}}}}
  - {{key: c, title: C, estimate: 0.5, vars: {{of: {{it: App}}}}}}
project:
  title: Board
  fields:
    - {{name: Priority, value: priority, options: [P0, P1]}}
    - {{name: Team, options: [Web, App]}}
    - name: Sprint
      value: sprint
      iterations: [{{title: One, start: 2026-12-01}}, {{title: Two, start: 2026-12-15}}]
"""
    )
    found = backlog.read(path)
    assert not found.faults
    labels = RuleLabels(found.model, Renderer([]))
    assert labels.others(found.model.issues[0], WORN) == others

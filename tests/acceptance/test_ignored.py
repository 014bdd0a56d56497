"""A value that an issue ignores is set once, and then left wherever it shows: `ignore`."""

import json
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Trial

REPOSITORY = "PimpMyNines/empty"
BACKLOG = f"""\
repository: {REPOSITORY}
labels: [p1, p2, big]
labels_from:
  priority: "{{{{ value | lower }}}}"
issues:
  - key: a
    title: A
    description: Before
    labels: [big]
    priority: P1
    estimate: 3
    effort: 2 days
    ignore: [priority, estimate]
project:
  title: Board
  fields:
    - {{name: Priority, options: [P1, P2], value: priority}}
    - {{name: Points, type: number, value: estimate}}
    - {{name: Both, type: text, value: "{{{{ issue.priority }}}} {{{{ issue.effort }}}}"}}
"""
CHANGED = (
    BACKLOG.replace("priority: P1", "priority: P2")
    .replace("estimate: 3", "estimate: 5")
    .replace("Before", "After")
)


def shown(trial: Trial) -> tuple[str, set[str], dict[str, Any]]:
    """Return the text of the issue, its labels, and the values of its card."""
    command = ("issue", "list", "-R", REPOSITORY, "--json", "body,labels")
    (issue,) = json.loads(trial.gh.run(*command).out)
    where = ("--owner", "PimpMyNines", "--format", "json")
    boards = json.loads(trial.gh.run("project", "list", *where).out)["projects"]
    (number,) = (str(each["number"]) for each in boards if each["title"] == "Board")
    (card,) = json.loads(trial.gh.run("project", "item-list", number, *where).out)["items"]
    values = {name: card.get(name) for name in ("priority", "points", "both")}
    text = "\n".join(issue["body"].splitlines()[1:])  # Below the marker.
    return text, {each["name"] for each in issue["labels"]}, values


def test_it_is_left_on_the_card_in_labels_in_made_values_and_is_not_in_the_text(
    fresh: Trial, tmp_path: Path
) -> None:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(BACKLOG)
    assert fresh.run(backlog=backlog).code == 0
    text, labels, values = shown(fresh)
    assert ("## Effort\n2 days" in text, "3 story points" in text) == (True, False)
    assert labels == {"big", "p1"}
    assert values == {"priority": "P1", "points": 3, "both": "P1 2 days"}
    backlog.write_text(CHANGED)
    assert fresh.run(backlog=backlog).changed == {"a": "updated"}
    assert shown(fresh) == (text.replace("Before", "After"), labels, values)
    assert fresh.run(backlog=backlog).writes == []
    assert fresh.invoke("verify", "--backlog", str(backlog)).code == 0


def test_what_people_make_of_it_stays_and_is_not_pulled(fresh: Trial, tmp_path: Path) -> None:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(BACKLOG)
    assert fresh.run(backlog=backlog).code == 0
    edit = ("--add-label", "p2", "--remove-label", "p1")
    number = json.loads(fresh.gh.run("issue", "list", "-R", REPOSITORY, "--json", "number").out)
    name = str(number[0]["number"])
    assert fresh.gh.run("issue", "edit", name, "-R", REPOSITORY, *edit).code == 0
    assert fresh.run(backlog=backlog).writes == []
    assert shown(fresh)[1] == {"big", "p2"}
    assert fresh.invoke("verify", "--backlog", str(backlog)).code == 0
    assert fresh.invoke("pull", "--batch", "--backlog", str(backlog)).code == 0
    assert backlog.read_text() == BACKLOG

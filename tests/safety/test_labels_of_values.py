"""A label that a rule makes follows the value; what people put on or declare themselves stays."""

import json

from tests.safety.conftest import REPOSITORY, Place

BACKLOG = """
repository: acme/rocket
labels: [p0, p1, p2, "status:p1", kept, "effort: much", "effort: little"]
labels_from:
  priority: "{{ value | lower }}"
  size: {S: "status:p1"}
  effort: "effort: {{ value | lower }}"
issues:
  - {key: follows, title: It follows, priority: P1, labels: [kept]}
  - {key: empties, title: It empties, priority: P1}
  - {key: says, title: It says so itself, priority: P1, labels: [p1]}
  - {key: peoples, title: It is as people have it, priority: P1}
  - {key: sets, title: It is set once, size: S}
  - {key: last, title: It is the only one, effort: Much}
  - {key: other, title: Another other, priority: P2}
  - {key: same, title: The same, priority: P1}
"""
CHANGED = (
    BACKLOG.replace("It follows, priority: P1", "It follows, priority: P0")
    .replace("It empties, priority: P1", "It empties")
    .replace("itself, priority: P1", "itself, priority: P0")
    .replace("once, size: S", "once")
    .replace("effort: Much", "effort: Little")
)


def labels(place: Place) -> dict[str, set[str]]:
    """Return the labels of all issues by the last words of their titles."""
    listed = place.gh("issue", "list", "-R", REPOSITORY, "--json", "title,labels")
    return {
        each["title"].split()[-1]: {label["name"] for label in each["labels"]}
        for each in json.loads(listed)
    }


def edit(place: Place, title: str, *arguments: str) -> None:
    listed = json.loads(place.gh("issue", "list", "-R", REPOSITORY, "--json", "title,number"))
    (number,) = (str(each["number"]) for each in listed if each["title"] == title)
    place.gh("issue", "edit", number, "-R", REPOSITORY, *arguments)


def outdated(place: Place) -> tuple[int, set[tuple[str, str]]]:
    """Return how `verify` ends, and of which issues it calls which labels outdated."""
    done = place.playbook("verify", "--backlog", "backlog.yml", "--output", "json")
    checks = json.loads(done.out)["checks"]
    drift = [each for each in checks if each["property"] == "outdated label"]
    return done.code, {(each["key"], each["actual"]) for each in drift}


def test_a_label_of_a_rule_follows_the_value_and_comes_back_with_undo(place: Place) -> None:
    place.write("backlog.yml", BACKLOG)
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    edit(place, "It is as people have it", "--add-label", "p2", "--remove-label", "p1")
    edit(place, "It follows", "--add-label", "p2")
    before = labels(place)

    place.write("backlog.yml", CHANGED)
    assert outdated(place) == (2, {("follows", "p1"), ("empties", "p1"), ("last", "effort: much")})
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    assert outdated(place) == (0, set())
    assert labels(place) == {
        "follows": {"kept", "p0", "p2"},
        "empties": set(),
        "itself": {"p0", "p1"},
        "it": {"p1", "p2"},
        "once": {"status:p1"},
        "one": {"effort: little"},
        "other": {"p2"},
        "same": {"p1"},
    }
    again = place.playbook("all", "--backlog", "backlog.yml")
    assert (again.code, "created 0  updated 0  " in again.out) == (0, True), again.out

    assert place.playbook("undo", "--yes").code == 0
    assert labels(place) == before

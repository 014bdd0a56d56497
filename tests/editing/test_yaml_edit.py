"""Edits of a backlog file: only the lines that they are about change."""

from typing import Any

import pytest

from gh_playbook.editing import yaml_list
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.formatting.yaml_text import InLine
from tests.support import quick_yaml

FILE = """\
# The plan.
labels: [bug]   # few

issues:
  # First things first.
  - key: a
    title: "Old"   # for now
    labels:
      - bug
      # the next one is odd
      - "x: y"

    description: >
      Folded
      text.

    # what waits
    sub_issues:
    - {key: b, title: Below, labels: [bug]}  # short
  - key: c
    title: Last"""


def test_a_list_that_an_anchor_shares_is_left_to_people() -> None:
    editor = Editor("a: {options: &few [x, y]}\nb: {options: *few}\n")
    shared = editor.root.value[1][1].value[0][1]
    with pytest.raises(EditError, match="shared by an anchor"):
        yaml_list.insert(editor, shared, "x", "z")
    with pytest.raises(EditError, match="shared by an anchor"):
        yaml_list.arrange(editor, shared, ["y", "x"])


def edited(key: str, name: str, value: Any, text: str = FILE) -> str:
    editor = Editor(text)
    editor.set(editor.issue(key), name, value)
    return editor.result


@pytest.mark.parametrize(
    ("key", "name", "value", "old", "new"),
    [
        ("a", "title", "New: one", '"Old"   # for now', '"New: one"   # for now'),
        ("a", "milestone", "v1", "# for now\n", "# for now\n    milestone: v1\n"),
        ("a", "labels", ["x: y"], "      - bug\n", ""),
        ("a", "labels", ["bug", "x: y", "new"], '"x: y"\n', '"x: y"\n      - new\n'),
        ("a", "description", "One line.", ">\n      Folded\n      text.\n", "One line.\n"),
        (
            "a",
            "description",
            "Two\n\nlines.",
            ">\n      Folded\n      text.\n",
            "|\n      Two\n\n      lines.\n",
        ),
        ("b", "labels", ["bug", "a, b"], "[bug]}", '[bug, "a, b"]}'),
        ("b", "state", "closed", "title: Below,", "title: Below, state: closed,"),
        ("c", "title", None, "title: Last", "title: null"),
        ("c", "labels", ["bug"], "title: Last", "title: Last\n    labels: [bug]"),
    ],
)
def test_an_edit_touches_nothing_else(key: str, name: str, value: Any, old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert edited(key, name, value) == FILE.replace(old, new)


def test_lines_keep_their_ends() -> None:
    windows = FILE.replace("\n", "\r\n")
    assert edited("a", "milestone", "v1", windows) == edited("a", "milestone", "v1").replace(
        "\n", "\r\n"
    )


def test_entries_come_last_in_their_lists() -> None:
    editor = Editor(FILE)
    editor.append("issues", [("key", "d"), ("title", "More")])
    editor.append("milestones", InLine(title="v1"))
    editor.append_below(editor.issue("c"), [("key", "e"), ("title", "New below")])
    assert editor.result == (
        f"{FILE}\n    sub_issues:\n      - key: e\n        title: New below\n"
        "  - key: d\n    title: More\nmilestones:\n  - {title: v1}"
    )


def test_what_is_shared_or_written_elsewhere_is_not_changed() -> None:
    shared = "issues:\n  - {key: a, title: &t One}\n  - {key: b, title: *t}\n"
    with pytest.raises(EditError, match="anchor"):
        edited("a", "title", "Two", shared)
    with pytest.raises(EditError, match=r"only its name|not written"):
        edited("z", "title", "Two")
    with pytest.raises(EditError, match="on one line"):
        Editor(FILE).append("labels", InLine(name="x"))


@pytest.mark.parametrize("name", ["Team: x", "yes", "1e3", "- dash", "# hash", "a, b", "Plain"])
def test_keys_of_peoples_names_are_quoted_where_yaml_needs_it(name: str) -> None:
    quoted = repr(name) if name != "Plain" else name
    for text in (f"f: {{{quoted}: a, other: b}}\n", f"f:\n  {quoted}: a\n  other: b\n"):
        for wanted in ({name: "x: y", "other": "b"}, {name: "a", "other": "b", f"{name} 2": "z"}):
            editor = Editor(text)
            node = editor.within(editor.root, "f")
            for key, value in wanted.items():
                editor.set(node, key, value)
            assert quick_yaml.load(editor.result) == {"f": wanted}

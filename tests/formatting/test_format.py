"""`fmt`: what a file says and its comments stay; its keys come in order; twice is as once."""

from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from gh_playbook.declaration.backlog.automation import Automations, Opening
from gh_playbook.declaration.backlog.backlog import Backlog, IssueType, Label, Milestone, SetOnce
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.issue import Defaults, Issue
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import (
    Draft,
    Iteration,
    Option,
    Project,
    ProjectField,
    ProjectView,
    StatusUpdate,
)
from gh_playbook.declaration.playbook.step_word import KINDS, WORDS
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.yaml import located_yaml
from gh_playbook.formatting import formatted
from gh_playbook.formatting.order import BACKLOG, PLAYBOOK, Shape

Choice = TypeVar("Choice")
PROJECT = BACKLOG.within["project"]
SHAPES: list[tuple[type[BaseModel], Shape]] = [
    (Backlog, BACKLOG),
    (Issue, BACKLOG.within["issues"]),
    (Defaults, BACKLOG.within["defaults"]),
    (Label, BACKLOG.within["labels"]),
    (Milestone, BACKLOG.within["milestones"]),
    (IssueType, BACKLOG.within["issue_types"]),
    (IssueField, BACKLOG.within["issue_fields"]),
    (SetOnce, BACKLOG.within["set_once"]),
    (Project, PROJECT),
    (ProjectField, PROJECT.within["fields"]),
    (Option, PROJECT.within["fields"].within["options"]),
    (Iteration, PROJECT.within["fields"].within["iterations"]),
    (ProjectView, PROJECT.within["views"]),
    (Automations, PROJECT.within["automations"]),
    (Opening, PROJECT.within["automations"].within["opened"]),
    (StatusUpdate, PROJECT.within["status_updates"]),
    (Draft, PROJECT.within["drafts"]),
    (BoardCard, PROJECT.within["cards"]),
]

BEFORE = """\
# yaml-language-server: $schema=x
# The plan of all.

issues:   #many
- title: 'Build it'   # soon
  # its key
  key:   a
  labels: [bug,   'area: x' ]
  description: |
     Text

     more
       deep


  acceptance_criteria:
    - One
    #- two

    # three
    - "three:
        lines"
  # last of a
- {title: B, key: b, labels: [bug,web]}


- key: c
  title: >-
    Folded
    text
  sub_issues:
      - key: d
        title: D
        blocked_by: [a,
                     b]   # both
        # below d
    # below the sub-issues

# What they wear.
labels:
    - bug
    - {name: 'it''s', color: 00ff00}
repository: a/b
"""
AFTER = """\
# yaml-language-server: $schema=x
# The plan of all.

repository: a/b

# What they wear.
labels:
  - bug
  - {name: 'it''s', color: 00ff00}

issues:   # many
  # its key
  - key: a
    title: "Build it"   # soon
    labels: [bug, "area: x"]
    description: |
       Text

       more
         deep

    acceptance_criteria:
      - One
      #- two

      # three
      - "three:
          lines"
    # last of a
  - {key: b, title: B, labels: [bug, web]}

  - key: c
    title: >-
      Folded
      text
    sub_issues:
      - key: d
        title: D
        blocked_by: [a,
                     b]   # both
        # below d
      # below the sub-issues
"""


def test_a_backlog_comes_in_order_with_its_comments() -> None:
    assert formatted(BEFORE, "x.yml") == AFTER
    assert formatted(AFTER, "x.yml") == AFTER


def test_steps_begin_with_their_names() -> None:
    before = "- tags: a\n  label: '{{ item }}'\n  name: L\n- block:\n  - {tags: x, debug: {}}\n"
    after = '- name: L\n  label: "{{ item }}"\n  tags: a\n- block:\n    - {debug: {}, tags: x}\n'
    assert formatted(before, "x.yml") == after


@pytest.mark.parametrize(
    "text",
    [
        "issues:\n  - title: *t\n    key: a\nx-t: &t T\n".replace("*t", "&t T").replace(
            "&t T\n", "", 0
        ),
        "x-one: &one {a: 1}\nissues: [{<<: *one, key: a}]\n",
        "defaults: &d {labels: [a]}\ninclude: [b.yml]\nx-d: *d\n",
        "project: {title: P, description: &p D}\nrepository: *p\n",
        "x-text: |+\n  Text\n\n\n",
        "issues:\n  - key: a\n    body: |+\n      Text\n\n\n",
        "x: {a, b: }\n",
        "x: [a: 1]\n",
        "'x-y': 1\n",
        "x:\n",
        "# only a comment\n",
        "# c\n\n---\n# d\nissues: []\nlabels: []\n...\n",
        "--- {issues: [], labels: []}\n",
        "x-a: - b\n".replace("- b", "b"),
    ],
)
def test_what_an_order_or_a_style_would_break_stays(text: str) -> None:
    try:
        said = located_yaml.parse(text, "x.yml")
    except InputError:
        return
    assert located_yaml.parse(formatted(text, "x.yml"), "x.yml") == said


def test_windows_ends_of_lines_stay() -> None:
    assert formatted("b: 1\r\nissues: [ ]\r\n", "x.yml") == "issues: []\r\nb: 1\r\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n? b\n: 2\n", "x.yml:2:1: left as it is: a key begins with '? '"),
        ("a:\n  -\n    b: 1\n", "x.yml:3:1: left as it is: '-' is alone on its line"),
        ("a: [\n", "x.yml:1:4: not valid YAML"),
        ("a: 1\na: 2\n", "x.yml:2:1: "),
    ],
)
def test_what_cannot_be_written_anew_is_reported_with_its_place(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        formatted(text, "x.yml")
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(("model", "shape"), SHAPES, ids=[model.__name__ for model, _ in SHAPES])
def test_every_key_has_its_place(model: type[BaseModel], shape: Shape) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert names <= set(shape.order)
    assert len(set(shape.order)) == len(shape.order)


def test_every_word_of_a_step_has_its_place() -> None:
    assert {*WORDS, *KINDS} <= set(PLAYBOOK.order)


class Style:
    """Writes data as YAML in any of the styles that people have, with comments anywhere."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self.comments = 0

    def _one_of(self, *choices: Choice) -> Choice:
        chosen: Choice = self._draw(st.sampled_from(choices))
        return chosen

    def _between(self, column: int) -> list[str]:
        lines = []
        for _ in range(self._one_of(0, 0, 0, 1, 2)):
            if self._one_of(True, False):
                lines.append("")
            else:
                self.comments += 1
                start = " " * max(0, column + self._one_of(0, 0, 2, -2))
                lines.append(f"{start}#{self._one_of(' ', '')}c{self.comments}c")
        return lines

    def _end(self) -> str:
        if self._one_of(True, False, False, False):
            self.comments += 1
            return f"{self._one_of(' ', '   ')}# c{self.comments}c"
        return self._one_of("", "", " ")

    def _scalar(self, value: str) -> str:
        return self._one_of(value, f"'{value}'", f'"{value}"')

    def flow(self, value: Any) -> str:
        gap = self._one_of("", " ")
        comma = f",{self._one_of(' ', '  ')}"
        if isinstance(value, dict):
            pairs = (f"{key}: {self.flow(each)}" for key, each in value.items())
            return "{" + gap + comma.join(pairs) + gap + "}"
        if isinstance(value, list):
            return f"[{gap}{comma.join(map(self.flow, value))}{gap}]"
        return self._scalar(value)

    def block(self, value: Any, column: int) -> list[str]:
        """Return lines of a value below its key."""
        lines: list[str] = []
        if isinstance(value, dict):
            for key, each in value.items():
                lines += self._between(column)
                lines += self._pair(f"{' ' * column}{key}:", each, column)
            return lines
        for each in value:
            lines += self._between(column)
            if isinstance(each, dict) and each and self._one_of(True, True, False):
                below = self.block(each, column + 2)
                first = next(
                    index for index, line in enumerate(below) if line.strip()[:1] not in {"#", ""}
                )
                lines += [line[:column] + line[column:] for line in below[:first]]
                lines += [f"{' ' * column}- {below[first].lstrip()}", *below[first + 1 :]]
            else:
                lines.append(f"{' ' * column}- {self.flow(each)}{self._end()}")
        return lines

    def _pair(self, start: str, value: Any, column: int) -> list[str]:
        if isinstance(value, dict | list) and value and self._one_of(True, False):
            deeper = column + self._one_of(2, 2, 4) if isinstance(value, dict) else None
            deeper = deeper or column + self._one_of(0, 2, 2, 4)
            return [start + self._end(), *self.block(value, deeper)]
        if isinstance(value, str) and self._one_of(True, False, False, False):
            deep = " " * (column + self._one_of(1, 2, 5))
            head = self._one_of("|", ">", "|-", ">-")
            return [f"{start} {head}", f"{deep}{value}", "", f"{deep}  {value} # no comment"]
        return [f"{start} {self.flow(value)}{self._end()}"]


WORD = st.sampled_from(["one", "two", "it is", "x#y", "T 5"])
FREE = st.dictionaries(st.sampled_from(["zeta", "alpha", "mid"]), WORD, min_size=1, max_size=3)


def shaped(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(st.sampled_from(sorted(keys)), unique=True, min_size=1).flatmap(
        lambda names: st.fixed_dictionaries({name: keys[name] for name in names})
    )


ISSUES = st.recursive(
    shaped({"key": WORD, "title": WORD, "labels": st.lists(WORD, max_size=3), "vars": FREE}),
    lambda below: shaped(
        {"title": WORD, "key": WORD, "sub_issues": st.lists(below, min_size=1, max_size=2)}
    ),
    max_leaves=4,
)
BACKLOGS = shaped(
    {
        "repository": WORD,
        "x-own": FREE,
        "labels": st.lists(WORD | shaped({"name": WORD, "color": WORD}), max_size=3),
        "issues": st.lists(ISSUES, min_size=1, max_size=3),
        "project": shaped(
            {"title": WORD, "fields": st.lists(shaped({"value": WORD, "name": WORD}))}
        ),
    }
)


def in_order(data: Any, shape: Shape) -> bool:
    if isinstance(data, list):
        return all(in_order(each, shape) for each in data)
    if not isinstance(data, dict):
        return True
    ranks = [shape.rank(key) for key in data]
    is_so = not shape.order or ranks == sorted(ranks)
    return is_so and all(in_order(each, shape.below(key)) for key, each in data.items())


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.data())
def test_no_style_is_misread(data: st.DataObject) -> None:
    style = Style(data.draw)
    text = "\n".join(style.block(data.draw(BACKLOGS), 0)) + "\n"
    said = located_yaml.parse(text, "x.yml")
    once = formatted(text, "x.yml")
    after = located_yaml.parse(once, "x.yml")
    assert after == said
    assert in_order(after, BACKLOG)
    assert formatted(once, "x.yml") == once
    assert all(once.count(f"c{number}c") == 1 for number in range(1, style.comments + 1))
    assert "\n\n\n" not in once

"""Steps to items: variables, conditions and loops."""

from typing import Any

import pytest

from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.declaration.backlog.backlog import Backlog, Label
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.playbook.expansion import Expander, Item
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.template.render import Renderer
from tests.declaration.playbook.steps import step

EXPANDER = Expander(Renderer([DEFAULTS]), {"label": Label, "issue": Issue})
RED = "color: d73a4a"


def expanded(text: str, **variables: Any) -> list[str]:
    return [item.desired.name for item in items(step(text), **variables)]  # type: ignore[attr-defined]


def items(one: Step, **variables: Any) -> tuple[Item, ...]:
    return EXPANDER.expand(one, variables)


def test_a_plain_step_is_one_item() -> None:
    (item,) = items(step(f"label: {{name: bug, {RED}}}"))
    assert isinstance(item.desired, Label)
    assert (item.desired.name, item.desired.color) == ("bug", "d73a4a")
    assert (item.module, str(item.source)) == ("label", "all.yml:1:8")


def test_a_loop_has_an_item_for_each() -> None:
    assert expanded(f'label: {{name: "{{{{ item }}}}", {RED}}}\nloop: [a, b]') == ["a", "b"]


def test_a_loop_may_be_an_expression() -> None:
    text = f'label: {{name: "{{{{ item }}}}", {RED}}}\nloop: "{{{{ names | reverse | list }}}}"'
    assert expanded(text, names=["a", "b"]) == ["b", "a"]


def test_a_loop_over_what_a_filter_yields_is_one() -> None:
    text = "label: \"{{ item }}\"\nloop: \"{{ backlog.labels | selectattr('name', 'eq', 'b') }}\""
    labels = (Label(name="a", color="000000"), Label(name="b", color="000000"))
    (item,) = items(step(text), backlog=Backlog(labels=labels))
    assert item.desired is labels[1]


def test_an_empty_loop_has_no_items() -> None:
    assert expanded('label: "{{ item }}"\nloop: []') == []


@pytest.mark.parametrize(
    ("when", "runs"),
    [
        ("true", True),
        ("false", False),
        ("wanted", True),
        ("not wanted", False),
        ("[wanted, count == 3]", True),
        ("[wanted, count > 3]", False),
        ("[]", True),
        ("count", True),
        ("wanted and count in [1, 2]", False),
    ],
)
def test_when_lets_it_run_or_not(when: str, runs: bool) -> None:
    text = f"label: {{name: bug, {RED}}}\nwhen: {when}"
    assert bool(expanded(text, wanted=True, count=3)) is runs


def test_when_is_asked_for_each_item_of_a_loop() -> None:
    loop = "loop: [{n: a, on: true}, {n: b, on: false}]\nwhen: item.on"
    assert expanded(f'label: {{name: "{{{{ item.n }}}}", {RED}}}\n{loop}') == ["a"]


def test_when_may_ask_whether_something_is_defined() -> None:
    text = f"label: {{name: bug, {RED}}}\nwhen: nothing is defined"
    assert expanded(text) == []
    assert expanded(text, nothing=None) == ["bug"]


def test_what_does_not_run_is_not_rendered() -> None:
    assert expanded('label: "{{ nothing }}"\nwhen: false') == []


def test_variables_may_use_those_before_them() -> None:
    variables = 'vars: {area: core, full: "area:{{ area }}"}'
    text = f'label: {{name: "{{{{ full }}}}", {RED}}}\n{variables}'
    assert expanded(text) == ["area:core"]


def test_variables_may_be_of_the_loop_s_item() -> None:
    variables = 'vars: {names: [a, b], of_item: "{{ item }}:x", full: "{{ of_item }}!"}'
    text = f'label: {{name: "{{{{ full }}}}", {RED}}}\nloop: "{{{{ names }}}}"\n{variables}'
    assert expanded(text) == ["a:x!", "b:x!"]


def test_a_step_s_own_variable_wins() -> None:
    text = f'label: {{name: "{{{{ x }}}}", {RED}}}\nvars: {{x: own}}'
    assert expanded(text, x="given") == ["own"]


def test_an_expression_alone_keeps_its_type_and_one_among_words_is_text() -> None:
    (item,) = items(
        step('issue: {key: a, title: "v{{ n }}", number: "{{ n }}", estimate: "{{ half }}"}'),
        n=3,
        half=0.5,
    )
    assert isinstance(item.desired, Issue)
    assert (item.desired.title, item.desired.number, item.desired.estimate) == ("v3", 3, 0.5)


def test_places_survive_rendering() -> None:
    (item,) = items(step(f'label:\n  {RED}\n  name: "{{{{ x }}}}"'), x="bug")
    assert str(item.desired.place("name")) == "all.yml:3:9"


@pytest.mark.parametrize(
    "text",
    [
        'label: "{{ made }}"',
        'label: {name: "{{ made.results[0].key }}"}',
        "label: {}\nwhen: made.changed",
        "label: {}\nwhen: [true, made is defined]",
        'label: {}\nloop: "{{ made.results }}"',
        'label: {}\nvars: {x: {y: ["{{ made }}"]}}',
    ],
)
def test_a_step_that_uses_what_another_registers_is_known(text: str) -> None:
    assert EXPANDER.depends_on(step(text), frozenset({"made"}))
    assert not EXPANDER.depends_on(step(text), frozenset({"other"}))


def test_the_items_of_a_loop_tell_all_their_faults() -> None:
    loop = "[{color: d73a4a}, {name: b, color: d73a4a}, {name: c, color: red}]"
    with pytest.raises(InputError) as caught:
        items(step(f'label: "{{{{ item }}}}"\nloop: {loop}'))
    assert [str(fault) for fault in caught.value.faults] == [
        "all.yml:2:8: 'name' is missing",
        "all.yml:2:68: color: a colour is six hexadecimal digits, such as 'd73a4a', not 'red'",
    ]

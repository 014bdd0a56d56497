"""Blocks, rescues, assertions, handlers and tries: Ansible's habits, step by step, in memory."""

from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.model.existing import ExistingLabel
from gh_playbook.model.outcome import Outcome, count
from tests.convergence.playing import READ_ONLY, WORLD, loop, played, prepared

LABEL = "label: {name: bug, color: d73a4a}"


def test_an_assertion_that_holds_is_ok_and_one_that_does_not_ends_the_run(tmp_path: Path) -> None:
    text = f"""\
- {{name: holds, assert: {{that: [1 < 2, true], success_msg: fine}}}}
- {{name: fails, assert: {{that: [1 < 2, 1 > 2], fail_msg: "one is {{{{ 1 }}}}"}}}}
- {{name: after, {LABEL}}}
- {{name: report, report: {{}}}}
"""
    carried_out = loop(prepared(tmp_path, text))
    carried_out.carry_out()
    assert [(each.key, each.outcome, each.reason) for each in carried_out.results] == [
        ("1 < 2, True", Outcome.OK, "fine"),
        ("1 > 2", Outcome.FAILED, "one is 1"),
        ("after", Outcome.BLOCKED, "not done: the run ended with 'fails'"),
        ("report", Outcome.BLOCKED, "not done: the run ended with 'fails'"),
    ]


def test_debug_says_a_message_or_a_value(tmp_path: Path) -> None:
    text = """\
- {label: {name: bug, color: d73a4a}, register: made}
- {debug: {msg: "changed: {{ made.changed }}"}}
- {debug: {var: backlog.repository}}
- {debug: {var: item}, loop: [{a: [1]}]}
"""
    carried_out = loop(prepared(tmp_path, text))
    carried_out.carry_out()
    said = [each.reason for each in carried_out.results[1:]]
    assert said == ["changed: True", "null", '{"a": [1]}']


def test_what_fails_in_a_block_is_rescued_and_always_comes_in_any_case(tmp_path: Path) -> None:
    text = f"""\
- name: block
  block:
    - {{name: first, {LABEL}}}
    - {{name: second, label: {{name: docs}}}}
  rescue: [{{name: rescue, debug: {{}}}}]
  always: [{{name: always, debug: {{}}}}]
- {{name: after, debug: {{}}}}
"""
    assert played(tmp_path, text, READ_ONLY) == [
        "first: rescued",
        "rescue: ok",
        "always: ok",
        "after: ok",
    ]
    assert played(tmp_path, text, WORLD) == [
        "first: created",
        "second: created",
        "always: ok",
        "after: ok",
    ]


def test_a_rescue_that_fails_leaves_the_failure_and_ends_the_run(tmp_path: Path) -> None:
    text = """\
- block: [{name: one, fail: {}}]
  rescue: [{name: two, fail: {msg: again}}, {name: three, debug: {}}]
  always: [{name: four, debug: {}}]
- {name: five, debug: {}}
"""
    assert played(tmp_path, text) == ["one: failed", "two: failed", "four: ok", "five: blocked"]


def test_a_block_without_rescue_ends_the_run_after_always_for_a_fail(tmp_path: Path) -> None:
    text = """\
- block: [{name: one, fail: {}}, {name: two, debug: {}}]
  always: [{name: always, debug: {}}]
- {name: after, debug: {}}
"""
    assert played(tmp_path, text) == ["one: failed", "always: ok", "after: blocked"]
    milder = text.replace("fail: {}", LABEL)
    assert played(tmp_path, milder, READ_ONLY) == ["one: blocked", "always: ok", "after: ok"]


def test_an_outer_block_rescues_what_an_inner_one_does_not(tmp_path: Path) -> None:
    text = """\
- block:
    - block: [{name: inner, fail: {}}]
      always: [{name: inner always, debug: {}}]
    - {name: rest, debug: {}}
  rescue: [{name: rescue, debug: {}}]
- {name: after, debug: {}}
"""
    assert played(tmp_path, text) == [
        "inner: rescued",
        "inner always: ok",
        "rescue: ok",
        "after: ok",
    ]


def test_a_block_that_is_imported_twice_is_two_blocks(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("- block: [{name: in, fail: {}}]\n  rescue: [{debug: {}}]\n")
    twice = "- import_playbook: b.yml\n- import_playbook: b.yml\n"
    assert played(tmp_path, twice) == ["in: rescued", "debug: ok"] * 2


def test_a_block_lends_its_words(tmp_path: Path) -> None:
    text = """\
- block: [{name: "{{ who }}", fail: {}, tags: b}]
  vars: {who: me}
  when: 1 < 2
  tags: a
  ignore_errors: true
- {name: after, debug: {}}
"""
    assert played(tmp_path, text) == ["me: ignored", "after: ok"]
    (step, _) = prepared(tmp_path, text).steps
    assert step.step.tags == {"a", "b"}


def test_ignored_errors_are_counted_apart_and_register_that_they_failed(tmp_path: Path) -> None:
    text = f"""\
- {{{LABEL}, ignore_errors: true, register: made}}
- {{fail: {{msg: no}}, ignore_errors: true, register: said}}
- {{assert: {{that: [said.failed, not made.changed]}}}}
"""
    carried_out = loop(prepared(tmp_path, text), READ_ONLY)
    carried_out.carry_out()
    counted = count(carried_out.results)
    assert (counted["ignored"], counted["ok"], counted["failed"]) == (2, 1, 0)


def test_a_handler_runs_once_at_the_end_where_something_changed(tmp_path: Path) -> None:
    text = """\
- handlers:
    - {name: tell, debug: {}, notify: more}
    - {name: never, debug: {}}
    - {name: listening, debug: {}, listen: [labels]}
- {name: one, label: {name: a}, notify: tell}
- {name: two, label: {name: b}, notify: [tell, labels]}
- {name: same, label: {name: c}, notify: never}
- {name: verify, verify: {}}
"""
    world = WORLD.copy()
    world.put_label(ExistingLabel("L1", "c", "ededed", ""))
    told = played(tmp_path, text.replace(", notify: more", ""), world)
    assert told == ["one: created", "two: created", "same: skipped", "tell: ok", "listening: ok"]
    with pytest.raises(InputError, match=r"all\.yml:2:39: notify: no handler is called 'more'"):
        prepared(tmp_path, text)


def test_a_dry_run_tries_once_and_a_run_until_it_is_so(tmp_path: Path) -> None:
    text = """\
- {name: t, label: {name: a}, register: made, until: not made.changed, retries: 2, delay: 7}
"""
    assert played(tmp_path, text) == ["t: created"]
    waited: list[float] = []
    carried_out = loop(prepared(tmp_path, text))
    carried_out.pause = waited.append
    carried_out.carry_out()
    assert [each.outcome for each in carried_out.results] == [Outcome.CREATED, Outcome.FAILED]
    assert waited == [7, 7]
    reason = "tried 3 times, and this is still not true: not made.changed"
    assert carried_out.results[1].reason == reason
    assert str(carried_out.results[1].source).endswith("all.yml:1:54")


def test_what_fails_is_tried_again_as_often_as_it_says(tmp_path: Path) -> None:
    waited: list[float] = []
    carried_out = loop(prepared(tmp_path, f"- {{{LABEL}, retries: 1}}\n"), READ_ONLY)
    carried_out.pause = waited.append
    carried_out.carry_out()
    assert ([each.outcome for each in carried_out.results], waited) == ([Outcome.BLOCKED], [5.0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- rescue: []", "1:3: rescue needs a `block` in the same entry"),
        ("- {block: {}}", "1:11: block: must be a list of steps"),
        ("- {block: [{debug: {}}], loop: [1]}", "1:26: unknown key 'loop'"),
        ("- {block: [{dbug: {}}], rescue: [1]}", "1:13: unknown key 'dbug': did you mean 'debug'?"),
        ("- {block: [{debug: {}}], rescue: [1]}", "1:35: a step is a mapping"),
        (
            "- {debug: {}, until: x}",
            "1:15: `until` looks at the registered result: write `register` too",
        ),
        ("- {debug: {}, retries: -1}", "1:24: retries: must be 0 or more, not -1"),
        ("- {debug: {msg: a, var: b}}", "1:11: debug takes a `msg` or a `var`, not both"),
        ("- {debug: {var: a +}}", "1:17: template error"),
        ("- {assert: {that: [none > 1]}}", "1:20: template error"),
        ("- {debug: {}, listen: x}", "1:15: unknown key 'listen'"),
        ("- {debug: {}, ignore_errors: perhaps}", "ignore_errors: must be true or false"),
        ("- hosts: all\n  tasks: []", "'hosts' is a word of Ansible that does not exist here"),
        ("- {label: {}, with_items: [1]}", "'with_items' is a word of Ansible that"),
        ("- {shell: ls}", "no commands are run here; `gh_api` does what `gh api` does"),
        ("- {ansible.builtin.debug: {}}", "unknown key 'ansible.builtin.debug': write 'debug'"),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        prepared(tmp_path, text)
    assert told in str(caught.value)


def test_a_block_does_not_hide_what_its_steps_declare(tmp_path: Path) -> None:
    text = "- block: [{issue: {key: a, title: A}}]\n"
    input = prepared(tmp_path, text)
    assert (list(input.context.issues), len(input.items)) == (["a"], 1)

"""Jinja, sandboxed."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration.source import InputError, Source
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.yaml.located_yaml import parse

HERE = Source("f.yml", 3, 7)
RENDERER = Renderer([])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{ not a template }", "{ not a template }"),
        ("{{ n }}", 3),
        (" {{ n }} ", 3),
        ("{{- n -}}", 3),
        ("{{ n }}{{ n }}", "33"),
        ("#{{ n }}", "#3"),
        ("{{ names }}", ["a", "b"]),
        ("{{ names | join(', ') }}", "a, b"),
        ("{{ names | select('eq', 'b') }}", ["b"]),
        ("{% if n == 3 %}three{% endif %}", "three"),
        ("{{ {'a': n} }}", {"a": 3}),
        ("{{ none }}", None),
        ("{{ '}}' }}", "}}"),
    ],
)
def test_values(text: str, value: Any) -> None:
    assert RENDERER.value(text, {"n": 3, "names": ["a", "b"]}) == value


def test_what_is_within_is_rendered_and_keeps_its_place() -> None:
    data = parse("a: '{{ n }}'\nb: ['{{ n }}', {c: 'x{{ n }}'}]\nd: 5\n", "f.yml")
    rendered = RENDERER.value(data, {"n": 3})
    assert rendered == {"a": 3, "b": [3, {"c": "x3"}], "d": 5}
    assert rendered["b"].at[1] == data["b"].at[1]
    assert rendered.keys_at == data.keys_at


def test_keys_are_left_alone() -> None:
    assert RENDERER.value(parse("'{{ n }}': 1", "f.yml"), {"n": 3}) == {"{{ n }}": 1}


@pytest.mark.parametrize(
    ("expression", "truth"), [("n == 3", True), ("n > 3", False), (True, True), (False, False)]
)
def test_conditions(expression: object, truth: bool) -> None:
    assert RENDERER.condition(expression, {"n": 3}) is truth


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ m }}", "'m' is undefined: known are n"),
        ("a {{ m }}", "'m' is undefined: known are n"),
        ("{{ n.x }}", "'int object' has no attribute 'x'"),
        ("{{ [1][5] }}", "list object has no element 5"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ n + 'a' }}", "unsupported operand type(s) for +: 'int' and 'str'"),
        ("{{ n | nonsense }}", "there is no filter 'nonsense'"),
        ("{{ n is nonsense }}", "there is no test 'nonsense': did you mean 'none'?"),
        ("{{ ", None),
        ("a {{ }}", "`{{ }}` is empty: write an expression in it, such as `{{ issue.title }}`"),
        ("{% %}", "`{% %}` is empty: write a tag in it, as `{% if … %}`"),
        ("{% if n", "`{%` is opened and never closed: write `%}`"),
        ("{# n", "`{#` is opened and never closed: write `#}`"),
        ("{% else %}", "nothing that `{% else %}` belongs to is open here"),
        (
            "{% for x in n %}{% endif %}",
            (
                "nothing that `{% endif %}` belongs to is open here; "
                "`{% for … %}` is to be closed before it"
            ),
        ),
        (
            "{% if n %}{% elsif %}{% endif %}",
            "there is no tag `{% elsif %}`: did you mean 'elif'?",
        ),
        ("{{ n | }}", "the expression is not complete: a name is missing at its end"),
        ("{{ (n }}", "the expression is not complete: `)` is missing at its end"),
        (
            "{% for n %}{% endfor %}",
            "a loop lacks its `in`: write it as `{% for label in issue.labels %}`",
        ),
        (
            "{{ n %}",
            "a '}' closes nothing here: `{{` is closed by `}}`, and `{%` by `%}`",
        ),
    ],
)
def test_what_cannot_be_rendered_is_a_fault_with_its_place(text: str, told: str | None) -> None:
    with pytest.raises(InputError) as caught:
        RENDERER.value(text, {"n": 3}, HERE)
    (fault,) = caught.value.faults
    assert fault.source == HERE
    assert told is None or fault.message == f"template error: {told}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ '' | attr('__class__') }}",
        "{{ names.append('c') }}",
        "{{ names.clear() }}",
        "{{ function.__globals__ }}",
        "x {{ function.__code__ }}",
    ],
)
def test_what_is_not_allowed_is_refused(text: str) -> None:
    names = ["a"]
    with pytest.raises(InputError, match="not allowed in a template"):
        RENDERER.value(text, {"names": names, "function": lambda: None}, HERE)
    assert names == ["a"]


def test_the_names_within_data_are_known() -> None:
    data = parse("a: '{{ x }}'\nb: ['{{ y | join }}', 'none']\nc: {d: '{{ z.q }}'}\n", "f.yml")
    assert RENDERER.names(data) == {"x", "y", "z"}
    assert RENDERER.names(5) == frozenset()
    with pytest.raises(InputError) as caught:
        RENDERER.names(parse("a: x\nb: '{{ y'\n", "f.yml"))
    assert [str(fault.source) for fault in caught.value.faults] == ["f.yml:2:4"]


def test_the_first_folder_that_has_a_template_wins(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "both.j2").write_text(f"{name} {{{{ x }}}}")
    (tmp_path / "two" / "only.j2").write_text("only two")
    renderer = Renderer([tmp_path / "one", tmp_path / "none", tmp_path / "two"])
    assert renderer.template("both.j2", {"x": 1}) == "one 1"
    assert renderer.template("only.j2", {}) == "only two"


@pytest.mark.parametrize(
    ("text", "line"),
    [("ok\n{{ x }}\n", 2), ("{% for %}", 1), ("\n\n{{ 1 / 0 }}", 3), ("{{ ''.__class__ }}", 1)],
)
def test_a_template_s_fault_has_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "bad.j2").write_text(text)
    with pytest.raises(InputError) as caught:
        Renderer([tmp_path]).template("bad.j2", {})
    (fault,) = caught.value.faults
    assert fault.source == Source(str(tmp_path / "bad.j2"), line, 1)


@pytest.mark.parametrize(
    "name",
    ["../secret", "a/../../secret", "/etc/hostname", "./in.j2", "a//b.j2", "a\\..\\x", "", "a\0"],
)
def test_a_template_s_name_cannot_leave_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in" / "in.j2").write_text("in")
    with pytest.raises(InputError, match="is not below its folder"):
        Renderer([tmp_path / "in"]).template(name, {})


def test_a_link_cannot_leave_the_folder_of_templates(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (folder / "below" / "good.j2").write_text("good")
    (folder / "link.j2").symlink_to("../secret")
    (folder / "outside").symlink_to(tmp_path)
    (folder / "within.j2").symlink_to("below/good.j2")
    (tmp_path / "linked").symlink_to(folder)
    renderer = Renderer([tmp_path / "linked"])
    assert renderer.template("within.j2", {}) == "good"
    for name in ("link.j2", "outside/secret"):
        with pytest.raises(InputError, match="is a link that leads out of"):
            renderer.template(name, {})
        with pytest.raises(InputError, match="is a link that leads out of") as raised:
            renderer.value(f"{{{{ lookup('template', '{name}') }}}}", {}, HERE)
        assert [fault.source for fault in raised.value.faults] == [HERE]


def test_a_template_that_is_no_text_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "latin.j2").write_bytes("a\nzufälle".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin.j2:2:4: the byte 0xE4 is not UTF-8"):
        Renderer([tmp_path]).template("latin.j2", {})
    (tmp_path / "long.j2").write_text("x" * 2_000_000)
    with pytest.raises(InputError, match="it is longer than 1,024 KiB"):
        Renderer([tmp_path]).template("long.j2", {})


@pytest.mark.parametrize("text", [r"{{ '\ud83d' }}", r"x {{ '\udc1b' }}"])
def test_half_a_character_is_a_fault(text: str) -> None:
    with pytest.raises(InputError, match="is half a character"):
        RENDERER.value(text, {}, HERE)

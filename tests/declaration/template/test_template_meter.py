"""Templates that would take for ever, or more memory than there is, end in words at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.template import render
from gh_playbook.declaration.template.render import Renderer
from tests.support import quick_yaml

CASES = Path(__file__).parents[2] / "cases" / "bombs.yml"
BOMBS = quick_yaml.load(CASES.read_text())
TOO_MUCH = (
    "it takes too many steps|it makes a number that is too large|write the width into the format"
)
ENDLESS = "it is nested too deeply, or calls or includes itself without end"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget that is spent soon."""
    monkeypatch.setattr(render, "LIMIT", 10_000)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("bomb", BOMBS)
def test_it_ends_in_words(bomb: str, tmp_path: Path) -> None:
    (tmp_path / "bomb.j2").write_text(bomb)
    with pytest.raises(InputError, match=TOO_MUCH):
        Renderer([tmp_path]).template("bomb.j2", {})
    with pytest.raises(InputError, match=TOO_MUCH):
        Renderer([]).value(bomb + " ", {})


@pytest.mark.parametrize(
    "text",
    [
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'text.j2' %}",
        "{% extends 'text.j2' %}",
        "{% import 'text.j2' as x %}",
        "{% include 'text.j2' %}{% include 'text.j2' %}",
        "{{ lookup('template', 'text.j2') }}",
        "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
        "{{ " + "[" * 150 + "1" + "]" * 150 + " }}",
        "{{ " + "-" * 3_000 + "1 }}",
        "{{ x" + " | upper" * 4_000 + " }}",
        "{% if 1 %}" * 150 + "{% endif %}" * 150,
    ],
)
def test_what_has_no_end_is_reported_as_such(text: str, tmp_path: Path) -> None:
    (tmp_path / "text.j2").write_text(text)
    with pytest.raises(InputError, match=f"{ENDLESS}|{TOO_MUCH}"):
        Renderer([tmp_path]).template("text.j2", {"x": "x"})


def test_loops_have_bounds_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "text.j2").write_text("{% for i in [1] %}" * 30 + "{% endfor %}" * 30)
    (tmp_path / "again.j2").write_text("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}")
    renderer = Renderer([tmp_path])
    with pytest.raises(InputError, match="more than 10 loops within each other"):
        renderer.template("text.j2", {})
    with pytest.raises(InputError, match="a loop cannot be recursive: use a macro"):
        renderer.template("again.j2", {})


def test_a_namespace_that_holds_others_is_not_written_out() -> None:
    begun = "{% set n = namespace(a=1) %}{% for i in range(99) %}"
    doubled = "{% set n.a = namespace(x=n.a, y=n.a) %}{% endfor %}{{ n.a }}"
    assert Renderer([]).value(begun + doubled, {}) == "a namespace"


@pytest.mark.usefixtures("small")
def test_the_budget_grows_with_the_backlog(tmp_path: Path) -> None:
    text = "{% for i in range(9000) %}{{ i }}{% endfor %}"
    (tmp_path / "text.j2").write_text(text)
    with pytest.raises(InputError, match="it takes too many steps"):
        Renderer([tmp_path]).template("text.j2", {})
    assert Renderer([tmp_path], things=500).template("text.j2", {})
    assert Renderer([tmp_path]).template("text.j2", {}, things=20)


def test_after_one_that_took_too_much_the_others_may_little() -> None:
    renderer = Renderer([])
    text = "{% for i in range(6000) %}{% endfor %}"
    assert renderer.value(text, {}) == ""
    with pytest.raises(InputError):
        renderer.value("{{ range(10**9) }}", {})
    with pytest.raises(InputError, match="it takes too many steps"):
        renderer.value(text, {})
    assert renderer.value("{{ range(9) | list | length }}", {}) == 9


def test_what_a_template_makes_is_one_rendering_s(tmp_path: Path) -> None:
    (tmp_path / "text.j2").write_text("{% for i in range(20000) %}{% endfor %}")
    renderer = Renderer([tmp_path])
    for _ in range(20):
        renderer.template("text.j2", {})
    with pytest.raises(InputError, match=TOO_MUCH):
        renderer.value(
            "{% for i in range(20) %}{{ lookup('template', 'text.j2') }}{% endfor %}", {}
        )


_MEASURED = """
import sys
from pathlib import Path
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.source import InputError
for bomb in Path(sys.argv[1]).read_text().split("\\0"):
    try:
        Renderer([]).value(bomb, {})
    except InputError as error:
        print(error)
# What the process that began this one has taken is in its ru_maxrss, but not in here.
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) // 1024, file=sys.stderr)
"""


def test_what_ends_in_words_has_not_taken_300_mb(tmp_path: Path) -> None:
    greedy = [bomb for bomb in BOMBS if "set ns" in bomb or "split" in bomb or "list" in bomb]
    (tmp_path / "bombs").write_text("\0".join(greedy))
    command = [sys.executable, "-c", _MEASURED, str(tmp_path / "bombs")]
    # What measures which lines are reached takes memory of its own.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        command, env=plain, capture_output=True, text=True, timeout=120, check=True
    )
    assert len(done.stdout.splitlines()) > 20
    assert int(done.stderr) < 300

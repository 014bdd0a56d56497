"""Templates see data only: fields and properties of what is declared, and nothing that acts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.yaml.located_yaml import parse
from gh_playbook.model.outcome import Outcome, Result, registered

BACKLOG = Backlog.model_validate(
    {
        "repository": "octo/demo",
        "milestones": [{"title": "v1", "due_on": date(2026, 12, 31)}],
        "issues": [
            {
                "key": "a",
                "title": "A",
                "labels": ["bug"],
                "sub_issues": [{"key": "b", "title": "B"}],
            }
        ],
    }
)
RESULT = Result("Labels", "label", "bug", Outcome.CREATED, "no such label")
SEEN: dict[str, Any] = {
    "backlog": BACKLOG,
    "issue": BACKLOG.issues[0],
    "found": registered([RESULT]),
    "names": parse("source: mine\nat: home\nitems: [1]\nput: {take: it}\n", "f.yml"),
    "function": lambda: "made",
}
RENDERER = Renderer([])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("issue.title", "A"),
        ("issue['title']", "A"),
        ("issue.labels[0].upper()", "BUG"),
        ("issue.sub_issues[0].parent", None),
        ("backlog.sub_issues[0].parent", "a"),
        ("backlog.all_issues | map(attribute='key') | list", ["a", "b"]),
        ("backlog.issues | selectattr('labels') | map(attribute='title') | join('-')", "A"),
        ("backlog.milestones[0].due_on.isoformat()", "2026-12-31"),
        ("backlog.milestones[0].due_on.year", 2026),
        ("backlog.issues | groupby('title') | map(attribute='grouper') | list", ["A"]),
        ("backlog.issues | map(attribute='labels') | sum(start=[])", ["bug"]),
        ("[1, 2, 3] | sum", 6),
        ("found.changed", True),
        ("found.results[0].changed", True),
        ("found.results[0].outcome.value", "created"),
        ("found.results[0].outcome", "created"),
        ("names.source", "mine"),
        ("names.at", "home"),
        ("names.put.take", "it"),
        ("names['items']", [1]),
        ("names.get('none', 'nothing')", "nothing"),
        ("function()", "made"),
        ("'a-b'.split('-')", ["a", "b"]),
        ("'a' ~ 1 ~ ['b']", "a1['b']"),
        ("'-'.join(names.keys())", "source-at-items-put"),
        ("range(3) | list", [0, 1, 2]),
        ("(1, 2)[1:]", (2,)),
        ("3 in [1, 2, 3] and 2 < 3 < 4", True),
        ("dict(a=1).items() | list", [("a", 1)]),
        ("'%03d' | format(7)", "007"),
        ("'%s of %s' % (1, 2)", "1 of 2"),
        ("[3, 1] | sort | first", 1),
        ("2 ** 10 * 3", 3072),
    ],
)
def test_what_is_declared_can_be_used(expression: str, value: Any) -> None:
    assert RENDERER.value(f"{{{{ {expression} }}}}", SEEN) == value


def test_loops_macros_and_jinja_s_own_things_work(tmp_path: Path) -> None:
    (tmp_path / "macros.j2").write_text("{% macro item(x) %}<{{ x }}>{% endmacro %}")
    (tmp_path / "base.j2").write_text("{% block body %}base{% endblock %}")
    (tmp_path / "all.j2").write_text(
        "{% extends 'base.j2' %}{% import 'macros.j2' as m %}{% block body %}{{ super() }}"
        "{% set ns = namespace(n=0) %}{% set c = cycler('x', 'y') %}{% set j = joiner() %}"
        "{% for k, v in {'a': 1, 'b': 2}.items() %}{{ j() }}{{ loop.index }}{{ loop.last }}"
        "{{ c.next() }}{{ loop.cycle('p', 'q') }}{% set ns.n = ns.n + v %}{{ m.item(k) }}"
        "{% else %}none{% endfor %}{{ ns.n }}{% endblock %}"
    )
    rendered = Renderer([tmp_path]).template("all.j2", {})
    assert rendered == "base1Falsexp<a>, 2Trueyq<b>3"


@pytest.mark.parametrize(
    "expression",
    [
        "backlog.parse_raw('x')",
        "issue.parse_file('/etc/hostname')",
        "issue['parse_raw']",
        "issue | attr('model_validate_json')",
        "[issue] | map(attribute='parse_raw') | list",
        "[issue] | map('attr', 'copy') | list",
        "issue.model_fields_set",
        "issue.model_dump()",
        "issue.copy()",
        "issue.json()",
        "issue.says('title')",
        "issue.place('title')",
        "issue.declared_at(none)",
        "issue._source",
        "issue.source.__class__",
        "issue.construct()",
        "issue.model_config",
        "found.results[0].__init__",
        "found.results[0].outcome.__class__",
        "found.results[0].outcome.encode()",
        "backlog.milestones[0].due_on.strftime('%999999999d')",
        "backlog.milestones[0].due_on.fromtimestamp(0)",
        "''.format(1)",
        "'{0.__class__}'.format(issue)",
        "'' | attr('format')",
        "''.join.__self__",
        "function.__code__",
        "dict.fromkeys([1])",
        "dict.mro()",
        "range.__self__",
        "names.clear()",
        "names.update({})",
        "names.take(names)",
        "names.at.clear()",
        "issue.labels.append('x')",
        "[].append(1)",
        "(1).real",
        "1.5.hex()",
        "b",
    ],
)
def test_nothing_else_is_within_reach(expression: str) -> None:
    before = BACKLOG.model_dump_json()
    with pytest.raises(InputError, match=r"not allowed in a template|template error"):
        RENDERER.value(f"{{{{ {expression} }}}}", SEEN)
    assert BACKLOG.model_dump_json() == before


def test_a_method_is_refused_in_words() -> None:
    with pytest.raises(InputError) as raised:
        RENDERER.value("{{ issue.parse_raw('x') }}", SEEN)
    told = "not allowed in a template: 'parse_raw' of 'issue', because templates see data only"
    assert str(raised.value) == told


def test_a_class_that_is_handed_in_cannot_be_called() -> None:
    @dataclass
    class Tool:
        name: str = "x"

        def run(self) -> str:
            return "run"

    for expression in ("tool()", "made.run()", "tool.run(made)"):
        with pytest.raises(InputError, match="not"):
            RENDERER.value(f"{{{{ {expression} }}}}", {"tool": Tool, "made": Tool()})
    assert RENDERER.value("{{ made.name }}", {"made": Tool()}) == "x"


@pytest.mark.parametrize(
    ("title", "put_out"),
    [
        ("${{ secrets.X }}", "${{ '${' }}{ secrets.X }}"),
        ("a {{ b }} c", "a ${{ '{{' }} b }} c"),
        ("$HOME ${X} {y}", "$HOME ${{ '${' }}X} {y}"),
        ("plain", "plain"),
    ],
)
def test_no_text_becomes_an_expression_in_a_workflow(
    tmp_path: Path, title: str, put_out: str
) -> None:
    text = "{% raw %}${{ github.x }}{% endraw %} {{ title }} {{ m(title) }}\n"
    macro = "{% macro m(x) %}{{ x }}{% endmacro %}"
    (tmp_path / "ci.yml.j2").write_text(macro + text)
    (tmp_path / "text.md.j2").write_text(macro + text)
    renderer = Renderer([tmp_path])
    assert (
        renderer.template("text.md.j2", {"title": title}) == f"${{{{ github.x }}}} {title} {title}"
    )
    rendered = renderer.template("ci.yml.j2", {"title": title})
    assert rendered.startswith(f"${{{{ github.x }}}} {put_out} ")
    assert RENDERER.value("{{ title }}", {"title": title}) == title

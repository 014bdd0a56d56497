"""Variables of the command line: how `-e` may say them."""

from pathlib import Path

import pytest

from gh_playbook.declaration.extra_variables import read
from gh_playbook.declaration.source import InputError


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["a=1"], {"a": "1"}),
        (["a=1 b=2"], {"a": "1", "b": "2"}),
        (['a="b c" d=e=f'], {"a": "b c", "d": "e=f"}),
        (["a="], {"a": ""}),
        (["{a: 1, b: [x]}"], {"a": 1, "b": ["x"]}),
        (['{"a": true}', "a=later"], {"a": "later"}),
        ([], {}),
    ],
)
def test_what_is_said_is_what_is_meant(given: list[str], meant: dict[str, object]) -> None:
    assert read(given) == meant


def test_a_file_holds_them_and_keeps_their_places(tmp_path: Path) -> None:
    file = tmp_path / "more.yml"
    file.write_text("team: Web\nlimits:\n  open: 3\n")
    variables = read([f"@{file}"])
    assert variables == {"team": "Web", "limits": {"open": 3}}
    assert str(variables.at["limits"]).endswith("more.yml:3:3")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("word", "-e takes KEY=VALUE, @FILE or a mapping"),
        ("a=b c", "quote a value that has blanks"),
        ("a='b", "a quotation mark is not closed"),
        ("@none.yml", "there is no file none.yml"),
        ("{a: 1", "not valid YAML"),
        ("backlog=x", "'backlog' is taken: choose another name"),
        ("a-b=x", "a variable's name is letters, digits and '_', not 'a-b'"),
    ],
)
def test_what_is_wrong_is_said(given: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read([given])
    assert told in str(caught.value)

"""Late patterns: each is compiled when it is first used, and then does what `re` does."""

import importlib
import re
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

import gh_playbook
from gh_playbook.late_pattern import late_pattern

ROOT = Path(gh_playbook.__file__).parent


def test_it_is_compiled_when_it_is_first_used(mocker: MockerFixture) -> None:
    compiling = mocker.spy(re, "compile")
    pattern = late_pattern("(a+)b", re.IGNORECASE)
    assert pattern.pattern == "(a+)b"
    compiling.assert_not_called()
    assert pattern.sub(r"\1", "AABab") == "AAa"
    assert [each.span() for each in pattern.finditer("xabAB")] == [(1, 3), (3, 5)]
    assert compiling.mock_calls == [mocker.call("(a+)b", re.IGNORECASE)] * 2
    assert pattern.sub("", "ab") == ""
    assert compiling.call_count == 2
    with pytest.raises(AttributeError):
        _ = pattern.unknown  # type: ignore[attr-defined]


def test_all_late_patterns_can_be_compiled() -> None:
    kind = type(late_pattern(""))
    users = [each for each in ROOT.rglob("*.py") if "= late_pattern(" in each.read_text("utf-8")]
    for path in users:
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        values = vars(importlib.import_module(name)).values()
        found = [each for each in values if type(each) is kind]
        assert found
        for each in found:
            assert each.groups >= 0

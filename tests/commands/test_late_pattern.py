"""Late patterns: they are the regular expressions that they stand for."""

import copy
import re

import pytest

from gh_playbook.commands.late_pattern import LatePattern


def test_a_pattern_is_compiled_at_its_first_use() -> None:
    wrong = LatePattern("(")
    with pytest.raises(re.error):
        wrong.match("a")


def test_it_finds_what_the_compiled_one_finds() -> None:
    late, compiled = LatePattern(r"a(\d)", re.IGNORECASE), re.compile(r"a(\d)", re.IGNORECASE)
    for text in ("xA1", "A2", "b"):
        assert str(late.search(text)) == str(compiled.search(text))
        assert str(late.match(text)) == str(compiled.match(text))
    assert late.pattern == compiled.pattern
    assert copy.deepcopy(late).sub("-", "a1a2") == "--"

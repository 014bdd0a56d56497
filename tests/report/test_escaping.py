"""What acts on a terminal or a reader is shown escaped; everything else as it is."""

import io
import json
import sys
import unicodedata

import pytest

from gh_playbook.report.escaping import escaped, escaped_line, for_stream, json_text, make_lenient

# They join the letters of Persian and the parts of emoji.
JOINERS = {"\u200c", "\u200d"}
# Signs that are seen, though format characters: Unicode's Prepended_Concatenation_Mark.
SEEN = {*map(chr, range(0x600, 0x606)), "\u06dd", "\u070f", "\u0890", "\u0891", "\u08e2"}
SEEN |= {"\U000110bd", "\U000110cd"}
OF_TEXT = {"\n", "\t"}
# Unicode's Default_Ignorable_Code_Point among letters and marks, without the selectors of variants.
UNSEEN = set("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def test_every_character_that_acts_is_escaped_and_no_other() -> None:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    acting = {each for each in every if unicodedata.category(each) in kinds}
    acting |= UNSEEN
    acting -= JOINERS | SEEN | OF_TEXT
    assert [each for each in acting if escaped(each) == each] == []
    others = "".join(
        each for each in every if each not in acting and unicodedata.category(each) != "Cn"
    )
    assert escaped(others) == others


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b[31mred\x07", r"a\x1b[31mred\x07", id="colours and bells"),
        pytest.param("x\x9b2Jy\x7f", r"x\x9b2Jy\x7f", id="eight-bit controls"),
        pytest.param("user\u202etxt.exe\u2066", r"user\u202etxt.exe\u2066", id="direction"),
        pytest.param("a\u200bb\ufeff\u00adc", r"a\u200bb\ufeff\xadc", id="unseen"),
        pytest.param("tag\U000e0041", r"tag\U000e0041", id="tags"),
        pytest.param("\udcff.yml", r"\udcff.yml", id="bytes of a file name that are no UTF-8"),
        pytest.param("one\r\ntwo\rthree", "one\ntwo\\rthree", id="carriage returns"),
        pytest.param("👩\u200d🚀 é 漢字", "👩\u200d🚀 é 漢字", id="letters of the world"),
    ],
)
def test_characters_that_act_are_seen(text: str, shown: str) -> None:
    assert escaped(text) == shown
    assert escaped(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a ##[set-output name=x]y", r"a \x23#[set-output name=x]y", id="anywhere"),
        pytest.param("###[add-mask]e", r"#\x23#[add-mask]e", id="behind another sign"),
        pytest.param("#\u200d#[error]x", "\\x23\u200d#[error]x", id="with a joiner"),
        pytest.param("##vso[task.setvariable]x", r"\x23#vso[task.setvariable]x", id="Azure's"),
        pytest.param("::error::x", r"\x3a:error::x", id="at the beginning"),
        pytest.param(
            "a\n  ::error file=b,line=1::x", "a\n  \\x3a:error file=b,line=1::x", id="line"
        ),
        pytest.param("\u3000::add-mask::x", "\u3000\\x3a:add-mask::x", id="behind a wide space"),
        pytest.param("\u200c::debug::x", "\u200c\\x3a:debug::x", id="behind a joiner"),
        pytest.param("## [x] and std::map::at, a::b", "## [x] and std::map::at, a::b", id="none"),
        pytest.param("see :: there", "see :: there", id="colons alone"),
    ],
)
def test_what_a_runner_would_obey_is_none_of_its_commands(text: str, shown: str) -> None:
    assert escaped(text) == shown
    assert escaped(shown) == shown
    document = {"title": text}
    printed = json_text(document)
    assert json.loads(printed) == document
    assert escaped(printed) == printed


def test_a_line_stays_one() -> None:
    assert escaped_line("a\nb\tc") == r"a\nb\tc"


def test_json_holds_what_was_there_and_prints_plain() -> None:
    document = {"title": "a\x1b[31m\u202e\U000e0041\udcff\x7f", "é": ["漢", 1, None]}
    text = json_text(document)
    assert json.loads(text) == document
    assert escaped(text) == text
    assert "漢" in text


def test_json_of_a_token_has_none() -> None:
    assert json.loads(json_text({"body": "ghp_abcdef"})) == {"body": "***"}


def test_json_stays_json_whatever_is_masked_in_it() -> None:
    token = "ghp_" + "a1B2" * 9
    said = {"text": f'say\nAuthorization: Bearer "x"\n{token}', "next": [1, None, {token: True}]}
    found = json.loads(json_text(said))
    assert found == {"text": "say\nAuthorization: ***\n***", "next": [1, None, {"***": True}]}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
def test_json_fits_any_encoding(encoding: str) -> None:
    document = {"title": "é → 🐛 “x”"}
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    text = for_stream(json_text(document), stream)
    stream.write(text)
    assert json.loads(text) == document


def test_what_an_encoding_lacks_is_printed_escaped() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    make_lenient(stream)
    stream.write("é → 🐛")
    stream.seek(0)
    assert stream.read() == r"\xe9 \u2192 \U0001f41b"

"""Tokens of every kind are masked, whatever they stand in; other words are not."""

import json

import pytest

from gh_playbook.github.error import GitHubError
from gh_playbook.github.token_masking import (
    _SHAPES,
    holds_tokens,
    masked,
    masked_data,
    may_hold_tokens,
    without_secrets,
)

TOKENS = {
    "classic": "ghp_" + "a1B2" * 9,
    "of an OAuth app": "gho_" + "b" * 36,
    "of an app for a user": "ghu_" + "c" * 36,
    "of an installation": "ghs_" + "d" * 36,
    "of an installation, stateless": "ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIx-_.a-b_c",
    "to refresh": "ghr_" + "e" * 76,
    "fine-grained": "github_pat_" + "f" * 22 + "_" + "g" * 59,
    "of a kind that may come": "ghx_" + "h" * 36,
    "an app's own": "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2ln-bm_F0",
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
@pytest.mark.parametrize(
    "text", ["{}", "token {}.", '"{}"', "GH_TOKEN={}\n", "my_{}", "https://x:{}@github.com/o/r"]
)
def test_no_part_of_a_token_is_left(token: str, text: str) -> None:
    shown = masked(text.format(token))
    assert "***" in shown
    assert not any(token[at : at + 8] in shown for at in range(4, len(token) - 8))


@pytest.mark.parametrize(
    "text",
    [
        "highs_and_lows",
        "a commit 0123456789abcdef0123456789abcdef01234567",
        "github_actions",
        "ghost_writer of https://github.com/o/r@v1",
        "eyJ is how they begin",
    ],
)
def test_other_words_are_left(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "https://me:password@example.org",
        "AUTHORIZATION: Bearer x",
        "Author\u0131zation: Bearer x",
        "github_pat_1",
        "ghp_1",
    ],
)
def test_each_shape_is_looked_for(text: str) -> None:
    assert masked(text) == _SHAPES.sub("***", text) != text


def test_an_error_keeps_no_token_of_an_old_server_either() -> None:
    token = "0123456789abcdef0123456789abcdef01234567"
    assert without_secrets(f"bad {token}, bad v1.{token}") == "bad ***, bad ***"
    assert str(GitHubError(f"authorization: basic {token}")) == "authorization: ***"


def test_the_token_in_use_is_masked_whatever_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", "correct horse battery\n")
    monkeypatch.setenv("GITHUB_TOKEN", "x")
    assert masked("x is not correct horse battery!") == "x is not ***!"


TOKEN = "ghp_" + "a1B2" * 9
DATA = {
    "in a text": {"key": TOKEN, "n": 1},
    "deep within": {"results": [{"reasons": ("none", f"a line\n{TOKEN}")}]},
    "in a key": {TOKEN: None},
    "none": {"key": "none", "n": 1.5, "none": None, "is": True},
    "parts of one in two texts": ["ghp_", "a1B2" * 9],
    "a header in other letters": ["say AUTHOR\u0131ZAT\u0130ON: Bearer x", "autHorIzation: y"],
    "an author and no header": [{"author": {"login": "octocat"}}, "authorization:x"],
    "a header whose value is another text": ["authorization: ", "Bearer x"],
    "an address and a sign that are two texts": ["https://me:pass", "@example.org"],
}


@pytest.mark.parametrize("data", DATA.values(), ids=DATA)
def test_data_holds_tokens_if_any_would_be_masked(data: object) -> None:
    assert holds_tokens(data) == ("***" in str(masked_data(data)))
    assert may_hold_tokens(json.dumps(data, ensure_ascii=False)) or not holds_tokens(data)


def test_a_token_in_use_is_found_in_json_that_escapes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", 'a "quoted" \\ horse')
    assert may_hold_tokens(json.dumps({"a": ['x a "quoted" \\ horse']}))
    assert not may_hold_tokens(json.dumps({"a": ["a quoted horse"]}))


@pytest.mark.parametrize("is_ascii", [False, True])
def test_a_token_in_use_is_found_in_json_of_any_characters(
    monkeypatch: pytest.MonkeyPatch, *, is_ascii: bool
) -> None:
    monkeypatch.setenv("GH_TOKEN", "pässwörter")
    assert may_hold_tokens(json.dumps({"a": "x pässwörter"}, ensure_ascii=is_ascii))

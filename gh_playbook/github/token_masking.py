"""Masking of tokens: they are found by their shape, or because this process was given them.

GitHub's shapes, from "About authentication to GitHub" in its documentation: `ghp_`, `gho_`, `ghu_`,
`ghs_`, `ghr_` and `github_pat_`. Since 2026-04 `ghs_` may continue with an app's number and a JSON
Web Token, whose characters are those of base64url and dots. Enterprise Servers also issued older
ones: 40 hexadecimal digits, and `v1.` before them.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gh_playbook.late_pattern import late_pattern

# The variables from which `gh` takes its token: `gh help environment`.
VARIABLES = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
MASK = "***"
# A shorter token would mask people's words.
_SHORTEST = 8
_SHAPES = late_pattern(
    r"""
    (?<![A-Za-z0-9])(?:
        (?: gh[oprsu]_ | github_pat_ ) [A-Za-z0-9_]+ (?: [.-][A-Za-z0-9_-]+ )*
        | (?: gh[a-z]_ | github_[a-z]+_ ) [A-Za-z0-9_]{20,}      # such as may come
        | eyJ[A-Za-z0-9_-]+ \.eyJ[A-Za-z0-9_-]+ \.[A-Za-z0-9_-]+  # what apps log in with
    )
    | (?<=://)[^/\s:@]+:[^/\s@]+(?=@)                           # of a URL, login and password
    | (?i:(?<=authorization:\ )[^\r\n]+)
    """,
    re.VERBOSE,
)
_AUTHORIZATION = late_pattern("authorization: ", re.IGNORECASE)
_PREFIX = late_pattern(r"gh[a-z]_")
# The words in, or at the end of, the name of a variable that is a secret.
_TELLING = late_pattern(
    r".*(?:TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|CREDENTIALS?|COOKIES?|KEYS?)|PAT|PASS|AUTH",
    re.IGNORECASE,
)
_OLD_SHAPES = late_pattern(r"\b(?:v1\.)?[0-9a-f]{40}\b")


def masked(text: str, known: Sequence[str] | None = None) -> str:
    """Return the text with its tokens masked: tokens of a known shape, and those that `gh` uses.

    `known` are the tokens that `gh` uses, for callers that mask many texts.
    """
    return _hidden(text, tokens() if known is None else known)


def masked_data(value: Any) -> Any:
    """Return plain data with the tokens in its texts masked, each text by itself.

    In the whole JSON line a mask could reach beyond the end of a text.
    """
    return _hidden_data(value, tokens())


def holds_tokens(value: Any) -> bool:
    """Tell whether plain data contains tokens that `masked_data` masks.

    No shape of a token crosses a line end, so all texts are searched as one.
    """
    text = "\n".join(_texts(value))
    return masked(text) != text


def may_hold_tokens(line: str) -> bool:
    """Tell whether plain data may contain tokens, by its JSON, which is searched at once.

    False is certain: JSON writes all characters of a shape as they are. In ASCII it may escape
    those of a token that this process was given.
    """
    forms = (json.dumps(token, ensure_ascii=each) for token in tokens() for each in (False, True))
    return _may_hold_shape(line) or any(form[1:-1] in line for form in forms)


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in plain data, keys too."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list | tuple):
            waiting += each
        elif isinstance(each, Mapping):
            waiting += map(str, each)
            waiting += each.values()


def tokens() -> list[str]:
    """Return the tokens that this process was given."""
    given = (os.environ.get(name, "").strip() for name in VARIABLES)
    return [token for token in given if len(token) >= _SHORTEST]


def _hidden(text: str, tokens: Sequence[str]) -> str:
    for token in tokens:
        text = text.replace(token, MASK)
    return _SHAPES.sub(MASK, text) if _may_hold_shape(text) else text


def _may_hold_shape(text: str) -> bool:
    """Look for a part that every shape has: this takes a tenth of the time of the expression."""
    return (
        "github_" in text
        or "eyJ" in text
        or ("://" in text and "@" in text)
        or _PREFIX.search(text) is not None
        # First a part that is the same in any case.
        or ("uthor" in text.lower() and _AUTHORIZATION.search(text) is not None)
    )


def _hidden_data(value: Any, tokens: Sequence[str]) -> Any:
    match value:
        case str():
            return _hidden(value, tokens)
        case Mapping():
            return {
                _hidden(str(key), tokens): _hidden_data(each, tokens) for key, each in value.items()
            }
        case list() | tuple():
            return [_hidden_data(each, tokens) for each in value]
        case _:
            return value


def is_secret(name: str, value: str) -> bool:
    """Tell whether a variable of the environment is a secret, by its name or by its value."""
    return any(_TELLING.fullmatch(word) for word in name.split("_")) or masked(value) != value


def without_secrets(text: str) -> str:
    """Return an error's masked text, also without words that look like an old server's token.

    Those tokens look like ids of commits, which errors do not need and other texts do.
    """
    return _OLD_SHAPES.sub(MASK, masked(text))

"""Mentions are found in what a text shows: not in code, and not in comments."""

import time

import pytest

from gh_sandbox import mention


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@Mona and @mona, thanks", ["mona"]),
        ("`@a` and ```\n@b\n``` but @c", ["c"]),
        ("<!-- @a --> @b <!-- @c", ["b", "c"]),
        ("``` --> @a <!-- ``` @b", ["b"]),
        ("mail@example.com, a/@b", []),
    ],
)
def test_a_mention_is_one_where_people_read_it(text: str, logins: list[str]) -> None:
    assert mention.logins(text) == logins


def test_a_text_of_comments_without_an_end_is_read_in_one_pass() -> None:
    began = time.process_time()
    assert mention.shown("<!-- " * 200_000).count("--") == 200_000
    # Seconds of CPU: a search for the end of each takes minutes.
    assert time.process_time() - began < 30

"""Dates of answers: read as the standard library reads them, but faster."""

from datetime import UTC, datetime

import pytest

from gh_playbook.github.http_date import moment


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("Thu, 26 Nov 2026 20:03:55 GMT", datetime(2026, 11, 26, 20, 3, 55, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 00:00:00 GMT", datetime(2026, 3, 1, tzinfo=UTC)),
        # An older form, which a proxy may still send: RFC 9110, 5.6.7.
        ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        # Dates of mails: RFC 5322, 3.3.
        ("Thu, 26 Nov 2026 22:03:55 +0200", datetime(2026, 11, 26, 20, 3, 55, tzinfo=UTC)),
        ("Thu, 26 Nov 26 20:03:55 GMT", datetime(2026, 11, 26, 20, 3, 55, tzinfo=UTC)),
        ("26 Nov 2026 20:03:55", datetime(2026, 11, 26, 20, 3, 55, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_all_its_forms(date: str, read: datetime) -> None:
    assert moment(date) == read


@pytest.mark.parametrize(
    "date", ["", "soon", "Thu, 99 Nov 2026 20:03:55 GMT", "a, b c d e:f:g GMT"]
)
def test_what_is_no_date_is_reported(date: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment(date)

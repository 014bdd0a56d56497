"""Numbers of issues, as people and markers write them."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

# GitHub's type for them, `Int`, has 32 bits; and Python refuses to read thousands of digits.
_DIGITS = re.compile(r"#?([0-9]{1,10})")
_LARGEST = 2**31 - 1


def _possible(number: int) -> int:
    if number > _LARGEST:
        raise ValueError(f"an issue's number is at most {_LARGEST}, not {number}")
    return number


# A number as a key of a backlog, or an argument, says it.
IssueNumber = Annotated[int, Field(strict=True, ge=1), AfterValidator(_possible)]


def issue_number(text: str) -> int | None:
    """Return the issue number that a text is, `13` or `#13`; None where it is not a number."""
    found = _DIGITS.fullmatch(text.strip())
    number = int(found[1]) if found else None
    return None if number is None or number > _LARGEST else number

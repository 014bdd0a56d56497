"""Numbers of issues, as people and markers write them."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

# GitHub's type for them, `Int`, has 32 bits; and Python refuses numbers of thousands of digits.
_DIGITS = re.compile(r"#?([0-9]{1,10})")
_LARGEST = 2**31 - 1


def _possible(number: int) -> int:
    if number > _LARGEST:
        raise ValueError(f"an issue's number is at most {_LARGEST}, not {number}")
    return number


# The number of an issue, as the value of a key or an argument.
IssueNumber = Annotated[int, Field(strict=True, ge=1), AfterValidator(_possible)]


def issue_number(text: str) -> int | None:
    """Return the issue number in a text, `13` or `#13`; None if the text is something else."""
    found = _DIGITS.fullmatch(text.strip())
    number = int(found[1]) if found else None
    return None if number is None or number > _LARGEST else number

"""Whole numbers that clients write as texts: in a path, a query or a search term."""

# No thing has so large a number, and SQLite can hold it times the size of a page.
LARGEST = 10**15
# A number of a thing in a text, for regular expressions.
PATTERN = "[0-9]{1,15}"
_DIGITS = "0123456789"


def read(text: str) -> int | None:
    """Return the number that ASCII digits write, at most LARGEST; None for any other text."""
    if not text or text.strip(_DIGITS):
        return None
    return int(text) if len(text) < len(str(LARGEST)) else LARGEST

"""Lines of a file: indentation, and one form of comments and empty lines."""

from collections.abc import Iterator, Sequence


def even(lines: Sequence[str], indent: int) -> list[str]:
    """Return comments and empty lines: with the same indentation, and single empty lines."""
    found: list[str] = []
    for line in lines:
        text = line.strip()
        if text:
            found.append(" " * indent + comment(text))
        elif not found or found[-1]:
            found.append("")
    return found


def without_empty(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines without the empty ones at the beginning."""
    has_begun = False
    for line in lines:
        has_begun = has_begun or bool(line)
        if has_begun:
            yield line


def shifted(line: str, shift: int) -> str:
    """Return a line moved to the right or, as far as it has blanks, to the left."""
    if shift >= 0:
        return " " * shift + line if line.strip() else line
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(-shift, blanks) :]


def comment(text: str) -> str:
    """Return a comment with a space before its words."""
    return f"# {text[1:]}" if text[1:2].isalnum() else text

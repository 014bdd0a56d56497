"""Numbers with their nouns."""


def counted(number: float, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 issue`, `2 issues`, `2 retries`."""
    shown = number if isinstance(number, int) else f"{number:g}"
    return f"{shown} {one if number == 1 else many or one + 's'}"


def counted_kind(number: int, many: str) -> str:
    """Return a number with the noun of a kind, given by its plural: `1 issue type`."""
    words = many.replace("_", " ")
    return counted(number, words.removesuffix("s"), words)

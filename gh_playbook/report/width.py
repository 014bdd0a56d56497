"""The width of a text on a terminal."""

# The arrows between linked issues take one cell each, like a letter.
_ARROWS = str.maketrans("←↔", "--")


def cells(text: str) -> int:
    """Return the number of cells that a text takes."""
    plain = text if text.isascii() else text.translate(_ARROWS)
    if plain.isascii() and plain.isprintable():
        return len(plain)
    from rich.cells import cell_len

    return cell_len(text)

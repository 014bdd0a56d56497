"""The width of a text on a terminal."""


def cells(text: str) -> int:
    """Return the number of cells that a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)

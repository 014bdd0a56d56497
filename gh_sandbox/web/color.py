"""Colours of labels: readable text in the light and in the dark colour scheme.

Contrast follows the Web Content Accessibility Guidelines 2.2. Their minimum for text is 4.5; it is
rounded here, because common greens and oranges of labels are just at the limit with white.
"""

from dataclasses import dataclass

LEAST = 4.45
DARK_PAGE = "0d1117"
_BLACK, _WHITE = "000000", "ffffff"


@dataclass(frozen=True)
class Chip:
    """The drawing of a label; colours are six hex digits.

    In the light scheme the label's colour is the background. In the dark scheme the background is a
    shade of it, and the text is its colour, as light as needed.
    """

    ground: str
    text: str
    dark_ground: str
    dark_text: str

    @property
    def style(self) -> str:
        """The chip as CSS properties."""
        return (
            f"--ground:#{self.ground};--text:#{self.text};"
            f"--dark-ground:#{self.dark_ground};--dark-text:#{self.dark_text}"
        )


def chip(color: str) -> Chip:
    """Return the drawing of a label with this colour."""
    text = _WHITE if contrast(color, _WHITE) >= LEAST else _BLACK
    dark_ground = mixed(DARK_PAGE, color, 0.22)
    steps = (mixed(color, _WHITE, step / 20) for step in range(21))
    dark_text = next(each for each in steps if contrast(each, dark_ground) >= LEAST)
    return Chip(color, text, dark_ground, dark_text)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return a mixture of two colours; the share of the second is 0 to 1."""
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return bytes(round(a + (b - a) * share) for a, b in pairs).hex()


def _luminance(color: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in bytes.fromhex(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

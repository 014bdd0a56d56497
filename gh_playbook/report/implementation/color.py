"""Readable colours of labels, on light and on dark ground.

On light ground a label is filled with its own colour, as on GitHub, and its text is black or white,
whichever stands out more. On dark ground the fill is a shade of the colour and the text a tint of
it, as light as necessary. The contrast is that of WCAG 2 for small text, or more.
"""

from gh_playbook.frozen import dataclass

CONTRAST = 4.5
DARK_GROUND = "151b23"
_SHADE = 0.24
_STEPS = 20


@dataclass(frozen=True)
class Ink:
    """The colours of a label: fill and text on light ground, then on dark ground."""

    light_fill: str
    light_text: str
    dark_fill: str
    dark_text: str


def ink(color: str) -> Ink:
    """Return the colours of a label of this colour; all are six hexadecimal digits."""
    text = max("1f2328", "ffffff", key=lambda each: contrast(each, color))
    # For a medium grey, only black has enough contrast.
    text = text if contrast(text, color) >= CONTRAST else "000000"
    dark_fill = mixed(color, DARK_GROUND, _SHADE)
    tints = (mixed("ffffff", color, step / _STEPS) for step in range(_STEPS + 1))
    dark_text = next((each for each in tints if contrast(each, dark_fill) >= CONTRAST), "ffffff")
    return Ink(color, text, dark_fill, dark_text)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(color: str, ground: str, share: float) -> str:
    """Return a colour laid over a ground, `share` of it opaque."""
    pairs = zip(_channels(color), _channels(ground), strict=True)
    return "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[:2], 16), int(color[2:4], 16), int(color[4:6], 16)


def _luminance(color: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

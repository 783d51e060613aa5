"""How a screen looks where there are no colours: what stands out by its background is in reverse."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

STANDS_OUT = 2.3
"""The contrast with a screen that cursors and selections have in every theme, and nothing else has."""


class BeneathFilter(LineFilter):
    """Leaves nothing but its text of what lies beneath a dialog, where no colour can dim it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without any look."""
        return [Segment(text, None, control) for text, _, control in segments]


BENEATH = BeneathFilter()


class ColourlessFilter(LineFilter):
    """Takes the colours from every line; cursors, selections and thumbs of bars become reverse."""

    def __init__(self, ground: Color) -> None:
        """Take a theme's background for the colour from which something stands out."""
        super().__init__()
        self._ground = ground

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        return [
            Segment(
                text, None if style is None else _bare(style, background, self._ground), control
            )
            for text, style, control in segments
        ]


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@lru_cache(1024)
def _bare(style: Style, background: Color, ground: Color) -> Style:
    under = style.color if style.reverse else style.bgcolor
    shown = background if under is None else Color.from_rich_color(under)
    reverse = contrast(shown, ground) >= STANDS_OUT
    bare = style.without_color + Style(dim=False, reverse=reverse)
    # what a click does is kept in the style, too
    return bare + Style.from_meta(style.meta) if style.meta else bare

"""How the wizard looks: its themes, and the filter that keeps every screen within ASCII."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

_ASCII = str.maketrans(
    dict.fromkeys("─━═╌╴╶▔▀", "-")
    | dict.fromkeys("│║▌▐▎▏▊▕█▍▋▉", "|")
    | dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╸╺╹╻", "+")
    # the ends of a bar's thumb: in its colour or in reverse, as all of it
    | dict.fromkeys("▁▂▃▄▅▆▇", " ")
    | {"○": "o", "►": ">", "▶": ">", "…": "~", "■": "#", "√": "*", "≈": "%", "≠": "!", "┃": "!"}
    | {"→": ">", "←": "<", "↑": "^", "↓": "v", "▼": "v", "▲": "^", "•": "*", "·": ".", "●": "*"}
    | {"\u00a0": " ", "\u2013": "-", "\u2014": "-", "\u2019": "'", "▾": "v", "▸": ">", "▪": "*"}
)


class AsciiFilter(LineFilter):
    """Replaces every character outside ASCII, each cell by one, on its way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with ASCII text of the same width."""
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(_ascii(segment), segment.style)
            for segment in segments
        ]


def _ascii(segment: Segment) -> str:
    text = segment.text.translate(_ASCII)
    if text.isascii():
        return text
    return "".join(
        letter if letter.isascii() else "?" * Segment(letter).cell_length for letter in text
    )


def _theme(name: str, *, dark: bool, colours: dict[str, str], bright: str) -> Theme:
    """Return a theme; cursors and key hints are drawn in one strong colour."""
    return Theme(
        name=name,
        dark=dark,
        primary=colours["primary"],
        secondary=colours["primary"],
        accent=colours["accent"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        success=colours["success"],
        warning=colours["warning"],
        error=colours["error"],
        variables={
            "muted": colours["muted"],
            "blurred": colours["blurred"],
            "added": colours["added"],
            "removed": colours["removed"],
            "block-cursor-background": colours["primary"],
            "block-cursor-foreground": bright,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": colours["blurred"],
            "block-cursor-blurred-foreground": colours["foreground"],
            "block-cursor-blurred-text-style": "bold",
            "block-hover-background": colours["panel"],
            "input-cursor-background": colours["foreground"],
            "input-cursor-foreground": colours["background"],
            "input-selection-background": colours["primary"],
            "input-selection-foreground": bright,
            "text-disabled": colours["muted"],
            "text-muted": colours["muted"],
            "scrollbar": colours["muted"],
            "scrollbar-hover": colours["primary"],
            "scrollbar-active": colours["primary"],
            "scrollbar-background": colours["panel"],
            "scrollbar-background-hover": colours["panel"],
            "scrollbar-background-active": colours["panel"],
            "scrollbar-corner-color": colours["panel"],
            "border": colours["primary"],
            "border-blurred": colours["muted"],
            "button-focus-text-style": "bold",
        },
    )


THEMES = (
    _theme(
        "pwxwizard-dark",
        dark=True,
        bright="#0b1016",
        colours={
            "primary": "#6cb6ff",
            "accent": "#f0c674",
            "foreground": "#dce3ea",
            "background": "#12171e",
            "surface": "#171d26",
            "panel": "#212a36",
            "blurred": "#33415a",
            "muted": "#a3b1c2",
            "success": "#86d993",
            "warning": "#f0c674",
            "error": "#ff8f85",
            "added": "#173024",
            "removed": "#3a1f22",
        },
    ),
    _theme(
        "pwxwizard-light",
        dark=False,
        bright="#ffffff",
        colours={
            "primary": "#0a4f9e",
            "accent": "#7a4b00",
            "foreground": "#1a222d",
            "background": "#f6f7f8",
            "surface": "#ffffff",
            "panel": "#e6eaf0",
            "blurred": "#cfdaea",
            "muted": "#4a5665",
            "success": "#1b5e2b",
            "warning": "#704600",
            "error": "#a11b14",
            "added": "#dcf3e1",
            "removed": "#fbe1df",
        },
    ),
    _theme(
        "pwxwizard-contrast",
        dark=True,
        bright="#000000",
        colours={
            "primary": "#ffff00",
            "accent": "#00ffff",
            "foreground": "#ffffff",
            "background": "#000000",
            "surface": "#000000",
            "panel": "#000000",
            "blurred": "#444444",
            "muted": "#e0e0e0",
            "success": "#5fff5f",
            "warning": "#ffd75f",
            "error": "#ff9d9d",
            "added": "#003000",
            "removed": "#400000",
        },
    ),
)
"""Dark, light and high contrast; the first is the one the wizard begins with."""

THEME_TITLES = {
    "pwxwizard-dark": "Dark",
    "pwxwizard-light": "Light",
    "pwxwizard-contrast": "High contrast",
}

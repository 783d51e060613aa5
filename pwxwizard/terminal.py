"""What the terminal can do, read from its environment, before anything is drawn on it."""

from collections.abc import Mapping
from dataclasses import dataclass

_FEW_GLYPHS = ("linux", "vt1", "vt2", "vt3", "vt4", "vt5", "ansi", "cons25")
"""How TERM begins where a font has 512 characters at most (console_codes(4)), or fewer."""
_COLOURLESS = "vt"
"""How TERM begins where nothing is drawn in colour."""
_COLOURLESS_ENDS = ("-m", "-mono")
"""How TERM ends where colour is suppressed (term(7))."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The facts that decide how the wizard draws, or whether it can."""

    interactive: bool
    """Keyboard and screen are a terminal."""
    encoding: str
    """How text is encoded for it."""
    kind: str
    """The value of TERM."""
    screen_reader: bool = False
    """A variable says that lines are wanted instead of a screen."""
    ascii_asked: bool = False
    """Nothing but ASCII is wanted, whatever the terminal could show."""
    locale: str = ""
    """The locale that was set; empty where none is, which says nothing about the terminal."""
    no_colour_asked: bool = False
    """`NO_COLOR` asks for none, whatever the terminal could show."""

    @property
    def utf8(self) -> bool:
        """Tell whether more than ASCII arrives as it is meant."""
        return _names_utf8(self.encoding)

    @property
    def few_glyphs(self) -> bool:
        """Tell whether it is a console or an old terminal, whose font lacks most symbols."""
        return self.kind.startswith(_FEW_GLYPHS)

    @property
    def ascii_only(self) -> bool:
        """Tell whether only ASCII looks as it is meant."""
        return self.ascii_asked or not self.utf8 or self.few_glyphs

    @property
    def colourless(self) -> bool:
        """Tell whether nothing may be told by colour; what `COLORTERM` says is inherited, TERM is set."""
        mono = self.kind.startswith(_COLOURLESS) or self.kind.endswith(_COLOURLESS_ENDS)
        return self.no_colour_asked or self.dumb or mono

    @property
    def dumb(self) -> bool:
        """Tell whether the cursor cannot be moved."""
        return self.kind in {"", "dumb", "unknown"}

    @property
    def line_by_line(self) -> str:
        """Tell why the wizard asks line by line by itself; empty where it draws screens."""
        if self.screen_reader:
            return "a screen reader is named"
        if self.dumb:
            return f"TERM is {self.kind or 'empty'}"
        if self.locale and not self.utf8 and not self.ascii_asked:
            return f"the locale {self.locale} is not of UTF-8; --ascii draws screens all the same"
        return ""


def terminal(environment: Mapping[str, str], encoding: str, *, interactive: bool) -> Terminal:
    """Return the facts about a terminal.

    Python writes UTF-8 in the C locale whatever the terminal expects, and says so in `LC_CTYPE`
    (PEP 538, PEP 540), so it is the locale that was set which decides. Windows consoles set no TERM
    and no locale, and are no dumb terminals. `ACCESSIBLE` is the variable that other terminal forms
    use, too; `PWXWIZARD_ASCII` asks for ASCII as `--ascii` does, and `NO_COLOR` counts where it is
    not empty (no-color.org).

    Args:
        environment: the variables of the process.
        encoding: how the process writes to standard output.
        interactive: keyboard and screen are a terminal.
    """
    reader = any(environment.get(name) for name in ("ACCESSIBLE", "PWXWIZARD_PLAIN"))
    asked = bool(environment.get("PWXWIZARD_ASCII"))
    bare = bool(environment.get("NO_COLOR"))
    if "WINDIR" in environment:
        kind = environment.get("TERM", "windows")
        return Terminal(interactive, encoding, kind, reader, asked, "", bare)
    chosen = {name: environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")}
    if chosen["LC_CTYPE"] == "C.UTF-8" and not _names_utf8(chosen["LANG"]):
        chosen["LC_CTYPE"] = ""
    locale = next((value for value in chosen.values() if value), "")
    known = encoding if _names_utf8(locale) else f"that of the locale {locale or 'C'}"
    return Terminal(interactive, known, environment.get("TERM", ""), reader, asked, locale, bare)


def _names_utf8(text: str) -> bool:
    return "utf8" in text.lower().replace("-", "").replace("_", "")

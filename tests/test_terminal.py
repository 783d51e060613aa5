"""What the terminal can do is read from its environment before anything is drawn."""

from dataclasses import replace

import pytest

from pwxwizard.terminal import terminal


@pytest.mark.parametrize(
    ("environment", "encoding", "ascii_only"),
    [
        ({"LANG": "en_US.UTF-8"}, "utf-8", False),
        ({"LANG": "de_DE.utf8"}, "utf-8", False),
        ({"LANG": "C.UTF-8"}, "utf-8", False),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "utf-8", True),
        ({"LC_ALL": "C"}, "utf-8", True),
        ({}, "utf-8", True),
        ({"LC_CTYPE": "C.UTF-8"}, "utf-8", True),
        ({"LC_CTYPE": "en_US.UTF-8"}, "utf-8", False),
        ({"LANG": "de_DE.ISO-8859-1"}, "iso8859-1", True),
        ({"WINDIR": "C:\\Windows"}, "utf-8", False),
        ({"WINDIR": "C:\\Windows"}, "cp1252", True),
    ],
)
def test_only_a_locale_of_utf8_gets_more_than_ascii(
    environment: dict[str, str], encoding: str, *, ascii_only: bool
) -> None:
    assert terminal(environment, encoding, interactive=True).ascii_only is ascii_only


@pytest.mark.parametrize(
    ("environment", "dumb"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "vt100"}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": ""}, True),
        ({}, True),
        ({"WINDIR": "C:\\Windows"}, False),
    ],
)
def test_a_terminal_without_a_movable_cursor_is_noticed(
    environment: dict[str, str], *, dumb: bool
) -> None:
    assert terminal(environment, "utf-8", interactive=True).dumb is dumb


@pytest.mark.parametrize(
    ("environment", "colourless"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt100"}, True),
        ({"TERM": "vt220", "COLORTERM": "truecolor"}, True),
        ({"TERM": "xterm-mono"}, True),
        ({"TERM": "linux-m"}, True),
        ({"TERM": "dumb"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, False),
        ({"WINDIR": "C:\\Windows"}, False),
        ({"WINDIR": "C:\\Windows", "NO_COLOR": "1"}, True),
    ],
)
def test_a_terminal_without_colours_is_noticed(
    environment: dict[str, str], *, colourless: bool
) -> None:
    assert terminal(environment, "utf-8", interactive=True).colourless is colourless


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"LANG": "C.UTF-8"}, ""),
        ({}, ""),
        ({"LC_ALL": "C"}, "the locale C is not of UTF-8; --ascii draws screens all the same"),
        ({"LANG": "de_DE.ISO-8859-1"}, "the locale de_DE.ISO-8859-1 is not of UTF-8; --ascii"),
        ({"LC_ALL": "C", "PWXWIZARD_ASCII": "1"}, ""),
        ({"LC_ALL": "C", "TERM": "dumb"}, "TERM is dumb"),
        ({"LC_ALL": "C", "PWXWIZARD_PLAIN": "1"}, "a screen reader is named"),
        ({"WINDIR": "C:\\Windows"}, ""),
    ],
)
def test_it_asks_line_by_line_where_screens_would_not_come_out(
    environment: dict[str, str], why: str
) -> None:
    facts = terminal({"TERM": "xterm", **environment}, "utf-8", interactive=True)
    assert facts.line_by_line.startswith(why)
    assert bool(facts.line_by_line) == bool(why)
    drawn = replace(facts, ascii_asked=True)
    assert bool(drawn.line_by_line) == (facts.dumb or facts.screen_reader)


def test_a_screen_reader_can_be_named() -> None:
    assert terminal({"TERM": "xterm", "ACCESSIBLE": "1"}, "utf-8", interactive=True).screen_reader
    assert not terminal({"TERM": "xterm"}, "utf-8", interactive=True).screen_reader


def test_ascii_can_be_asked_for() -> None:
    facts = terminal({"TERM": "xterm", "LANG": "C.UTF-8"}, "utf-8", interactive=True)
    assert not facts.ascii_only
    assert replace(facts, ascii_asked=True).ascii_only

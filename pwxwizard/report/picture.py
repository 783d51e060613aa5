"""The estate as a drawing: who connects to whom, as SVG that is legible for a few or for hundreds."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from pwxwizard.report.content import Connection

SIGNS = {
    "works": "+",
    "works-without-authentication": "~",
    "fails": "x",
    "unknown": "?",
    "tls": "+",
    "plain": "-",
}
"""A sign for each verdict, so that colour is never the only one."""

_WIDTH = 760
_LETTER = 7.3
"""Width of a letter of the drawing's type, in its units."""
_ROW = 22
_CLIENT_LEFT, _CLIENT_WIDTH = 6, 250
_SERVER_LEFT, _SERVER_WIDTH = 490, 264
_CALLERS_WIDTH = 460
_MOST_LINES = 40
"""Connections up to which one drawing of lines can be followed by the eye."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing with what it shows."""

    caption: str
    svg: str


def pictures(connections: tuple[Connection, ...]) -> tuple[Picture, ...]:
    """Return one drawing of the whole estate, or one for every listener where there are many.

    With many connections a single drawing is a thicket of lines. A listener with its callers in
    rows stays legible, and so does the number of them.
    """
    if not connections:
        return ()
    if len(connections) <= _MOST_LINES:
        return (Picture("Who connects to whom", _whole(connections)),)
    called: dict[tuple[str, str], list[Connection]] = {}
    for one in connections:
        called.setdefault((one.machine, one.listener), []).append(one)
    return tuple(
        Picture(f"{machine}, {listener}: {_number(len(callers))}", _panel(callers))
        for (machine, listener), callers in sorted(called.items())
    )


def _number(callers: int) -> str:
    return f"{callers} caller" + ("s" if callers != 1 else "")


def _whole(connections: tuple[Connection, ...]) -> str:
    """Draw clients at the left, machines with their listeners at the right, a line each."""
    clients: dict[str, list[Connection]] = {}
    servers: dict[str, dict[str, float]] = {}
    for one in connections:
        clients.setdefault(one.client, []).append(one)
        servers.setdefault(one.machine, {})[one.listener] = 0.0
    parts: list[str] = []
    y = 4.0
    for name, listeners in servers.items():
        height = _ROW * (len(listeners) + 1) + 4
        parts.append(_box("server", _SERVER_LEFT, y, _SERVER_WIDTH, height, name))
        for row, listener in enumerate(listeners):
            middle = y + _ROW * (row + 1.5) + 2
            listeners[listener] = middle
            parts.append(_text("listener", _SERVER_LEFT + 12, middle + 4, listener, 34))
        y += height + 14
    bottom = y
    y = 4.0
    for name, calls in clients.items():
        height = _ROW * max(len(calls), 1) + 4
        parts.append(_box("client", _CLIENT_LEFT, y, _CLIENT_WIDTH, height, name))
        for row, one in enumerate(calls):
            middle = y + _ROW * (row + 0.5) + 2
            parts += _line(one, middle, servers[one.machine][one.listener])
        y += height + 14
    return _drawing(max(bottom, y) - 10, connections, parts)


def _line(one: Connection, start: float, end: float) -> list[str]:
    left, right = _CLIENT_LEFT + _CLIENT_WIDTH, _SERVER_LEFT
    style = _class(one)
    title = escape(f"{one.client} to {one.machine}, {one.listener}: {one.told}")
    curve = f"M{left} {start:g}h22C{left + 100} {start:g} {right - 80} {end:g} {right - 8} {end:g}"
    return [
        f'<path class="{style}" d="{curve}"><title>{title}</title></path>',
        f'<path class="{style} head" d="M{right} {end:g}l-9 -4v8z"/>',
        f'<circle class="{style} mark" cx="{left + 13}" cy="{start:g}" r="8"/>',
        _text(f"{style} sign", left + 13, start + 4, SIGNS[one.verdict], 1),
    ]


def _panel(callers: list[Connection]) -> str:
    """Draw one listener with its callers in rows."""
    longest = max(len(one.client) for one in callers)
    columns = 3 if _letters(_CALLERS_WIDTH / 3) >= longest + 2 else 2
    width = _CALLERS_WIDTH / columns
    rows = (len(callers) + columns - 1) // columns
    height = max(rows * (_ROW + 4), 2 * _ROW + 8) + 4.0
    parts = []
    for number, one in enumerate(callers):
        x = _CLIENT_LEFT + (number % columns) * width
        y = 4.0 + (number // columns) * (_ROW + 4)
        text = f"{SIGNS[one.verdict]} {one.client}"
        parts.append(_box(_class(one), x, y, width - 4, _ROW, text))
    middle, bracket = height / 2, _CLIENT_LEFT + _CALLERS_WIDTH + 2
    parts += [
        f'<path class="bracket" d="M{bracket} 4V{height - 4:g}M{bracket} {middle:g}H{_SERVER_LEFT - 4}"/>',
        f'<path class="bracket head" d="M{_SERVER_LEFT} {middle:g}l-9 -4v8z"/>',
        _box(
            "server",
            _SERVER_LEFT,
            middle - _ROW - 2,
            _SERVER_WIDTH,
            2 * _ROW + 4,
            callers[0].machine,
        ),
        _text("listener", _SERVER_LEFT + 12, middle + _ROW - 6, callers[0].listener, 34),
    ]
    return _drawing(height, callers, parts)


def _drawing(height: float, connections: Iterable[Connection], parts: list[str]) -> str:
    said = "; ".join(
        f"{one.client} to {one.machine}, {one.listener}: {one.told}" for one in connections
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" role="img" '
        f'aria-label="{escape(said)}">' + "\n".join(parts) + "</svg>"
    )


def _box(style: str, x: float, y: float, width: float, height: float, text: str) -> str:
    return (
        f'<rect class="{style}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3"/>'
        + _text(f"{style} name", x + 8, y + 16, text, _letters(width))
    )


def _letters(width: float) -> int:
    """Return how many letters fit into a box."""
    return int((width - 16) / _LETTER)


def _text(style: str, x: float, y: float, text: str, letters: int) -> str:
    """Return a line of text, cut to a number of letters; all of it is in its title.

    It is cut in its middle, because names of machines and paths differ at their ends.
    """
    shown = text
    if len(text) > letters:
        tail = letters // 2
        shown = text[: letters - 1 - tail] + "\N{HORIZONTAL ELLIPSIS}" + text[-tail:]
    title = f"<title>{escape(text)}</title>" if shown != text else ""
    return f'<text class="{style}" x="{x:g}" y="{y:g}">{title}{escape(shown)}</text>'


def _class(one: Connection) -> str:
    if one.to_fill_in or one.withdrawn:
        return "partly"
    return {"+": "good", "~": "partly", "x": "bad", "?": "open", "-": "bad"}[SIGNS[one.verdict]]

"""What TCP/IP shows about AT-TLS at run time: NETSTAT TTLS and the messages EZD1281I to EZD1287I."""

import re
from dataclasses import dataclass
from itertools import pairwise

from pwxwizard.zos.printout import Line

_MESSAGE = re.compile(r"\bEZD128(\d)I\b")
_RC = re.compile(r"(?i)\bRC:?\s*(\d+)")
_WORD = r"(?i)\b{}\s*[:=]\s*(\S+)"
_PAIR = re.compile(r"^\s*([A-Za-z][A-Za-z0-9 ]*?)\s*:\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class AttlsMessage:
    """One message about a connection."""

    line: Line
    number: str
    """Such as `EZD1286I`."""
    text: str
    """The whole message, its lines joined."""
    return_code: int
    """0 where the message has none."""
    rule: str
    job: str
    user: str
    port: int
    """Local port; 0 where it is not shown."""

    @property
    def enabled(self) -> bool:
        """Tell whether a mapping says that AT-TLS works on the connection."""
        return bool(re.search(r"(?i)stat\w*\s*[:=]?\s*enabled", self.text))


def read_messages(lines: tuple[Line, ...]) -> tuple[AttlsMessage, ...]:
    """Return every AT-TLS message of a log; one may go on over several lines."""
    starts = [index for index, line in enumerate(lines) if _MESSAGE.search(line.text)]
    found = []
    for start, stop in pairwise((*starts, len(lines))):
        body = []
        for line in lines[start:stop]:
            if line.number != lines[start].number and (not line.text.strip() or _other(line.text)):
                break
            body.append(line.text.strip())
        text = " ".join(body)
        match = _MESSAGE.search(text)
        assert match is not None
        code = _RC.search(text)
        local = re.search(r"(?i)\blocal\s*:?\s*\S*?\.\.(\d+)", text)
        found.append(
            AttlsMessage(
                lines[start],
                match.group(0),
                text,
                int(code.group(1)) if code else 0,
                _word("RULE", text),
                _word("JOBNAME", text),
                _word("USERID", text),
                int(local.group(1)) if local else 0,
            )
        )
    return tuple(found)


def _other(text: str) -> bool:
    return bool(re.search(r"\b[A-Z]{3,4}\d{3,5}[IEWAD]\b", text))


def _word(name: str, text: str) -> str:
    match = re.search(_WORD.format(name), text)
    return match.group(1).rstrip(",;") if match else ""


def read_connection(lines: tuple[Line, ...]) -> dict[str, tuple[str, Line]]:
    """Return headings and values of NETSTAT TTLS CONN, by the heading in lower case, no blanks."""
    found: dict[str, tuple[str, Line]] = {}
    for line in lines:
        match = _PAIR.match(line.text)
        if match:
            key = match.group(1).replace(" ", "").lower()
            found.setdefault(key, (match.group(2), line))
    return found

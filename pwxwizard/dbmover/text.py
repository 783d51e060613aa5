"""The physical form of a DBMOVER file: encoding, line ends, 80-byte records, sequence numbers.

Every form is taken apart and put together again without the loss of a byte.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from pwxwizard import ebcdic


class Encoding(StrEnum):
    """The encodings a DBMOVER file is met in; the first that fits the bytes is taken."""

    IBM_1047 = "ibm-1047"
    """EBCDIC of z/OS; IBM-037 with six characters at other places."""
    IBM_037 = "ibm-037"
    """EBCDIC of IBM i."""
    UTF_8 = "utf-8"
    LATIN_1 = "latin-1"
    """Takes any byte, so it is what remains."""


RECORD = 80
"""Bytes of a z/OS member's record."""
NUMBERED_TEXT = 72
"""Columns left for text where 73 to 80 hold sequence numbers."""
BLANKS = " \t\r\f\v\x1a"
"""Characters that mean nothing at either end of a line; 1A closes old DOS files."""

_BLANK_BYTES = b"\x00\t\n\r\x15\x20%@"
_ASCII_TEXT = bytes(range(0x20, 0x7F))
_EBCDIC_TEXT = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,=()_/*:\"'-|#"
).encode("cp037")

_SEQUENCE = re.compile(r"[A-Z@#$]{0,4}[0-9]{4,8}")
_LINES = re.compile(r"([^\r\n]*)(\r\n|[\r\n]|\Z)")
_EBCDIC_LINES = re.compile(r"([^\r\n\x85]*)(\r[\n\x85]|[\r\n\x85]|\Z)")


def encode(text: str, encoding: Encoding) -> bytes:
    """Return text as bytes; raise `UnicodeEncodeError` for a character the encoding lacks."""
    if encoding is Encoding.IBM_1047:
        return ebcdic.encode_1047(text)
    return text.encode("cp037" if encoding is Encoding.IBM_037 else encoding.value)


def decode(data: bytes, encoding: Encoding) -> str:
    """Return bytes as text; raise `UnicodeDecodeError` for bytes that are not UTF-8."""
    if encoding is Encoding.IBM_1047:
        return ebcdic.decode_1047(data)
    return data.decode("cp037" if encoding is Encoding.IBM_037 else encoding.value)


def encodable(text: str, encoding: Encoding) -> bool:
    """Tell whether every character of a text has a code in the encoding."""
    try:
        encode(text, encoding)
    except UnicodeEncodeError:
        return False
    return True


def detect(data: bytes) -> Encoding:
    """Return the encoding that the bytes are most likely in; it always decodes them."""
    core = data.translate(None, _BLANK_BYTES)
    if core:
        no_ebcdic = len(core.translate(None, _EBCDIC_TEXT))
        no_ascii = len(core.translate(None, _ASCII_TEXT))
        if no_ebcdic * 10 < len(core) and no_ascii * 2 > len(core):
            brackets_037 = data.count(0xBA) + data.count(0xBB)
            brackets_1047 = data.count(0xAD) + data.count(0xBD)
            return Encoding.IBM_037 if brackets_037 > brackets_1047 else Encoding.IBM_1047
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return Encoding.LATIN_1
    return Encoding.UTF_8


@dataclass(frozen=True, slots=True)
class Line:
    """One line or record, in parts that give its characters back when joined."""

    number: int
    """First line is 1."""
    text: str
    """What stands in the columns for statements, with trailing blanks."""
    tail: str = ""
    """The sequence number, as far as it is there."""
    end: str = ""
    """The line end; empty for a record and for a last line without one."""

    @property
    def raw(self) -> str:
        """Return the line's characters."""
        return f"{self.text}{self.tail}{self.end}"


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written, apart from what it says."""

    encoding: Encoding = Encoding.UTF_8
    mark: str = ""
    """Byte order mark at the start, if there is one."""
    line_end: str = "\n"
    """The line end met most; empty where records follow each other without any."""
    numbered: bool = False
    """Columns 73 to 80 hold sequence numbers."""

    @property
    def records(self) -> bool:
        """Tell whether the file is a run of 80-byte records without line ends."""
        return not self.line_end

    @property
    def width(self) -> int:
        """Return the columns that a line's text may take; 0 means that the form sets no limit."""
        if self.numbered:
            return NUMBERED_TEXT
        return RECORD if self.records else 0

    def line(self, text: str, tail: str = "", end: str | None = None) -> Line:
        """Return a line of this form; its number is not known yet and is 0."""
        padded = text.ljust(self.width) if tail or self.records else text
        return Line(0, padded, tail, self.line_end if end is None else end)


def read(data: bytes, encoding: Encoding | None = None) -> tuple[Form, tuple[Line, ...]]:
    """Return the form of a file and its lines; bytes that `encoding` cannot be are detected."""
    if encoding is None:
        encoding = detect(data)
    try:
        text = decode(data, encoding)
    except UnicodeDecodeError:
        encoding = detect(data)
        text = decode(data, encoding)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text[len(mark) :]
    ebcdic = encoding in (Encoding.IBM_1047, Encoding.IBM_037)
    if _is_records(text, ebcdic=ebcdic):
        pieces = [(text[at : at + RECORD], "") for at in range(0, len(text), RECORD)]
        line_end = ""
    else:
        pattern = _EBCDIC_LINES if ebcdic else _LINES
        # The last match is the empty rest of the text.
        pieces = pattern.findall(text)[:-1]
        ends = Counter(end for _, end in pieces if end)
        line_end = ends.most_common(1)[0][0] if ends else "\x85" if ebcdic else "\n"
    numbered = _is_numbered([piece for piece, _ in pieces])
    form = Form(encoding, mark, line_end, numbered)
    if numbered:
        return form, tuple(
            Line(number, piece[:NUMBERED_TEXT], piece[NUMBERED_TEXT:], end)
            for number, (piece, end) in enumerate(pieces, 1)
        )
    return form, tuple(
        Line(number, piece, "", end) for number, (piece, end) in enumerate(pieces, 1)
    )


def write(form: Form, lines: "list[Line] | tuple[Line, ...]") -> bytes:
    """Return the bytes of lines in a form."""
    return encode(form.mark + "".join([line.raw for line in lines]), form.encoding)


def renumbered(lines: list[Line]) -> list[Line]:
    """Return lines that count from 1."""
    return [
        line if line.number == number else replace(line, number=number)
        for number, line in enumerate(lines, 1)
    ]


def _is_records(text: str, *, ebcdic: bool) -> bool:
    """Tell whether a text is a run of 80-character records."""
    if not text or len(text) % RECORD or "\n" in text or "\r" in text:
        return False
    if ebcdic:
        return "\x85" not in text
    return len(text) > RECORD and all(last in " 0123456789" for last in text[79::RECORD])


def _is_numbered(pieces: list[str]) -> bool:
    """Tell whether columns 73 to 80 hold sequence numbers, as far as lines reach that far."""
    long = written = 0
    clear = True
    for piece in pieces:
        text = piece.rstrip(BLANKS)
        if not text:
            continue
        written += 1
        if len(text) <= NUMBERED_TEXT:
            continue
        if len(piece) != RECORD or not _SEQUENCE.fullmatch(piece, NUMBERED_TEXT):
            return False
        long += 1
        clear = clear and piece[NUMBERED_TEXT - 1] == " "
    return bool(long) and long * 2 >= written and (long > 1 or clear)

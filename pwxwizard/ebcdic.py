"""EBCDIC as z/OS writes it: IBM-1047, which Python lacks, made from the IBM-037 that it has."""

_DIFFERENT = ((0xAD, 0xBA), (0xBD, 0xBB), (0x5F, 0xB0))
"""Bytes that change places between IBM-037 and IBM-1047: brackets, circumflex and not sign."""
_LINE_ENDS = ((0x15, 0x25),)
"""z/OS UNIX reads X'15' as the line feed; in the registered tables that is X'25'."""


def _swapped(*pairs: tuple[int, int]) -> bytes:
    table = bytearray(range(256))
    for first, second in pairs:
        table[first], table[second] = second, first
    return bytes(table)


_RECORDS = _swapped(*_DIFFERENT)
_UNIX = _swapped(*_DIFFERENT, *_LINE_ENDS)


def decode_1047(data: bytes, *, unix_line_ends: bool = False) -> str:
    """Return IBM-1047 bytes as text; every byte has a character.

    With `unix_line_ends`, X'15' becomes the line feed, as in files of z/OS UNIX.
    """
    return data.translate(_UNIX if unix_line_ends else _RECORDS).decode("cp037")


def encode_1047(text: str, *, unix_line_ends: bool = False) -> bytes:
    """Return text as IBM-1047 bytes; raises `UnicodeEncodeError` for a character it lacks."""
    return text.encode("cp037").translate(_UNIX if unix_line_ends else _RECORDS)


def outside_1047(text: str) -> str:
    """Return the characters that IBM-1047 lacks, each once, in order: all beyond Latin-1."""
    return "".join(dict.fromkeys(part for part in text if ord(part) > 0xFF))

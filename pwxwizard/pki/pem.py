"""Finding PEM blocks in text as people send it: mails, dumps, EBCDIC, byte order marks and all."""

import binascii
import re
from dataclasses import dataclass, field

from pwxwizard.finding import Finding, Where
from pwxwizard.pki import rules

BLOCK_LIMIT = 5_000
"""PEM blocks; what follows is not read."""

_BEGIN = re.compile(rb"-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,60}?)-----")
_QUOTING = re.compile(rb"^[> \t|]+", re.MULTILINE)
_EBCDIC_BEGIN = "-----BEGIN".encode("cp037")


@dataclass(frozen=True, slots=True)
class Block:
    """One PEM block, decoded."""

    label: str
    line: int
    """Line of its BEGIN line; the first line is 1."""
    der: bytes = field(repr=False)
    headers: tuple[str, ...] = ()
    """`Proc-Type` and `DEK-Info` of a key encrypted in the traditional way."""

    def pem(self) -> bytes:
        """Return the block in its plain form, with its headers."""
        body = binascii.b2a_base64(self.der, newline=False)
        lines = [body[start : start + 64] for start in range(0, len(body), 64)]
        head = [header.encode() for header in self.headers]
        label = self.label.encode()
        return b"\n".join(
            (
                b"-----BEGIN " + label + b"-----",
                *((*head, b"") if head else ()),
                *lines,
                b"-----END " + label + b"-----",
                b"",
            )
        )


def as_text(data: bytes, where: Where) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the data as ASCII-compatible text with LF line ends, and what was odd about it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
        return _lines(text), (rules.WIDE_TEXT.at(where, "The text is in UTF-16."),)
    if data.startswith(b"\xef\xbb\xbf"):
        message = "The text begins with a byte order mark."
        return _lines(data[3:]), (rules.BYTE_ORDER_MARK.at(where, message),)
    if b"-----BEGIN" not in data and _EBCDIC_BEGIN in data:
        text = data.replace(b"\x15", b"\x25").decode("cp037", errors="replace").encode()
        return _lines(text), (rules.EBCDIC.at(where, "The text is in EBCDIC."),)
    return _lines(data), ()


def blocks(text: bytes, file: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Return the PEM blocks of a text with LF line ends, and those that could not be decoded."""
    found: list[Block] = []
    findings: list[Finding] = []
    position, line, counted = 0, 1, 0
    while (begin := _BEGIN.search(text, position)) is not None:
        line += text.count(b"\n", counted, begin.start())
        counted = begin.start()
        where = Where(file=file, line=line)
        if len(found) + len(findings) >= BLOCK_LIMIT:
            message = f"There are more than {BLOCK_LIMIT:,} blocks."
            findings.append(rules.TOO_MANY_BLOCKS.at(where, message))
            break
        label = begin[1].decode()
        end_line = b"-----END " + begin[1] + b"-----"
        following = _BEGIN.search(text, begin.end())
        limit = len(text) if following is None else following.start()
        end = text.find(end_line, begin.end(), limit)
        if end < 0:
            findings.append(rules.NO_END.at(where, f"The block {label} has no END line."))
            position = begin.end()
            continue
        position = end + len(end_line)
        headers, body = _parts(text[begin.end() : end])
        der = _decoded(body)
        if der is None:
            message = f"The block {label} holds characters that are not base64."
            findings.append(rules.BAD_BASE64.at(where, message))
            continue
        found.append(Block(label, line, der, headers))
    return tuple(found), tuple(findings)


def bare_base64(text: bytes) -> bytes | None:
    """Return what a text that is nothing but base64 decodes to, or `None`."""
    body = b"".join(text.split())
    return _decoded(body) if len(body) >= 64 else None


def _lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _parts(inside: bytes) -> tuple[tuple[str, ...], bytes]:
    inside = _QUOTING.sub(b"", inside)
    headers: list[str] = []
    body: list[bytes] = []
    for line in inside.split(b"\n"):
        if b":" in line:
            headers.append(line.strip().decode("ascii", errors="replace"))
        else:
            body.append(line)
    return tuple(headers), b"".join(b"".join(body).split())


def _decoded(body: bytes) -> bytes | None:
    body = body.rstrip(b"=")
    padded = body + b"=" * (-len(body) % 4)
    try:
        return binascii.a2b_base64(padded, strict_mode=True) or None
    except binascii.Error:
        return None

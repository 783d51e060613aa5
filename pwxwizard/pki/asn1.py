"""Reading the outer shape of DER and BER: just enough to tell objects apart and cut them out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

SEQUENCE, SET, INTEGER, BIT_STRING, OCTET_STRING = 0x30, 0x31, 0x02, 0x03, 0x04
OBJECT_IDENTIFIER, ENUMERATED = 0x06, 0x0A
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1

_DEPTH_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Element:
    """One tag-length-value element inside a buffer."""

    tag: int
    """Identifier octet; multi-byte tags keep only their first octet."""
    buffer: bytes = field(repr=False)
    start: int
    body: int
    """Offset of the first content octet."""
    body_end: int
    end: int
    """Offset behind the element; beyond `body_end` for the indefinite form."""

    @property
    def raw(self) -> bytes:
        """Return the whole element with its header."""
        return self.buffer[self.start : self.end]

    @property
    def content(self) -> bytes:
        """Return the content octets."""
        return self.buffer[self.body : self.body_end]

    @property
    def indefinite(self) -> bool:
        """Tell whether the length is in the indefinite form, which DER forbids."""
        return self.end != self.body_end

    def children(self, most: int | None = None) -> tuple["Element", ...]:
        """Return the elements inside, or the first `most` of them.

        Raises:
            ValueError: the elements do not fill the content.
        """
        return tuple(islice(_elements(self.buffer, self.body, self.body_end), most))

    def object_identifier(self) -> str:
        """Return an OBJECT IDENTIFIER in dotted form; raises `ValueError` for anything else."""
        content = self.content
        if self.tag != OBJECT_IDENTIFIER or not content or content[-1] & 0x80:
            raise ValueError("not an object identifier")
        arcs: list[int] = []
        value = 0
        for octet in content:
            value = value << 7 | octet & 0x7F
            if not octet & 0x80:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))

    def integer(self) -> int:
        """Return an INTEGER; raises `ValueError` for anything else."""
        if self.tag not in (INTEGER, ENUMERATED) or not self.content:
            raise ValueError("not an integer")
        return int.from_bytes(self.content, "big", signed=True)

    def octets(self) -> bytes:
        """Return an OCTET STRING's octets, joining the pieces that BER allows."""
        if self.tag == OCTET_STRING:
            return self.content
        if self.tag == OCTET_STRING | 0x20:
            return b"".join(piece.octets() for piece in self.children())
        raise ValueError("not an octet string")


def first(data: bytes) -> Element:
    """Return the element a buffer begins with; raises `ValueError` when it is cut or malformed."""
    return _element(data, 0, len(data), 0)


def encoded(tag: int, content: bytes) -> bytes:
    """Return a DER element with a single-octet tag."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _elements(data: bytes, position: int, limit: int) -> Iterator[Element]:
    while position < limit:
        element = _element(data, position, limit, 0)
        yield element
        position = element.end


def _element(data: bytes, start: int, limit: int, depth: int) -> Element:
    if depth > _DEPTH_LIMIT:
        raise ValueError("nested too deeply")
    if start + 2 > limit:
        raise ValueError("cut short")
    tag, position = data[start], start + 1
    if tag & 0x1F == 0x1F:
        while position < limit and data[position] & 0x80:
            position += 1
        position += 1
        if position >= limit:
            raise ValueError("cut short")
    length = data[position]
    position += 1
    if length == 0x80:
        if not tag & 0x20:
            raise ValueError("a length that cannot be")
        stop = _end_of_contents(data, position, limit, depth)
        return Element(tag, data, start, position, stop, stop + 2)
    if length > 0x80:
        octets = length & 0x7F
        if octets > 6 or position + octets > limit:
            raise ValueError("a length that cannot be")
        length = int.from_bytes(data[position : position + octets], "big")
        position += octets
    if position + length > limit:
        raise ValueError("cut short")
    return Element(tag, data, start, position, position + length, position + length)


def _end_of_contents(data: bytes, position: int, limit: int, depth: int) -> int:
    while data[position : position + 2] != b"\0\0":
        position = _element(data, position, limit, depth + 1).end
    if position + 2 > limit:
        raise ValueError("cut short")
    return position

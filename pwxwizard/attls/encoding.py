"""The text encodings a policy file comes in: UTF-8, Latin-1 and EBCDIC IBM-1047, without loss."""

from enum import StrEnum


class Encoding(StrEnum):
    """How a policy file's bytes become text; each decodes and encodes without loss."""

    UTF8 = "utf-8"
    LATIN1 = "latin-1"
    IBM1047 = "ibm-1047"


def _ibm1047() -> str:
    # IBM-1047 is IBM-037 but for six characters; z/OS UNIX reads X'15' as the line end.
    table = list(bytes(range(256)).decode("cp037"))
    for first, second in ((0xAD, 0xBA), (0xBD, 0xBB), (0xB0, 0x5F), (0x15, 0x25)):
        table[first], table[second] = table[second], table[first]
    return "".join(table)


_TO_TEXT = _ibm1047()
_TO_BYTE = {ord(character): byte for byte, character in enumerate(_TO_TEXT)}
_POLICY_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n\r\t{}#/._-*"
)


def decode(data: bytes, encoding: Encoding) -> str:
    """Return the bytes as text; raises `UnicodeDecodeError` for bytes that are not UTF-8."""
    if encoding is Encoding.IBM1047:
        return data.decode("latin-1").translate(_TABLE)
    return data.decode(encoding.value)


def encode(text: str, encoding: Encoding) -> bytes:
    """Return the text as bytes; raises `UnicodeEncodeError` for what the encoding lacks."""
    if encoding is not Encoding.IBM1047:
        return text.encode(encoding.value)
    for position, character in enumerate(text):
        if ord(character) not in _TO_BYTE:
            raise UnicodeEncodeError(
                encoding.value, text, position, position + 1, "not in this code page"
            )
    return text.translate(_TO_BYTE).encode("latin-1")


_TABLE = dict(enumerate(_TO_TEXT))


def detect(data: bytes) -> Encoding:
    """Return the encoding the bytes are most likely in.

    Valid UTF-8 is UTF-8. Otherwise the file is EBCDIC if it reads better that way: EBCDIC letters
    and digits are bytes from X'81' up, which a text in an ASCII code page has few of.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return Encoding.UTF8
    sample = data[:65536]
    likely = {
        encoding: sum(character in _POLICY_CHARACTERS for character in decode(sample, encoding))
        for encoding in (Encoding.LATIN1, Encoding.IBM1047)
    }
    return max(likely, key=lambda encoding: likely[encoding])


def outside_ibm1047(text: str) -> str:
    """Return the characters of a text that IBM-1047 does not have, each once, in order."""
    return "".join(dict.fromkeys(part for part in text if ord(part) not in _TO_BYTE))

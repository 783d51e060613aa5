"""The text encodings a policy file comes in: UTF-8, Latin-1 and EBCDIC IBM-1047, without loss."""

from enum import StrEnum

from pwxwizard import ebcdic


class Encoding(StrEnum):
    """How a policy file's bytes become text; each decodes and encodes without loss."""

    UTF8 = "utf-8"
    LATIN1 = "latin-1"
    IBM1047 = "ibm-1047"


_POLICY_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n\r\t{}#/._-*"
)


def decode(data: bytes, encoding: Encoding) -> str:
    """Return the bytes as text; raises `UnicodeDecodeError` for bytes that are not UTF-8."""
    if encoding is Encoding.IBM1047:
        return ebcdic.decode_1047(data, unix_line_ends=True)
    return data.decode(encoding.value)


def encode(text: str, encoding: Encoding) -> bytes:
    """Return the text as bytes; raises `UnicodeEncodeError` for what the encoding lacks."""
    if encoding is Encoding.IBM1047:
        return ebcdic.encode_1047(text, unix_line_ends=True)
    return text.encode(encoding.value)


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

"""IBM-1047 by the characters in which it differs, and without loss for every byte."""

import pytest

from pwxwizard import ebcdic

EVERY_BYTE = bytes(range(256))


@pytest.mark.parametrize(
    ("character", "code"),
    [("[", 0xAD), ("]", 0xBD), ("^", 0x5F), ("¬", 0xB0), ("{", 0xC0), ("}", 0xD0), ("#", 0x7B),
     ("A", 0xC1), ("a", 0x81), ("0", 0xF0), ("\\", 0xE0), ("|", 0x4F), ("Ý", 0xBA), ("¨", 0xBB)],
)  # fmt: skip
def test_a_character_has_the_code_of_ibm_1047(character: str, code: int) -> None:
    assert ebcdic.encode_1047(character) == bytes([code])
    assert ebcdic.decode_1047(bytes([code]), unix_line_ends=True) == character


@pytest.mark.parametrize("unix", [False, True])
def test_every_byte_comes_back(unix: bool) -> None:
    text = ebcdic.decode_1047(EVERY_BYTE, unix_line_ends=unix)
    assert len(set(text)) == 256
    assert ebcdic.encode_1047(text, unix_line_ends=unix) == EVERY_BYTE


def test_the_line_feed_of_unix_files_is_x15() -> None:
    assert ebcdic.decode_1047(b"\x15\x25") == "\x85\n"
    assert ebcdic.decode_1047(b"\x15\x25", unix_line_ends=True) == "\n\x85"


def test_what_the_code_page_lacks_is_named_once() -> None:
    assert ebcdic.outside_1047("Größe € ŠŠ €") == "€Š"
    with pytest.raises(UnicodeEncodeError) as caught:
        ebcdic.encode_1047("ab€")
    assert caught.value.object[caught.value.start] == "€"

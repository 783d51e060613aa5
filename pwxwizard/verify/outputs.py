"""Outputs, listings and logs as text, whichever program and machine wrote them."""

import codecs

from pwxwizard.dbmover import text


def output_text(data: bytes) -> str:
    """Return bytes as text: UTF-8, UTF-16 as PowerShell redirects it, EBCDIC, or else Latin-1."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return text.decode(data, text.detect(data)).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")

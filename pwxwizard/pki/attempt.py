"""Asking `cryptography` for something that may fail: every way it fails becomes one value."""

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm

T = TypeVar("T")

# what reading odd certificates was seen to raise; several are no ValueError
_FAILURES = (
    ArithmeticError,
    AttributeError,
    InternalError,
    InvalidSignature,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    x509.AttributeNotFound,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be read, with the library's reason in one short sentence."""

    reason: str


def attempt(read: Callable[[], T]) -> T | Unreadable:
    """Return what `read` returns, or why it failed; the library's warnings are kept quiet."""
    if warnings.filters and warnings.filters[0] == _QUIET:
        return _tried(read)
    with quiet():
        return _tried(read)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's warnings quiet for many attempts at once, which costs less than for each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_QUIET = ("ignore", None, Warning, None, 0)
"""The filter that stands first while warnings are kept quiet."""


def _tried(read: Callable[[], T]) -> T | Unreadable:
    try:
        return read()
    except _FAILURES as error:
        return Unreadable(_reason(error))


_PARSE_ERROR = re.compile(r"ParseError \{ kind: (\w+)")
_LOCATION = re.compile(r'"([^"]+)"')


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split())
    parse_error = _PARSE_ERROR.search(text)
    if parse_error is not None:
        places = [place.rpartition("::")[2] for place in _LOCATION.findall(text)]
        inside = f" in {places[-1]}" if places else ""
        return f"malformed ASN.1{inside} ({parse_error[1]})"
    return text[:160].rstrip(".") or type(error).__name__

"""What the values of conditions mean: addresses and ports as ranges, job and user patterns."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address, NetmaskValueError, ip_network

Interval = tuple[int, int]
"""First and last, both included."""
Intervals = tuple[Interval, ...]

ALL_PORTS: Intervals = ((1, 65535),)
_V6 = 1 << 32
"""IPv6 addresses follow the IPv4 addresses on one line of numbers."""
ALL_ADDRESSES: Intervals = ((0, _V6 + (1 << 128) - 1),)
NOTHING: Intervals = ()


class ValueFault(StrEnum):
    """What can be wrong with an address or a port."""

    NONE = ""
    UNREADABLE = "unreadable"
    BARE_NUMBER = "bare-number"
    MAPPED = "mapped"
    BACKWARDS = "backwards"
    OUT_OF_RANGE = "out-of-range"
    ALL = "all"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Reading:
    """How Policy Agent reads a value, and what is wrong with it."""

    intervals: Intervals
    fault: ValueFault = ValueFault.NONE
    ignored: int = 0
    """Words behind the value that are not part of it."""


def join(*parts: Intervals) -> Intervals:
    """Return the union of several sets, in order and without overlap."""
    result: list[Interval] = []
    for low, high in sorted(interval for part in parts for interval in part):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


def contains(intervals: Intervals, point: int) -> bool:
    """Tell whether a number lies in one of the intervals."""
    return any(low <= point <= high for low, high in intervals)


def covers(outer: Intervals, inner: Intervals) -> bool:
    """Tell whether every number of `inner` is in `outer`; both as `join` returns them."""
    return all(any(base <= low and high <= top for base, top in outer) for low, high in inner)


@lru_cache(maxsize=4096)
def ports(values: tuple[str, ...]) -> Reading:
    """Return the ports that `n`, `n m`, `n-m` or `n:m` name; 0 is any port."""
    first = values[0] if values else ""
    if first.lower() == "all":
        return Reading(ALL_PORTS, ValueFault.ALL, len(values) - 1)
    separator = next((mark for mark in "-:" if mark in first), "")
    used = 1
    if separator:
        low_text, _, high_text = first.partition(separator)
    elif len(values) > 1 and values[1].isascii() and values[1].isdigit():
        low_text, high_text, used = first, values[1], 2
    elif len(values) > 1 and values[1][:1] in {"-", ":"}:
        # `1 - 2` mixes two separators within one range
        return Reading(NOTHING, ValueFault.MIXED)
    else:
        low_text = high_text = first
    low, high = _decimal(low_text), _decimal(high_text)
    ignored = len(values) - used
    if low is None or high is None:
        return Reading(NOTHING, ValueFault.UNREADABLE, ignored)
    if low > 65535 or high > 65535 or (low == 0 and high != 0):
        return Reading(NOTHING, ValueFault.OUT_OF_RANGE, ignored)
    if low > high:
        return Reading(NOTHING, ValueFault.BACKWARDS, ignored)
    return Reading(ALL_PORTS if high == 0 else ((low, high),), ignored=ignored)


def _decimal(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


@lru_cache(maxsize=4096)
def addresses(text: str) -> Reading:
    """Return the addresses that `All`, an address, `address/prefix` or `low-high` name."""
    if text.lower() == "all":
        return Reading(ALL_ADDRESSES)
    if text.isascii() and text.isdigit() and int(text[:12]) < _V6 and len(text) < 12:
        number = int(text)
        return Reading(((number, number),), ValueFault.BARE_NUMBER)
    if "/" in text:
        return _prefix(text)
    low_text, dash, high_text = text.partition("-")
    low = address(low_text)
    high = address(high_text) if dash else low
    if low is None or high is None or (low < _V6) != (high < _V6):
        return Reading(NOTHING, ValueFault.UNREADABLE)
    if low > high:
        return Reading(NOTHING, ValueFault.BACKWARDS)
    mapped = _mapped(low) or _mapped(high)
    return Reading(((low, high),), ValueFault.MAPPED if mapped else ValueFault.NONE)


def address(text: str) -> int | None:
    """Return an address as its number on the common line, or `None` if it is not an address."""
    try:
        if ":" in text:
            plain = IPv6Address(text)
            return None if plain.scope_id else _V6 + int(plain)
        return int(IPv4Address(text))
    except AddressValueError:
        return None


def _prefix(text: str) -> Reading:
    host, _, length = text.partition("/")
    start = address(host)
    if start is None or not (length.isascii() and length.isdigit()):
        return Reading(NOTHING, ValueFault.UNREADABLE)
    try:
        network = ip_network(f"{host}/{length}", strict=False)
    except (ValueError, NetmaskValueError):
        return Reading(NOTHING, ValueFault.OUT_OF_RANGE)
    base = 0 if network.version == 4 else _V6
    low, high = base + int(network.network_address), base + int(network.broadcast_address)
    fault = ValueFault.MAPPED if base and _mapped(low) and int(length) else ValueFault.NONE
    return Reading(((low, high),), fault)


def _mapped(number: int) -> bool:
    """Tell IPv4-mapped (`::ffff:0:0/96`) and IPv4-compatible (`::/96`) addresses."""
    return number >= _V6 and (number - _V6) >> 32 in {0, 0xFFFF}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A job or user condition: one name, or every name with a beginning."""

    text: str = ""
    """In upper case, without the asterisk; empty with `prefix` is any name."""
    prefix: bool = True

    @staticmethod
    def of(value: str) -> "Pattern":
        """Return the pattern that a value means; only a trailing asterisk is a wildcard."""
        value = value.upper()
        return Pattern(value[:-1], prefix=True) if value.endswith("*") else Pattern(value, False)

    @property
    def any(self) -> bool:
        """Whether every name matches."""
        return self.prefix and not self.text

    def matches(self, name: str) -> bool:
        """Tell whether a name matches; an unknown (empty) name matches only `any`."""
        name = name.upper()
        return name.startswith(self.text) if self.prefix else bool(name) and name == self.text

    def covers(self, other: "Pattern") -> bool:
        """Tell whether every name that matches `other` matches this."""
        return other.text.startswith(self.text) if self.prefix else self == other

    def overlaps(self, other: "Pattern") -> bool:
        """Tell whether some name matches both."""
        return self.covers(other) or other.covers(self)

    def __str__(self) -> str:
        """Return the pattern as a policy writes it."""
        return self.text + "*" * self.prefix


ANY_NAME = Pattern()

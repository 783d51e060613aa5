"""Cipher suites of z/OS System SSL: by constant, by code, with protocol and key exchange."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pwxwizard import resources
from pwxwizard.knowledge import Confidence, Provenance

PROTOCOLS = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
"""The six protocol switches of a policy, oldest first."""
_ORDER = {"SSLv3": 1, "TLSv1.0": 2, "TLSv1.1": 3, "TLSv1.2": 4, "TLSv1.3": 5}


@dataclass(frozen=True, slots=True)
class Suite:
    """One cipher suite."""

    name: str
    """The constant a policy names it by."""
    hex: str
    """Four hexadecimal digits, upper case."""
    protocol: str
    """Lowest and highest protocol version, such as `TLSv1.0-TLSv1.2`."""
    key_exchange: str
    recommended: bool
    note: str
    openssl: str
    """OpenSSL's own name, empty if OpenSSL lacks the suite."""
    provenance: Provenance

    @property
    def protocols(self) -> tuple[str, ...]:
        """The protocol switches under which the suite can be negotiated."""
        low, _, high = self.protocol.partition("-")
        return PROTOCOLS[_ORDER[low] : _ORDER[high or low] + 1]

    @property
    def certificate_key(self) -> str:
        """The key type that the server's certificate needs: `rsa`, `ec`, `dsa`, or `` for any."""
        if self.key_exchange.endswith("ECDSA") or self.key_exchange == "ECDH_RSA":
            return "ec"
        if self.key_exchange.endswith("RSA"):
            return "rsa"
        return "dsa" if self.key_exchange.endswith("DSS") else ""

    @property
    def two_digits(self) -> str:
        """The code as the two-digit form writes it, or nothing if it has no such form."""
        return self.hex[2:] if self.hex.startswith("00") else ""


@dataclass(frozen=True, slots=True)
class Suites:
    """All suites, to be found by constant or by code."""

    by_name: Mapping[str, Suite]
    """By constant in upper case."""
    by_hex: Mapping[str, Suite]

    @staticmethod
    def load() -> "Suites":
        """Return the packaged suites."""
        return _packaged()

    def __iter__(self) -> Iterator[Suite]:
        """Iterate over the suites by ascending code."""
        return iter(self.by_name.values())

    def find(self, name: str) -> Suite | None:
        """Return the suite with that constant or four-digit code, or `None`."""
        key = name.upper()
        return self.by_name.get(key) or self.by_hex.get(key)


@lru_cache(maxsize=1)
def _packaged() -> Suites:
    suites = [
        Suite(
            name,
            entry["hex"],
            entry["protocol"],
            entry["key_exchange"],
            entry["recommended"],
            entry.get("note", ""),
            entry.get("openssl", ""),
            Provenance(entry["source"], Confidence(entry["confidence"])),
        )
        for name, entry in resources.toml("catalogue/cipher-suites.toml")["suite"].items()
    ]
    suites.sort(key=lambda suite: suite.hex)
    return Suites(
        {suite.name.upper(): suite for suite in suites}, {suite.hex: suite for suite in suites}
    )


SUITES = Suites.load()

"""Keys that cost nothing: RSA from primes that were looked for once, elliptic curves from a number."""

from collections.abc import Generator, Sequence

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

_PRIMES = {2048: (1037, 309), 3072: (1837, 3069), 4096: (439, 263)}
"""Bits of a modulus -> how far beyond 3/4 and 7/8 of half as many bits its two primes stand."""


def known_key(kind: str, number: int = 1) -> CertificateIssuerPrivateKeyTypes:
    """Return a key of a kind, the same one every time; `number` tells those of a curve apart."""
    if kind.startswith("p-"):
        curve = ec.SECP256R1() if kind == "p-256" else ec.SECP384R1()
        return ec.derive_private_key(number * 7919 + 104729, curve)
    bits = int(kind.removeprefix("rsa-"))
    first, second = _PRIMES[bits]
    p, q, e = (3 << (bits // 2 - 2)) + first, (7 << (bits // 2 - 3)) + second, 65537
    d = rsa.rsa_recover_private_exponent(e, p, q)
    numbers = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(e, p * q),
    )
    return numbers.private_key()


class KnownKeys:
    """Hands out keys that cost nothing, and serial numbers in order."""

    def __init__(self) -> None:
        self._number = 0

    def key(self, kind: str) -> CertificateIssuerPrivateKeyTypes:
        self._number += 1
        return known_key(kind, self._number)

    def several(
        self, kinds: Sequence[str]
    ) -> Generator[CertificateIssuerPrivateKeyTypes, None, None]:
        return (self.key(kind) for kind in kinds)

    def serial(self) -> int:
        self._number += 1
        return (1 << 126) + self._number

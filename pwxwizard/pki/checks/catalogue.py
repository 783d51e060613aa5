"""What a check is, what it looks at, and how it gets into its catalogue."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from cryptography import x509

from pwxwizard.finding import FindingRule, Severity
from pwxwizard.pki.reading import Contents

CA, PERSONAL = "ca", "personal"


@dataclass(frozen=True, slots=True)
class CertificateSubject:
    """A certificate under the lint, with what is known about its surroundings."""

    certificate: x509.Certificate
    role: str
    """`ca` or `personal`."""
    platform: str = ""
    """Where it will be used: `zos`, `ibmi`, `linux`, `unix`, `windows`; empty when unknown."""
    issuer: x509.Certificate | None = None
    """The issuer's certificate, when it is at hand."""
    at: datetime | None = None
    """The moment to judge dates for; without it they are not judged."""
    hosts: tuple[str, ...] = ()
    """Names and addresses the machine is called by."""


@dataclass(frozen=True, slots=True)
class FileSubject:
    """A file under the lint: a personal file or PKCS #12, or a CA list."""

    contents: Contents
    role: str
    platform: str = ""
    at: datetime | None = None


S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Check(Generic[S]):
    """One named check: its rule, the roles it is for, and the function that looks."""

    rule: FindingRule
    roles: frozenset[str]
    look: Callable[[S], Iterable[str]]
    """Yields one sentence for each thing that is wrong."""


class Catalogue(Generic[S]):
    """The checks of one module, in the order they are written."""

    def __init__(self) -> None:
        """Begin empty."""
        self._checks: list[Check[S]] = []

    def __iter__(self) -> Iterator[Check[S]]:
        """Return the checks in order."""
        return iter(self._checks)

    def check(
        self,
        code: str,
        severity: Severity,
        title: str,
        *,
        why: str,
        fix: str,
        source: str,
        roles: tuple[str, ...] = (CA, PERSONAL),
    ) -> Callable[[Callable[[S], Iterable[str]]], Callable[[S], Iterable[str]]]:
        """Enter the decorated function as a check."""

        def enter(look: Callable[[S], Iterable[str]]) -> Callable[[S], Iterable[str]]:
            rule = FindingRule(code, severity, title, why, fix, source)
            self._checks.append(Check(rule, frozenset(roles), look))
            return look

        return enter

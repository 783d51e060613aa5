"""Verification of a certificate from files as people name them: the leaf, the CAs, chains, lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pwxwizard.errors import UnreadableError
from pwxwizard.pki.reading import Contents, read
from pwxwizard.pki.validation import Verdict, verify

if TYPE_CHECKING:
    from cryptography import x509

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that takes part in a verification."""

    name: str
    data: bytes = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)
    """Opens a PKCS #12 package."""


def verify_files(
    leaf: SourceFile,
    cas: Sequence[SourceFile],
    chains: Sequence[SourceFile] = (),
    crls: Sequence[SourceFile] = (),
    *,
    at: datetime,
    purpose: str | None = None,
    name: str | None = None,
) -> Verdict:
    """Verify the first certificate of a file; the others of that file help to build the path.

    Args:
        leaf: holds the certificate to judge.
        cas: hold the trusted CA certificates.
        chains: hold intermediate certificates.
        crls: hold revocation lists.
        at: the moment, aware.
        purpose: `server`, `client` or `None` for any use.
        name: host name or address that the certificate must speak for.

    Raises:
        UnreadableError: a file does not hold what it was named for.
    """
    own = _certificates(leaf)
    trusted = [one for file in cas for one in _certificates(file)]
    pool = [*own[1:], *(one for file in chains for one in _certificates(file))]
    lists: list[x509.CertificateRevocationList] = []
    for file in crls:
        contents = read(file.data, file.passphrase, file=file.name)
        lists += _wanted(contents.crls, "revocation list", file, contents)
    return verify(own[0], trusted, pool, at=at, purpose=purpose, name=name, crls=lists)


def _certificates(file: SourceFile) -> "tuple[x509.Certificate, ...]":
    contents = read(file.data, file.passphrase, file=file.name)
    return _wanted(contents.certificates, "certificate", file, contents)


def _wanted(
    objects: tuple[T, ...], kind: str, file: SourceFile, contents: Contents
) -> tuple[T, ...]:
    """Return the objects of a file; a file with none of them cannot be used."""
    if objects:
        return objects
    errors = [finding for finding in contents.findings if finding.severity.value != "info"]
    if errors and not contents.items:
        raise UnreadableError(errors[0].message, fix=errors[0].fix, where=file.name)
    kinds = ", ".join(sorted({entry.kind.value for entry in contents.items})) or "nothing known"
    raise UnreadableError(
        f"A {kind} is expected, but this holds: {kinds}.",
        fix=f"Name a file with a {kind}.",
        where=file.name,
    )

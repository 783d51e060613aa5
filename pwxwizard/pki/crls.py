"""Revocation lists: withdrawing certificates and publishing that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.pki.certificates import BACKDATE, may_sign_certificates, signed
from pwxwizard.pki.extensions import extension
from pwxwizard.pki.keys import PrivateKey, same_key

REASONS = {
    "unspecified": x509.ReasonFlags.unspecified,
    "key-compromise": x509.ReasonFlags.key_compromise,
    "ca-compromise": x509.ReasonFlags.ca_compromise,
    "affiliation-changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation-of-operation": x509.ReasonFlags.cessation_of_operation,
}
"""The reasons offered; RFC 5280, 5.3.1."""
MEANINGS = {
    "unspecified": "The revocation list tells no reason.",
    "key-compromise": "The key was stolen, lost, or seen by others.",
    "ca-compromise": "The key of a CA was stolen, lost, or seen by others.",
    "affiliation-changed": "Something that it says is no longer right; its key is safe.",
    "superseded": "Another certificate has taken its place; its key is safe.",
    "cessation-of-operation": "What it was for is there no more; its key is safe.",
}
"""What each reason means, as a sentence."""

COMPROMISES = frozenset({"key-compromise", "ca-compromise"})
"""The reasons that say that others may have the key."""


def reason_words(reason: str) -> str:
    """Return a reason as people write it, such as `key compromise` or `CA compromise`."""
    first, *rest = reason.split("-")
    return " ".join([first.upper() if first == "ca" else first, *rest])


@dataclass(frozen=True, slots=True)
class Revoked:
    """One withdrawn certificate, as recorded in the project."""

    serial: int
    date: datetime
    """When it was withdrawn, aware."""
    reason: str = "unspecified"
    """A key of `REASONS`."""


def revoke(
    revoked: Sequence[Revoked],
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    now: datetime,
    reason: str = "unspecified",
) -> tuple[Revoked, ...]:
    """Return the record with a certificate added, in the order of withdrawal.

    A certificate that is already withdrawn keeps its first entry.

    Raises:
        RefusedError: the certificate was not issued by this CA.
        UsageError: the reason is not one of `REASONS`.
    """
    if reason not in REASONS:
        raise UsageError(f"{reason} is not a reason.", fix=f"Choose one of: {', '.join(REASONS)}.")
    if certificate.issuer != issuer.subject:
        raise RefusedError(
            "The certificate was not issued by this CA.", fix="Choose the CA that issued it."
        )
    if any(one.serial == certificate.serial_number for one in revoked):
        return tuple(revoked)
    return (*revoked, Revoked(certificate.serial_number, now.replace(microsecond=0), reason))


def crl(  # by whom, what, which, when, how long
    issuer: x509.Certificate,
    issuer_key: PrivateKey,
    revoked: Sequence[Revoked],
    number: int,
    now: datetime,
    days: int = 30,
) -> x509.CertificateRevocationList:
    """Return a CA's revocation list.

    Args:
        issuer: the CA's certificate.
        issuer_key: its key.
        revoked: what is withdrawn, in any order.
        number: counts the lists of this CA; larger than the last one's.
        now: the moment, aware.
        days: how long readers may rely on it; never beyond the CA's own end.

    Raises:
        RefusedError: not a CA that may sign lists, not its key, or expired.
        UsageError: days or number below 1.
    """
    if days < 1 or number < 1:
        raise UsageError(
            "A revocation list has a number and a lifetime of 1 or more.",
            fix="Count lists from 1 and give the days until the next one.",
        )
    usage = extension(issuer, x509.KeyUsage)
    if not may_sign_certificates(issuer) or (usage is not None and not usage.crl_sign):
        raise RefusedError(
            "This certificate may not sign revocation lists.", fix="Use the CA certificate."
        )
    if not same_key(issuer.public_key(), issuer_key.public_key()):
        raise RefusedError(
            "The CA certificate and the key do not belong together.",
            fix="Give the key the CA certificate was made with.",
        )
    now = now.replace(microsecond=0)
    if now > issuer.not_valid_after_utc:
        raise RefusedError("The CA certificate has expired.", fix="Renew the CA first.")
    identifier = extension(issuer, x509.SubjectKeyIdentifier) or (
        x509.SubjectKeyIdentifier.from_public_key(issuer.public_key())
    )
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(max(now - BACKDATE, issuer.not_valid_before_utc))
        .next_update(min(now + timedelta(days=days), issuer.not_valid_after_utc))
        .add_extension(authority, critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for one in sorted(revoked, key=lambda entry: (entry.date, entry.serial)):
        builder = builder.add_revoked_certificate(_entry(one))
    return signed(builder, issuer_key)


def _entry(one: Revoked) -> x509.RevokedCertificate:
    entry = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.date)
    # RFC 5280, 5.3.1: the reason "unspecified" is left out instead of written
    if one.reason != "unspecified":
        entry = entry.add_extension(x509.CRLReason(REASONS[one.reason]), critical=False)
    return entry.build()

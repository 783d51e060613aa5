"""Revocation: what the given lists say about a certificate (RFC 5280, 6.3, without deltas)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509

from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import NameKey, issuer_key, name_key, signature_right
from pwxwizard.pki.extensions import extension, extension_fields

ALL_REASONS = frozenset(x509.ReasonFlags) - {
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.remove_from_crl,
}
_UNDERSTOOD = frozenset(
    kind.oid.dotted_string
    for kind in (x509.IssuingDistributionPoint, x509.CRLNumber, x509.AuthorityKeyIdentifier)
)
_ENTRY_UNDERSTOOD = frozenset(
    kind.oid for kind in (x509.CRLReason, x509.InvalidityDate, x509.CertificateIssuer)
)


class Status(StrEnum):
    """What is known about a certificate's revocation."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The status with its reason as a sentence."""

    status: Status
    reason: str = ""
    list_seen: bool = False
    """Whether any list of the issuer was there at all, usable or not."""


Signers = Callable[[NameKey], Sequence[x509.Certificate]]
"""Returns the certificates of that subject whose path to the same anchor is valid."""


def revocation(
    certificate: x509.Certificate,
    lists: Sequence[x509.CertificateRevocationList],
    signers: Signers,
    at: datetime,
) -> Answer:
    """Return what the lists say about a certificate at a time.

    Args:
        certificate: the certificate in question.
        lists: revocation lists of any issuers.
        signers: finds the certificates that may have signed a list.
        at: the moment, aware.
    """
    covered: frozenset[x509.ReasonFlags] = frozenset()
    trouble = ""
    seen = False
    for candidate in lists:
        reasons = _scope(certificate, candidate)
        if reasons is None:
            continue
        seen = True
        fault = _fault(candidate, signers, at)
        if fault:
            trouble = trouble or fault
            continue
        entry = _entry(certificate, candidate)
        if isinstance(entry, Unreadable):
            trouble = trouble or f"An entry of the list cannot be read: {entry.reason}."
            continue
        if entry is not None:
            return Answer(Status.REVOKED, _sentence(entry), list_seen=True)
        covered |= reasons
    if covered >= ALL_REASONS:
        return Answer(Status.GOOD, list_seen=True)
    return Answer(Status.UNKNOWN, trouble or "No list covers it.", list_seen=seen)


def _scope(
    certificate: x509.Certificate, candidate: x509.CertificateRevocationList
) -> frozenset[x509.ReasonFlags] | None:
    """Return the reasons a list covers for a certificate, or `None` when it is not about it."""
    publisher = attempt(lambda: name_key(candidate.issuer))
    if isinstance(publisher, Unreadable):
        return None
    by_issuer = publisher == issuer_key(certificate)
    named = _points(certificate)
    if not by_issuer and not any(entry.crl_issuer for entry in named):
        return None
    point = extension(candidate, x509.IssuingDistributionPoint)
    indirect = point is not None and point.indirect_crl
    for entry in named or (None,):
        delegated = entry is not None and bool(entry.crl_issuer)
        if delegated and not (indirect and publisher in _directory_names(entry)):
            continue
        if not delegated and not by_issuer:
            continue
        if point is not None and not _within(certificate, point, entry, publisher):
            continue
        reasons = ALL_REASONS
        if point is not None and point.only_some_reasons is not None:
            reasons &= point.only_some_reasons
        if entry is not None and entry.reasons is not None:
            reasons &= entry.reasons
        return reasons
    return None


def _points(certificate: x509.Certificate) -> tuple[x509.DistributionPoint, ...]:
    points = extension(certificate, x509.CRLDistributionPoints)
    return () if points is None else tuple(points)


def _directory_names(point: x509.DistributionPoint | None) -> set[NameKey]:
    names = (point.crl_issuer or []) if point is not None else []
    return {name_key(name.value) for name in names if isinstance(name, x509.DirectoryName)}


def _within(
    certificate: x509.Certificate,
    point: x509.IssuingDistributionPoint,
    entry: x509.DistributionPoint | None,
    publisher: NameKey,
) -> bool:
    basic = extension(certificate, x509.BasicConstraints)
    is_ca = basic is not None and basic.ca
    if point.only_contains_attribute_certs:
        return False
    if (point.only_contains_user_certs and is_ca) or (point.only_contains_ca_certs and not is_ca):
        return False
    if point.full_name is None and point.relative_name is None:
        return True
    listed = _full(point.full_name, point.relative_name, publisher)
    if entry is None:
        own = issuer_key(certificate)
        return own is not None and own in listed
    if entry.full_name is None and entry.relative_name is None:
        return bool(_directory_names(entry) & listed)
    base = next(iter(_directory_names(entry)), issuer_key(certificate) or ())
    return bool(_full(entry.full_name, entry.relative_name, base) & listed)


def _full(
    full: list[x509.GeneralName] | None,
    relative: x509.RelativeDistinguishedName | None,
    base: NameKey,
) -> set[NameKey | x509.GeneralName]:
    names: set[NameKey | x509.GeneralName] = set()
    for name in full or ():
        names.add(name_key(name.value) if isinstance(name, x509.DirectoryName) else name)
    if relative is not None:
        names.add((*base, *name_key(x509.Name([relative]))))
    return names


def _fault(candidate: x509.CertificateRevocationList, signers: Signers, at: datetime) -> str:
    """Return why a list cannot be used, or nothing."""
    dates = attempt(lambda: (candidate.last_update_utc, candidate.next_update_utc))
    if isinstance(dates, Unreadable):
        return "The revocation list's dates cannot be read."
    begin, end = dates
    if at < begin:
        return f"The revocation list is not valid before {begin:%Y-%m-%d}."
    if end is not None and at > end:
        return f"The revocation list ended on {end:%Y-%m-%d}."
    for one in extension_fields(candidate):
        if one.oid == x509.DeltaCRLIndicator.oid.dotted_string:
            return "Delta revocation lists are not applied."
        if isinstance(one.value, Unreadable) or (one.critical and one.oid not in _UNDERSTOOD):
            return "The revocation list has a critical extension that is not understood."
    for signer in signers(name_key(candidate.issuer)):
        usage = extension(signer, x509.KeyUsage)
        key = attempt(signer.public_key)
        may = usage is None or usage.crl_sign
        if may and not isinstance(key, Unreadable) and signature_right(candidate, key):
            return ""
    return "The revocation list's signature is by no trusted CA key that may sign lists."


def _entry(
    certificate: x509.Certificate, candidate: x509.CertificateRevocationList
) -> x509.RevokedCertificate | Unreadable | None:
    point = extension(candidate, x509.IssuingDistributionPoint)
    indirect = point is not None and point.indirect_crl
    number = attempt(lambda: certificate.serial_number)
    if isinstance(number, Unreadable):
        return number
    if not indirect:
        entry = attempt(lambda: candidate.get_revoked_certificate_by_serial_number(number))
        if isinstance(entry, x509.RevokedCertificate):
            unknown = attempt(lambda: _critical_unknown(entry))
            return Unreadable(str(unknown)) if unknown else entry
        whole = attempt(lambda: any(_critical_unknown(one) for one in candidate))
        if whole is not False:
            return Unreadable("a critical entry extension that is not understood")
        return entry
    return attempt(lambda: _indirect_entry(certificate, candidate))


def _indirect_entry(
    certificate: x509.Certificate, candidate: x509.CertificateRevocationList
) -> x509.RevokedCertificate | None:
    current = name_key(candidate.issuer)
    for entry in candidate:
        for one in entry.extensions:
            if isinstance(one.value, x509.CertificateIssuer):
                names = one.value.get_values_for_type(x509.DirectoryName)
                current = name_key(names[0]) if names else ()
        matches = current == issuer_key(certificate)
        if matches and entry.serial_number == certificate.serial_number:
            return entry
    return None


def _critical_unknown(entry: x509.RevokedCertificate) -> bool:
    return any(one.critical and one.oid not in _ENTRY_UNDERSTOOD for one in entry.extensions)


def _sentence(entry: x509.RevokedCertificate) -> str:
    reason = attempt(lambda: entry.extensions.get_extension_for_class(x509.CRLReason).value.reason)
    why = "" if isinstance(reason, Unreadable) else f", reason {reason.value}"
    return f"It was revoked on {entry.revocation_date_utc:%Y-%m-%d}{why}."

"""The life of certificates: expiry, renewal, and changing the CA with an overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography import x509

from pwxwizard.errors import RefusedError
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.certificates import PersonalProfile
from pwxwizard.pki.chains import shown, signed_by
from pwxwizard.pki.extensions import extension
from pwxwizard.pki.keys import same_key
from pwxwizard.pki.names import dn_text

RENEW_BEFORE = timedelta(days=30)
"""How long before its end a certificate should be renewed, by default."""


class Due(StrEnum):
    """How urgent a certificate's renewal is."""

    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    SOON = "soon"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Expiry:
    """When something ends, seen from a moment."""

    subject: str
    certificate: x509.Certificate | x509.CertificateRevocationList
    ends: datetime
    days_left: int
    """Whole days; negative once it has ended."""
    due: Due


def expiries(
    objects: Iterable[x509.Certificate | x509.CertificateRevocationList],
    at: datetime,
    *,
    within: timedelta = RENEW_BEFORE,
) -> tuple[Expiry, ...]:
    """Return the ends of certificates and revocation lists, the earliest first.

    Objects whose dates cannot be read, and lists without a next date, are left out.
    """
    found: list[Expiry] = []
    for one in objects:
        begins, ends = _readable_span(one)
        if ends is None:
            continue
        if at > ends:
            due = Due.EXPIRED
        elif at < begins:
            due = Due.NOT_YET
        else:
            due = Due.SOON if ends - at <= within else Due.FINE
        found.append(Expiry(_name(one), one, ends, (ends - at).days, due))
    return tuple(sorted(found, key=lambda expiry: (expiry.ends, expiry.subject)))


def _readable_span(
    one: x509.Certificate | x509.CertificateRevocationList,
) -> tuple[datetime, datetime | None]:
    span = attempt(lambda: _span(one))
    return (datetime.min.replace(tzinfo=UTC), None) if isinstance(span, Unreadable) else span


def _span(
    one: x509.Certificate | x509.CertificateRevocationList,
) -> tuple[datetime, datetime | None]:
    if isinstance(one, x509.Certificate):
        return one.not_valid_before_utc, one.not_valid_after_utc
    return one.last_update_utc, one.next_update_utc


def _name(one: x509.Certificate | x509.CertificateRevocationList) -> str:
    if isinstance(one, x509.Certificate):
        return shown(one)
    return f"revocation list of {dn_text(one.issuer)}"


def renewal_profile(certificate: x509.Certificate, days: int | None = None) -> PersonalProfile:
    """Return the profile that renews a personal certificate: same subject, names and lifetime.

    Raises:
        RefusedError: it has no host name or address to carry over, or is a CA certificate.
    """
    basic = extension(certificate, x509.BasicConstraints)
    names = extension(certificate, x509.SubjectAlternativeName)
    if basic is not None and basic.ca:
        raise RefusedError(
            "A CA certificate is not renewed as a personal certificate.",
            fix="Use the change of the CA with an overlap.",
        )
    hosts = [
        str(name.value) for name in names or () if isinstance(name, x509.DNSName | x509.IPAddress)
    ]
    if not hosts:
        raise RefusedError(
            "The certificate has no host name or address as alternative name.",
            fix="Give the machine's names and make a new certificate.",
        )
    whole = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    return PersonalProfile(certificate.subject, tuple(hosts), days or max(whole.days, 1))


class Phase(StrEnum):
    """The phases of a CA change, in their order; each is safe to stay in."""

    ADD = "trust both CAs everywhere"
    ISSUE = "issue personal certificates anew, one machine at a time"
    REMOVE = "stop trusting the old CA"
    DONE = "only the new CA is in use"


@dataclass(frozen=True, slots=True)
class CaChange:
    """Where a CA change stands."""

    phase: Phase
    trusted: tuple[x509.Certificate, ...]
    """What the CA list of every machine holds in this phase."""
    remaining: tuple[str, ...]
    """Machines that still have something to do in this phase, in the given order."""
    reason: str
    """Why this phase comes now, and what happens if one stops here."""
    safe_until: datetime
    """The phase may last until then: the end of the CA that is still needed."""


def ca_change(
    old: x509.Certificate,
    new: x509.Certificate,
    trusting: Sequence[tuple[str, Sequence[x509.Certificate]]],
    leaves: Sequence[tuple[str, x509.Certificate]],
) -> CaChange:
    """Return where the change from an old CA to a new one stands and what comes next.

    Args:
        old: the CA in use.
        new: its successor, with the same or another key.
        trusting: each machine with the CA certificates it trusts now.
        leaves: each machine with the personal certificate it uses now.
    """
    without = tuple(machine for machine, trusted in trusting if new not in trusted)
    if without:
        reason = (
            "Nobody may show a certificate of the new CA before all trust it. "
            "Until then everything keeps working with the old CA."
        )
        return CaChange(Phase.ADD, (old, new), without, reason, old.not_valid_after_utc)
    aged = tuple(machine for machine, leaf in leaves if not signed_by(leaf, new))
    if aged:
        reason = (
            "Every machine trusts both CAs, so old and new certificates work side by side. "
            "Prove each machine by PING before the next."
        )
        return CaChange(Phase.ISSUE, (old, new), aged, reason, old.not_valid_after_utc)
    keeping = tuple(machine for machine, trusted in trusting if old in trusted)
    if keeping:
        reason = (
            "No certificate of the old CA is in use any more. "
            "Staying here is safe; the old CA is only trusted longer than needed."
        )
        return CaChange(Phase.REMOVE, (new,), keeping, reason, new.not_valid_after_utc)
    reason = "Every machine trusts and uses the new CA only."
    return CaChange(Phase.DONE, (new,), (), reason, new.not_valid_after_utc)


def keeps_key(old: x509.Certificate, new: x509.Certificate) -> bool:
    """Tell whether a renewed certificate has its predecessor's key."""
    return same_key(old.public_key(), new.public_key())


@dataclass(frozen=True, slots=True)
class Breakage:
    """One certificate of a path that is not valid at a date."""

    subject: str
    ends: datetime


def first_end(path: Sequence[x509.Certificate]) -> Breakage:
    """Return which certificate of a path ends first, and when; raises `ValueError` for none."""
    earliest = min(path, key=lambda one: one.not_valid_after_utc)
    return Breakage(shown(earliest), earliest.not_valid_after_utc)

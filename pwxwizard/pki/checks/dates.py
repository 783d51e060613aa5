"""Checks of dates and lifetimes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard.finding import Severity
from pwxwizard.pki import asn1
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.certificates import CA_DAYS_LIMIT, PERSONAL_DAYS_LIMIT
from pwxwizard.pki.chains import self_issued
from pwxwizard.pki.checks.catalogue import PERSONAL, Catalogue, CertificateSubject

CHECKS: Catalogue[CertificateSubject] = Catalogue()
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_SOON = timedelta(days=30)


def _span(subject: CertificateSubject) -> tuple[datetime, datetime] | None:
    one = subject.certificate
    span = attempt(lambda: (one.not_valid_before_utc, one.not_valid_after_utc))
    return None if isinstance(span, Unreadable) else span


def _issuer_span(subject: CertificateSubject) -> tuple[datetime, datetime] | None:
    above = subject.issuer
    if above is None or self_issued(subject.certificate):
        return None
    span = attempt(lambda: (above.not_valid_before_utc, above.not_valid_after_utc))
    return None if isinstance(span, Unreadable) else span


@CHECKS.check(
    "PKI270",
    _E,
    "Expired",
    why="Every validating side refuses it.",
    fix="Renew it.",
    source="RFC 5280, 4.1.2.5",
)
def expired(subject: CertificateSubject) -> Iterator[str]:
    """Compare the end with the moment."""
    span = _span(subject)
    if span is not None and subject.at is not None and subject.at > span[1]:
        yield f"It expired on {span[1]:%Y-%m-%d}."


@CHECKS.check(
    "PKI271",
    _E,
    "Not valid yet",
    why="Every validating side refuses it until then.",
    fix="Wait, or check the clock of the machine that issued it.",
    source="RFC 5280, 4.1.2.5",
)
def not_yet(subject: CertificateSubject) -> Iterator[str]:
    """Compare the begin with the moment."""
    span = _span(subject)
    if span is not None and subject.at is not None and subject.at < span[0]:
        yield f"It is not valid before {span[0]:%Y-%m-%d %H:%M} UTC."


@CHECKS.check(
    "PKI272",
    _E,
    "End before begin",
    why="The certificate is never valid.",
    fix="Issue it again.",
    source="RFC 5280, 4.1.2.5",
)
def end_before_begin(subject: CertificateSubject) -> Iterator[str]:
    """Find reversed dates."""
    span = _span(subject)
    if span is not None and span[1] < span[0]:
        yield f"It ends on {span[1]:%Y-%m-%d} and begins on {span[0]:%Y-%m-%d}."


@CHECKS.check(
    "PKI273",
    _W,
    "Long lifetime",
    why="A lost key stays dangerous for as long as its certificate lives.",
    fix="825 days for a personal certificate and 20 years for a CA are usual upper limits.",
    source="CA/Browser Forum Baseline Requirements 6.3.2 (for public CAs); common practice",
)
def long_lifetime(subject: CertificateSubject) -> Iterator[str]:
    """Compare the lifetime with the usual limits."""
    span = _span(subject)
    limit = PERSONAL_DAYS_LIMIT if subject.role == PERSONAL else CA_DAYS_LIMIT
    if span is not None and (span[1] - span[0]).days > limit:
        yield f"It lives {(span[1] - span[0]).days} days."


@CHECKS.check(
    "PKI274",
    _E,
    "Ends after its issuer",
    why="From the issuer's end on it is refused although it looks valid; RACF refuses to make it.",
    fix="Renew the CA, or issue it with an earlier end.",
    source="RFC 5280, 6.1.3; IBM RACDCERT GENCERT, NOTAFTER",
)
def ends_after_issuer(subject: CertificateSubject) -> Iterator[str]:
    """Compare the ends."""
    span, above = _span(subject), _issuer_span(subject)
    if span is not None and above is not None and span[1] > above[1]:
        yield f"It ends on {span[1]:%Y-%m-%d}, its issuer on {above[1]:%Y-%m-%d}."


@CHECKS.check(
    "PKI275",
    _W,
    "Begins before its issuer",
    why="Until the issuer's begin it is refused.",
    fix="Nothing to do once the issuer is valid; check the clock of the issuing machine.",
    source="RFC 5280, 6.1.3",
)
def begins_before_issuer(subject: CertificateSubject) -> Iterator[str]:
    """Compare the begins."""
    span, above = _span(subject), _issuer_span(subject)
    if span is not None and above is not None and span[0] < above[0]:
        yield f"It begins on {span[0]:%Y-%m-%d}, its issuer on {above[0]:%Y-%m-%d}."


@CHECKS.check(
    "PKI276",
    _W,
    "Ends soon",
    why="Connections fail from that day on.",
    fix="Renew it now; change windows need time.",
    source="this tool's own rule: 30 days",
)
def ends_soon(subject: CertificateSubject) -> Iterator[str]:
    """Find ends within 30 days."""
    span = _span(subject)
    if (
        span is not None
        and subject.at is not None
        and span[0] <= subject.at <= span[1]
        and span[1] - subject.at <= _SOON
    ):
        yield f"It ends on {span[1]:%Y-%m-%d}, in {(span[1] - subject.at).days} days."


@CHECKS.check(
    "PKI277",
    _I,
    "Ends after 2049",
    why="Such dates are written in another form that some older programs misread.",
    fix="Choose an end before 2050 if old software has to read it.",
    source="RFC 5280, 4.1.2.5.1 and 4.1.2.5.2",
)
def far_end(subject: CertificateSubject) -> Iterator[str]:
    """Find ends beyond two-digit years."""
    span = _span(subject)
    if span is not None and span[1].year > 2049:
        yield f"It ends in {span[1].year}."


@CHECKS.check(
    "PKI278",
    _W,
    "Date in the wrong form",
    why="Dates before 2050 are to be UTCTime, later ones GeneralizedTime; strict readers insist.",
    fix="Ask the issuer for a well-formed certificate.",
    source="RFC 5280, 4.1.2.5",
)
def date_form(subject: CertificateSubject) -> Iterator[str]:
    """Compare the form of the dates with their years."""
    octets = subject.certificate.public_bytes(Encoding.DER)
    span, forms = _span(subject), attempt(lambda: _forms(octets))
    if span is None or isinstance(forms, Unreadable):
        return
    for date, form in zip(span, forms, strict=True):
        wanted = asn1.UTC_TIME if date.year < 2050 else asn1.GENERALIZED_TIME
        if form != wanted:
            yield f"The date {date:%Y-%m-%d} is in the wrong form."


def _forms(octets: bytes) -> list[int]:
    fields = asn1.first(octets).children()[0].children()
    start = 1 if fields[0].tag == asn1.CONTEXT_0 else 0
    return [part.tag for part in fields[start + 3].children()]

"""Path validation after RFC 5280 for what an internal CA needs, with reasons for people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard.finding import Finding, FindingRule, Where, has_errors
from pwxwizard.pki import asn1
from pwxwizard.pki import validation_rules as rule
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import (
    NameKey,
    built,
    paths,
    self_issued,
    self_signed,
    shown,
    signed_by,
    subject_key,
)
from pwxwizard.pki.constraints import violations
from pwxwizard.pki.extensions import extension, extension_fields
from pwxwizard.pki.names import dn_text
from pwxwizard.pki.policies import PolicyInputs, PolicyState
from pwxwizard.pki.revocation import Status, revocation

UNDERSTOOD = frozenset(
    kind.oid.dotted_string
    for kind in (
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.ExtendedKeyUsage,
        x509.SubjectAlternativeName,
        x509.NameConstraints,
        x509.CertificatePolicies,
        x509.PolicyConstraints,
        x509.InhibitAnyPolicy,
        x509.AuthorityKeyIdentifier,
        x509.SubjectKeyIdentifier,
        x509.CRLDistributionPoints,
    )
) | {"2.5.29.33"}
"""The critical extensions that path validation processes."""
_MAPPINGS = "2.5.29.33"
_PURPOSES = {
    "server": (ExtendedKeyUsageOID.SERVER_AUTH, rule.USAGE_SERVER),
    "client": (ExtendedKeyUsageOID.CLIENT_AUTH, rule.USAGE_CLIENT),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a certificate is to be trusted, and why."""

    ok: bool
    reasons: tuple[Finding, ...]
    """Errors first, from the top of the path to the leaf; warnings and remarks after them."""
    path: tuple[x509.Certificate, ...]
    """Leaf first, trusted CA last; as far as it could be built."""
    at: datetime
    """The moment that it holds for."""

    @property
    def explanation(self) -> tuple[str, ...]:
        """Return a sentence for each certificate of the path, leaf first."""
        sentences = [
            f"{shown(one)} was issued by {shown(above)}; {_span(one, self.at)}."
            for one, above in pairwise(self.path)
        ]
        last = self.path[-1]
        return (*sentences, f"{shown(last)} is the end of the chain; {_span(last, self.at)}.")


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of one verification."""

    at: datetime
    purpose: str | None
    name: str | None
    crls: tuple[x509.CertificateRevocationList, ...]
    require_revocation: bool
    policies: PolicyInputs
    anchors: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    signers_of: frozenset[x509.Certificate] = frozenset()
    """Certificates whose own standing is being looked into because they signed a list."""


def verify(
    leaf: x509.Certificate,
    cas: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate] = (),
    *,
    at: datetime,
    purpose: str | None = None,
    name: str | None = None,
    crls: Sequence[x509.CertificateRevocationList] = (),
    require_revocation: bool = False,
    policies: PolicyInputs | None = None,
) -> Verdict:
    """Verify a certificate against trusted CAs at a moment.

    Args:
        leaf: the certificate to judge.
        cas: the trusted CA list; members that are not self-signed only help to build the path.
        intermediates: certificates that came with the leaf, in any order.
        at: the moment, aware.
        purpose: `server`, `client` or `None` for any use.
        name: host name or address that the certificate must speak for.
        crls: revocation lists; certificates of issuers without a list are remarked.
        require_revocation: a certificate whose revocation state stays unknown is refused.
        policies: what is asked of certificate policies; by default nothing.
    """
    trusted = tuple(one for one in cas if self_signed(one))
    loose = tuple(one for one in cas if one not in trusted)
    request = _Request(
        at,
        purpose,
        name,
        tuple(crls),
        require_revocation,
        policies or PolicyInputs(),
        trusted,
        (*intermediates, *loose),
    )
    remarks = [rule.LOOSE_END.at(Where(), f"{shown(one)} is not self-signed.") for one in loose]
    best: Verdict | None = None
    for path in paths(leaf, request.anchors, request.intermediates):
        findings = _findings(path, request)
        verdict = _verdict(path, [*findings, *remarks], at)
        if verdict.ok:
            return verdict
        if best is None or len(verdict.reasons) < len(best.reasons):
            best = verdict
    return best or _unreachable(leaf, request, remarks)


def _verdict(path: tuple[x509.Certificate, ...], findings: list[Finding], at: datetime) -> Verdict:
    order = {"error": 0, "warning": 1, "info": 2}
    reasons = tuple(sorted(findings, key=lambda finding: order[finding.severity.value]))
    return Verdict(not has_errors(reasons), reasons, path, at)


def _span(certificate: x509.Certificate, at: datetime) -> str:
    dates = attempt(lambda: (certificate.not_valid_before_utc, certificate.not_valid_after_utc))
    if isinstance(dates, Unreadable):
        return "its dates cannot be read"
    begin, end = dates
    state = "valid" if begin <= at <= end else "not valid"
    return f"{state} on {at:%Y-%m-%d} (from {begin:%Y-%m-%d} to {end:%Y-%m-%d})"


def _unreachable(leaf: x509.Certificate, request: _Request, remarks: list[Finding]) -> Verdict:
    chain, complete = built(leaf, (*request.intermediates, *request.anchors))
    last = chain[-1]
    if not request.anchors:
        finding = rule.NO_TRUST.at(Where(), "There is no self-signed CA certificate to trust.")
    elif complete:
        finding = rule.NO_ANCHOR.at(Where(), f"{shown(last)} is not among the trusted CAs.")
    else:
        issuer = attempt(lambda: dn_text(last.issuer))
        who = "an issuer whose name cannot be read" if isinstance(issuer, Unreadable) else issuer
        message = f"{shown(last)} was issued by {who}, whose certificate is not there."
        finding = rule.NO_ISSUER.at(Where(), message)
    own = _dates(leaf, request.at)
    return _verdict(chain, [finding, *own, *remarks], request.at)


def _findings(path: tuple[x509.Certificate, ...], request: _Request) -> list[Finding]:
    """Walk a path from its anchor down and return everything that speaks against it."""
    anchor, *below = reversed(path)
    findings = _anchor(anchor, request, alone=not below)
    state = PolicyState(request.policies, len(below))
    policy_fine = True
    longest = _path_length(anchor)
    constraints = [extension(anchor, x509.NameConstraints)]
    issuer = anchor
    for number, certificate in enumerate(below, 1):
        final = number == len(below)
        findings += _one(certificate, issuer, request, path)
        if final or not self_issued(certificate):
            for limit in constraints:
                if limit is not None:
                    findings += _constrained(certificate, limit)
        policy_fine = state.enter(certificate, final=final) and policy_fine
        if not final:
            findings += _as_issuer(certificate)
            policy_fine = state.leave(certificate) and policy_fine
            if not self_issued(certificate):
                if longest is not None and longest <= 0:
                    message = f"There is one CA too many: {shown(certificate)}."
                    findings.append(rule.PATH_TOO_LONG.at(Where(), message))
                longest = None if longest is None else longest - 1
            own = _path_length(certificate)
            longest = own if longest is None or (own is not None and own < longest) else longest
            constraints.append(extension(certificate, x509.NameConstraints))
        issuer = certificate
    if below and not (policy_fine and state.accepted(below[-1])):
        message = f"The path to {shown(path[0])} has no acceptable policy."
        findings.append(rule.POLICY.at(Where(), message))
    findings += _purpose(path, request)
    return findings


def _anchor(anchor: x509.Certificate, request: _Request, *, alone: bool) -> list[Finding]:
    findings = _dates(anchor, request.at)
    if alone:
        findings += _critical(anchor)
        basic = extension(anchor, x509.BasicConstraints)
        if basic is None or not basic.ca:
            message = f"{shown(anchor)} is self-signed and stands in the CA list."
            findings.append(rule.SELF_SIGNED_LEAF.at(Where(), message))
        return findings
    # a version 1 root has no extensions to say that it is a CA; being trusted says it
    if attempt(lambda: anchor.version) is x509.Version.v3:
        findings += _as_issuer(anchor)
    return findings


def _one(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    request: _Request,
    path: tuple[x509.Certificate, ...],
) -> list[Finding]:
    """Return what speaks against one certificate by itself and towards its issuer."""
    where = Where()
    findings: list[Finding] = []
    if not signed_by(certificate, issuer):
        message = f"The signature on {shown(certificate)} was not made by {shown(issuer)}."
        findings.append(rule.SIGNATURE.at(where, message))
    elif isinstance(certificate.signature_hash_algorithm, hashes.SHA1 | hashes.MD5):
        name = certificate.signature_hash_algorithm.name.upper()
        message = f"{shown(certificate)} is signed with {name}."
        findings.append(rule.WEAK_SIGNATURE.at(where, message))
    if attempt(lambda: _algorithms_agree(certificate)) is False:
        message = f"{shown(certificate)} names two signature algorithms."
        findings.append(rule.ALGORITHMS_DIFFER.at(where, message))
    findings += _dates(certificate, request.at)
    findings += _critical(certificate)
    if request.crls or request.require_revocation:
        findings += _revoked(certificate, request, path)
    return findings


def _algorithms_agree(certificate: x509.Certificate) -> bool:
    inner, outer, _signature = asn1.first(certificate.public_bytes(Encoding.DER)).children()
    parts = inner.children()
    position = 2 if parts[0].tag == asn1.CONTEXT_0 else 1
    return parts[position].raw == outer.raw


def _dates(certificate: x509.Certificate, at: datetime) -> list[Finding]:
    dates = attempt(lambda: (certificate.not_valid_before_utc, certificate.not_valid_after_utc))
    if isinstance(dates, Unreadable):
        message = f"The dates of {shown(certificate)} cannot be read."
        return [rule.MALFORMED.at(Where(), message)]
    begin, end = dates
    if at < begin:
        message = f"{shown(certificate)} is not valid before {begin:%Y-%m-%d %H:%M} UTC."
        return [rule.NOT_YET.at(Where(), message)]
    if at > end:
        message = f"{shown(certificate)} is not valid after {end:%Y-%m-%d %H:%M} UTC."
        return [rule.EXPIRED.at(Where(), message)]
    return []


def _critical(certificate: x509.Certificate) -> list[Finding]:
    findings: list[Finding] = []
    for one in extension_fields(certificate):
        if isinstance(one.value, Unreadable) and one.oid != _MAPPINGS:
            message = f"An extension of {shown(certificate)} cannot be read: {one.value.reason}."
            findings.append(rule.MALFORMED.at(Where(), message))
        elif one.critical and one.oid not in UNDERSTOOD:
            message = f"{shown(certificate)} has the critical extension {one.oid}."
            findings.append(rule.CRITICAL_UNKNOWN.at(Where(), message))
    return findings


def _as_issuer(certificate: x509.Certificate) -> list[Finding]:
    findings: list[Finding] = []
    basic = extension(certificate, x509.BasicConstraints)
    if basic is None or not basic.ca:
        message = f"{shown(certificate)} is not a CA certificate."
        findings.append(rule.NOT_CA.at(Where(), message))
    usage = extension(certificate, x509.KeyUsage)
    if usage is not None and not usage.key_cert_sign:
        message = f"{shown(certificate)} may not sign certificates."
        findings.append(rule.NO_CERT_SIGN.at(Where(), message))
    return findings


def _path_length(certificate: x509.Certificate) -> int | None:
    basic = extension(certificate, x509.BasicConstraints)
    return None if basic is None else basic.path_length


def _constrained(certificate: x509.Certificate, limit: x509.NameConstraints) -> list[Finding]:
    sentences = attempt(lambda: violations(certificate, limit))
    if isinstance(sentences, Unreadable):
        message = f"The names of {shown(certificate)} cannot be compared with the constraints."
        return [rule.MALFORMED.at(Where(), message)]
    return [rule.NAME_NOT_ALLOWED.at(Where(), sentence) for sentence in sentences]


def _revoked(
    certificate: x509.Certificate, request: _Request, path: tuple[x509.Certificate, ...]
) -> list[Finding]:
    def signers(subject: NameKey) -> tuple[x509.Certificate, ...]:
        near = [one for one in path if subject_key(one) == subject and one != certificate]
        pool = dict.fromkeys((*request.intermediates, *request.anchors))
        others = [
            one
            for one in pool
            if subject_key(one) == subject and one not in path and one not in request.signers_of
        ]
        quiet = replace(
            request,
            require_revocation=False,
            purpose=None,
            name=None,
            signers_of=request.signers_of | frozenset(others),
        )
        far = [one for one in others if _reaches(one, path[-1], quiet)]
        return (*near, *far)

    answer = revocation(certificate, request.crls, signers, request.at)
    if answer.status is Status.REVOKED:
        message = f"{shown(certificate)}: {answer.reason}"
        return [rule.REVOKED.at(Where(), message)]
    if answer.status is Status.GOOD or request.signers_of:
        # a list's signer is refused only when it is known to be revoked
        return []
    if request.require_revocation or answer.list_seen:
        message = f"{shown(certificate)}: {answer.reason}"
        return [rule.REVOCATION_UNKNOWN.at(Where(), message)]
    message = f"No list speaks for the certificates of the issuer of {shown(certificate)}."
    return [rule.NO_LIST.at(Where(), message)]


def _reaches(certificate: x509.Certificate, anchor: x509.Certificate, request: _Request) -> bool:
    return any(
        path[-1] == anchor and not has_errors(_findings(path, request))
        for path in paths(certificate, request.anchors, request.intermediates)
    )


def _purpose(path: tuple[x509.Certificate, ...], request: _Request) -> list[Finding]:
    leaf, *above = path
    findings: list[Finding] = []
    if request.name is not None and not speaks_for(leaf, request.name):
        message = f"{shown(leaf)} does not speak for {request.name}."
        findings.append(rule.WRONG_NAME.at(Where(), message))
    if request.purpose is None:
        return findings
    wanted, unfit = _PURPOSES[request.purpose]
    if not _allows(leaf, wanted):
        message = f"The extended key usage of {shown(leaf)} lacks {request.purpose} use."
        findings.append(unfit.at(Where(), message))
    for one in above:
        if not _allows(one, wanted):
            message = f"The CA {shown(one)} is limited to other uses than {request.purpose}."
            findings.append(rule.USAGE_CA.at(Where(), message))
    usage = extension(leaf, x509.KeyUsage)
    signs = usage is None or usage.digital_signature
    if not (signs or (usage is not None and (usage.key_encipherment or usage.key_agreement))):
        message = f"The key usage of {shown(leaf)} allows neither signing nor key exchange."
        findings.append(rule.KEY_USAGE.at(Where(), message))
    basic = extension(leaf, x509.BasicConstraints)
    if basic is not None and basic.ca:
        message = f"{shown(leaf)} is a CA certificate."
        findings.append(rule.LEAF_IS_CA.at(Where(), message))
    return findings


def _allows(certificate: x509.Certificate, wanted: x509.ObjectIdentifier) -> bool:
    usages = extension(certificate, x509.ExtendedKeyUsage)
    if usages is None:
        return True
    return wanted in usages or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages


def speaks_for(certificate: x509.Certificate, host: str) -> bool:
    """Tell whether a certificate's alternative names cover a host name or address.

    A star stands for exactly one leftmost label. The common name never counts (RFC 6125, RFC 9525).
    """
    names = extension(certificate, x509.SubjectAlternativeName)
    if names is None:
        return False
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        wanted = attempt(lambda: host.rstrip(".").lower().encode("idna").decode())
        if isinstance(wanted, Unreadable):
            return False
        return any(
            _matches(pattern.lower().rstrip("."), wanted)
            for pattern in names.get_values_for_type(x509.DNSName)
        )
    return address in names.get_values_for_type(x509.IPAddress)


def _matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        _, _, rest = host.partition(".")
        return "." in rest and rest == pattern[2:]
    return pattern == host


VALIDATION_RULES = tuple(value for value in vars(rule).values() if isinstance(value, FindingRule))
"""The claimed rules of path validation, in the order of their codes."""

"""Certificate requests: made here, taken in from a machine, answered by an outside CA."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.finding import Finding, Severity, Where, has_errors
from pwxwizard.pki import issuing_rules
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.certificates import PersonalProfile, key_usage, personal_certificate, signed
from pwxwizard.pki.chains import built, name_key, shown, signature_right
from pwxwizard.pki.extensions import ExtensionField, extension_fields
from pwxwizard.pki.keys import PrivateKey, PublicKey, same_key
from pwxwizard.pki.names import alternative_names, dn_text
from pwxwizard.pki.plain import extension_name, general_names
from pwxwizard.pki.reading import read


def request(
    key: PrivateKey, subject: x509.Name, hosts: Sequence[str] = ()
) -> x509.CertificateSigningRequest:
    """Return a request for a machine's certificate, for TLS server and client.

    Raises:
        UsageError: a host that is neither a name nor an address.
    """
    usages = ["digital_signature"]
    if isinstance(key, rsa.RSAPrivateKey):
        usages.append("key_encipherment")
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(key_usage(*usages), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    )
    if hosts:
        builder = builder.add_extension(alternative_names(hosts), critical=not subject.rdns)
    return signed(builder, key)


def ca_request(
    key: PrivateKey, subject: x509.Name, path_length: int | None = 0
) -> x509.CertificateSigningRequest:
    """Return a request for an issuing CA's certificate, to be signed by an outside CA."""
    builder = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(key_usage("key_cert_sign", "crl_sign"), critical=True)
    )
    return signed(builder, key)


def load_request(data: bytes, *, file: str = "") -> x509.CertificateSigningRequest:
    """Return the one request of a file in any form.

    Raises:
        UnreadableError: no request, or several.
    """
    contents = read(data, file=file)
    if len(contents.requests) == 1:
        return contents.requests[0]
    errors = [one for one in contents.findings if one.severity is Severity.ERROR]
    if errors and not contents.requests:
        raise UnreadableError(errors[0].message, fix=errors[0].fix, where=file)
    kinds = ", ".join(item.kind.value for item in contents.items) or "nothing known"
    raise UnreadableError(
        f"One certificate request is expected, but this holds: {kinds}.",
        fix=issuing_rules.REQUEST_NOT_ONE.fix,
        where=file,
    )


def check_request(
    asked: x509.CertificateSigningRequest, profile: PersonalProfile, *, where: Where | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with a request, and which of its wishes will not be granted."""
    place = where or Where()
    findings: list[Finding] = []
    key = attempt(asked.public_key)
    if isinstance(key, Unreadable) or not signature_right(asked, key):
        message = "The request's signature does not fit its key."
        findings.append(issuing_rules.REQUEST_SIGNATURE.at(place, message))
    subject = attempt(lambda: name_key(asked.subject))
    if subject != name_key(profile.subject):
        text = attempt(lambda: dn_text(asked.subject))
        named = "a name that cannot be read" if isinstance(text, Unreadable) else text or "no name"
        message = f"It asks for {named}; {dn_text(profile.subject)} is written."
        findings.append(issuing_rules.REQUEST_SUBJECT.at(place, message))
    for one in extension_fields(asked):
        findings += _wish(one, profile, place)
    return tuple(findings)


def _wish(one: ExtensionField, profile: PersonalProfile, place: Where) -> list[Finding]:
    value = one.value
    if isinstance(value, Unreadable):
        message = f"Its extensions cannot be read: {value.reason}."
        return [issuing_rules.REQUEST_USAGE.at(place, message)]
    if isinstance(value, x509.BasicConstraints):
        asks = value.ca
        return [issuing_rules.REQUEST_CA.at(place, "It asks to be a CA.")] if asks else []
    if isinstance(value, x509.KeyUsage):
        more = value.key_cert_sign or value.crl_sign
        message = "It asks to sign certificates or revocation lists."
        return [issuing_rules.REQUEST_CA.at(place, message)] if more else []
    if isinstance(value, x509.SubjectAlternativeName):
        granted = set(general_names(alternative_names(profile.hosts)))
        extra = [name for name in general_names(value) if name not in granted]
        message = f"It asks for {', '.join(extra)}, which the project does not list."
        return [issuing_rules.REQUEST_NAMES.at(place, message)] if extra else []
    if isinstance(value, x509.ExtendedKeyUsage):
        usual = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}
        extra = [oid.dotted_string for oid in value if oid not in usual]
        message = f"It asks for the uses {', '.join(extra)}."
        return [issuing_rules.REQUEST_USAGE.at(place, message)] if extra else []
    if isinstance(value, x509.SubjectKeyIdentifier):
        return []
    message = f"It asks for the extension {extension_name(one.oid)}."
    return [issuing_rules.REQUEST_USAGE.at(place, message)]


def sign_request(  # what, by whom, when: the order of every issuing function
    asked: x509.CertificateSigningRequest,
    profile: PersonalProfile,
    issuer: x509.Certificate,
    issuer_key: PrivateKey,
    serial: int,
    now: datetime,
) -> x509.Certificate:
    """Return a personal certificate for a request's key; all else comes from the profile.

    Raises:
        RefusedError: the request's signature is wrong, its key is too weak or unknown, or the
            issuer may not sign.
        UsageError: the profile's hosts.
    """
    key = attempt(asked.public_key)
    if isinstance(key, Unreadable) or not signature_right(asked, key):
        raise RefusedError(
            "The request's signature does not fit its key.", fix=issuing_rules.REQUEST_SIGNATURE.fix
        )
    strong_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048
    strong_ec = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) or not (
        strong_rsa or strong_ec
    ):
        raise RefusedError(
            "The request's key is too weak or of a kind that TLS does not use.",
            fix="Ask for a request with RSA of 2048 bits or more, or P-256 or P-384.",
        )
    return personal_certificate(key, profile, issuer, issuer_key, serial, now)


@dataclass(frozen=True, slots=True)
class Match:
    """What an answer from an outside CA gives for the key that was sent."""

    leaf: x509.Certificate | None
    """The certificate with our key, `None` when the answer is for another request."""
    chain: tuple[x509.Certificate, ...]
    """Intermediates, from the leaf's issuer upwards, without the root."""
    root: x509.Certificate | None
    """The self-signed end of the chain, when it is there."""
    missing: str
    """Name of the issuer that is not there; empty when the chain is complete."""
    findings: tuple[Finding, ...]


def match_answer(
    answer: bytes,
    sent: x509.CertificateSigningRequest | PrivateKey,
    *,
    known: Sequence[x509.Certificate] = (),
    file: str = "",
) -> Match:
    """Find the certificate for our key in an answer, and build and order its chain.

    Args:
        answer: PEM, DER or PKCS #7 in any order, with any text around.
        sent: the request that was sent, or its key.
        known: CA certificates that are already here and may complete the chain.
        file: the name to show in findings.
    """
    where = Where(file=file)
    contents = read(answer, file=file)
    findings = list(contents.findings)
    key = sent.public_key()
    unique = tuple(dict.fromkeys(contents.certificates))
    leaves = [one for one in unique if _holds(one, key)]
    if not leaves:
        kinds = sorted({item.kind.value for item in contents.items}) or ["nothing"]
        names = "; ".join(shown(one) for one in unique) or ", ".join(kinds)
        message = f"No certificate of the answer holds our key; it holds: {names}."
        if contents.items or not has_errors(findings):
            findings.append(issuing_rules.ANSWER_FOREIGN.at(where, message))
        return Match(None, (), None, "", tuple(findings))
    # of two answers to the same key, the later one counts
    leaf = max(leaves, key=lambda one: one.not_valid_before_utc)
    path, complete = built(leaf, (*unique, *known))
    missing = ""
    if not complete:
        issuer = attempt(lambda: dn_text(path[-1].issuer))
        missing = "a name that cannot be read" if isinstance(issuer, Unreadable) else issuer
        message = f"The certificate of {missing} is missing."
        findings.append(issuing_rules.ISSUER_MISSING.at(where, message))
    findings += [
        issuing_rules.CHAIN_UNUSED.at(where, f"{shown(one)} is not used.")
        for one in unique
        if one not in path
    ]
    root = path[-1] if complete and len(path) > 1 else None
    chain = path[1:-1] if root is not None else path[1:]
    return Match(leaf, chain, root, missing, tuple(findings))


def _holds(certificate: x509.Certificate, key: PublicKey) -> bool:
    own = attempt(certificate.public_key)
    return not isinstance(own, Unreadable) and same_key(own, key)

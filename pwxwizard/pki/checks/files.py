"""Checks of whole files: personal files, PKCS #12 packages and CA lists."""

from collections.abc import Iterator

from cryptography import x509

from pwxwizard.finding import Severity
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import issuer_key, self_signed, shown, signed_by, subject_key
from pwxwizard.pki.checks.catalogue import CA, PERSONAL, Catalogue, FileSubject
from pwxwizard.pki.extensions import extension
from pwxwizard.pki.keys import PublicKey, same_key
from pwxwizard.pki.reading import Form
from pwxwizard.pki.shapes import Kind, Pkcs12Shape, pkcs12_shape

CHECKS: Catalogue[FileSubject] = Catalogue()
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_LEGACY_PLATFORMS = ("zos", "ibmi")
_PBES2 = "1.2.840.113549.1.5.13"
_RC2 = ("1.2.840.113549.1.12.1.5", "1.2.840.113549.1.12.1.6")


def leaf_of(subject: FileSubject) -> x509.Certificate | None:
    """Return the personal certificate of a file: the key's, else the first that is not a CA's."""
    certificates = subject.contents.certificates
    for key in subject.contents.keys:
        for one in certificates:
            if _fits(one, key.public_key()):
                return one
    return next((one for one in certificates if not _is_ca(one)), None) or next(
        iter(certificates), None
    )


def _fits(one: x509.Certificate, key: PublicKey | Unreadable) -> bool:
    own = attempt(one.public_key)
    if isinstance(own, Unreadable) or isinstance(key, Unreadable):
        return False
    return same_key(own, key)


def _is_ca(one: x509.Certificate) -> bool:
    basic = extension(one, x509.BasicConstraints)
    return basic is not None and basic.ca


@CHECKS.check(
    "PKI290",
    _E,
    "Key and certificate do not belong together",
    why="The handshake fails on the first connection.",
    fix="Join the certificate with the key it was requested with.",
    source="RFC 5280, 4.1.2.7",
    roles=(PERSONAL,),
)
def key_mismatch(subject: FileSubject) -> Iterator[str]:
    """Compare the key with the certificates of the file."""
    contents = subject.contents
    for key in contents.keys:
        if contents.certificates and not any(
            _fits(one, key.public_key()) for one in contents.certificates
        ):
            yield "No certificate of the file holds the public half of the private key."


@CHECKS.check(
    "PKI291",
    _E,
    "Personal file without a private key",
    why="PowerExchange needs certificate and key in the same file.",
    fix="Append the encrypted private key (PKCS #8) to the file.",
    source="assumed from experience with PowerExchange on OpenSSL",
    roles=(PERSONAL,),
)
def no_key(subject: FileSubject) -> Iterator[str]:
    """Find personal files without any key, opened or not."""
    kinds = {item.kind for item in subject.contents.items}
    unopened = bool(subject.contents.store) and not subject.contents.items
    if not kinds & {Kind.KEY, Kind.ENCRYPTED_KEY} and not unopened:
        yield "There is no private key in the file."


@CHECKS.check(
    "PKI292",
    _E,
    "Private key without a passphrase",
    why="Whoever reads the file has the key.",
    fix="Encrypt the key (PKCS #8 with a passphrase).",
    source="assumed from experience with PowerExchange on OpenSSL; common practice",
)
def open_key(subject: FileSubject) -> Iterator[str]:
    """Find keys in the open."""
    for item in subject.contents.items:
        if item.kind is Kind.KEY and not item.encrypted:
            yield "The private key is not encrypted."


@CHECKS.check(
    "PKI293",
    _E,
    "Chain out of order",
    why="OpenSSL takes the first certificate as the personal one and sends the rest as it stands.",
    fix="Order the file: personal certificate, its issuer, and so on upwards.",
    source="OpenSSL 3 manual, SSL_CTX_use_certificate_chain_file; RFC 5246, 7.4.2",
    roles=(PERSONAL,),
)
def chain_order(subject: FileSubject) -> Iterator[str]:
    """Compare the order with who issued whom."""
    certificates = list(dict.fromkeys(subject.contents.certificates))
    leaf = leaf_of(subject)
    if not certificates or leaf is None:
        return
    if certificates[0] != leaf:
        yield f"The file begins with {shown(certificates[0])} instead of {shown(leaf)}."
        return
    for position, one in enumerate(certificates[:-1]):
        following = certificates[position + 1]
        above = [other for other in certificates if signed_by(one, other) and other != one]
        if above and following not in above and issuer_key(one) != subject_key(following):
            yield f"{shown(one)} is not followed by its issuer."


@CHECKS.check(
    "PKI294",
    _W,
    "Certificate twice in the file",
    why="It is sent twice in every handshake, and some readers refuse the second.",
    fix="Remove the repetition.",
    source="RFC 5246, 7.4.2",
)
def duplicate(subject: FileSubject) -> Iterator[str]:
    """Find repeated certificates."""
    certificates = subject.contents.certificates
    for one in dict.fromkeys(certificates):
        if certificates.count(one) > 1:
            yield f"{shown(one)} appears {certificates.count(one)} times."


@CHECKS.check(
    "PKI295",
    _W,
    "Intermediate missing from the personal file",
    why="Peers that trust only the root cannot complete the chain.",
    fix="Add the issuing CA's certificate behind the personal certificate.",
    source="RFC 5246, 7.4.2; RFC 8446, 4.4.2",
    roles=(PERSONAL,),
)
def missing_intermediate(subject: FileSubject) -> Iterator[str]:
    """Find a chain without its first link; a leaf alone may come from the root itself."""
    certificates = subject.contents.certificates
    leaf = leaf_of(subject)
    if leaf is None or len(certificates) == 1 or self_signed(leaf):
        return
    if not any(signed_by(leaf, other) for other in certificates):
        yield f"The issuer of {shown(leaf)} is not in the file."


@CHECKS.check(
    "PKI296",
    _I,
    "Root in the personal file",
    why="The peer must have the root already; sending it only costs octets.",
    fix="Leave it, or remove it from the personal file.",
    source="RFC 5246, 7.4.2",
    roles=(PERSONAL,),
)
def root_in_chain(subject: FileSubject) -> Iterator[str]:
    """Remark roots, except in PKCS #12, where security managers want them."""
    for item in subject.contents.items:
        one = item.value
        if not isinstance(one, x509.Certificate) or item.form is Form.PKCS12:
            continue
        if self_signed(one) and _is_ca(one):
            yield f"{shown(one)} is a root."


@CHECKS.check(
    "PKI297",
    _W,
    "Certificate that does not belong to the chain",
    why="It is sent in every handshake and confuses readers.",
    fix="Remove it from the file.",
    source="RFC 5246, 7.4.2",
    roles=(PERSONAL,),
)
def stranger(subject: FileSubject) -> Iterator[str]:
    """Find certificates that issued no other in the file."""
    certificates = tuple(dict.fromkeys(subject.contents.certificates))
    leaf = leaf_of(subject)
    for one in certificates:
        if one != leaf and not any(signed_by(other, one) for other in certificates if other != one):
            yield f"{shown(one)} issued no certificate of the file."


@CHECKS.check(
    "PKI298",
    _W,
    "Personal certificate in the CA list",
    why="It is trusted by itself, and its renewal is easily forgotten.",
    fix="Keep CA certificates only in the CA list.",
    source="assumed from experience with PowerExchange on OpenSSL",
    roles=(CA,),
)
def leaf_in_ca_list(subject: FileSubject) -> Iterator[str]:
    """Find certificates without the CA bit."""
    for one in subject.contents.certificates:
        if not _is_ca(one):
            yield f"{shown(one)} is not a CA certificate."


@CHECKS.check(
    "PKI299",
    _E,
    "CA list without certificates",
    why="Every peer is refused.",
    fix="Put the CA certificates that issued the peers' certificates into the file.",
    source="assumed from experience with PowerExchange on OpenSSL",
    roles=(CA,),
)
def empty_ca_list(subject: FileSubject) -> Iterator[str]:
    """Find empty lists."""
    if not subject.contents.certificates:
        yield "There is no certificate in the CA list."


@CHECKS.check(
    "PKI300",
    _E,
    "Private key in the CA list",
    why="The CA list is copied to every machine; a key does not belong there.",
    fix="Remove the key, and treat it as lost if the file was handed out.",
    source="common practice",
    roles=(CA,),
)
def key_in_ca_list(subject: FileSubject) -> Iterator[str]:
    """Find keys where only certificates belong."""
    if any(item.kind in (Kind.KEY, Kind.ENCRYPTED_KEY) for item in subject.contents.items):
        yield "There is a private key in the CA list."


@CHECKS.check(
    "PKI301",
    _W,
    "Two CAs of the same name with different keys",
    why="Readers try the first; some never try the second.",
    fix="Keep both only while the CA is being changed.",
    source="RFC 5280, 4.2.1.1",
    roles=(CA,),
)
def same_name(subject: FileSubject) -> Iterator[str]:
    """Find CAs that can be confused."""
    certificates = tuple(dict.fromkeys(subject.contents.certificates))
    for position, one in enumerate(certificates):
        for other in certificates[position + 1 :]:
            key = attempt(other.public_key)
            if subject_key(one) == subject_key(other) and not _fits(one, key):
                yield f"{shown(one)} is there with two keys."


@CHECKS.check(
    "PKI302",
    _W,
    "Issuing CA without its root in the CA list",
    why="OpenSSL and System SSL trust a chain only up to its self-signed root.",
    fix="Add the root to the CA list.",
    source="OpenSSL 3 manual, -partial_chain",
    roles=(CA,),
)
def root_missing(subject: FileSubject) -> Iterator[str]:
    """Find CAs whose issuer is not in the list."""
    certificates = subject.contents.certificates
    for one in certificates:
        if _is_ca(one) and not self_signed(one):
            above = [other for other in certificates if other != one and signed_by(one, other)]
            if not above:
                yield f"The issuer of {shown(one)} is not in the CA list."


def _shape(subject: FileSubject) -> Pkcs12Shape | None:
    store = subject.contents.store
    shape = attempt(lambda: pkcs12_shape(store)) if store else None
    return None if isinstance(shape, Unreadable) else shape


@CHECKS.check(
    "PKI305",
    _W,
    "PKCS #12 in the modern form for z/OS or IBM i",
    why="Not every level of the security managers and DCM reads AES-256 with PBKDF2.",
    fix="Write the package in the legacy form, or make sure that the target's level reads it.",
    source="assumed from experience with OpenSSL 3 packages; check your level's manual",
    roles=(PERSONAL,),
)
def modern_package(subject: FileSubject) -> Iterator[str]:
    """Find AES packages for old readers."""
    shape = _shape(subject)
    if shape and subject.platform in _LEGACY_PLATFORMS and _PBES2 in shape.encryption:
        yield "The package is protected with PBES2 (AES)."


@CHECKS.check(
    "PKI306",
    _W,
    "PKCS #12 with RC2",
    why="OpenSSL 3 reads RC2 only with its legacy provider.",
    fix="Export it again with triple DES or AES.",
    source="OpenSSL 3 migration guide",
    roles=(PERSONAL,),
)
def rc2_package(subject: FileSubject) -> Iterator[str]:
    """Find packages that OpenSSL 3 refuses."""
    shape = _shape(subject)
    if shape and set(_RC2) & set(shape.encryption):
        yield "The package's certificates are protected with RC2."


@CHECKS.check(
    "PKI307",
    _W,
    "PKCS #12 without an integrity check",
    why="Damage and manipulation go unnoticed, and several readers refuse it.",
    fix="Export it again with a passphrase.",
    source="RFC 7292, 4",
    roles=(PERSONAL,),
)
def no_mac(subject: FileSubject) -> Iterator[str]:
    """Find packages without MAC."""
    shape = _shape(subject)
    if shape and not shape.mac:
        yield "The package has no integrity check."


@CHECKS.check(
    "PKI308",
    _W,
    "PKCS #12 without a friendly name",
    why="System SSL may not find the certificate, and lists show it without a name.",
    fix="Export it again with a friendly name.",
    source="IBM System SSL, return code 6",
    roles=(PERSONAL,),
)
def no_friendly_name(subject: FileSubject) -> Iterator[str]:
    """Find a personal certificate without a label."""
    leaf = leaf_of(subject)
    for item in subject.contents.items:
        if item.form is Form.PKCS12 and item.value == leaf and not item.label:
            yield "The personal certificate has no friendly name."


@CHECKS.check(
    "PKI309",
    _W,
    "PKCS #12 without its chain",
    why="The CA certificates must then be added to the target one by one.",
    fix="Export it again with the chain.",
    source="z/OS Security Server RACF Command Language Reference, RACDCERT ADD",
    roles=(PERSONAL,),
)
def no_chain(subject: FileSubject) -> Iterator[str]:
    """Find packages with the personal certificate alone."""
    leaf = leaf_of(subject)
    certificates = subject.contents.certificates
    if subject.contents.store and len(certificates) == 1 and leaf and not self_signed(leaf):
        yield "The package holds the personal certificate alone."

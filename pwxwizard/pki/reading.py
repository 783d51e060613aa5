"""Reading anything that might hold certificates, requests, keys or revocation lists."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_der_private_key,
    load_pem_private_key,
    pkcs12,
)

from pwxwizard.finding import Finding, Where
from pwxwizard.pki import asn1, pem, rules
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.shapes import (
    Kind,
    classify,
    foreign_kind,
    key_rounds,
    pkcs7_parts,
    pkcs12_shape,
)

ROUNDS_LIMIT = 2_000_000
"""Key derivation rounds; a file that asks for more is not opened, since that takes seconds."""
SIZE_LIMIT = 8_000_000
"""Octets; larger inputs are refused unread."""

SigningKey: TypeAlias = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | dsa.DSAPrivateKey
)
"""A private key of a kind that certificates are made with."""

T = TypeVar("T")
Readable = (
    x509.Certificate | x509.CertificateSigningRequest | x509.CertificateRevocationList | SigningKey
)


class Form(StrEnum):
    """How an object was wrapped."""

    PEM = "PEM"
    DER = "DER"
    PKCS7 = "PKCS #7"
    PKCS12 = "PKCS #12"


@dataclass(frozen=True, slots=True)
class Item:
    """One object found, in the order of the file."""

    kind: Kind
    form: Form
    line: int = 0
    """Line of the BEGIN line, 0 outside PEM."""
    label: str = ""
    """PEM label, or the friendly name inside PKCS #12."""
    der: bytes = field(default=b"", repr=False)
    """The object's own octets; empty for private keys."""
    value: Readable | None = field(default=None, repr=False)
    """`None` when it could not be loaded, or is of a kind that is only named."""
    encrypted: bool = False
    """Whether the key was under a passphrase."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything found in one input, and what was odd about it."""

    items: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()
    store: bytes = field(default=b"", repr=False)
    """The PKCS #12 package itself when the input is one, for judging its algorithms."""

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """Return the certificates, in file order."""
        return _values(self.items, x509.Certificate)

    @property
    def requests(self) -> tuple[x509.CertificateSigningRequest, ...]:
        """Return the certificate requests, in file order."""
        return _values(self.items, x509.CertificateSigningRequest)

    @property
    def crls(self) -> tuple[x509.CertificateRevocationList, ...]:
        """Return the revocation lists, in file order."""
        return _values(self.items, x509.CertificateRevocationList)

    @property
    def keys(self) -> tuple[SigningKey, ...]:
        """Return the private keys that could be opened, in file order."""
        return tuple(item.value for item in self.items if isinstance(item.value, SigningKey))


def read(
    data: bytes, passphrase: str | None = None, *, file: str = "", own: bool = False
) -> Contents:
    """Return everything found in an input of any form; bad input is findings, never an exception.

    Args:
        data: a PEM bundle with any text around it, DER, PKCS #7, PKCS #12, bare base64.
        passphrase: for keys and PKCS #12; `None` when there is none.
        file: the name to show in findings.
        own: its keys were made here, and their numbers need no test, which takes long.
    """
    where = Where(file=file)
    if len(data) > SIZE_LIMIT:
        message = f"It has {len(data):,} octets."
        return Contents(findings=(rules.TOO_LARGE.at(where, message),))
    if not data.strip(b"\0 \t\r\n"):
        message = "It holds nothing but zeros or blanks." if data else "It is empty."
        return Contents(findings=(rules.NOTHING.at(where, message),))
    return _Reader(passphrase, file, own=own).read(data)


class _Reader:
    """Collects items and findings of one input."""

    def __init__(self, passphrase: str | None, file: str, *, own: bool) -> None:
        self._passphrase = passphrase.encode() if passphrase else None
        self._file = file
        self._own = own
        self._items: list[Item] = []
        self._findings: list[Finding] = []
        self._store = b""

    def read(self, data: bytes) -> Contents:
        where = Where(file=self._file)
        if data[:1] == b"\x30" and classify(data) is not Kind.UNKNOWN:
            self._object(data, Form.DER, where, "")
        else:
            text, remarks = pem.as_text(data, where)
            blocks, faults = pem.blocks(text, self._file)
            self._findings.extend((*remarks, *faults))
            for block in blocks:
                self._block(block)
            if not blocks and not faults:
                self._unmarked(data, text, where)
        return Contents(tuple(self._items), tuple(self._findings), self._store)

    def _unmarked(self, data: bytes, text: bytes, where: Where) -> None:
        decoded = pem.bare_base64(text)
        if decoded is not None and classify(decoded) is not Kind.UNKNOWN:
            message = "It is base64 without BEGIN and END lines."
            self._findings.append(rules.BARE_BASE64.at(where, message))
            self._object(decoded, Form.DER, where, "")
        elif (named := foreign_kind(data)) is not None:
            self._findings.append(rules.FOREIGN.at(where, f"It is {named}."))
        elif data[:1] == b"\x30" and isinstance(
            broken := attempt(lambda: asn1.first(data)), Unreadable
        ):
            message = f"It begins like DER but is {broken.reason}."
            self._findings.append(rules.CUT.at(where, message))
        else:
            message = "No certificate, request, key or revocation list was recognised."
            self._findings.append(rules.NOTHING.at(where, message))

    def _block(self, block: pem.Block) -> None:
        where = Where(file=self._file, line=block.line)
        if "PRIVATE KEY" in block.label:
            self._pem_key(block, where)
            return
        if block.label in ("EC PARAMETERS", "DH PARAMETERS", "DSA PARAMETERS", "PUBLIC KEY"):
            self._named(
                Kind.PUBLIC_KEY if block.label == "PUBLIC KEY" else Kind.PARAMETERS,
                block.label,
                where,
            )
            return
        data = block.der
        if block.label == "TRUSTED CERTIFICATE":
            message = "The certificate carries OpenSSL's trust settings."
            self._findings.append(rules.TRUSTED.at(where, message))
            cut = attempt(lambda: asn1.first(data).raw)
            data = data if isinstance(cut, Unreadable) else cut
        self._object(data, Form.PEM, where, block.label)

    def _object(self, data: bytes, form: Form, where: Where, label: str) -> None:
        outer = attempt(lambda: asn1.first(data))
        if isinstance(outer, Unreadable):
            message = f"The object is {outer.reason}."
            self._findings.append(rules.CUT.at(where, message))
            return
        if outer.indefinite:
            message = "Its outer length is in the indefinite form."
            self._findings.append(rules.BER.at(where, message))
        if outer.end < len(data):
            message = f"{len(data) - outer.end} octets follow the object."
            self._findings.append(rules.TRAILING.at(where, message))
        kind = classify(data)
        expected = _LABELS.get(label)
        if expected is not None and kind not in (expected, Kind.UNKNOWN):
            message = f"The label says {label}, the content is a {kind.value}."
            self._findings.append(rules.LABEL.at(where, message))
        if kind is Kind.UNKNOWN and expected is not None:
            kind = expected
        self._dispatch(kind, outer.raw, form, where, label)

    def _dispatch(self, kind: Kind, data: bytes, form: Form, where: Where, label: str) -> None:
        if kind in (Kind.CERTIFICATE, Kind.REQUEST, Kind.CRL):
            self._loaded(kind, data, form, where, label)
        elif kind is Kind.PKCS7:
            self._pkcs7(data, where)
        elif kind is Kind.PKCS12:
            self._pkcs12(data, where)
        elif kind in (Kind.KEY, Kind.ENCRYPTED_KEY):
            self._key(
                attempt(lambda: load_der_private_key(data, None))
                if kind is Kind.KEY
                else self._opened_der(data, where),
                form,
                where,
                label,
                encrypted=kind is Kind.ENCRYPTED_KEY,
            )
        else:
            self._named(kind, label, where, form)

    def _named(self, kind: Kind, label: str, where: Where, form: Form = Form.PEM) -> None:
        self._items.append(Item(kind, form, where.line, label))
        rule = rules.PUBLIC_KEY if kind is Kind.PUBLIC_KEY else rules.NOT_SHOWN
        if kind is Kind.UNKNOWN:
            rule = rules.FOREIGN
        self._findings.append(
            rule.at(where, f"One object is a kind apart: {kind.value}{_called(label)}.")
        )

    def _loaded(self, kind: Kind, data: bytes, form: Form, where: Where, label: str) -> None:
        value = attempt(lambda: _load(kind, data))
        if isinstance(value, Unreadable):
            message = f"A {kind.value} cannot be loaded: {value.reason}."
            self._findings.append(rules.BAD_OBJECT.at(where, message))
            self._items.append(Item(kind, form, where.line, label, data))
        else:
            self._items.append(Item(kind, form, where.line, label, data, value))

    def _pkcs7(self, data: bytes, where: Where) -> None:
        parts = attempt(lambda: pkcs7_parts(data))
        if isinstance(parts, Unreadable):
            message = f"The package cannot be opened: {parts.reason}."
            self._findings.append(rules.PKCS7_OTHER.at(where, message))
            return
        if not parts:
            message = "The package holds no certificates."
            self._findings.append(rules.PKCS7_EMPTY.at(where, message))
        for kind, part in parts:
            self._loaded(kind, part, Form.PKCS7, where, "")

    def _pkcs12(self, data: bytes, where: Where) -> None:
        self._store = data
        passphrase = self._passphrase
        shape = attempt(lambda: pkcs12_shape(data))
        if not isinstance(shape, Unreadable) and self._laborious(shape.most_iterations, where):
            return
        package = attempt(lambda: pkcs12.load_pkcs12(data, passphrase))
        if isinstance(package, Unreadable) and passphrase is None:
            package = attempt(lambda: pkcs12.load_pkcs12(data, b""))
        if isinstance(package, Unreadable):
            if passphrase is None:
                message = "The PKCS #12 package is under a passphrase."
                self._findings.append(rules.NEEDS_PASSPHRASE.at(where, message))
            elif "password" in package.reason.lower() or "mac" in package.reason.lower():
                message = "The passphrase does not open the PKCS #12 package."
                self._findings.append(rules.WRONG_PASSPHRASE.at(where, message))
            else:
                message = f"The PKCS #12 package cannot be opened: {package.reason}."
                self._findings.append(rules.BAD_OBJECT.at(where, message))
            return
        if package.key is not None:
            self._key(package.key, Form.PKCS12, where, "", encrypted=passphrase is not None)
        for entry in (package.cert, *package.additional_certs):
            if entry is not None:
                name = (entry.friendly_name or b"").decode("utf-8", errors="replace")
                octets = entry.certificate.public_bytes(Encoding.DER)
                self._items.append(
                    Item(Kind.CERTIFICATE, Form.PKCS12, 0, name, octets, entry.certificate)
                )
        if not self._items:
            self._findings.append(rules.NOTHING.at(where, "The PKCS #12 package is empty."))

    def _pem_key(self, block: pem.Block, where: Where) -> None:
        encrypted = block.label == "ENCRYPTED PRIVATE KEY" or any(
            "ENCRYPTED" in header for header in block.headers
        )
        if block.label == "OPENSSH PRIVATE KEY":
            message = "It is an OpenSSH private key."
            self._findings.append(rules.FOREIGN.at(where, message))
            return
        if encrypted and self._passphrase is None:
            self._locked(Form.PEM, where, block.label)
            return
        rounds = attempt(lambda: key_rounds(block.der))
        if encrypted and self._laborious(rounds, where):
            return
        passphrase = self._passphrase if encrypted else None
        opened = attempt(
            lambda: load_pem_private_key(
                block.pem(), passphrase, unsafe_skip_rsa_key_validation=self._own
            )
        )
        self._key(opened, Form.PEM, where, block.label, encrypted=encrypted)

    def _opened_der(self, data: bytes, where: Where) -> PrivateKeyTypes | Unreadable | None:
        if self._passphrase is None:
            self._locked(Form.DER, where, "")
            return None
        if self._laborious(attempt(lambda: key_rounds(data)), where):
            return None
        return attempt(lambda: load_der_private_key(data, self._passphrase))

    def _laborious(self, rounds: int | Unreadable, where: Where) -> bool:
        if isinstance(rounds, Unreadable) or rounds <= ROUNDS_LIMIT:
            return False
        message = f"Opening it takes {rounds:,} key derivation rounds."
        self._findings.append(rules.TOO_MANY_ROUNDS.at(where, message))
        return True

    def _locked(self, form: Form, where: Where, label: str) -> None:
        self._items.append(Item(Kind.ENCRYPTED_KEY, form, where.line, label, encrypted=True))
        message = "The private key is under a passphrase."
        self._findings.append(rules.NEEDS_PASSPHRASE.at(where, message))

    def _key(
        self,
        key: PrivateKeyTypes | Unreadable | None,
        form: Form,
        where: Where,
        label: str,
        *,
        encrypted: bool,
    ) -> None:
        if key is None:
            return
        if isinstance(key, SigningKey):
            self._items.append(Item(Kind.KEY, form, where.line, label, b"", key, encrypted))
            if not encrypted:
                message = "The private key is not under a passphrase."
                self._findings.append(rules.UNENCRYPTED.at(where, message))
            return
        kind = Kind.ENCRYPTED_KEY if encrypted else Kind.KEY
        self._items.append(Item(kind, form, where.line, label, encrypted=encrypted))
        if isinstance(key, Unreadable) and encrypted:
            message = "The passphrase does not open the private key."
            self._findings.append(rules.WRONG_PASSPHRASE.at(where, message))
        elif isinstance(key, Unreadable):
            # the library's reason is left out: it must never quote a key
            message = "The private key cannot be loaded."
            self._findings.append(rules.BAD_OBJECT.at(where, message))
        else:
            message = "The private key is of a kind that cannot sign."
            self._findings.append(rules.BAD_OBJECT.at(where, message))


_LABELS = {
    "CERTIFICATE": Kind.CERTIFICATE,
    "X509 CERTIFICATE": Kind.CERTIFICATE,
    "TRUSTED CERTIFICATE": Kind.CERTIFICATE,
    "CERTIFICATE REQUEST": Kind.REQUEST,
    "NEW CERTIFICATE REQUEST": Kind.REQUEST,
    "X509 CRL": Kind.CRL,
    "PKCS7": Kind.PKCS7,
    "CMS": Kind.PKCS7,
    "PKCS #7 SIGNED DATA": Kind.PKCS7,
    "PKCS12": Kind.PKCS12,
}


def _load(kind: Kind, data: bytes) -> Readable:
    if kind is Kind.CERTIFICATE:
        return x509.load_der_x509_certificate(data)
    if kind is Kind.REQUEST:
        return x509.load_der_x509_csr(data)
    return x509.load_der_x509_crl(data)


def _called(label: str) -> str:
    return f" (block {label})" if label else ""


def _values(items: tuple[Item, ...], wanted: type[T]) -> tuple[T, ...]:
    return tuple(item.value for item in items if isinstance(item.value, wanted))

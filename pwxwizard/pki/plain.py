"""Certificate values as plain data: what JSON can hold and people can read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.names import dn_text

Plain: TypeAlias = "bool | int | str | Sequence[Plain] | Mapping[str, Plain] | None"
"""None, booleans, numbers, texts, and lists and tables of them."""

_KEY_USAGE = {
    "digitalSignature": "digital_signature",
    "nonRepudiation": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "cRLSign": "crl_sign",
}
_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "anyExtendedKeyUsage",
}
_METHODS = {
    AuthorityInformationAccessOID.OCSP: "OCSP",
    AuthorityInformationAccessOID.CA_ISSUERS: "caIssuers",
}
_EXTENSION_NAMES = {
    kind.oid.dotted_string: name
    for kind, name in (
        (x509.BasicConstraints, "basicConstraints"),
        (x509.KeyUsage, "keyUsage"),
        (x509.ExtendedKeyUsage, "extendedKeyUsage"),
        (x509.SubjectAlternativeName, "subjectAltName"),
        (x509.IssuerAlternativeName, "issuerAltName"),
        (x509.SubjectKeyIdentifier, "subjectKeyIdentifier"),
        (x509.AuthorityKeyIdentifier, "authorityKeyIdentifier"),
        (x509.CRLDistributionPoints, "cRLDistributionPoints"),
        (x509.FreshestCRL, "freshestCRL"),
        (x509.AuthorityInformationAccess, "authorityInfoAccess"),
        (x509.SubjectInformationAccess, "subjectInfoAccess"),
        (x509.NameConstraints, "nameConstraints"),
        (x509.CertificatePolicies, "certificatePolicies"),
        (x509.PolicyConstraints, "policyConstraints"),
        (x509.InhibitAnyPolicy, "inhibitAnyPolicy"),
        (x509.CRLNumber, "cRLNumber"),
        (x509.DeltaCRLIndicator, "deltaCRLIndicator"),
        (x509.IssuingDistributionPoint, "issuingDistributionPoint"),
        (x509.TLSFeature, "tlsFeature"),
        (x509.OCSPNoCheck, "ocspNoCheck"),
    )
} | {"2.5.29.33": "policyMappings"}


def moment(value: datetime) -> str:
    """Return a UTC time as ISO 8601 text with seconds."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def colons(octets: bytes) -> str:
    """Return octets as upper-case pairs with colons, the way fingerprints are compared."""
    return octets.hex(":").upper()


def extension_name(oid: str) -> str:
    """Return the standard's name of an extension, or its dotted identifier."""
    return _EXTENSION_NAMES.get(oid, oid)


def general_name(name: x509.GeneralName) -> str:
    """Return a general name with its kind in front, such as `DNS:zos1.example.com`."""
    if isinstance(name, x509.DNSName):
        return f"DNS:{name.value}"
    if isinstance(name, x509.IPAddress):
        return f"IP:{name.value}"
    if isinstance(name, x509.RFC822Name):
        return f"email:{name.value}"
    if isinstance(name, x509.UniformResourceIdentifier):
        return f"URI:{name.value}"
    if isinstance(name, x509.DirectoryName):
        return f"directory:{dn_text(name.value)}"
    if isinstance(name, x509.RegisteredID):
        return f"registered:{name.value.dotted_string}"
    if isinstance(name, x509.OtherName):
        return f"other:{name.type_id.dotted_string}:{name.value.hex()}"
    return f"unknown:{name!r}"


def general_names(names: Iterable[x509.GeneralName] | None) -> list[str]:
    """Return general names as texts, in their order."""
    return [general_name(name) for name in names or ()]


def key_usage(usage: x509.KeyUsage) -> list[str]:
    """Return the bits of a key usage by their standard names."""
    bits = [name for name, attribute in _KEY_USAGE.items() if getattr(usage, attribute)]
    if usage.key_agreement:
        bits += ["encipherOnly"] if usage.encipher_only else []
        bits += ["decipherOnly"] if usage.decipher_only else []
    return bits


def purpose_name(oid: x509.ObjectIdentifier) -> str:
    """Return the name of an extended key usage, or its dotted identifier."""
    return _PURPOSES.get(oid, oid.dotted_string)


def extension_value(value: x509.ExtensionType) -> Plain:
    """Return an extension's value; kinds that are not known appear in hexadecimal."""
    for show in (_simple, _points, _lists):
        shown = show(value)
        if shown is not None:
            return shown
    octets = attempt(value.public_bytes)
    return None if isinstance(octets, Unreadable) else {"hex": octets.hex()}


def _simple(value: x509.ExtensionType) -> Plain:
    if isinstance(value, x509.BasicConstraints):
        return {"ca": value.ca, "pathLength": value.path_length}
    if isinstance(value, x509.KeyUsage):
        return key_usage(value)
    if isinstance(value, x509.SubjectKeyIdentifier):
        return colons(value.digest)
    if isinstance(value, x509.AuthorityKeyIdentifier):
        identifier = value.key_identifier
        return {
            "keyIdentifier": None if identifier is None else colons(identifier),
            "issuer": general_names(value.authority_cert_issuer),
            "serial": value.authority_cert_serial_number,
        }
    if isinstance(value, x509.CRLNumber | x509.DeltaCRLIndicator):
        return value.crl_number
    if isinstance(value, x509.InhibitAnyPolicy):
        return value.skip_certs
    if isinstance(value, x509.PolicyConstraints):
        return {
            "requireExplicitPolicy": value.require_explicit_policy,
            "inhibitPolicyMapping": value.inhibit_policy_mapping,
        }
    if isinstance(value, x509.NameConstraints):
        return {
            "permitted": general_names(value.permitted_subtrees),
            "excluded": general_names(value.excluded_subtrees),
        }
    return None


def _points(value: x509.ExtensionType) -> Plain:
    if isinstance(value, x509.CRLDistributionPoints | x509.FreshestCRL):
        return [
            {
                "names": general_names(point.full_name),
                "relativeName": _relative(point.relative_name),
                "reasons": _reasons(point.reasons),
                "issuer": general_names(point.crl_issuer),
            }
            for point in value
        ]
    if isinstance(value, x509.IssuingDistributionPoint):
        return {
            "names": general_names(value.full_name),
            "relativeName": _relative(value.relative_name),
            "onlyUserCertificates": value.only_contains_user_certs,
            "onlyCaCertificates": value.only_contains_ca_certs,
            "onlyAttributeCertificates": value.only_contains_attribute_certs,
            "onlySomeReasons": _reasons(value.only_some_reasons),
            "indirect": value.indirect_crl,
        }
    return None


def _relative(name: x509.RelativeDistinguishedName | None) -> str | None:
    return None if name is None else name.rfc4514_string()


def _reasons(reasons: frozenset[x509.ReasonFlags] | None) -> list[str] | None:
    return None if reasons is None else sorted(reason.value for reason in reasons)


def _lists(value: x509.ExtensionType) -> Plain:
    if isinstance(value, x509.ExtendedKeyUsage):
        return [purpose_name(oid) for oid in value]
    if isinstance(value, x509.SubjectAlternativeName | x509.IssuerAlternativeName):
        return general_names(value)
    if isinstance(value, x509.AuthorityInformationAccess | x509.SubjectInformationAccess):
        return [
            {
                "method": _METHODS.get(one.access_method, one.access_method.dotted_string),
                "location": general_name(one.access_location),
            }
            for one in value
        ]
    if isinstance(value, x509.CertificatePolicies):
        return [
            {
                "policy": one.policy_identifier.dotted_string,
                "qualifiers": [_qualifier(part) for part in one.policy_qualifiers or ()],
            }
            for one in value
        ]
    if isinstance(value, x509.TLSFeature):
        return [feature.name for feature in value]
    return None


def _qualifier(part: str | x509.UserNotice) -> str:
    return part if isinstance(part, str) else part.explicit_text or "user notice"

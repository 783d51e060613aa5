"""Name constraints: which names a CA may certify (RFC 5280, 4.2.1.10)."""

import ipaddress
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from pwxwizard.pki.chains import name_key
from pwxwizard.pki.extensions import extension


def violations(certificate: x509.Certificate, constraints: x509.NameConstraints) -> tuple[str, ...]:
    """Return one sentence for each name of a certificate that a CA above does not allow."""
    found: list[str] = []
    for name in _names(certificate):
        kind = type(name)
        permitted = [one for one in constraints.permitted_subtrees or () if type(one) is kind]
        excluded = [one for one in constraints.excluded_subtrees or () if type(one) is kind]
        if permitted and not any(_within(name, base) for base in permitted):
            found.append(f"{_text(name)} is outside the names a CA above permits.")
        elif any(_within(name, base) for base in excluded):
            found.append(f"{_text(name)} is among the names a CA above excludes.")
    return tuple(found)


def _names(certificate: x509.Certificate) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    if certificate.subject.rdns:
        names.append(x509.DirectoryName(certificate.subject))
    alternative = extension(certificate, x509.SubjectAlternativeName)
    if alternative is not None:
        names.extend(alternative)
    else:
        # the older place of mail addresses; RFC 5280 asks to check it when there is no other
        mails = certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
        names.extend(x509.RFC822Name(str(part.value)) for part in mails)
    return names


def _text(name: x509.GeneralName) -> str:
    if isinstance(name, x509.DirectoryName):
        return name.value.rfc4514_string()
    return str(name.value)


def _within(name: x509.GeneralName, base: x509.GeneralName) -> bool:
    if isinstance(name, x509.DirectoryName) and isinstance(base, x509.DirectoryName):
        whole, start = name_key(name.value), name_key(base.value)
        return whole[: len(start)] == start
    if isinstance(name, x509.DNSName) and isinstance(base, x509.DNSName):
        return _below(name.value, base.value)
    if isinstance(name, x509.RFC822Name) and isinstance(base, x509.RFC822Name):
        return _mail_within(name.value, base.value)
    if isinstance(name, x509.UniformResourceIdentifier) and isinstance(
        base, x509.UniformResourceIdentifier
    ):
        host = (urlsplit(name.value).hostname or "").lower()
        wanted = base.value.lower()
        return host.endswith(wanted) if wanted.startswith(".") else host == wanted
    if isinstance(name, x509.IPAddress) and isinstance(base, x509.IPAddress):
        return _address_within(name, base)
    # a kind of name whose constraints are not understood is never taken as allowed
    return False


def _below(name: str, base: str) -> bool:
    name, base = name.lower().rstrip("."), base.lower().strip(".")
    return not base or name == base or name.endswith(f".{base}")


def _mail_within(address: str, base: str) -> bool:
    local, _, host = address.rpartition("@")
    base_local, _, base_host = base.rpartition("@")
    if base_local:
        return local == base_local and host.lower() == base_host.lower()
    if base.startswith("."):
        return host.lower().endswith(base.lower())
    return host.lower() == base.lower()


def _address_within(name: x509.IPAddress, base: x509.IPAddress) -> bool:
    network = base.value
    if not isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network):
        return False
    address = name.value
    if isinstance(address, ipaddress.IPv4Network | ipaddress.IPv6Network):
        return False
    return address.version == network.version and address in network

"""HandshakeRole and ClientAuthType: what each choice means for each kind of client."""

from dataclasses import dataclass
from enum import StrEnum

from pwxwizard.knowledge import Confidence, Provenance

_SOURCE = Provenance("z/OS IP Configuration Guide, picking handshake roles", Confidence.DOCUMENTED)
_MALFORMED = Provenance("PowerExchange SSL configuration steps", Confidence.DOCUMENTED)


class ClientCase(StrEnum):
    """What a client answers when it is asked for a certificate."""

    NONE = "none"
    """It has no certificate."""
    VALID = "valid"
    """A valid certificate of a user ID, from a CA in the key ring."""
    UNMAPPED = "unmapped"
    """A valid certificate that the security manager maps to no user ID."""
    UNTRUSTED = "untrusted"
    """An expired certificate, or one whose chain does not end in the key ring."""
    MALFORMED = "malformed"
    """A certificate that cannot be read."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What happens to one kind of client."""

    case: ClientCase
    accepted: bool
    sentence: str
    provenance: Provenance


def asks_for_certificate(handshake_role: str) -> bool:
    """Tell whether a server with this role asks its clients for a certificate."""
    return handshake_role.lower() == "serverwithclientauth"


def consequence(handshake_role: str, client_auth_type: str, case: ClientCase) -> Consequence:
    """Return what happens to a client; an unwritten ClientAuthType means `Required`."""
    if not asks_for_certificate(handshake_role):
        return Consequence(
            case, True, "Accepted: no certificate is asked for, so none is checked.", _SOURCE
        )
    kind = client_auth_type.lower() or "required"
    if case is ClientCase.MALFORMED:
        return Consequence(
            case, False, "Refused: System SSL reads the certificate in any case.", _MALFORMED
        )
    if kind == "passthru":
        text = "Accepted: the certificate is asked for, but neither required nor checked."
        return Consequence(case, True, text, _SOURCE)
    if case is ClientCase.VALID:
        return Consequence(case, True, "Accepted: the certificate is valid.", _SOURCE)
    if case is ClientCase.UNTRUSTED:
        return Consequence(case, False, "Refused: a certificate that comes is validated.", _SOURCE)
    if case is ClientCase.NONE:
        accepted = kind == "full"
        text = (
            "Accepted: with Full a client may come without a certificate."
            if accepted
            else f"Refused: {client_auth_type or 'Required'} wants a certificate."
        )
        return Consequence(case, accepted, text, _SOURCE)
    accepted = kind != "safcheck"
    text = (
        "Accepted: the certificate is valid; user IDs are not looked at."
        if accepted
        else "Refused: SAFCheck wants a certificate that belongs to a user ID."
    )
    return Consequence(case, accepted, text, _SOURCE)


def consequences(handshake_role: str, client_auth_type: str) -> tuple[Consequence, ...]:
    """Return what happens to every kind of client."""
    return tuple(consequence(handshake_role, client_auth_type, case) for case in ClientCase)

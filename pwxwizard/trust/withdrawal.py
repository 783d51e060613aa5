"""Withdrawn certificates: which there are, whose they were, and which ends look for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pwxwizard import attls, layout, pki
from pwxwizard.project import Project, fingerprint

if TYPE_CHECKING:
    from cryptography import x509

    from pwxwizard.world import Reader

_ASKING = ("OcspAiaEnable", "HttpCdpEnable")
"""AT-TLS switches that have System SSL look whether a certificate is withdrawn; both off by default."""
_NAMING = ("OcspUrl", "GSK_LDAP_SERVER")
"""AT-TLS parameters that do so by naming a server."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One certificate that the project has withdrawn."""

    serial: int
    said: str
    """Since when and why, as a phrase."""
    name: str = ""
    """Whose it was: a machine, mostly; empty when nobody noted that."""
    compromised: bool = False
    """Others may have its key."""
    generation: int = 1
    """Which CA of the project had signed it."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """The certificates of the project's CAs, as far as they are known, by generation."""

    known: "Mapping[int, tuple[x509.Certificate, ...]]"
    """Of each CA the one that signs and its issuers."""

    def trusted(self, generation: int, by: "tuple[x509.Certificate, ...]") -> bool:
        """Tell whether a CA is trusted, or one that is not known here may be that CA.

        Args:
            generation: which CA.
            by: the CA certificates of the end that is asked about.
        """
        if generation in self.known:
            return any(one in self.known[generation] for one in by)
        others = {one for chain in self.known.values() for one in chain}
        return any(one not in others for one in by)


def noted(project: Project) -> tuple[Withdrawal, ...]:
    """Return the certificates that the project has withdrawn.

    An entry whose serial number cannot be read counts for nothing; the CA's form tells of it.
    """
    entries = project.table(("ca",)).get("revoked")
    return tuple(_noted(entries)) if isinstance(entries, Mapping) else ()


def _noted(entries: Mapping[str, Any]) -> Iterator[Withdrawal]:
    for serial, entry in entries.items():
        table = entry if isinstance(entry, Mapping) else {}
        try:
            number = int(str(serial).replace(":", ""), 16)
        except ValueError:
            continue
        reason = str(table.get("reason") or "unspecified")
        why = "" if reason == "unspecified" else f" ({pki.reason_words(reason)})"
        yield Withdrawal(
            number,
            f"on {table.get('date') or 'an unknown day'}{why}",
            str(table.get("name") or "").strip(),
            reason in pki.COMPROMISES,
            _counted(table.get("generation")),
        )


def withdrawals(project: Project) -> Mapping[int, str]:
    """Return since when and why certificates are withdrawn, by serial number."""
    return {one.serial: one.said for one in noted(project)}


def authorities(project: Project, reader: "Reader") -> Authorities:
    """Return the certificates of the present CA and of the one before it, where they are there."""
    present = _counted(project.table(("ca",)).get("generation"))
    written = project.record.item.get("ca/CA")
    made = written.inputs.get("CA generation", "") if written else ""
    files = {present: layout.ca_certificate(project)}
    if present > 1:
        # until the new CA is written, the file of the present one holds the one before it
        begun = made != fingerprint(present)
        files[present - 1] = files[present] if begun else layout.former_ca(project)
    looked = {generation: reader.look(path) for generation, path in files.items()}
    return Authorities(
        {
            generation: certificates
            for generation, found in looked.items()
            if found.state == "file"
            and (certificates := pki.read(found.data, file=files[generation]).certificates)
        }
    )


def _counted(generation: object) -> int:
    return generation if isinstance(generation, int) else 1


def asks_for_lists(effective: attls.EffectivePolicy) -> str:
    """Return the parameter by which a rule has withdrawn certificates looked for; empty for none."""
    for name in (*_ASKING, *_NAMING):
        value = effective.value(name)
        if value and (name in _NAMING or value.lower() == "on"):
            return f"{name} {value}"
    return ""

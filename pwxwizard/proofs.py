"""Kinds of evidence by the names that people use, and what an item's proof still lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pwxwizard.project import Evidence


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """What a kind of evidence is called."""

    name: str
    """As a person says it, in the middle of a sentence."""
    by: str = ""
    """The command or program that it comes from, as its product spells it."""

    @property
    def title(self) -> str:
        """Return the name with what it comes from."""
        return f"{self.name} ({self.by})" if self.by else self.name


KINDS: Mapping[str, EvidenceKind] = {
    "rehearsal": EvidenceKind("rehearsal"),
    "probe": EvidenceKind("probe of the port"),
    "listring": EvidenceKind("key ring listing", "RACDCERT LISTRING"),
    "list": EvidenceKind("certificate listing", "RACDCERT LIST"),
    "listchain": EvidenceKind("chain listing", "RACDCERT LISTCHAIN"),
    "checkcert": EvidenceKind("listing of a data set's certificates", "RACDCERT CHECKCERT"),
    "acf2-keyring": EvidenceKind("key ring listing", "ACF2 LIST of the KEYRING record"),
    "acf2-certificate": EvidenceKind("certificate listing", "ACF2 CHKCERT"),
    "tss-keyring": EvidenceKind("key ring listing", "TSS LIST KEYRING"),
    "tss-certificate": EvidenceKind("certificate listing", "TSS LIST or CHKCERT of the DIGICERT"),
    "pasearch": EvidenceKind("policy listing", "pasearch -t"),
    "netstat-ttls": EvidenceKind("listing of secure connections", "NETSTAT TTLS CONN"),
    "attls-log": EvidenceKind("AT-TLS messages", "EZD1281I to EZD1287I"),
    "dcm": EvidenceKind("certificate store listing", "DCM or dcmview"),
    "ping": EvidenceKind("PING", "DTLREXE"),
}
"""Every kind of evidence, by the word that stands for it in project files and commands."""


def called(kind: str) -> EvidenceKind:
    """Return what a kind is called; one that is not known, from a project file, by its word."""
    return KINDS.get(kind, EvidenceKind(kind))


@dataclass(frozen=True, slots=True)
class Unproved:
    """One kind of evidence that an item's proof lacks, and why what there is does not count."""

    kind: str
    went_wrong: Evidence | None = None
    """What was looked at as things are now, and did not go as it should."""
    outdated: Evidence | None = None
    """What was kept before something changed that it depends on."""
    changed: tuple[str, ...] = ()
    """The names of what has changed since."""

    def __str__(self) -> str:
        """Return it as a phrase, such as `no key ring listing yet (RACDCERT LISTRING)`."""
        if self.went_wrong is not None:
            name = called(self.went_wrong.kind).name
            said = f": {self.went_wrong.summary.rstrip('.')}" if self.went_wrong.summary else ""
            return f"the {name} of {self.went_wrong.date[:10]} went wrong{said}"
        if self.outdated is not None:
            first, *rest = self.changed or ("something",)
            more = f" and {len(rest)} more" if rest else ""
            name = called(self.outdated.kind).name
            return f"{name} outdated: {first}{more} changed after {self.outdated.date[:10]}"
        kind = called(self.kind)
        return f"no {kind.name} yet" + (f" ({kind.by})" if kind.by else "")


def unproved(
    evidence: Iterable[Evidence],
    wanted: Iterable[str],
    stands_for: Mapping[str, str],
    inputs: Mapping[str, str],
) -> tuple[Unproved, ...]:
    """Return each kind of evidence that is still to come.

    Args:
        evidence: what was kept about the item, the oldest first.
        wanted: the kinds that together prove it.
        stands_for: kinds that count as well, each with the kind that it replaces.
        inputs: the digest of everything the item depends on, as things are now.
    """
    kept = tuple(one for one in evidence if one.verdict in {"proved", "wrong"})
    found = []
    for kind in wanted:
        about = [one for one in kept if stands_for.get(one.kind, one.kind) == kind]
        current = [one for one in about if dict(one.inputs) == dict(inputs)]
        if any(one.verdict == "proved" for one in current):
            continue
        if current:
            found.append(Unproved(kind, went_wrong=current[-1]))
        elif about:
            changed = tuple(
                name
                for name in sorted(inputs.keys() | about[-1].inputs.keys())
                if inputs.get(name) != about[-1].inputs.get(name)
            )
            found.append(Unproved(kind, outdated=about[-1], changed=changed))
        else:
            found.append(Unproved(kind))
    return tuple(found)

"""Kinds of evidence by the names that people use, and what an item's proof still lacks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pwxwizard.project import Evidence


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """What a kind of evidence is called."""

    name: str
    """As a person says it, in the middle of a sentence."""
    by: str = ""
    """The command or program that it comes from, as its product spells it."""
    again: str = "list it again"
    """What to do where it is outdated, in the middle of a sentence."""

    @property
    def title(self) -> str:
        """Return the name with what it comes from."""
        return f"{self.name} ({self.by})" if self.by else self.name


KINDS: Mapping[str, EvidenceKind] = {
    "rehearsal": EvidenceKind("rehearsal", again="rehearse again"),
    "probe": EvidenceKind("probe of the port", again="probe the port again"),
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
    "attls-log": EvidenceKind("AT-TLS messages", "EZD1281I to EZD1287I", "send them again"),
    "dcm": EvidenceKind("certificate store listing", "DCM or dcmview"),
    "ping": EvidenceKind("PING", "DTLREXE", "PING again"),
}
"""Every kind of evidence, by the word that stands for it in project files and commands."""


def called(kind: str) -> EvidenceKind:
    """Return what a kind is called; one that is not known, from a project file, by its word."""
    return KINDS.get(kind, EvidenceKind(kind))


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece of evidence of an item, and what it depends on that has changed since."""

    evidence: Evidence
    changed: tuple[str, ...] = ()
    """The names of what has changed; the evidence counts only while there is nothing."""

    @property
    def verdict(self) -> str:
        """Return what it shows, such as `proved`, or `proved, outdated` where it counts no longer.

        A rehearsal has `succeeded` or `failed`: only what comes from the real machines proves.
        """
        words = _REHEARSED if self.evidence.kind == "rehearsal" else {}
        word = words.get(self.evidence.verdict, self.evidence.verdict)
        return f"{word}, outdated" if self.changed else word

    @property
    def reason(self) -> str:
        """Return what has changed since, and what to do; empty while it counts."""
        again = called(self.evidence.kind).again
        return f"{_counted(self.changed)} changed; {again}" if self.changed else ""


_REHEARSED = {"proved": "succeeded", "wrong": "failed"}


def kept(
    evidence: Iterable[Evidence], inputs: Mapping[str, str], called: Callable[[str], str] = str
) -> tuple[Kept, ...]:
    """Return each piece of evidence with what has changed since.

    Args:
        evidence: what was kept about one item, the oldest first.
        inputs: the digest of everything the item depends on, as things are now.
        called: returns what people call an input, by its name.
    """
    return tuple(Kept(one, tuple(map(called, _changed(one, inputs)))) for one in evidence)


def _changed(evidence: Evidence, inputs: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        name
        for name in sorted(inputs.keys() | evidence.inputs.keys())
        if inputs.get(name) != evidence.inputs.get(name)
    )


def _counted(changed: tuple[str, ...]) -> str:
    first, *rest = changed
    return first + (f" and {len(rest)} more" if rest else "")


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
            return f"the {name} went wrong{said}"
        if self.outdated is not None:
            kind = called(self.outdated.kind)
            names = tuple(name.rpartition("/")[2] for name in self.changed)
            return f"{kind.name} outdated: {_counted(names)} changed; {kind.again}"
        kind = called(self.kind)
        return f"no {kind.name} yet" + (f" ({kind.by})" if kind.by else "")


def unproved(
    evidence: Iterable[Kept], wanted: Iterable[str], stands_for: Mapping[str, str]
) -> tuple[Unproved, ...]:
    """Return each kind of evidence that is still to come.

    Args:
        evidence: what was kept about the item, the oldest first.
        wanted: the kinds that together prove it.
        stands_for: kinds that count as well, each with the kind that it replaces.
    """
    decided = tuple(one for one in evidence if one.evidence.verdict in {"proved", "wrong"})
    found = []
    for kind in wanted:
        about = [
            one for one in decided if stands_for.get(one.evidence.kind, one.evidence.kind) == kind
        ]
        current = [one.evidence for one in about if not one.changed]
        if any(one.verdict == "proved" for one in current):
            continue
        if current:
            found.append(Unproved(kind, went_wrong=current[-1]))
        elif about:
            last = about[-1]
            found.append(Unproved(kind, outdated=last.evidence, changed=last.changed))
        else:
            found.append(Unproved(kind))
    return tuple(found)

"""What is to come back for a packet: the listings that prove an item, and the job that makes them."""

from dataclasses import dataclass

from pwxwizard.finding import capitalised
from pwxwizard.handover.setup import certificate_proofs, listed_beside
from pwxwizard.project import Machine
from pwxwizard.proofs import called


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a role sends back, so that an item is proved."""

    item: str
    """The item, as `step/subject`."""
    kinds: tuple[str, ...]
    """Kinds of evidence, all of which are needed."""
    job: str = ""
    """Name of the packet's job that makes the listings; empty where there is none."""
    beside: tuple[str, ...] = ()
    """Kinds that the packet asks for as well, and that the item is proved without."""

    def __str__(self) -> str:
        """Return it as a phrase, such as `the whole output of pasearch -t`."""
        job = f", job {self.job}" if self.job else ""
        return f"the whole output of {_named(self.kinds) or 'the last step'}{job}"

    def asked(self, how: str = "") -> str:
        """Return it as a packet asks for it, with what it proves; `how` is said of it, after it."""
        said = f"{self}{how}"
        return f"{capitalised(said)}. If it is as planned, it proves the item {self.item}."

    @property
    def more(self) -> tuple[str, ...]:
        """Return what else may come with it, as a sentence; nothing where there is nothing."""
        if not self.beside:
            return ()
        verb, them = ("is", "it") if len(self.beside) == 1 else ("are", "them")
        named = _named(self.beside)
        return (f"{named} {verb} looked at as well; the item is proved without {them}.",)


def _named(kinds: tuple[str, ...]) -> str:
    """Return what kinds of listings come from, with `and` between them."""
    return " and ".join(dict.fromkeys(called(kind).by for kind in kinds))


def certificate_back(machine: Machine, job: str = "") -> Wanted:
    """Return what is to come back for a machine's personal certificate.

    Args:
        machine: a machine on which others install it.
        job: path in the packet of the job that makes the listings.
    """
    name = job.rpartition("/")[2].removesuffix(".jcl")
    item = f"personal-certificate/{machine.name}"
    return Wanted(item, certificate_proofs(machine), name, listed_beside(machine))


def policy_back(machine: Machine) -> Wanted:
    """Return what is to come back for a machine's AT-TLS policy."""
    return Wanted(f"at-tls/{machine.name}", ("pasearch",), beside=("netstat-ttls", "attls-log"))


def back(machine: Machine, item: str) -> Wanted | None:
    """Return what is to come back for an item about a machine; `None` where nothing is."""
    if item.startswith("ping/"):
        return Wanted(item, ("ping",))
    known = (certificate_back(machine), policy_back(machine))
    return next((one for one in known if one.item == item and one.kinds), None)

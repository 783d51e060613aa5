"""What is to come back for a packet: the listings that prove an item, and the job that makes them."""

from dataclasses import dataclass

from pwxwizard.handover.packet import Packet
from pwxwizard.handover.security import jobs
from pwxwizard.handover.setup import certificate_proofs, ring_setup, view
from pwxwizard.project import Project
from pwxwizard.proofs import called
from pwxwizard.world import Reader

_PROVES = {"security": "personal-certificate", "network": "at-tls", "ibmi": "personal-certificate"}
"""The step whose item is proved by what comes back from a role."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a role sends back, so that an item is proved."""

    item: str
    """The item, as `step/subject`."""
    kinds: tuple[str, ...]
    """Kinds of evidence, all of which are needed."""
    job: str = ""
    """Name of the packet's job that makes the listings; empty where there is none."""

    def __str__(self) -> str:
        """Return it as a phrase, such as `the whole output of pasearch -t`."""
        listings = " and ".join(dict.fromkeys(called(kind).by for kind in self.kinds))
        job = f", job {self.job}" if self.job else ""
        return f"the whole output of {listings or 'the last step'}{job}"


def wanted_back(packet: Packet, project: Project, reader: Reader) -> Wanted | None:
    """Return what is to come back for a packet; `None` where nothing of it proves an item.

    Args:
        packet: one of the project's packets.
        project: the project.
        reader: looks at the artifacts.
    """
    step, machine = _PROVES.get(packet.role), project.machine.get(packet.machine)
    if step is None or machine is None:
        return None
    item = f"{step}/{machine.name}"
    if packet.role == "network":
        return Wanted(item, ("pasearch",))
    kinds, job = certificate_proofs(machine), ""
    if packet.role == "security":
        seen = view(project, machine, reader)
        # the last task lists what the ones before have made
        path, _ = jobs(ring_setup(seen), seen)[-1]
        job = path.rpartition("/")[2].removesuffix(".jcl")
    return Wanted(item, kinds, job)

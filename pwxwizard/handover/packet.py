"""A packet: everything one role gets for one machine, as files with fixed bytes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pwxwizard.finding import Finding

if TYPE_CHECKING:
    from pwxwizard.handover.document import Document
    from pwxwizard.handover.wanted import Wanted


class Role(StrEnum):
    """Who a packet is for."""

    SECURITY = "security"
    NETWORK = "network"
    POWEREXCHANGE = "powerexchange"
    IBMI = "ibmi"


ROLES = tuple(role.value for role in Role)
"""Keys of the roles, in the order in which their work is done."""

ROLE_NAMES = {
    "security": "security administrator (RACF, ACF2 or Top Secret)",
    "network": "network administrator (TCP/IP and Policy Agent)",
    "powerexchange": "PowerExchange administrator",
    "ibmi": "IBM i administrator",
    "ansible": "automation team (Ansible)",
}

TEXT, BINARY = "text", "binary"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A file that somebody brings to the machine."""

    path: str
    """In the packet; for a separate file, its path from the project's folder."""
    mode: str
    """`text`, with conversion of the code page, or `binary`."""
    target: str
    """Data set, file or place it goes to, in words or as its name."""
    sha256: str
    """Empty while the file has not been written."""
    recfm: str = ""
    lrecl: int = 0
    separate: bool = False
    """It holds a private key or a passphrase, so it is not in the packet."""

    @property
    def allocation(self) -> str:
        """Return the data set's record format and length; empty for other targets."""
        return f"RECFM={self.recfm}, LRECL={self.lrecl}" if self.recfm else ""


@dataclass(frozen=True, slots=True)
class Packet:
    """What one role gets for one machine."""

    role: str
    machine: str
    folder: str
    """Below the hand-over folder, such as `security/ZOS1`."""
    title: str
    files: Mapping[str, bytes] = field(repr=False)
    """Content by path inside the folder."""
    transfers: tuple[Transfer, ...] = ()
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    """Artifacts that have not been written yet, by path; the packet is not complete without them."""
    document: "Document | None" = field(default=None, repr=False)
    """What its pages say; `None` where they are made otherwise."""
    wanted: "Wanted | None" = None
    """What is to come back for it; `None` where nothing of it proves an item."""


_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that ZIP knows; every file gets it, so that equal packets have equal bytes."""


def as_zip(packet: Packet) -> bytes:
    """Return a packet as a ZIP archive: the same bytes for the same packet, everywhere.

    The files are stored uncompressed, because compressed bytes differ between library versions.
    """
    buffer = io.BytesIO()
    import zipfile  # noqa: PLC0415 - only when a packet is packed

    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted(packet.files.items()):
            entry = zipfile.ZipInfo(f"{packet.folder}/{path}", _DATE)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()

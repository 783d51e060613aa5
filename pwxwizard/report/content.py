"""What a report says, as plain data: every format is written from the same content."""

from dataclasses import dataclass

SCHEMA = 1
"""Version of the JSON form; a field that is added does not change it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine of the estate."""

    name: str
    platform: str
    release: str
    hosts: tuple[str, ...]
    listeners: tuple[str, ...]
    """Name, port and whether it is secure, as a phrase each."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a connection fares as it does."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Connection:
    """One cell of the trust matrix, or one NODE statement of a file by itself."""

    client: str
    machine: str
    """The called machine, or its address where no more is known."""
    listener: str
    """Name and port of the called listener, as a phrase."""
    verdict: str
    """`works`, `works-without-authentication`, `fails` or `unknown`; `tls` or `plain` of a NODE."""
    protocol: str = ""
    suite: str = ""
    server_authenticated: bool = False
    client_asked: bool = False
    client_authenticated: bool = False
    reasons: tuple[Reason, ...] = ()
    to_fill_in: bool = False
    """A passphrase is still to be filled in at one end; the verdict is that of the time after."""
    withdrawn: bool = False
    """A certificate that is withdrawn is shown, and accepted all the same."""

    @property
    def told(self) -> str:
        """The verdict in words."""
        later = ", once a passphrase is filled in" if self.to_fill_in else ""
        still = ", with a withdrawn certificate" if self.withdrawn else ""
        return self.verdict.replace("-", " ") + later + still


@dataclass(frozen=True, slots=True)
class End:
    """The end of one certificate or revocation list."""

    subject: str
    ends: str
    """ISO 8601, in UTC."""
    days_left: int
    """Whole days from the report's moment; negative once it has ended."""
    due: str
    """`expired`, `not yet valid`, `soon`, `fine`, or `withdrawn`."""
    sha256: str
    """Fingerprint of the certificate or list."""
    files: tuple[str, ...]
    machines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A certificate that the project's CA has withdrawn."""

    name: str
    """Whose it was; empty when nobody noted that."""
    serial: str
    """In hexadecimal."""
    reason: str
    date: str
    """As `YYYY-MM-DD`."""
    generation: int
    """Which CA of the project had signed it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the ordered list."""

    name: str
    state: str
    because: tuple[str, ...]
    """What is missing or has changed; of what is written, what its proof lacks."""
    proof: str = ""
    """How far the proof of what is written is, such as `to be proved`; empty where none is wanted."""

    @property
    def told(self) -> str:
        """The state in words, with what is to be said of its proof."""
        return ", ".join(filter(None, (self.state, self.proof)))


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding."""

    code: str
    severity: str
    message: str
    where: str
    why: str
    fix: str
    source: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody accepts for a while."""

    code: str
    where: str
    owner: str
    reason: str
    until: str
    state: str
    """`in force`, `ended`, or `date unreadable`."""
    covers: tuple[str, ...] = ()
    """Place and message of every finding that it keeps from counting."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence that the project keeps."""

    item: str
    kind: str
    verdict: str
    """What it shows, with `, outdated` where something changed since."""
    date: str
    by: str
    summary: str
    digest: str
    """SHA-256 of what was judged; of some kinds only its first 16 digits are kept."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one record of the journal did to one file."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the journal."""

    id: str
    when: str
    who: str
    kind: str
    label: str
    files: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that applying now would create or change."""

    path: str
    action: str
    why: str
    added: int
    removed: int
    lines: tuple[str, ...]
    """Of a changed file: the difference, secrets masked; never of a new one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One file that the report is based on."""

    path: str
    kind: str
    sha256: str
    """Of the content that was seen, or what was there instead of a file."""
    written: str = ""
    """SHA-256 that the project's record has of it; empty for what the tool did not write."""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says."""

    title: str
    subject: str
    """`project`, or `files` when what was reviewed belongs to no project."""
    at: str
    """The moment for which dates are judged, ISO 8601 in UTC."""
    version: str
    """Of this program."""
    machines: tuple[Machine, ...] = ()
    connections: tuple[Connection, ...] = ()
    ends: tuple[End, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    items: tuple[Item, ...] = ()
    findings: tuple[Remark, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    evidence: tuple[Proof, ...] = ()
    history: tuple[Entry, ...] = ()
    differences: tuple[Difference, ...] = ()
    seen: tuple[Seen, ...] = ()

    def count(self, severity: str) -> int:
        """Return how many findings are of a severity."""
        return sum(1 for finding in self.findings if finding.severity == severity)

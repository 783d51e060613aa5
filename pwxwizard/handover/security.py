"""The packet of the security administrator: certificates, key ring, access, and their proof."""

from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.handover import cover
from pwxwizard.handover.document import Document, Step, remembered, step
from pwxwizard.handover.packet import BINARY, TEXT, Packet, Transfer
from pwxwizard.handover.setup import MachineView, renewed, ring_setup
from pwxwizard.handover.wanted import certificate_back
from pwxwizard.world import Reader
from pwxwizard.zos import (
    DIALECTS,
    PASSPHRASE,
    Command,
    RingSetup,
    Source,
    Task,
    Where,
    assumed,
    catalogue,
    check_setup,
    jcl,
    names_left_over,
    short_name,
)

if TYPE_CHECKING:
    from pwxwizard.finding import Finding

_LRECL = 84
REPLY = "files/reply.pem"
"""The signed certificate, in the packet of a machine that made its own request."""
_SOURCES = {
    Source.PKCS12: "The certificate and its private key were made by the administrator who sent this "
    "packet. They arrive as a PKCS #12 file, which is carried separately from this packet.",
    Source.REQUEST: "The private key is made on this machine. Its certificate request goes to the "
    "administrator who sent this packet, and the signed certificate comes back.",
    Source.SECURITY_MANAGER: "Key and certificate are made and signed on this machine; the "
    "certificate of the CA that signs goes to the administrator who sent this packet.",
    Source.EXISTING: "Certificate and key ring are on this machine already and are adopted.",
}


def security_packet(seen: MachineView, reader: Reader) -> Packet:
    """Return the packet for the security administrator of a z/OS machine."""
    project, machine = seen.project, seen.machine
    setup = ring_setup(seen)
    overrides = project.catalogue.get("security-managers", {})
    tables = catalogue(overrides)
    numbered = jobs(setup, seen)
    tasks = tuple(task for _, task in numbered)
    files = {
        f"files/ca-{number}.pem": pki.ca_list_pem((ca,)) for number, ca in enumerate(seen.cas, 1)
    }
    reply = reader.look(layout.reply(project, machine, "pem"))
    if setup.source is Source.REQUEST and reply.state == "file":
        files[REPLY] = reply.data
    steps: list[Step] = []
    for number, (job, task) in enumerate(numbered, 1):
        if job:
            files[job] = _job(number, task, seen)
        steps.append(step(task, job))
    transfers = cover.sendable(_transfers(setup, seen, reader), files)
    # the last task lists what the ones before have made
    wanted = certificate_back(machine, numbered[-1][0])
    manager = tables.get(machine.security_manager, tables["racf"])
    document = Document(
        title=f"Key ring and certificate for PowerExchange on {machine.name}",
        facts=(
            *cover.facts(
                project,
                machine,
                "security",
                f"Key ring {setup.owner}/{setup.ring} with "
                f"the personal certificate {setup.label!r}, readable by {', '.join(setup.readers)}",
            ),
            ("Certificate", _certificate(seen, setup)),
            *(("CA certificate", f"subject {ca.subject}, label {ca.label!r}") for ca in setup.cas),
        ),
        intro=(
            (
                f"PowerExchange on {machine.name} is to accept TLS connections on "
                f"{cover.ports(machine)}; they come from: {cover.clients(project, machine)}. AT-TLS "
                "encrypts them, and it takes the certificates from the key ring that this packet sets up."
            ),
            _SOURCES[setup.source],
            *((_renewal(seen, setup),) if renewed(seen) else ()),
            (
                "Every step gives the commands, and where it can, a job under jcl/ that runs the same "
                "commands and stops at the first that fails. Change the JOB statement to your standards. "
                "Long commands are cut for TSO READY and for jobs; in ISPF option 6, type such a command as "
                "one line, without the + or - at the line ends. "
                "Nothing in this packet is secret."
            ),
            _numbers(numbered),
            *((str(manager["job_note"]),) if "job_note" in manager else ()),
            *((f"Names of the machine: {names_left_over(setup)}",) if setup.left_over else ()),
        ),
        steps=tuple(steps),
        transfer_notes=cover.ftp_notes(transfers),
        fill_in=_fill_in(tasks, setup, machine.security_manager),
        evidence=(
            f"{wanted.asked(', from its first to its last line')} Cut-off output proves nothing.",
            *wanted.more,
        ),
        undo=(
            (
                "First the PowerExchange administrator and then the network administrator take their "
                "steps back, so that nothing uses the ring any more. Then take these steps back from the "
                "last to the first, each with the command under Undo, and refresh as in the step. Undo "
                "only what you have done: a certificate, ring or profile that was there already stays."
            ),
        ),
        remembered=remembered(tasks),
        manual=str(manager["manual"]),
    )
    findings: tuple[Finding, ...] = (
        *check_setup(setup, tables),
        *cover.remembered_findings(assumed(tasks), machine.name),
    )
    return cover.packet("security", seen, document, files, transfers, findings, wanted)


def _renewal(seen: MachineView, setup: RingSetup) -> str:
    """Return what is otherwise where the machine has an earlier certificate, which is replaced."""
    return (
        f"This is a renewal: {seen.machine.name} should have an earlier certificate with the label "
        f"{setup.label!r}. The ring, the CA certificates and the access may be as they should be already; "
        "what is there stays, and a command that would make it says so and does no harm. The step that "
        "brings the certificate in says what becomes of the earlier one. Where that one was withdrawn, "
        "see that it is taken away once the new one is proved: until then, or until it ends, whoever has "
        "its key can show it."
    )


def jobs(setup: RingSetup, seen: MachineView) -> tuple[tuple[str, Task], ...]:
    """Return the tasks in order, each with the path of its job; empty when people do it."""
    overrides = seen.project.catalogue.get("security-managers", {})
    dialect = DIALECTS.get(seen.machine.security_manager, DIALECTS["racf"])
    tasks = dialect(setup, overrides)
    return tuple((member(number, task), task) for number, task in enumerate(tasks, 1))


def _numbers(jobs: tuple[tuple[str, Task], ...]) -> str:
    """Return how the jobs are numbered, and why numbers are missing."""
    typed = [str(number) for number, (path, _) in enumerate(jobs, 1) if not path]
    said = "A job has the number of its step: PWX1 is of step 1."
    if not typed:
        return said
    steps = f"Step {typed[0]} has" if len(typed) == 1 else f"Steps {', '.join(typed)} have"
    return f"{said} {steps} no job: a person carries that out."


def member(number: int, task: Task) -> str:
    """Return the path of the job that carries out a task; empty when people do it."""
    batch = any(one.where in {Where.TSO, Where.ACF} for one in task.commands)
    return f"jcl/PWX{number}{task.job}"[:12] + ".jcl" if task.job and batch else ""


def _job(number: int, task: Task, seen: MachineView) -> bytes:
    consoles = [one.text for one in task.commands if one.where is Where.OPERATOR]
    comments = (
        f"{seen.machine.name}: {task.title}",
        *(f"AFTERWARDS, ON THE CONSOLE: {text}" for text in consoles),
    )
    return jcl(f"PWX{number}{task.job}"[:8], task.commands, comments=comments).encode()


def _certificate(seen: MachineView, setup: RingSetup) -> str:
    leaf = seen.certificate
    if leaf is None or setup.source in {Source.SECURITY_MANAGER, Source.EXISTING}:
        name = ",".join(f"{kind}={value}" for kind, value in setup.subject)
        return f"subject {name}, label {setup.label!r}"
    return (
        f"subject {pki.dn_text(leaf.subject)}, serial number {leaf.serial_number:X}, valid until "
        f"{leaf.not_valid_after_utc:%Y-%m-%d}, label {setup.label!r}"
    )


def _transfers(setup: RingSetup, seen: MachineView, reader: Reader) -> tuple[Transfer, ...]:
    project, machine = seen.project, seen.machine
    found = [
        Transfer(ca.file, TEXT, setup.data_set(f"CA{number}"), "", "VB", _LRECL)
        for number, ca in enumerate(setup.cas, 1)
    ]
    if setup.source is Source.PKCS12:
        path = layout.personal(project, machine)
        found.append(
            Transfer(
                path,
                BINARY,
                setup.data_set("P12"),
                cover.file_digest(reader, path),
                "VB",
                _LRECL,
                separate=True,
            )
        )
    reply = layout.reply(project, machine, "pem")
    if setup.source is Source.REQUEST and cover.file_digest(reader, reply):
        found.append(Transfer(REPLY, TEXT, setup.data_set("CERT"), "", "VB", _LRECL))
    return tuple(found)


def _fill_in(tasks: tuple[Task, ...], setup: RingSetup, manager: str) -> tuple[str, ...]:
    commands: list[Command] = [command for task in tasks for command in task.commands]
    text = " ".join(command.text for command in commands)
    marks = {
        PASSPHRASE: f"{PASSPHRASE}: the passphrase of the PKCS #12 file, which reaches you separately; "
        "type it in the foreground, never into a stored job.",
        "USERID": "USERID: the user ID that a client's certificate is to stand for.",
        "YYYY-MM-DD": "YYYY-MM-DD: the day on which the certificate ends.",
    }
    found = [line for mark, line in marks.items() if mark in text]
    adopted = setup.source is Source.EXISTING and manager != "racf"
    if adopted and not (setup.record_id and setup.ring_record_id):
        found.append(
            f"{short_name('P', setup.machine)}: the record suffixes (ACF2) or the DIGICERT and KEYRING "
            "IDs (Top Secret) that the certificate and the ring have already; only their label and "
            "name are known here."
        )
    found.append(
        f"{setup.prefix or setup.user + '.PWX'}: the high-level qualifiers of the data sets, if yours "
        "have to be others; change them in every job."
    )
    return tuple(found)

"""The packet of the IBM i administrator: certificate store, authorities, DBMOVER."""

from pwxwizard import dbmover, ibmi, layout, pki
from pwxwizard.handover import cover
from pwxwizard.handover.document import Document, Shown, Step
from pwxwizard.handover.packet import BINARY, TEXT, Packet, Transfer
from pwxwizard.handover.powerexchange import holds_secret, to_fill_in
from pwxwizard.handover.setup import MachineView, ca_labels, key_is_carried, label
from pwxwizard.handover.wanted import certificate_back
from pwxwizard.world import Reader

_FOLDER = "/home/PWXTLS"


def store_setup(seen: MachineView) -> ibmi.StoreSetup:
    """Return everything the instructions for an IBM i machine depend on."""
    machine = seen.machine
    table = seen.project.table(("machine", machine.name, "dbmover"))
    return ibmi.StoreSetup(
        machine=machine.name,
        host=machine.hosts[0] if machine.hosts else machine.name,
        label=label(machine, seen.certificate_table),
        ca_labels=tuple(ca.label for ca in ca_labels(seen)),
        users=tuple(dict.fromkeys(one.user for one in machine.secure_listeners if one.user)),
        app_id=str(table.get("app_id", "")),
        folder=_FOLDER,
        library=str(table.get("library", "")),
        with_key=key_is_carried(seen),
    )


def ibmi_packet(seen: MachineView, reader: Reader) -> Packet:
    """Return the packet for the administrator of an IBM i machine."""
    project, machine = seen.project, seen.machine
    setup = store_setup(seen)
    overrides = project.catalogue.get("ibmi", {})
    tasks = ibmi.tasks(setup, overrides)
    files = {
        f"files/ca-{number}.pem": pki.ca_list_pem((ca,)) for number, ca in enumerate(seen.cas, 1)
    }
    path = layout.dbmover(project, machine)
    found = reader.look(path)
    secret = holds_secret(found)
    if found.state == "file" and not secret:
        files["files/DBMOVER"] = found.data
    transfers = [
        *(
            Transfer(f"files/ca-{number}.pem", BINARY, f"{setup.folder}/ca-{number}.pem", "")
            for number, _ in enumerate(setup.ca_labels, 1)
        ),
        Transfer(
            path if secret else "files/DBMOVER",
            TEXT,
            f"{setup.folder}/DBMOVER, then member DBMOVER of file CFG",
            found.digest if secret else "",
            separate=secret,
        ),
    ]
    if setup.with_key:
        package = layout.personal(project, machine)
        digest = cover.file_digest(reader, package)
        transfers.insert(
            0,
            Transfer(package, BINARY, f"{setup.folder}/personal.p12", digest, separate=True),
        )
    sent = cover.sendable(transfers, files)
    wanted = certificate_back(machine)
    document = Document(
        title=f"Certificate store and PowerExchange on {machine.name}",
        facts=cover.facts(
            project,
            machine,
            "ibmi",
            f"Certificate {setup.label!r} in the *SYSTEM store, readable by "
            f"{', '.join(setup.users) or 'the listener user'}, and DBMOVER for {cover.ports(machine)}",
        ),
        intro=(
            (
                f"PowerExchange on {machine.name} is to accept TLS connections on {cover.ports(machine)}; "
                f"clients: {cover.clients(project, machine)}."
            ),
            (
                "What IBM i itself wants (store, authorities) is read from its manuals. What PowerExchange "
                "wants on IBM i is not: whether it finds its certificate by an application ID, and how the "
                "SSL statement of DBMOVER names it, must be looked up in the PowerExchange Reference Manual "
                "of your release. Such places are marked."
            ),
            (
                "Nothing in this packet is secret. The PKCS #12 file with the private key is carried "
                "separately, and its passphrase by yet another way."
            ),
        ),
        steps=(*(_step(task) for task in tasks), _restart(seen)),
        transfers=sent,
        transfer_notes=(
            (
                "With FTP: `quote site namefmt 1`, then `binary` or `ascii` as the table says, then `put`. "
                "(The operand NAMEFMT is remembered, not read in a manual.)"
            ),
        ),
        fill_in=_fill_in(setup, placeholder=to_fill_in(found)),
        evidence=(
            wanted.asked(
                ": what DCM shows about the certificate and the CA certificates, copied from the browser, "
                "or what dcmview prints"
            ),
            (
                "The listener's joblog, if anything fails; texts of return codes: "
                "DSPMSGD RANGE(CPDBCXX), with the message's own number."
            ),
        ),
        undo=(
            (
                "First have the clients call the plain port again. Then put the kept DBMOVER member back "
                "and start the listener again; only then is the store not in use. The imported "
                "certificates do no harm; to remove them, and to give back the authorities that you "
                "noted, use the entries under Undo from the last to the first."
            ),
        ),
        remembered=tuple(
            dict.fromkeys(
                f"{one.text.split('>')[0].strip()}: {one.provenance.source}"
                for task in tasks
                for one in task.instructions
                if cover.is_remembered(one.provenance)
            )
        ),
        manual=str(ibmi.catalogue(overrides)["manual"]),
    )
    findings = ibmi.check_store(setup, f"machine.{machine.name}", overrides)
    return cover.packet("ibmi", seen, document, files, sent, findings, wanted)


def _step(task: ibmi.StoreTask) -> Step:
    return Step(
        task.title,
        task.why,
        tuple(
            Shown(
                one.about,
                (one.text,),
                one.place,
                one.expect,
                (one.undo,) if one.undo else (),
                cover.is_remembered(one.provenance),
            )
            for one in task.instructions
        ),
    )


def _restart(seen: MachineView) -> Step:
    ports = cover.port_numbers(seen.machine)
    return Step(
        "Start the listener again",
        "It reads DBMOVER and the store at its start.",
        (
            Shown(
                "End and start the PowerExchange listener as you usually do.",
                expect=f"Message PWX-00650 with {ports} in its log.",
            ),
            cover.client_pings(seen.project, seen.machine),
        ),
    )


def _fill_in(setup: ibmi.StoreSetup, *, placeholder: bool) -> tuple[str, ...]:
    found = []
    if not setup.library:
        found.append("DATALIB: the data library of PowerExchange.")
    if not setup.users:
        found.append("USERPROFILE: the user that runs the listener.")
    if not setup.app_id:
        found.append("APPLICATION_ID: the application in DCM, if your release uses one.")
    if placeholder:
        found.append(f"{dbmover.PLACEHOLDER} in DBMOVER: see the note in the file.")
    found.append(
        f"{ibmi.NOTED} (in the undo of an authority only): the data authority that DSPAUT showed for "
        "the user before. Where it showed no line for the user, take the user's line away with "
        "WRKAUT instead (its option is remembered, not read in a manual)."
    )
    return tuple(found)

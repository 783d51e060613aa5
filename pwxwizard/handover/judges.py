"""Which judge looks at which kind of evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pwxwizard import verify
from pwxwizard.handover import judge_network, judge_racf
from pwxwizard.handover.ibmi import store_setup
from pwxwizard.handover.judge_racf import WHOLE
from pwxwizard.handover.judgement import Notes
from pwxwizard.handover.setup import MachineView, ring_setup
from pwxwizard.ibmi import read_store
from pwxwizard.project import Machine, Project
from pwxwizard.verify.ping import FAILED, OK
from pwxwizard.verify.ping_nodes import part_about
from pwxwizard.world import Reader
from pwxwizard.zos.acf2 import Acf2
from pwxwizard.zos.other_listings import (
    read_acf2_rings,
    read_other_certificate,
    read_tss_rings,
)
from pwxwizard.zos.printout import Line, case_lost
from pwxwizard.zos.ring import RingSetup
from pwxwizard.zos.topsecret import TopSecret


@dataclass(frozen=True, slots=True)
class Case:
    """What a piece of evidence is compared with."""

    project: Project
    machine: Machine
    seen: MachineView
    reader: Reader
    item: str
    text: str
    at: datetime

    @property
    def setup(self) -> RingSetup:
        """Return the planned ring."""
        return ring_setup(self.seen)


Judge = Callable[[Case, tuple[Line, ...], Notes], None]


def _listring(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_racf.judge_listring(lines, case.setup, notes)


def _list(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_racf.judge_list(lines, case.setup, case.seen, case.at, notes)


def _chain(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_racf.judge_chain(lines, case.setup, case.seen, case.at, notes)


def _checkcert(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_racf.judge_checkcert(lines, case.seen, case.at, notes)


def _acf2_ring(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    setup = case.setup
    keys = Acf2().names_of(setup)
    labels = {keys["key_id"].upper(): setup.label, keys["signing_key"]: setup.new_signing_label}
    labels |= {f"{keys['ca_key']}{n}": ca.label for n, ca in enumerate(setup.cas, 1)}
    rings = read_acf2_rings(lines, labels)
    judge_racf.judge_rings(rings, lines, setup, notes)


def _tss_ring(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    setup = case.setup
    ids = TopSecret().names_of(setup)
    labels = {ids["cert_id"]: setup.label, ids["signing_id"]: setup.new_signing_label}
    labels |= {f"{ids['ca_id']}{n}": ca.label for n, ca in enumerate(setup.cas, 1)}
    judge_racf.judge_rings(read_tss_rings(lines, labels), lines, setup, notes)


def _other_certificate(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    shown = read_other_certificate(lines)
    judge_racf.judge_certificates(shown, lines, case.setup, case.seen, case.at, notes, ring=False)


def _pasearch(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_network.judge_pasearch(case.text, lines, case.seen, case.reader, notes)


def _netstat(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_network.judge_netstat(lines, case.seen, notes)


def _log(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    judge_network.judge_log(lines, case.seen, notes)


def _store(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    """Compare what DCM shows with the planned store."""
    setup = store_setup(case.seen)
    entries = read_store(case.text, (setup.label, *setup.ca_labels))
    by_number = {line.number: line for line in lines}
    for label in (setup.label, *setup.ca_labels):
        entry = next((one for one in entries if one.label == label), None)
        near = next((one for one in entries if one.label.lower() == label.lower()), None)
        if entry is None and near is not None and case_lost(case.text):
            notes.open(
                by_number.get(near.line),
                "The text has lost upper and lower case, so the label cannot be compared.",
                "Send it as DCM shows it.",
            )
        elif entry is None and near is not None:
            notes.wrong(
                by_number.get(near.line),
                f"The label is {near.label!r}, and {label!r} is planned.",
                "Labels differ in upper and lower case: rename it, or change the project.",
            )
        elif entry is None:
            notes.open(None, f"{label!r} is not in the text.", WHOLE)
        elif entry.expired or (entry.until and entry.until < case.at.date()):
            notes.wrong(by_number.get(entry.line), f"{label!r} has expired.", "Renew it.")
        elif entry.trusted is False:
            notes.wrong(
                by_number.get(entry.line), f"{label!r} is not trusted.", "Enable it in DCM."
            )
        elif label == setup.label and entry.private_key is False:
            notes.wrong(
                by_number.get(entry.line),
                f"{label!r} has no private key.",
                "Import the PKCS #12 file as a server or client certificate.",
            )
        elif label == setup.label and entry.private_key is None:
            notes.open(
                by_number.get(entry.line),
                "Whether there is a private key is not in the text.",
                "Open the certificate's details in DCM and send them, or the output of dcmview.",
            )
        else:
            line = by_number.get(entry.line) or Line(entry.line, entry.text)
            notes.right(line, f"{label!r} is in the store.")


def _ping(case: Case, lines: tuple[Line, ...], notes: Notes) -> None:
    """Judge the output of DTLREXE for the item's connection."""
    _, _, name = case.item.partition("/")
    connection = next((one for one in case.project.connection if one.name == name), None)
    overrides = case.project.catalogue.get("dtlrexe") or None
    if connection is None:
        notes.open(None, f"{name} is no connection of the project.", "Name one of the list.")
        return
    node = connection.node_name
    verdict = verify.judge_ping(case.text, None, overrides, node=node)
    about = [line for line in lines if line.number in part_about(case.text, node).lines]
    marked = next(
        (line for line in about if any(number in line.text for number in verdict.numbers[-1:])),
        None,
    )
    if verdict.verdict == OK:
        line = next((one for one in about if "PWX-00755" in one.text), None)
        notes.right(line or marked or lines[0], verdict.meaning)
        notes.good = verdict.meaning
    elif verdict.verdict == FAILED:
        notes.wrong(marked, verdict.meaning, "Look the message up: pwxwizard explain.")
    else:
        notes.open(marked, verdict.meaning, verdict.fix or "Send the whole output of DTLREXE.")


JUDGES: Mapping[str, Judge] = {
    "listring": _listring,
    "list": _list,
    "listchain": _chain,
    "checkcert": _checkcert,
    "acf2-keyring": _acf2_ring,
    "acf2-certificate": _other_certificate,
    "tss-keyring": _tss_ring,
    "tss-certificate": _other_certificate,
    "pasearch": _pasearch,
    "netstat-ttls": _netstat,
    "attls-log": _log,
    "dcm": _store,
    "ping": _ping,
}

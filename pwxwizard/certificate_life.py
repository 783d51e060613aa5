"""The life of a project's certificates: renewing, withdrawing, and changing the CA."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

from pwxwizard import examine, layout, pki
from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.project import Machine, Project
from pwxwizard.question import Answer
from pwxwizard.review import Review
from pwxwizard.session import Session
from pwxwizard.steps import authority, step
from pwxwizard.steps.authority import ca_answers, chain, former, overlaps, signs_for
from pwxwizard.steps.certificates import certificates_of, unchanged
from pwxwizard.steps.trusted import table_of

_STEP = "personal-certificate"
_RENEWED = ("create", "request", "external")
"""The sources with which a new certificate is made or asked for here."""


@dataclass(frozen=True, slots=True)
class Consumers:
    """Who has something to do once a machine's certificate is renewed."""

    machine: str
    install: tuple[str, ...]
    """Each file with the place where it is installed, as a line."""
    prove: tuple[str, ...]
    """The connections that are to be proved again."""
    key: str
    """Path of the private key that would be made anew; empty when the key is elsewhere."""
    asks: str
    """Path of the request that goes to an outside CA; empty when the project's CA signs.

    With the same key it is sent once more as it is, so that nothing has to be made here.
    """
    compromised: bool = False
    """Its certificate is withdrawn because others may have its key, which should not stay then."""


def consumers(workspace: Review, name: str) -> Consumers:
    """Return who uses a machine's certificate.

    Raises:
        UsageError: there is no such machine.
        RefusedError: its certificate is made elsewhere, so that it cannot be renewed from here.
    """
    project = workspace.project
    machine = _machine(project, name)
    source = table_of(project, machine).source
    if source not in _RENEWED:
        raise RefusedError(
            f"The certificate of {name} is neither made nor asked for here.",
            fix="Let whoever signed it make a new one, and name the new file.",
        )
    listed = layout.ca_list(project, machine)
    # a withdrawn certificate is planned only once its renewal is asked for; an outside CA's only
    # while its answer is there
    asked = project if source == "external" else _renewing(project, machine)
    changes = examine.survey(asked, workspace.world, {f"{_STEP}/{name}"}).plan.changes
    install = [
        f"{change.artifact.path} -> {change.artifact.install}"
        for change in changes
        if change.artifact.install and change.artifact.path != listed
    ]
    both = (*project.connections_from(name), *project.connections_to(name))
    return Consumers(
        name,
        tuple(install),
        tuple(connection.name for connection in both),
        "" if source == "request" else layout.machine_key(project, machine),
        layout.request(project, machine) if source == "external" else "",
        _compromised(workspace, machine),
    )


def _compromised(workspace: Review, machine: Machine) -> bool:
    """Tell whether a machine's present certificate is withdrawn because others may have its key."""
    project = workspace.project
    path = layout.certificate(project, machine)
    serials = {
        f"{one.serial_number:X}" for one in certificates_of(path, workspace.world.reader)[:1]
    }
    return any(
        _plain(serial) in serials and entry.reason == "key-compromise"
        for serial, entry in ca_answers(project).revoked.items()
    )


def _plain(serial: str) -> str:
    """Return a serial number as the project file spells it without its colons and zeros."""
    return serial.replace(":", "").upper().lstrip("0")


def _renewing(project: Project, machine: Machine) -> Project:
    """Return the project as it is once a machine's certificate is to be made anew."""
    own = project.table(("machine", machine.name))
    number = table_of(project, machine).renewal + 1
    table = {**own.get("personal_certificate", {}), "renewal": number}
    machines = {
        **project.table(("machine",)),
        machine.name: {**own, "personal_certificate": table},
    }
    return replace(project, tables={**project.tables, "machine": machines})


def renew(session: Session, names: Collection[str], *, new_key: bool) -> tuple[Consumers, ...]:
    """Have machines' certificates made anew, or asked for anew, by the next apply.

    Args:
        session: the project.
        names: the machines.
        new_key: agree to a new key for each of them; otherwise the key stays.

    Raises:
        UsageError: no machine is named, or one is not there.
        RefusedError: a certificate is made elsewhere; nothing is changed then.
    """
    if not names:
        raise UsageError(
            "No machine was named.",
            fix="Choose one in the wizard; on the command line, give --machine NAME or --all.",
        )
    found = tuple(consumers(session, name) for name in names)
    for one in found:
        if new_key or not one.asks:
            _ask_for_renewal(session, _machine(session.project, one.machine))
    keys, agreed = {one.key for one in found if one.key}, session.world.consents
    session.consenting(agreed | keys if new_key else agreed - keys)
    return found


def _ask_for_renewal(session: Session, machine: Machine) -> None:
    table, key = table_of(session.project, machine), "personal_certificate."
    _answer(session, _STEP, machine.name, f"{key}renewal", table.renewal + 1)
    if table.source == "external" and table.answer:
        # the answer belongs to the request that is replaced; whom it came from is still trusted
        if not table.chain:
            _answer(session, _STEP, machine.name, f"{key}chain", table.answer)
        _answer(session, _STEP, machine.name, f"{key}answer", None)


def signed_here(project: Project) -> tuple[str, ...]:
    """Return the machines whose certificates are signed by the project's CA."""
    return tuple(name for name, machine in project.machine.items() if signs_for(project, machine))


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that the project's present CA has signed, and that is not withdrawn."""

    machine: str
    serial: str
    """In hexadecimal."""
    subject: str
    removed: bool = False
    """Its machine is no longer in the estate; the certificate and its key stay on the disk."""


def issued(workspace: Review) -> tuple[Issued, ...]:
    """Return the certificates that can be withdrawn, those of removed machines last."""
    project, reader = workspace.project, workspace.world.reader
    above = chain(project, reader)
    withdrawn = set(map(_plain, ca_answers(project).revoked))
    places = {one.name: layout.certificate(project, one) for one in project.machine.values()}
    found: dict[str, Issued] = {}
    for name, path in (places | _removed(project)).items():
        leaf = certificates_of(path, reader)[:1]
        if leaf and above and pki.signed_by(leaf[0], above[0]):
            serial = f"{leaf[0].serial_number:X}"
            if serial not in withdrawn:
                one = Issued(name, serial, pki.shown(leaf[0]), name not in places)
                found.setdefault(serial, one)
    return tuple(found.values())


def _removed(project: Project) -> dict[str, str]:
    """Return where certificates were written of machines that have been removed, by their names."""
    return {
        name: path
        for item, written in project.record.item.items()
        for step_key, _, name in (item.partition("/"),)
        if step_key == _STEP and name not in project.machine
        for path in written.files
        if PurePosixPath(path).name == layout.CERTIFICATE
    }


def withdrawn_so_far(project: Project) -> tuple[str, ...]:
    """Return whose certificates are withdrawn and since when, the latest first."""
    entries = sorted(ca_answers(project).revoked.items(), key=lambda one: one[1].date, reverse=True)
    return tuple(f"{entry.name or serial} on {entry.date}" for serial, entry in entries)


def serial_of(workspace: Review, name: str) -> str:
    """Return the serial number of a machine's certificate, in hexadecimal.

    The machine may have been removed, as long as its certificate is on the disk.

    Raises:
        UsageError: there is no such machine, and none that was removed.
        RefusedError: it has no certificate, or another CA has signed it.
    """
    project, reader = workspace.project, workspace.world.reader
    path = _removed(project).get(name) or layout.certificate(project, _machine(project, name))
    certificates = certificates_of(path, reader)
    if not certificates and name not in project.machine:
        raise RefusedError(
            f"{name} was removed, and its certificate cannot be read.",
            fix="Withdraw it by its serial number.",
            where=path,
        )
    if not certificates:
        raise RefusedError(f"{name} has no certificate yet.", fix="Nothing is to be withdrawn.")
    above = chain(project, reader)
    if not above or not pki.signed_by(certificates[0], above[0]):
        raise RefusedError(
            f"The certificate of {name} was not signed by the project's present CA.",
            fix="Let the CA that signed it withdraw it.",
            where=path,
        )
    return f"{certificates[0].serial_number:X}"


def withdraw(session: Session, serial: str, reason: str, name: str) -> str:
    """Note that a certificate is withdrawn as of today, and return the date.

    Args:
        session: the project.
        serial: its serial number in hexadecimal.
        reason: one of `pki.REASONS`.
        name: whose it was, for people; may be empty.

    Raises:
        RefusedError: it is withdrawn already, or the serial number is none.
    """
    ca = step("ca")
    (addition,) = ca.additions(session.project)
    date = f"{session.world.clock.now():%Y-%m-%d}"
    entry = {"serial": serial, "date": date, "reason": reason, "name": name}
    if problem := session.add(ca, addition, entry):
        raise RefusedError(problem, fix="Look at [ca.revoked] in the project file.")
    return date


def next_list(session: Session) -> int:
    """Have the next apply make a new revocation list, and return its number."""
    number = ca_answers(session.project).crl_number + 1
    _answer(session, "ca", "CA", "crl_number", number)
    return number


class Stage(StrEnum):
    """How far a change of the CA is."""

    NONE = "none"
    """One CA is trusted."""
    BEGUN = "begun"
    """It was asked for; the new CA is not there yet."""
    ISSUE = "issue"
    """Both are trusted, and certificates of the former one are in use."""
    REMOVE = "remove"
    """Both are trusted, and the former one need not be."""


@dataclass(frozen=True, slots=True)
class CaChange:
    """Where a change of the CA stands."""

    stage: Stage
    holders: tuple[str, ...] = ()
    """Machines whose certificate the former CA has signed."""


def ca_change(workspace: Review) -> CaChange:
    """Return where a change of the CA stands."""
    project, reader = workspace.project, workspace.world.reader
    if not overlaps(project):
        return CaChange(Stage.NONE)
    old, new = former(project, reader), chain(project, reader)
    now = authority.inputs(project, reader)
    written = unchanged(project, authority.ITEM, now, "CA generation".__eq__)
    if not written or not old or not new or old[0] == new[0]:
        return CaChange(Stage.BEGUN)
    holders = tuple(
        machine.name
        for machine in project.machine.values()
        if (leaf := certificates_of(layout.certificate(project, machine), reader))
        and pki.signed_by(leaf[0], old[0])
    )
    return CaChange(Stage.ISSUE if holders else Stage.REMOVE, holders)


def begin_ca_change(session: Session) -> None:
    """Put a new CA in the place of the present one, which stays trusted beside it.

    Raises:
        RefusedError: an earlier change is not so far that another one may begin.
    """
    _refuse_early(ca_change(session))
    answers = ca_answers(session.project)
    _answer(session, "ca", "CA", "generation", answers.generation + 1)
    _answer(session, "ca", "CA", "overlap", answer=True)
    if answers.source == "external" and answers.answer:
        _answer(session, "ca", "CA", "answer", None)


def finish_ca_change(session: Session) -> None:
    """Stop trusting the former CA.

    Raises:
        RefusedError: no change is under way, or it is not so far.
    """
    stand = ca_change(session)
    _refuse_early(stand)
    if stand.stage is Stage.NONE:
        raise RefusedError("No change of the CA is under way.", fix="Nothing is to be done.")
    _answer(session, "ca", "CA", "overlap", answer=False)


def _refuse_early(stand: CaChange) -> None:
    if stand.stage is Stage.BEGUN:
        raise RefusedError(
            "A change of the CA was begun, and the new CA is not there yet.",
            fix="Write first, and install the CA lists everywhere.",
        )
    if stand.holders:
        raise RefusedError(
            f"Certificates of the former CA are in use: {', '.join(stand.holders)}.",
            fix="Renew them first, then write.",
        )


def _machine(project: Project, name: str) -> Machine:
    machine = project.machine.get(name)
    if machine is None:
        raise UsageError(f"There is no machine {name}.", fix="Name one of the project.")
    return machine


def _answer(session: Session, step_key: str, subject: str, key: str, answer: Answer | None) -> None:
    chosen = step(step_key)
    place = next(s for s in chosen.subjects(session.project) if s.name == subject)
    asked = {question.key: question for question in chosen.questions(session.project, place)}
    session.answer(place, asked[key], answer)

"""`pwxwizard cert renew`, `revoke`, `crl` and `change-ca`: the life of a project's certificates."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import emit, json_option, project_argument, verb
from pwxwizard.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from pwxwizard.project import Machine, Project
    from pwxwizard.session import Session

REASONS = (
    "unspecified",
    "key-compromise",
    "ca-compromise",
    "affiliation-changed",
    "superseded",
    "cessation-of-operation",
)


def _answer(session: "Session", step_key: str, subject: str, key: str, value: int | bool) -> None:
    from pwxwizard.steps import step  # noqa: PLC0415 - the engine is loaded when it is used

    chosen = step(step_key)
    place = next(s for s in chosen.subjects(session.project) if s.name == subject)
    asked = {question.key: question for question in chosen.questions(session.project, place)}
    session.answer(place, asked[key], value)


@verb(
    "Have machines' certificates made anew by the next apply, with the same key unless --new-key says "
    "otherwise, and list who has to install or trust something because of it.",
    "pwxwizard cert renew prod.toml --machine ZOS1\npwxwizard cert renew prod.toml --all --json",
)
@project_argument
@click.option("--machine", "names", multiple=True, help="The machine; may be given several times.")
@click.option(
    "--all", "every", is_flag=True, help="Every machine whose certificate is signed here."
)
@click.option("--new-key", is_flag=True, help="With a new key; apply must agree to it by name.")
@json_option
def renew(project: Path, names: tuple[str, ...], every: bool, new_key: bool, as_json: bool) -> int:
    """Ask for new certificates; nothing but the answers is written."""
    from pwxwizard import layout  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415
    from pwxwizard.steps.authority import signs_for  # noqa: PLC0415
    from pwxwizard.steps.trusted import table_of  # noqa: PLC0415

    with Session.open(project) as session:
        machines = session.project.machine
        chosen = [
            machine
            for machine in machines.values()
            if (every and signs_for(session.project, machine)) or machine.name in names
        ]
        for name in names:
            if name not in machines:
                raise UsageError(f"There is no machine {name}.", fix="Name one of the project.")
            if not signs_for(session.project, machines[name]):
                raise RefusedError(
                    f"The certificate of {name} is not signed here.",
                    fix="Let whoever signed it make a new one, and name the new file.",
                )
        if not chosen:
            raise UsageError("No machine was named.", fix="Give --machine NAME or --all.")
        keys = []
        for machine in chosen:
            table = table_of(session.project, machine)
            key = "personal_certificate.renewal"
            _answer(session, "personal-certificate", machine.name, key, table.renewal + 1)
            if new_key and table.source == "create":
                keys.append(layout.machine_key(session.project, machine))
        session.consenting(keys)
        rows = [_consumers(session, machine) for machine in chosen]
    agree = "".join(f" --replace-key {path}" for path in keys)
    then = f"pwxwizard apply {project}{agree}"
    if as_json:
        emit({"schema": 1, "machines": rows, "next": then})
        return 0
    for row in rows:
        click.echo(f"{row['machine']}:")
        for line in row["install"]:
            click.echo(f"  install: {line}")
        for line in row["prove"]:
            click.echo(f"  prove again: {line}")
    click.echo(f"Next: {then}")
    return 0


def _consumers(session: "Session", machine: "Machine") -> dict[str, Any]:
    """Return who has something to do once a machine's certificate is renewed."""
    item = f"personal-certificate/{machine.name}"
    changes = session.survey({item}).plan.writes
    return {
        "machine": machine.name,
        "install": [
            f"{change.artifact.path} -> {change.artifact.install}"
            for change in changes
            if change.artifact.install
        ],
        "prove": _connections(session.project, machine),
    }


def _connections(project: "Project", machine: "Machine") -> list[str]:
    both = (*project.connections_from(machine.name), *project.connections_to(machine.name))
    return [connection.name for connection in both]


@verb(
    "Withdraw a certificate: note it in the project, and have the next apply make a revocation list "
    "with it.",
    "pwxwizard cert revoke prod.toml --machine WINNAV --reason key-compromise\n"
    "pwxwizard cert revoke prod.toml --serial 4F3A90",
)
@project_argument
@click.option("--machine", "name", help="The machine whose present certificate is withdrawn.")
@click.option(
    "--serial", help="Serial number in hexadecimal, for any other certificate of this CA."
)
@click.option("--reason", type=click.Choice(REASONS), default="unspecified", show_default=True)
@json_option
def revoke(project: Path, name: str | None, serial: str | None, reason: str, as_json: bool) -> int:
    """Note the withdrawal; exit code 4 when the certificate is not this CA's."""
    from pwxwizard.session import Session  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.steps import step  # noqa: PLC0415

    if (name is None) == (serial is None):
        raise UsageError("What is withdrawn is not clear.", fix="Give --machine or --serial.")
    with Session.open(project) as session:
        number = serial if name is None else _serial_of(session, name)
        ca = step("ca")
        (addition,) = ca.additions(session.project)
        today = f"{session.world.clock.now():%Y-%m-%d}"
        entry = {"serial": str(number), "date": today, "reason": reason, "name": name or ""}
        problem = session.add(ca, addition, entry)
        if problem:
            raise RefusedError(problem, fix="Look at [ca.revoked] in the project file.")
    then = f"pwxwizard apply {project}"
    if as_json:
        emit({"schema": 1, "serial": number, "reason": reason, "next": then})
    else:
        click.echo(f"Certificate {number} is withdrawn as of {today}.")
        click.echo(f"Next: {then}; then publish the revocation list.")
    return 0


def _serial_of(session: "Session", name: str) -> str:
    from pwxwizard import layout, pki  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.steps.authority import chain  # noqa: PLC0415
    from pwxwizard.steps.certificates import certificates_of  # noqa: PLC0415

    machine = session.project.machine.get(name)
    if machine is None:
        raise UsageError(f"There is no machine {name}.", fix="Name one of the project.")
    path = layout.certificate(session.project, machine)
    certificates = certificates_of(path, session.world.reader)
    if not certificates:
        raise RefusedError(f"{name} has no certificate yet.", fix="Nothing is to be withdrawn.")
    above = chain(session.project, session.world.reader)
    if not above or not pki.signed_by(certificates[0], above[0]):
        raise RefusedError(
            f"The certificate of {name} was not signed by the project's present CA.",
            fix="Let the CA that signed it withdraw it.",
            where=path,
        )
    return f"{certificates[0].serial_number:X}"


@verb(
    "Have the next apply make a new revocation list, with the next number.",
    "pwxwizard cert crl prod.toml",
)
@project_argument
@json_option
def crl(project: Path, as_json: bool) -> int:
    """Raise the number of the revocation list."""
    from pwxwizard.session import Session  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.steps.authority import ca_answers  # noqa: PLC0415

    with Session.open(project) as session:
        number = ca_answers(session.project).crl_number + 1
        _answer(session, "ca", "CA", "crl_number", number)
    then = f"pwxwizard apply {project}"
    if as_json:
        emit({"schema": 1, "number": number, "next": then})
    else:
        click.echo(f"Revocation list number {number} is made next.\nNext: {then}")
    return 0


@verb(
    "Change the CA with an overlap, in ordered steps that are each safe to stay in: begin with a new CA "
    "that is trusted beside the present one, renew machine after machine, then --finish.",
    "pwxwizard cert change-ca prod.toml\npwxwizard cert change-ca prod.toml --finish",
)
@project_argument
@click.option("--finish", is_flag=True, help="Stop trusting the former CA.")
@json_option
def change_ca(project: Path, finish: bool, as_json: bool) -> int:
    """Begin or finish the change; exit code 4 when a certificate of the former CA is in use."""
    from pwxwizard.session import Session  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.steps.authority import ca_answers, former  # noqa: PLC0415

    with Session.open(project) as session:
        answers = ca_answers(session.project)
        old = former(session.project, session.world.reader)
        aged = _holders(session, old[0]) if old else []
        if aged:
            raise RefusedError(
                f"Certificates of the former CA are in use: {', '.join(aged)}.",
                fix="Renew them first: pwxwizard cert renew, then apply.",
                where=str(project),
            )
        if finish and not (answers.generation > 1 and answers.overlap):
            raise RefusedError("No change of the CA is under way.", fix="Nothing is to be done.")
        if finish:
            _answer(session, "ca", "CA", "overlap", value=False)
        else:
            _answer(session, "ca", "CA", "generation", answers.generation + 1)
            _answer(session, "ca", "CA", "overlap", value=True)
    then = [f"pwxwizard apply {project}", "install the CA lists everywhere"]
    if not finish:
        then += [
            f"pwxwizard cert renew {project} --machine NAME, apply and PING, machine after machine",
            f"pwxwizard cert change-ca {project} --finish",
        ]
    if as_json:
        emit({"schema": 1, "finished": finish, "next": then})
        return 0
    for number, line in enumerate(then, 1):
        click.echo(f"{number}. {line}")
    return 0


def _holders(session: "Session", ca: object) -> list[str]:
    """Return the machines whose certificate a CA has signed."""
    from cryptography import x509  # noqa: PLC0415 - loaded when it is used

    from pwxwizard import layout, pki  # noqa: PLC0415
    from pwxwizard.steps.certificates import certificates_of  # noqa: PLC0415

    assert isinstance(ca, x509.Certificate)
    found = []
    for machine in session.project.machine.values():
        path = layout.certificate(session.project, machine)
        certificates = certificates_of(path, session.world.reader)
        if certificates and pki.signed_by(certificates[0], ca):
            found.append(machine.name)
    return found

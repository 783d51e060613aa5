"""`pwxwizard cert renew`, `revoke`, `crl` and `change-ca`: the life of a project's certificates."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_argument, verb
from pwxwizard.errors import UsageError

REASONS = (
    "unspecified",
    "key-compromise",
    "ca-compromise",
    "affiliation-changed",
    "superseded",
    "cessation-of-operation",
)


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
    from pwxwizard import certificate_life  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project) as session:
        chosen = (*names, *(certificate_life.signed_here(session.project) if every else ()))
        found = certificate_life.renew(session, tuple(dict.fromkeys(chosen)), new_key=new_key)
    keys = [one.key for one in found if new_key and one.key]
    agree = "".join(f" --replace-key {path}" for path in keys)
    then = f"pwxwizard apply {project}{agree}"
    if not new_key and all(one.asks for one in found):
        key = f"machine.{found[0].machine}.personal_certificate.answer"
        then = f"pwxwizard set --project {project} {key}=FILE"
    if as_json:
        rows = [
            {"machine": one.machine, "install": list(one.install), "prove": list(one.prove)}
            for one in found
        ]
        emit({"schema": 1, "machines": rows, "next": then})
        return 0
    for one in found:
        click.echo(f"{one.machine}:")
        for line in one.install:
            click.echo(f"  install: {line}")
        for line in one.prove:
            click.echo(f"  prove again: {line}")
        if one.asks:
            when = "once it is made anew" if new_key else "once more as it is"
            click.echo(f"  send to the outside CA, {when}: {one.asks}")
    click.echo(f"Next: {then}")
    return 0


@verb(
    "Withdraw a certificate: note it in the project, and have the next apply make a revocation list "
    "with it.",
    "pwxwizard cert revoke prod.toml --machine WINNAV --reason key-compromise\n"
    "pwxwizard cert revoke prod.toml --serial 4F3A90",
)
@project_argument
@click.option(
    "--machine",
    "name",
    help="The machine whose certificate is withdrawn; it may have been removed.",
)
@click.option(
    "--serial", help="Serial number in hexadecimal, for any other certificate of this CA."
)
@click.option("--reason", type=click.Choice(REASONS), default="unspecified", show_default=True)
@json_option
def revoke(project: Path, name: str | None, serial: str | None, reason: str, as_json: bool) -> int:
    """Note the withdrawal; exit code 4 when the certificate is not this CA's."""
    from pwxwizard import certificate_life  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    if (name is None) == (serial is None):
        raise UsageError("What is withdrawn is not clear.", fix="Give --machine or --serial.")
    with Session.open(project) as session:
        number = serial if name is None else certificate_life.serial_of(session, name)
        today = certificate_life.withdraw(session, str(number), reason, name or "")
    then = f"pwxwizard apply {project}"
    if as_json:
        emit({"schema": 1, "serial": number, "reason": reason, "next": then})
    else:
        click.echo(f"Certificate {number} is withdrawn as of {today}.")
        click.echo(f"Next: {then}; then publish the revocation list.")
    return 0


@verb(
    "Have the next apply make a new revocation list, with the next number.",
    "pwxwizard cert crl prod.toml",
)
@project_argument
@json_option
def crl(project: Path, as_json: bool) -> int:
    """Raise the number of the revocation list."""
    from pwxwizard import certificate_life  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project) as session:
        number = certificate_life.next_list(session)
    then = f"pwxwizard apply {project}"
    if as_json:
        emit({"schema": 1, "number": number, "next": then})
    else:
        click.echo(f"Revocation list number {number} is made next.\nNext: {then}")
    return 0


_BEFORE = {
    "create": (),
    "import": (
        "pwxwizard set --project {project} ca.file=FILE, and its key: the files of the new CA",
    ),
    "external": (
        "pwxwizard apply {project}, which makes another key and request",
        "send the request to the outside CA, then pwxwizard set --project {project} ca.answer=FILE",
    ),
}
"""What goes before the apply that puts the new CA in place, by where the CA comes from."""


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
    from pwxwizard import certificate_life  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415
    from pwxwizard.steps.authority import ca_answers  # noqa: PLC0415

    with Session.open(project) as session:
        if finish:
            certificate_life.finish_ca_change(session)
        else:
            certificate_life.begin_ca_change(session)
        source = ca_answers(session.project).source
    then = [f"pwxwizard apply {project}", "install the CA lists everywhere"]
    if not finish:
        then[:0] = [line.format(project=project) for line in _BEFORE[source]]
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

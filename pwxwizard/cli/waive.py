"""`pwxwizard waive`: accept a finding until a date, with an owner and a reason, or take that back."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_option, verb


@verb(
    "Accept a finding until a date. The waiver is kept in the project, `check` and `review` list it, "
    "and the finding counts again when it has ended. What is planned stays the same.",
    "pwxwizard waive --project prod.toml DBM012 --owner 'J. Doe' --reason 'moves in May' "
    "--until 2027-05-31\n"
    "pwxwizard waive --project prod.toml DBM012 --remove",
)
@click.argument("code")
@project_option
@json_option
@click.option(
    "--where", default="", help="Only at this file, item or answer; at every place unless given."
)
@click.option("--owner", default="", help="Who answers for it.")
@click.option("--reason", default="", help="Why it is accepted.")
@click.option("--until", default="", metavar="DATE", help="The last day, such as 2027-05-31.")
@click.option("--remove", is_flag=True, help="Take the waiver back.")
def command(
    project: Path,
    code: str,
    as_json: bool,
    where: str,
    owner: str,
    reason: str,
    until: str,
    remove: bool,
) -> int:
    """Enter or remove a waiver; exit code 2 when it lacks owner, reason or a usable end."""
    from pwxwizard import waivers  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.project import Waiver  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project) as session:
        if session.recovered:
            click.echo(session.recovered, err=True)
        today = session.world.clock.now().date()
        waiver = Waiver(code, owner, reason, until, where)
        if remove:
            session.edit(waivers.taken_back(session.project, code, where))
        else:
            session.edit(waivers.given(session.project, waiver, today))
    if as_json:
        emit({"schema": 1, "code": code, "where": where, "waived": not remove})
    else:
        click.echo(f"Waiver of {code} removed." if remove else f"{code} is waived until {until}.")
    return 0

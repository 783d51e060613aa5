"""`pwxwizard handover`: packets for the people who own z/OS, the network and IBM i."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_argument, show_findings, verb
from pwxwizard.errors import UsageError

ROLES = ("security", "network", "powerexchange", "ibmi", "ansible")


@verb(
    "Write a folder for each role and machine: cover page, numbered steps, exact commands, expected "
    "output, how to undo it, and the files to transfer. No passphrase and no private key is in it.",
    "pwxwizard handover prod.toml\n"
    "pwxwizard handover prod.toml --role security --machine ZOS1 --zip --out packets",
)
@project_argument
@json_option
@click.option("--role", type=click.Choice(ROLES), help="Only the packets of this role.")
@click.option("--machine", "machine_name", help="Only the packets for this machine.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to write them."
)
@click.option("--zip", "zipped", is_flag=True, help="Write each packet as one ZIP file.")
def command(
    project: Path,
    as_json: bool,
    role: str | None,
    machine_name: str | None,
    out: Path | None,
    zipped: bool,
) -> int:
    """Write the packets; exit code 1 when one has findings of severity error."""
    from pwxwizard import machine, packing, store  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    if machine_name is not None and machine_name not in review.project.machine:
        raise UsageError(
            f"There is no machine {machine_name!r}.", fix="List them with `pwxwizard status`."
        )
    packets = packing.packets(review.project, review.world.reader, role, machine_name)
    target = out or store.storage_folder(project) / "handover"
    written = [str(path) for path in packing.write(packets, target, zipped=zipped)]
    findings = tuple(dict.fromkeys(one for packet in packets for one in packet.findings))
    missing = sorted({path for packet in packets for path in packet.missing})
    if as_json:
        emit({"schema": 1, "written": written, "missing": missing})
    else:
        if not packets:
            click.echo("No packet is needed: nobody has this to do.")
        for packet in packets:
            click.echo(f"{target / packet.folder}: {packet.title}")
            if back := packet.wanted:
                click.echo(f"    Wanted back is {back}: pwxwizard evidence add {back.item}")
        show_findings(findings)
        for absent in missing:
            click.echo(f"not written yet: {absent}")
    return 1 if has_errors(findings) else 0

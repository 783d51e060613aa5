"""The hand-over to Ansible: an inventory, playbooks by platform, and what they need."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from pwxwizard import dbmover, layout
from pwxwizard.handover import cover
from pwxwizard.handover.network import network_packet
from pwxwizard.handover.packet import BINARY, TEXT, Packet, Transfer
from pwxwizard.handover.powerexchange import pem_folder, powerexchange_packet
from pwxwizard.handover.security import member, security_packet
from pwxwizard.handover.setup import MachineView, ring_setup, view
from pwxwizard.project import Project
from pwxwizard.resources import text
from pwxwizard.world import Reader, digest
from pwxwizard.zos import DIALECTS, PASSPHRASE, Task, Where

if TYPE_CHECKING:
    from jinja2 import Environment

_ALWAYS = ("inventory.yml", "site.yml", "requirements.yml", "README.md")
_KINDS = ("luw", "windows", "zos")


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    src: str
    sha256: str
    mode: str


@dataclass(frozen=True, slots=True)
class _Host:
    """A machine of the inventory with PEM files."""

    name: str
    host: str
    folder: str
    config: str
    files: tuple[_File, ...]


@dataclass(frozen=True, slots=True)
class _DataSet:
    target: str
    src: str
    binary: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class _System:
    """A z/OS machine of the inventory."""

    name: str
    host: str
    policy: str
    dbmover: str
    data_sets: tuple[_DataSet, ...]


@dataclass(frozen=True, slots=True)
class _Play:
    """One task of the security manager, as the playbook carries it out."""

    title: str
    member: str
    by_hand: tuple[str, ...]
    acf: tuple[str, ...]
    """Subcommands of ACF that hold a passphrase: people enter them."""
    console: tuple[str, ...]
    proof: bool
    later: bool
    """It waits for somebody else's answer."""


def ansible(project: Project, reader: Reader) -> Packet:
    """Return inventory and playbooks for every machine but those of IBM i; none for what is not there.

    The files of Linux, UNIX and Windows stay in the artifacts folder and are named with their
    SHA-256; what z/OS gets is in the packet, but for the private key.
    """
    files: dict[str, bytes] = {}
    hosts: dict[str, list[_Host]] = {"luw": [], "windows": []}
    systems: list[_System] = []
    transfers: list[Transfer] = []
    for machine in project.machine.values():
        seen = view(project, machine, reader)
        if machine.platform == "zos" and machine.secure_listeners:
            systems.append(_system(seen, reader, files, transfers))
        elif machine.is_client:
            kind = "windows" if machine.platform == "windows" else "luw"
            hosts[kind].append(_host(seen, reader, transfers))
    environment = _environment()
    named = {"name": project.name, "zos": systems, "placeholder": dbmover.PLACEHOLDER, **hosts}
    playbooks = (f"{kind}.yml" for kind in _KINDS if named[kind])
    for name in (*_ALWAYS, *playbooks):
        files[name] = environment.get_template(f"{name}.j2").render(named).encode()
    sums = [f"{digest(content)}  {path}\n" for path, content in sorted(files.items())]
    files["SHA256SUMS"] = "".join(sums).encode()
    missing = tuple(one.path for one in transfers if not one.sha256)
    title = f"Ansible hand-over of {project.name}"
    return Packet("ansible", "", "ansible", title, files, tuple(transfers), (), missing)


def _host(seen: MachineView, reader: Reader, transfers: list[Transfer]) -> _Host:
    project, machine = seen.project, seen.machine
    folder = pem_folder(project, machine)
    parent = PureWindowsPath if machine.platform == "windows" else PurePosixPath
    base = layout.storage(project, "artifacts") + "/"
    found: list[_File] = []
    for name, path, mode in (
        ("personal.pem", layout.personal(project, machine), "0600"),
        ("ca-list.pem", layout.ca_list(project, machine), "0644"),
        ("dbmover.cfg", layout.dbmover(project, machine), "0600"),
    ):
        sha256 = cover.file_digest(reader, path)
        transfers.append(Transfer(path, BINARY, f"{machine.name}: {name}", sha256, separate=True))
        if path.startswith(base):
            found.append(_File(name, path.removeprefix(base), sha256, mode))
    return _Host(
        machine.name,
        machine.hosts[0] if machine.hosts else machine.name,
        folder,
        str(parent(folder).parent / "dbmover.cfg"),
        tuple(found),
    )


def _system(
    seen: MachineView, reader: Reader, files: dict[str, bytes], transfers: list[Transfer]
) -> _System:
    project, machine = seen.project, seen.machine
    folder = f"zos/{machine.name}"
    base = layout.storage(project, "artifacts") + "/"
    packets = (
        security_packet(seen, reader),
        network_packet(seen, reader),
        powerexchange_packet(seen, reader),
    )
    for packet in packets:
        for path, content in packet.files.items():
            if "/" in path and path != "files/pwxwizard-part.conf":
                files[f"{folder}/{path.partition('/')[2]}"] = content
    data_sets: list[_DataSet] = []
    for transfer in packets[0].transfers:
        binary = transfer.mode != TEXT
        name = transfer.path.rpartition("/")[2]
        src = transfer.path.removeprefix(base) if transfer.separate else f"{folder}/{name}"
        data_sets.append(_DataSet(transfer.target, src, binary, transfer.sha256))
        transfers.append(replace(transfer, path=transfer.path if transfer.separate else src))
    setup = ring_setup(seen)
    tasks = DIALECTS.get(machine.security_manager, DIALECTS["racf"])(
        setup, project.catalogue.get("security-managers", {})
    )
    template = _environment().get_template("security.yml.j2")
    files[f"{folder}/security.yml"] = template.render(
        machine=machine.name, tasks=tuple(_plays(tasks, folder)), mark=PASSPHRASE
    ).encode()
    return _System(
        machine.name,
        machine.hosts[0] if machine.hosts else machine.name,
        f"{folder}/pagent_ttls.conf" if f"{folder}/pagent_ttls.conf" in files else "",
        next((p for p in files if p.startswith(folder) and p.lower().endswith("/dbmover")), ""),
        tuple(data_sets),
    )


def _plays(tasks: tuple[Task, ...], folder: str) -> Iterator[_Play]:
    later = False
    for number, task in enumerate(tasks, 1):
        path = member(number, task)
        wanted = tuple(one for one in task.commands if not one.optional)
        batch = tuple(one for one in wanted if one.where is not Where.OPERATOR)
        console = tuple(one.text for one in wanted if one.where is Where.OPERATOR)
        if path:
            job = f"{folder}/{path.rpartition('/')[2]}"
            yield _Play(task.title, job, (), (), (), task.job == "LIST", later)
        elif not task.optional:
            tso = tuple(one.text for one in batch if one.where is Where.TSO)
            acf = tuple(one.text for one in batch if one.where is Where.ACF)
            yield _Play(task.title, "", tso, acf, (), proof=False, later=later)
        if console:
            yield _Play(task.title, "", (), (), console, proof=False, later=later)
        later = later or (bool(task.wait) and task.job == "REQ")


def _yaml(value: object) -> str:
    """Return a value as a YAML scalar in quotes; braces in it are never taken for a template."""
    quoted = json.dumps(str(value), ensure_ascii=False)
    return f"!unsafe {quoted}" if "{{" in quoted or "{%" in quoted or "{#" in quoted else quoted


@cache
def _environment() -> "Environment":
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415 - slow to load

    names = (*_ALWAYS, *(f"{kind}.yml" for kind in _KINDS), "security.yml")
    environment = Environment(
        loader=DictLoader({f"{name}.j2": text(f"templates/ansible/{name}.j2") for name in names}),
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML and Markdown, not HTML
    )
    environment.filters["yaml"] = _yaml
    return environment

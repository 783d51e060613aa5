"""A closer look at an item: which screen shows what the engine knows of it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.screen import Screen

from pwxwizard.examine import Item
from pwxwizard.review import Review
from screens.passphrases import Passphrases

Show = Callable[[Screen[Any]], None]
"""Opens a screen over the main one."""


def closer(
    workspace: Review, items: tuple[Item, ...], item: Item | None, passphrases: Passphrases
) -> Screen[Any] | None:
    """Return the screen for an item; `None` where there is nothing more to be seen.

    Args:
        workspace: the project.
        items: all its items.
        item: the one that is looked at.
        passphrases: what was typed for rehearsals and probes.
    """
    if item is None:
        return None
    key = item.step.key
    if key == "ping" or item.subject.table[0] == "connection":
        return _proof(workspace, items, item, passphrases)
    if key in {"ca", "personal-certificate"}:
        return _certificates(workspace, items, item)
    machine = _machine(workspace, item)
    if key == "handover":
        return _packets(workspace, machine)
    return _policy(workspace, machine) if key == "at-tls" else _listing(workspace, machine)


def prover(
    workspace: Review, items: tuple[Item, ...], item: Item | None, passphrases: Passphrases
) -> Screen[Any] | None:
    """Return the screen that takes what proves an item; `None` where nothing can be shown."""
    if item is None:
        return None
    if item.step.key == "ping":
        return _proof(workspace, items, item, passphrases)
    return _packets(workspace, _machine(workspace, item), item.name)


def entries(
    workspace: Review,
    items: tuple[Item, ...],
    item: Item | None,
    passphrases: Passphrases,
    show: Show,
) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """Yield a title, an explanation and a command for each screen that fits an item."""

    def entry(
        title: str, about: str, screen: Callable[[], Screen[Any] | None]
    ) -> tuple[str, str, Callable[[], None]]:
        return title, about, partial(_open, show, screen)

    about = "Every field of the item's files, or of any file"
    yield entry("Certificates", about, partial(_certificates, workspace, items, item))
    machine = _machine(workspace, item)
    about = "By role and machine: read, export, and judge what comes back"
    yield entry("Packets of the hand-over", about, partial(_packets, workspace, machine))
    if machine:
        about = f"DBMOVER of {machine}, before and after"
        yield entry("Listeners and nodes", about, partial(_listing, workspace, machine))
    if machine and workspace.project.machine[machine].platform == "zos":
        about = f"Rules, settings, findings and simulator of {machine}"
        yield entry("AT-TLS policy", about, partial(_policy, workspace, machine))
    if item is not None and item.subject.table[0] == "connection":
        about = "PING, probe, evidence, and what is still missing"
        screen = partial(_proof, workspace, items, item, passphrases)
        yield entry("Proof of the connection", about, screen)


def _open(show: Show, screen: Callable[[], Screen[Any] | None]) -> None:
    made = screen()
    if made is not None:
        show(made)


def _machine(workspace: Review, item: Item | None) -> str:
    """Return the machine that an item is about; of a connection, the one with the listener."""
    if item is None:
        return ""
    project, (first, *rest) = workspace.project, item.subject.table
    if first == "machine" and rest[0] in project.machine:
        return str(rest[0])
    if first == "connection":
        target = project.listener(project.connection[int(rest[0])].listener)
        return target[0].name if target else ""
    return ""


def _certificates(workspace: Review, items: tuple[Item, ...], item: Item | None) -> Screen[Any]:
    from screens.certificates import CertificatesScreen  # noqa: PLC0415 - loaded when it is wanted

    if item is not None and item.step.key not in {"ca", "personal-certificate"}:
        item = _named(items, f"personal-certificate/{_machine(workspace, item)}")
    return CertificatesScreen(workspace, item)


def _listing(workspace: Review, machine: str) -> Screen[Any] | None:
    from screens.listings import ListingScreen  # noqa: PLC0415 - the same

    return ListingScreen(workspace, machine) if machine else None


def _policy(workspace: Review, machine: str) -> Screen[Any] | None:
    from screens.policy import PolicyScreen  # noqa: PLC0415 - the same

    return PolicyScreen(workspace, machine) if machine else None


def _packets(workspace: Review, machine: str, item: str = "") -> Screen[Any]:
    from screens.packets import PacketsScreen  # noqa: PLC0415 - the same

    return PacketsScreen(workspace, machine, item)


def _proof(
    workspace: Review, items: tuple[Item, ...], item: Item, passphrases: Passphrases
) -> Screen[Any] | None:
    from screens.proving import ProvingScreen  # noqa: PLC0415 - the same

    connection = workspace.project.connection[int(item.subject.table[1])]
    proved = _named(items, f"ping/{connection.name}")
    return ProvingScreen(workspace, proved, passphrases) if proved else None


def _named(items: tuple[Item, ...], name: str) -> Item | None:
    return next((one for one in items if one.name == name), None)

"""What a rehearsal stands on: the files that are written, and what they do not hold yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pwxwizard import dbmover, layout
from pwxwizard.examine import Item, State
from pwxwizard.finding import listed
from pwxwizard.project import Project
from pwxwizard.steps import STEPS
from pwxwizard.world import Reader


@dataclass(frozen=True, slots=True)
class Basis:
    """Which files are rehearsed, and in what they are not as they are to be."""

    changed: tuple[str, ...] = ()
    """Items that were written, and something that they depend on has changed since."""
    never_written: tuple[str, ...] = ()
    """Items of which nothing is written; files that are there already are taken for theirs."""
    waiting: tuple[str, ...] = ()
    """Items that wait for somebody else; what is written of them is from before."""
    to_fill_in: tuple[str, ...] = ()
    """Machines whose DBMOVER has a placeholder for the passphrase of the key."""
    nothing_there: bool = False
    """None of the files is there that a rehearsal looks at, written or not."""

    @property
    def judged(self) -> str:
        """Return what a verdict is about where not everything is written, as a sentence."""
        if not self.not_written:
            return ""
        missing = listed(self.not_written, 2)
        return f"Judged are written files, with the estate as answered now; not written: {missing}."

    @property
    def not_written(self) -> tuple[str, ...]:
        """Return the items whose written files are not as they are to be, whatever keeps them."""
        return (*self.changed, *self.waiting, *self.never_written)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what is rehearsed, and what that leaves open, a sentence each."""
        said = ["Rehearsed are the written files."]
        if self.changed:
            said.append(f"Changed since, and not in it: {listed(self.changed)}.")
        if self.waiting:
            said.append(
                f"Waits for somebody else: {listed(self.waiting)}; the files from before are judged."
            )
        if self.never_written:
            said.append(
                f"Never written: {listed(self.never_written, 2)}; files that answers name are judged."
            )
        if self.to_fill_in:
            said.append(
                f"{dbmover.PLACEHOLDER} in DBMOVER of {listed(self.to_fill_in)}: until it is replaced, "
                "PowerExchange cannot open the key there; the rehearsal has the passphrase."
            )
        return tuple(said)


def basis(project: Project, items: Sequence[Item], reader: Reader) -> Basis:
    """Return what a rehearsal of a project stands on at this moment.

    Args:
        project: the project.
        items: all of its items, with their states.
        reader: looks at the machines' DBMOVER files.
    """
    steps = _builds_on(STEPS[-1].key)
    unwritten = {
        item.name: item.state
        for item in items
        if item.step.writes
        and item.step.key in steps
        and item.state in {State.OPEN, State.READY, State.WAITING, State.OUTDATED}
    }
    once = {name: state for name, state in unwritten.items() if name in project.record.item}
    return Basis(
        tuple(name for name, state in once.items() if state is not State.WAITING),
        tuple(name for name in unwritten if name not in once),
        tuple(name for name, state in once.items() if state is State.WAITING),
        tuple(_to_fill_in(project, reader)),
        all(reader.look(path).state == "absent" for path in _files(project)),
    )


def _files(project: Project) -> Iterator[str]:
    for machine in project.machine.values():
        for place in (layout.dbmover, layout.policy, layout.certificate, layout.ca_list):
            yield place(project, machine)


def _builds_on(key: str) -> frozenset[str]:
    """Return the steps whose files a step looks at, and those that these build on."""
    needs = {step.key: step.needs for step in STEPS}
    found: set[str] = set()
    waiting = list(needs[key])
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += needs[step]
    return frozenset(found)


def _to_fill_in(project: Project, reader: Reader) -> Iterator[str]:
    mark = dbmover.PLACEHOLDER.encode()
    for machine in project.machine.values():
        found = reader.look(layout.dbmover(project, machine))
        # the mark is sought first, because parsing every file of a large estate takes its time
        if found.state != "file" or mark not in found.data:
            continue
        catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
        ssl = dbmover.view(dbmover.parse(found.data), catalogue).ssl
        if ssl is not None and ssl.to_fill_in:
            yield machine.name

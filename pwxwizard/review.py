"""Looking at a project: items, findings, differences and rehearsals; nothing here can write."""

import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pwxwizard import examine, foresight, journal, layout, lock, store, verify, waivers
from pwxwizard.errors import PwxError, UsageError
from pwxwizard.examine import Item, Survey
from pwxwizard.finding import Finding, listed
from pwxwizard.knowledge import merged
from pwxwizard.overrides import user_overrides
from pwxwizard.plan import SecretNeed, each_once
from pwxwizard.project import Connection, Project
from pwxwizard.project_file import table_path
from pwxwizard.rehearsal_basis import Basis, basis
from pwxwizard.secret_sources import SourceSecrets
from pwxwizard.standing import Standing, standing
from pwxwizard.steps.certificates import machine_passphrase, machine_purpose
from pwxwizard.toml_lines import Lines, lines
from pwxwizard.waivers import Judged
from pwxwizard.world import World, digest

if TYPE_CHECKING:
    from pwxwizard.adopting import Adoption
    from pwxwizard.trust import Prediction
    from pwxwizard.verify import Explanation, Rehearsal, Target


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A connection's handshake as predicted and as it went."""

    connection: Connection
    prediction: "Prediction"
    rehearsal: "Rehearsal | None"
    """`None` when it could not be tried; the findings say why."""
    findings: tuple[Finding, ...]
    """Why it could not be tried, and any difference between prediction and rehearsal."""

    @property
    def succeeded(self) -> bool:
        """Tell whether the handshake went well and as predicted."""
        return (
            self.rehearsal is not None
            and self.rehearsal.outcome == "succeeded"
            and not self.findings
        )


@dataclass(frozen=True)
class Reading:
    """A project file as it was read."""

    stamp: tuple[int, ...]
    """What told it from other writings of the same file."""
    data: bytes
    project: Project

    @cached_property
    def lines(self) -> Lines:
        """Return where each answer stands in it."""
        return lines(self.data.decode())


CHANGED = "The project was changed; shown as it is now."
_UNREAD = "The project was changed and cannot be read just now; shown as it was."


class Review:
    """A project, read; the ports it is given have no way to write."""

    read_only = True

    def __init__(self, path: Path, world: World) -> None:
        """Read the project file.

        Raises:
            UnreadableError: it is not a project; every structural error is named.
        """
        self.path = path
        self.world = world
        self._seen = _stamp(path)
        self._unread = False
        """What is there now could not be read; what was read before is shown."""
        self._overrides = user_overrides()
        data = store.read_file(path)
        project = self._corrected(store.read_project(data, path.name))
        self.reading = Reading(self._seen, data, project)

    @property
    def project(self) -> Project:
        """Return the project as it was answered, with the user's catalogue below its own."""
        return self.reading.project

    @property
    def stale(self) -> bool:
        """Tell by a glance at the file whether somebody wrote it since it was read."""
        return self.read_only and _stamp(self.path) != self._seen

    def again(self) -> "tuple[Review, str]":
        """Return the project as its file is now, itself if that is what it was; and what to say of it."""
        if not self.stale:
            return self, ""
        stamp = _stamp(self.path)
        try:
            found = Review(self.path, self.world)
        except PwxError as error:
            self._seen, self._unread = stamp, True
            return self, f"{_UNREAD} {error.message}"
        if found.reading.data != self.reading.data or self._unread:
            return found, CHANGED
        self._seen = stamp
        return self, ""

    def follow(self, other: "Review") -> None:
        """Show what another reading of the same file found."""
        if other is not self:
            self.reading, self._seen, self._unread = other.reading, other.reading.stamp, False

    def renew(self) -> str:
        """Read the file again where somebody wrote it; returns what to say of that, mostly nothing."""
        found, said = self.again()
        self.follow(found)
        return said

    def farewell(self, *options: str, refused: Sequence[str] = ()) -> tuple[str, str]:
        """Return what to say at the end, and the command that goes on with the project.

        Args:
            options: what the command takes besides, such as `--plain`.
            refused: labels of fields in which something stands that is no answer.
        """
        verb = ("review",) if self.read_only else ()
        kept = "" if self.read_only else "Every answer is saved. "
        if refused:
            kept = (
                f"Not saved, because it is no answer: {listed(refused)}. Every other one is saved. "
            )
        said = f"{kept}Go on with:"
        return said, shlex.join(("pwxwizard", *verb, str(self.path.absolute()), *options))

    @property
    def file_digest(self) -> str:
        """Return the SHA-256 of the project file as it is on the disk."""
        return digest(store.read_file(self.path))

    def _corrected(self, project: Project) -> Project:
        if not self._overrides:
            return project
        return replace(project, catalogue=merged(self._overrides, project.catalogue))

    def items(self) -> tuple[Item, ...]:
        """Return every item with its state, without planning anything."""
        return examine.items(self.project, self.world.reader)

    def survey(self, only: Collection[str] | None = None) -> Survey:
        """Return every item with its state and findings, and what applying would write."""
        return examine.survey(self.project, self.world, only)

    def findings(self, survey: Survey) -> tuple[Finding, ...]:
        """Return what counts of a survey's findings and the journal's, as `judged` parts them."""
        return self.judged(survey).findings

    def judged(self, survey: Survey) -> Judged:
        """Return a survey's findings and the journal's, parted by the project's waivers.

        Findings about answers have their line.
        """
        storage = store.storage_folder(self.path)
        applies = {written.apply for written in self.project.record.file.values()}
        found = (
            *survey.findings,
            *journal.check(storage, applies),
            *lock.storage_findings(storage),
        )
        parted = waivers.judge(found, self.project, self.world.clock.now().date())
        return replace(
            parted, findings=examine.located(parted.findings, self.path.name, self.line_of)
        )

    def standing(self, survey: Survey) -> Standing:
        """Return what a survey's plan would break, the errors that stand, and what they hold back."""
        world, plan = self.world, survey.plan
        ends = foresight.broken(self.project, world.reader, plan.writes, world.clock.now())
        return standing(survey, self.findings(survey), ends)

    def line_of(self, key: str) -> int:
        """Return the line of the project file on which an answer stands."""
        return self.reading.lines.line_of(table_path(key, self.project.tables))

    def explain(self, text: str) -> "tuple[Explanation, ...]":
        """Return what each code in a text means, the causes that this project really has first."""
        from pwxwizard import trust  # noqa: PLC0415 - 30 ms that few uses of a project need

        cells = trust.matrix(self.project, self.world.reader, self.world.clock.now())
        return verify.explain(text, cells, self.project.catalogue.get("messages"))

    def rehearsal_secrets(self) -> tuple[SecretNeed, ...]:
        """Return the passphrases that a rehearsal will ask for, each once."""
        project = self.project
        targets = [project.listener(connection.listener) for connection in project.connection]
        names = [connection.client for connection in project.connection]
        names += [target[0].name for target in targets if target]
        return each_once(self._key_secret(name) for name in names if name in project.machine)

    def unopened(self, outcomes: Iterable[Rehearsed]) -> tuple[SecretNeed, ...]:
        """Return the passphrases of the keys that could not be opened in a rehearsal, each once."""
        findings = [finding for outcome in outcomes for finding in outcome.findings]
        closed = {finding.where.file for finding in findings if finding.code == verify.NO_KEY.code}
        return each_once(
            self._key_secret(machine.name)
            for machine in self.project.machine.values()
            if layout.personal(self.project, machine) in closed
        )

    def _key_secret(self, machine: str) -> SecretNeed:
        source, purpose = (
            machine_passphrase(self.project, machine),
            machine_purpose(self.project, machine),
        )
        return SecretNeed(source, purpose, new=False)

    def rehearsal_basis(self) -> Basis:
        """Return which files a rehearsal looks at now, and in what they are not as planned."""
        return basis(self.project, self.items(), self.world.reader)

    def doubt(self, item: str, output_digest: str) -> str:
        """Return what keeps an output from proving an item for good, as sentences; mostly empty."""
        found = next((one for one in self.items() if one.name == item), None)
        unwritten = ""
        if found is not None and item not in self.project.record.item:
            unwritten = "Nothing is written for it yet; writing makes this proof outdated."
        return " ".join(filter(None, (unwritten, self.kept_already(item, output_digest))))

    def kept_already(self, item: str, output_digest: str) -> str:
        """Return what to make sure of where the very same output is kept as evidence already.

        Outputs of several clients, or of several days, may be alike to the letter, because DTLREXE
        prints neither where nor when it runs.
        """
        if before := self.kept_before(item, output_digest):
            return (
                f"The same text was kept on {before}, before something changed: make sure that this one "
                "is from after it."
            )
        others = self.kept_for(item, output_digest)
        if not others:
            return ""
        client = item.partition("/")[2].partition("->")[0]
        return f"The same text is kept for {listed(others, 2)}: make sure that this one is from {client}."

    def kept_before(self, item: str, output_digest: str) -> str:
        """Return when the very same output was kept for an item that has changed since; empty for never."""
        days = [
            kept.evidence.date[:10]
            for one in self.items()
            if one.name == item
            for kept in one.evidence
            if kept.evidence.digest == output_digest and kept.changed
        ]
        return days[-1] if days else ""

    def to_agree(self, item: str, output_digest: str) -> bool:
        """Tell whether an output is kept only once agreed to: it is known from before, or from elsewhere."""
        return bool(self.kept_before(item, output_digest) or self.kept_for(item, output_digest))

    def kept_for(self, item: str, output_digest: str) -> tuple[str, ...]:
        """Return the other subjects for which the very same output is kept as evidence."""
        return tuple(
            one.item.partition("/")[2]
            for one in self.project.record.evidence
            if one.digest == output_digest and one.item != item
        )

    def to_be_typed(self, needs: Iterable[SecretNeed]) -> tuple[SecretNeed, ...]:
        """Return the secrets that somebody has to type and has not typed yet."""
        secrets = self.world.secrets
        return tuple(
            need
            for need in needs
            if need.typed
            and not (
                isinstance(secrets, SourceSecrets) and secrets.knows(need.source, need.purpose)
            )
        )

    def ask_again(self, needs: Iterable[SecretNeed]) -> None:
        """Let secrets be fetched anew, because what was fetched did not open what it should."""
        if isinstance(self.world.secrets, SourceSecrets):
            for need in needs:
                self.world.secrets.forget(need.source, need.purpose)

    def target(self, connection: Connection) -> "Target":
        """Return a connection as a probe meets it; asks for the passphrase of the client's key.

        Raises:
            UsageError: one of its ends is not in the project.
            UnreadableError: the client's key cannot be opened.
        """
        return verify.target(self.project, connection, self.world.reader, self._passphrase)

    def probe_secrets(self, connection: Connection) -> tuple[SecretNeed, ...]:
        """Return the passphrase that a probe of a connection will ask for, if it needs one."""
        client = connection.client
        if not verify.Keys(self.project, self.world.reader, self._passphrase).here(client):
            return ()
        return (self._key_secret(client),)

    def _passphrase(self, machine: str) -> str:
        need = self._key_secret(machine)
        return self.world.secrets.secret(need.source, need.purpose)

    def rehearse(
        self,
        at: datetime | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Rehearsed]:
        """Yield every connection's handshake, really made in memory from the artifacts."""
        when = at or self.world.clock.now()
        for connection, prediction, rehearsal, findings in verify.rehearse_all(
            self.project, self.world.reader, self._passphrase, when
        ):
            if cancelled():
                return
            yield Rehearsed(connection, prediction, rehearsal, findings)

    def offers(self, paths: Collection[str]) -> "Adoption":
        """Return what existing DBMOVER files let one enter into the project; enters nothing.

        Raises:
            UsageError: a path is no file that can be read.
        """
        from pwxwizard import adopting, dbmover  # noqa: PLC0415 - 10 ms that only adoption needs

        files = []
        for path in paths:
            found = self.world.reader.look(path)
            if found.state != "file":
                raise UsageError(
                    f"It cannot be read: {found.problem}.",
                    fix="Check the path.",
                    where=path,
                )
            files.append(dbmover.AdoptFile(path, found.data))
        catalogue = dbmover.Catalogue.load(self.project.catalogue.get("dbmover", {}))
        return adopting.adoption(self.project, tuple(files), catalogue)


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what changes with every writing of a file; empty when there is none to be seen."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino

"""Gathering what a report says; looks, and changes nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256

from pwxwizard import __version__, dbmover, difference, expiry, journal, pki, store, trust, waivers
from pwxwizard.examine import Item, kept_evidence
from pwxwizard.finding import Finding, Severity
from pwxwizard.loose import LooseFile
from pwxwizard.plan import Action, Change, Plan
from pwxwizard.project import PLATFORMS, Project
from pwxwizard.project import Waiver as Accepted
from pwxwizard.report import content
from pwxwizard.review import Review
from pwxwizard.steps.authority import ca_answers
from pwxwizard.waivers import Judged
from pwxwizard.world import Reader

if TYPE_CHECKING:
    from cryptography import x509

    _Ending = x509.Certificate | x509.CertificateRevocationList

SOON = timedelta(days=30)
"""How long before its end a certificate counts as ending soon."""

_OWN = {"127.0.0.1", "::1", "localhost"}
"""Hosts that are another machine in every file."""

_MOST_LINES = 400
"""Lines of one difference that are printed; the rest is counted."""


def of_project(review: Review, then: Review | None = None) -> content.Report:
    """Return the report of a project.

    Args:
        review: the project; its items and what would be written are those of the present.
        then: the project in a world whose clock shows another date, for which connections, ends,
            findings and waivers are judged.
    """
    project, reader = review.project, review.world.reader
    survey = review.survey()
    then = then or review
    judged = then.judged(survey if then is review else then.survey())
    at = then.world.clock.now()
    return content.Report(
        title=project.name,
        subject="project",
        at=_moment(at),
        version=__version__,
        machines=tuple(_machines(project)),
        connections=tuple(_connections(project, reader, at)),
        ends=tuple(_project_ends(project, reader, at)),
        withdrawn=tuple(_withdrawn(project)),
        items=tuple(
            content.Item(item.name, item.state.value, item.because, _proof(item))
            for item in survey.items
        ),
        findings=_remarks(judged.findings),
        waivers=tuple(_waiver(waiver, judged, at.date()) for waiver in project.waiver),
        evidence=tuple(
            content.Proof(
                one.item, one.kind, seen.verdict, one.date, one.by, one.summary, one.digest
            )
            for seen in kept_evidence(project, survey.items)
            for one in (seen.evidence,)
        ),
        history=tuple(_history(review)),
        differences=tuple(_difference(change) for change in survey.plan.writes),
        seen=tuple(_project_files(review, survey.plan)),
    )


def of_files(reader: Reader, files: Iterable[LooseFile], at: datetime) -> content.Report:
    """Return the report of files that belong to no project, as they were looked at."""
    files = tuple(files)
    names = [file.path for file in files]
    return content.Report(
        title=names[0] if len(names) == 1 else f"{len(names)} files",
        subject="files",
        at=_moment(at),
        version=__version__,
        connections=tuple(call for file in files for call in _calls(reader, file)),
        ends=tuple(_file_ends(reader, files, at)),
        findings=_remarks(finding for file in files for finding in file.findings),
        seen=tuple(
            content.Seen(file.path, file.kind, file.digest, facts=file.facts) for file in files
        ),
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _machines(project: Project) -> Iterator[content.Machine]:
    for machine in project.machine.values():
        yield content.Machine(
            machine.name,
            PLATFORMS.get(machine.platform, machine.platform),
            machine.release,
            machine.hosts,
            tuple(
                f"{listener.name}, port {listener.port}, {'TLS' if listener.secure else 'plain'}"
                for listener in machine.listener.values()
            ),
        )


def _connections(project: Project, reader: Reader, at: datetime) -> Iterator[content.Connection]:
    for cell in trust.matrix(project, reader, at):
        name = cell.connection.listener
        called = project.listener(name)
        machine, _, listener = name.rpartition(".")
        prediction = cell.prediction
        yield content.Connection(
            cell.connection.client,
            machine,
            f"{listener}, port {called[1].port}" if called else listener,
            prediction.verdict,
            prediction.protocol,
            prediction.suite,
            prediction.server_authenticated,
            prediction.client_asked,
            prediction.client_authenticated,
            tuple(content.Reason(reason.code, reason.sentence) for reason in prediction.reasons),
            prediction.to_fill_in,
            prediction.withdrawn,
        )


def _project_ends(project: Project, reader: Reader, at: datetime) -> Iterator[content.End]:
    withdrawn = trust.withdrawals(project)
    for end in expiry.ends(project, reader, at, SOON):
        yield content.End(
            end.subject,
            _moment(end.ends),
            end.days_left,
            "withdrawn" if end.serial in withdrawn else end.due,
            end.identity,
            end.files,
            end.machines,
        )


def _withdrawn(project: Project) -> Iterator[content.Withdrawn]:
    """Yield the withdrawn certificates, the earliest first."""
    entries = ca_answers(project).revoked
    for serial, one in sorted(entries.items(), key=lambda entry: (entry[1].date, entry[0])):
        reason = pki.reason_words(one.reason)
        yield content.Withdrawn(one.name, serial, reason, one.date, one.generation)


def _file_ends(reader: Reader, files: tuple[LooseFile, ...], at: datetime) -> Iterator[content.End]:
    places: dict[str, list[str]] = {}
    objects: dict[str, _Ending] = {}
    for file in files:
        if file.kind != "certificates":
            continue
        contents = pki.read(reader.look(file.path).data, file=file.path)
        ending: tuple[_Ending, ...] = (*contents.certificates, *contents.crls)
        for one in ending:
            identity = one.fingerprint(SHA256()).hex()
            objects[identity] = one
            places.setdefault(identity, []).append(file.path)
    for end in pki.expiries(objects.values(), at, within=SOON):
        identity = end.certificate.fingerprint(SHA256()).hex()
        yield content.End(
            end.subject,
            _moment(end.ends),
            end.days_left,
            end.due.value,
            identity,
            tuple(dict.fromkeys(places[identity])),
        )


def _calls(reader: Reader, file: LooseFile) -> Iterator[content.Connection]:
    """Yield whom a DBMOVER file's NODE statements call."""
    if file.kind != "dbmover":
        return
    statements = dbmover.parse(reader.look(file.path).data)
    for node in dbmover.view(statements, dbmover.Catalogue.load()).nodes:
        verdict = "tls" if node.secure else "plain"
        listener = f"{node.name}, port {node.port}"
        host = node.host or "(no host)"
        called = f"{host} of {file.path}" if host in _OWN else host
        yield content.Connection(file.path, called, listener, verdict)


def _remarks(findings: Iterable[Finding]) -> tuple[content.Remark, ...]:
    order = list(Severity)
    return tuple(
        content.Remark(
            one.code,
            one.severity.value,
            one.message,
            str(one.where),
            one.why,
            one.fix,
            one.source,
        )
        for one in sorted(findings, key=lambda one: order.index(one.severity))
    )


def _waiver(waiver: Accepted, judged: Judged, today: date) -> content.Waiver:
    end = waivers.ends(waiver)
    state = "date unreadable" if end is None else "in force" if end >= today else "ended"
    covered = (one.finding for one in judged.waived if one.waiver == waiver)
    return content.Waiver(
        waiver.code,
        waiver.where,
        waiver.owner,
        waiver.reason,
        waiver.until,
        state,
        tuple(f"{one.where}: {one.message}" for one in covered),
    )


def _proof(item: Item) -> str:
    """Return how far the proof of an item is that is written and not proved."""
    if not item.unproved:
        return ""
    if item.proof_wrong:
        return "proof went wrong"
    return "proof outdated" if item.proof_outdated else "to be proved"


def _history(review: Review) -> Iterator[content.Entry]:
    for entry in journal.history(store.storage_folder(review.path)):
        files = tuple(
            content.Written(change.path, change.before, change.after) for change in entry.files
        )
        yield content.Entry(entry.id, entry.when, entry.who, entry.kind, entry.label, files)


def _difference(change: Change) -> content.Difference:
    lines = difference.lines(change)
    kinds = [line.kind for line in lines]
    shown: tuple[str, ...] = ()
    if change.action is Action.CHANGE:
        shown = tuple(f"{line.kind} {line.text}".rstrip() for line in lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            shown += (f"@ {len(lines) - _MOST_LINES} lines more",)
    return content.Difference(
        change.artifact.path,
        change.action.value,
        change.artifact.why,
        kinds.count("+"),
        kinds.count("-"),
        shown,
    )


def _project_files(review: Review, plan: Plan) -> Iterator[content.Seen]:
    """Yield the project file, what the tool wrote, and what the plan was made from.

    Where a secret is kept is left out: the digest of a passphrase would let it be guessed.
    """
    project, reader = review.project, review.world.reader
    yield content.Seen(review.path.name, "project", review.file_digest)
    forms = {change.artifact.path: change.artifact.form.value for change in plan.changes}
    for path, written in project.record.file.items():
        seen = reader.look(path).digest
        yield content.Seen(path, forms.get(path, "written"), seen, written.sha256)
    sources = set(_texts(project.tables))
    for path, seen in plan.inputs:
        if seen != "absent" and path not in project.record.file and f"file:{path}" not in sources:
            yield content.Seen(path, "input", seen)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in plain tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)

"""What will become of every connection: the trust matrix, rehearsals, and what a PING printed."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pwxwizard import trust, verify
from pwxwizard.examine import Item, State
from pwxwizard.finding import Finding, counted
from pwxwizard.plain import words
from pwxwizard.plain.talk import GivenUpError, Talk
from pwxwizard.project import PLATFORMS
from pwxwizard.proofs import called
from pwxwizard.review import Rehearsed, Review
from pwxwizard.session import Proof, Session
from pwxwizard.trust import Cell, Kind, Reason
from pwxwizard.verify import PingVerdict
from pwxwizard.world import Found, digest

_NO_CONNECTION = "There are no connections yet; they are added in the estate."
_KINDS = {Kind.CAUSE: "Cause", Kind.GAP: "Not known", Kind.REMARK: "Remark"}


def say_trust(talk: Talk, workspace: Review) -> None:
    """Say of each connection whether it will work, then why not, and what mends it.

    Where no file is there at all, the reason is the same for all of them.
    """
    project, world = workspace.project, workspace.world
    cells = trust.matrix(project, world.reader, world.clock.now())
    if not cells:
        talk.say(_NO_CONNECTION)
        return
    basis = workspace.rehearsal_basis()
    if basis.nothing_there:
        how = "" if workspace.read_only else "; w writes"
        talk.say(f"Nothing is written yet{how}.")
    for cell in cells:
        talk.say(f"{cell.connection.name}: {words.verdict(cell.prediction)}.")
    if basis.nothing_there:
        return
    if basis.judged:
        talk.say(basis.judged)
    for reason, names in _reasons(cells):
        about = "every connection" if len(names) == len(cells) else ", ".join(names)
        talk.say(f"{_KINDS[reason.kind]} {reason.code}, for {about}: {reason.sentence}")
        if reason.item:
            talk.say(f"  {_mending(reason)}")


def _reasons(cells: Sequence[Cell]) -> list[tuple[Reason, list[str]]]:
    """Return why connections do not simply work, each reason once with those it is about."""
    found: dict[Reason, list[str]] = {}
    for cell in cells:
        prediction = cell.prediction
        if prediction.verdict == trust.WORKS and not prediction.proviso:
            continue
        # what works all the same is not spoken of where something stands against it
        against = [one for one in prediction.reasons if one.kind is not Kind.REMARK]
        for reason in against or prediction.reasons:
            found.setdefault(reason, []).append(cell.connection.name)
    order = list(Kind)
    return sorted(found.items(), key=lambda entry: order.index(entry[0].kind))


def _mending(reason: Reason) -> str:
    return f"To mend in {reason.item}: {reason.rule.fix}"


def rehearse(talk: Talk, workspace: Review) -> None:
    """Rehearse every connection, and say how each went and why."""
    if not workspace.project.connection:
        talk.say(_NO_CONNECTION)
        return
    basis = workspace.rehearsal_basis()
    needs = workspace.to_be_typed(workspace.rehearsal_secrets())
    for need in needs:
        talk.say(f"The {need.purpose} may be asked for.")
    if needs:
        talk.say("Ctrl+C gives it up.")
    outcomes: list[Rehearsed] = []
    told: dict[str, str] = {}
    handshakes = (
        workspace.rehearse_and_record() if isinstance(workspace, Session) else workspace.rehearse()
    )
    try:
        for outcome in handshakes:
            outcomes.append(outcome)
            _say_outcome(talk, outcome, told)
    except GivenUpError:
        # what was typed may be why it is given up
        workspace.ask_again(needs)
        talk.say("Not rehearsed; nothing is kept.")
        return
    closed = workspace.unopened(outcomes)
    workspace.ask_again(closed)
    well = sum(outcome.succeeded for outcome in outcomes)
    talk.say(f"{well} of {counted(len(outcomes), 'connection')} succeeded.")
    for sentence in basis.sentences:
        talk.say(sentence)
    for need in closed:
        if need.typed:
            talk.say(f"The {need.purpose} is asked for again at the next rehearsal.")


def _say_outcome(talk: Talk, outcome: Rehearsed, told: dict[str, str]) -> None:
    """Say how a handshake went.

    Args:
        talk: the conversation.
        outcome: the handshake.
        told: the connection of which each message was said first; what is said now is added.
    """
    seen, name = outcome.rehearsal, outcome.connection.name
    if seen is None:
        talk.say(f"{name}: not rehearsed.")
    elif outcome.succeeded:
        talk.say(f"{name}: succeeded, {seen.protocol} with {seen.suite}.")
    elif seen.outcome == "succeeded":
        talk.say(f"{name}: succeeded, and not as predicted.")
    else:
        reason = seen.reason.rstrip(".") or "no reason was given"
        foreseen = "not as predicted" if outcome.findings else "as predicted"
        talk.say(f"{name}: failed, {foreseen}: {reason}.")
    # the finding that it cannot be rehearsed repeats the sentence of another one
    findings: dict[str, Finding] = {}
    for finding in outcome.findings:
        findings.setdefault(finding.message, finding)
    known = dict.fromkeys(told[message] for message in findings if message in told)
    for message, finding in findings.items():
        if message not in told:
            told[message] = name
            talk.say(f"  {words.remark(finding)}")
    for other in known:
        talk.say(f"  The same as for {other}.")
    first = outcome.prediction.first_cause
    if seen is not None and not outcome.succeeded and first is not None and first.item:
        talk.say(f"  {_mending(first)}")


def ping(talk: Talk, workspace: Review, item: Item) -> None:
    """Say how to PING a connection and what is missing, and judge what a PING printed."""
    project = workspace.project
    connection = project.connection[int(item.subject.table[1])]
    client = project.machine[connection.client]
    overrides = project.catalogue.get("dtlrexe", {})
    command = verify.ping_command(client.platform, connection.node_name, overrides=overrides)
    platform = PLATFORMS.get(client.platform, client.platform)
    talk.say(f"{words.title(item)}: {words.state(item)}.")
    if item.state not in {State.WRITTEN, State.PROVED}:
        kinds = " and a ".join(called(kind).name for kind in item.step.proofs)
        talk.say(f"It is proved once it is written, by a {kinds}.")
    talk.say(f"Run this on {client.name}, {platform}:")
    talk.show((command.jcl or command.shell).rstrip())
    talk.say(f"Negative control: {command.negative_control}")
    while True:
        typed = (talk.ask("File with what the PING printed (Enter for none): ") or "").strip()
        if typed in {"", "."}:
            return
        found = _file(workspace, typed)
        if found.state == "file":
            break
        reason = found.problem
        talk.say(f"Not taken: {typed}: {reason}.")
    output = verify.output_text(found.data)
    verdict = verify.judge_ping(output, None, overrides, node=connection.node_name)
    _judged(talk, workspace, item, verdict, digest(output.encode())[:16])


def _file(workspace: Review, typed: str) -> Found:
    """Return what stands at a path, from the project's folder or else from the present one."""
    look = workspace.world.reader.look
    path = Path(typed)
    # there may be nobody of the name behind the tilde
    with suppress(RuntimeError):
        path = path.expanduser()
    found = look(str(path))
    other = found if found.state == "file" else look(str(path.absolute()))
    return found if other.state == "absent" else other


def _judged(
    talk: Talk, workspace: Review, item: Item, verdict: PingVerdict, output_digest: str
) -> None:
    """Say what an output proves, and keep it where it says something."""
    numbers = f" ({', '.join(verdict.numbers)})" if verdict.numbers else ""
    talk.say(f"{verdict.proof.capitalize()}{numbers}: {verdict.meaning} {verdict.fix}".rstrip())
    if not isinstance(workspace, Session):
        talk.say("Nothing is kept in review.")
        return
    if verdict.proof == "not enough":
        talk.say("It proves nothing, so it is not kept.")
        return
    if doubt := workspace.doubt(item.name, output_digest):
        talk.say(doubt)
        if workspace.to_agree(item.name, output_digest) and not _agreed(talk):
            talk.say("It is not kept.")
            return
    proof = Proof(item.name, "ping", verdict.proof, verdict.meaning, output_digest)
    workspace.keep_proofs([proof])
    for fresh in workspace.items():
        if fresh.name == item.name:
            talk.say(f"Kept. {words.title(fresh)}: {words.state(fresh)}.")


def _agreed(talk: Talk) -> bool:
    """Ask whether an output is kept all the same; Enter keeps nothing."""
    return (talk.ask("Type keep to keep it (Enter does not): ") or "").strip().lower() == "keep"

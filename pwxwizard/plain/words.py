"""How items, findings and verdicts are said, so that they can be read aloud."""

from collections.abc import Iterable, Iterator

from pwxwizard import trust
from pwxwizard.examine import Item, State
from pwxwizard.finding import Finding, Severity, Where, counted, folded
from pwxwizard.trust import Prediction

_BECAUSE = {
    State.OPEN: ", because ",
    State.WAITING: " for ",
    State.WRITTEN: ", to be proved: ",
    State.OUTDATED: ", because ",
    State.DRIFTED: ", because ",
    State.SKIPPED: ": ",
}
"""What joins a state with what is missing, has changed or is waited for."""

_VERDICTS = {trust.FAILS: "fails", trust.UNKNOWN: "is not known yet"}
_PROVES = {
    (True, True): "each end proves who it is",
    (True, False): "only the server proves who it is",
    (False, True): "only the client proves who it is",
    (False, False): "neither end proves who it is",
}
"""By whether the server does, and whether the client does."""


def title(item: Item) -> str:
    """Return what an item is called anywhere, such as `DBMOVER of ZOS1`."""
    return item.step.title_of(item.subject)


def state(item: Item) -> str:
    """Return how far an item is, and why it is no further."""
    answered = item.state is State.WRITTEN and not item.step.writes
    word = "done" if answered else item.state.value
    because = "; ".join(reason.rstrip(".") for reason in item.because)
    return f"{word}{_BECAUSE.get(item.state, ': ')}{because}" if because else word


def verdict(prediction: Prediction) -> str:
    """Return what will become of a connection, after its name."""
    if prediction.verdict in _VERDICTS:
        return _VERDICTS[prediction.verdict]
    who = _PROVES[prediction.server_authenticated, prediction.client_authenticated]
    return f"works{prediction.proviso}; {who}"


def remark(finding: Finding) -> str:
    """Return a finding as sentences, the item that mends it first, its place last."""
    item = f", {finding.where.item}" if finding.where.item else ""
    place = _file(finding.where)
    said = f"{finding.severity.value} {finding.code}{item}: {finding.message}"
    said += f" ({place})" if place else ""
    return f"{said} What to do: {finding.fix}" if finding.fix else said


def remarks(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield findings as sentences, the worst first, those that say the same together."""
    order = list(Severity)
    ranked = sorted(findings, key=lambda entry: order.index(entry.severity))
    for finding, *others in folded(ranked):
        yield remark(finding)
        for other in others:
            places = filter(None, (other.where.item, _file(other.where)))
            yield f"  The same of {', '.join(places)}."


def tally(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, as a sentence."""
    found = [finding.severity for finding in findings]
    counts = (counted(found.count(severity), severity.value) for severity in Severity)
    return f"{', '.join(counts)}."


def _file(where: Where) -> str:
    if not where.file:
        return where.key
    return f"{where.file}, line {where.line}" if where.line else where.file

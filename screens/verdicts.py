"""Verdicts of the trust matrix in symbols and words, and the reasons behind them."""

from textual.content import Content

from pwxwizard import trust
from pwxwizard.finding import Severity
from pwxwizard.item_names import titled
from pwxwizard.project import Project
from pwxwizard.trust import Kind, Prediction, Reason
from screens.marks import Mark

_VERDICTS = {
    trust.WORKS: Mark("√", "works", "success"),
    trust.PARTLY: Mark("!", "works partly", "warning"),
    trust.FAILS: Mark("X", "fails", "error"),
    trust.UNKNOWN: Mark("?", "unknown", "warning"),
}
_LATER = {
    trust.WORKS: Mark("…", "works later", "warning"),
    trust.PARTLY: Mark("…", "partly later", "warning"),
}
"""How a connection looks whose passphrase is still to be filled in."""
_STILL = {
    trust.WORKS: Mark("!", "works still", "warning"),
    trust.PARTLY: Mark("!", "partly still", "warning"),
}
"""How a connection looks in which a withdrawn certificate is shown."""
_KINDS = {
    Kind.CAUSE: Mark("X", "cause", "error"),
    Kind.GAP: Mark("?", "not known", "warning"),
    Kind.REMARK: Mark("i", "remark", "primary"),
}

_WARNING = Mark("!", "warning", "warning")
"""How a remark looks that should be seen to."""


def verdict(prediction: Prediction) -> Mark:
    """Return how a connection's verdict is marked."""
    if prediction.withdrawn:
        return _STILL[prediction.verdict]
    return (_LATER if prediction.to_fill_in else _VERDICTS)[prediction.verdict]


def explained(prediction: Prediction) -> Content | None:
    """Return what a verdict such as `works later` means, and why; `None` for one that says it all."""
    if not prediction.provisos:
        return None
    said = (
        "with a certificate that is withdrawn, as long as it is accepted"
        if prediction.withdrawn
        else "once the passphrase is filled in, not before"
    )
    works = "works" if prediction.verdict == trust.WORKS else "works partly"
    reasons = " ".join(one.sentence for one in prediction.provisos)
    return Content.assemble(verdict(prediction).content, f": it {works} {said}. {reasons}")


def authenticated(prediction: Prediction) -> str:
    """Return who proves an identity to whom."""
    if prediction.verdict not in {trust.WORKS, trust.PARTLY}:
        return ""
    return proved(server=prediction.server_authenticated, client=prediction.client_authenticated)


def proved(*, server: bool, client: bool) -> str:
    """Return whose identity is proved."""
    words = {(True, True): "both", (True, False): "server only", (False, True): "client only"}
    return words.get((server, client), "nobody")


def meets(prediction: Prediction) -> str:
    """Return what both ends settle on."""
    if not prediction.protocol:
        return ""
    who = authenticated(prediction)
    said = f"{prediction.protocol} {prediction.suite}"
    return f"{said}, authenticated: {who}" if who else said


def told(reason: Reason, project: Project) -> Content:
    """Return a link of the chain of reasons, with the item that mends it, as people call it."""
    mark = _KINDS[reason.kind]
    if reason.kind is Kind.REMARK and reason.rule.severity is Severity.WARNING:
        mark = _WARNING
    line = Content.assemble(mark.content, f"  {reason.sentence}  ", (reason.code, "$muted"))
    if not reason.item:
        return line
    mending = f"\n{' ' * len(str(mark))}  To mend in "
    return Content.assemble(
        line, mending, (titled(project, reason.item), "bold"), f": {reason.rule.fix}"
    )

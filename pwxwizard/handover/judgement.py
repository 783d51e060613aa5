"""What a piece of evidence proves: the verdict, and a remark about every line that matters."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pwxwizard.zos.printout import Line

PROVED, WRONG, NOT_ENOUGH = "proved", "wrong", "not enough"


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One line of the evidence, or one that should be there."""

    number: int
    """As pasted, the first is 1; 0 for something that is missing."""
    text: str
    remark: str
    fix: str = ""
    """What to do about it; empty for a line that is right."""
    verdict: str = PROVED
    """What this line alone says."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a piece of evidence proves about an item."""

    kind: str
    """One of the kinds of evidence; empty when the text is none of them."""
    verdict: str
    """`proved`, `wrong` or `not enough`."""
    lines: tuple[JudgedLine, ...]
    summary: str
    digest: str
    """SHA-256 of the text."""


@dataclass(slots=True)
class Notes:
    """Collects what was seen while a listing is compared with the plan."""

    lines: list[JudgedLine] = field(default_factory=list)
    good: str = ""
    """What to say if all is right, where there is more to say than that it is as planned."""

    def right(self, line: Line | None, remark: str) -> None:
        """Note a line that is as planned."""
        self._add(line, remark, "", PROVED)

    def wrong(self, line: Line | None, remark: str, fix: str) -> None:
        """Note a line that speaks against the plan, or that something is certainly missing."""
        self._add(line, remark, fix, WRONG)

    def open(self, line: Line | None, remark: str, fix: str) -> None:
        """Note what the text does not tell."""
        self._add(line, remark, fix, NOT_ENOUGH)

    def _add(self, line: Line | None, remark: str, fix: str, verdict: str) -> None:
        number, text = (line.number, line.text.strip()) if line else (0, "")
        self.lines.append(JudgedLine(number, text, remark, fix, verdict))

    def judgement(self, kind: str, digest: str, good: str) -> Judgement:
        """Return the judgement: wrong before not enough before proved; `good` if all is right."""
        verdicts = {line.verdict for line in self.lines}
        verdict = next((one for one in (WRONG, NOT_ENOUGH) if one in verdicts), PROVED)
        if not self.lines:
            verdict = NOT_ENOUGH
        summary = (self.good or good) if verdict == PROVED else _summary(self.lines, verdict)
        ordered = sorted(self.lines, key=lambda line: (line.number == 0, line.number))
        return Judgement(kind, verdict, tuple(ordered), summary, digest)


def _summary(lines: Iterable[JudgedLine], verdict: str) -> str:
    remarks = [line.remark for line in lines if line.verdict == verdict]
    if not remarks:
        return "Nothing in the text could be compared with the plan."
    more = f" And {len(remarks) - 1} more." if len(remarks) > 1 else ""
    return remarks[0] + more

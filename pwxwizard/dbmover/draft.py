"""A DBMOVER file with changes pencilled in: additions, replacements, and the bytes they give."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pwxwizard.dbmover import marks
from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.estate_rules import NUMBERS_FULL
from pwxwizard.dbmover.file_rules import TOO_LONG
from pwxwizard.dbmover.masking import mask_text
from pwxwizard.dbmover.style import comment_style
from pwxwizard.dbmover.syntax import DbmoverFile, Statement, parse
from pwxwizard.dbmover.text import BLANKS, Line, write
from pwxwizard.finding import Finding, Where
from pwxwizard.knowledge import Confidence, Provenance
from pwxwizard.turns import told, turned


@dataclass(frozen=True, slots=True)
class Change:
    """One statement that differs from the file as it was."""

    line: int
    """Where it stands in the new file; 0 for a statement that is no longer there."""
    before: str
    """The statement as it was, masked; empty if it is new."""
    after: str
    """The statement as it is now, masked; empty if it is no longer there."""
    why: str
    provenance: tuple[Provenance, ...]
    """Where the catalogue has the syntax from."""

    def turns(self, catalogue: Catalogue) -> str:
        """Return what changes in it, such as `port 6001 -> 6011`; empty if it is new or gone."""
        if not (self.before and self.after):
            return ""
        return told(turned(_parts(self.before, catalogue), _parts(self.after, catalogue)))

    @property
    def what(self) -> str:
        """Return which statement it is, such as `NODE zossec` or `SSL`."""
        statement = _statement(self.after or self.before)
        if statement is None:
            return ""
        listed = statement.items() if statement.value.startswith("(") else ()
        name = listed[0].plain if listed and not listed[0].key else ""
        return f"{statement.keyword} {name}".rstrip()

    @property
    def short(self) -> str:
        """Return the whole statement, masked, if it has no list of parts; otherwise which one it is."""
        statement = _statement(self.after or self.before)
        alone = statement is not None and not statement.value.startswith("(")
        return (self.after or self.before) if alone else self.what

    @property
    def assumed(self) -> bool:
        """Tell whether any of the syntax is remembered only."""
        return any(one.confidence is Confidence.ASSUMED for one in self.provenance)

    @property
    def overridden(self) -> bool:
        """Tell whether any of the syntax is an override of the catalogue."""
        return any(one.confidence is Confidence.OVERRIDDEN for one in self.provenance)


def _statement(text: str) -> Statement | None:
    return next(iter(parse(text.encode("utf-8", "surrogatepass")).statements), None)


def _parts(text: str, catalogue: Catalogue) -> dict[str, str]:
    """Return the parts of a statement by their names; one that has no parts as a whole."""
    statement = _statement(text)
    if statement is None:
        return {}
    if not statement.value.startswith("("):
        return {"": statement.value}
    rule = catalogue.statements.get(statement.keyword)
    found = {}
    for number, item in enumerate(statement.items(), 1):
        part = rule.at(number) if rule and not item.key else None
        name = item.key or (part.name if part else f"position {number}")
        if item.plain:
            found[name] = item.plain
    return found


@dataclass(frozen=True, slots=True)
class _Addition:
    index: int
    """The line, from 0, before which it goes."""
    texts: tuple[str, ...]
    why: str
    provenance: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class _Replacement:
    start: int
    stop: int
    texts: tuple[str, ...]
    why: str
    provenance: tuple[Provenance, ...]


@dataclass
class Draft:
    """Changes to a file that carries none of this tool's marks."""

    base: DbmoverFile
    width: int
    """Columns that a new line may take; 0 means any number."""
    catalogue: Catalogue
    findings: list[Finding] = field(default_factory=list)
    _additions: list[_Addition] = field(default_factory=list)
    _replacements: list[_Replacement] = field(default_factory=list)

    def add(
        self, after: Sequence[str], texts: list[str], why: str, provenance: tuple[Provenance, ...]
    ) -> None:
        """Add a statement behind the last one of the first keyword in `after` that occurs."""
        if not self._fits(texts, 0):
            return
        index = self._end
        for keyword in after:
            found = self.base.named(keyword)
            if found:
                index = found[-1].lines[-1].number
                break
        self._additions.append(_Addition(index, tuple(texts), why, provenance))

    def change(
        self, old: Statement, texts: list[str], why: str, provenance: tuple[Provenance, ...]
    ) -> None:
        """Put other lines in the place of a statement's."""
        if not self._fits(texts, old.line):
            return
        start = old.lines[0].number - 1
        stop = old.lines[-1].number
        self._replacements.append(_Replacement(start, stop, tuple(texts), why, provenance))

    def _fits(self, texts: list[str], line: int) -> bool:
        """Tell whether lines fit the platform's columns; otherwise make a finding."""
        if not self.width or all(len(text) <= self.width for text in texts):
            return True
        keyword = texts[0].partition("=")[0].strip().upper()
        message = f"{keyword} was not written: it does not fit into {self.width} columns."
        self.findings.append(TOO_LONG.at(Where(line=line), message))
        return False

    @property
    def _end(self) -> int:
        """Return the index behind the last line, but before the end mark of old DOS files."""
        lines = self.base.lines
        closed = bool(lines) and lines[-1].text.strip(" ") == "\x1a"
        return len(lines) - closed

    def finish(self) -> tuple[bytes, tuple[Change, ...]]:
        """Return the new file and what changed, in the order of its lines."""
        base = self.base
        out: list[Line] = []
        changes: list[Change] = []
        added = {edit.index for edit in self._additions}
        replaced = {edit.start: edit for edit in self._replacements}
        at = 0
        ours = False
        while at <= len(base.lines):
            if at in added:
                self._write_added(at, out, changes)
                ours = True
            if at == len(base.lines):
                break
            edit = replaced.get(at)
            if edit:
                self._write_changed(edit, out, changes)
                at = edit.stop
            else:
                out.append(base.lines[at])
                at += 1
            ours = edit is not None
        if ours and base.lines and not base.lines[-1].end:
            out[-1] = replace(out[-1], end="")
        lines = marks.numbered(out)
        self._check_numbers(out, lines)
        return write(base.form, lines), tuple(changes)

    def _check_numbers(self, out: list[Line], lines: list[Line]) -> None:
        """Make a finding if a new line had to repeat the number of the one before it."""
        for at in range(1, len(lines)):
            if out[at].tail == marks.NEW and lines[at].tail == lines[at - 1].tail:
                message = f"Line {at + 1} has the sequence number {lines[at].tail} again."
                self.findings.append(NUMBERS_FULL.at(Where(line=at + 1), message))
                return

    def _write_added(self, index: int, out: list[Line], changes: list[Change]) -> None:
        """Write all additions of one place between one pair of marks."""
        if out and not out[-1].end and not self.base.form.records:
            out[-1] = replace(out[-1], end=self.base.form.line_end)
        out.append(self._mark(marks.ADDED))
        for edit in self._additions:
            if edit.index == index:
                changes.append(self._change(len(out) + 1, (), edit))
                out += [self._line(text) for text in edit.texts]
        out.append(self._mark("end"))

    def _write_changed(self, edit: _Replacement, out: list[Line], changes: list[Change]) -> None:
        """Write a replaced statement behind the text it had."""
        old = self.base.lines[edit.start : edit.stop]
        manner = comment_style(self.base)
        out.append(self._mark(marks.CHANGED))
        out += marks.was_lines(
            old, self.base.form, self.width, spaced=manner.spaced, closed=manner.closed
        )
        changes.append(self._change(len(out) + 1, old, edit))
        # A stray mark inside the old statement would close the block; it is kept above only.
        out += [line for line in map(self._line, edit.texts) if not marks.mark(line)]
        out.append(replace(self._mark("end"), end=old[-1].end))

    def _change(self, line: int, old: tuple[Line, ...], edit: _Addition | _Replacement) -> Change:
        before = mask_text("\n".join(one.text.rstrip(BLANKS) for one in old), self.catalogue)
        after = mask_text("\n".join(edit.texts), self.catalogue)
        return Change(line, before, after, edit.why, edit.provenance)

    def _mark(self, words: str) -> Line:
        manner = comment_style(self.base)
        text = marks.comment(f"{marks.NAME} {words}", spaced=manner.spaced, closed=manner.closed)
        return self._line(text)

    def _line(self, text: str) -> Line:
        """Return a new line; its sequence number is filled in when all lines are there."""
        return self.base.form.line(text, marks.NEW if self.base.form.numbered else "")

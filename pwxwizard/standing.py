"""What speaks against writing now: what would break, errors that stand, and what they hold back."""

from collections.abc import Iterable
from dataclasses import dataclass

from pwxwizard.examine import State, Survey
from pwxwizard.finding import Finding, Severity, counted, listed
from pwxwizard.foresight import Broken


@dataclass(frozen=True, slots=True)
class Standing:
    """Connections that would break, errors of a project, and items of which nothing would be written."""

    errors: tuple[Finding, ...] = ()
    held_back: tuple[str, ...] = ()
    """The items that are not complete, or repeat answers that are not, in the order of the work."""
    broken: tuple[Broken, ...] = ()
    """The connections that work now and would fail once everything is written."""
    warnings: tuple[Finding, ...] = ()
    """They hold nothing back."""

    @property
    def caution(self) -> str:
        """Return what is worth a look before writing, without a full stop; empty where nothing is."""
        if not self.warnings:
            return ""
        verb = "stands" if len(self.warnings) == 1 else "stand"
        return f"{counted(len(self.warnings), 'warning')} {verb}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what somebody who is about to write must know; nothing where nothing stands."""
        said = []
        if self.broken:
            first, *others = self.broken
            verb = "does" if len(others) == 1 else "do"
            more = f", and so {verb} {counted(len(others), 'other')}" if others else ""
            said.append(
                f"{first.connection} works as last written and fails once this is written{more}: {first.cause}"
            )
        if self.errors:
            many = len(self.errors) > 1
            verb = "errors stand, the first" if many else "error stands"
            said.append(f"{len(self.errors)} {verb}: {self.errors[0].message}")
        if self.held_back:
            until = "that is mended" if self.errors else "answers are complete"
            items = counted(len(self.held_back), "item")
            said.append(f"Held back until {until}, {items}: {listed(self.held_back)}.")
        elif self.errors:
            said.append("No item is held back because of it.")
        return tuple(said)


def standing(
    survey: Survey, findings: Iterable[Finding], broken: tuple[Broken, ...] = ()
) -> Standing:
    """Return what speaks against writing a survey's plan.

    Args:
        survey: the project as it was looked at.
        findings: what counts of its findings, without those that somebody answers for.
        broken: the connections that would break.
    """
    counts = tuple(findings)
    return Standing(
        tuple(one for one in counts if one.severity is Severity.ERROR),
        tuple(item.name for item in survey.items if item.step.writes and item.state is State.OPEN),
        broken,
        tuple(one for one in counts if one.severity is Severity.WARNING),
    )

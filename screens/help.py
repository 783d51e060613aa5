"""Help: the focused question, the page of the step, the keys as they are bound, and the glossary."""

import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Markdown

from pwxwizard import doctor, glossary, journal, layout, resources, store
from pwxwizard.question import Question
from pwxwizard.review import Review
from pwxwizard.self_check import Checked, Entry, Level
from pwxwizard.terminal import terminal
from screens.fields import Field
from screens.frame import FramedScreen, KeyHints, TitleLine
from screens.keys import is_ours, sentence


class HelpScreen(FramedScreen[None]):
    """One page of help, to be scrolled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Back", key_display="Esc"),
        Binding("g", "glossary", "Glossary"),
    ]

    def __init__(self, text: str, title: str = "Help") -> None:
        """Show Markdown."""
        super().__init__()
        self._text = text
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield TitleLine(id="title")
        with VerticalScroll(id="page"):
            yield Markdown(self._text, open_links=False)
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one(TitleLine).say(self._title)
        self.query_one("#page").focus()

    def action_help(self) -> None:
        """Show nothing more: this is the help."""

    def action_glossary(self) -> None:
        """Explain the words of the trade."""
        if self._title != "Glossary":
            self.app.push_screen(HelpScreen(glossary_text(), "Glossary"))

    def action_close(self) -> None:
        """Go back to where help was asked for."""
        self.dismiss(None)


def page(name: str) -> str:
    """Return a help page of the assets; empty when there is none of this name."""
    try:
        return resources.text(f"help/{name}.md").strip()
    except FileNotFoundError:
        return ""


def step_page(key: str, workspace: Review) -> str:
    """Return the help page of a step, with what can be done there by those who work or only look."""
    manner = "review" if workspace.read_only else "work"
    return f"{page(key)}\n\n{page(f'{key}-{manner}')}".strip()


def field_text(question: Question) -> str:
    """Return what there is to say about a question."""
    parts = [f"## {question.label}", question.help]
    if question.options:
        if question.separator:
            parts.append("**Ctrl+O** offers these; others may be typed:")
        parts.append(
            "\n".join(
                f"- **{option.label}**" + (f": {option.consequence}" if option.consequence else "")
                for option in question.options
            )
        )
    if question.default is not None:
        default = question.named(question.default) or "nothing"
        origin = f", {question.default_from}" if question.default_from else ""
        parts.append(f"**Default:** {default}{origin}.")
    else:
        parts.append("**Default:** none; an answer is needed.")
    if question.source:
        parts.append(f"**Source:** {question.source}.")
    return "\n\n".join(part for part in parts if part)


def dialog_text(dialog: Screen[Any]) -> str:
    """Return what there is to say about a dialog: its focused question, and its keys."""
    fields = (field.question for field in dialog.query(Field) if field.has_focus_within)
    return "\n\n".join([*map(field_text, fields), keys_text(dialog)])


def keys_text(screen: Screen[Any]) -> str:
    """Return every key that works on a screen, made from the bindings."""
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if is_ours(active):
            what = f"{binding.description}. {sentence(active, screen)}"
            keys.setdefault(what, []).append(screen.app.get_key_display(binding))
    lines = [f"- **{', '.join(dict.fromkeys(names))}**: {what}" for what, names in keys.items()]
    return "\n".join(["## Keys here", "", *lines])


def glossary_text() -> str:
    """Return the glossary as a page."""
    parts = ["## Glossary"]
    for entry in glossary.entries():
        source = f" *({entry.source})*" if entry.source else ""
        parts.append(f"**{entry.word}**: {entry.meaning}{source}")
    return "\n\n".join(parts)


def terminal_text(checked: Checked) -> str:
    """Return what was found about the terminal as the wizard started."""
    lines = [
        f"- **{one.name}**: {one.found}. {one.affects} {one.fix}".rstrip()
        for one in checked.entries
    ]
    return "\n".join(["## This terminal, as the wizard started", "", *lines])


def examined(project: Path | None) -> tuple[Entry, ...]:
    """Return what this machine offers the program, as `doctor` tells it."""
    # The toolkit puts something of its own in the place of the output.
    encoding = sys.__stdout__.encoding if sys.__stdout__ else "ascii"
    facts = terminal(os.environ, encoding, interactive=True)
    return doctor.examine(facts, os.environ, project)


def journal_text(workspace: Review) -> str:
    """Return what was written and kept in a project, the last one first, as Markdown."""
    lines = []
    for entry in reversed(journal.history(store.storage_folder(workspace.path))):
        lines.append(f"- **{entry.id}** {entry.when}, {entry.who}, {entry.kind}: {entry.label}")
        lines += [f"  - `{layout.inside(workspace.project, one.path)}`" for one in entry.files]
    nothing = "Nothing was written so far."
    return "\n".join(["## What was written when", "", *(lines or [nothing])])


def doctor_text(project: Path | None) -> str:
    """Return what this machine offers the program, the troubles first, after what it means."""
    lines = []
    for entry in sorted(
        examined(project), key=lambda one: list(Level).index(one.level), reverse=True
    ):
        advice = f" {entry.affects} {entry.fix}" if entry.affects else ""
        lines.append(f"- **{entry.level}** {entry.name}: `{entry.found}`.{advice}")
    return "\n".join([page("doctor"), "", *lines])

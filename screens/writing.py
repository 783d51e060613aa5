"""The preview with everything that writes: leaving files out, and applying; review never loads it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, ProgressBar, Static

from pwxwizard.errors import PwxError
from pwxwizard.finding import counted
from pwxwizard.item_names import titled
from pwxwizard.plan import Action, Change, Plan, doubted
from pwxwizard.project import Project
from pwxwizard.session import Applied, Session
from pwxwizard.standing import Standing
from screens.asking import AskPassphrases
from screens.dialogs import Choose, TypeWord
from screens.frame import Dialog
from screens.passphrases import Passphrases
from screens.planned import FileTable
from screens.preview import PreviewScreen

READING = 0.7
"""Seconds for which an Enter does not close what went wrong: it was meant for the dialog before."""


class WritingFileTable(FileTable):
    """The files of a plan, each to be taken or left out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "screen.leave_out", "Omit")]


class ApplyScreen(PreviewScreen):
    """A plan to look at and to apply."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+a", "apply", "Write")]

    def __init__(
        self, session: Session, passphrases: Passphrases, unsaved: Sequence[str] = ()
    ) -> None:
        """Plan and apply a session; `unsaved` are the labels of answers that could not be saved."""
        super().__init__(session, unsaved)
        self._session = session
        self._passphrases = passphrases

    def table(self) -> FileTable:
        """Return the table of files, with the key that leaves one out."""
        return WritingFileTable()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to write, and to leave out, only where something would be written."""
        if self.plan is None or action not in {"apply", "leave_out"}:
            return True
        if action == "apply":
            return bool(self.plan.writes)
        return self.change is not None and self.change.action is not Action.KEEP

    def action_leave_out(self) -> None:
        """Leave the file out, or take it again."""
        change = self.change
        if change is None or change.action is Action.KEEP:
            return
        self.left_out ^= {change.artifact.path}
        self.query_one(FileTable).update_cell(change.artifact.path, "Action", self.mark(change))
        self.count()

    def action_drift(self) -> None:
        """Compare written files, and adopt or overwrite what drifted."""
        from screens.settling import SettlingScreen  # noqa: PLC0415 - it needs `Writing`

        def settled(_: None) -> None:
            self.make()

        self.app.push_screen(SettlingScreen(self._session, self._passphrases), settled)

    def action_apply(self) -> None:
        """Ask for what is needed, then write."""
        plan = self.plan
        if plan is None or not self._taken(plan):
            return
        self.count()

        def agreed(yes: bool | None) -> None:
            if yes:
                self._ask_for_keys(plan)
            else:
                self.count("Nothing was written.")

        text = _summary(plan, self._taken(plan), self.standing, self._session.project)
        self.app.push_screen(Choose("Write these files?", text, "Write", asked_for=True), agreed)

    def _taken(self, plan: Plan) -> list[Change]:
        return [change for change in plan.writes if change.artifact.path not in self.left_out]

    def _ask_for_keys(self, plan: Plan) -> None:
        """Let the replacement of keys be agreed to by a typed word."""
        replaced = [change.artifact.path for change in self._taken(plan) if change.replaces_key]
        if not replaced:
            self._ask_for_secrets(plan)
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                self._ask_for_secrets(plan)

        text = (
            "These private keys are replaced by new ones; their certificates are made anew, and have to be "
            "installed anew: " + ", ".join(replaced) + ". The old keys are kept as a backup."
        )
        self.app.push_screen(TypeWord("Replace private keys", text, "replace", "Replace"), agreed)

    def _ask_for_secrets(self, plan: Plan) -> None:
        def done(applied: bool) -> None:
            if applied:
                self.dismiss(None)
            else:
                self.make()

        write(self.app, self._session, plan, frozenset(self.left_out), self._passphrases, done)


def write(
    app: App[object],
    session: Session,
    plan: Plan,
    left_out: frozenset[str],
    passphrases: Passphrases,
    done: Callable[[bool], None],
) -> None:
    """Ask for the passphrases that are not known yet, and write a plan.

    Args:
        app: the program.
        session: the project.
        plan: what is written.
        left_out: paths of files that stay as they are.
        passphrases: what was typed before; what opened nothing is forgotten, to be asked for again.
        done: is told whether it was written, once somebody has read what came of it.
    """

    def ended(outcome: Applied | PwxError | None) -> None:
        if isinstance(outcome, PwxError):
            needs = doubted(plan.secrets, outcome.suspect)
            passphrases.forget(needs)
            session.ask_again(needs)
        done(isinstance(outcome, Applied))

    def typed(secrets: dict[str, str] | None) -> None:
        if secrets is not None:
            passphrases.take(secrets)
            app.push_screen(Writing(session, plan, left_out), ended)

    missing = passphrases.missing(plan.secrets)
    if missing:
        app.push_screen(AskPassphrases(missing), typed)
    else:
        typed({})


class Writing(Dialog[Applied | PwxError]):
    """An apply as it goes on, and what came of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Stop"),
        Binding("enter", "read", "Close", show=False),
    ]

    class Went(Message):
        """A part was done."""

        def __init__(self, done: int, total: int, what: str) -> None:
            """Tell how far it is."""
            super().__init__()
            self.done = done
            self.total = total
            self.what = what

    class Ended(Message):
        """It is over."""

        def __init__(self, outcome: Applied | PwxError) -> None:
            """Tell what was written, or what went wrong."""
            super().__init__()
            self.outcome = outcome

    def __init__(self, session: Session, plan: Plan, left_out: frozenset[str]) -> None:
        """Apply a plan without the files that are left out."""
        super().__init__()
        self._session = session
        self._plan = plan
        self._left_out = left_out
        self._outcome: Applied | PwxError | None = None
        self._stop = Event()
        self._ended_at = 0.0

    def compose(self) -> ComposeResult:
        """Lay out progress and result."""
        with Vertical(classes="dialog"):
            yield Static("Writing ...", classes="dialog-title")
            yield ProgressBar(show_eta=False, id="progress")
            yield Static(id="what")
            with VerticalScroll(classes="dialog-text"):
                yield Static(id="outcome")
            with Horizontal(classes="buttons"):
                yield Button("Stop", id="stop", compact=True)
                yield Button("Close", id="close", compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self.query_one("#close").display = False
        self._apply()

    @work(thread=True)
    def _apply(self) -> None:
        outcome: Applied | PwxError
        try:
            outcome = self._session.apply(
                self._plan, self._left_out, self._progress, self._stop.is_set
            )
        except PwxError as error:
            outcome = error
        self.post_message(self.Ended(outcome))

    def _progress(self, done: int, total: int, what: str) -> None:
        self.post_message(self.Went(done, total, what))

    def on_writing_went(self, event: Went) -> None:
        """Show how far it is."""
        self.query_one(ProgressBar).update(total=event.total, progress=event.done)
        self.query_one("#what", Static).update(Content(event.what))

    def on_writing_ended(self, event: Ended) -> None:
        """Show what came of it."""
        self._outcome = event.outcome
        self._ended_at = monotonic()
        self.query_one(ProgressBar).display = False
        self.query_one("#stop").display = False
        self.query_one("#close").display = True
        if isinstance(event.outcome, Applied):
            self.query_one("#close").focus()
        else:
            # Here Enter is the dialog's own, which knows when it was pressed.
            self.query_one(".dialog-text").focus()
        self.query_one(".dialog").border_subtitle = "Esc Close"
        folder = self._session.path.parent.absolute()
        goes = {one.artifact.path: one.artifact.install for one in self._plan.writes}
        title, what, text = _told(event.outcome, folder, goes)
        self.query_one(".dialog-title", Static).update(title)
        self.query_one("#what", Static).update(what)
        self.query_one("#outcome", Static).update(text)

    def action_read(self) -> None:
        """Go back, unless the Enter was on its way before there was anything to read."""
        if self._outcome is not None and monotonic() - self._ended_at > READING:
            self.action_leave()

    @on(Button.Pressed)
    def action_leave(self) -> None:
        """Stop while it goes on and nothing is written yet, otherwise go back."""
        if self._outcome is not None:
            self.dismiss(self._outcome)
        else:
            self._stop.set()
            self.query_one("#what", Static).update("Stopping before anything is written ...")


def _told(
    outcome: Applied | PwxError, folder: Path, goes: Mapping[str, str]
) -> tuple[str, Content, Content]:
    """Return what to say of an outcome; `goes` tells where files are to be installed, by their paths."""
    if isinstance(outcome, PwxError):
        place = f"{outcome.where}: " if outcome.where else ""
        return (
            "Nothing was written",
            Content.styled(f"{place}{outcome.message}", "$error"),
            Content.assemble(("What to do: ", "bold"), f"{outcome.fix} Enter or Esc closes this."),
        )
    lines = [Content.styled(f"In {_named(folder)}:", "$muted")]
    for path in outcome.written:
        to_install = f"\n  -> {goes[path]}" if goes.get(path) else ""
        lines.append(Content.assemble(path, (to_install, "$muted")))
    title = f"{counted(len(outcome.written), 'file')} written"
    journal = Content.assemble(
        "Journal entry ",
        (outcome.id, "bold"),
        ".  Enter closes this. Then F6 rehearses; "
        "F9 in the step Hand-over tells who installs what.",
    )
    return title, journal, Content("\n").join(lines)


def _named(folder: Path) -> str:
    """Return a folder as somebody finds it from where the wizard was started."""
    here = Path.cwd()
    if folder == here:
        return "the current folder"
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _summary(plan: Plan, taken: list[Change], standing: Standing, project: Project) -> str:
    created = sum(change.action is Action.CREATE for change in taken)
    changed = len(taken) - created
    what = [f"{counted(created, 'file')} to create"] if created else []
    what += [f"{counted(changed, 'file')} to change"] if changed else []
    lines = [*standing.sentences, f"{' and '.join(what)}: all of them or none."]
    if changed:
        lines.append("What was there before is kept as a backup.")
    if keys := sum(change.replaces_key for change in taken):
        become = "is" if keys == 1 else "are"
        lines.append(
            f"{counted(keys, 'private key')} {become} replaced: a word has to be typed first."
        )
    if standing.caution:
        lines.append(
            f"{standing.caution}, see below; F5, back in the main screen, says what to do."
        )
    lines += [f"- {note}" for note in plan.notes_on(taken)]
    for one in standing.warnings:
        about = f"{titled(project, one.where.item)}: " if one.where.item else ""
        lines.append(f"- Warning, {about}{one.message}")
    return "\n".join(lines)

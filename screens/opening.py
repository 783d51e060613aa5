"""Opening and closing projects: for work, or read-only where somebody else works on it."""

from dataclasses import dataclass
from pathlib import Path

from textual.app import App

from pwxwizard import demo, faults, machine, recent, resources, store
from pwxwizard.errors import PwxError, RefusedError
from pwxwizard.recent import Recent
from pwxwizard.review import Review
from pwxwizard.session import Session
from screens.dialogs import Choose, Said
from screens.frame import REVIEW
from screens.passphrases import Passphrases
from screens.welcome import WelcomeScreen
from screens.work import WorkScreen


@dataclass(frozen=True, slots=True)
class Begun:
    """What the wizard was started on, and how that went."""

    project: Path | None
    workspace: Review | None
    """The project when it could be opened."""
    refused: RefusedError | None
    """Why it could not be opened for work."""
    recent: tuple[Recent, ...]


class Opening:
    """The project that is open, and how others are opened."""

    def __init__(
        self, app: App[None], passphrases: Passphrases, recent_projects: tuple[Recent, ...]
    ) -> None:
        """Open projects for an application."""
        self._app = app
        self.passphrases = passphrases
        self._recent = recent_projects
        self.workspace: Review | None = None
        self.only_review = False
        """It was started to look at one project, such as in a browser, and nothing else is offered."""

    def start(self, begun: Begun) -> None:
        """Show what the wizard was started on."""
        self._recent = begun.recent
        self.begin_with(begun.workspace)
        if begun.refused is not None and begun.project is not None:
            self.offer_review(begun.project, begun.refused)

    def begin_with(self, workspace: Review | None) -> None:
        """Show a workspace; where that is to be looked at, nothing else is led to."""
        self.only_review = workspace is not None and workspace.read_only
        self.show(workspace)

    def show(self, workspace: Review | None) -> None:
        """Show a workspace, or the first screen."""
        self.workspace = workspace
        self._app.set_class(workspace is not None and workspace.read_only, REVIEW)
        if workspace is None:
            self._app.push_screen(WelcomeScreen(self._recent))
        elif isinstance(workspace, Session):
            from screens.edit import EditScreen  # noqa: PLC0415 - review never loads it

            self._app.push_screen(EditScreen(workspace, self.passphrases))
        else:
            self._app.push_screen(WorkScreen(workspace, self.passphrases))

    @staticmethod
    def introduced(introduction: str) -> Said:
        """Return the dialog that says what was begun, and what to do with it."""
        return Said("First steps", f"{introduction}\n\n{first_steps()}")

    def open(self, wanted: WelcomeScreen.Wanted) -> None:
        """Open what was chosen on the first screen."""
        path = wanted.path
        introduction = ""
        try:
            if wanted.kind == "new":
                store.create(path, wanted.name)
                introduction = f"{path} is made, and empty."
            elif wanted.kind == "demo":
                known = (path / demo.PROJECT).is_file()
                path = demo.lay_out(path)
                introduction = "" if known else demo.introduction(path)
            if wanted.kind == "review":
                self._look(path)
            else:
                self.show(session(path, self.passphrases))
            if introduction:
                self._app.push_screen(self.introduced(introduction))
        except RefusedError as error:
            if path.is_file() and wanted.kind != "new":
                self.offer_review(path, error)
            else:
                self._app.push_screen(Said.of(error))
        except PwxError as error:
            self._app.push_screen(Said.of(error))
        except OSError as error:
            said = Said("This did not work", f"{path}: {error.strerror}.", "Choose another place.")
            self._app.push_screen(said)

    def offer_review(self, path: Path, error: PwxError) -> None:
        """Offer to look at a project that cannot be worked on now."""

        def look(yes: bool | None) -> None:
            if yes:
                self._look(path)

        text = f"{error.message} {error.fix}"
        dialog = Choose("Somebody works on it", text, "Open read-only", asked_for=True)
        self._app.push_screen(dialog, look)

    def _look(self, path: Path) -> None:
        self.show(Review(path, machine.world(path.parent, self.passphrases.ask)))

    def farewell(self) -> str | None:
        """Return how to go on with the project another time; `None` when none is open."""
        if self.workspace is None:
            return None
        return "\n".join(self.workspace.farewell(refused=self._finish()))

    def _finish(self) -> list[str]:
        """Save what is being typed; return the labels of fields in which that is no answer."""
        refused = []
        for screen in self._app.screen_stack:
            if isinstance(screen, WorkScreen) and screen.is_mounted:
                screen.finish()
                refused += screen.refused
        return refused

    def close(self) -> None:
        """Save what is being typed, and give the project free."""
        self._finish()
        self.give_free()
        self.passphrases.forget_all()

    def give_free(self) -> None:
        """Give the project free for others."""
        if isinstance(self.workspace, Session):
            self.workspace.close()
        self.workspace = None

    def review_project(self) -> None:
        """Look at the project that is open read-only, and leave it to others to work on."""
        assert self.workspace is not None
        path = self.workspace.path
        self.close_project()
        self._look(path)

    def work_on_project(self) -> None:
        """Work on the project that is looked at."""
        assert self.workspace is not None
        path = self.workspace.path
        self.close_project()
        self.open(WelcomeScreen.Wanted("open", path))

    def close_project(self) -> None:
        """Go back to the first screen."""
        self.close()
        for _ in self._app.screen_stack[1:]:
            self._app.pop_screen()
        self._recent = recent.recent()
        self.show(None)

    def report(self, error: BaseException | None) -> str:
        """Keep what is known about a fault in a file, and return what to tell about it."""
        said = "pwxwizard stopped, because it met something it was not made for. "
        said += "Every answer that was given is saved. "
        if self.workspace is not None and self.workspace.read_only:
            return said
        kept = faults.keep(error) if error is not None else None
        if kept is not None:
            said += f"Details are in {kept}."
        return said


def session(path: Path, passphrases: Passphrases) -> Session:
    """Open a project for work, and remember it among the recent ones."""
    opened_session = Session.open(path, passphrases.ask)
    recent.remember(path)
    return opened_session


def begin(project: Path | None, passphrases: Passphrases, *, read_only: bool) -> Begun:
    """Open what the wizard is started on.

    Raises:
        UnreadableError: it is no project.
    """
    workspace: Review | None = None
    refused: RefusedError | None = None
    if project is not None and read_only:
        workspace = Review(project, machine.world(project.parent, passphrases.ask))
    elif project is not None:
        try:
            workspace = session(project, passphrases)
        except RefusedError as error:
            refused = error
    return Begun(project, workspace, refused, () if read_only else recent.recent())


def first_steps() -> str:
    """Return what somebody does with a project who has never had one."""
    return resources.text("help/first-steps.txt").strip()

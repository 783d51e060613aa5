"""The first screen without a project: begin one, open one, or look at the sample."""

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from pwxwizard.recent import Recent
from pwxwizard.steps import STEPS
from screens.choice import ChoiceList
from screens.frame import Asking, Buttons, FramedScreen, KeyHints, TitleLine
from screens.lines import AnswerInput, PickInput
from screens.paths import PathPicker, PathSuggester

_WAYS = 4
"""How many ways to begin stand above the recent projects."""


class WelcomeScreen(FramedScreen[None]):
    """New, open, recent, sample."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New"),
        Binding("o", "open", "Open"),
        Binding("r", "review", "Read-only"),
        Binding("d", "demo", "Sample", show=False),
    ]
    PAGE = "overview"

    class Wanted(Message):
        """A project is wanted."""

        def __init__(self, kind: str, path: Path, name: str = "") -> None:
            """Tell what to do with a path: `new`, `open`, `review` or `demo`."""
            super().__init__()
            self.kind = kind
            self.path = path
            self.name = name

    def __init__(self, recent: tuple[Recent, ...]) -> None:
        """Offer projects that were opened before."""
        super().__init__()
        self._recent = recent

    def compose(self) -> ComposeResult:
        """Lay out what can be done."""
        yield TitleLine(id="title")
        with Vertical(id="welcome"):
            yield Static("TLS for PowerExchange, step by step", id="headline")
            yield Static(", ".join(step.title for step in STEPS) + ".", id="steps")
            yield ChoiceList(*self._options(), id="choices", compact=True)
            yield Static(
                "Nothing is written before you have seen and agreed to it. Leave at any time; "
                "work goes on where it stopped.",
                id="promise",
            )
        yield KeyHints(id="keys")

    def _options(self) -> list[Option | None]:
        lines: list[Option | None] = [
            _line("New project", "name it, then describe your machines", "new"),
            _line("Open a project", "type or choose its file", "open"),
            _line("Look at a project", "read-only: nothing of it is changed", "review"),
            _line("Sample estate", "five machines to try everything on", "demo"),
        ]
        if self._recent:
            lines.append(None)
        for number, entry in enumerate(self._recent):
            gone = "" if entry.there else "  not there any more"
            text = Content.assemble((entry.path.stem, "bold"), f"  {entry.path}{gone}")
            lines.append(Option(text, id=f"recent-{number}", disabled=not entry.there))
        return lines

    def on_mount(self) -> None:
        """Stand on the choices."""
        self.query_one(TitleLine).say()
        choices = self.query_one(OptionList)
        first_recent = next((i for i, entry in enumerate(self._recent) if entry.there), None)
        choices.highlighted = 0 if first_recent is None else _WAYS + first_recent
        choices.focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        match event.option_id:
            case "new":
                self.action_new()
            case "open":
                self.action_open()
            case "review":
                self._ask_for_review()
            case "demo":
                self.action_demo()
            case _:
                self._take_recent("open")

    def _take_recent(self, kind: str) -> bool:
        """Open the project under the cursor; tells whether there is one."""
        at = (self.query_one(OptionList).highlighted or 0) - _WAYS
        if at < 0:
            return False
        self.post_message(self.Wanted(kind, self._recent[at].path))
        return True

    def action_new(self) -> None:
        """Begin a project."""

        def begin(answer: tuple[str, str] | None) -> None:
            if answer:
                name, path = answer
                self.post_message(self.Wanted("new", Path(path).expanduser(), name))

        self.app.push_screen(AskProject(), begin)

    def action_open(self) -> None:
        """Open a project."""

        def opened(path: str | None) -> None:
            if path:
                self.post_message(self.Wanted("open", Path(path).expanduser()))

        dialog = AskPath("Open a project", "Project file", "", "Open")
        self.app.push_screen(dialog, opened)

    def action_review(self) -> None:
        """Look at a project read-only: at the one under the cursor, or at another one."""
        if not self._take_recent("review"):
            self._ask_for_review()

    def _ask_for_review(self) -> None:
        def opened(path: str | None) -> None:
            if path:
                self.post_message(self.Wanted("review", Path(path).expanduser()))

        dialog = AskPath("Look at a project", "Project file", "", "Look")
        self.app.push_screen(dialog, opened)

    def action_demo(self) -> None:
        """Lay out the sample estate and open it."""

        def opened(path: str | None) -> None:
            if path:
                self.post_message(self.Wanted("demo", Path(path).expanduser()))

        dialog = AskPath(
            "Sample estate", "Folder for it, new or empty", "pwxwizard-demo", "Lay out"
        )
        self.app.push_screen(dialog, opened)


def _line(title: str, text: str, key: str) -> Option:
    return Option(Content.assemble((title, "bold"), (f"  {text}", "$muted")), id=key)


class AskPath(Asking[str]):
    """A path, typed with completion or chosen; answers with `None` when it is given up."""

    def __init__(self, title: str, label: str, path: str, yes: str) -> None:
        """Ask for a path, beginning with one."""
        super().__init__()
        self._title = title
        self._label = label
        self._path = path
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the line and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield Static(self._label, classes="label")
            yield PickInput(self._path, suggester=PathSuggester(Path()))
            yield Static(classes="problem")
            yield Static("Right completes what is suggested, Ctrl+O shows a list.", classes="hint")
            yield Buttons(self._yes)

    @on(PickInput.Pick)
    def _pick(self) -> None:
        line = self.query_one(PickInput)

        def take(chosen: str | None) -> None:
            if chosen is not None:
                line.value = chosen
                line.cursor_position = len(chosen)

        self.app.push_screen(PathPicker(Path()), take)

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        path = self.query_one(PickInput).value.strip()
        if path:
            self.dismiss(path)
        else:
            self.query_one(".problem", Static).update("An answer is needed here.")
            self.query_one(PickInput).focus()


class AskProject(Asking[tuple[str, str]]):
    """The name of a new project and where its file goes."""

    def compose(self) -> ComposeResult:
        """Lay out both lines and the buttons."""
        with Vertical(classes="dialog"):
            yield Static("New project", classes="dialog-title")
            yield Static("Name", classes="label")
            yield AnswerInput(placeholder="prod", id="name")
            yield Static("Project file", classes="label")
            yield AnswerInput(placeholder="prod.toml", id="path")
            yield Static(classes="problem")
            yield Buttons("Begin")

    @on(Input.Changed, "#name")
    def _named(self, event: Input.Changed) -> None:
        path = self.query_one("#path", Input)
        if not path.value or path.value == self._file_of:
            self._file_of = f"{event.value.strip().replace(' ', '-')}.toml" if event.value else ""
            path.value = self._file_of

    _file_of = ""

    @on(Input.Submitted, "#name")
    def _to_path(self) -> None:
        self.focus_next()

    @on(Input.Submitted, "#path")
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        path = self.query_one("#path", Input).value.strip()
        if name and path:
            self.dismiss((name, path))
        else:
            self.query_one(".problem", Static).update("Both a name and a file are needed.")
            self.query_one("#path" if name else "#name").focus()

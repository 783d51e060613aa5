"""One conversation about a project: its commands, and what it says at its beginning and end."""

from collections.abc import Callable
from dataclasses import dataclass

from pwxwizard.errors import PwxError
from pwxwizard.examine import Item
from pwxwizard.history import History
from pwxwizard.plain import answering, choosing, looking_up, overview, proving, words, writing
from pwxwizard.plain.questions import HELP
from pwxwizard.plain.talk import Talk
from pwxwizard.review import Review
from pwxwizard.session import Session


@dataclass(frozen=True, slots=True)
class _Command:
    word: str
    meaning: str
    run: Callable[[], None]


class Plain:
    """One conversation about a project."""

    def __init__(self, workspace: Review, talk: Talk) -> None:
        """Talk about a workspace; one that is read-only is only shown."""
        self._workspace = workspace
        self._talk = talk
        self._previewed = ""
        """The plan that was previewed last, by its identity."""
        self._history = History()

    def run(self) -> int:
        """Talk until the user has had enough; returns the exit code.

        Raises:
            KeyboardInterrupt: it was interrupted; how to go on has been said.
        """
        try:
            self._begin()
            self._converse()
        except KeyboardInterrupt:
            self._talk.say()
            self._end()
            raise
        self._end()
        return 0

    def _begin(self) -> None:
        say, workspace = self._talk.say, self._workspace
        mode = "read-only" if workspace.read_only else "every answer is saved at once"
        say(f"Project {workspace.project.name}, {mode}.")
        if isinstance(workspace, Session) and workspace.recovered:
            say(workspace.recovered)
        items = self._items()
        self._say_list(items)
        if not isinstance(workspace, Session):
            return
        stopped = workspace.position().item
        for at, item in enumerate(items, 1):
            if item.name == stopped:
                say(f"Work stopped at {words.title(item)}; type {at} to go on there.")

    def _converse(self) -> None:
        say = self._talk.say
        commands = {command.word: command for command in self._commands()}
        while True:
            say()
            typed = self._talk.ask("Command or item (h for help): ")
            word = "q" if typed is None else typed.strip()
            if word == "q":
                return
            before = self._workspace.project
            try:
                if news := self._workspace.renew():
                    say(news)
                if word in commands:
                    commands[word].run()
                elif word in HELP:
                    self._help(tuple(commands.values()))
                elif word:
                    self._item(word)
                if self._workspace.project != before:
                    self._say_next(self._items())
            except PwxError as error:
                place = f"{error.where}: " if error.where else ""
                say(f"Error: {place}{error.message}")
                say(f"What to do: {error.fix}")

    def _end(self) -> None:
        said, command = self._workspace.farewell("--plain")
        self._talk.say(said)
        self._talk.show(command)

    def _items(self) -> tuple[Item, ...]:
        return self._workspace.survey().items

    def _say_list(self, items: tuple[Item, ...]) -> None:
        overview.say_items(self._talk, items)
        self._say_next(items)

    def _say_next(self, items: tuple[Item, ...]) -> None:
        if not self._workspace.read_only:
            overview.say_next(self._talk, self._workspace.project, items)

    def _commands(self) -> tuple[_Command, ...]:
        workspace, talk = self._workspace, self._talk
        looking = (
            _Command("l", "list every item with its state", lambda: self._say_list(self._items())),
            _Command("c", "check: every finding", self._check),
            _Command("p", "preview: what would be written", self._preview),
            _Command(
                "t",
                "trust: which connections will work",
                lambda: proving.say_trust(talk, workspace),
            ),
            _Command("r", "rehearse every connection", lambda: proving.rehearse(talk, workspace)),
            _Command("e", "what ends when", lambda: looking_up.say_ends(talk, workspace)),
            _Command("g", "glossary: what a word means", lambda: looking_up.explain_word(talk)),
        )
        if not isinstance(workspace, Session):
            return looking
        return (
            _Command(
                "n", "answer the questions of the next open item", lambda: self._next(workspace)
            ),
            *looking,
            _Command(
                "a",
                "add a machine, a listener or a connection",
                lambda: answering.add(talk, workspace),
            ),
            _Command(
                "x",
                "remove one of them",
                lambda: answering.remove(talk, workspace, self._history),
            ),
            _Command(
                "u",
                "take back the last answer or removal, then the one before it",
                lambda: answering.take_back(talk, workspace, self._history),
            ),
            _Command(
                "w",
                "write what the preview shows",
                lambda: writing.write(talk, workspace, self._previewed),
            ),
        )

    def _help(self, commands: tuple[_Command, ...]) -> None:
        for command in commands:
            self._talk.say(f"{command.word}: {command.meaning}.")
        self._talk.say("A number of the list, a name or words of it, such as ping ZOS1: that item.")
        self._talk.say("q: leave; Ctrl+C does so from anywhere.")
        self._talk.say("At a passphrase, Ctrl+C gives up only what needs it.")

    def _preview(self) -> None:
        self._previewed = writing.preview(self._talk, self._workspace)

    def _item(self, word: str) -> None:
        found = choosing.chosen(self._items(), word)
        if not found:
            # An arrow is typed, too, and printing it would move the cursor.
            typed = "".join(one if one.isprintable() else "?" for one in word)
            self._talk.say(f"There is no command and no item '{typed}'. Type h for help.")
        elif len(found) > 1:
            choosing.say_several(self._talk, found)
        else:
            self._open(found[0][1])

    def _open(self, item: Item) -> None:
        if "ping" in item.step.proofs:
            proving.ping(self._talk, self._workspace, item)
        elif isinstance(self._workspace, Session):
            answering.answer(self._talk, self._workspace, item, self._history)
        else:
            answering.show(self._talk, self._workspace, item)

    def _next(self, session: Session) -> None:
        items = self._items()
        item = overview.next_open(items)
        if item is None:
            overview.say_rest(self._talk, session.project, items)
            self._say_next(items)
        else:
            answering.answer(self._talk, session, item, self._history)

    def _check(self) -> None:
        workspace = self._workspace
        findings = workspace.findings(workspace.survey())
        for remark in words.remarks(findings):
            self._talk.say(remark)
        self._talk.say(words.tally(findings))
        if findings and not workspace.read_only:
            self._talk.say(
                "A finding that is to stay is waived, until a date, by the command `pwxwizard waive`; "
                "`pwxwizard waive --help` has an example."
            )

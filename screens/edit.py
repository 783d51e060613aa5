"""The main screen with everything that changes a project; review never loads it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from pwxwizard import removal
from pwxwizard.errors import PwxError
from pwxwizard.examine import Item, State, stored_answer
from pwxwizard.history import Given, History, Removed
from pwxwizard.project import Edit, dotted
from pwxwizard.question import Answer, Option
from pwxwizard.session import Session
from pwxwizard.steps import STEPS, step
from pwxwizard.steps.base import Addition, Step
from pwxwizard.store import ConflictError, told
from screens.answers import hint
from screens.asking import AskAddition
from screens.choice import Choice, ChooseDialog
from screens.dialogs import AskLine, Choose, Said, TypeWord
from screens.fields import Field
from screens.form import Form
from screens.frame import USUAL
from screens.keys import own_bindings
from screens.passphrases import Passphrases
from screens.rail import EditableItemTable, EditableStepRail, ItemTable, StepRail
from screens.work import WorkScreen

if TYPE_CHECKING:
    from screens.check import CheckScreen


_SELDOM = {"screen.renew", "screen.change_ca"}
"""What is done once in years."""
_ROOM_FOR_ALL = 132
"""Columns of a last line in which what is done more seldom yet hides nothing else."""
_OF_STEPS = {
    "add": ("estate",),
    "adopt": ("estate",),
    "estate_table": ("estate",),
    "change_ca": ("ca",),
    "renew": ("personal-certificate",),
    "withdraw": ("personal-certificate", "ca"),
    "replace_key": ("personal-certificate", "ca"),
}
"""What works in some steps alone, and in which; from elsewhere the palette leads to the first."""


class EditScreen(WorkScreen):
    """A project to work on: every answer is on the disk as its field is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "preview", "Preview"),
        Binding("f3", "undo", "Undo"),
        Binding("f4", "redo", "Redo", show=False),
    ]

    def __init__(self, session: Session, passphrases: Passphrases) -> None:
        """Work on a session that asks `passphrases`."""
        super().__init__(session, passphrases)
        self.session = session
        self._history = History()
        self._expects_new = False
        self._news = ""
        """What to say once the items are known anew."""
        self._backed_out: Field | None = None
        """The field that was left by going back, not on to the next one."""

    def rail(self) -> StepRail:
        """Return the list of steps, with the keys that change the estate."""
        return EditableStepRail(STEPS)

    def table(self) -> ItemTable:
        """Return the table of items, with the keys that change them."""
        return EditableItemTable()

    async def begin(self) -> None:
        """Stand where work stopped last."""
        position = self.session.position()
        if any(item.name == position.item for item in self.items):
            if not await self.go_to(position.item, position.key):
                self.query_one(ItemTable).focus()
        else:
            await super().begin()
        if self.session.recovered:
            self.app.push_screen(Said("An earlier write was interrupted", self.session.recovered))

    async def renewed(self, before: tuple[Item, ...]) -> None:
        """Stand on what was just added."""
        if self._expects_new:
            self._expects_new = False
            known = {item.name for item in before}
            new = next((item.name for item in self.items if item.name not in known), "")
            if new:
                await self.go_to(new)
                self.query_one(ItemTable).focus()
        await self._follow(before)
        await super().renewed(before)
        if self._news:
            self.say(self._news)
            self._news = ""

    async def _follow(self, before: tuple[Item, ...]) -> None:
        """Stay with the item if an answer, such as a connection's client, gave it another name."""
        form = self.query_one(Form)
        left = next((item for item in before if item.name == form.item), None)
        if left is None:
            return
        siblings = self._of_step(left.step.key)
        if len(siblings) != sum(item.step is left.step for item in before):
            return
        now = next((item for item in siblings if item.subject.table == left.subject.table), left)
        if now.name != left.name:
            await self.go_to(now.name, form.focused.question.key if form.focused else "")

    def check_screen(self) -> "CheckScreen":
        """Return the findings, with the key that waives one."""
        from screens.waiving import WaivingScreen  # noqa: PLC0415 - loaded when it is wanted

        return WaivingScreen(self.session)

    def nothing_here(self) -> str:
        """Say how to begin where a step has no item."""
        if self._additions():
            return (
                "Nothing is here yet. Press a to add the first machine, or f to take machines from "
                "DBMOVER files."
            )
        return super().nothing_here()

    def stood(self, item: str, key: str = "") -> None:
        """Note the place, so that work goes on there."""
        self.session.stand_at(item, key)

    def action_back(self) -> None:
        """Go back one pane; what is saved of the field that is left is said."""
        self._backed_out = self.query_one(Form).focused
        super().action_back()

    @on(Field.Answered)
    async def _answered(self, event: Field.Answered) -> None:
        field = event.field
        item = next((item for item in self.items if item.name == field.item), None)
        if item is None:
            return
        self.hush()
        self._save(item, field, event.answer)
        if item is self.item:
            await self._show_form(item.name)
        if field is self._backed_out and not field.problem:
            held = field.question.named(field.answer) or "left to its default"
            self.say(f"Saved: {field.question.label} is {held}. F3 takes it back.")
        self._backed_out = None
        self._show_hint()
        self.look()

    def _save(self, item: Item, field: Field, answer: Answer | None) -> None:
        given = Given.of(self.session, item.name, item.subject, field.question, answer, field.visit)
        try:
            problem = self.session.answer(item.subject, field.question, answer)
        except ConflictError as error:
            self._choose(error)
            return
        except PwxError as error:
            self.app.push_screen(Said.of(error))
            return
        if problem:
            field.refuse(problem)
            return
        self._history.note(given)
        if isinstance(field.widget, Choice) and field.has_focus_within:
            # An arrow is enough for it, so that it is said, and how to have it back.
            self.say(f"Changed; F3 takes it back. {hint(field)}".rstrip(), field.question.key)

    def _choose(self, error: ConflictError, chosen: Mapping[str, str] | None = None) -> None:
        """Let somebody choose, answer by answer, between what stands here and in the file."""
        prefer = dict(chosen or {})
        left = [one for one in error.conflicts if one.key not in prefer]
        if not left:
            self._try(lambda: self.session.edit((), prefer))
            self._history.clear()
            self._show_chosen(prefer)
            return
        key = left[0].key
        options = (
            Option("theirs", f"In the file: {told(left[0].theirs)}", "It is kept as it is."),
            Option("ours", f"Given here: {told(left[0].ours)}", "It replaces what the file says."),
        )

        def take(side: str | None) -> None:
            if side is not None:
                self._choose(error, {**prefer, key: side})

        title = f"{key}: somebody changed it in the file, too"
        self.app.push_screen(ChooseDialog(title, options, "", ""), take)

    def _show_chosen(self, prefer: Mapping[str, str]) -> None:
        """Show what was chosen in the fields that are asked about now."""
        item = self.item
        for field in self.query_one(Form).fields if item is not None else ():
            assert item is not None
            if f"{dotted(item.subject.table)}.{field.question.key}" in prefer:
                field.restore(stored_answer(self.session.project, item.subject, field.question))

    def finish(self) -> None:
        """Save what is typed in the focused field."""
        super().finish()
        field, item = self.query_one(Form).focused, self.item
        if field is None or item is None:
            return
        if field.unsaved is not None:
            (answer,) = field.unsaved
            self._save(item, field, answer)
        field.settle()

    def _additions(self) -> tuple[Addition, ...]:
        near = self.item.subject if self.item else None
        return self.step.additions(self.session.project, near)

    def action_preview(self) -> None:
        """Show what would be written, and let it be written."""
        from screens.writing import ApplyScreen  # noqa: PLC0415 - loaded when it is wanted

        self.finish()
        self.open(ApplyScreen(self.session, self.passphrases, self.refused))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with this step and item."""
        item = self.item
        match action:
            case "add":
                return bool(self._additions()) and self.step_key != "ca"
            case _ if action in _OF_STEPS:
                return self.step_key in _OF_STEPS[action]
            case "remove":
                return item is not None and bool(self._removal(item))
            case "skip":
                return item is not None and item.step.writes
            case _:
                return super().check_action(action, parameters)

    def names(self, binding: Binding) -> bool:
        """Name the keys that take an answer back, or give it again, once there is one.

        Where there is little room, what is seldom done is named in help and palette alone.
        """
        if binding.action in _SELDOM and self.app.size.width < USUAL:
            return False
        rare = binding.action == "screen.withdraw" and self.app.size.width >= _ROOM_FOR_ALL
        again = binding.action == "redo" and self._history.again
        vain = binding.action == "undo" and not (self._history.some or self.refused)
        return (super().names(binding) and not vain) or rare or again

    def step_for(self, action: str) -> str:
        """Return the key of the step in which something can be done; what belongs to one leads there."""
        return super().step_for(action) or next(iter(_OF_STEPS.get(action, ())), "")

    def useless(self, letter: str) -> str:
        """Return what to say of a letter that does nothing here: where it does, if anywhere."""
        bound = (one for one in own_bindings(self.query_one(ItemTable)) if one.key == letter)
        action = next((one.action.removeprefix("screen.") for one in bound), "")
        if action in _OF_STEPS:
            return f"{letter} does nothing here; it is for the step {step(_OF_STEPS[action][0]).title}."
        return super().useless(letter)

    def _removal(self, item: Item) -> tuple[Edit, ...]:
        return item.step.remove(self.session.project, item.subject)

    def action_add(self) -> None:
        """Add a machine, a listener or a connection."""
        additions = self._additions()
        if len(additions) == 1:
            self._add(additions[0])
        elif additions:
            options = tuple(Option(one.key, one.label, one.meaning) for one in additions)

            def take(key: str | None) -> None:
                if key:
                    self._add(next(one for one in additions if one.key == key))

            self.app.push_screen(ChooseDialog("Add", options, "", ""), take)

    def _add(self, addition: Addition, of: Step[Any] | None = None) -> None:
        chosen = of or self.step

        def add(answers: dict[str, Answer]) -> str:
            try:
                return self.session.add(chosen, addition, answers)
            except PwxError as error:
                return f"{error.message} {error.fix}"

        def added(done: bool | None) -> None:
            if done:
                self._expects_new = True
                self.look()

        self.app.push_screen(AskAddition(addition, self.session.path.parent, add), added)

    def action_renew(self) -> None:
        """Have the machine's certificate made anew."""
        from screens import certificate_life  # noqa: PLC0415 - loaded when it is wanted

        if self.item is not None:
            self.finish()
            certificate_life.renew(self, self.session, self.item.subject.name, self._change)

    def action_withdraw(self) -> None:
        """Withdraw a certificate."""
        from screens import certificate_life  # noqa: PLC0415 - the same

        name = self.item.subject.name if self.item else ""
        ca = step("ca")
        (addition,) = ca.additions(self.session.project)
        self.finish()
        certificate_life.withdraw(
            self, self.session, name, self._change, lambda: self._add(addition, ca)
        )

    def action_change_ca(self) -> None:
        """Put another CA in the place of the present one, step by step."""
        from screens import certificate_life  # noqa: PLC0415 - the same

        self.finish()
        certificate_life.change_ca(self, self.session, self.findings, self._change)

    def _change(self, change: Callable[[], object], item: str = "") -> None:
        """Make a change that answers no field, and show the form as it is then.

        Args:
            change: what is done; it may be refused.
            item: where to stand then; empty to stay.
        """
        self._try(change)
        self._history.clear()
        if item:
            self.call_later(self.go_to_item, item)
        else:
            self.call_later(self._show_form, self.query_one(Form).item)

    def action_adopt(self) -> None:
        """Take machines, listeners and connections from existing DBMOVER files."""
        from screens.adoption import AdoptionScreen  # noqa: PLC0415 - loaded when it is wanted

        def adopted(done: bool | None) -> None:
            if done:
                self._history.clear()
                self.look()

        self.app.push_screen(AdoptionScreen(self.session), adopted)

    def action_estate_table(self) -> None:
        """Change the estate as a table, take one in, write one, or answer for many at once."""
        from screens.estate_table import EstateTableScreen  # noqa: PLC0415 - loaded when it is wanted

        def closed(changed: bool | None) -> None:
            if changed:
                self.look()

        self.finish()
        self.app.push_screen(EstateTableScreen(self.session, self._history, self._choose), closed)

    def action_remove(self) -> None:
        """Take the item's subject out of the estate, after its name was typed."""
        item = self.item
        edits = self._removal(item) if item is not None else ()
        if item is None or not edits:
            return
        name = item.subject.name
        also = removal.told(removal.goes_too(self.session.project, edits))
        parts = (
            f"{name} and its answers leave the project; F3 brings them back.",
            also,
            "Files that were written stay.",
        )
        text = " ".join(filter(None, parts))

        def taken_out() -> Removed:
            return Removed(name, self.session.remove(item))

        def remove(agreed: bool | None) -> None:
            if agreed:
                self._news = f"Removed: {name}. F3 brings it back."
                self._try(lambda: self._history.note_removal(taken_out()))

        self.app.push_screen(TypeWord(f"Remove {name}", text, name, "Remove"), remove)

    def action_skip(self) -> None:
        """Leave the item out, with a reason; or take it up again."""
        item = self.item
        if item is None:
            return
        if item.state is State.SKIPPED:
            self._try(lambda: self.session.skip(item.name, ""))
            return

        def skip(reason: str | None) -> None:
            if reason:
                self._try(lambda: self.session.skip(item.name, reason))

        text = "It is left out of plans and checks until it is taken up again."
        self.app.push_screen(AskLine(f"Skip {item.subject.name}", text, "Reason", "Skip"), skip)

    def action_replace_key(self) -> None:
        """Plan new private keys for the item; a word is typed before they are written."""
        item = self.item
        if item is None:
            return
        keys = self.session.replaceable_keys(item.name)
        if not keys:
            text = "The item has no key that would be made anew: the one it has fits the answers."
            fix = "Answer with another kind of key, or press r to renew, then press k again."
            self.app.push_screen(Said("No key is to be replaced", text, fix))
            return
        name = item.subject.name

        def replace(agreed: bool | None) -> None:
            if agreed:
                self.session.consenting(self.session.world.consents | set(keys))
                self.look()

        text = (
            f"F2 then plans a new key instead of {', '.join(keys)}. Certificates of the old key have "
            "to be exchanged wherever they are installed. The old key is kept as a backup."
        )
        self.app.push_screen(Choose(f"Replace the key of {name}?", text, "Plan it"), replace)

    async def action_undo(self) -> None:
        """Take the last answer back, or else what was typed and is no answer."""
        form = self.query_one(Form)
        # What is refused here is seen, so that it is what somebody means, wherever they stand.
        refused = [field for field in form.fields if field.problem]
        if refused:
            field = form.focused if form.focused in refused else refused[-1]
            assert field is not None
            field.restore(field.answer)
            key = field.question.key if field is form.focused else ""
            self.say(f"Taken back: what was typed for {field.question.label}.", key)
            return
        given = self._history.back()
        if isinstance(given, Removed):
            self._expects_new, self._news = True, f"Taken back: the removal of {given.name}."
            self._try(partial(self.session.bring_back, given.removal))
            return
        if given is not None:
            await self._give(given, given.before)
        before = given.before if given else None
        self._tell_of("Taken back", given, before, "F4 gives it again.")

    async def action_redo(self) -> None:
        """Give the answer again that was taken back last."""
        given = self._history.forth()
        if given is not None:
            await self._give(given, given.after)
        after = given.after if given else None
        self._tell_of("Given again", given, after, "F3 takes it back.")

    def _tell_of(self, what: str, given: Given | None, answer: Answer | None, how: str) -> None:
        """Say which answer holds again, and how to have the other one."""
        if given is None:
            self.say(f"{what}: nothing more.")
            return
        self.say(f"{what}: {given.told(answer)} {how}", given.question.key)

    async def _give(self, given: Given, answer: Answer | None) -> None:
        self._try(lambda: self.session.answer(given.subject, given.question, answer))
        await self.go_to(given.item, given.question.key)
        field = self.query_one(Form).field(given.question.key)
        if field is not None:
            field.restore(answer)

    def _try(self, change: Callable[[], object]) -> None:
        try:
            change()
        except ConflictError as error:
            self._choose(error)
        except PwxError as error:
            self.app.push_screen(Said.of(error))
        self.look()

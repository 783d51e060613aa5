"""The main screen: steps at the left, items above, form and findings below; as it is in review."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen

from pwxwizard.examine import FINISHED, Item, State, stored_answer
from pwxwizard.finding import Where
from pwxwizard.next_step import next_item
from pwxwizard.review import Review
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Step
from screens.answers import AnswersPane
from screens.fields import Field
from screens.form import Form
from screens.frame import KeyHints, Remark, TitleLine
from screens.looking import LookingScreen
from screens.outcome import outcome, to_prove, to_renew, what_next
from screens.passphrases import Passphrases
from screens.rail import ItemTable, StepRail

if TYPE_CHECKING:
    from textual.timer import Timer

    from screens.check import CheckScreen
    from screens.search import SearchDialog

SETTLE = 0.06
"""Seconds after which the cursor counts as resting on an item, so that its form is drawn."""


class WorkScreen(LookingScreen):
    """A project to look at: nothing on it can change anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "preview", "Preview"),
        Binding("f5", "check", "Check"),
        Binding("f6", "rehearse", "Rehearse"),
        Binding("f7", "next_open", "Next"),
        Binding("f9", "closer", "Details"),
        Binding("f8", "trust", "Trust", show=False),
        Binding("f10", "ends", "What ends when", show=False),
        Binding("slash,ctrl+f", "search", "Search", show=False),
        Binding("ctrl+l", "explain", "Explain a log", show=False),
        Binding("ctrl+r", "report", "Report for auditors", show=False),
        Binding("escape", "back", "Back"),
    ]
    PAGE = "overview"

    def __init__(self, workspace: Review, passphrases: Passphrases) -> None:
        """Show a workspace; `passphrases` keeps what was typed for rehearsals."""
        super().__init__(workspace)
        self.passphrases = passphrases
        self.step_key = STEPS[0].key
        self._stood_on: dict[str, str] = {}
        self._rest: Timer | None = None
        self._began = False
        self._said = (("", ""), "")
        self._search: SearchDialog | None = None

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield TitleLine(id="title")
        folder, read_only = self.workspace.path.parent, self.workspace.read_only
        with Horizontal(id="work"):
            with Vertical(id="left"):
                yield self.rail()
                yield Remark(id="next")
            with Container(id="panes"):
                yield self.table()
                yield AnswersPane(folder, read_only=read_only)
        yield KeyHints(id="keys")

    def rail(self) -> StepRail:
        """Return the list of steps."""
        return StepRail(STEPS)

    def table(self) -> ItemTable:
        """Return the table of items."""
        return ItemTable()

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(StepRail).renew(None)
        self.look()

    @property
    def step(self) -> Step[Any]:
        """Return the step whose items are shown."""
        return next(step for step in STEPS if step.key == self.step_key)

    @property
    def item(self) -> Item | None:
        """Return the item whose form is shown."""
        if not self._began:
            return None
        name = self.query_one(Form).item
        return next((item for item in self.items if item.name == name), None)

    async def looked(self, before: tuple[Item, ...]) -> None:
        """Show how far everything is, in one drawing."""
        with self.app.batch_update():
            self.query_one(StepRail).renew(self.items)
            self._renew_table()
            self._show_title()
            if not self._began:
                self._began = True
                if self._search is not None:
                    self._search.renew(self.items)
                await self.begin()
            else:
                await self.renewed(before)
            self._show_head()

    async def begin(self) -> None:
        """Stand where work should begin: at the first item that is not done."""
        first = next((item for item in self.items if item.state not in FINISHED), None)
        begun = self._of_step(STEPS[0].key)
        await self.go_to(first.name if first and begun else self._first_of(self.step_key))
        self.query_one(ItemTable).focus()

    async def renewed(self, before: tuple[Item, ...]) -> None:
        """Follow items that came or went since the last look, and show what became of the present one."""
        shown = self.query_one(Form).item if self.item else self.query_one(ItemTable).highlighted
        await self._show_form(shown)

    def _of_step(self, key: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.step.key == key)

    def _first_of(self, key: str) -> str:
        items = self._of_step(key)
        kept = self._stood_on.get(key, "")
        return kept if any(item.name == kept for item in items) else items[0].name if items else ""

    def _renew_table(self) -> None:
        self.query_one(ItemTable).renew(self._of_step(self.step_key))

    async def go_to(self, name: str, key: str = "") -> bool:
        """Show an item, and stand on one of its fields; tells whether that field is there."""
        item = next((item for item in self.items if item.name == name), None)
        if item is not None:
            self.step_key = item.step.key
        rail = self.query_one(StepRail)
        rail.highlighted = [step.key for step in STEPS].index(self.step_key)
        self._renew_table()
        self.query_one(ItemTable).stand_on(name)
        await self._show_form(name)
        field = self.query_one(Form).field(key) if key else None
        if field is not None:
            # At once, so that what is said of it is said where one stands.
            self.set_focus(field.widget)
        return field is not None

    async def _show_form(self, name: str) -> None:
        form = self.query_one(Form)
        item = next((item for item in self.items if item.name == name), None)
        project = self.workspace.project
        if item is None:
            await form.show("", [], self.nothing_here())
        else:
            self._stood_on[item.step.key] = name
            asked = [
                (question, stored_answer(project, item.subject, question))
                for question in item.step.questions(project, item.subject)
            ]
            other = form.item != name
            if other:
                self.finish()
            await form.show(name, asked, outcome(self.workspace, item, len(asked)))
            if other:
                self.stood(name)
        self._show_head()
        self._show_hint()
        self.refresh_bindings()

    def nothing_here(self) -> str:
        """Return what to say when a step has no item."""
        return "Nothing is to be done here: the estate has nothing for this step yet."

    def stood(self, item: str, key: str = "") -> None:
        """React to somebody standing on an item or a field; here nothing is kept of it."""

    def _show_head(self) -> None:
        self.query_one(AnswersPane).show_item(self.item, self.step.title, self.findings)

    @property
    def refused(self) -> list[str]:
        """Return the labels of fields in which something stands that is no answer."""
        return self.query_one(Form).refused({item.name for item in self.items})

    def on_form_refused(self) -> None:
        """Say at the top whether everything is saved."""
        self._show_title_line()

    def _show_title(self) -> None:
        self._show_title_line()
        following = Content.assemble(("Next\n", "bold"), what_next(self.workspace, self.items))
        self.query_one("#next", Remark).say(following)
        self._show_hint()

    def _show_title_line(self) -> None:
        left = [item for item in self.items if item.state not in FINISHED]
        saved = f"{len(self.refused)} not saved" if self.refused else "every answer is saved"
        saved = "" if self.workspace.read_only else f"  ({saved})"
        done = f"{len(self.items) - len(left)} of {len(self.items)} done"
        project = self.workspace.project
        provable = [i for i in self.items if i.step.proofs_of(project, i.subject)]
        if provable and not left:
            proved = sum(item.state is State.PROVED for item in provable)
            done = f"{done}, {proved} of {len(provable)} proved"
        self.query_one(TitleLine).say(f"{self.workspace.project.name}{saved}", done)

    def say(self, text: str, key: str = "") -> None:
        """Say something where fields are explained, until somebody goes on from here.

        `key` is that of the field which gets the focus, if one does.
        """
        self._said = ((self.query_one(Form).item, key), text)
        self.query_one(AnswersPane).say(text)

    def tell(self, text: str) -> None:
        """Say something where somebody stands, such as what others did to the project."""
        self.say(text, self._place[1])

    def hush(self) -> None:
        """Let what was said give way to the remark on the field, when that is shown the next time."""
        self._said = (("", ""), "")

    @property
    def _place(self) -> tuple[str, str]:
        form, at = self.query_one(Form), self.focused
        around = at.ancestors if at is not None else []
        return form.item, next((one.question.key for one in form.fields if one in around), "")

    def _show_hint(self) -> None:
        place, text = self._said
        if text and place == self._place:
            self.query_one(AnswersPane).say(text)
            return
        self.hush()
        # Where the steps leave no room for it, what is next is said where a field would be explained.
        short = self.has_class("-short") and self.items
        following = f"Next: {what_next(self.workspace, self.items)}" if short else ""
        self.query_one(AnswersPane).show_hint(following)

    def on_descendant_focus(self) -> None:
        """Say something about the field that has the focus now."""
        self._show_hint()

    @on(StepRail.OptionHighlighted, "#rail")
    def _step_highlighted(self) -> None:
        rail = self.query_one(StepRail)
        if rail.highlighted is None or STEPS[rail.highlighted].key == self.step_key:
            return
        self.step_key = STEPS[rail.highlighted].key
        self._renew_table()
        self.query_one(ItemTable).stand_on(self._first_of(self.step_key))
        self._rested()

    @on(StepRail.OptionSelected, "#rail")
    def _step_selected(self) -> None:
        self.action_enter_items()

    @on(ItemTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        if self._began:
            self._rested()

    def _rested(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(SETTLE, self._resting)

    async def _resting(self) -> None:
        name = self.query_one(ItemTable).highlighted
        if name != self.query_one(Form).item or not name:
            await self._show_form(name)

    @on(ItemTable.RowSelected)
    async def action_enter_form(self) -> None:
        """Go to the first field."""
        await self._resting()
        fields = self.query_one(Form).fields
        if fields:
            fields[0].enter()
        elif self.item is not None:
            self.say("Nothing is asked here; F9 looks closer.")

    def action_enter_items(self) -> None:
        """Go to the items."""
        self.query_one(ItemTable).focus()

    def action_enter_rail(self) -> None:
        """Go to the steps."""
        self.query_one(StepRail).focus()

    def action_back(self) -> None:
        """Go back one pane: from the form to the items, from the items to the steps."""
        if self.query_one(Form).has_focus_within:
            self.action_enter_items()
        else:
            self.action_enter_rail()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back, and proof, only where there is one."""
        if action == "prove":
            return self.item is not None and bool(self.item.unproved or self.item.evidence)
        return not (action == "back" and isinstance(self.focused, StepRail))

    @on(Field.Entered)
    def _entered(self, event: Field.Entered) -> None:
        self._show_hint()
        self.stood(self.query_one(Form).item, event.field.question.key)

    @on(Field.Finished)
    def _finished(self, event: Field.Finished) -> None:
        fields = self.query_one(Form).fields
        if event.field not in fields or event.field.problem:
            return
        at = fields.index(event.field)
        if at + 1 < len(fields):
            fields[at + 1].enter()
        else:
            table = self.query_one(ItemTable)
            table.focus()
            table.action_cursor_down()

    async def action_next_open(self) -> None:
        """Go to the next item that lacks an answer, or else to the next that is not done."""
        await self._go_open()

    async def action_previous_open(self) -> None:
        """Go back to one that lacks an answer, or else to one that is not done."""
        await self._go_open(back=True)

    async def _go_open(self, *, back: bool = False) -> None:
        form = self.query_one(Form)
        names = [item.name for item in self.items]
        at = names.index(form.item) if form.item in names else -1
        # Who stands on what is at fault is led into it, from its step to it; who is in its form goes on.
        at -= self.query_one(StepRail).has_focus and at >= 0 and not back
        wanted = next_item(self.items, at, inside=form.focused is not None, back=back)
        self.set_focus(self.query_one(ItemTable))
        if wanted is None:
            self.say("Nothing else is to be done.")
            return
        await self.go_to(wanted.name)
        if wanted.to_renew:
            self.say(to_renew(self.workspace))
        elif wanted.state is State.OPEN:
            await self._go_to_fault(wanted)
        elif wanted.proof_wrong:
            self.say("It is written, and its proof went wrong: F8 tells why, p what was seen.")
        elif wanted.state in FINISHED:
            self.say(to_prove(self.workspace))

    async def _go_to_fault(self, item: Item) -> None:
        """Go to the field that is at fault, or to the first one."""
        about = (one.where for one in self.findings if one.where.item == item.name)
        fault = next((where for where in about if where.key), None)
        if fault is None or not await self.jump(fault):
            await self.action_enter_form()

    async def jump(self, where: Where) -> bool:
        """Go to the place that a finding speaks of; tells whether it is a field."""
        item = next((item for item in self.items if item.name == where.item), None)
        if item is not None:
            asked = item.step.questions(self.workspace.project, item.subject)
            ends = (one.key for one in asked if where.key.endswith(f".{one.key}"))
            key = next(ends, "")
            if await self.go_to(where.item, key):
                return True
            self.action_enter_items()
        return False

    def finish(self) -> None:
        """Go on from here; what is not saved yet is kept, where anything can be."""
        self.hush()

    def action_preview(self) -> None:
        """Show what would be written."""
        from screens.preview import PreviewScreen  # noqa: PLC0415 - loaded when it is wanted

        self.open(PreviewScreen(self.workspace))

    def action_check(self) -> None:
        """Show every finding."""
        self.finish()
        self.app.push_screen(self.check_screen(), self._checked)

    def check_screen(self) -> "CheckScreen":
        """Return the screen of the findings."""
        from screens.check import CheckScreen  # noqa: PLC0415 - the same

        return CheckScreen(self.workspace)

    async def _checked(self, where: Where | None) -> None:
        if where is not None:
            await self.jump(where)

    def action_rehearse(self) -> None:
        """Rehearse every connection."""
        from screens.rehearsal import RehearsalScreen  # noqa: PLC0415 - the same

        self.open(RehearsalScreen(self.workspace, self.passphrases))

    def action_trust(self) -> None:
        """Show who trusts whom, connection by connection."""
        from screens.trust import TrustScreen  # noqa: PLC0415 - the same

        self.open(TrustScreen(self.workspace))

    def action_ends(self) -> None:
        """Show what ends when, and whom it hits."""
        from screens.expiring import ExpiryScreen  # noqa: PLC0415 - the same

        self.open(ExpiryScreen(self.workspace))

    def action_closer(self) -> None:
        """Show what is known of the item: certificates, listeners, policy or proof."""
        from screens.closer import closer  # noqa: PLC0415 - the same

        screen = closer(self.workspace, self.items, self.item, self.passphrases)
        self.open(screen)

    def action_prove(self) -> None:
        """Show what proves the item, and take it: a PING, or the listing that a role sends back."""
        from screens.closer import prover  # noqa: PLC0415 - the same

        screen = prover(self.workspace, self.items, self.item, self.passphrases)
        self.open(screen)

    def step_for(self, action: str) -> str:
        """Return the key of the step in which something can be done, this one first; empty for none."""
        return self.step_key if self.check_action(action, ()) else ""

    async def do_in(self, key: str, action: str) -> None:
        """Go to the items of a step, to the same machine if it has one, and do something there."""
        if key != self.step_key:
            own = self.item.subject.name if self.item else ""
            alike = (item.name for item in self._of_step(key) if item.subject.name == own)
            await self.go_to(next(alike, self._first_of(key)))
        self.action_enter_items()
        await self.run_action(action)

    async def go_to_item(self, name: str | None) -> None:
        """Go to an item of the table; `None` is nowhere."""
        if name:
            await self.go_to(name)
            self.action_enter_items()

    def action_search(self) -> None:
        """Jump to an item or a field by typing a part of its name."""
        from screens.search import SearchDialog  # noqa: PLC0415 - the same

        self._search = SearchDialog(self.items, self.workspace.project)
        self.app.push_screen(self._search, self._checked)

    def action_explain(self) -> None:
        """Tell what messages and return codes mean, with the causes that this project has."""
        from screens.explaining import ExplainScreen  # noqa: PLC0415 - the same

        self.open(ExplainScreen(self.workspace))

    def action_report(self) -> None:
        """Write one file for auditors."""
        from screens.reporting import ReportDialog  # noqa: PLC0415 - the same

        self.open(ReportDialog(self.workspace))

    def open(self, screen: Screen[Any] | None) -> None:
        """Show another screen over this one, if there is one; then look anew and go where it leads."""
        self.finish()
        if screen is None:
            return

        async def closed(item: str | None) -> None:
            self.look()
            await self.go_to_item(item)

        self.app.push_screen(screen, closed)

    def help_text(self) -> str:
        """Explain the focused field, the step and the keys."""
        from screens.help import field_text, keys_text, step_page  # noqa: PLC0415 - Markdown is slow

        field = self.query_one(Form).focused
        parts = [field_text(field.question)] if field else []
        parts += [step_page(self.step_key, self.workspace), keys_text(self)]
        return "\n\n".join(parts)

    def on_resize(self) -> None:
        """Let the title use the room there is."""
        if self.items:
            self._show_title()

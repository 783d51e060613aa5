"""The form of one item, drawn from its questions; redrawn without losing the place one is in."""

from asyncio import Lock
from collections.abc import Container
from pathlib import Path

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive

from pwxwizard.question import Answer, Kind, Question
from screens.fields import Field
from screens.frame import Remark


class Form(VerticalScroll, can_focus=False):
    """The questions of an item, each with its answer."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=True, repaint=False)
    """As in every widget; but what a new line moves is drawn by then, and need not be drawn twice."""

    class Refused(Message):
        """What was typed and is no answer has changed."""

    def __init__(self, folder: Path, *, read_only: bool, id: str) -> None:  # noqa: A002 - Textual's name
        """Begin empty; `folder` is where relative paths start."""
        super().__init__(id=id, classes="-walked")
        self._folder = folder
        self._read_only = read_only
        self.item = ""
        """Name of the item whose questions are shown."""
        self._drafts: dict[tuple[str, str], tuple[str, str]] = {}
        """What was typed and is no answer, by item and key: the question's label, and the text."""
        self._remark = Remark(id="remark")
        self._showing = Lock()

    @property
    def fields(self) -> list[Field]:
        """Return the fields from top to bottom."""
        return [child for child in self.children if isinstance(child, Field)]

    @property
    def focused(self) -> Field | None:
        """Return the field that has the focus."""
        return next((field for field in self.fields if field.has_focus_within), None)

    def field(self, key: str) -> Field | None:
        """Return the field of a question."""
        return next((field for field in self.fields if field.question.key == key), None)

    async def show(
        self, item: str, asked: list[tuple[Question, Answer | None]], remark: str | Content
    ) -> None:
        """Show an item's questions; fields that are there already stay as they are.

        Args:
            item: the item's name.
            asked: its questions and answers, in order.
            remark: what to say below them.
        """
        # Keys and looks ask for forms from different tasks; one is laid out after the other.
        async with self._showing:
            await self._show(item, asked, remark)

    async def _show(
        self, item: str, asked: list[tuple[Question, Answer | None]], remark: str | Content
    ) -> None:
        if item != self.item or not self.children:
            self.item = item
            with self.app.batch_update():
                await self.remove_children()
                self._remark = Remark(id="remark")
                self._say(remark)
                await self.mount_all([*self._made(asked), self._remark])
            self.scroll_home(animate=False)
            return
        self._say(remark)
        present = {field.question.key: field for field in self.fields}
        kinds = {question.key: question.kind for question, _ in asked}
        if [field.question.key for field in self.fields] == list(kinds) and all(
            present[key].question.kind is kind for key, kind in kinds.items()
        ):
            for question, answer in asked:
                present[question.key].renew(question, answer)
            return
        with self.app.batch_update():
            await self._rearrange(asked, present, kinds)

    def _say(self, remark: str | Content) -> None:
        self._remark.say(Content(remark) if isinstance(remark, str) else remark)

    async def _rearrange(
        self,
        asked: list[tuple[Question, Answer | None]],
        present: dict[str, Field],
        kinds: dict[str, Kind],
    ) -> None:
        """Take out fields that are no longer asked, and put new ones where they belong."""
        for key, field in list(present.items()):
            if kinds.get(key) is not field.question.kind:
                await field.remove()
                del present[key]
        before: Field | None = None
        for question, answer in asked:
            field = present.get(question.key) or self._made([(question, answer)])[0]
            if question.key not in present:
                if before is None:
                    await self.mount(field, before=0 if self.children else None)
                else:
                    await self.mount(field, after=before)
            else:
                field.renew(question, answer)
            before = field

    def _made(self, asked: list[tuple[Question, Answer | None]]) -> list[Field]:
        return [
            Field(
                question,
                answer,
                self._folder,
                item=self.item,
                read_only=self._read_only,
                draft=self._drafts.get((self.item, question.key), ("", ""))[1],
            )
            for question, answer in asked
        ]

    def on_field_drafted(self, event: Field.Drafted) -> None:
        """Keep what was typed, so that it is there again when somebody comes back; or forget it."""
        event.stop()
        place = event.field.item, event.field.question.key
        if event.text:
            self._drafts[place] = event.field.question.label, event.text
        else:
            self._drafts.pop(place, None)
        self.post_message(self.Refused())

    def refused(self, items: Container[str]) -> list[str]:
        """Return the labels of what was typed for some items, and is no answer."""
        here = self.focused
        typed = {place: label for place, (label, _) in self._drafts.items() if place[0] in items}
        if here is not None and here.problem:
            typed[here.item, here.question.key] = here.question.label
        return list(typed.values())

    def on_resize(self) -> None:
        """Keep the field in sight that has the focus."""
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

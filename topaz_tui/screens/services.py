"""Whom people can be referred to, and how each is reached: a manager adds, changes and retires them here."""

from __future__ import annotations

from functools import partial

from textual.content import Content

from topaz_tui.grammar import counted
from topaz_tui.rules import permissions
from topaz_tui.rules import support as rules
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.list_page import ListPage
from topaz_tui.services import support
from topaz_tui.services.support import ServiceLine
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (
    Column("Name", 22, grows=2, wraps=True),
    Column("Kind", 18, grows=1, wraps=True),
    Column("Reached", 20, grows=3, wraps=True),
)
DRAFT = DraftKind.SERVICE
"""The kind of the drafts of what is typed of a service; the key is its number, or 'new'."""
NONE = """No service is on the list yet, and people can be referred to the council alone.

A manager adds one: its name, what it is, and how it is reached."""
QUESTIONS = (
    Question("name", "Name", "line", "As colleagues know it.", needed="Write its name."),
    Question("kind", "What it is", "choice", options=tuple((kind.code, kind.words) for kind in rules.SERVICE_KINDS),
             needed="Say what kind of service it is."),
    Question("channel", "How it is reached", "choice", "By hand is by telephone, a portal, or post.",
             options=tuple((str(channel), str(channel).capitalize()) for channel in rules.CHANNELS),
             needed="Say how it is reached."),
    Question("mail", "Mail address", "line", "Where referrals are mailed to: a secure address."),
    Question("phone", "Phone", "line", "Shown where something could not be sent."),
    Question("address", "Address", "line"),
    Question("note", "Note", "line", "What colleagues have to know: opening hours, a form of their own."),
)  # fmt: skip


class ServicesScreen(ListPage[tuple[ServiceLine, ...]]):
    """From the team's page. The service under the cursor lies open below."""

    place = "services"
    columns = COLUMNS
    enter = "change"

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[object, ServiceLine] = {}

    # What is on show

    @property
    def service(self) -> ServiceLine | None:
        """The service under the cursor."""
        return self._lines.get(self.rows.key)

    async def find(self) -> tuple[ServiceLine, ...]:
        return await self.call(support.lines, self.app.session, retired=True)

    def show(self, lines: tuple[ServiceLine, ...]) -> None:
        """Show the list as it stands."""
        self._lines = {each.id: each for each in lines}
        there = sum(not each.retired_at for each in lines)
        told = (
            RecordLine(
                each.id,
                (each.name, "retired" if each.retired_at else each.kind_words, each.way),
                "quiet" if each.retired_at else "",
            )
            for each in lines
        )
        self.rows.fill(list(told), empty=NONE)
        self.prompt(f"{counted(there, 'service')} to refer people to")
        self.shown()

    def card(self) -> Content | None:
        each = self.service
        if each is None:
            return None
        pieces: list[Piece] = [(sanitize(each.name), "bold"), f" · {each.kind_words} · {sanitize(each.way)}"]
        pieces += [f"\n{sanitize(words)}" for words in (each.phone, each.address, each.note) if words]
        return Content.assemble(*pieces)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("services.")
        if name not in ("add", "change", "retire"):
            return None
        if not self.app.session.may(Act.KEEP_SERVICES):
            return permissions.refusal(Act.KEEP_SERVICES)
        return "No service is on the list yet: a adds one." if name != "add" and self.service is None else None

    def resume_draft(self, kind: str, key: str) -> None:
        each = self._lines.get(int(key)) if key.isdigit() else None
        self.run(self._change(each) if each else self._add())

    def action_add(self) -> None:
        self.run(self._add())

    async def _add(self) -> None:
        async def add(answers: Answers) -> None:
            await self.app.settle(DRAFT, "new", partial(support.add, self.app.session, **_given(answers)))

        if await ask_and_do(self, DRAFT, "new", "A new service", QUESTIONS, add, done="Add"):
            self.app.say("Added.")
            await self.look()

    def action_change(self) -> None:
        if self.service:
            self.run(self._change(self.service))

    async def _change(self, each: ServiceLine) -> None:
        key = str(each.id)

        async def change(answers: Answers) -> None:
            changed = partial(support.change, self.app.session, each.name, **_given(answers))
            await self.app.settle(DRAFT, key, changed)

        known = {question.id: getattr(each, question.id) or "" for question in QUESTIONS}
        lead = "What was sent to it before stands as it was."
        if await ask_and_do(self, DRAFT, key, each.name, QUESTIONS, change, known=known, lead=lead, done="Save"):
            self.app.say("Saved.")
            await self.look()

    def action_retire(self) -> None:
        if self.service:
            self.run(self._retire(self.service))

    async def _retire(self, each: ServiceLine) -> None:
        if each.retired_at:
            await self.call(support.take_up, self.app.session, each.name)
            self.app.say("Back on the list.")
        else:
            lead = f"{each.name} gets no more referrals. Those that it has go on to their end."
            if not await self.app.push_screen_wait(ConfirmDialog("Take it off the list?", lead, done="Take it off")):
                return
            await self.call(support.retire, self.app.session, each.name)
            self.app.say("Taken off the list: the same key puts it back.")
        await self.look()


def _given(answers: Answers) -> dict[str, str]:
    return {question.id: str(answers.get(question.id) or "") for question in QUESTIONS}

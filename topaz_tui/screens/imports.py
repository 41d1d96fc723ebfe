"""What councils' files leave open, both records beside each other, one key a choice; and the files that were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import linked, people, permissions
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement, import_cards, listings, places
from topaz_tui.screens.arranged import ARRANGING
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.screens.whose_id import HOW, NOT_SEVERAL, WHOSE_KEYS, WhoseIds
from topaz_tui.services import access, clients, imports, workers
from topaz_tui.services.imports import Beside, ImportDecision, Past
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import Answers
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.staying import OVER, OverKey, whose
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

TABS = (("waiting", "To decide"), ("past", "Files read"))
COLUMNS = {
    "waiting": (
        Column("", 1),
        Column("Decide by", 16, when=True),
        Column("Name", 18, grows=2, wraps=True),
        Column("What there is to settle", 30, grows=1, wraps=True),
        Column("With", 12, drop=1),
    ),
    "past": (
        Column("No", 4, right=True),
        Column("When", 16),
        Column("By", 12, grows=2, drop=2),
        Column("File", 14, grows=1, wraps=True),
        Column("Added", 7, right=True),
        Column("Changed", 7, right=True),
        Column("Same", 7, right=True, drop=1),
        Column("Not taken", 9, right=True, drop=1),
        Column("Refused", 7, right=True),
    ),
}
NOTHING = {
    "waiting": "Nothing waits for a decision: nobody is kept from a call by what a file leaves open.",
    "past": "No file was read yet: 'topaz import FILE' reads one.",
}
CHOICES = {
    "may_call": people.Settlement.CALL, "died": people.Settlement.DIED, "moved": people.Settlement.MOVED,
    "nobody": people.Settlement.NOBODY, "other": people.Settlement.OTHER, "same": people.Settlement.SAME,
}  # fmt: skip
"""The page's actions, and how each settles a doubt (clients.SETTLED)."""
HELD = "The other record has died, moved, refused or is not safe to call: a manager says so. p gives it to one."
TIMES_FIRST = "Enter opens its line of the board: a manager sets the safe times there, or on their page (o, then e)."


class ImportsScreen(WhoseIds, TabbedPage):
    """Refreshes by itself; the cursor stays on its person. Opened about somebody, it begins with them."""

    place = "imports"
    CSS_PATH = "imports.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, client_id: int | None = None) -> None:
        super().__init__()
        self._waiting: dict[object, ImportDecision] = {}
        self._past: dict[object, Past] = {}
        self._beside: dict[int, Beside] = {}
        self.first = client_id
        self._settled: dict[object, tuple[str, ...]] = {}  # what stands on the lines of those settled here

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield RecordList(COLUMNS["waiting"], empty="Looking …", id="imports")
        yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.poll(self._refresh)

    def look_anew(self) -> None:
        self.run(self._refresh(), group="look")

    def on_resize(self) -> None:
        self.call_after_refresh(self._card)

    def opened_again(self, page: Page) -> None:
        if isinstance(page, ImportsScreen):
            self.first = page.first

    # What is on show

    @property
    def decision(self) -> ImportDecision | None:
        """The one under the cursor."""
        return self._waiting.get(self.query_one(RecordList).key) if self.tab == "waiting" else None

    async def _refresh(self) -> None:
        waiting = await self.call(imports.decisions, self.app.session)
        past = await self.call(imports.past, self.app.session)
        beside = {
            each.client_id: await self.call(imports.beside, self.app.session, each, self.first_of(each))
            for each in self._near(waiting)
            if each.words
        }
        await self.look_up_origins(waiting if self.tab == "waiting" else past)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self._waiting = {each.client_id: each for each in waiting}
            self._past = {each.id: each for each in past}
            self._beside = beside
            self.show()

    def _near(self, waiting: tuple[ImportDecision, ...]) -> list[ImportDecision]:
        """Whose records are looked up: the one under the cursor; the others as the cursor comes to them."""
        here = (
            self.first if self.first is not None else self.query_one(RecordList).key if self.query(RecordList) else None
        )
        return [each for each in waiting if each.client_id == here] or list(waiting[:1])

    @property
    def listing(self) -> Listing[Any]:
        return listings.DECISIONS if self.tab == "waiting" else listings.FILES

    @property
    def things(self) -> Sequence[ImportDecision | Past]:
        return [*(self._waiting if self.tab == "waiting" else self._past).values()]

    def show_arranged(self) -> None:
        self.show()

    def show(self) -> None:
        """Show the tab as it stands."""
        now, rows = clock.now(), self.query_one(RecordList)
        self.query_one(TabLine).counts = {"waiting": len(self._waiting), "past": len(self._past)}
        if self.first is not None:
            self.unhide(lambda each: isinstance(each, ImportDecision) and each.client_id == self.first)
        shown = self.arranged(self.things)
        lines = [
            self._line(each, now) if isinstance(each, ImportDecision) else self._past_line(each, now) for each in shown
        ]
        empty = arrangement.NOTHING if self.chosen.narrows else NOTHING[self.tab]
        rows.fill(lines, empty=empty, columns=COLUMNS[self.tab], of=(self.tab, self.chosen), told=self._settled)
        if self.first is not None and self.tab == "waiting":
            rows.stand_on(self.first)
            self.first = None
        self._card()
        told = (self.arranged_words(len(shown), len(self.things)), self._what_to_do(now))
        self.prompt(" · ".join(filter(None, told)))
        self.refresh_frame()
        self.looked_up()

    def _what_to_do(self, now: datetime) -> str:
        if not self._waiting:
            return "Nothing waits for a decision"
        late = sum(each.late(now) for each in self._waiting.values())
        mine = sum(each.owner_id == self.app.session.worker_id for each in self._waiting.values())
        told = [f"{len(self._waiting)} to decide, nobody calls them until then"]
        told += [f"{late} late"] if late else []
        told += [f"{mine} yours"] if mine else []
        return " · ".join(told)

    def _line(self, each: ImportDecision, now: datetime) -> RecordLine:
        late = each.late(now)
        owner = "You" if each.owner_id == self.app.session.worker_id else each.owner
        mark, by = "!" if late else "", clock.format_moment(each.due, now)
        words = people.DOUBTS_IN_SHORT.get(each.codes[0], each.words[0]) if each.words else ""  # a restricted record
        more = len(each.words) - max(1, len(each.several))  # several under one ID are one thing to settle
        words += f" (and {more} more)" if more > 0 else ""
        return RecordLine(each.client_id, (mark, by, each.name, words, owner), "late" if late else "")

    def _past_line(self, each: Past, now: datetime) -> RecordLine:
        counts = (f"{count:,}" for count in (each.added, each.changed, each.unchanged, each.not_taken, each.refused))
        by = "You" if each.by == self.app.session.name else each.by
        told = (str(each.id), clock.format_moment(each.at, now), by, each.file, *counts)
        return RecordLine(each.id, told, "quiet" if each.undone_at or not each.whole else "")

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._card()
        self.refresh_frame()
        if self.decision and self.decision.words and self.decision.client_id not in self._beside:
            self.look_beside(self.decision)

    def look_beside(self, decision: ImportDecision) -> None:
        self.run(self._look_beside(decision), group="beside")

    async def _look_beside(self, decision: ImportDecision) -> None:
        what = (self.app.session, decision, self.first_of(decision))
        self._beside[decision.client_id] = await self.call(imports.beside, *what)
        self._card()

    # The card

    def _card(self) -> None:
        card = self.query_one("#card", Static)
        if decision := self.decision:
            size = card.content_size or self.app.size  # before it is laid out
            beside, first = self._beside.get(decision.client_id), self.first_of(decision)
            has = self.app.key_of("imports.first_has"), self.app.key_of("imports.second_has")
            about = import_cards.of_decision(decision, beside, self.app.session.worker_id, size, first, has)
            update_if_changed(card, about, layout=False)
        elif self.tab == "past" and (past := self._past.get(self.query_one(RecordList).key)):
            update_if_changed(card, import_cards.of_past(past), layout=False)
        else:
            update_if_changed(card, "", layout=False)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("imports.")
        if not action_id.startswith("imports.") or name.endswith("_tab") or name in ARRANGING:
            return None
        decision = self.decision
        if decision is None:
            if isinstance(self.query_one(RecordList).key, OverKey):
                return None if name == "client" else OVER
            return "Nobody stands here to be decided about."
        if access.is_held_back(decision) and name not in ("client", "take", "give"):
            return access.HELD_BACK
        if decision.line_id is not None and name != "client":
            return TIMES_FIRST
        if decision.several:
            return self.why_not_whose(decision, name)
        if name in WHOSE_KEYS and name != "same":
            return NOT_SEVERAL
        if name in clients.OF_TWO and people.DoubtCode.SOMEBODY_ELSE not in decision.codes:
            return "No file speaks of somebody else under their ID here."
        if name in clients.OF_TWO and decision.rows_refused and not decision.record:
            return f"{import_cards.ASK} {sanitize(decision.file or 'the file')}."
        if name in CHOICES and name not in clients.OF_TWO and decision.of_two:
            return clients.WHO_FIRST
        if CHOICES.get(name) in clients.LETS_CALL and decision.held:
            return None if self.app.session.may(Act.SET_APART_FROM_STOPPED) else HELD
        if name == "take" and decision.owner_id == self.app.session.worker_id:
            return "It is yours."
        return None

    def first_keys(self) -> tuple[str, ...]:
        if self.decision is None:
            return ("next_tab",)
        if self.decision.line_id is not None or access.is_held_back(self.decision):
            return ("client",)
        if self.decision.several:
            return WHOSE_KEYS if len(self.decision.several) > 2 else WHOSE_KEYS[:-1]
        of_two = people.DoubtCode.SOMEBODY_ELSE in self.decision.codes and bool(self.decision.record)
        return tuple(dict.fromkeys((*clients.OF_TWO, *CHOICES) if of_two else CHOICES))

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        if self.decision and self.decision.line_id is not None:
            self.app.open(places.CasePlace(self.decision.line_id))
        else:
            self.action_client()

    def action_client(self) -> None:
        """The person of the line, also of one that was settled a moment ago."""
        client_id = whose(self.query_one(RecordList).key)
        if self.tab == "waiting" and isinstance(client_id, int):
            self.app.open(places.ClientPlace(client_id))

    def action_may_call(self) -> None:
        self._settle_as("may_call")

    def action_died(self) -> None:
        self._settle_as("died")

    def action_moved(self) -> None:
        self._settle_as("moved")

    def action_nobody(self) -> None:
        self._settle_as("nobody")

    def action_other(self) -> None:
        self._settle_as("other")

    def action_same(self) -> None:
        if self.decision and self.decision.several:
            theirs = [each.doubt_id for each in self.decision.several]
            self.run(self.say_whose(self.decision, "same", theirs))
        else:
            self._settle_as("same")

    def _settle_as(self, action: str) -> None:
        if self.decision:
            self.run(self._settle(self.decision, CHOICES[action]))

    async def _settle(self, decision: ImportDecision, how: str) -> None:
        """One key has chosen; the words say how they know."""
        kind, key = f"decide {how}", str(decision.client_id)
        lead = "\n".join(f"{words}: {has}" for words, has in zip(decision.words, decision.file_has, strict=True))
        title = f"{decision.name}: {clients.SETTLED[how]}"
        stops = ""
        if how in linked.STOPS and decision.also:
            stops = f"nobody calls them under {linked.records((decision.person_id, *decision.also))}"
            lead += f"\nThen {stops}."

        async def decide(answers: Answers) -> None:
            what = (self.app.session, decision.client_id, how, str(answers["reason"]))
            await self.app.settle(kind, key, clients.settle_doubts, *what)

        if await ask_and_do(self, kind, key, title, (HOW,), decide, lead=lead, danger=True, done="Settle it"):
            self.app.say(
                f"Settled: {decision.name}, {clients.SETTLED[how].split(':')[0].lower()}{stops and f': {stops}'}."
            )
            await self.settled(decision, decision.name, clients.SETTLED[how].split(":")[0])

    async def settled(self, decision: ImportDecision, who: str, words: str) -> None:
        self._settled[decision.client_id] = "✓", "", who, words, ""
        await self._refresh()

    def action_take(self) -> None:
        if self.decision:
            self.run(self._give(self.decision, self.app.session.worker_id, "Yours to decide."))

    def action_give(self) -> None:
        if self.decision:
            self.run(self._ask_whom(self.decision))

    async def _ask_whom(self, decision: ImportDecision) -> None:
        team = await self.call(workers.team, self.app.session)
        session = self.app.session
        options = tuple(
            (str(each.id), each.name)
            for each in team
            if not each.retired and (session.may(Act.GIVE_DECISION) or permissions.may(each.role, Act.GIVE_DECISION))
        )
        if not options:
            self.app.hint("No manager is at work to give it to: take it yourself (t).")
            return
        question = Question("to", "Who decides", "choice", options=options, needed="Choose who decides.")

        async def give(answers: Answers) -> None:
            await self.call(imports.give, self.app.session, decision.client_id, int(str(answers["to"])))

        if await ask_and_do(self, "", "", "Give it to", (question,), give, lead=decision.name, done="Give it"):
            self.app.say("Given.")
            await self._refresh()

    async def _give(self, decision: ImportDecision, to: int, said: str) -> None:
        await self.call(imports.give, self.app.session, decision.client_id, to)
        self.app.say(said)
        await self._refresh()

    def show_tab(self) -> None:
        self.show_or_look(self._refresh)

"""What councils' files leave open, both records beside each other, one key a choice; and the files that were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import linked, people, permissions
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement, listings, places
from topaz_tui.screens.arranged import ARRANGING, ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services import access, clients, imports, workers
from topaz_tui.services.imports import Beside, ImportDecision, Past
from topaz_tui.text import fit, sanitize, wrap
from topaz_tui.widgets.dialogs import Answers
from topaz_tui.widgets.pieces import Piece
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
ASK = "Ask the council which of them has it; mend both rows in the refused rows of"
HOW = Question(
    "reason", "How you know", "line", "It stands on the timeline, with your name.", needed="Say how you know."
)
LABEL = 9  # columns for the name of a fact


class ImportsScreen(ArrangedPage, TabbedPage):
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
            each.client_id: await self.call(imports.beside, self.app.session, each)
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
        words += f" (and {len(each.words) - 1} more)" if len(each.words) > 1 else ""
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
            self.run(self._look_beside(self.decision), group="beside")

    async def _look_beside(self, decision: ImportDecision) -> None:
        self._beside[decision.client_id] = await self.call(imports.beside, self.app.session, decision)
        self._card()

    # The card

    def _card(self) -> None:
        card = self.query_one("#card", Static)
        if decision := self.decision:
            update_if_changed(card, self._about(decision), layout=False)
        elif self.tab == "past" and (past := self._past.get(self.query_one(RecordList).key)):
            update_if_changed(card, self._about_past(past), layout=False)
        else:
            update_if_changed(card, "", layout=False)

    def _about(self, each: ImportDecision) -> Content:
        if not each.words:
            return Content(f"{access.HELD_BACK} {sanitize(each.owner) or 'A manager'} decides.")
        pieces: list[Piece] = []
        for words, has in zip(each.words, each.file_has, strict=True):
            pieces += [(sanitize(words), "bold"), f": {sanitize(has)}\n"]
        if people.TWO_IN_ONE_FILE in each.file_has:
            pieces += [f"{ASK} {sanitize(each.file or 'the file')}, and read those.\n"]
        beside = self._beside.get(each.client_id)
        if beside is None:
            return Content.assemble(*pieces)
        width, height = self.query_one("#card", Static).content_size or self.app.size  # before it is laid out
        width = (width - LABEL - 2) // 2
        lines = [line for line in beside.lines if line.here or line.there]
        taken = sum(len(wrap(line, LABEL + 2 * width + 2)) for line in Content.assemble(*pieces).plain.splitlines())
        whole = [[wrap(sanitize(side), width) for side in (line.here, line.there)] for line in lines]
        room = height - taken - 2  # the heading, and who decides
        fits = sum(max(map(len, sides)) for sides in whole) <= room
        heading = " " * LABEL + fit(f"Here, {each.person_id}", width) + "  " + sanitize(beside.there)
        pieces += [(f"{heading}\n", "$text-muted")] if lines else []
        for line, sides in zip(lines, whole, strict=True):
            style = "bold" if line.differs else ""
            rows = zip_longest(*sides, fillvalue="") if fits else [(line.here, line.there)]
            for number, (here, there) in enumerate(rows):
                pieces += [(fit("" if number else line.words, LABEL), "$text-muted")]
                pieces += [(f"{fit(sanitize(here), width)}  {fit(sanitize(there), width)}".rstrip() + "\n", style)]
        whose = "You decide" if each.owner_id == self.app.session.worker_id else f"{sanitize(each.owner)} to decide"
        pieces += [(f"{whose}, by {clock.format_moment(each.due, clock.now())}", "$text-muted")]
        if each.line_id is not None:
            pieces += [
                ("\nEnter opens its line of the board: the times are set there, or on their page (o)", "$text-muted")
            ]
        return Content.assemble(*pieces)

    def _about_past(self, each: Past) -> Content:
        sheet = f", sheet {each.sheet}" if each.sheet else ""
        pieces: list[Piece] = [
            (f"Import {each.id}: {sanitize(each.file)}", "bold"),
            f"{sanitize(sheet)} · {each.digest}\n",
        ]
        pieces += [f"Of {sanitize(each.council)}\n" if each.council else ""]
        if each.not_taken:
            rows = "1 row was" if each.not_taken == 1 else f"{each.not_taken:,} rows were"
            pieces += [f"{rows} not taken: their ID is somebody else's here, and somebody decides\n"]
        if each.undone_at:
            when = clock.format_moment(each.undone_at, clock.now())
            pieces += [f"Taken back by {sanitize(each.undone_by or 'somebody')}, {when}"]
        elif not each.whole:
            pieces += ["It broke off: reading the file again goes on with it"]
        else:
            pieces += [f"To take it back whole, where nothing was built on it: topaz import --undo {each.id}"]
        return Content.assemble(*pieces)

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
        if name in clients.OF_TWO and people.DoubtCode.SOMEBODY_ELSE not in decision.codes:
            return "No file speaks of somebody else under their ID here."
        if name in clients.OF_TWO and people.TWO_IN_ONE_FILE in decision.file_has and not decision.record:
            return f"{ASK} {sanitize(decision.file or 'the file')}."
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
            told = clients.SETTLED[how].split(":")[0]
            self._settled[decision.client_id] = "✓", "", decision.name, told, ""
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

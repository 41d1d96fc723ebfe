"""The manager's board: what is outstanding, immediate danger first, then the soonest deadline, and how
long is left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.grammar import does
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.referrals import KINDS, MOVES
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.kept import ask_and_do, asked_and_shown, refusal
from topaz_tui.services import concerns, referrals
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.nobody import Kept
from topaz_tui.services.referrals import Alarm, Answered, Board, Case, Item
from topaz_tui.text import one_line, sanitize, wrap, wrap_hanging
from topaz_tui.widgets.ask import Answers, Ask, Whole
from topaz_tui.widgets.rows import Column, Line, Rows
from topaz_tui.widgets.tabs import TabLine

if TYPE_CHECKING:
    pass

MOST_KINDS = 4  # that the line of figures has room for
TABS = (
    ("all", "All"),
    ("overdue", "Overdue"),
    ("mine", "Mine"),
    ("council", "Council's"),
    ("us", "Ours"),
    ("failed", "Not sent"),
    ("danger", "Danger"),
    ("people", "People"),
)
SHORT_TABS = {"overdue": "Late", "council": "Theirs", "failed": "Unsent"}
SPARE = ("us", "council", "people", "mine")
"""The counts that go first where there is no room for all: never of what is late, has not been sent, or is danger."""
COLUMNS = (
    Column("", 2),
    Column("Left", 14),
    Column("What", 8),
    Column("Name", 12, grows=3),
    Column("Waits for", 20, grows=2),
    Column("With", 8, grows=1),
    Column("Rung", 15, drop=1),
)
WHY_TAKE = Question("reason", "Reason", "text", "Why do you go on with it, and not they?",
                    needed="Say why you take it over.")  # fmt: skip
MARKS = "! past its deadline, or not sent   ▲ within two hours   ● marked   c chased today"
MARKED, CHASED = "●", "c"
_WITHDRAWN = "a concern that you raised is withdrawn"
_PUT_RIGHT = "what you recorded or raised was put right (✓ below)"
_REFUSED = "a withdrawal that you proposed is refused (✓ below)"
_CONFIRMED = "a withdrawal that you proposed is confirmed (✓ below)"
_CLOSED = "a concern that you proposed to withdraw is closed (✓ below)"
DID = {
    "answered": "answers", "refused": "let it stand", "withdrew": "confirmed", "confirmed": "confirmed",
    "closed": "closed it", "put right": "put it right",
}  # fmt: skip
Thing = Item | BeingWritten | Answered | Alarm | Kept
CHASE = "chase"  # the kind of the draft kept of a chase from the board
NOTHING = {
    "all": "Nothing is outstanding.",
    "overdue": "Nothing is overdue.",
    "mine": "Nothing here is yours: t on the list of all makes it so.",
    "people": "Nobody is here: whoever can't be called has a day, or is stopped for a reason.",
    "council": "Nothing waits for the council.",
    "us": "Nothing waits for us.",
    "failed": "Nothing is left that has not been sent.",
    "danger": "Nobody is in immediate danger who is not decided about.",
}


class EscalationsScreen(Page):
    """Refreshes by itself; the cursor stays on its line."""

    place = "escalations"
    CSS_PATH = "escalations.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.tab = TABS[0][0]
        self.kind: str | None = None  # of those that the tab of people shows, the one that is asked for
        self.marked: set[int] = set()  # the numbers of the concerns to be chased at once
        self.timeline = False
        self._lines: dict[object, Thing] = {}
        self._case: Case | None = None
        self._opened: Page | None = None  # its line is the one that the cursor comes back to

    def body(self) -> ComposeResult:
        yield TabLine(TABS, short=SHORT_TABS, spare=SPARE)
        with Container(id="columns"):
            yield Rows(COLUMNS, empty="Looking …", id="board")
            yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self.keep_looking(self._refresh)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._opened:
            if not (isinstance(self.under, Item) and self.under.opens == self._opened.shows):
                self.query_one(Rows).stand_on(("item", self._opened.shows))
            self._opened = None
        self.refresh_board()

    # What is on show

    @property
    def under(self) -> Thing | None:
        """What the cursor stands on."""
        return self._lines.get(self.query_one(Rows).key)

    @property
    def client_id(self) -> int | None:  # type: ignore[override]
        return None if self.under is None or isinstance(self.under, Alarm | Kept) else self.under.client_id

    def refresh_board(self) -> None:
        """Look at the board anew."""
        self.do(self._refresh(), group="look")

    def go_on(self, kind: str, key: str) -> None:
        if kind == "take over":
            self.query_one(Rows).stand_on(("draft", int(key)))
            self.action_take()
        elif any(isinstance(thing, Item) and thing.chaseable for thing in self._lines.values()):
            self.app.say("What you wrote for a chase is kept: mark whom it is about, then press c.")

    async def _refresh(self) -> None:
        tab, kind = self.tab, self.kind
        board = await self.ask(referrals.board, self.app.desk, tab, kind)
        if (tab, kind) == (self.tab, self.kind) and self.query(Rows):  # nothing is left of a page being taken down
            self.show(board)
            await self._look_closer()

    def show(self, board: Board) -> None:
        """What keeps the way to the council from working, and somebody in danger of whom nobody is told yet, before
        all; then what is outstanding or being written, as it runs out; answers to one's questions last."""
        lines: dict[object, tuple[Thing, Line]] = {}
        drafts = board.drafts
        self.marked &= {item.id for item in board.items if item.chaseable}
        lines |= self._alarms(alarm for alarm in board.alarms if not alarm.minor)
        lines |= {("draft", each.id): (each, self._draft_line(each)) for each in drafts if each.danger}
        lines |= {("item", item.id): (item, self._line(item)) for item in board.items if item.urgent}
        lines |= self._alarms(alarm for alarm in board.alarms if alarm.minor)
        late = [each for each in drafts if each.late(board.at) and not each.danger]
        lines |= {("draft", each.id): (each, self._draft_line(each)) for each in late}
        answers = self._answers(board)
        if not self.app.desk.is_manager:  # a worker looks for the answer, a manager for what is late
            lines |= answers
        rest = sorted((each for each in drafts if ("draft", each.id) not in lines), key=lambda each: each.deadline)
        for item in board.items:
            while rest and (item.resting or rest[0].deadline < item.deadline) and not item.urgent:  # runs out first
                lines["draft", rest[0].id] = rest[0], self._draft_line(rest[0])
                del rest[0]
            if not item.urgent:
                lines["item", item.id] = item, self._line(item)
        lines |= {("draft", each.id): (each, self._draft_line(each)) for each in rest}
        if board.everybody and self.tab in ("all", "people") and self.kind is None:
            lines["everybody"] = board.everybody, _month_line(board.everybody)
        lines |= answers
        self._lines = {key: thing for key, (thing, _) in lines.items()}
        self.query_one(TabLine).counts = board.counts
        self.query_one(Rows).fill([line for _, line in lines.values()], empty=NOTHING[self.tab])
        self._card()
        self.needs(self._what_to_do(board))
        self.frame()
        self.looked_up()

    @staticmethod
    def _alarms(alarms: Iterable[Alarm]) -> dict[object, tuple[Thing, Line]]:
        return {
            ("alarm", alarm.what): (
                alarm,
                Line(("alarm", alarm.what), ("!", "now", "ALARM", alarm.what, alarm.do, "", ""), "late"),
            )
            for alarm in alarms
        }

    def _answers(self, board: Board) -> dict[object, tuple[Thing, Line]]:
        lines: dict[object, tuple[Thing, Line]] = {}
        for answered in board.answers if self.tab in ("all", "mine") else ():
            left = "answered" if answered.did == "answered" else "to know"
            cells = ("✓", left, referrals.SHORT[answered.kind], answered.name, answered.answer, answered.by, "")
            lines["answered", answered.id] = answered, Line(("answered", answered.id), cells)
        return lines

    def _line(self, item: Item) -> Line:
        kind = item.short_words
        then = MARKED if item.id in self.marked else CHASED if _today(item.chased_at) else ""
        mark = f"{item.mark or ' '}{then}" if then else item.mark
        cells = (mark, clock.left_short(item.left), kind, item.name, item.waiting_for, item.owner, item.rung_words)
        return Line(("item", item.id), cells, "late" if item.overdue else "quiet" if item.resting else "")

    def _draft_line(self, draft: BeingWritten) -> Line:
        late = draft.danger or draft.late(clock.now())
        kind = referrals.DANGER if draft.danger else referrals.SHORT["concern"]
        left = clock.left_short(clock.left_words(draft.deadline, clock.now()))
        cells = ("!" if late else "", left, kind, draft.client, "to be submitted", draft.owner, "Being written")
        return Line(("draft", draft.id), cells, "late" if late else "quiet")

    def _what_to_do(self, board: Board) -> str:
        """Danger that nobody has been told of, danger, answers, what is late, and how much waits: of the whole board,
        on each of its tabs."""
        draft = next((draft for draft in board.every_draft if draft.danger), None)
        danger = next((item for item in board.every if item.urgent), None)
        alarm = next((alarm.what for alarm in board.alarms if not alarm.minor), "")
        unsent = board.counts["failed"]
        parts = [
            alarm and f"! {alarm}",
            f"{len(self.marked)} marked: c chases them" if self.marked else "",
            draft and f"! Immediate danger, not submitted yet: {draft.client}, with {draft.owner}",
            danger and f"! {referrals.DANGER}: {danger.name}, {danger.left}",
            f"{unsent} NOT sent, or perhaps not" if unsent else "",
            self._by_kind(board) if self.tab == "people" else "",
            self._how_much(board),
            _answered(sum(answered.did == "answered" for answered in board.answers)),
            _WITHDRAWN if any(answered.did == "withdrew" for answered in board.answers) else "",
            _REFUSED if any(answered.did == "refused" for answered in board.answers) else "",
            _CONFIRMED if any(answered.did == "confirmed" for answered in board.answers) else "",
            _CLOSED if any(answered.did == "closed" for answered in board.answers) else "",
            _PUT_RIGHT if any(answered.did == "put right" for answered in board.answers) else "",
            f"{board.waits.late} late in Imports (5)" if board.waits.late else "",
        ]
        return " · ".join(part for part in parts if part)

    def _by_kind(self, board: Board) -> str:
        """How many are here for each reason, the commonest; or for the one that is asked for."""
        if self.kind:
            return f"{KINDS[self.kind]}: {board.kinds.get(self.kind, 0)} (f shows others)"
        kinds = sorted(board.kinds.items(), key=lambda each: -each[1])
        told = ", ".join(f"{referrals.SHORT[kind]} {count}" for kind, count in kinds[:MOST_KINDS])
        more = len(kinds) - MOST_KINDS
        return f"{told}, {more} more {'reason' if more == 1 else 'reasons'} (f)" if more > 0 else told

    @staticmethod
    def _how_much(board: Board) -> str:
        others = [item for item in board.every if not item.urgent]
        late = next((item for item in others if item.overdue), None)
        if late:
            return f"{board.overdue} overdue: the first is {late.name}, {late.left} ({late.waiting_for})"
        if board.overdue:
            return f"{board.overdue} overdue, {board.outstanding} outstanding"
        if board.outstanding:
            first = f": the first is {others[0].name}, {others[0].left}" if others else ""
            return f"Nothing is overdue · {board.outstanding} outstanding{first}"
        return "Nothing is outstanding"

    def on_rows_highlighted(self, _event: Rows.Highlighted) -> None:
        self._card()
        self.frame()
        if self.timeline:
            self.do(self._look_closer(), group="closer")

    async def _look_closer(self) -> None:
        """The whole history of what the cursor stands on, where that is wanted."""
        thing = self.under
        if not self.timeline or not isinstance(thing, Item):
            self._case = None
            return
        case = await self.ask(referrals.case, self.app.desk, thing.opens)
        if self.query(Rows) and self.under == thing:
            self._case = case
            self._card()

    def _card(self) -> None:
        card = self.query_one("#card", Static)
        card.update(Content.assemble(*self._about(self.under)))  # type: ignore[arg-type]

    def _about(self, thing: Thing | None) -> list[object]:
        """The card: what there is to know before opening."""
        match thing:
            case Item() if self.timeline and self._case and self._case.item.id == thing.opens:
                return self._history(self._case)
            case Item():
                return self._about_item(thing)
            case Kept():
                return [(sanitize(thing.month), "bold"), f"\n{sanitize(thing.told(clock.now()))}"]
            case Alarm():
                return [("! " + sanitize(thing.what), "bold $text-error"), f"\n{sanitize(thing.do)}"]
            case BeingWritten():
                return _about_draft(thing, yours=thing.author_id == self.app.desk.worker_id)
            case Answered():
                when = clock.moment_words(thing.at, clock.now())
                does = DID[thing.did]
                answer = f"\n{sanitize(thing.by)} {does} ({when}): {one_line(thing.answer)}"
                return [(sanitize(thing.name), "bold"), answer]
        return [(MARKS, "$text-muted")]

    def _about_item(self, item: Item) -> list[object]:
        now = clock.now()
        due = clock.moment_words(item.deadline, now)
        return [
            *heading(item),
            f"\nNow {item.status_words}; waits for {sanitize(item.waiting_for)}, {due}",
            f"\n{with_whom(item, self.app.desk.worker_id)}",
            f"\n{sanitize(item.advice)}" if item.opens != item.id else "",
            ("\nLast ", "bold"),
            f"{clock.moment_words(item.last_at, now)}: {one_line(item.last)}",
        ]

    def _history(self, case: Case) -> list[object]:
        """Every event, the newest first, as far as there is room; and how many more there are."""
        card = self.query_one("#card", Static)
        width, room = card.content_size.width or 76, (card.content_size.height or 10) - 2
        pieces: list[object] = [*heading(case.item), "\n"]
        for number, happening in enumerate(reversed(case.history)):
            head = f"{clock.moment_words(happening.at, clock.now()):<17} {happening.words} · {happening.who}"
            lines = wrap(sanitize(head), width)
            for label, words in happening.said:
                lines += wrap_hanging(f"{label}: {words}" if label else words, width, at=4)
            if len(lines) > room:
                pieces.append((f"… {len(case.history) - number} more: Enter shows all", "$text-muted"))
                break
            room -= len(lines)
            pieces += [(lines[0] + "\n", "bold"), "".join(f"{line}\n" for line in lines[1:])]
        return pieces

    # What can be done

    def cannot(self, action_id: str) -> str | None:
        thing = self.under
        match action_id.removeprefix("escalations."):
            case "mark" if not (isinstance(thing, Item) and thing.chaseable):
                return "The council is not waited for here: there is nothing to chase."
            case "chase" if not self.marked and not (isinstance(thing, Item) and thing.chaseable):
                return "The council is not waited for here: there is nothing to chase."
            case "filter" if self.tab != "people":
                return "That is for the tab of people: go there with the arrows first."
            case "timeline" if isinstance(thing, BeingWritten):
                return "It is still being written, and has no history yet: Enter opens it."
            case "timeline" if not isinstance(thing, Item):
                return "Stand on something outstanding first."
            case "take" if isinstance(thing, BeingWritten):
                if thing.author_id == self.app.desk.worker_id:
                    return "It is yours to write already: Enter goes on with it."
                if not self.app.desk.may(Act.TAKE_OVER_CONCERN):
                    return "Only a manager takes over what a colleague is writing."
            case "take" if not isinstance(thing, Item):
                return "Stand on something outstanding first."
            case "take" if isinstance(thing, Item) and thing.cannot_take:
                return thing.cannot_take
            case "client" if self.client_id is None:
                return "Nobody is in front of you here."
        return None

    def action_timeline(self) -> None:
        self.timeline = not self.timeline
        self.set_class(self.timeline, "timeline")
        self.call_after_refresh(self._show_timeline)

    def _show_timeline(self) -> None:
        self._card()
        self.do(self._look_closer(), group="closer")

    def action_filter(self) -> None:
        self.do(self._filter())

    async def _filter(self) -> None:
        """Those alone who are here for one reason."""
        board = await self.ask(referrals.board, self.app.desk, "people")
        options = (("all", "All"), *((kind, f"{KINDS[kind]} ({count})") for kind, count in board.kinds.items()))
        question = Question("kind", "Why", "choice", options=options)
        answers = await self.app.push_screen_wait(
            Ask("Show only", (question,), answers={"kind": self.kind or "all"}, done="Show")
        )
        if answers is not None:
            self.kind = None if answers.get("kind") in (None, "all") else str(answers["kind"])
            await self._refresh()

    def action_mark(self) -> None:
        if isinstance(self.under, Item):
            self.marked ^= {self.under.id}
            self.query_one(Rows).action_down()
            self.refresh_board()

    def action_mark_all(self) -> None:
        items = [thing for thing in self._lines.values() if isinstance(thing, Item)]
        late = {
            item.id
            for item in items
            if item.chaseable and item.with_council and item.overdue and not _today(item.chased_at)
        }
        self.marked = set() if late <= self.marked else self.marked | late
        if not late:
            self.app.say("Nothing here waits for the council, is overdue, and was not chased today.")
        self.refresh_board()

    def action_chase(self) -> None:
        items = [thing for thing in self._lines.values() if isinstance(thing, Item)]
        chosen = [item for item in items if item.id in self.marked]
        if not chosen and isinstance(self.under, Item):
            chosen = [self.under]
        if chosen:
            self.do(self._chase(chosen))

    async def _chase(self, items: list[Item]) -> None:
        """One note for all of them; what is typed is kept until it is saved."""
        title = items[0].name if len(items) == 1 else f"{len(items)} concerns at once"
        lead = ", ".join(f"{item.reference} {item.name}" for item in items)
        lead += "\nEach gets this in its history. No deadline moves."
        title = f"Chase the council: {title}"
        chase = MOVES["chase"]
        last = max(items, key=lambda item: item.since)
        it = "it" if len(items) == 1 else last.reference or last.name
        check = partial(referrals.wrong_with, chase.needs, last.since, it=it)
        wrong: UserError | None = None
        while True:
            answers = await asked_and_shown(
                self,
                CHASE,
                "board",
                title,
                chase.needs,
                chase.words,
                then=lead,
                done="Chased",
                wrong=wrong,
                check=check,
            )
            if answers is None:
                return
            versions = {item.id: item.version for item in items}
            try:
                done, refused = await self.ask(referrals.chase_all, self.app.desk, versions, answers)
                break
            except UserError as trouble:
                wrong = refusal(self, trouble)
        names = {item.id: item.name for item in items}
        self.marked -= {item.id for item in items} - {each for each, _ in refused}
        told = [f"{names[each]}: {trouble.message} It is still marked." for each, trouble in refused]
        if not refused:
            await self.app.drop_draft(CHASE, "board")
        if done:
            told.append(f"Chased: recorded on {done} concern{'' if done == 1 else 's'}.")
        self.app.say(" ".join(told), "trouble" if refused else "done")
        await self._refresh()

    def action_next_tab(self) -> None:
        self._step(1)

    def action_previous_tab(self) -> None:
        self._step(-1)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self._step(self.query_one(TabLine).steps_to(event.tab))

    def _step(self, by: int) -> None:
        self.tab, self.kind = self.query_one(TabLine).step(by), None
        self.refresh_board()

    def action_take(self) -> None:
        if isinstance(self.under, Item):
            self.do(self._take(self.under))
        elif isinstance(self.under, BeingWritten):
            self.do(self._take_over(self.under))

    async def _take_over(self, draft: BeingWritten) -> None:
        lead = (
            f"{draft.author} began it. From now on you write it, and submit it or put it away; they can't"
            " write in it any longer. Who began it, and your reason, stay on record."
        )
        title = f"Take over {draft.reference} about {draft.client}?"
        kind, key = "take over", str(draft.id)

        async def take_over(answers: Answers) -> None:
            what = (self.app.desk, draft.id, str(answers["reason"]))
            await self.app.settle(kind, key, concerns.take_over, *what)

        if await ask_and_do(self, kind, key, title, (WHY_TAKE,), take_over, lead=lead, done="Take it over"):
            self.app.say("It is yours to write now: Enter goes on with it.")
            await self._refresh()

    async def _take(self, item: Item) -> None:
        await self.ask(referrals.take, self.app.desk, item.id)
        self.app.say("It is yours now.")
        await self._refresh()

    def action_client(self) -> None:
        if self.client_id is not None:
            self.app.open(places.Client(self.client_id))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        thing = self._lines.get(event.key)
        if isinstance(thing, Kept):
            self.app.push_screen(Whole("What became of everybody", f"{thing.month}.\n\n{thing.told(clock.now())}"))
        elif isinstance(thing, Alarm):
            self.app.push_screen(Whole("What keeps the way to the council from working", f"{thing.what}\n\n{thing.do}"))
        elif isinstance(thing, BeingWritten):
            self.app.open(places.Concern(thing.client_id, thing.id))
        elif thing is not None:
            lines = [each for each in self._lines.values() if isinstance(each, Item | BeingWritten)]
            opens = thing.opens if isinstance(thing, Item) else thing.id
            among = [each.opens if isinstance(each, Item) else None for each in lines]
            here = lines.index(thing) if thing in lines else None
            for place, id in enumerate(among):  # what two lines open is one page, and stands where one came from
                if id is not None and (id in among[:place] or (id == opens and here not in (None, place))):
                    among[place] = None
            self.app.open(places.Case(opens, tuple(among)))
            self._opened = self.app.page


def _month_line(kept: Kept) -> Line:
    month, _, told = kept.month.partition(": ")
    return Line("everybody", ("", "", "Month", month, told, "", ""), "quiet")


def heading(item: Item) -> list[object]:
    """Whom and what it is about, in one line."""
    what = f" · ID {sanitize(item.person_id)} · {item.kind_words}"
    pieces: list[object] = [
        (sanitize(item.name), "bold"),
        what + (f" {item.reference}" if item.reference else "") + (f": {sanitize(item.number)}" if item.number else ""),
    ]
    return [*pieces, (" · ! immediate danger", "bold $text-error")] if item.danger else pieces


def _answered(count: int) -> str:
    """Answers stand below what is outstanding, and no figure counts them: each stands there until it is read."""
    which = "your question is" if count == 1 else f"{count} of your questions are"
    return f"{which} answered (✓ below, not counted)" if count else ""


def _today(moment: datetime | None) -> bool:
    return moment is not None and clock.local(moment).date() == clock.today()


def with_whom(item: Item, me: int) -> str:
    """With whom it stands, for which retired colleague, and on which rung of the ladder; and where nobody stands."""
    gone = f", for {sanitize(item.gone)}" if item.gone else ""
    passed = f" (nobody is there as {', '.join(item.passed).lower()})" if item.passed else ""
    whom = "you" if item.with_id == me else sanitize(item.owner)
    return f"With {whom}{gone} · on the ladder: {item.rung_words}{passed}"


def _about_draft(draft: BeingWritten, *, yours: bool) -> list[object]:
    now = clock.now()
    since, typed = clock.moment_words(draft.since, now), clock.moment_words(draft.saved_at, now)
    return [
        (sanitize(draft.client) or draft.reference, "bold"),
        f" · concern {draft.reference}, not submitted",
        (" · ! immediate danger", "bold $text-error") if draft.danger else "",
        f"\n{sanitize(draft.author)} began it {since}: it stands with {sanitize(draft.owner)} (t)"
        if draft.author_gone
        else f"\n{does('You' if yours else sanitize(draft.author), 'is')} writing it, since {since}",
        f"\nLast typed into {typed}; to be submitted by {clock.moment_words(draft.deadline, now)}",
    ]

"""The phone list: whom to call now, and why the others wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Input, Static

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.grammar import does
from topaz_tui.rules import contact_safety, duties, forms, outcomes, people, recalls
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.services import queue, workers
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import Filters, Person, QueuePage
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.form import LineText
from topaz_tui.widgets.rows import Column, Line, Rows
from topaz_tui.widgets.sentences import flow, flowed
from topaz_tui.widgets.tabs import TabLine

TABS = (
    ("callable", "Callable"),
    ("callbacks", "Callbacks"),
    ("waiting", "Waiting"),
    ("not_callable", "Not callable"),
    ("done", "Done"),
)
NAME, AGE = Column("Name", 18, grows=2), Column("Age", 3, right=True, drop=2)
TRIES, MARKS = Column("Tries", 5, right=True, drop=1), Column("Marks", 5)
COLUMNS = {
    "callable": (
        Column("Why now", 25), NAME, Column("Age", 3, right=True), Column("Band", 8, drop=2),
        Column("Assessed", 8, drop=3), Column("Tries", 5, right=True), MARKS,
    ),
    "callbacks": (Column("Promised for", 16), Column("That is", 14), NAME, AGE, Column("Kept for", 12, grows=1), MARKS),
    "waiting": (Column("Comes back", 16), NAME, AGE, Column("Why they wait", 24, grows=1), TRIES, MARKS),
    "not_callable": (Column("Why not", 24, grows=1), Column("Until", 12), NAME, AGE, TRIES, MARKS),
    "done": (
        Column("Rang", 5), Column("How it ended", 22, grows=1), NAME, Column("Who called", 12, grows=1, drop=2),
        Column("Now", 20, grows=1, drop=1),
    ),
}  # fmt: skip
"""Each tab has columns of its own: what one looks for there comes first."""
SKIPS = (
    ("interpreter", "Interpreter to be booked"),
    ("better", "Better at another time of day"),
    ("colleague", "Colleague sees to it first"),
    ("asked", "Family or carer asked to wait"),
    ("waiting", "Waiting for an answer about them"),
    ("other", "Other: in my own words"),
)
"""Why somebody is left for later [ours]: the first letters differ, so that one key says it."""


CARD = 6  # lines of the card below the list
NOT_SAFETY = "C1"  # the marks that the sentences about safety say nothing of

NEWS_FOR = timedelta(minutes=1)  # how long it is said who went from under the cursor


@dataclass(frozen=True, slots=True)
class Gone:
    """Who stood under the cursor and does not any more, in words; and whether because a colleague held them then."""

    client_id: int
    words: str
    held: bool
    at: datetime


class QueueScreen(Page):
    """Opens at the start. Refreshes by itself; the cursor stays on its person."""

    place = "queue"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.filters = Filters()
        self.look: QueuePage | None = None
        self._limit = queue.WINDOW  # lines that are looked up: more of them, as one comes to the last
        self._people: dict[object, Person] = {}
        self._gone: Gone | None = None
        self._shown: object = None  # the tab and the filters of what is on show
        self._opened: int | None = None  # whom the cursor goes back to
        self._card_rows = ""
        self._board_again = False  # the figures of the board are to be looked up
        self._mine: set[int] = set()  # those with whom whoever sits here did something from here

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield LineText(placeholder="Type part of a name, postcode or number; Enter or Esc when done", id="narrow")
        with Container(id="columns"):
            yield Rows(COLUMNS["callable"], empty="Looking …", id="people")
            yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one("#narrow").display = False
        self.query_one(Rows).moved = self._moved
        self.query_one(Rows).focus()
        self.refresh_list()
        self.keep_looking(self._refresh)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.look is not None:  # else the first look is on its way
            self.refresh_list()

    # What is on show

    @property
    def tab(self) -> str:
        return self.query_one(TabLine).current

    @property
    def person(self) -> Person | None:
        """The person under the cursor."""
        return self._people.get(self.query_one(Rows).key)

    @property
    def client_id(self) -> int | None:  # type: ignore[override]
        return self.person.client_id if self.person else None

    def refresh_list(self) -> None:
        """Look at the list anew."""
        self.do(self._refresh(), group="look")

    async def _refresh(self) -> None:
        tab, filters = self.tab, self.filters
        look = await self.ask(queue.list_people, self.app.desk, tab, filters, self._limit)
        if (tab, filters) == (self.tab, self.filters):
            before, shown = self.person, self._shown
            self._shown = tab, filters
            self.show(look)
            if before and shown == self._shown and before.client_id not in self._people:
                await self._say_gone(before)
            elif self._gone and await self._is_past(self._gone):
                self._say_no_more()
            self._look_at_the_board()

    async def _say_gone(self, person: Person) -> None:
        """A colleague took whom the cursor stood on, or called them: it stands on their neighbour now."""
        who = await self.ask(queue.holder, person.client_id)
        if who == self.app.desk.name or (not who and person.client_id in self._mine):
            return  # nobody is told of their own deeds
        words = f"{does(who, 'has')} taken {person.name}" if who else f"{person.name} is no longer in this list"
        self._gone = Gone(person.client_id, words, who is not None, clock.now())
        if self.look:
            self.needs(self._what_to_do(self.look))

    async def _is_past(self, gone: Gone) -> bool:
        """They are let go, or back in the list; or it was said for long enough."""
        if clock.now() - gone.at >= NEWS_FOR or gone.client_id in self._people:
            return True
        return gone.held and await self.ask(queue.holder, gone.client_id) is None

    def _say_no_more(self) -> None:
        self._gone = None
        if self.look:
            self.needs(self._what_to_do(self.look))

    def go_on_with(self, kind: str, key: str) -> None:
        """Somebody was being skipped: they may have moved in the list, or be in none."""
        self.query_one(Rows).stand_on(int(key))
        if self.person and self.person.client_id == int(key) and self.cannot("queue.skip") is None:
            self.action_skip()
        else:
            self.app.say("What you wrote is kept: stand on them in the list, and press s.")

    def show(self, look: QueuePage) -> None:
        """Show the list as it stands."""
        self.look = look
        self._people = {person.client_id: person for person in look.people}
        counts = {tab: sum(look.counts[reason] for reason in reasons) for tab, reasons in queue.TABS.items()}
        counts |= {"callbacks": counts["callbacks"] + look.callbacks_due, "done": look.done_today}
        self.query_one(TabLine).counts = counts
        lines = [self._line(person) for person in look.people]
        self.query_one(Rows).fill(lines, empty=self._empty(look), columns=COLUMNS[self.tab])
        if self._opened in self._people and self.is_current:
            self.query_one(Rows).stand_on(self._opened)
            self._opened = None
        self._card()
        self.needs(self._what_to_do(look))
        self.frame()

    def _line(self, person: Person) -> Line:
        return Line(person.client_id, CELLS[self.tab](person, clock.now()), "quiet" if person.reason == "held" else "")

    def _look_at_the_board(self) -> None:
        """Beside the list, which is on show already; a look that is under way is not broken off, but done again."""
        self._board_again = True
        if not any(each.group == "board" and each.node is self and not each.is_finished for each in self.workers):
            self.do(self._tell_figures(), group="board")

    async def _tell_figures(self) -> None:
        """What waits for a manager, where one sits here, or somebody is in danger, or was not heard of."""
        while self._board_again:
            self._board_again = False
            self.note = await self.ask(_figures, self.app.desk)
            self.frame()

    def _what_to_do(self, look: QueuePage) -> str:
        todo = self._todo(look)
        return f"{self._gone.words} · {todo}" if self._gone else todo

    def _todo(self, look: QueuePage) -> str:
        counts = look.counts
        if self.filters == Filters(reason=self.filters.reason) and self.filters.reason in queue.TABS[self.tab]:
            words = recalls.REASON_WORDS[self.filters.reason or ""]
            return f"{words}: {counts[self.filters.reason or '']:,}. Press f to change, Esc to show all"
        if self.filters:
            return (
                f"Narrowed: {len(look.people)}{'+' if look.more else ''} shown. Press f or / to change, Esc to show all"
            )
        if self.tab == "done" and look.done_today:
            return calls_and_people(look.done_today, len(look.people), more=look.more)
        if look.gate and not look.callbacks_due:
            return look.gate
        if look.callbacks_due:
            due = f"{look.callbacks_due} promised callback{'s' if look.callbacks_due > 1 else ''} to make now"
            return f"{due} · {counts['callable']:,} to call in all · n takes the next"
        if counts["callable"]:
            return f"{counts['callable']:,} to call · n takes the next"
        return f"Nobody to call now · {counts['total']:,} on the list"

    def _empty(self, look: QueuePage) -> str:
        if self.filters:
            return "Nobody here fits what you narrowed the list to. Esc shows all."
        if self.tab != "callable":
            return "Nobody here."
        said = [f"{look.counts[r.code]:>7,}  {r.words}" for r in recalls.REASONS if look.counts[r.code]]
        return "\n".join(["Nobody can be called now. Where everybody stands:", "", *said])

    def _moved(self) -> None:
        if self._gone:
            self._say_no_more()
        if self.look and self.look.more and self.person and self.person == self.look.people[-1]:
            self.app.hint(f"{len(self.look.people):,} are shown, and there are more: End again goes on.")
            self._limit += queue.WINDOW  # the list has no end where the first look ended
            self.refresh_list()
        self._card()
        self.keys()

    def _card(self) -> None:
        person = self.person
        card = self.query_one("#card", Static)
        if person is None:
            card.update("", layout=False)
            return
        now, wide = clock.now(), self.has_class("-wide")
        facts = [f"{person.age} years" if person.age is not None else "", f"ID {person.person_id}"]
        width = card.content_size.width or self.app.size.width - 2
        pieces: list[object] = [(sanitize(person.name), "bold"), "\n" if wide else " · "]
        pieces += [sanitize(" · ".join(filter(None, facts)))]
        said = contact_safety.sentences(person.safety, now, details=wide)
        pieces += ["\n", flowed(said, width)]
        if person.left_word:
            pieces += ["\n", ("Left for you: ", "bold"), one_line(person.left_word)]
        pieces += ["\n", one_line(person.words)]
        if person.kept_for:
            pieces.append(f" · kept for {sanitize(person.kept_for)}")
        if person.last_call:
            when, outcome, note = person.last_call
            told = _ended(outcome) + (f": {one_line(note)}" if note else "")
            pieces += ["\n", ("Last call ", "bold"), f"{clock.moment_words(when, now)}: {told}"]
        marks = [mark for mark in person.marks if mark in NOT_SAFETY or wide]
        if marks:
            pieces += ["\n", (", ".join(f"{mark} {queue.MARKS[mark]}" for mark in marks), "$text-muted")]
        rows = str(max(CARD, 2 + len(flow(said, width)))) if not wide else "1fr"
        if self._card_rows != rows:  # safety is never cut off: the list gives way
            self._card_rows = card.styles.height = rows
        card.update(Content.assemble(*pieces), layout=False)  # type: ignore[arg-type]

    # What can be done

    def first_keys(self) -> tuple[str, ...]:
        person, manager = self.person, self.app.desk.is_manager
        if self.tab == "callable" or person is None:
            return ()
        return ("client", *(("free",) if manager and person.reason == "held" else ()),
                *(("move_callback",) if manager and person.why == "callback" else ()))  # fmt: skip

    def cannot(self, action_id: str) -> str | None:
        person, manager = self.person, self.app.desk.is_manager
        match action_id.removeprefix("queue."):
            case "take_next" if self.look and not self.look.counts["callable"]:
                return "Nobody can be called now."
            case "client" if person is None:
                return "Nobody stands here: choose a line first."
            case "skip" if person is None or person.reason not in ("callable", "waiting", "callback_later"):
                return "Only somebody who is to be called can be skipped."
            case "put_first" | "free" | "move_callback" if not manager:
                return "Only a manager may do that."
            case "put_first" if person is None or person.why != "recall":
                return "Only a recall can be put first."
            case "free" if person is None or person.reason != "held":
                return "Nobody holds this person."
            case "move_callback" if person is None or person.why != "callback":
                return "No callback is promised to this person."
        return None

    def action_next_tab(self) -> None:
        self._step(1)

    def action_previous_tab(self) -> None:
        self._step(-1)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self._step(self.query_one(TabLine).steps_to(event.tab))

    def _step(self, by: int) -> None:
        self.query_one(TabLine).step(by)
        self._limit = queue.WINDOW
        self.filters = replace(self.filters, reason=None)  # it is one of the tab's that one leaves
        self.refresh_list()

    def action_take_next(self) -> None:
        self.do(self._take_next())

    async def _take_next(self) -> None:
        if self.filters:  # of those who are shown
            person = next((each for each in self._people.values() if each.reason == "callable"), None)
            if person is None:
                raise Invalid("Nobody who is shown can be called now.", "Esc shows the whole list.")
            await self._open(person.client_id, await self.hold(queue.claim, self.app.desk, person.client_id))
            return
        held = await self.hold(queue.claim_next, self.app.desk)
        if held is None:
            await self._refresh()
            raise Invalid("Nobody can be called now.", "The list shows where everybody stands.")
        await self._open(held.client_id, held)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        person = self._people.get(event.key)
        if person is not None:
            self.do(self._choose(person))

    async def _choose(self, person: Person) -> None:
        if person.reason == "callable":
            await self._open(person.client_id, await self.hold(queue.claim, self.app.desk, person.client_id))
            return
        if person.reason == "doubt":
            self.app.open(places.Imports(person.client_id))
            return
        self._look_at(person)

    def action_client(self) -> None:
        """To look is not to take: the person stays free for whoever calls them."""
        if self.person:
            self._look_at(self.person)

    def _look_at(self, person: Person) -> None:
        self._opened = person.client_id
        self.app.open(places.Client(person.client_id))

    async def _open(self, client_id: int, held: queue.Claim) -> None:
        self._opened = client_id
        self._mine.add(client_id)
        self.app.open(places.Call(held.client_id, held))  # not awaited: a page that is left at once would never answer

    def action_pairs(self) -> None:
        self.app.open(places.Pairs())

    def action_skip(self) -> None:
        if person := self.person:
            self._mine.add(person.client_id)
            self.do(self._skip(person))

    async def _skip(self, person: Person) -> None:
        from topaz_tui.rules.forms import Question, When
        from topaz_tui.screens.kept import ask_and_do

        kind, key = "skip", str(person.client_id)

        async def skip(answers: dict[str, Any]) -> datetime:
            until = clock.from_store(str(answers["until"]))
            reason = str(answers.get("own") or dict(SKIPS)[str(answers["reason"])])
            await self.app.settle(kind, key, queue.skip, self.app.desk, person.client_id, reason, until)
            return until

        done = await ask_and_do(
            self, kind, key,
            f"Skip {person.name} for now",
            (
                Question("reason", "Why not now", "choice", options=SKIPS, needed="Say why not now."),
                Question("own", "In your own words", "line", when=When("reason", ("other",)),
                         needed="Say why not now."),
                Question("until", "Come back", "time", "Such as 2pm, tomorrow at 10, mon, +2w",
                         needed="Say when to come back to them.", sense="ahead"),
            ),
            skip,
            done="Skip",
        )  # fmt: skip
        if done:
            self.app.say(f"Skipped until {clock.moment_words(done.value, clock.now())}.")
            await self._refresh()

    def action_put_first(self) -> None:
        if person := self.person:
            words = f"{person.name} {'stands as before' if person.put_first else 'comes before the other recalls now'}."
            self.do(self._manager(words, queue.put_first, person.client_id, not person.put_first))

    async def _manager(self, words: str, service: object, *args: object) -> None:
        await self.ask(service, self.app.desk, *args)  # type: ignore[arg-type]
        self.app.say(words)
        await self._refresh()

    def action_free(self) -> None:
        if person := self.person:
            self.do(self._free(person))

    async def _free(self, person: Person) -> None:
        from topaz_tui.widgets.ask import Sure

        lead = (
            f"{does(person.held_by or 'A colleague', 'is')} with {person.name}. Release them only when they are not on "
            "the phone: what they typed is kept as their draft."
        )
        if await self.app.push_screen_wait(Sure("Release this person?", lead, done="Release them")):
            await self._manager(
                f"{person.name} can be taken by anybody again.", queue.release_as_manager, person.client_id
            )

    def action_move_callback(self) -> None:
        if person := self.person:
            self.do(self._move(person))

    async def _move(self, person: Person) -> None:
        from topaz_tui.rules.forms import Question
        from topaz_tui.screens.kept import ask_and_do

        team = [line for line in await self.ask(workers.team) if not line.retired]
        options = (("anybody", "Anybody"), *((str(line.id), line.name) for line in team))
        question = Question("to", "Who calls back", "choice", options=options, needed="Choose who calls back.")
        lead = f"{person.words}. Kept for {person.kept_for or 'anybody'}."

        async def move(answers: dict[str, Any]) -> str:
            to = None if answers["to"] == "anybody" else int(str(answers["to"]))
            await self.ask(queue.move_callback, self.app.desk, person.client_id, to)
            return dict(options)[str(answers["to"])]

        done = await ask_and_do(self, "", "", f"Callback to {person.name}", (question,), move, lead=lead)
        if done:
            self.app.say(f"The callback to {person.name} is kept for {done.value} now.")
            await self._refresh()

    # Narrowing

    def action_narrow(self) -> None:
        box = self.query_one("#narrow", Input)
        box.display = True
        box.focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._card)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._filter(text=event.value)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self._end_typing()

    def _end_typing(self) -> None:
        box = self.query_one("#narrow", Input)
        box.display = bool(box.value)
        self.query_one(Rows).focus()

    def _filter(self, **changed: object) -> None:
        self.filters = replace(self.filters, **changed)  # type: ignore[arg-type]
        self.refresh_list()

    def action_filter(self) -> None:
        self.do(self._ask_filters())

    async def _ask_filters(self) -> None:
        from topaz_tui.rules.forms import Question
        from topaz_tui.widgets.ask import Answers, Ask

        team = [line for line in await self.ask(workers.team) if not line.retired]
        there = await self.ask(queue.narrowing, self.app.desk, self.tab)
        reasons = tuple((code, f"{recalls.REASON_WORDS[code]} ({count:,})") for code, count in there.reasons)
        picked = (
            Question("reason", "Why not", "choice", options=reasons),
            Question("why", "Why", "choice", options=tuple((why, duties.WORDS[why]) for why in there.whys)),
            Question("band", "Band", "choice", options=tuple((band, people.BANDS[band]) for band in there.bands)),
        )
        questions = (
            *(question for question in picked if question.options),
            Question("language", "Language", "line", "The first letters will do."),
            Question("worker_id", "Worker", "choice", "Held by them, or kept for them.",
                     options=tuple((str(line.id), line.name) for line in team)),
            Question("due_from", "Due from", "day", "A day, such as 3 nov or 03/11/2026.", sense="either"),
            Question("due_to", "Due until", "day", "A day, such as 3 nov or 03/11/2026.", sense="either"),
        )  # fmt: skip
        kept = self.filters
        now: Answers = {
            "reason": kept.reason if kept.reason in dict(reasons) else None,
            "why": kept.why if kept.why in there.whys else None,
            "band": kept.band if kept.band in there.bands else None,
            "language": kept.language,
            "worker_id": str(kept.worker_id) if kept.worker_id else None,
            "due_from": kept.due_from.isoformat() if kept.due_from else None,
            "due_to": kept.due_to.isoformat() if kept.due_to else None,
        }
        answers = await self.app.push_screen_wait(Ask("Show only", questions, answers=now, done="Show"))
        if answers is not None:
            days = {name: forms.day_of(answers.get(name)) for name in ("due_from", "due_to")}
            worker = answers.get("worker_id")
            self._filter(
                reason=answers.get("reason"),
                why=answers.get("why"),
                band=answers.get("band"),
                language=answers.get("language"),
                worker_id=int(str(worker)) if worker else None,
                **days,
            )

    async def leave(self) -> bool:
        return True

    def key_escape(self) -> None:
        """Back from typing; then to the whole list."""
        if isinstance(self.focused, Input):
            self._end_typing()
        elif self.filters:
            self.query_one("#narrow", Input).value = ""
            self.query_one("#narrow").display = False
            self.filters = Filters()
            self.refresh_list()


# The cells of a line, as each tab's columns have them


def _callable(person: Person, now: datetime) -> tuple[str, ...]:
    band = people.SHORT_BANDS.get(person.band or "", "")
    assessed = f"{person.assessed_on:%b %Y}" if person.assessed_on else ""
    return (person.words, person.name, _age(person), band, assessed, _tries(person), person.marks)


def _callback(person: Person, now: datetime) -> tuple[str, ...]:
    """One whose time has come says by how much it is late."""
    promised = clock.moment_words(person.due_at, now) if person.due_at else ""
    left = clock.left_short(clock.left_words(person.due_at, now)) if person.due_at else ""
    return (promised, left, person.name, _age(person), person.kept_for or "anybody", person.marks)


def _waits(person: Person, now: datetime) -> tuple[str, ...]:
    back = clock.back_words(person.again_at, now) if person.again_at and person.reason != "held" else ""
    return (back, person.name, _age(person), _why_not(person), _tries(person), person.marks)


def _not_callable(person: Person, now: datetime) -> tuple[str, ...]:
    until = clock.back_words(person.again_at, now) if person.again_at else ""
    return (_why_not(person), until, person.name, _age(person), _tries(person), person.marks)


def _done(person: Person, now: datetime) -> tuple[str, ...]:
    when, outcome, _ = person.last_call or (now, "", None)
    return (f"{clock.local(when):%H:%M}", _ended(outcome), person.name, person.last_by or "", _stands(person, now))


def calls_and_people(calls: int, people: int, *, more: bool) -> str:
    """The tab counts calls, and its list has people: both figures, or one of them would seem wrong."""
    called = f"{calls:,} call{'' if calls == 1 else 's'} today"
    whom = f"{people:,}{'+' if more else ''} {'person' if people == 1 and not more else 'people'}"
    return f"{called}, with {whom}{': each stands here once' if more or people != calls else ''}"


def _ended(outcome: str) -> str:
    return outcomes.BY_CODE[outcome].words if outcome in outcomes.BY_CODE else outcome


def _why_not(person: Person) -> str:
    """Why somebody can't be called, without the time, which has a column of its own."""
    match person.reason:
        case "held":
            return f"With {person.held_by or 'a colleague'}"
        case "not_due":
            return f"{duties.WORDS.get(person.why or 'recall', 'Call')} not due yet"
        case "away":
            return person.words.partition(" until ")[0]
    return person.words.partition(": ")[0]


def _stands(person: Person, now: datetime) -> str:
    """Where they stand since the call, and until when."""
    if person.reason in ("callable", "callback_later"):
        return person.words
    back = f", {clock.back_words(person.again_at, now)}" if person.again_at and person.reason != "held" else ""
    return f"{_why_not(person)}{back}"


def _age(person: Person) -> str:
    return "" if person.age is None else str(person.age)


def _tries(person: Person) -> str:
    return str(person.tries) if person.tries else ""


CELLS: dict[str, Callable[[Person, datetime], tuple[str, ...]]] = {
    "callable": _callable,
    "callbacks": _callback,
    "waiting": _waits,
    "not_callable": _not_callable,
    "done": _done,
}


def _figures(desk: Desk) -> tuple[str, ...]:
    """The board's figures in words, the longest form first. That somebody is in danger, or was not heard of, is in
    each of them; what else waits is told a manager, where there is room. Imports what the first screen has no time
    for, in the services' thread."""
    from topaz_tui.services import referrals

    counts = referrals.figures(desk)
    urgent, every = (
        ", ".join(f"{counts[name]} {words}" for name, words in referrals.FIGURES.items() if counts[name] and name in of)
        for of in (referrals.URGENT, referrals.FIGURES)
    )
    if not (urgent or (every and desk.is_manager)):
        return ()
    return tuple(words and f"F4: {words}" for words in dict.fromkeys((every, urgent)))

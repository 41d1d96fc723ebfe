"""Help: where one is in the work, and every key of this place and of everywhere, from the registry. What is typed looks
through the actions of all places; Enter does the one that is marked, or says where and with which key it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input, Static

from topaz_tui import actions
from topaz_tui.actions import Action
from topaz_tui.screens import commands
from topaz_tui.screens.base import Page
from topaz_tui.screens.matching import matching
from topaz_tui.text import wrap
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.search_line import SearchLine
from topaz_tui.widgets.update import update_if_changed
from topaz_tui.widgets.window import Window

WHERE = {
    "queue": "This is the phone list: whom the team owes a call, in the order in which they come. "
    "Take the next person, and they are yours until the call is recorded or you let go of them.",
    "client": "This is one client: first what makes a call safe, then all that is known and was done. "
    "From here you call them, record a call that came in, or raise a concern.",
    "call": "This is a call with one person: make sure who it is and that it is safe to talk, then review. "
    "One key saves all of it and offers the next person.",
    "concern": "This is a safeguarding concern: answer in any order, everything is kept as you type. "
    "Once it is submitted it stands on the manager's board, and nothing in it can be altered.",
    "escalations": "This is what waits: concerns on their way to the council and back, clients whose attempts "
    "are exhausted, and questions. The soonest deadline comes first; Enter opens the history and the moves.",
    "case": "This is one escalation: what happened to it, and what may be done next. "
    "Each move is recorded with who and when; a dimmed one says why it can't be made now.",
    "find": "Type any part of what is known: name, person ID, NHS number, phone, postcode, date of birth. "
    "The list narrows as you type; Enter opens the client.",
    "pairs": "These are records that may be one person's, both beside each other. Say whether it is one person or two: "
    "linked, they are called once, what stops one stops both, and it can be taken back at any time.",
    "team": "This is who is at work, with whom, and what they have promised. "
    "A manager can let go of whom somebody holds, and move callbacks, when that worker is away.",
    "services": "This is whom people can be referred to beside the council, and how each is reached. "
    "A manager keeps the list; one that is taken off gets no more referrals, and those that it has go on.",
    "settings": "These are the team's settings, by group: what holds, since when and by whom; the usual ones are dim. "
    "A manager changes one by a form; where something goes elsewhere by it, it holds once a second one has agreed.",
    "imports": "This is what the council's files leave open about somebody, and nobody calls them until it is decided. "
    "Both records stand beside each other below; one key says what is right, and asks how you know.",
    "today": "This is your day: what was promised for a time, the soonest first, and the follow-ups that are due. "
    "The other tab is what you did since this morning; Enter opens the client.",
    "due": "This is what is due for young people, courts and schools: the soonest first, by week. "
    "Below the list stands what will show that it was done, and the rule behind the day; h records it, w begins work; "
    "the last tab is a calendar of twelve weeks, and l shows who has how much work.",
    "load": "This is who has how much work, in points and not in counts, the fullest first; ! is more than they "
    "have room for; below the list stand the pieces of whoever you stand on, and p hands one over, with a reason. "
    "The other tab has hours in lieu: e puts yours down, or asks to take some; a agrees a colleague's.",
    "billing": "This is what councils ordered: how many of what, until when, what is left, over, or runs out; no sums. "
    "The second tab has what may be billed, and b keeps the bill it went into; the third has work that is under no "
    "commission, and u puts it under one.",
    "work": "This is one piece of work: what it is for, what was done with it, and its document. "
    "m says what is done with it next, of what can be now; p prints it; the law's clock runs until there is evidence.",
    "document": "This is the document of a piece of work, section by section, in any order. "
    "What you type is kept as you type it, and saved in the document as you go back, or on with F10.",
    "log": "This is the log: who looked at whom, did what, from which page or command, and when; the newest first. "
    "p shows all about one person, w all that one worker did; f, / and S narrow and sort what is shown.",
    "report": "These are the figures of a period, a line each, beside the period before and twelve months. "
    "Enter opens exactly the people whom a figure counted; d says what it counts, of whom, and who is left out.",
    "behind": "These are the people whom a figure counted, and nobody else, the first by name. "
    "One that counts calls or concerns may have counted somebody several times; Enter opens the client.",
    "month": "This is everybody to whom a call fell due in the last whole month, by what became of them, and who falls "
    "between: owed a call, and nobody's. It was looked up as you opened it; Enter opens the client.",
}
WINDOW = (
    "This is a window over the page: it waits for you, and its own keys stand at its foot. "
    "The function keys lead from it to their places and Esc comes back: what is typed in it stays. "
    "Esc leaves the window."
)
WIDGET_PLACES = tuple(place for place in actions.PLACES if place not in (*WHERE, "everywhere"))
"""The places of actions.PLACES that are no page: what stands on several pages, as a list or a form does."""
COLUMNS = (
    Column("Keys", 13, flows=True),
    Column("What", 16, grows=2),
    Column("What it does", 24, grows=1, wraps=True),
)
OF_ALL = (*COLUMNS[:2], Column("Where", 12, grows=2), COLUMNS[2])
"""Of what was found in all places."""
HOW = "Type to search all places · ↑ ↓ mark · Enter does it · Esc or F1 goes back"


class TypedLine(SearchLine):
    """Takes what is typed; but the key that opened the help closes it, where nothing is typed yet."""

    def on_key(self, event: events.Key) -> None:
        if event.key == "question_mark" and not self.value:
            event.stop()
            event.prevent_default()
            self.app.call_later(self.app.run_action, "app.back")


class HelpScreen(Page):
    """The help of the page below it. The key that opened it closes it, too."""

    CSS_PATH = "help.tcss"
    BINDINGS = [
        Binding(
            ",".join(actions.BY_ID["everywhere.help"].keys),
            "app.back",
            "Close",
            show=False,
            id="everywhere.help",
        )
    ]

    def __init__(self, page: Screen[Any], client_id: int | None = None) -> None:
        super().__init__()
        self.page, self.of_client = page, client_id
        self.of = page.place if isinstance(page, Page) else ""
        self.places = page.places if isinstance(page, Window) else (self.of,)
        self.title = f"Help: {actions.PLACES.get(self.of, 'this window')}"

    def body(self) -> ComposeResult:
        yield TypedLine(placeholder="Type a key, or a word of what you want to do", id="typed")
        yield RecordList(COLUMNS, id="found")
        yield Static(id="detail")

    def _instead(self, event: events.Key) -> str:
        return "Esc goes back to the page whose keys these are."

    def on_mount(self) -> None:
        self.query_one(RecordList).can_focus = False  # letters are for what is typed
        self.query_one(Input).focus()
        self.prompt(HOW)
        self._fill("")

    # What is on show

    def on_input_changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        rows = self.query_one(RecordList)
        empty = f"Nothing fits '{typed.strip()}'.\n\nTry one word, or a key."
        rows.fill(tuple(self._lines(typed)), empty=empty, columns=OF_ALL if typed.strip() else COLUMNS)
        rows.action_first()
        self._tell()

    def _lines(self, typed: str) -> Iterator[RecordLine]:
        services = self.app.session.settings.services
        if typed.strip():
            fits = matching(typed, self.app.session.settings.keys, services)
            for act in sorted(fits, key=lambda act: act.place not in self.places):  # what acts here comes first
                keys, words, does = self._line(act).cells
                yield replace(self._line(act), cells=(keys, words, actions.PLACES[act.place], does))
            return
        for place in dict.fromkeys((*self.places, "everywhere", *WIDGET_PLACES)):
            if acts := actions.of(place, services):
                yield RecordLine(place, (f"── {actions.PLACES[place]} ──", "", ""))
            for act in acts:
                yield self._line(act)

    def _line(self, act: Action) -> RecordLine:
        keys = self.app.session.settings.keys.get(act.id, act.keys)
        cells = (" ".join(map(actions.key_words, keys)), act.words, act.help)
        return RecordLine(act.id, cells, "quiet" if self._not_now(act) else "")

    @property
    def marked(self) -> Action | None:
        """The action that is marked; None on a heading, or where nothing fits."""
        return actions.BY_ID.get(str(self.query_one(RecordList).key))

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._tell()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        """Two clicks on an action."""
        self.on_input_submitted()

    def on_resize(self) -> None:
        self._tell()

    def _tell(self) -> None:
        """What is marked, in whole sentences."""
        if not self.query("#detail"):
            return
        room = max(20, self.app.size.width - 4)
        update_if_changed(self.query_one("#detail", Static), "\n".join(wrap(self._words(), room)))

    def _words(self) -> str:
        act = self.marked
        if act is None:
            key = self.query_one(RecordList).key
            return WHERE.get(str(key), WINDOW if key and not self.of else "")
        again = " (asks again)" if act.danger else ""
        why_not = self._not_now(act)
        where = f" {actions.PLACES[act.place]}." if act.place not in (*self.places, "everywhere") else ""
        return f"{act.words}{again}: {act.help}.{where}" + (f" Not now: {why_not}" if why_not else "")

    def _not_now(self, act: Action) -> str | None:
        is_own = isinstance(self.page, Page) and act.place == self.of
        return self.page.disabled_reason(act.id) if is_own and isinstance(self.page, Page) else None

    # What can be done

    def on_input_submitted(self) -> None:
        if act := self.marked:
            self.app.run_worker(self._do(act))  # the app's: this page goes before it is done

    async def _do(self, act: Action) -> None:
        """Back to the page, and do it there."""
        if act.id == "everywhere.help":
            await self.app.action_back()
        elif act in commands.offered(self.page, self.app):
            page, app = self.page, self.app
            await app.action_back()
            await app.run_action(act.name, page if isinstance(page, Page) and act.place == page.place else app)
        else:
            self.app.hint(commands.told(act, self.page, self.app), "trouble")

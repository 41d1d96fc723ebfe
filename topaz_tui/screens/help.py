"""Help: where one is in the work, and every key of this place and of everywhere, from the registry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Key
from textual.screen import Screen

from topaz_tui import actions
from topaz_tui.actions import Action
from topaz_tui.screens.base import Page
from topaz_tui.text import fit, wrap
from topaz_tui.widgets.text_viewer import TextViewer
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
    "escalations": "This is what waits: concerns on their way to the council and back, clients whose tries "
    "are used up, and questions. The soonest deadline comes first; Enter opens the history and the moves.",
    "case": "This is one escalation: what happened to it, and what may be done next. "
    "Each move is recorded with who and when; a dimmed one says why it can't be made now.",
    "find": "Type any part of what is known: name, person ID, NHS number, phone, postcode, date of birth. "
    "The list narrows as you type; Enter opens the client.",
    "pairs": "These are records that may be one person's, both beside each other. Say whether it is one person or two: "
    "linked, they are called once, what stops one stops both, and it can be taken back at any time.",
    "team": "This is who is at work, with whom, and what they have promised. "
    "A manager can let go of whom somebody holds, and move callbacks, when that worker is away.",
    "imports": "This is what the council's files leave open about somebody, and nobody calls them until it is decided. "
    "Both records stand beside each other below; one key says what is right, and asks how you know.",
    "month": "This is everybody to whom a call fell due in the last whole month, by what became of them, and who falls "
    "between: owed a call, and nobody's. It was looked up as you opened it; Enter opens the client.",
}
WINDOW = "This is a window over the page: it waits for you, and its own keys stand at its foot. " \
    "The function keys lead from it to their places and Esc comes back: what is typed in it stays. " \
    "Esc leaves the window."  # fmt: skip
WIDGETS = tuple(place for place in actions.PLACES if place not in (*WHERE, "everywhere"))  # in several places
KEYS = 16  # columns for the keys of an action


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
        self.page, self.client_id = page, client_id
        self.of = page.place if isinstance(page, Page) else ""
        self.places = page.places if isinstance(page, Window) else (self.of,)
        self.title = f"Help: {actions.PLACES.get(self.of, 'this window')}"

    def body(self) -> ComposeResult:
        yield TextViewer()

    def _instead(self, event: Key) -> str:
        return "Esc goes back to the page whose keys these are."

    def on_mount(self) -> None:
        self.query_one(TextViewer).focus()
        self.prompt("Arrows and PgDn scroll · Esc or F1 goes back")

    def on_resize(self) -> None:
        self.query_one(TextViewer).show(Content.assemble(*self._pieces()))  # type: ignore[arg-type]

    def _pieces(self) -> Iterator[object]:
        where = WHERE.get(self.of, WINDOW)
        yield "\n".join(wrap(where, self.size.width - 6)) + "\n"
        for place in dict.fromkeys((*self.places, "everywhere", *WIDGETS)):
            acts = actions.of(place)
            if acts:
                yield ("\n" + actions.PLACES[place] + "\n", "bold $accent")
            for act in acts:
                yield from self._about(act)

    def _about(self, act: Action) -> Iterator[object]:
        """An action's keys, words and help; why it can't be taken now."""
        keys = self.app.session.settings.keys.get(act.id, act.keys)
        room = self.size.width - KEYS - 6
        again = " (asks again)" if act.danger else ""
        told = wrap(f"{act.words}{again}: {act.help}", room)
        indent = " " * KEYS
        yield (fit(" " + " ".join(map(actions.key_words, keys)), KEYS), "bold")
        yield ("\n" + indent).join(told)
        why_not = self.page.disabled_reason(act.id) if isinstance(self.page, Page) and act.place == self.of else None
        for words in wrap(f"Not now: {why_not}", room) if why_not else ():
            yield (f"\n{indent}{words}", "$text-muted")
        yield "\n"

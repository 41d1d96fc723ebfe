"""What is put in place at the end of a call, as a list that letters add to."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.rules import forms, reviews
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.text import fit, one_line
from topaz_tui.widgets.choice import TypedPrefix
from topaz_tui.widgets.look import CURSOR
from topaz_tui.widgets.pieces import Piece

WAYS: list[tuple[str, ...]] = [(kind.key, kind.words.casefold()) for kind in reviews.ACTIONS]
"""How to begin each kind of what is put in place."""


class ActionList(Widget, can_focus=True):
    """What is put in place: a letter goes to a kind, and Enter adds one of it, as nothing opens that could take words
    which were meant for another field. Enter without a letter opens the one under the cursor, Del takes it away."""

    DEFAULT_CSS = """
    ActionList { height: auto; width: 1fr; padding: 0 1; background: $panel; }
    ActionList:focus { background: $panel; }
    """

    class Wanted(Message):
        """One is to be added (`kind`), opened (`place`), or taken away."""

        def __init__(self, *, kind: str = "", place: int | None = None, away: bool = False) -> None:
            super().__init__()
            self.kind, self.place, self.away = kind, place, away

    class Said(Message):
        """What was typed, and what it did: for the line that says what to do."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draft = CallDraft()
        self._at = 0
        self._shown: list[dict[str, Any]] | None = None
        self._typed = TypedPrefix()
        self._picked: int | None = None  # the kind that a letter went to

    def show(self, draft: CallDraft) -> None:
        """Show the actions of this draft."""
        self._draft = draft
        self._at = max(0, min(self._at, len(draft.actions) - 1))
        if self._shown != (shown := [dict(action) for action in draft.actions]):
            self._shown = shown
            self.refresh(layout=True)

    def stand_on_unfinished(self) -> None:
        """Stand on the first that is not finished, so that Enter opens it."""
        open_ones = (place for place, action in enumerate(self._draft.actions) if not action["saved"])
        self._at = next(open_ones, self._at)
        self.refresh()

    def on_blur(self) -> None:
        self._forget()

    def on_key(self, event: events.Key) -> None:
        have = len(self._draft.actions)
        if event.is_printable and event.character and (event.key != "space" or self._typed.text):
            self._typed_on(event.character)
        elif event.key == "enter" and self._typed.words:
            self._say_nothing()
            self._forget()
        elif event.key == "enter" and self._picked is not None:
            self.post_message(self.Wanted(kind=reviews.ACTIONS[self._picked].code))
            self._forget()
        elif event.key in ("backspace", "delete") and self._typed.text:
            self._forget()
        elif event.key in ("up", "down") and have:
            self._forget()
            self._at = max(0, min(have - 1, self._at + (1 if event.key == "down" else -1)))
        elif event.key == "enter" and have:
            self.post_message(self.Wanted(place=self._at))
        elif event.key in ("backspace", "delete") and have:
            self.post_message(self.Wanted(place=self._at, away=True))
        else:
            return
        event.stop()
        event.prevent_default()
        self.refresh()

    def _forget(self) -> None:
        """What was typed here is over."""
        self._typed.clear()
        self._picked = None
        self.refresh()

    def _typed_on(self, character: str) -> None:
        """A letter goes to a kind; words were meant for another field, and go nowhere, however fast they come."""
        place = self._typed.letter(character, WAYS, self._picked or 0)
        if place is not None:
            self._picked = place
            words = reviews.ACTIONS[place].words
            self.post_message(self.Said(f"{words}: Enter opens it, Backspace takes it back."))
        elif self._typed.words:
            self._picked = None
            self._say_nothing()

    def _say_nothing(self) -> None:
        words = one_line(self._typed.text).strip()
        told = "Backspace, then one letter and Enter, adds one"
        self.post_message(self.Said(f"'{words}' answers nothing here: {told}; Tab goes on."))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._draft.actions) + 1

    def render(self) -> Content:
        pieces: list[Piece] = []
        for place, action in enumerate(self._draft.actions):
            kind = reviews.ACTION[action["kind"]]
            day = forms.day_of(action["by"])
            by = f", by {clock.format_full_day(day, clock.today())}" if day else ""
            who = f" · {action['who']}{by}" if action["who"] else by
            unfinished = "" if action["saved"] else "  ! not finished: Enter opens it, Del deletes it"
            here = place == self._at and self.has_focus and self._picked is None
            told = (
                fit(one_line(f"{kind.words}: {action['detail']}{who}"), max(10, self.size.width - 2 - len(unfinished)))
                + unfinished
            )
            pieces += [("› " if here else "  ", "bold $accent"), (told, CURSOR if here else ""), "\n"]
        for place, kind in enumerate(reviews.ACTIONS):
            word = kind.words.split()[0].lower()
            if place == self._picked:
                pieces += [("›", "bold $accent"), (f"{kind.key} {word}", CURSOR)]
            else:
                pieces += [" ", (kind.key, "bold $accent"), (f" {word}", "$text-muted")]
        return Content.assemble(*pieces)

"""The end of the call: note, times, what is put in place, what else goes with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from topaz_tui import clock
from topaz_tui.rules import checks, forms, outcomes, reviews
from topaz_tui.rules.arranged import Said, ask_again_on
from topaz_tui.rules.terms import CallTerms
from topaz_tui.screens.call.cards import Fact, FactTable
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.services.calls import Brief, Raised
from topaz_tui.text import fit, one_line, sanitize
from topaz_tui.widgets.choice import Choice, TypedPrefix
from topaz_tui.widgets.form import EDITOR, LineText, LongText
from topaz_tui.widgets.look import CURSOR
from topaz_tui.widgets.update import update_if_changed

WHO_CALLS = (("me", "Me"), ("anybody", "Anybody"))
TIMES = "2pm, tomorrow at 10, mon, +2w"
TIME_WORDS = {"agreed": "Call back", "suggested": "Call back", "until": "Back on"}
STEPS = ("cursor_left", "cursor_right")  # a text's actions of the keys that go from step to step
WAYS: list[tuple[str, ...]] = [(kind.key, kind.words.casefold()) for kind in reviews.ACTIONS]
"""How to begin each kind of what is put in place."""
FIELDS = {"note": "#note", "when": "#when", "follow_up": "#follow_up", "next_recall": "#next_recall"}
"""Where each thing that is missing is typed."""


class NoteField(LongText, inherit_bindings=False):
    """While it is empty an arrow has nothing to move over, and goes to the step before. The editor has its second key
    alone here: the first says who answered."""

    BINDINGS = [
        *(each for each in LongText.BINDINGS if not (isinstance(each, Binding) and each.id == EDITOR.id)),
        Binding(EDITOR.keys[1], "editor", EDITOR.words, show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.text) or action not in STEPS


class DayField(LineText):
    """As the note."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.value) or action not in STEPS


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
        self._sheet = CallDraft()
        self._at = 0
        self._shown: list[dict[str, Any]] | None = None
        self._typed = TypedPrefix()
        self._picked: int | None = None  # the kind that a letter went to

    def show(self, sheet: CallDraft) -> None:
        """Show the actions of this sheet."""
        self._sheet = sheet
        self._at = max(0, min(self._at, len(sheet.actions) - 1))
        if self._shown != (shown := [dict(action) for action in sheet.actions]):
            self._shown = shown
            self.refresh(layout=True)

    def on_blur(self) -> None:
        self._forget()

    def on_key(self, event: events.Key) -> None:
        have = len(self._sheet.actions)
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
        return len(self._sheet.actions) + 1

    def render(self) -> Content:
        pieces: list[object] = []
        for place, action in enumerate(self._sheet.actions):
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
        return Content.assemble(*pieces)  # type: ignore[arg-type]


class WrapPane(VerticalScroll, can_focus=False):
    """Writes into the sheet, and posts `Changed`."""

    DEFAULT_CSS = """
    WrapPane { height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    WrapPane .row { height: auto; }
    WrapPane .label { width: 14; color: $text-muted; }
    WrapPane .row:focus-within .label { color: $accent; text-style: bold; }
    WrapPane TextArea { width: 1fr; height: auto; min-height: 3; max-height: 10; border: none; padding: 0 1; }
    WrapPane TextArea { background: $panel; }
    WrapPane TextArea:focus { border: none; background: $block-cursor-background; }
    WrapPane Input { width: 24; height: 1; border: none; padding: 0 1; background: $panel; }
    WrapPane Input:focus { border: none; background: $block-cursor-background; }
    WrapPane #when { width: 31; }
    WrapPane #why { width: 1fr; }
    WrapPane .hint { width: 1fr; height: 1; padding: 0 1; color: $text-muted; }
    WrapPane #hint-when { height: auto; }
    WrapPane Choice { width: 1fr; }
    WrapPane FactTable { padding: 0; }
    WrapPane #asked { height: auto; color: $accent; padding-left: 15; }
    """

    class Changed(Message):
        """Something on the sheet is another: it is to be kept."""

    def __init__(self, calls: CallTerms, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._calls = calls
        self.sheet = CallDraft()
        self._brief: Brief | None = None
        self._raised: tuple[Raised, ...] = ()

    def compose(self) -> ComposeResult:
        def row(name: str, label: str, *fields: Widget) -> Horizontal:
            return Horizontal(Static(label, classes="label"), *fields, classes="row", id=f"row-{name}")

        yield FactTable(label=14, id="then")
        yield Static("", id="asked")
        yield row("note", "Note", NoteField(id="note"))
        yield row("when", "Call back", DayField(id="when"), Static("", classes="hint", id="hint-when"))
        yield row("whom", "Who calls", Choice(WHO_CALLS, id="whom"))
        yield row("actions", "Put in place", ActionList(id="actions"))
        yield row("follow_up", "Follow-up", DayField(id="follow_up"), Static("", classes="hint", id="hint-follow_up"))
        yield row("why", "What about", DayField(id="why"))
        yield row(
            "next_recall",
            "Next recall",
            DayField(id="next_recall"),
            Static("", classes="hint", id="hint-next_recall"),
        )
        yield FactTable(label=14, id="asides")

    # Shown

    def show(self, sheet: CallDraft, brief: Brief) -> None:
        """Show a sheet: each call comes with its own, and nothing of another stays. What was typed into this one a
        moment ago stays."""
        if sheet is self.sheet and self.take_up():
            self.post_message(self.Changed())
        self.sheet, self._brief = sheet, brief
        with self.prevent(Input.Changed, TextArea.Changed, Choice.Changed):
            note = self.query_one("#note", LongText)
            if note.text != sheet.note:
                note.text = sheet.note
                note.cursor_location = note.document.end  # where one goes on writing
            for name in ("when", "follow_up", "next_recall"):
                self.query_one(f"#{name}", Input).value = sheet.typed.get(name, "")
            self.query_one("#why", Input).value = sheet.follow_up_why
            self.query_one("#whom", Choice).chosen = (sheet.for_whom,) if sheet.for_whom else ()
        self.draw()

    def tell(self, raised: tuple[Raised, ...]) -> None:
        """Say which concerns were raised in this call."""
        self._raised = raised
        self.draw()

    def draw(self) -> None:
        """Draw anew what hangs on the answers."""
        sheet, brief, row = self.sheet, self._brief, self.sheet.row
        if brief is None:
            return
        asks = row.note_asks if row else ""
        if row and row.leaves_message and not brief.safety.voicemail_ok:
            asks = "No message was agreed with them: say what was left, and why."
        if row and row.unsafe_to_talk:
            asks = "\n".join((*checks.UNSAFE, asks))
        if row and row.asks_who_answered and "answered" not in sheet.asides:
            asks = "ctrl+o: who it was, and what they may be told."
        then = [("Then", self._then(row), "")] if row else []
        self.query_one("#then", FactTable).show(then)
        asked = self.query_one("#asked", Static)
        update_if_changed(asked, asks)
        asked.display = bool(asks)
        takes_time = bool(row and row.time)
        self.query_one("#row-when").display = takes_time
        self.query_one("#row-whom").display = takes_time and bool(row and row.time != "until")
        update_if_changed(self.query_one("#row-when .label", Static), TIME_WORDS.get(row.time if row else "", ""))
        stops = bool(row and row.final)
        self.query_one("#row-follow_up").display = not stops
        self.query_one("#row-why").display = bool(sheet.typed.get("follow_up", "").strip()) and not stops
        self.query_one("#row-next_recall").display = bool(row and row.opens_review)
        for name, words in (
            ("when", self._when()),
            ("follow_up", self._follow_up()),
            ("next_recall", self._recall()),
        ):
            update_if_changed(self.query_one(f"#hint-{name}", Static), sanitize(words))
        self.query_one("#when", Input).placeholder = self._suggested()
        self.query_one(ActionList).show(sheet)
        self.query_one("#asides", FactTable).show(tuple(self._facts()))

    def _then(self, row: outcomes.Outcome) -> str:
        if not row.opens_review or not self.sheet.areas:
            numbers = self._brief.numbers if self._brief else ()
            others = any(each.phone_id != self.sheet.phone_id for each in numbers)
            return outcomes.next_words(row, self._calls, others=others)
        if reviews.is_complete(self.sheet.review):
            return "The review is complete: the next recall is set"
        return "The review is not complete: it is kept, and goes on another day"

    def _when(self) -> str:
        sheet, brief, row = self.sheet, self._brief, self.sheet.row
        if row is None or brief is None or not row.time:
            return ""
        now = clock.now()
        meant = sheet.moment()
        if meant is None:
            return f"? {TIMES}" if sheet.typed.get("when", "").strip() else TIMES
        words = clock.format_full_moment(meant, now)
        if meant <= now:
            return f"! {words} has gone by"
        if row.time != "until" and brief.safety.unsafe_at(meant):
            return f"! {words}, outside safe times"
        if row.time != "until" and not self._calls.hours.is_open(meant):
            return f"! {words}, out of hours"
        return f"= {words}"

    def _suggested(self) -> str:
        """What an empty time leads to, said so that nobody takes it for a promise."""
        row, now = self.sheet.row, clock.now()
        suggested = outcomes.suggested_time(row, now, self._calls) if row and row.time else None
        if suggested is None or (row and row.needs_time):
            return ""
        return f"Empty: from {clock.format_moment(suggested, now)}"

    def _follow_up(self) -> str:
        assert self._brief is not None
        again = self._asked_again()
        empty = f"{clock.format_day(again)}, to ask again" if again else "none"
        weeks = f"+{self._calls.follow_up_weeks}w: {clock.format_day(self._brief.follow_up_on)}"
        return self._day("follow_up", f"Empty: {empty}. {weeks}")

    def _asked_again(self) -> date | None:
        """The day on which saving sets a follow-up by itself, as something that was arranged is still open."""
        assert self._brief is not None
        given, row = self.sheet.arranged, self.sheet.row
        if not row or not (row.asks_what_came or any(each["said"] == Said.NOT_YET for each in given.values())):
            return None
        said = {action.action_id: given.get(str(action.action_id), {}) for action in self._brief.actions}
        still = [
            forms.day_of(said[action.action_id].get("by")) or action.by_on
            for action in self._brief.actions
            if said[action.action_id].get("said") in (None, Said.NOT_YET)
        ]
        return ask_again_on(still, clock.today(), self._calls.follow_up_weeks)

    def _recall(self) -> str:
        assert self._brief is not None
        return self._day("next_recall", f"Left empty: {clock.format_day(self._brief.next_recall_on)}")

    def _day(self, name: str, empty: str) -> str:
        if not self.sheet.typed.get(name, "").strip():
            return empty
        day = self.sheet.day(name)
        if day is None:
            return "? mon, 24 nov, 03/12/2026, +6w"
        return f"{'!' if day <= clock.today() else '='} {clock.format_full_day(day, clock.today())}"

    def _facts(self) -> Iterator[Fact]:
        """What goes with the call beside the note, and what the review brings to mind."""
        sheet, row = self.sheet, self.sheet.row
        review = sheet.review
        if row and row.opens_review:
            missing = len(reviews.missing(review))
            state = (
                "Complete"
                if not missing
                else f"{missing} still to answer: it goes on when they are next called, or at the follow-up"
            )
            yield (
                "Review",
                f"{(sheet.areas and reviews.summary(review)) or 'Not begun'}. {state}.",
                "",
            )
            for half in reviews.halves(review):
                yield "Half answered", f"! {half.words}", "?"
            told = reviews.suggest(review)
            if told.referral_back or len(told.reasons) >= reviews.ENOUGH:
                yield "Think of", f"! {told.words}", "?"
            for hint in told.hints:
                yield "Think of", hint, ""
        if came := ", ".join(f"{count} {said}" for said, count in self._arranged()):
            yield "Arranged", came, ""
        for each in self._raised:
            state = "submitted" if each.submitted else "! begun, NOT submitted yet: F6 goes on with it"
            yield "Concern", f"{each.reference}: {state}", "" if each.submitted else "!"
        for name, label in (
            ("next_caller", "Next caller"),
            ("flag", "For manager"),
            ("answered", "Answered by"),
        ):
            kept = sheet.asides.get(name)
            if kept:
                said = kept.get("said", {})
                words = ", ".join(str(value) for value in said.values() if value)
                yield (
                    label,
                    words + ("" if kept["saved"] else " (not finished)"),
                    "" if kept["saved"] else "!",
                )
        yield "", "ctrl+n for the next caller · ctrl+a ask the manager · ctrl+o who answered", "-"

    def _arranged(self) -> Iterator[tuple[Said, int]]:
        """How often each answer was given about what was arranged."""
        given = Counter(Said(each["said"]) for each in self.sheet.arranged.values())
        return ((said, given[said]) for said in Said if given[said])

    # Typed

    def _typed(self) -> None:
        self.draw()
        self.post_message(self.Changed())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._take(event.text_area):
            self._typed()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._take(event.input):
            self._typed()

    def take_up(self) -> bool:
        """What stands in the fields is in the sheet from now on, also the letters typed last, whose messages are still
        on their way. True where that was something new."""
        taken = [self._take(field) for field in self.query("Input, TextArea")]  # each, also after one that has changed
        return any(taken)

    def _take(self, field: Widget) -> bool:
        sheet, name = self.sheet, field.id or ""
        if isinstance(field, TextArea):
            before, sheet.note = sheet.note, field.text
            return before != sheet.note
        assert isinstance(field, Input)
        if name == "why":
            before, sheet.follow_up_why = sheet.follow_up_why, field.value
            return before != sheet.follow_up_why
        if field.value == sheet.typed.get(name, ""):
            return False
        sheet.type_time(name, field.value, clock.now())
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        answer = event.choice.answer
        self.sheet.for_whom = answer if isinstance(answer, str) else None
        self._typed()

    def focus_on(self, code: str) -> None:
        """Put the cursor where this is typed."""
        field = self.query_one(FIELDS.get(code, "#actions" if code.startswith("action") else "#note"))
        self.screen.set_focus(field)
        field.scroll_visible(animate=False)

"""The end of the call: note, times, what is put in place, what else goes with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from topaz_tui import clock
from topaz_tui.rules import checks, forms, outcomes, reviews
from topaz_tui.rules.arranged import Said, ask_again_on
from topaz_tui.rules.terms import CallTerms
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.call.cards import Fact, FactTable
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.spoke_with import spoke_with_words
from topaz_tui.services.calls import Brief, Raised
from topaz_tui.text import sanitize
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.line_text import LineText
from topaz_tui.widgets.text_fields import EDITOR, LongText
from topaz_tui.widgets.update import update_if_changed

WHO_CALLS = (("me", "Me"), ("anybody", "Anybody"))
TIMES = "2pm, tomorrow at 10, mon, +2w"
TIME_WORDS = {"agreed": "Call back", "suggested": "Call back", "until": "Back on"}
STEPS = ("cursor_left", "cursor_right")  # a text's actions of the keys that go from step to step
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


class WrapPane(VerticalScroll, can_focus=False):
    """Writes into the draft, and posts `Changed`."""

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
    WrapPane .hint { width: 1fr; height: auto; padding: 0 1; color: $text-muted; }
    WrapPane Choice { width: 1fr; }
    WrapPane FactTable { padding: 0; }
    WrapPane #asked { height: auto; color: $accent; padding-left: 15; }
    """

    class Changed(Message):
        """Something in the draft is another: it is to be kept."""

    def __init__(self, calls: CallTerms, office: clock.Week, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._calls = calls
        self._office = office
        self.draft = CallDraft()
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

    def show(self, draft: CallDraft, brief: Brief) -> None:
        """Show a draft: each call comes with its own, and nothing of another stays. What was typed into this one a
        moment ago stays."""
        if draft is self.draft and self.take_up():
            self.post_message(self.Changed())
        self.draft, self._brief = draft, brief
        with self.prevent(Input.Changed, TextArea.Changed, Choice.Changed):
            note = self.query_one("#note", LongText)
            if note.text != draft.note:
                note.text = draft.note
                note.cursor_location = note.document.end  # where one goes on writing
            for name in ("when", "follow_up", "next_recall"):
                self.query_one(f"#{name}", Input).value = draft.typed.get(name, "")
            self.query_one("#why", Input).value = draft.follow_up_why
            self.query_one("#whom", Choice).chosen = (draft.for_whom,) if draft.for_whom else ()
        self.draw()

    def tell(self, raised: tuple[Raised, ...]) -> None:
        """Say which concerns were raised in this call."""
        self._raised = raised
        self.draw()

    def draw(self) -> None:
        """Draw anew what hangs on the answers."""
        draft, brief, row = self.draft, self._brief, self.draft.row
        if brief is None:
            return
        asks = row.note_asks if row else ""
        if row and row.leaves_message and not brief.safety.voicemail_ok:
            asks = "No message was agreed with them: say what was left, and why."
        if row and row.unsafe_to_talk:
            asks = "\n".join((*checks.UNSAFE, asks))
        if row and row.asks_who_answered and "answered" not in draft.asides:
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
        self.query_one("#row-why").display = bool(draft.typed.get("follow_up", "").strip()) and not stops
        self.query_one("#row-next_recall").display = bool(row and row.opens_review)
        for name, words in (
            ("when", self._when()),
            ("follow_up", self._follow_up()),
            ("next_recall", self._recall()),
        ):
            update_if_changed(self.query_one(f"#hint-{name}", Static), sanitize(words))
        self.query_one("#when", Input).placeholder = self._suggested()
        self.query_one(ActionList).show(draft)
        self.query_one("#asides", FactTable).show(tuple(self._facts()))

    def _then(self, row: outcomes.Outcome) -> str:
        if not row.opens_review or not self.draft.areas:
            numbers = self._brief.numbers if self._brief else ()
            others = any(each.phone_id != self.draft.phone_id for each in numbers)
            is_owed = self._brief is None or bool(self._brief.duties)
            return outcomes.next_words(row, self._calls, others=others, another=self.draft.another, is_owed=is_owed)
        if reviews.is_complete(self.draft.review):
            return "The review is complete: the next recall is set"
        return "The review is not complete: it is kept, and goes on another day"

    def _when(self) -> str:
        draft, brief, row = self.draft, self._brief, self.draft.row
        if row is None or brief is None or not row.time:
            return ""
        now = clock.now()
        meant = draft.moment()
        if meant is None:
            return f"? {TIMES}" if draft.typed.get("when", "").strip() else TIMES
        words = clock.format_full_moment(meant, now)
        if meant <= now:
            return f"! {words} has gone by"
        if row.time != "until" and brief.safety.outside_times_at(meant):
            return f"! {words}, outside safe times"
        if row.time != "until" and not self._calls.hours.is_open(meant):
            return f"! {words}, out of hours"
        return f"= {words}"

    def _suggested(self) -> str:
        """What an empty time leads to, said so that nobody takes it for a promise."""
        row, now = self.draft.row, clock.now()
        suggested = outcomes.suggested_time(row, now, self._calls) if row and row.time else None
        if suggested is None or (row and row.needs_time):
            return ""
        return f"Empty: from {clock.format_moment(suggested, now)}"

    def _follow_up(self) -> str:
        assert self._brief is not None
        again = self._asked_again()
        empty = f"{clock.format_day(again)}, to ask again" if again else "none"
        weeks = f"+{self._calls.follow_up_weeks}w: {clock.format_day(self._brief.follow_up_on)}"
        today, day = clock.today(), self.draft.day("follow_up")
        called = day and self._calls.hours.working_day_from(day)
        if day and called and day != called and day > today:
            meant = f"{clock.WEEKDAYS[day.weekday()]} {day.day} {clock.MONTHS[day.month - 1]}"
            return f"= {clock.format_full_day(called, today)}: closed on {meant}"
        return self._day("follow_up", f"Empty: {empty}. {weeks}")

    def _asked_again(self) -> date | None:
        """The day on which saving sets a follow-up by itself, as something that was arranged is still open."""
        assert self._brief is not None
        given, row = self.draft.arranged, self.draft.row
        if not row or not (row.asks_what_came or any(each["said"] == Said.NOT_YET for each in given.values())):
            return None
        said = {action.action_id: given.get(str(action.action_id), {}) for action in self._brief.actions}
        still = [
            forms.day_of(said[action.action_id].get("by")) or action.by_on
            for action in self._brief.actions
            if said[action.action_id].get("said") in (None, Said.NOT_YET)
        ]
        day = ask_again_on(still, clock.today(), self._calls.follow_up_weeks)
        return day and self._office.working_day_from(day)

    def _recall(self) -> str:
        assert self._brief is not None
        return self._day("next_recall", f"Left empty: {clock.format_day(self._brief.next_recall_on)}")

    def _day(self, name: str, empty: str) -> str:
        if not self.draft.typed.get(name, "").strip():
            return empty
        day = self.draft.day(name)
        if day is None:
            return "? mon, 24 nov, 03/12/2026, +6w"
        return f"{'!' if day <= clock.today() else '='} {clock.format_full_day(day, clock.today())}"

    def _facts(self) -> Iterator[Fact]:
        """What goes with the call beside the note, and what the review brings to mind."""
        draft, row = self.draft, self.draft.row
        review = draft.review
        if row and row.opens_review:
            missing = len(reviews.missing(review))
            state = (
                "Complete"
                if not missing
                else f"{missing} still to answer: it goes on when they are next called, or at the follow-up"
            )
            yield (
                "Review",
                f"{(draft.areas and reviews.summary(review)) or 'Not begun'}. {state}.",
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
            ("spoke_with", "Spoke with"),
        ):
            kept = draft.asides.get(name)
            if kept:
                said = kept.get("said", {})
                words = (
                    spoke_with_words(said, self._brief.contacts if self._brief else ())
                    if name == "spoke_with"
                    else ", ".join(str(value) for value in said.values() if value)
                )
                yield (
                    label,
                    words + ("" if kept["saved"] else " (not finished)"),
                    "" if kept["saved"] else "!",
                )
        yield "", "ctrl+n for the next caller · ctrl+a ask the manager · ctrl+o who answered · ctrl+y spoke with", "-"

    def _arranged(self) -> Iterator[tuple[Said, int]]:
        """How often each answer was given about what was arranged."""
        given = Counter(Said(each["said"]) for each in self.draft.arranged.values())
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
        """What stands in the fields is in the draft from now on, also the letters typed last, whose messages are still
        on their way. True where that was something new."""
        taken = [self._take(field) for field in self.query("Input, TextArea")]  # each, also after one that has changed
        return any(taken)

    def _take(self, field: Widget) -> bool:
        draft, name = self.draft, field.id or ""
        if isinstance(field, TextArea):
            before, draft.note = draft.note, field.text
            return before != draft.note
        assert isinstance(field, Input)
        if name == "why":
            before, draft.follow_up_why = draft.follow_up_why, field.value
            return before != draft.follow_up_why
        if field.value == draft.typed.get(name, ""):
            return False
        draft.type_time(name, field.value, clock.now(), self._office if name == "follow_up" else None)
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        answer = event.choice.answer
        self.draft.for_whom = answer if isinstance(answer, str) else None
        self._typed()

    def focus_on(self, code: str) -> None:
        """Put the cursor where this is typed."""
        field = self.query_one(FIELDS.get(code, "#actions" if code.startswith("action") else "#note"))
        self.screen.set_focus(field)
        if isinstance(field, ActionList):
            field.stand_on_unfinished()
        field.scroll_visible(animate=False)

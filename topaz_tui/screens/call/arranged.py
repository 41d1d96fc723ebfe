"""What was arranged, and whether it came: one line an action, one key an answer; a day where it has not come yet."""

from __future__ import annotations

from datetime import date

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import reviews
from topaz_tui.rules.arranged import CHOICE, IN_CALL, Said
from topaz_tui.rules.terms import CallTerms
from topaz_tui.screens.call import keys
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.ends import NOT_SAFE, CallEnds, LineAnswered, StepDone
from topaz_tui.services.calls import OpenAction
from topaz_tui.text import fit, one_line, wrap
from topaz_tui.widgets.look import CURSOR

STOP = "f"  # not safe to talk any longer: the outcome's own key
REVIEW = "r"  # the outcome's own key: they are ready to answer more
ANSWER = 24  # the columns that an answer has
BY_WHEN = "Not yet. By when is it to come now?"
KEYS = {choice.key: choice.said for choice in IN_CALL}


class ArrangedPane(Widget, can_focus=True):
    """Writes into the draft and posts `LineAnswered`; `CallEnds` when it is no longer safe; `WantsReview` to go on with
    one; `StepDone` after the last line; `Told` for a key that answers nothing here."""

    DEFAULT_CSS = "ArrangedPane { height: 1fr; padding: 0 1; }"

    class WantsReview(Message):
        """The review is to be gone on with."""

    class Told(Message):
        """What a key does here, or why it does nothing."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, calls: CallTerms, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._calls = calls
        self.draft = CallDraft()
        self._actions: tuple[OpenAction, ...] = ()
        self._at = 0
        self._shown = range(0)

    def show(self, draft: CallDraft, actions: tuple[OpenAction, ...]) -> None:
        """Another call, or another answer: the cursor stands on the first line without an answer."""
        if draft is not self.draft or actions != self._actions:
            self.draft, self._actions = draft, actions
            open_ = (place for place, each in enumerate(actions) if not self._settled(each))
            self._at = next(open_, 0)
        self.refresh()

    def spoken(self) -> str:
        """The action that the cursor stands on, and what was said of it so far."""
        if self._here is None:
            return "What was arranged: nothing is open."
        said = self._answer(self._here) if self._given(self._here) else "not asked yet"
        return f"Arranged, line {self._at + 1} of {len(self._actions)}: {one_line(self._here.detail)}, {said}"

    def caret(self) -> Offset:
        """Where the terminal's cursor stands: on the line that is answered next."""
        return Offset(0, self._at + 1)

    # Keys

    def on_key(self, event: events.Key) -> None:
        asks_day = self._asks_day
        if event.key in ("up", "down"):
            self._at = max(0, min(len(self._actions) - 1, self._at + (1 if event.key == "down" else -1)))
        elif event.key == "enter":
            self._take_day() if asks_day else self._on()
        elif event.key in ("backspace", "delete"):
            self._take_back()
        elif asks_day and event.is_printable and event.character:
            self._type(event.character)
        elif event.key == STOP:
            self.post_message(CallEnds(NOT_SAFE))
        elif event.key == REVIEW:
            self.post_message(self.WantsReview())
        elif not (typed := keys.answers(event)):
            return
        elif typed in KEYS and self._actions:
            self._say(KEYS[typed])
        else:
            self.post_message(self.Told(f"That key answers nothing here: {self._legend_words()}."))
        event.stop()
        event.prevent_default()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click on a line goes to it."""
        offset = event.get_content_offset(self)
        if offset and 0 < offset.y <= len(self._shown):
            self._at = self._shown[offset.y - 1]
            self.refresh()

    @property
    def _here(self) -> OpenAction | None:
        return self._actions[self._at] if self._actions else None

    def _given(self, action: OpenAction | None) -> dict[str, str]:
        return self.draft.arranged.get(str(action.action_id), {}) if action else {}

    def _settled(self, action: OpenAction) -> bool:
        given = self._given(action)
        return bool(given) and (given["said"] != Said.NOT_YET or bool(given["by"]))

    @property
    def _asks_day(self) -> bool:
        """Is the line one stands on half answered: not yet, but by when?"""
        return bool(self._given(self._here)) and not self._settled(self._actions[self._at])

    def _say(self, said: Said) -> None:
        assert self._here is not None
        self.draft.arranged[str(self._here.action_id)] = {"said": said, "typed": "", "by": ""}
        if CHOICE[said].ends:
            self._at = min(self._at + 1, len(self._actions) - 1)
        self.post_message(LineAnswered())

    def _type(self, character: str) -> None:
        given = self._given(self._here)
        given["typed"] += character
        self.post_message(LineAnswered())

    def _take_day(self) -> None:
        """Enter takes the day that was typed; none typed is the usual time until a follow-up."""
        given = self._given(self._here)
        try:
            day = self._day(given["typed"])
        except clock.Unclear as unclear:
            self.post_message(self.Told(str(unclear)))
            return
        if day <= clock.today():
            self.post_message(self.Told(f"{clock.format_full_day(day, clock.today())} is not still to come."))
            return
        given["by"] = day.isoformat()
        self._at = min(self._at + 1, len(self._actions) - 1)
        self.post_message(LineAnswered())

    def take_up(self) -> bool:
        """A day that was typed and is understood counts without Enter, too. True where that was something new."""
        given = self._given(self._here) if self._asks_day else {}
        try:
            day = self._day(given["typed"]) if given and given["typed"].strip() else None
        except clock.Unclear:
            return False
        if day is None or day <= clock.today():
            return False
        given["by"] = day.isoformat()
        self.refresh()
        return True

    def _day(self, typed: str) -> date:
        weeks = self._calls.follow_up_weeks
        return clock.read_day(typed, clock.today()) if typed.strip() else clock.today() + weeks * 7 * clock.DAY

    def _take_back(self) -> None:
        given = self._given(self._here)
        if self._asks_day and given["typed"]:
            given["typed"] = given["typed"][:-1]
        elif self._here is not None:
            self.draft.arranged.pop(str(self._here.action_id), None)
        self.post_message(LineAnswered())

    def _on(self) -> None:
        if self._at + 1 < len(self._actions):
            self._at += 1
        else:
            self.post_message(StepDone())

    # Drawing

    def _legend_words(self) -> str:
        return ", ".join(f"{choice.key} {choice.words}" for choice in IN_CALL)

    def _answer(self, action: OpenAction) -> str:
        given = self._given(action)
        if not given:
            return "·"
        words = CHOICE[Said(given["said"])].words
        if given["said"] != Said.NOT_YET:
            return words
        return f"{words}, {clock.format_day(date.fromisoformat(given['by']))}" if given["by"] else f"{words}, by when?"

    def _line(self, place: int, action: OpenAction, width: int) -> list[tuple[str, str]]:
        here = place == self._at
        style = f"bold {CURSOR}" if here and self.has_focus else "bold" if here else ""
        by = action.by_on
        late = (clock.today() - by).days if by and not action.referred else 0
        days = f"{counted(late, 'day')} late"
        told = " · ".join(filter(None, (one_line(action.detail), one_line(action.who))))
        when = f"  {days}" if late > 0 else f"  by {clock.format_day(by)}" if by else ""
        when = f"  {action.referred}" if action.referred else when
        room = max(10, width - 2 - ANSWER - 1 - len(when))
        return [
            ("› " if here else "  ", "bold $accent"),
            (fit(told, room), style),
            (when, "$warning" if late > 0 else "$text-muted"),
            (" ", ""),
            (fit(self._answer(action), ANSWER), style),
        ]

    def _foot(self, width: int) -> list[list[tuple[str, str]]]:
        """What the line one stands on asks, and what to press."""
        if self._here is None:
            return [[("Nothing that was arranged is still open.  Enter  Wrap-up   r  Review", "")]]
        action = self._here
        kind = reviews.ACTION.get(action.kind)
        lines = [[(each, "bold")] for each in wrap(f"“Has it come: {one_line(action.detail)}?”", width)]
        if self._asks_day:
            typed = self._given(action)["typed"]
            try:
                day = self._day(typed)
                sign = "Empty:" if not typed.strip() else "!" if day <= clock.today() else "="
                means = f"{sign} {clock.format_full_day(day, clock.today())}"
            except clock.Unclear:
                means = "? fri, +2w, 3 dec"
            asked: list[tuple[str, str]] = [(f"{BY_WHEN} ", "bold $accent"), (f"{one_line(typed)}_", "bold")]
            return [*lines, asked, [(f"{means}   Enter takes it, Backspace takes it back", "$text-muted")]]
        legend: list[tuple[str, str]] = []
        for choice in IN_CALL:
            legend += [(choice.key, "bold $accent"), (f" {choice.words}   ", "")]
        legend += [(REVIEW, "bold $accent"), (" On to a review   ", ""), (STOP, "bold $accent"), (" Not safe", "")]
        if all(map(self._settled, self._actions)):
            lines = [[("All asked. r goes on to a review, Enter to the wrap-up; F10 saves.", "bold")]]
        elif action.referred:
            lines.append([(f"Referred: {action.referred} is on its way, and sees to it", "$text-muted")])
        elif kind and kind.stays_open and action.who:
            lines.append([(f"{kind.words}, {one_line(action.who)}", "$text-muted")])
        return [*lines, legend]

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        foot = self._foot(width)
        room = max(2, height - 2 - len(foot))
        top = min(max(0, self._at - room + 1), max(0, len(self._actions) - room))
        heading = fit(f"  {'What was arranged':<{max(20, width - ANSWER - 3)}} Now", width)
        lines: list[list[tuple[str, str]]] = [[(heading, "$text-muted underline")]]
        self._shown = range(top, min(top + room, len(self._actions)))
        lines += [self._line(place, self._actions[place], width) for place in self._shown]
        pieces: list[tuple[str, str]] = []
        for number, line in enumerate([*lines, [("", "")], *foot]):
            pieces += [("\n", "")] if number else []
            pieces += line
        return Content.assemble(*pieces)

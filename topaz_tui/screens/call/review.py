"""The review: one line an area, one key an answer, last time's answer beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.rules import reviews
from topaz_tui.rules.reviews import AnswerOption, AreaAnswer
from topaz_tui.screens.call import keys
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.ends import NOT_SAFE, CallEnds, LineAnswered, StepDone
from topaz_tui.services.council_answers import CouncilFinding
from topaz_tui.services.reviews import Before
from topaz_tui.text import fit, one_line, wrap
from topaz_tui.widgets.look import CURSOR
from topaz_tui.widgets.pieces import Piece

BY_YES_OR_NO = {code: letter for letter, code in reviews.STILL.items()}
STILL = tuple(
    replace(choice, key=f"{BY_YES_OR_NO[choice.code]} or {choice.key}" if choice.code in BY_YES_OR_NO else choice.key)
    for choice in reviews.UNABLE
)
"""The answers to what is asked on, each with all of its keys."""
STOP = "f"  # not safe to talk any longer: the outcome's own key
ANSWER_WORDS = {choice.code: choice.words.removeprefix("The ").capitalize() for choice in reviews.ANSWERS}
UNABLE_WORDS = {choice.code: choice.words for choice in reviews.UNABLE}
COUNTED = tuple(choice for choice in reviews.YES_NO if choice.code in reviews.COUNTED)
MOST_TIMES = 99
FOUND_LINES = 3  # of what the council found, under the line one stands on, where the list takes the rest
READ_ON = "… Space: all of it"
DATED = 30  # columns from which the day stands beside last time's answer


def words(code: str, answer: Any, unable: str | None) -> str:
    """An answer as it is read: 'Worse, unable', 'Under strain', '2'."""
    if code in reviews.AREA:
        said = [ANSWER_WORDS.get(answer or "", ""), UNABLE_WORDS.get(unable or "", "")]
        return ", ".join(part.lower() if place else part for place, part in enumerate(filter(None, said)))
    if isinstance(answer, int):
        return str(answer)
    return next((choice.words for choice in reviews.EXTRA[code].choices or COUNTED if choice.code == answer), "")


def legend(*groups: tuple[AnswerOption, ...]) -> Content:
    """The keys of the answers and what each means, in one line."""
    pieces: list[Piece] = []
    for group in groups:
        pieces += ["   "] if pieces else []
        for choice in group:
            pieces += [(choice.key, "bold $accent"), f" {choice.words}  "]
    return Content.assemble(*pieces)


class ReviewPane(Widget, can_focus=True):
    """Writes into the draft and posts `LineAnswered`; `CallEnds` when it is no longer safe; `StepDone` after the last
    line."""

    DEFAULT_CSS = "ReviewPane { height: 1fr; padding: 0 1; }"

    class Said(Message):
        """A key that answers nothing here: what does."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class ReadOn(Message):
        """All of what the council found in an area is to be read."""

        def __init__(self, area: str, found: str) -> None:
            super().__init__()
            self.area, self.found = area, found

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.draft = CallDraft()
        self._before: dict[str, Before] = {}
        self._council: dict[str, CouncilFinding] = {}
        self._at = self._top = self._room = 0

    def show(self, draft: CallDraft, before: dict[str, Before], council: Sequence[CouncilFinding] = ()) -> None:
        """Another call: the cursor stands on the first line without an answer. What the `council` found stands where
        nothing of our own does."""
        self.draft, self._before = draft, before
        self._council = {each.area: each for each in council if each.area not in before}
        self._at = self._top = 0
        missing = {each.code for each in reviews.missing(draft.review)}
        self._at = next((place for place, row in enumerate(self.rows) if row.code in missing), 0)
        self.refresh()

    def stand_on(self, code: str) -> None:
        """Go to the line of this area or question, if it is shown."""
        self._at = next((place for place, row in enumerate(self.rows) if row.code == code), self._at)
        self.refresh()

    @property
    def rows(self) -> tuple[reviews.Area | reviews.ExtraQuestion, ...]:
        """The lines to answer; what was answered stays, also where it would no longer be asked."""
        review = self.draft.review
        asked = reviews.asked(review)
        extras = (each for each in reviews.EXTRAS if each in asked or review.extras.get(each.code) is not None)
        return (*reviews.AREAS, *extras)

    def spoken(self) -> str:
        """The line that is to be answered, and its answer so far."""
        row = self.rows[self._at]
        answer = f": {said}" if (said := self._said(row)) else ", not answered"
        found = f". {self._found(row)}" if row.code in self._council else ""
        return f"Review, line {self._at + 1} of {len(self.rows)}: {row.words}{answer}{found}"

    def caret(self) -> Offset:
        """Where the terminal's cursor stands: on the line that is answered next."""
        return Offset(0, self._at - self._top + 1)

    # Keys

    def on_key(self, event: events.Key) -> None:
        typed = keys.answers(event)
        if event.key in ("up", "down"):
            self._at = max(0, min(len(self.rows) - 1, self._at + (1 if event.key == "down" else -1)))
        elif event.key == "enter":
            self._on() if self._half is None else self._say()
        elif event.key == "space" and (row := self.rows[self._at]).code in self._council:
            self.post_message(self.ReadOn(row.words, self._found(row)))
        elif event.key == STOP:
            self.post_message(CallEnds(NOT_SAFE))
        elif event.key in ("backspace", "delete"):
            self._clear()
        elif not typed:
            return
        elif not (self._area(typed) or self._extra(typed)):
            self._say()
        event.stop()
        event.prevent_default()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click on a line goes to it."""
        offset = event.get_content_offset(self)
        if offset and 0 < offset.y <= min(self._room, len(self.rows) - self._top):
            self._at = self._top + offset.y - 1
            self.refresh()

    @property
    def _half(self) -> AreaAnswer | None:
        """The answer of the line one stands on, where it is half an answer."""
        given = self.draft.review.areas.get(self.rows[self._at].code)
        return given if given and given.half else None

    def _on(self) -> None:
        if self._at + 1 < len(self.rows):
            self._at += 1
        else:
            self.post_message(StepDone())

    def _area(self, key: str) -> bool:
        """Half an answer waits for its other half: until then nothing else answers, and nothing overwrites it."""
        row = self.rows[self._at]
        if isinstance(row, reviews.ExtraQuestion):
            return False
        half = self._half
        asks_on = half is not None and half.answer is not None
        for place, choices in enumerate((reviews.ANSWERS, reviews.UNABLE)):
            for choice in choices:
                meant = choice.key == key or (asks_on and place == 1 and reviews.STILL.get(key) == choice.code)
                if meant and not (asks_on and place == 0):
                    given = self.draft.areas.setdefault(row.code, [None, None])
                    given[place] = choice.code
                    if choice.code == "not_asked":
                        given[1] = None
                    if given[0] is not None and self._half is None:
                        self._at += 1  # there are always the extras below
                    self.post_message(LineAnswered())
                    return True
        return False

    def _extra(self, key: str) -> bool:
        row = self.rows[self._at]
        if not isinstance(row, reviews.ExtraQuestion):
            return False
        if not row.choices and key.isascii() and key.isdigit():
            before = self.draft.extras.get(row.code)
            number = int(f"{before if isinstance(before, int) else ''}{key}")
            self.draft.extras[row.code] = number if number <= MOST_TIMES else int(key)
            self.post_message(LineAnswered())
            return True
        choice = next((each for each in row.choices or COUNTED if each.key == key), None)
        if choice is None:
            return False
        self._set(row.code, choice.code)
        self._on() if self._at + 1 < len(self.rows) else None
        return True

    def _say(self) -> None:
        """A key that is no answer here does nothing but say what is."""
        lead, *groups = self._asks()
        told = ["0-9 how many"] if self._counts else []
        told += [f"{choice.key} {choice.words}" for group in groups for choice in group]
        self.post_message(self.Said(f"{lead} {', '.join(told)}.".strip()))

    def _set(self, code: str, answer: str | None) -> None:
        if answer is None:
            self.draft.extras.pop(code, None)
        else:
            self.draft.extras[code] = answer
        self.post_message(LineAnswered())

    def _clear(self) -> None:
        row = self.rows[self._at]
        if isinstance(row, reviews.ExtraQuestion):
            self._set(row.code, None)
        else:
            half = self._half is not None
            self.draft.areas.pop(row.code, None)
            self.post_message(LineAnswered())
            if half:
                self.post_message(self.Said(f"{row.words}: taken back, not answered."))

    # Drawing

    @property
    def _counts(self) -> bool:
        row = self.rows[self._at]
        return isinstance(row, reviews.ExtraQuestion) and not row.choices

    def _asks(self) -> tuple[str, *tuple[tuple[AnswerOption, ...], ...]]:
        """What the line one stands on asks now, and the answers to that: half an answer is the question itself."""
        row, half = self.rows[self._at], self._half
        if isinstance(row, reviews.ExtraQuestion):
            return "", row.choices or COUNTED
        if half is None:
            return "", reviews.ANSWERS, reviews.UNABLE
        if half.answer is not None:
            return reviews.ASKS_ON[half.answer], STILL
        return f"{UNABLE_WORDS[half.unable or '']}. And since last time?", reviews.ANSWERS

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        rows = self.rows
        row = rows[self._at]
        asked = wrap(f"“{row.ask}”", width)
        found = self._found_lines(row, width, height - 2 - len(asked) - len(rows))
        self._room = room = max(3, height - 2 - len(asked) - len(found))
        self._top = max(min(self._top, self._at), self._at - room + 1, 0)
        self._top = min(self._top, max(0, len(rows) - room))
        now = 20
        last = max(10, width - 2 - reviews.LINE - 1 - now - 1)
        lines: list[list[Piece]] = [
            [
                (
                    fit(f"  {'Since last time':<{reviews.LINE}} {'Now':<{now}} {self._then}", width),
                    "$text-muted underline",
                )
            ]
        ]
        shown = range(self._top, min(len(rows), self._top + room))
        lines += [self._line(rows[place], place == self._at, now, last) for place in shown]
        lines += [[(each, "$text-muted")] for each in found]
        lines += [[(each, "bold")] for each in asked]
        lead, *groups = self._asks()
        pieces: list[Piece] = [(f"{lead}  ", "bold $accent")] if lead else []
        if self._counts:
            pieces += [("0-9", "bold $accent"), " How many, then Enter  "]
        lines.append([*pieces, legend(*groups)])
        joined: list[Piece] = []
        for number, each in enumerate(lines):
            joined += ["\n"] if number else []
            joined += each
        return Content.assemble(*joined)

    @property
    def _then(self) -> str:
        """What stands beside the answers of now."""
        if not self._council:
            return "Last time"
        return "Last time or council" if self._before else "The council found"

    def _found(self, row: reviews.Area | reviews.ExtraQuestion) -> str:
        """What the council found in this area, whole, with whose and of when it is."""
        found = self._council[row.code]
        return f"{found.whose} found, {clock.format_day(found.on)}: {one_line(found.words)}"

    def _found_lines(self, row: reviews.Area | reviews.ExtraQuestion, width: int, room: int) -> list[str]:
        """The same, as far as there is room for it: so many lines are left by the list."""
        lines = wrap(self._found(row), width) if row.code in self._council else []
        most = max(FOUND_LINES, room)
        if len(lines) > most:
            lines[most - 1 :] = [f"{fit(lines[most - 1], width - len(READ_ON)).rstrip(' …')}{READ_ON}"]
        return lines

    def _said(self, row: reviews.Area | reviews.ExtraQuestion) -> str:
        """What was answered on this line, with what is still to be said of it."""
        answer: int | str | None
        answer, unable = self.draft.areas.get(row.code, [None, None])
        if isinstance(row, reviews.ExtraQuestion):
            answer = self.draft.extras.get(row.code)
        said = words(row.code, answer, unable)
        if answer in reviews.ASKS_ON and unable is None:
            return f"{said}, able?"
        return f"{said}, and?" if answer is None and unable is not None else said

    def _line(self, row: reviews.Area | reviews.ExtraQuestion, here: bool, now: int, last: int) -> list[Piece]:
        code, said = row.code, self._said(row)
        before = self._before.get(code)
        then = words(code, before.answer, before.unable) if before else ""
        on = clock.format_day(before.on) if before and then and last >= DATED else ""
        if found := self._council.get(code):
            then = one_line(found.words)
        ground = CURSOR if here and self.has_focus else ""
        style = f"bold {ground}" if here else ""
        return [
            ("› " if here else "  ", "bold $accent"),
            (fit(row.words, reviews.LINE) + " " + fit(said or "·", now), style),
            (" " + fit(f"{then:<17} {on}".strip(), last), f"$text-muted {ground}"),
        ]

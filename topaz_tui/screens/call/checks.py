"""Who it is, and whether it is safe to talk: steps to tick before anything is said."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from topaz_tui.rules import checks
from topaz_tui.screens.call import keys
from topaz_tui.screens.call.ends import NOT_SAFE, CallEnds, StepDone
from topaz_tui.text import fit, one_line
from topaz_tui.widgets.pieces import Piece

KEYS = {"name": "m", "born": "d", "address": "a", "postcode": "p", "ok": "o", "alone": "l", "code_word": "w"}
STOPS = {"k": "not_identified", "f": NOT_SAFE}
"""The call stops here: the outcome's own key, here too."""
YES, NO, NOT_ASKED = "y", "n", "-"
"""Of the line one stands on."""
HINT = "y yes, n no, - not asked; or the letter of a line ticks it. k not sure who it is, f not safe to talk."
STEPS = (*checks.IDENTITY, *checks.SAFE_TO_TALK)
_SAFE_FROM = 2 + 2 * len(checks.IDENTITY)  # below two headings, and each identity step with what to say
PLACES = {1 + line: line // 2 for line in range(2 * len(checks.IDENTITY))} | {
    _SAFE_FROM + line: len(checks.IDENTITY) + line for line in range(len(checks.SAFE_TO_TALK))
}
"""The step of each line, among STEPS."""


class ChecksPane(Widget, can_focus=True):
    """y, n and - answer the line one stands on, and go to the next; a line's own letter, and space, tick it or take
    that back. Posts `Ticked`, `CallEnds` with an outcome, `StepDone` on Enter, `Said` for a key that does nothing."""

    DEFAULT_CSS = "ChecksPane { height: auto; padding: 0 1; }"

    class Ticked(Message):
        """A line was ticked, or is no longer."""

    class Said(Message):
        """A key that ticks nothing: what does, or why not."""

        def __init__(self, words: str = HINT) -> None:
            super().__init__()
            self.words = words

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ticks: list[str] = []
        self._identity: dict[str, str] = {}
        self._at = 0

    def show(self, ticks: list[str], identity: dict[str, str]) -> None:
        """Begin at the first line, with these ticks; one that can't be ticked is dropped. `identity` is what there is
        to compare."""
        self._identity, self._at = identity, 0
        self.ticks = [code for code in ticks if self._can_be_ticked(code)]
        self.refresh(layout=True)

    def on_key(self, event: events.Key) -> None:
        by_key = {key: code for code, key in KEYS.items()}
        typed = keys.answers(event)
        if event.key in ("up", "down"):
            self._at = (self._at + (1 if event.key == "down" else -1)) % len(STEPS)
        elif typed in by_key or event.key == "space":
            code = by_key.get(typed, STEPS[self._at].code)
            self._at = next(place for place, step in enumerate(STEPS) if step.code == code)
            self._tick_it(code not in self.ticks)
        elif typed in (YES, NO, NOT_ASKED):
            if self._tick_it(typed == YES):
                self._at = min(self._at + 1, len(STEPS) - 1)
        elif event.key in STOPS:
            self.post_message(CallEnds(STOPS[event.key]))
        elif event.key == "enter":
            self.post_message(StepDone())
        elif typed:
            self.post_message(self.Said())
        else:
            return
        event.stop()
        event.prevent_default()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click on a line is its letter. Of two on one spot the second is nothing: it may have been meant for what
        stood there before."""
        offset = event.get_content_offset(self)
        if event.chain == 1 and offset and offset.y in PLACES:
            self._at = PLACES[offset.y]
            self._tick_it(STEPS[self._at].code not in self.ticks)
            self.refresh()

    def spoken(self) -> str:
        """The step that the cursor stands on, and whether it is ticked."""
        step = STEPS[self._at]
        return (
            f"Check {self._at + 1} of {len(STEPS)}: {step.words}, {'yes' if step.code in self.ticks else 'not ticked'}"
        )

    def caret(self) -> Offset:
        """Where the terminal's cursor stands: on the line that is answered next."""
        return Offset(0, next(line for line, place in PLACES.items() if place == self._at))

    def _can_be_ticked(self, code: str) -> bool:
        """Is there something to compare? What nobody knows confirms nothing."""
        return code not in checks.EVERY_STEP or code in checks.comparable(self._identity)

    def _tick_it(self, ticked: bool) -> bool:
        """The line one stands on is ticked, or is not; False where it can't be, and why is said."""
        step = STEPS[self._at]
        if ticked and not self._can_be_ticked(step.code):
            words = f"Their {step.words.lower()} is not known here: nothing to compare, so it confirms nothing."
            self.post_message(self.Said(words))
            return False
        if (step.code in self.ticks) != ticked:
            self.ticks.append(step.code) if ticked else self.ticks.remove(step.code)
            self.post_message(self.Ticked())
        return True

    def _lines(self, width: int) -> list[list[tuple[str, str]]]:
        lines = [[("Who is it?  They say it, you compare. Never read it out.", "bold $accent")]]
        for step in checks.IDENTITY:
            fact = one_line(self._identity.get(step.code, ""))
            words = fit(f"{step.words:<15} {fact or 'not known here: nothing to compare'}", width - 9)
            lines.append([*self._tick(step), (words, "" if fact else "$text-muted")])
            lines.append([(fit(f"         “{step.say}”", width), "$text-muted")])
        lines.append([("Is it safe to talk?  Closed questions, that can be answered unheard.", "bold $accent")])
        lines += [[*self._tick(step), (fit(f"“{step.say}”", width - 9), "")] for step in checks.SAFE_TO_TALK]
        known = checks.comparable(self._identity)
        lacks = checks.identity_lacks(self.ticks, known) or checks.safe_to_talk_lacks(self.ticks)
        lines += [
            [("", "")],
            [(lacks or "All asked. Enter goes on.", "bold")],
            [("y", "bold $accent"), (" yes  ", ""), ("n", "bold $accent"), (" no  ", ""), ("-", "bold $accent"),
             (" not asked      ", ""), ("k", "bold $accent"), (" not sure who it is  ", ""), ("f", "bold $accent"),
             (" not safe: it stops", "")],
        ]  # fmt: skip
        return lines

    def _tick(self, step: checks.CheckStep) -> list[tuple[str, str]]:
        here = self.has_focus and STEPS[self._at] is step
        mark = "x" if step.code in self.ticks else " "
        return [
            ("› " if here else "  ", "bold $accent"),
            (f"[{mark}] " if self._can_be_ticked(step.code) else "    ", "bold"),
            (f"{KEYS[step.code]}  ", "bold $accent"),
        ]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        pieces: list[Piece] = []
        for number, each in enumerate(self._lines(self.size.width)):
            pieces += ["\n"] if number else []
            pieces += each
        return Content.assemble(*pieces)

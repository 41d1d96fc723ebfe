"""A tour of the first five minutes, in the demo: each step says what to press now, and the next one comes as that has
been done. Whoever does something else meanwhile finds the step where they left it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.timer import Timer

from topaz_tui import actions
from topaz_tui.screens.base import Page
from topaz_tui.screens.call import CallScreen, SavedDialog

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz

NAME = "tour"  # of the state that is told
LOOK = 0.2  # seconds between two looks whether a step is done


@dataclass(frozen=True, slots=True)
class TourStep:
    """What to do, with actions by their ids for their keys, and whether it is done."""

    words: str
    done: Callable[[Topaz], bool]


def _at(place: str) -> Callable[[Topaz], bool]:
    return lambda app: isinstance(app.screen, Page) and app.screen.place == place


def _rings(app: Topaz) -> bool:
    return isinstance(app.screen, CallScreen) and app.screen.draft.step != "card"


def _has_ended(app: Topaz) -> bool:
    return isinstance(app.screen, CallScreen) and bool(app.screen.draft.outcome)


def _is_saved(app: Topaz) -> bool:
    return isinstance(app.screen, SavedDialog)


STEPS = (
    TourStep("The phone list, the first to call at the top. {list.choose} looks at whom you stand on.", _at("client")),
    TourStep("Safety first, then all that is known; nobody is held. {everywhere.back} leads back.", _at("queue")),
    TourStep("{queue.take_next} takes the next person, so that nobody else calls them.", _at("call")),
    TourStep("Above: what may be said, and to whom. Press {call.ring} as you start to ring.", _rings),
    TourStep("One key says how it ended. Press n: nobody answered.", _has_ended),
    TourStep("{call.save} saves all of it at once.", _is_saved),
    TourStep("What was saved, and when they are called again. {everywhere.back} leads to the list.", _at("queue")),
    TourStep("{everywhere.escalations}: what waits for a manager, what runs out first at the top.", _at("escalations")),
    TourStep("{list.choose} opens a line: its history, and each move that may be made.", _at("case")),
    TourStep("{everywhere.concern} raises a concern from anywhere. Now {everywhere.queue}: the list again.",
             _at("queue")),
    TourStep("{everywhere.help} explains each key, {everywhere.command_palette} finds all there is. "
             "{everywhere.tour} ends the tour.", lambda app: not isinstance(app.screen, Page) or not _at("queue")(app)),
)  # fmt: skip


class Tour:
    """Where whoever sits here is on the tour of this app."""

    def __init__(self, app: Topaz) -> None:
        self._app = app
        self._at: int | None = None  # the step; None where nobody is on the tour
        self._timer: Timer | None = None

    def begin_or_end(self) -> None:
        """Begin at the list; or end it, wherever it is."""
        if self._at is not None:
            self._end()
            return
        self._at = 0
        self._timer = self._app.set_interval(LOOK, self.look)
        self._tell()

    def look(self) -> None:
        """On to the next step, where this one is done."""
        if self._at is None or not STEPS[self._at].done(self._app):
            return
        self._at += 1
        self._tell() if self._at < len(STEPS) else self._end()

    def _end(self) -> None:
        self._at = None
        if self._timer:
            self._timer.stop()
        self._app.status.stand(NAME, "")

    def _tell(self) -> None:
        step = STEPS[self._at or 0]
        words = actions.with_keys(step.words, self._app.session.settings.keys)
        self._app.status.stand(NAME, f"Tour, {(self._at or 0) + 1} of {len(STEPS)}: {words}", "busy")

"""The events of a history that are nobody's move."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules.referrals.mistakes import PUT_RIGHT, PUT_RIGHT_WORDS
from topaz_tui.rules.referrals.move_ids import OtherEvent

ENDED = OtherEvent.ENDED
LETTER = OtherEvent.LETTER
OTHER_EVENTS: Mapping[str, str] = {
    OtherEvent.TAKEN: "Taken over",
    OtherEvent.GIVEN: "Given to somebody",
    OtherEvent.READ: "Read by who had to know",
    ENDED: "Over: it is so no longer",
    OtherEvent.NEWS: "There is something new to settle: it rests no longer",
    OtherEvent.CHANGED: "It is otherwise now",
    PUT_RIGHT: PUT_RIGHT_WORDS,
    LETTER: "Letter to the council, to be mailed",
}

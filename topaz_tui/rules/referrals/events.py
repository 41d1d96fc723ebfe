"""The events of a history that are nobody's move."""

from __future__ import annotations

from topaz_tui.rules.referrals.mistakes import PUT_RIGHT, PUT_RIGHT_WORDS

ENDED = "ended"
LETTER = "letter_put"  # a letter to the council waits to be mailed: it has asked nobody yet
OTHER_EVENTS = {
    "taken": "Taken over",
    "read": "Read by who had to know",
    ENDED: "Over: it is so no longer",
    PUT_RIGHT: PUT_RIGHT_WORDS,
    LETTER: "Letter to the council, to be mailed",
}

"""The measures of people's lives: what has changed in each area, and what they tell of falls and hospital."""

from __future__ import annotations

from topaz_tui.rules.measures import count_lives
from topaz_tui.rules.measures.measure import Measure, Shows, Tab
from topaz_tui.rules.reviews import AREAS, EXTRA

ANSWERED = "reviews of the period in which this area was compared"
OWN_WORDS = "As people tell it themselves. It says nothing of what would have been without a review: nobody knows that."
_ANSWERS = (("better", "better", ""), ("same", "the same", "-S"), ("worse", "worse", "-W"))
EVENTS = (("F", "falls", "fell", "Falls"), ("H", "hospital", "was in hospital", "Hospital stays"))
MEASURES = (
    *(
        Measure(
            f"AREA-{area.code}{mark}", f"{area.words}: {words}", "reviews", f"reviews that found it {words}", ANSWERED,
            "[ours], areas of regulation 2 (6)", count_lives.area(area.code, answer), tab=Tab.LIVES, own=True,
            whole=f"AREA-{area.code}", mind="The areas are no parts of one whole: they never add up to people.",
        )
        for area in AREAS
        for answer, words, mark in _ANSWERS
    ),
    *(
        Measure(
            f"PREV-{mark}", f"{events}: people told of any", "people", f"people of whom one says that they {did} since",
            "people who answered with a number", "[ours]", count_lives.told_of(code), tab=Tab.LIVES, own=True,
            mind=OWN_WORDS,
        )
        for mark, code, did, events in EVENTS
        if EXTRA[code]
    ),
    *(
        Measure(
            f"PREV-{mark}N", f"{events} told of", events.lower(), f"{events.lower()} since they were last spoken with",
            "answers with a number", "[ours]", count_lives.times_told_of(code), tab=Tab.LIVES, own=True,
            shows=Shows.NUMBER, mind=OWN_WORDS,
        )
        for mark, code, _, events in EVENTS
    ),
)  # fmt: skip

"""How what is known of a young person is kept: the words that the store has for it."""

from __future__ import annotations

from enum import StrEnum


class RecordSource(StrEnum):
    """Who said what is recorded of a young person. No file overwrites what a worker said."""

    COUNCIL = "council"
    WORKER = "worker"


class Stay(StrEnum):
    """As what somebody lives at a place."""

    LOOKED_AFTER = "looked after"
    HOME = "home"  # with a parent, by agreement, after care
    PROVIDED = "provided"  # by the council, after care


class ImportKind(StrEnum):
    """What a council's file is read as, where it isn't the list of people to call."""

    ANNEX_A = "annex-a"
    SSDA903 = "ssda903"
    YOUNG_PEOPLE = "young-people"

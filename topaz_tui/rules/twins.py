"""Why a record stops calls under another that looks like the same person's: a table of codes and words.

What is kept of such a doubt is which record stops it and a code of these; words are made where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from topaz_tui.rules.contact_safety import Why
from topaz_tui.rules.people import DoubtCode


class TwinStop(StrEnum):
    """Why a record stops calls under another one that looks like the same person's, the gravest reason first."""

    DIED = "died"
    MOVED = "moved"
    REFUSED = "refused"
    NOBODY = "nobody"
    UNSAFE = "unsafe"
    NOT_KNOWN = "not known"
    NOT_KNOWN_WHEN = "not known when"
    MAY_HAVE_DIED = "may have died"
    MAY_HAVE_MOVED = "may have moved"
    UNSAFE_TALK = "unsafe talk"
    UNREADABLE = "unreadable"


WORDS = {
    TwinStop.DIED: "has died",
    TwinStop.MOVED: "has moved away",
    TwinStop.REFUSED: "asked not to be called",
    TwinStop.NOBODY: "is a record of nobody",
    TwinStop.UNSAFE: "is not safe to call",
    TwinStop.NOT_KNOWN: "is not known to be safe to call",
    TwinStop.NOT_KNOWN_WHEN: "is safe to call at times that can't be read",
    TwinStop.MAY_HAVE_DIED: "may have died",
    TwinStop.MAY_HAVE_MOVED: "may have moved away",
    TwinStop.UNSAFE_TALK: "could not talk safely last time",
    TwinStop.UNREADABLE: "is not called, and why can't be read",
}
"""The reasons in words that follow the person's name."""
OF_DOUBT: Mapping[str, TwinStop] = {
    DoubtCode.DEATH: TwinStop.MAY_HAVE_DIED,
    DoubtCode.LATE: TwinStop.MAY_HAVE_DIED,
    DoubtCode.DIED_AGAIN: TwinStop.MAY_HAVE_DIED,
    DoubtCode.MOVE: TwinStop.MAY_HAVE_MOVED,
    DoubtCode.MOVED_AGAIN: TwinStop.MAY_HAVE_MOVED,
}
"""What an open doubt of that code says, the gravest first: it stops another record as long as nobody has settled it."""
GRAVE = frozenset(TwinStop) - {TwinStop.MOVED, TwinStop.MAY_HAVE_MOVED, TwinStop.NOBODY, TwinStop.UNREADABLE}
"""The reasons that also stop a record which only looks alike. Somebody who has moved may be here again under another ID
and number: of that the card warns."""
ENDS_ON_ITS_OWN_RECORD = frozenset((TwinStop.MAY_HAVE_DIED, TwinStop.MAY_HAVE_MOVED, TwinStop.NOBODY))
"""The reasons that stop nobody else for good: a doubt that is settled on its own record, and a record of nobody."""


def twin_stop(code: str) -> TwinStop:
    """The reason that belongs to a code of a client's `stopped`, of a doubt, or of this table; UNREADABLE for a code
    that this Topaz does not know."""
    if code in OF_DOUBT:
        return OF_DOUBT[code]
    return TwinStop(code) if code in WORDS else TwinStop.UNREADABLE


def unsafe(why: Why) -> TwinStop:
    """Why nobody calls somebody whose numbers are held back (rules/contact_safety.py)."""
    known = {Why.UNREADABLE: TwinStop.NOT_KNOWN, Why.UNREAD_TIMES: TwinStop.NOT_KNOWN_WHEN}
    return known.get(why, TwinStop.UNSAFE)


def words(stop: TwinStop, doubt: str = "") -> str:
    """The reason in words that follow somebody's name. `doubt` is the code of the open doubt that says so, where there
    is one: the file's, or that of a name ('Lane (deceased)')."""
    source = "the name" if doubt == DoubtCode.LATE else "the council's file"
    return f"{WORDS[stop]}, says {source}" if doubt else WORDS[stop]


def sentence(person_id: str, stop: str) -> str:
    """What a doubt says of another record: 'Record 950 has died'."""
    return f"Record {person_id} {WORDS[twin_stop(stop)]}"

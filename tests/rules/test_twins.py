"""Why a record stops calls under another that may be the same person's: each code in words."""

from __future__ import annotations

import pytest

from topaz_tui.rules import people, twins
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.twins import TwinStop

SENTENCES = {
    TwinStop.DIED: "Record 950 has died",
    TwinStop.MOVED: "Record 950 has moved away",
    TwinStop.REFUSED: "Record 950 asked not to be called",
    TwinStop.NOBODY: "Record 950 is a record of nobody",
    TwinStop.UNSAFE: "Record 950 is not safe to call",
    TwinStop.NOT_KNOWN: "Record 950 is not known to be safe to call",
    TwinStop.NOT_KNOWN_WHEN: "Record 950 is safe to call at times that can't be read",
    TwinStop.MAY_HAVE_DIED: "Record 950 may have died",
    TwinStop.MAY_HAVE_MOVED: "Record 950 may have moved away",
    TwinStop.UNSAFE_TALK: "Record 950 could not talk safely last time",
    TwinStop.UNREADABLE: "Record 950 is not called, and why can't be read",
}


@pytest.mark.parametrize("stop", TwinStop)
def test_twin_code_has_its_sentence(stop: TwinStop) -> None:
    assert twins.sentence("950", stop) == SENTENCES[stop]


def test_twin_code_exists_for_every_stop_and_doubt() -> None:
    assert {twins.twin_stop(stop) for stop in queue_rules.STOPPED} == {"died", "moved", "refused", "nobody"}
    assert twins.OF_DOUBT.keys() <= people.DOUBTS.keys()
    assert twins.twin_stop("of a later Topaz") == TwinStop.UNREADABLE


def test_twin_doubt_says_where_it_comes_from() -> None:
    assert twins.words(TwinStop.DIED) == "has died"
    assert twins.words(TwinStop.MAY_HAVE_DIED, "death") == "may have died, says the council's file"
    assert twins.words(TwinStop.MAY_HAVE_DIED, "late") == "may have died, says the name"

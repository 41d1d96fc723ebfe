"""Why a line of the board is over: kept as codes, told in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from topaz_tui.rules.endings import End, Ending, format_ending, read_ending, to_facts
from topaz_tui.rules.queue import Cause, QueueStatus, Reason

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
STANDS = QueueStatus(
    Reason.WAITING, "recall", due_at=NOW, tries=2, cause=Cause.PUT_OFF, until=NOW, about="Engaged", record="0012"
)
CASES = {
    Ending(End.STANDS, stands=QueueStatus(Reason.CALLABLE, "recall", due_at=NOW)): "Recall due 23 Nov 2026",
    Ending(End.STANDS, stands=STANDS): "Engaged: again 23 Nov 2026 10:00 (also record 0012)",
    Ending(End.STANDS, stands=QueueStatus(Reason.DIED)): "Has died: never call",
    Ending(End.CALLED, "language"): "Interpreter needed.",
    Ending(End.CALL_PUT_RIGHT): "The call was put right.",
    Ending(End.AT_ONE_TIME): "The call and the interpreter are at one time.",
    Ending(End.MOVED, "close"): "Closed",
    Ending(End.NOT_PROPOSED): "It is proposed no more",
    Ending(End.PUT_AWAY): "It was put away",
    Ending(End.SUBMITTED): "It is submitted",
    Ending(End.TAKEN_OVER, "Mary Ash"): "Mary Ash goes on with it",
}


@pytest.mark.parametrize(("ending", "words"), CASES.items(), ids=str)
def test_ending_is_stored_in_codes_and_told_in_words(ending: Ending, words: str) -> None:
    kept = json.loads(json.dumps(to_facts(ending)))
    assert words not in json.dumps(kept) and all(name.startswith("_") for name in kept), "none of it is an answer"
    found = read_ending(kept)
    assert found == ending and format_ending(found) == words


def test_ending_of_each_kind_has_its_sentence() -> None:
    assert {ending.end for ending in CASES} == set(End)


def test_ending_of_an_older_event_is_none() -> None:
    assert read_ending({"now": "Recall due 23 Nov 2026"}) is None


@pytest.mark.parametrize("facts", [{"_end": "nothing"}, {"_end": "stands otherwise", "_stands": {"reason": "new"}}])
def test_ending_of_a_newer_program_is_not_read_as_another(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        read_ending(facts)

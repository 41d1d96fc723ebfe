"""Why a line of the board is over: kept as codes, told in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd, format_end, read_end, to_facts
from topaz_tui.rules.queue import Cause, QueueStatus, Reason

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
STANDS = QueueStatus(
    Reason.WAITING, "recall", due_at=NOW, attempts=2, cause=Cause.PUT_OFF, until=NOW, about="Engaged", record="0012"
)
RECALL = QueueStatus(Reason.CALLABLE, "recall", due_at=NOW)
CASES = {
    EscalationEnd(EndReason.STANDS, stands=RECALL): "Recall due 23 Nov 2026",
    EscalationEnd(EndReason.STANDS, stands=STANDS): "Engaged: again 23 Nov 2026 10:00 (also record 0012)",
    EscalationEnd(EndReason.STANDS, stands=QueueStatus(Reason.DIED)): "Has died: never call",
    EscalationEnd(EndReason.CALLED, "language"): "Interpreter needed.",
    EscalationEnd(EndReason.CALL_PUT_RIGHT): "The call was put right.",
    EscalationEnd(EndReason.AT_ONE_TIME): "The call and the interpreter are at one time.",
    EscalationEnd(EndReason.TOLD_ANEW): "They were told, or the call is at the time that was written again.",
    EscalationEnd(EndReason.MOVED, "close"): "Closed",
    EscalationEnd(EndReason.NOT_PROPOSED): "It is proposed no more",
    EscalationEnd(EndReason.DISCARD): "It was discarded",
    EscalationEnd(EndReason.ACTION_SAID, "not wanted"): "Not wanted.",
    EscalationEnd(EndReason.LETTER_ENDED, "posted"): "Put in the post.",
    EscalationEnd(EndReason.SUBMITTED): "It is submitted",
    EscalationEnd(EndReason.DUTY, "met"): "It was done",
    EscalationEnd(EndReason.NOT_OURS): "The team does no work for children any more",
    EscalationEnd(EndReason.CALLS_AFTER_ALL): "They may be called after all",
    EscalationEnd(EndReason.TAKEN_OVER, "Mary Ash"): "Mary Ash goes on with it",
}


@pytest.mark.parametrize(("end", "words"), CASES.items(), ids=str)
def test_ending_is_stored_in_codes_and_told_in_words(end: EscalationEnd, words: str) -> None:
    kept = json.loads(json.dumps(to_facts(end)))
    assert words not in json.dumps(kept) and all(name.startswith("_") for name in kept), "none of it is an answer"
    found = read_end(kept)
    assert found == end and format_end(found) == words


def test_ending_of_each_kind_has_its_sentence() -> None:
    assert {end.reason for end in CASES} == set(EndReason)


def test_ending_of_an_older_event_is_none() -> None:
    assert read_end({"now": "Recall due 23 Nov 2026"}) is None


@pytest.mark.parametrize("facts", [{"_end": "nothing"}, {"_end": "stands otherwise", "_stands": {"reason": "new"}}])
def test_ending_of_a_newer_program_is_not_read_as_another(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        read_end(facts)

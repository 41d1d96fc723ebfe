"""What a call led to, by its codes: each in words, and kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from topaz_tui.rules import call_effect_words, call_effects
from topaz_tui.rules.call_effects import EffectCode, effect

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER = "2026-11-24T10:00:00Z"
SENTENCES = {
    effect(EffectCode.NEXT, "refused_soft", "1440"): "Tries again after 1 day; counts as an attempt",
    effect(EffectCode.NO_OTHER_NUMBER): "Retires this number; they have no other one",
    effect(EffectCode.TRIES_AGAIN, "30"): "Tries again after 30 min",
    effect(EffectCode.ANOTHER_DAY): "Counts as an attempt: tries again another day",
    effect(EffectCode.NOT_BEFORE, LATER): "No call before tomorrow 10:00",
    effect(EffectCode.CALLED_BACK, LATER): "To be called back tomorrow 10:00",
    effect(EffectCode.ENDED, "no_answer"): "Nobody answered.",
    effect(EffectCode.SPOKE): "Spoke with them.",
    effect(EffectCode.NUMBER_RETIRED): "This number is not used again.",
    effect(EffectCode.NOTHING_OWED): "No call is owed to them: nobody tries again unless somebody promises it",
    effect(EffectCode.ANOTHER): "Counts as no attempt: what is owed to them stays as it is",
    effect(EffectCode.COUNTS): "It counts as an attempt.",
    effect(EffectCode.ALSO_STOPPED, "1", "2"): "Nobody calls them under records 1 and 2.",
    effect(EffectCode.REFERRED_BACK): "Referred back to the council for assessment.",
    effect(EffectCode.CAME, "7", "Handrail"): "It came: Handrail.",
    effect(EffectCode.NOT_YET, "7", "Handrail", "2026-12-04"): "Not yet: Handrail, now by 4 Dec 2026.",
    effect(EffectCode.NOT_YET, "7", "Handrail", "2026-12-04", "2026-11-02"):
        "Not yet: Handrail, was to come by 2 Nov 2026, now by 4 Dec 2026.",
    effect(EffectCode.NOT_WANTED, "7", "Handrail"): "Not wanted: Handrail.",
    effect(EffectCode.SETTLED_BEFORE, "Handrail"): "Settled by somebody meanwhile, and left so: Handrail.",
    effect(EffectCode.ASKED_AGAIN, "2026-12-05"): "A follow-up asks again what has come.",
    effect(EffectCode.OPEN_AGAIN, "Handrail"): "Open again: Handrail.",
    effect(EffectCode.FOLLOW_UP, "2026-11-30"): "A follow-up is set.",
    effect(EffectCode.REVIEW_COMPLETE, "2027-11-23"): "The review is complete.",
    effect(EffectCode.REVIEW_BROKE_OFF, "2026-11-24"): "The review is not complete.",
    effect(EffectCode.INTERPRETER_APART, LATER, "2026-11-25T10:00:00Z"):
        "The interpreter is booked for 24 Nov 2026 10:00; a call is set for 25 Nov 2026 10:00:"
        " a manager decides which it is.",
    effect(EffectCode.INTERPRETER_APART, LATER, ""):
        "The interpreter is booked for 24 Nov 2026 10:00; no call is set for then: a manager decides which it is.",
    effect(EffectCode.MANAGER_TOLD): "A manager has been told.",
    effect(EffectCode.QUESTION_WAITS): "Your question waits for a manager.",
    effect(EffectCode.RUNG_TODAY, "1"): "The other number was rung today already: not offered again.",
    effect(EffectCode.RUNG_TODAY, "2"): "The other numbers were rung today already: not offered again.",
    effect(EffectCode.WITH_COLLEAGUE, "Tunde Bello"): "Tunde Bello is with this person now: tell them what you found.",
    effect(EffectCode.STANDS, "no_usable_number", "0"): "No usable number.",
    effect(EffectCode.STANDS, "tries_used_up", "6"): "6 attempts, nobody reached: a manager decides.",
    effect(EffectCode.MEANT, "died"): "The call ended: Has died.",
    effect(EffectCode.CALLS_GO_ON): "Calls are no longer stopped.",
    effect(EffectCode.NOT_AWAY): "They no longer count as away.",
    effect(EffectCode.NO_WAIT): "They no longer wait because of it.",
    effect(EffectCode.ATTEMPTS_COUNT): "The attempts before it count again.",
    effect(EffectCode.PLACE_BACK): "They stand where they stood in the queue.",
    effect(EffectCode.NUMBER_AGAIN, "020 7946 0001"): "020 7946 0001 is used again.",
    effect(EffectCode.NUMBER_AGAIN, ""): "The number is used again.",
    effect(EffectCode.NOT_OWED, "callback", LATER): "The callback of tomorrow 10:00 is no longer owed.",
    effect(EffectCode.OWED_AGAIN, "recall", LATER): "The recall of 24 Nov 2026 is owed again.",
    effect(EffectCode.ON_THE_BOARD, "interpreter"): "On the board again: interpreter to be booked.",
    effect(EffectCode.OFF_THE_BOARD, "question"): "Off the board: question.",
    effect(EffectCode.NOTE_TAKEN_BACK):
        "What it left for the next caller is shown to nobody any more: leave it anew (t) if it holds.",
    effect(EffectCode.NOTE_READ):
        "What it left for the next caller was read already: leave what holds instead (t).",
    effect(EffectCode.COUNTS_NO_LONGER): "The attempt no longer counts.",
    effect(EffectCode.ACTIONS_TAKEN_BACK): "What was put in place in it is taken back.",
    effect(EffectCode.ANSWERS_TAKEN_BACK): "The answers of the review are taken back.",
    effect(EffectCode.INTERPRETER_AGAIN): "What became of the interpreter who was booked is open again.",
    effect(EffectCode.TWINS_FREE): "Records that look like theirs are no longer stopped by it.",
    effect(EffectCode.SAFETY_AS_BEFORE): "Their safe times stand as they did before.",
    effect(EffectCode.LOOKED_AT_AGAIN): "It waits in Imports (5) again: nobody calls them until somebody has looked.",
    effect(EffectCode.WRITTEN_AGAIN, "SC-2026-00001", "Róisín Kelly"):
        "SC-2026-00001 is to be submitted again: Róisín Kelly is writing it.",
}  # fmt: skip


@pytest.mark.parametrize("code", EffectCode)
def test_call_effect_code_has_its_sentence(code: EffectCode) -> None:
    told = {each: words for each, words in SENTENCES.items() if each.code == code}
    assert told
    for each, words in told.items():
        assert call_effect_words.words(each, AT) == words


def test_call_effect_of_the_record_has_its_days() -> None:
    kept = (
        effect(EffectCode.REFERRED_BACK), effect(EffectCode.FOLLOW_UP, "2026-11-30"),
        effect(EffectCode.REVIEW_COMPLETE, "2027-11-23"), effect(EffectCode.REVIEW_BROKE_OFF, "2026-11-24"),
    )  # fmt: skip
    assert call_effect_words.recorded(kept, AT) == (
        "Referred back to the council for assessment. Follow-up 30 Nov 2026."
        " Review complete: next recall 23 Nov 2027. The review is not complete: it goes on 24 Nov 2026."
    )


def test_call_effects_are_read_back_as_stored_and_other_text_is_not() -> None:
    every = tuple(SENTENCES)
    assert call_effects.from_json(call_effects.to_json(every) or "") == every
    assert call_effects.to_json(()) is None
    for damaged in ("x", '[["later"]]', "[7]", "[[]]"):
        with pytest.raises((ValueError, TypeError)):
            call_effects.from_json(damaged)

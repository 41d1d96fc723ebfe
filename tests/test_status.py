"""What the program has to tell: how long each word stands, and what takes it away."""

from __future__ import annotations

import pytest

from topaz_tui.status import AT_LEAST, Status, Word


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def shown() -> list[tuple[Word, ...]]:
    return []


@pytest.fixture
def status(watch: Stopwatch, shown: list[tuple[Word, ...]]) -> Status:
    def changed() -> None:
        shown.append(made.told)

    made = Status(changed, watch)
    return made


def words(status: Status) -> list[str]:
    return [word.words for word in status.told]


def test_a_word_takes_the_place_of_the_one_before(status: Status, shown: list[tuple[Word, ...]]) -> None:
    status.say("Not saved.", "trouble")
    status.say("Saved.")
    assert words(status) == ["Saved."] and len(shown) == 2


def test_the_same_word_twice_is_told_once(status: Status) -> None:
    status.say("Saved.")
    status.say("Saved.")
    assert words(status) == ["Saved."]


def test_status_without_words_takes_nothing_away(status: Status) -> None:
    status.say("Saved.")
    status.say("")
    assert words(status) == ["Saved."]


@pytest.mark.parametrize("kind", sorted(AT_LEAST))
def test_a_word_outlasts_keys_until_it_has_stood_its_while(status: Status, watch: Stopwatch, kind) -> None:
    status.say("Said.", kind)
    status.key_pressed()
    assert words(status) == ["Said."]
    watch.seconds = AT_LEAST[kind]
    assert words(status) == ["Said."], "nobody has pressed a key since"
    status.key_pressed()
    assert words(status) == []


def test_a_word_goes_with_the_screen_that_one_leaves(status: Status) -> None:
    status.say("Not saved.", "trouble")
    status.key_pressed()
    status.screen_changed()
    assert words(status) == []


def test_a_word_said_as_the_screen_changes_stands_on_the_new_one(status: Status) -> None:
    status.key_pressed()
    status.say("Submitted.")
    status.screen_changed()
    assert words(status) == ["Submitted."]


def test_a_word_that_holds_stands_until_it_does_not(status: Status, watch: Stopwatch) -> None:
    lacks = True
    status.say("A note is needed.", "trouble", lambda: lacks)
    watch.seconds = 1000
    status.key_pressed()
    status.look()
    assert words(status) == ["A note is needed."]
    lacks = False
    status.look()
    assert words(status) == []


def test_a_word_is_told_until_it_is_withdrawn_and_no_other_goes_with_it(status: Status) -> None:
    status.say("Send now: recorded.")
    status.withdraw("Chased: recorded.")
    assert words(status) == ["Send now: recorded."]
    status.withdraw("Send now: recorded.")
    assert words(status) == []


def test_status_that_answers_a_key_is_told_until_the_next_key(status: Status, watch: Stopwatch) -> None:
    status.hint("Worse. Can they still do it?")
    watch.seconds = 1000
    status.look()
    assert words(status) == ["Worse. Can they still do it?"]
    status.key_pressed()
    assert words(status) == []
    status.hint("A digit answers nothing here.")
    status.say("Saved.")
    status.key_pressed()
    assert words(status) == ["Saved."], "a word of its own stands its while"


def test_a_state_stands_through_words_keys_and_screens(status: Status, watch: Stopwatch) -> None:
    status.stand("unsent", "NOT SENT")
    status.say("Saved.")
    watch.seconds = 1000
    status.key_pressed()
    status.screen_changed()
    status.look()
    assert words(status) == ["NOT SENT"]
    status.stand("unsent", "")
    assert words(status) == []


def test_danger_comes_first_and_what_was_said_last(status: Status) -> None:
    status.say("Saved.")
    status.stand("database", "Busy", "busy")
    status.stand("unsent", "NOT SENT")
    assert words(status) == ["NOT SENT", "Busy", "Saved."]


def test_status_state_told_anew_changes_nothing(status: Status, shown: list[tuple[Word, ...]]) -> None:
    status.stand("unsent", "NOT SENT")
    status.stand("unsent", "NOT SENT")
    status.stand("database", "")
    assert len(shown) == 1

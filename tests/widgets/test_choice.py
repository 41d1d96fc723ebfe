"""A choice: nothing beforehand, one or many, taken back again, and nothing cut off."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult

from tests.support.pilot import typed
from topaz_tui.rules.forms import YES_NO
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.widgets.choice import Choice, TypedPrefix

KINDS = (("a", "Apples"), ("b", "x [/nope] y"), ("none", "None of them"))


class Bare(InOrder[None]):
    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice
        self.said: list[object] = []
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.choice

    def on_mount(self) -> None:
        self.choice.focus()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        self.said.append(event.choice.answer)

    def on_choice_said(self, event: Choice.Said) -> None:
        self.told.append(event.words)


@pytest.mark.parametrize(
    ("typed_letters", "answer"),
    [("c", "council"), ("cc", "club"), ("t", "council"), ("the co", "council"), ("x", None)],
)
def test_an_answer_is_chosen_with_its_article_or_without_it(typed_letters: str, answer: str | None) -> None:
    options = (("council", "The council: formal care"), ("well", "Age Well"), ("club", "Club"))
    ways, prefix = Choice(options)._ways(), TypedPrefix()
    places = [prefix.letter(each, ways, 0) for each in typed_letters]
    place = next((each for each in reversed(places) if each is not None), None)
    assert (options[place][0] if place is not None else None) == answer


@pytest.mark.parametrize(
    ("keys", "answer"), [("e", "small"), ("E", "capital"), ("e E", "capital"), ("E e", "small"), ("E d", None)]
)
async def test_a_letter_with_shift_that_is_an_answers_own_goes_to_it(keys, answer) -> None:
    options = (("small", "Engaged"), ("capital", "Another way"))
    choice = Choice(options, letters=(("small", "e"), ("capital", "E")))
    app = Bare(choice)
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert choice.answer == answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("", None),
        ("tab", None),
        ("right", "yes"),
        ("down", "yes"),
        ("left", "not_known"),
        ("right right", "no"),
        ("down down down down", "not_known"),
        ("right left left", "yes"),
        ("space", "yes"),
        ("right right space", "no"),
        ("right backspace", None),
        ("right delete", None),
        ("y", "yes"),
        ("n", "no"),
        ("n n", "not_known"),
        ("n n n", "no"),
        ("n o t", "not_known"),
        ("k", "not_known"),
        ("n y", "yes"),
        ("y k", "not_known"),
        ("y e s", "yes"),
        ("Y", "yes"),
        ("n backspace", None),
    ],
)
async def test_choice_of_one_answer_or_none(keys: str, answer: str | None) -> None:
    app = Bare(Choice(YES_NO))
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert app.choice.answer == answer
        assert (app.said or [None])[-1] == answer


WORDS = ("S42 hub, A Khan", "Wants son to leave", "No reply. Yes?", "none", "a nurse", "yes no", "Anne x", "-", "!?1",
         "b b b")  # fmt: skip
STARTS = ((), ("right", "right"), ("right", "space"))


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("start", STARTS, ids=" ".join)
@pytest.mark.parametrize("words", WORDS)
async def test_words_meant_for_another_field_change_no_answer_and_are_told(words, start, many) -> None:
    options = (*YES_NO, ("a", "Advice"), ("b", "Bank"), ("none", "None of them"))
    app = Bare(Choice(options, many=many, alone="none"))
    async with app.run_test() as pilot:
        await pilot.press(*start)
        before = app.choice.answer, app.choice.at
        await pilot.press(*typed(words))
        if words not in ("none", "-") and not (words == "b b b" and many):
            assert (app.choice.answer, app.choice.at) == before
            assert words.split()[0][0] in app.told[-1] and "Tab goes on" in app.told[-1]
        await pilot.press("tab")
        if many:
            assert app.choice.answer == before[0] or words == "b b b"


async def test_a_letter_goes_to_the_answer_in_many_and_ticks_nothing_before_the_second_space() -> None:
    app = Bare(Choice(KINDS, many=True, alone="none"))
    async with app.run_test() as pilot:
        await pilot.press("n")
        assert (app.choice.at, app.choice.answer) == (2, None)
        await pilot.press("space")
        assert app.choice.answer is None and "Space once more ticks 'None of them'" in app.told[-1]
        await pilot.press("space")
        assert app.choice.answer == ["none"]


async def test_words_are_over_with_an_arrow_or_backspace_and_the_answer_before_them_stays() -> None:
    app = Bare(Choice(YES_NO, ("no",)))
    async with app.run_test() as pilot:
        await pilot.press(*"zy")
        assert app.choice.answer == "no"
        await pilot.press("backspace")
        assert app.choice.answer == "no"
        await pilot.press("y")
        assert app.choice.answer == "yes"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("space right space", ["a", "b"]),
        ("space right space left space", ["b"]),
        ("space right right space", ["none"]),
        ("right right space left space", ["b"]),
        ("space backspace", None),
        ("right right", None),
    ],
)
async def test_choice_of_many_answers_and_one_that_stands_alone(keys: str, answer: list[str] | None) -> None:
    app = Bare(Choice(KINDS, many=True, alone="none"))
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert app.choice.answer == answer


async def test_choice_cursor_begins_at_what_was_chosen() -> None:
    app = Bare(Choice(YES_NO, ("not_known",)))
    async with app.run_test() as pilot:
        assert (app.choice.answer, app.choice.at) == ("not_known", 2)
        await pilot.press("space")
        assert app.choice.answer == "not_known"
        await pilot.press("left")
        assert app.choice.answer == "no"


@pytest.mark.parametrize(("width", "height"), [(80, 1), (30, 3), (13, 6)])
async def test_choice_answers_stand_side_by_side_where_they_fit(width: int, height: int) -> None:
    app = Bare(Choice(KINDS))
    async with app.run_test(size=(width, 10)):
        assert app.choice.size.height == height
        shown = " ".join(str(app.choice.render()).split())
        for _, words in KINDS:
            assert all(word in shown for word in words.split())


async def test_without_colour_the_chosen_one_has_a_mark() -> None:
    app = Bare(Choice(YES_NO, ("no",)))
    async with app.run_test():
        assert str(app.choice.render()) == " ( ) Yes  ›(•) No   ( ) Not known"


async def test_the_cursor_begins_at_the_chosen_answer_one_below_the_other_too() -> None:
    app = Bare(Choice(KINDS, ("none",)))
    async with app.run_test(size=(20, 10)):
        assert str(app.choice.render()).splitlines()[-1].startswith("›(•) None")
        assert str(app.choice.render()).count("›") == 1


async def test_choice_keeps_an_answer_that_is_still_on_offer() -> None:
    app = Bare(Choice(KINDS, ("a", "b"), many=True))
    async with app.run_test() as pilot:
        await pilot.press("right")
        app.choice.offer(KINDS[1:])
        assert (app.choice.answer, app.choice.at, app.said) == (["b"], 0, [])
        app.choice.offer(())
        await pilot.press("space", "left", "right", "backspace")
        assert app.choice.answer is None
        assert str(app.choice.render()) == " Nothing to choose from yet"


async def test_the_focus_is_seen_and_nothing_is_highlighted_that_is_not_saved() -> None:
    app = Bare(Choice(YES_NO))
    async with app.run_test() as pilot:
        assert str(app.choice.render()).startswith("›")
        assert not any("block-cursor" in str(span.style) for span in app.choice.render().spans)
        await pilot.press("down")
        assert any("block-cursor" in str(span.style) for span in app.choice.render().spans)
        assert app.choice.styles.background != app.screen.styles.background


@pytest.mark.parametrize("words", ["yshe is bleeding", "yes he has a knife", "yy. Nobody", "y", "ny help"])
async def test_an_answer_that_stays_is_not_taken_back_by_words(words) -> None:
    app = Bare(Choice(YES_NO, stays=("yes",)))
    async with app.run_test() as pilot:
        await pilot.press(*typed(words))
        assert app.choice.answer == "yes"
        assert words in ("y", "yy. Nobody") or "'Yes' stays" in app.told[-1]


async def test_words_take_nothing_else_back_and_give_no_answer_that_stays() -> None:
    app = Bare(Choice(YES_NO, ("yes",), stays=("yes",)))
    async with app.run_test() as pilot:
        await pilot.press(*"nobody")
        assert app.choice.answer == "yes"


async def test_space_ticks_again_after_words_and_any_other_key() -> None:
    app = Bare(Choice(KINDS, many=True, alone="none"))
    async with app.run_test() as pilot:
        await pilot.press(*"No", "space", *"time", "f10", "space")
        assert app.choice.answer == ["a"]


async def test_an_answer_typed_whole_goes_before_a_longer_one() -> None:
    options = (("met", "Met"), ("other", "Not met, but an enquiry is made"), ("not", "Not met"))
    app = Bare(Choice(options))
    async with app.run_test() as pilot:
        await pilot.press(*"not", "space", *"met")
        assert app.choice.answer == "not"

"""A choice: nothing beforehand, one or many, taken back again, and nothing cut off."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from topaz_tui.rules.forms import YES_NO
from topaz_tui.widgets.choice import Choice

KINDS = (("a", "Apples"), ("b", "x [/nope] y"), ("none", "None of them"))


class Bare(App[None]):
    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice
        self.said: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.choice

    def on_mount(self) -> None:
        self.choice.focus()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        self.said.append(event.choice.answer)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("", None),
        ("space", "yes"),
        ("right space", "no"),
        ("down down down space", "not_known"),
        ("right left left space", "yes"),
        ("space space", None),
        ("space backspace", None),
        ("space delete", None),
        ("space right space", "no"),
    ],
)
async def test_one_answer_or_none(keys: str, answer: str | None) -> None:
    app = Bare(Choice(YES_NO))
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert app.choice.answer == answer
        assert (app.said or [None])[-1] == answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("space right space", ["a", "b"]),
        ("space right space left space", ["b"]),
        ("space right right space", ["none"]),
        ("right right space left space", ["b"]),
        ("space backspace", None),
    ],
)
async def test_many_answers_and_one_that_stands_alone(keys: str, answer: list[str] | None) -> None:
    app = Bare(Choice(KINDS, many=True, alone="none"))
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
        assert app.choice.answer == answer


async def test_what_was_chosen_is_where_the_cursor_begins() -> None:
    app = Bare(Choice(YES_NO, ("not_known",)))
    async with app.run_test() as pilot:
        assert (app.choice.answer, app.choice.at) == ("not_known", 2)
        await pilot.press("space")
        assert app.choice.answer is None


@pytest.mark.parametrize(("width", "height"), [(80, 1), (30, 3), (13, 6)])
async def test_side_by_side_where_it_fits_and_never_cut(width: int, height: int) -> None:
    app = Bare(Choice(KINDS))
    async with app.run_test(size=(width, 10)):
        assert app.choice.size.height == height
        shown = " ".join(str(app.choice.render()).split())
        for _, words in KINDS:
            assert all(word in shown for word in words.split())


async def test_without_colour_the_chosen_one_has_a_mark() -> None:
    app = Bare(Choice(YES_NO, ("no",)))
    async with app.run_test():
        assert str(app.choice.render()) == "( ) Yes   (•) No   ( ) Not known"


async def test_other_answers_on_offer_keep_what_still_holds() -> None:
    app = Bare(Choice(KINDS, ("a", "b"), many=True))
    async with app.run_test() as pilot:
        await pilot.press("right")
        app.choice.offer(KINDS[1:])
        assert (app.choice.answer, app.choice.at, app.said) == (["b"], 0, [])
        app.choice.offer(())
        await pilot.press("space", "left", "right", "backspace")
        assert app.choice.answer is None
        assert str(app.choice.render()) == "Nothing to choose from yet"


async def test_the_focus_is_seen() -> None:
    app = Bare(Choice(YES_NO))
    async with app.run_test():
        assert any("reverse" in str(span.style) for span in app.choice.render().spans)
        assert app.choice.styles.background != app.screen.styles.background

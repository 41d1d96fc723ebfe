"""The small windows: what they ask, what they give back, and that each key does what it says."""

from __future__ import annotations

from typing import Any

import pytest
from textual.screen import ModalScreen
from textual.widgets import Static

from tests.support.fields import line_of
from tests.support.pilot import resize, until
from topaz_tui.rules.forms import Question
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.widgets.dialogs import ChoiceDialog, ConfirmDialog, FormDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList

NASTY = "x [/nope] y \x1b[2J [b]"
QUESTIONS = (
    Question("reason", "Why not now", "line", "In a few words.", needed="Say why not now."),
    Question("at", "When", "time", "Such as 14:05."),
)  # fmt: skip


class Bare(InOrder[None]):
    def __init__(self, window: ModalScreen[Any]) -> None:
        super().__init__()
        self.window = window
        self.said: list[Any] = []

    def on_mount(self) -> None:
        self.push_screen(self.window, self.said.append)

    def text(self, which: str) -> str:
        return str(self.window.query_one(which, Static).render())


async def test_form_dialog_gives_back_the_answers_with_times_as_moments() -> None:
    kept: list[dict[str, Any]] = []
    app = Bare(FormDialog("Skip them", QUESTIONS, keep=lambda said: kept.append(dict(said)), done="Skip"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.text(".hint") == "In a few words."
        assert app.text(".keys") == "ctrl+s or F10  Skip     Esc  Back"
        await pilot.press(*"At the GP", "enter")
        assert app.text(".hint") == "Such as 14:05."
        await pilot.press(*"9:30", "ctrl+s")
    assert app.said == [{"reason": "At the GP", "at": "2026-11-23T09:30:00Z"}]
    assert "At the GP".startswith(str(kept[0]["reason"])) and kept[-1]["reason"] == "At the GP"


async def test_form_dialog_keeps_a_time_as_its_moment_under_the_cursor() -> None:
    kept: list[dict[str, Any]] = []
    app = Bare(FormDialog("Skip them", QUESTIONS, keep=lambda said: kept.append(dict(said))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", *"5 min ago", "escape")
    assert kept[-1]["at"].startswith("2026-11-23T09:5") and app.said == [None]  # the clock runs on


async def test_form_dialog_says_what_is_missing_and_goes_there() -> None:
    app = Bare(FormDialog("Skip them", QUESTIONS, check=lambda said: "Not at noon." if said.get("at") else None))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", *"12:00", "f10")
        assert app.text(".wrong") == "! Say why not now." and app.window.query_one(".wrong").display
        assert app.window.focused is app.window.query_one(Form).field("reason")
        await pilot.press(*"ill today")
        assert not app.window.query_one(".wrong").display
        await pilot.press("f10")
        assert app.text(".wrong") == "! Not at noon." and not app.said
        await pilot.press("f8")
    assert app.said == [None]


async def test_form_dialog_left_by_esc_offers_what_was_typed_again() -> None:
    app = Bare(FormDialog("Skip them", QUESTIONS, answers={"reason": "At the"}))
    async with app.run_test() as pilot:
        assert line_of(app.window.query_one(Form), "reason").value == "At the"
        await pilot.press("escape")
    assert app.said == [None]


async def test_form_dialog_does_not_give_back_a_hidden_answer() -> None:
    from topaz_tui.rules.forms import When

    questions = (
        Question("told", "Told?", "yes_no"),
        Question("why", "Why not", "line", when=When("told", ("no",))),
    )
    app = Bare(FormDialog("Told", questions, answers={"told": "no", "why": "Asleep"}))
    async with app.run_test() as pilot:
        await pilot.press("left", "left", "space", "ctrl+s")
    assert app.said == [{"told": "yes"}]


async def test_form_dialog_without_questions_only_waits_for_yes() -> None:
    app = Bare(FormDialog(NASTY, lead=NASTY, danger=True, done="Release"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "[/nope]" in app.text(".title") and "\x1b" not in app.text(".title")
        await pilot.press("r", "enter", "space", "x")
        assert not app.said
        await pilot.press("f10")
    assert app.said == [{}]


@pytest.mark.parametrize("lead", ["", "A lead of many words that goes on. " * 30])
@pytest.mark.parametrize("kind", ["line", "text", "yes_no"])
@pytest.mark.parametrize("many", [1, 9])
async def test_form_dialog_fits_80_by_24_whatever_it_asks(lead: str, kind: Any, many: int) -> None:
    questions = tuple(
        Question(f"q{number}", f"Question {number} of these", kind, "What to say? " * 9, needed="Say it.")
        for number in range(many)
    )
    app = Bare(FormDialog("A title that is rather long, " * 4, questions, lead=lead))
    async with app.run_test(size=(80, 24)) as pilot:
        keys = app.window.query_one(".keys").region
        assert 0 < keys.y < 23 and keys.height == 1
        for _ in range(many - 1):
            await pilot.press("tab")
        await pilot.pause()
        assert app.window.focused and app.window.query_one(Form).region.overlaps(app.window.focused.region)
        await pilot.press("ctrl+s")
        assert app.text(".wrong") == "! Say it."
        form = app.window.query_one(Form)
        before = form.region.height
        await resize(pilot, 80, 40)
        assert app.window.query_one(".keys").region.bottom < 39
        # more of it is in sight, or all
        await until(pilot, lambda: form.region.height > before or form.max_scroll_y == 0)


@pytest.mark.parametrize(("keys", "answer"), [("y", True), ("n", False), ("escape", False), ("f8", False)])
async def test_confirm_dialog_takes_its_own_key_alone(keys: str, answer: bool) -> None:
    app = Bare(ConfirmDialog("Submit it?", NASTY, done="Submit it"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.text(".keys") == "y  Submit it     n or Esc  Back"
        await pilot.press("ctrl+s", "f10", "enter", "space", "s")
        assert not app.said
        await pilot.press(keys)
    assert app.said == [answer]


async def test_choice_dialog_gives_the_key_of_the_line() -> None:
    lines = [RecordLine(number, (f"Line {number}", NASTY)) for number in range(30)]
    columns = (Column("What", 10), Column("About", 20, grows=True))
    app = Bare(ChoiceDialog("Choose", columns, lines, lead="One of these."))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.window.query_one(".keys").region.y < 23
        await pilot.press("down", "j", "enter")
    assert app.said == [2]
    long = (RecordLine(1, ("a line that goes on below itself " * 4,)), RecordLine(2, ("short",)))
    app = Bare(ChoiceDialog("Choose", (Column("What", 10, grows=1, wraps=True),), long))
    async with app.run_test() as pilot:
        assert app.window.query_one(RecordList).size.height == 4, "its title, two rows of the first line and the second"
        await pilot.press("escape")
    assert app.said == [None]

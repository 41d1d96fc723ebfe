"""Rows that repeat in a form: filled in by keys alone, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widget import Widget

from tests.support.fields import line_of, rows_of
from tests.support.pilot import until
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.row_list import RowList
from topaz_tui.widgets.spoken import focus_words

COLUMNS = (
    Question("need", "Need", "line", needed="Say what is needed."),
    Question("name", "By whom", "line", "A name.", needed="Say by whom."),
    Question("told", "Told?", "yes_no"),
    Question("by", "By when", "day", sense="ahead"),
)
QUESTIONS = (
    Question("plan", "Plan", "rows", "What is to be done?", needed="Add a row.", columns=COLUMNS),
    Question("name", "Name", "line"),
)
BANK = {"need": "Bank", "name": "Ann", "told": "yes", "by": "2026-11-24"}


class Under(Screen[None]):
    """A screen with a form, as the program's are."""

    def focus_next(self, selector: Any = "*") -> Widget | None:
        return self.query_one(Form).past_what_is_new() or super().focus_next(selector)


class Bare(InOrder[None]):
    """The form alone, with what it says of each change, and each time that Esc comes as far as the page."""

    BINDINGS = [("escape", "left", "Back")]

    def __init__(self, rows: list[dict[str, str]] | None = None) -> None:
        super().__init__()
        self.form = Form(QUESTIONS, {"plan": list(rows or [])}, marked=True)
        self.kept: list[Answer] = []
        self.hints: list[str] = []
        self.left = 0

    def compose(self) -> Any:
        yield self.form

    def get_default_screen(self) -> Under:
        return Under()

    def on_mount(self) -> None:
        self.form.focus_first()

    def action_left(self) -> None:
        self.left += 1

    def on_form_changed(self, event: Form.Changed) -> None:
        assert event.form is self.form
        self.kept.append(event.form.answers.get(event.question.id))

    def on_form_asked(self, event: Form.Asked) -> None:
        self.hints.append(event.words)


def painted(app: Bare) -> list[str]:
    """The lines of the screen."""
    return ["".join(part.text for part in strip).rstrip() for strip in app.screen._compositor.render_strips()]


async def test_rows_are_filled_in_by_keys_alone_and_enter_in_an_empty_one_ends_them() -> None:
    app = Bare()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = rows_of(app.form, "plan")
        assert "Enter opens" in app.hints[-1]
        # What is typed on the list begins a row; Enter goes from field to field, and past the last to a new row.
        await pilot.press(*"Bank", "enter", *"Ann", "enter", "y", "enter", *"tomorrow", "enter")
        assert rows.opened == 1 and app.form.answers["plan"] == [BANK]
        assert app.form.asked is QUESTIONS[0], "a field of a row is that question's"
        assert app.hints[-1].startswith("Row 2.") and "Esc closes the row" in app.hints[-1]
        await pilot.press("B", "tab", "shift+tab", *"us", "tab", *"Bo", "enter", "enter", "enter", "enter")
        assert app.form.answers["plan"] == [BANK, {"need": "Bus", "name": "Bo"}], "a row with nothing in it is none"
        # The second question has a column's id: each takes its own.
        await pilot.press(*"Zoe")
        assert app.form.answers["name"] == "Zoe" and app.form.asked is QUESTIONS[1] and rows.opened is None
        await pilot.press("shift+tab")
        assert focus_words(app.focused) == "Plan: Add a row, after 2"


async def test_a_row_is_altered_removed_and_brought_back_and_esc_loses_nothing() -> None:
    app = Bare([BANK, {"need": "Bus"}])
    async with app.run_test(size=(80, 24)) as pilot:
        rows = rows_of(app.form, "plan")
        app.form.focus_on("plan")
        await pilot.press("up")
        assert painted(app)[:4] == ["! Plan", "   1 Bank · Ann · Yes · 24 Nov 2026", "›! 2 Bus", "   + Add a row"]
        await pilot.press("up", "enter", "end", *"ed")
        assert app.kept[-1] == [BANK | {"need": "Banked"}, {"need": "Bus"}], "each letter is kept as it is typed"
        await pilot.press("tab", "tab", "tab", "end", *["backspace"] * 20, *"fri", "escape")
        banked = BANK | {"need": "Banked", "by": "2026-11-27"}
        assert app.form.answers["plan"] == [banked, {"need": "Bus"}] and rows.opened is None and app.left == 0
        assert focus_words(app.focused) == "! Plan: row 1 of 2: Banked · Ann · Yes · 27 Nov 2026"
        await pilot.press("down")
        assert focus_words(app.focused) == "! Plan: row 2 of 2: Bus; 1 missing"
        await pilot.press("up", "delete", "delete")
        assert app.form.answers["plan"] is None and app.hints[-1] == "Removed: Bus. Ctrl+Z brings it back."
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert app.form.answers["plan"] == [banked, {"need": "Bus"}] and app.hints[-1] == "No row was removed here."
        await pilot.press("escape")
        assert app.left == 1, "with no row open Esc is the page's"
        # What stands in a field counts at once, and Tab past the last field closes the row.
        await pilot.press("down", "enter", "end", *" pas")
        line_of(app.form.query_one(Form), "need").value = "Bus pass"  # and what it sends is on its way
        app.form.take_up()
        assert app.form.answers["plan"] == [banked, {"need": "Bus pass"}]
        await pilot.press("tab", "tab", "tab", "tab")
        assert app.form.asked is QUESTIONS[1] and rows.opened is None and not app.form.query(Form)


async def test_a_row_that_is_open_is_closed_before_another_is_opened_removed_or_brought_back() -> None:
    app = Bare([{"need": need} for need in ("Bus", "Train", "Tram")])
    async with app.run_test(size=(80, 24)) as pilot:
        rows = rows_of(app.form, "plan")
        app.form.focus_on("plan")
        # The first is emptied, and goes: the second is the one that opens.
        await pilot.press(
            "up", "up", "up", "enter", "end", *["backspace"] * 3, "shift+tab", "down", "enter", "end", "!"
        )
        assert app.form.answers["plan"] == [{"need": "Train!"}, {"need": "Tram"}]
        await pilot.press("shift+tab", "down", "delete")
        assert app.form.answers["plan"] == [{"need": "Train!"}] and not app.form.query(Form)
        await pilot.press("up", "enter", "end", "!", "shift+tab", "ctrl+z")
        assert app.form.answers["plan"] == [{"need": "Train!!"}, {"need": "Tram"}] and not app.form.query(Form)
        for _ in range(2):  # pressed twice before the list is drawn anew
            await rows.on_row_list_removed(RowList.Removed(1))
        assert rows.answer == [{"need": "Train!!"}]


async def test_the_field_or_line_under_the_cursor_is_in_sight_where_the_rows_take_more_room_than_there_is() -> None:
    app = Bare([{"need": f"Need {number}"} for number in range(1, 15)])
    async with app.run_test(size=(60, 8)) as pilot:

        async def sees(words: str, *keys: str) -> None:
            await pilot.press(*keys)
            await until(pilot, lambda: any(words in each for each in painted(app)))

        app.form.focus_on("plan")
        await sees("›  + Add a row")
        await sees("›! 1 Need 1", *["up"] * 14)
        await sees("Need  Need 1", "enter")
        for words in ("By whom", "Told?", "By when"):
            await sees(words, "tab")
        await sees("By whom", "shift+tab", "shift+tab")
        await sees("Name", "escape", "tab")
        await sees("›! 1 Need 1", "shift+tab")

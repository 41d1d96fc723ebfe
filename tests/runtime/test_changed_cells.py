"""What is written to the terminal of each paint: the cells that it changes, and all of them where that is not known."""

from __future__ import annotations

from random import Random

import pyte
import pytest
from rich.console import Console
from textual.app import App, ComposeResult
from textual.widgets import Static

from topaz_tui.runtime.changed_cells import ChangedCells, SparingDisplay

BOLD, RED = "\x1b[1m{}\x1b[0m", "\x1b[31;48;2;1;2;3m{}\x1b[0m"


def at(row: int, column: int, text: str) -> str:
    return f"\x1b[{row};{column}H{text}"


def test_what_the_terminal_has_is_not_written_again() -> None:
    cells = ChangedCells()
    page = at(1, 1, BOLD.format("Queue")) + "\n" + at(2, 1, "Ada" + RED.format(" late"))
    assert cells.changed(page) == at(1, 1, BOLD.format("Queue")) + at(2, 1, "Ada" + RED.format(" late"))
    assert cells.changed(page) == ""
    assert cells.changed(at(2, 1, "Ada" + RED.format(" busy"))) == at(2, 5, RED.format("busy"))
    assert cells.changed(at(2, 1, "Ada") + at(2, 4, RED.format(" busy"))) == ""  # the same in other pieces
    cells.forget()
    assert cells.changed(at(2, 1, "Ada")) == at(2, 1, "Ada")


def test_another_style_of_the_same_letters_is_written() -> None:
    cells = ChangedCells()
    cells.changed(at(1, 1, "Ada Okoro"))
    assert cells.changed(at(1, 1, "Ada " + BOLD.format("Okoro"))) == at(1, 5, BOLD.format("Okoro"))


def test_what_changes_far_apart_is_written_in_pieces() -> None:
    cells = ChangedCells()
    cells.changed(at(1, 1, "a" + " " * 30 + "b"))
    assert cells.changed(at(1, 1, "c" + " " * 30 + "d")) == at(1, 1, "c") + at(1, 32, "d")


@pytest.mark.parametrize("odd", ["漢字", "e\u0301", "\x1b]8;;x\x1b\\link", "a\tb", "👩‍👧"])
def test_what_takes_other_cells_is_written_as_it_stands_and_all_after_it(odd: str) -> None:
    cells = ChangedCells()
    cells.changed(at(1, 1, "Ada") + at(2, 1, "Ben"))
    page = at(1, 1, odd) + at(2, 1, "Ben")
    assert cells.changed(page) == page
    assert cells.changed(at(2, 1, "Ben")) == at(2, 1, "Ben")


def test_the_terminal_shows_the_same_whatever_is_painted() -> None:
    chance, cells = Random(7), ChangedCells()
    sparing, whole = pyte.Screen(20, 4), pyte.Screen(20, 4)
    streams = pyte.Stream(sparing), pyte.Stream(whole)
    for _ in range(150):
        begins = chance.randrange(15)
        words = "".join(chance.choice("ab …›") for _ in range(chance.randrange(1, 21 - begins)))
        style = chance.choice(("{}", BOLD, RED))
        paint = at(chance.randrange(1, 5), begins + 1, style.format(words))
        if not chance.randrange(9):
            cells.forget()
        streams[0].feed(cells.changed(paint))
        streams[1].feed(paint)
        assert sparing.buffer == whole.buffer


class Small(SparingDisplay):
    def compose(self) -> ComposeResult:
        yield Static("Ada")


async def test_textual_writes_its_pages_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Small().run_test(size=(20, 4)) as pilot:
        app = pilot.app
        assert isinstance(app, SparingDisplay)
        written: list[str] = []

        def keep(_app: object, _screen: object, what: object) -> None:
            written.append(what.render_segments(Console(color_system=None)))  # type: ignore[attr-defined]

        monkeypatch.setattr(App, "_display", keep)
        for begin in (app.draw_anew, app.refresh, app.draw_anew):
            before = len(written)
            begin()
            await pilot.pause()
            assert len(written) > before
        assert "Ada" in written[0] and "Ada" not in written[1] and "Ada" in written[-1]

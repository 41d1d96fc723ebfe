"""What is written for whoever hears the screen: the lines that changed, in their order, each once."""

from __future__ import annotations

import pytest
from textual.app import App

from tests.support.pilot import until
from topaz_tui.runtime.changed_cells import lines_on_show
from topaz_tui.runtime.plain_output import PlainDisplay, PlainLines, _Changed


def test_only_what_changed_is_written_from_the_top_down() -> None:
    lines = PlainLines()
    assert lines.changed(["Queue", "› Ada", "  Ben", ""], 1) == [(0, "Queue"), (1, "› Ada"), (2, "  Ben"), (3, "")]
    assert lines.changed(["Queue", "› Ada", "  Ben", ""], 1) == []
    assert lines.changed(["Queue", "  Ada", "› Ben", "  "], 2) == [(1, "  Ada"), (2, "› Ben")]
    lines.forget()
    assert len(lines.changed(["Queue", "  Ada", "› Ben", ""], 2)) == 4


def test_of_a_line_that_the_cursor_left_its_sign_alone_is_written() -> None:
    lines = PlainLines()
    lines.written(["› Ada", "  Ben", "  Cy"], 0)
    assert lines.written(["  Ada", "› Ben", "  Cy"], 1) == "\x1b[1;1H \x1b[2;1H›"
    assert lines.written(["  Ada", "›", "  Cyd"], 1) == "\x1b[2;1H›\x1b[K\x1b[3;1H  Cyd\x1b[K"


def test_what_is_typed_alone_changes_the_line_of_the_caret_alone() -> None:
    lines = PlainLines()
    lines.changed(["Find", "m", "Nobody"], 1)
    assert lines.is_typing(["Find", "ma", "Nobody"], 1)
    assert not lines.is_typing(["Find", "ma", "Marlow"], 1)
    assert lines.changed(["Find", "ma", "Nobody"], 1) == [(1, "ma")]  # to look changes nothing


class Small(PlainDisplay):
    plain = True


async def test_screen_is_written_once_it_has_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Small().run_test(size=(20, 4)) as pilot:
        app = pilot.app
        assert isinstance(app, PlainDisplay)
        await until(pilot, lambda: not app.is_held_back)
        written: list[object] = []
        monkeypatch.setattr(App, "_display", lambda _app, _screen, what: written.append(what))
        app.plain_lines.forget()
        for _ in range(3):
            app._display(app.screen, _Changed(app.screen, app.plain_lines, app.caret()))
        assert app.is_held_back and not written
        await until(pilot, lambda: not app.is_held_back)
        assert len(written) == 1
        app.plain_lines.written(lines_on_show(app.screen), app.caret().y)
        app._display(app.screen, _Changed(app.screen, app.plain_lines, app.caret()))
        assert not app.is_held_back and len(written) == 1, "nothing has changed"


async def test_page_that_looks_up_what_it_shows_is_written_once_it_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Small().run_test(size=(20, 4)) as pilot:
        app = pilot.app
        assert isinstance(app, PlainDisplay)
        await until(pilot, lambda: not app.is_held_back)
        written: list[object] = []
        monkeypatch.setattr(App, "_display", lambda _app, _screen, what: written.append(what))
        monkeypatch.setattr(app.screen, "is_looking", True, raising=False)
        app.plain_lines.forget()
        app._display(app.screen, _Changed(app.screen, app.plain_lines, app.caret()))
        app._write_once_looked_up()
        assert app.is_held_back and not written
        monkeypatch.setattr(app.screen, "is_looking", False)
        await until(pilot, lambda: not app.is_held_back)
        assert len(written) == 1


def test_another_height_is_written_whole() -> None:
    lines = PlainLines()
    lines.changed(["a", "b"], 0)
    assert lines.changed(["a", "b", "c"], 0) == [(0, "a"), (1, "b"), (2, "c")]


def test_gaps_between_columns_go_but_not_where_somebody_types() -> None:
    lines = PlainLines()
    assert lines.changed(["Name        Age", "a      b   c", "   in"], 1) == [
        (0, "Name  Age"), (1, "a      b   c"), (2, "   in"),
    ]  # fmt: skip

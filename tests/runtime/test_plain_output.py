"""What is written for whoever hears the screen: the lines that changed, in their order, each once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

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


class Resting(NamedTuple):
    """A small screen that has come to rest and is to be written anew: how it is, what then is written, and how to wait
    until it is at rest again."""

    app: PlainDisplay
    write: Callable[[], None]
    written: list[object]
    rest: Callable[[], Awaitable[None]]


@asynccontextmanager
async def at_rest(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Resting]:
    async with Small().run_test(size=(20, 4)) as pilot:
        app = pilot.app
        assert isinstance(app, PlainDisplay)

        async def rest() -> None:
            await until(pilot, lambda: not app.is_held_back)

        def write() -> None:
            app._display(app.screen, _Changed(app.screen, app.plain_lines, app.caret()))

        await rest()
        written: list[object] = []

        def display(_app: App[None], _screen: object, what: object) -> None:
            if isinstance(what, _Changed):  # and not what Textual paints of nothing, as it comes to rest itself
                written.append(what)

        monkeypatch.setattr(App, "_display", display)
        app.plain_lines.forget()
        yield Resting(app, write, written, rest)


async def test_screen_is_written_once_it_has_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_rest(monkeypatch) as (app, write, written, rest):
        for _ in range(3):
            write()
        assert app.is_held_back and not written
        await rest()
        assert len(written) == 1
        app.plain_lines.written(lines_on_show(app.screen), app.caret().y)
        write()
        assert not app.is_held_back and len(written) == 1, "nothing has changed"


async def test_page_that_looks_up_what_it_shows_is_written_once_it_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_rest(monkeypatch) as (app, write, written, rest):
        monkeypatch.setattr(app.screen, "is_looking", True, raising=False)
        write()
        app._write_once_looked_up()
        assert app.is_held_back and not written
        monkeypatch.setattr(app.screen, "is_looking", False)
        await rest()
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

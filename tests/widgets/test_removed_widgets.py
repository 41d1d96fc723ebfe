"""A widget that has been taken off its page does no harm to a paint that comes before the page is laid out anew."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

import topaz_tui
from tests.support.pilot import until
from tests.support.waiting import PATIENCE
from topaz_tui.widgets.gone import BlankWhenGone
from topaz_tui.widgets.line_text import LineText
from topaz_tui.widgets.record_list import Column, RecordList
from topaz_tui.widgets.text_fields import LongText

MADE = {
    LongText: lambda: LongText("The fridge was empty."),
    LineText: lambda: LineText("Osei"),
    RecordList: lambda: RecordList((Column("Name", 20, grows=True),)),
}


class Holding(App[None]):
    """One widget of a kind in a box."""

    def __init__(self, kind: type[Widget]) -> None:
        super().__init__()
        self.kind = kind

    def compose(self) -> ComposeResult:
        self.held = MADE[self.kind]()
        yield Vertical(self.held, id="box")


def draws(kind: type) -> bool:
    """Does this class look up component styles of its own?"""
    return bool(vars(kind).get("COMPONENT_CLASSES"))


def ours() -> Iterator[type[Widget]]:
    """Every widget of the package that draws with component styles."""
    for module in pkgutil.walk_packages(topaz_tui.__path__, "topaz_tui."):
        if ".widgets" in module.name or ".screens" in module.name:
            for kind in vars(importlib.import_module(module.name)).values():
                is_ours = inspect.isclass(kind) and issubclass(kind, Widget) and kind.__module__ == module.name
                if is_ours and not issubclass(kind, Screen) and any(map(draws, kind.__mro__)):
                    yield kind


def test_every_widget_that_draws_with_component_styles_is_tried() -> None:
    assert {next(base for base in kind.__mro__ if base in MADE) for kind in ours()} == MADE.keys()
    assert all(issubclass(kind, BlankWhenGone) for kind in ours())


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
async def test_a_widget_that_is_gone_is_painted_as_nothing(kind: type[Widget]) -> None:
    app = Holding(kind)
    async with app.run_test() as pilot:
        widget = app.held
        await pilot.pause()
        assert any(strip.text.strip() for strip in widget.render_lines(Region(0, 0, 30, 2)))
        with app.batch_update():
            widget.refresh()  # what was looked up of its styles is looked up again
            await widget.remove()
            blank = widget.render_lines(Region(0, 0, 30, 2))
    assert [(strip.text, strip.cell_length) for strip in blank] == [(" " * 30, 30)] * 2


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.__name__)
async def test_a_page_is_painted_before_it_knows_that_a_widget_is_gone(kind: type[Widget]) -> None:
    """The box is busy, and tells the page late that it is to be laid out anew."""
    app = Holding(kind)
    async with app.run_test() as pilot:
        widget = app.held
        await pilot.pause()
        rest, painted = asyncio.Event(), asyncio.Event()
        box = app.query_one("#box")
        with app.batch_update():
            widget.refresh()
            removed = widget.remove()
            box.call_next(rest.wait)
            await removed
        try:
            app.screen.refresh()
            app.screen.call_after_refresh(painted.set)
            await asyncio.wait_for(painted.wait(), PATIENCE)
        finally:
            rest.set()
        await until(pilot, lambda: not box.children)

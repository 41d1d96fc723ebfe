"""Six pages as a whole, with their colours. A change shows as a picture: pytest --snapshot-update takes it over once
somebody has looked at it, on the Python of these pictures alone (tests/support/pictures.py). What stands where on every
page, at both sizes, is asserted by its lines: test_layout.py."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input, TextArea

from tests.support import pictures
from tests.support.moments import NOW
from tests.support.pages import bring_up, call, client, concern, escalations
from tests.support.pilot import settle
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.screens.base import Page
from topaz_tui.screens.imports import ImportsScreen


async def imports(_app: Topaz) -> Page:
    return ImportsScreen()


PICTURES: dict[str, tuple[Callable[[Topaz], Awaitable[Page]] | None, tuple[str, ...], tuple[int, int]]] = {
    "queue": (None, ("down",), (80, 24)),
    "call": (call, ("c",), (80, 24)),
    "client": (client, (), (120, 40)),
    "concern": (concern, ("space",), (80, 24)),  # somebody is in danger
    "board": (escalations, (), (120, 40)),  # what is beside another line comes once the cursor rests
    "imports": (imports, (), (120, 40)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_page_looks_as_in_its_picture(app: Topaz, name: str, snap_compare, monkeypatch) -> None:
    make, keys, size = PICTURES[name]
    monkeypatch.setattr(clock, "now", lambda: clock.from_store(NOW))  # a slow machine rings no longer than a quick one

    async def play(pilot: Any) -> None:
        await bring_up(app, pilot, make, keys)
        for field in app.screen.query("Input, TextArea"):
            assert isinstance(field, Input | TextArea)
            field.cursor_blink = False  # else the picture hangs on the moment in which it is taken
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=play)


@pytest.mark.parametrize(("python", "refused"), [((3, 0), True), (pictures.PICTURED_ON, False)], ids=str)
def test_pictures_are_made_anew_on_their_own_python_alone(python, refused, monkeypatch) -> None:
    monkeypatch.setattr(sys, "version_info", (*python, 1))
    assert bool(pictures.why_no_new_pictures(True)) == refused
    assert not pictures.why_no_new_pictures(False)

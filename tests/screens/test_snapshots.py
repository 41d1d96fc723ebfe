"""Each screen as it looks at 80×24 and at 120×40. A change shows as a picture: pytest --snapshot-update takes it over
once somebody has looked at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input, TextArea

from tests.support.moments import NOW
from tests.support.pages import call, case, client, concern, escalations, find, team
from tests.support.pilot import settle
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.screens.base import Page

SIZES = ((80, 24), (120, 40))
SCREENS: tuple[tuple[str, Callable[[Topaz], Awaitable[Page]] | None, tuple[str, ...]], ...] = (
    ("queue", None, ("down",)),
    ("waiting", None, ("right", "right", "down")),
    ("client", client, ()),
    ("call-card", call, ()),
    ("call-outcomes", call, ("c",)),
    ("call-review", call, ("c", "r", "m", "d", "p", "o", "right", "s", "w")),
    ("concern", concern, ("f7", "f7")),
    ("danger", concern, ("space",)),
    ("escalations", escalations, ("down",)),
    ("case", case, ()),
    ("find", find, tuple("mar")),
    ("team", team, ()),
    ("help", None, ("f1",)),
)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("name", "make", "keys"), SCREENS, ids=[name for name, _, _ in SCREENS])
def test_as_it_looked(
    app: Topaz, name: str, make: Any, keys: tuple[str, ...], size: tuple[int, int], snap_compare, monkeypatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.from_store(NOW))  # a slow machine rings no longer than a quick one

    async def play(pilot: Any) -> None:
        await settle(pilot)
        if make:
            await app.push_screen(await make(app))
            await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        await app.autosaver.flush()
        await app.count_concerns()  # else the title hangs on the second in which it is looked for
        for field in app.screen.query("Input, TextArea"):
            assert isinstance(field, Input | TextArea)
            field.cursor_blink = False  # else the picture hangs on the moment in which it is taken
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=play)

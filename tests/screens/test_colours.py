"""ctrl+g: other colours while the program runs."""

from __future__ import annotations

from tests.support.pilot import settle, until
from topaz_tui.app import Topaz
from topaz_tui.config import Settings, own_colours, palettes
from topaz_tui.screens.dialogs.colours import ColoursDialog
from topaz_tui.services import workers


async def test_colours_are_seen_as_the_cursor_moves_kept_with_enter_and_as_before_with_escape(app: Topaz) -> None:
    own_colours.folder().mkdir(parents=True)
    (own_colours.folder() / "mine.toml").write_text('ink = "#202020"')
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, ColoursDialog))
        await pilot.press("down")
        await until(pilot, lambda: app.colours == palettes.LIGHT and app.theme == "topaz-light")
        await pilot.press("end")
        await until(pilot, lambda: app.status.tells("mine.toml: ink can't be read on"))
        await pilot.press("escape")
        await until(pilot, lambda: app.colours == palettes.DARK and not isinstance(app.screen, ColoursDialog))
        assert own_colours.chosen("dark") == "dark"
        await pilot.press("ctrl+g", "down", "down", "enter")
        await until(pilot, lambda: app.status.tells("The colours are 'contrast' from now on"))
        assert app.screen.styles.background.hex.lower() == palettes.CONTRAST.ground
    assert Topaz(workers.current_session(Settings())).colours == palettes.CONTRAST


async def test_colours_of_ones_own_that_cant_be_read_keep_nobody_from_starting(app: Topaz) -> None:
    own_colours.folder().mkdir(parents=True)
    (own_colours.folder() / "mine.toml").write_text('ink = "#202020"')
    own_colours.choose("mine", "dark")
    again = Topaz(workers.current_session(Settings()))
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: again.status.tells("mine.toml: ink can't be read on"))
        assert again.colours == palettes.DARK

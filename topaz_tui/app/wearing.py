"""The part of the app that has colours: those that this account chose last, and others as one asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.filter import LineFilter

from topaz_tui.app import few_colours
from topaz_tui.app.themes import name_of, theme_of
from topaz_tui.config import own_colours, palettes
from topaz_tui.errors import UserError
from topaz_tui.screens.shell import Shell


class WearsColours(Shell):
    """What the program looks like; the palettes are in config/palettes.py, a theme of Textual's in app/themes.py."""

    _few_colours: Sequence[LineFilter]
    _colours_amiss: UserError | None

    def _first_colours(self) -> palettes.Palette:
        """Those that this account chose last, or that the settings name. What is wrong with a file of somebody's own is
        said once the first page is there: it keeps nobody from their calls."""
        try:
            return own_colours.named(own_colours.chosen(self.session.settings.screen.theme))
        except UserError as wrong:
            self._colours_amiss = wrong
            return palettes.DARK

    def wear(self, palette: palettes.Palette) -> None:
        """Have these colours from now on."""
        self.colours = palette
        self._few_colours = few_colours.filters_of(palette, self.console.color_system, no_color=self.no_color)
        self.set_class(few_colours.has_few(self._few_colours), few_colours.FEW)
        self.register_theme(theme_of(palette))
        if self.theme == name_of(palette):  # the same name with other colours: its file was written anew
            self.refresh_css(animate=False)
        self.theme = name_of(palette)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own would send greys where no colour is wanted."""
        return self._few_colours or super().get_line_filters()

    async def action_colours(self) -> None:
        from topaz_tui.screens.dialogs.colours import ColoursDialog

        if not isinstance(self.screen, ColoursDialog):
            await self.push_screen(ColoursDialog(self.colours))

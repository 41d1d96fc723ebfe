"""A telephone number in large figures: it is read from the screen while the other hand dials."""

from __future__ import annotations

import re

from textual.widgets import Digits

from topaz_tui.text import one_line

HEIGHT = 4  # with the blank line above it
FIGURES = re.compile(r"[0-9 +]+")


class BigNumber(Digits):
    """Shows a number where there is `room` for it, in lines; never part of one, and no words."""

    DEFAULT_CSS = "BigNumber { height: 3; margin-top: 1; padding: 0 2; color: $foreground; text-style: bold; }"

    def show(self, number: str, *, room: int) -> None:
        words = one_line(number)
        fits = len(words) * 3 <= self.app.size.width // 2 + 20 and room >= HEIGHT
        self.display = bool(fits and FIGURES.fullmatch(words)) and not self.app.has_class("-plain")
        if self.display and words != self.value:
            self.update(words)

"""Both themes can be read: each colour of text on each ground it is used on, at least 4.5 : 1 (WCAG AA)."""

from __future__ import annotations

import pytest
from textual.color import Color

from topaz_tui.app.themes import DARK, LIGHT

GROUNDS = ("background", "surface", "panel", "boost")
INKS = ("foreground", "accent", "text-muted", "text-error", "text-disabled")


def contrast(ink: str, ground: str) -> float:
    def light(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(ink), light(ground)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_stands_out_from_its_ground(theme) -> None:
    colours = {name: getattr(theme, name, None) or theme.variables.get(name) for name in (*GROUNDS, *INKS)}
    low = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink in INKS
        for ground in GROUNDS
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert not low
    assert contrast(theme.background, theme.primary) >= 4.5  # the title line, and the cursor's line
    assert contrast(theme.background, theme.error) >= 4.5  # 'call 999 now'

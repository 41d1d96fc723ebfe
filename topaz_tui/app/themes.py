"""The colours as Textual has them. Style sheets use the names of `USED` and no others (tests/test_theme.py)."""

from __future__ import annotations

from textual.theme import Theme

from topaz_tui.config import palettes

USED = {
    "background": "ground",
    "panel": "raised",
    "block-cursor-background": "cursor",
    "foreground": "ink",
    "text-muted": "dim",
    "accent": "accent",
    "warning": "late",
    "error": "danger",
}
"""Textual's name of each of our colours."""


def name_of(palette: palettes.Palette) -> str:
    """What Textual knows the theme by."""
    return f"topaz-{palette.name}"


def theme_of(palette: palettes.Palette) -> Theme:
    """Every colour that Textual itself would draw with is one of ours: its own fields, its scrollbars, its palette."""
    own = {name: palette.colour(part) for name, part in USED.items()}
    quiet = {"text-muted", "text-disabled", "scrollbar-hover", "scrollbar-active", "input-cursor-background"}
    soft = {"block-cursor-background", "block-cursor-blurred-background", "input-selection-background", "scrollbar"}
    return Theme(
        name_of(palette),
        primary=palette.accent,
        secondary=palette.accent,
        accent=palette.accent,
        foreground=palette.ink,
        background=palette.ground,
        surface=palette.ground,
        panel=palette.raised,
        boost=palette.raised,
        error=palette.danger,
        warning=palette.late,
        success=palette.dim,
        dark=palette.dark,
        variables={
            **own,
            **dict.fromkeys(quiet, palette.dim),
            **dict.fromkeys(soft, palette.cursor),
            "text-error": palette.danger,
            "text-warning": palette.late,
            "block-cursor-foreground": palette.ink,
            "block-cursor-text-style": "bold",
            "input-cursor-foreground": palette.ground,
            "border": palette.accent,
            **dict.fromkeys(
                ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active"), palette.ground
            ),
            "scrollbar-corner-color": palette.ground,
        },
    )

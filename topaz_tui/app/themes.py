"""The colours, dark and light. tests/test_theme.py measures how well each text stands out from what it is on."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    "topaz-dark",
    primary="#e0a83c", secondary="#8fb8d8", accent="#f0c060", foreground="#e8e6e1", background="#14171a",
    surface="#1a1e22", panel="#252b31", boost="#20262b", error="#ff8a80", warning="#ffc46b", success="#8fd19e",
    dark=True,
    variables={"text-muted": "#a9b0b6", "text-disabled": "#9aa2a9", "text-error": "#ff9d94",
               "input-selection-background": "#5a4a1e", "block-cursor-text-style": "bold"},
)  # fmt: skip
LIGHT = Theme(
    "topaz-light",
    primary="#7a4f00", secondary="#1f4e79", accent="#7a4f00", foreground="#1b1d1f", background="#ffffff",
    surface="#faf9f6", panel="#ece8df", boost="#f1eee7", error="#a31515", warning="#7a4f00", success="#1c6b34",
    dark=False,
    variables={"text-muted": "#4d545b", "text-disabled": "#575e65", "text-error": "#a31515",
               "input-selection-background": "#e7cf9a", "block-cursor-text-style": "bold"},
)  # fmt: skip

"""Topaz for whoever hears the screen: one thing below the other, without frames, and the focus in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset

from topaz_tui.widgets.window import Window

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz

FOCUS = "focus"  # the name of what stands in the line that tells
KEYS_BELOW = "One key answers here: they stand below."
CSS = """
.-plain Page > StatusLine { min-height: 3; }
.-plain CallScreen > StatusLine, .-plain Window StatusLine { min-height: 2; }
.-plain * { border: none; scrollbar-size: 0 0; }
.-plain Window { align: left top; background: $background; }
.-plain Window > Vertical { width: 100%; margin: 0; padding: 0; }
.-plain Form .row { layout: vertical; }
.-plain Form .label { width: 1fr; text-align: left; }
.-plain CallScreen #ended { overflow-y: auto; }
.-plain ConcernScreen #sections { display: none; }
.-plain ConcernScreen #pane { padding: 0; }
"""


def say_focus(app: Topaz, *, at_once: bool = False) -> None:
    """Where the keys go now, in the line that tells. That nothing takes them is said `at_once` of no page: one that has
    just come has its focus a moment later."""
    from topaz_tui.widgets.spoken import focus_words  # not for all: with it comes all that writes long texts

    if app.focused or not at_once:
        in_a_window = app.focused is None and isinstance(app.screen, Window)
        app.status.stand(FOCUS, KEYS_BELOW if in_a_window else focus_words(app.focused), "done")


def forget_focus(app: Topaz) -> None:
    """Another page is in front: what had the focus is not there."""
    app.status.stand(FOCUS, "")


def caret(app: Topaz) -> Offset:
    """Where the terminal's own cursor belongs: a screen reader goes along with it."""
    from topaz_tui.widgets.spoken import caret_of

    return caret_of(app.focused)

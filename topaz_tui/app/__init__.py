"""The program on the screen, for one worker at one terminal."""

from __future__ import annotations

from topaz_tui.app.app import Topaz, run

__all__ = ["Topaz", "run"]

"""The call: safety card, ringing, outcome, checks, review, wrap-up, saved with one key.

screen.py the page and its flow; draft.py what is typed, as the draft keeps it; one module a step: cards.py,
outcome.py, checks.py, review.py, wrap.py; saved.py what comes after.
"""

from __future__ import annotations

from topaz_tui.screens.call.saved import SavedDialog
from topaz_tui.screens.call.screen import CallScreen

__all__ = ["CallScreen", "SavedDialog"]

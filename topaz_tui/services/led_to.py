"""What a call led to: reads the effects that were kept with it, and says them in words."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules import call_effect_words, call_effects
from topaz_tui.services import unread


def in_words(call_id: int, led_to: str | None, as_written: str | None, ended_at: str) -> str:
    """What this call led to, in words; '' where nothing was kept. For a call from before there were codes, the words
    that were written then."""
    said = unread.value("call", call_id, lambda kept: read(kept, ended_at), led_to)
    return said or as_written or ""


def read(led_to: str, ended_at: str) -> str:
    """The effects in `led_to` in words. Raises one of unread.FAULTS where they can't be read."""
    return call_effect_words.recorded(call_effects.from_json(led_to), clock.from_store(ended_at))

"""What is pasted: into a field of one line, and where nothing takes it."""

from __future__ import annotations

from topaz_tui.text import fit, one_line

PASTE_SHOWN = 40  # columns of words that were pasted where nothing takes them


def on_one_line(pasted: str) -> str:
    """The pasted text on one line: a field of Textual's own would take its first line alone."""
    lines = pasted.splitlines()
    return pasted if len(lines) < 2 else " ".join(filter(None, map(str.strip, lines)))


def not_taken(pasted: str) -> str:
    """The sentence for a paste that no field has taken; '' for one without words."""
    words = one_line(pasted)
    return words and f"'{fit(words, PASTE_SHOWN).rstrip()}' was pasted, and nothing that you stand on takes words."

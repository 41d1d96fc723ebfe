"""The kinds of note on a client, and what the timeline calls each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class NoteKind(StrEnum):
    """The kinds of note, as the store names them."""

    HANDOVER = "next caller"  # for the next caller, who sees it first
    NOTE = "note"
    SKIPPED = "skipped"
    ADDED = "added"


NOTE_WORDS: Mapping[str, str] = {
    NoteKind.HANDOVER: "Word left",
    NoteKind.NOTE: "Note",
    NoteKind.SKIPPED: "Skipped",
    NoteKind.ADDED: "Added",
}

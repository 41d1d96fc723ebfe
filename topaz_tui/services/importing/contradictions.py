"""A file that says otherwise than stands here of whether somebody died or moved away."""

from __future__ import annotations

from topaz_tui.services.importing.imported_person import ImportedPerson, Remark

STOPPED_WORDS = {"died": "died", "moved": "moved away"}
#: Which columns would say so.
STOPPED_COLUMNS = {
    "died": {"died_on", "deceased", "event_outcome"},
    "moved": {"moved", "event_outcome"},
}
ENDS = STOPPED_COLUMNS["died"] | STOPPED_COLUMNS["moved"]


def unsaid(said: ImportedPerson, stopped: str) -> str:
    """In the file's words, that they have not died, or not moved away; '' where it says no such thing."""
    return said.lives if stopped == "died" else said.stays


def differs(said: ImportedPerson, stopped: str | None) -> bool:
    """Does the file say that somebody died or moved, or may have, whom nothing stops, or that they did not whom that
    stops?"""
    if not stopped:
        return said.died or said.moved or bool(said.doubts)
    return stopped in STOPPED_WORDS and bool(unsaid(said, stopped))


def contradiction(said: ImportedPerson, stopped: str, so: str = "they are not called") -> Remark:
    """The remark for a client who has died, moved or the like here, which the file does not say, or denies. `so` says
    what follows from that."""
    says = "that they have not" if unsaid(said, stopped) else "does not say so"
    verb = "the file says" if unsaid(said, stopped) else "the file"
    words = f"Here they have {STOPPED_WORDS[stopped]}, and {verb} {says}: {so}."
    return Remark(said.row, said.person_id, words)

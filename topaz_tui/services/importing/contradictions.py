"""A file that does not say that somebody died or moved away, who has here."""

from __future__ import annotations

from topaz_tui.services.importing.imported_person import ImportedPerson, Remark

STOPPED_WORDS = {"died": "died", "moved": "moved away"}
#: Which columns would say so.
STOPPED_COLUMNS = {
    "died": {"died_on", "deceased", "event_outcome"},
    "moved": {"moved", "event_outcome"},
}


def contradiction(said: ImportedPerson, stopped: str) -> Remark:
    words = f"Here they have {STOPPED_WORDS[stopped]}, and the file does not say so: they are not called."
    return Remark(said.row, said.person_id, words)

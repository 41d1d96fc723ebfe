"""A file that says otherwise than stands here: whether somebody died or moved away, or what a worker changed."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules.stops import CallStop
from topaz_tui.services.importing.imported_person import ImportedPerson, Remark

STOPPED_WORDS: Mapping[str, str] = {CallStop.DIED: "died", CallStop.MOVED: "moved away"}
#: Which columns would say so.
STOPPED_COLUMNS: Mapping[str, set[str]] = {
    CallStop.DIED: {"died_on", "deceased", "event_outcome"},
    CallStop.MOVED: {"moved", "event_outcome"},
}
ENDS = STOPPED_COLUMNS[CallStop.DIED] | STOPPED_COLUMNS[CallStop.MOVED]


def unsaid(said: ImportedPerson, stopped: str) -> str:
    """In the file's words, that they have not died, or not moved away; '' where it says no such thing."""
    return said.lives if stopped == CallStop.DIED else said.stays


def differs(said: ImportedPerson, stopped: str | None) -> bool:
    """Does the file say that somebody died or moved, or may have, whom nothing stops, or that they did not whom that
    stops?"""
    if not stopped:
        return said.died or said.moved or bool(said.doubts)
    return stopped in STOPPED_WORDS and bool(unsaid(said, stopped))


def contradiction(said: ImportedPerson, stopped: str, so: str = "they are not called") -> Remark:
    """The remark for a client who has died, moved or the like here, which the file does not say, or denies. `so` says
    what follows from that."""
    denies = bool(unsaid(said, stopped))
    says = "the file says that they have not" if denies else "the file does not say so"
    words = f"Here they have {STOPPED_WORDS[stopped]}, and {says}: {so}."
    return Remark(said.row, said.person_id, words, silent_about="" if denies else stopped)


_FIELD_WORDS = {
    "nhs_number": "the NHS number",
    "born_on": "the date of birth",
    "died_on": "the date of death",
    "gp": "the GP",
    "council": "the council",
    "household": "who lives there",
    "interpreter": "whether an interpreter is needed",
    "communication": "the communication needs",
    "safe_to_call": "whether it is safe to call",
    "safe_times": "the safe times",
    "voicemail_ok": "whether a voicemail may be left",
    "write_ok": "whether it is safe to write",
    "mail": "the mail address",
    "mail_ok": "whether they agree to mail",
    "sms_ok": "whether they agree to texts",
    "open_to_services": "whether they have open services",
}


def differs_about(field: str) -> str:
    """The file has something else in this field than a worker made of it."""
    words = _FIELD_WORDS.get(field, f"the {field.replace('_', ' ')}")
    return f"The file differs about {words}, which a worker changed."


def no_holds(field: str) -> str:
    """The file has a yes in this field, and a no stands there."""
    return f"The file says yes to {_FIELD_WORDS[field]}, and a no stands here: it holds until somebody changes it."


NOT_SAFE_HOLDS = "The file no longer says 'not safe to call', and that stands here until somebody changes it."
OTHER_MAIL = "The file has another mail address than the one for which mail was agreed: that one stays."
OTHER_COUNCIL = "The file has them under another council than they stand here."

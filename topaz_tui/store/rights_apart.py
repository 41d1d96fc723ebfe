"""What the server lets the logins read and write of those who do no work of the list, where each has a login of their
own: the auditor the log and what figures count, the job that sends what it sends and moves, the keeper of backups
nothing but how the list stands. The rows are data, as those of rights.py are for workers, and doctor asks for each.

For an auditor and a keeper a schema of their own has a view in the place of each table that they may not read: with the
columns of SEEN alone, all others empty; of a table that is not there no row at all. So the program runs for them as it
does for all, and psql in their hands sees no more than it does.
"""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.store.rights import RIGHTS

_LIST = {"worker": "S", "metadata": "S", "schema_migration": "S", "team_settings": "S"}
"""What the list is, who works on it, and by which settings."""

APART: Mapping[str, Mapping[str, str]] = {
    "auditor": {
        **_LIST, "audit": "SI", "audit_chain": "S", "witness": "S", "frozen": "S", "whole_file": "S",
    },
    "keeper": {**_LIST, "audit": "I", "audit_chain": "S"},
    "dispatch": {
        **{table: "S" if "S" in verbs else "" for table, verbs in RIGHTS.items()},
        # What nothing that is sent, printed or moved by a clock needs.
        **dict.fromkeys(
            ("note", "brought", "search_line", "review_answer", "council_answer", "work_section", "draft", "witness"),
            "",
        ),
        # What the clocks move, and what becomes of a message.
        **dict.fromkeys(("audit", "event", "action_step", "letter_step", "work_step"), "SI"),
        **dict.fromkeys(("escalation", "outbox", "booking", "duty", "doubt", "work"), "SIU"),
        **{table: verbs for table, verbs in RIGHTS.items() if table.startswith("reckoned")},
        **dict.fromkeys(("letter", "action", "broken_glass"), "SU"),
        **dict.fromkeys(("queue_status", "metadata"), "SIUD"),
    },
}  # fmt: skip
"""Verbs of rights.VERBS, by role and table; a table that is not named is not theirs."""

COLUMNS_APART: Mapping[tuple[str, str], tuple[str, ...]] = {("keeper", "audit"): ("id", "chain", "number", "mac")}
"""Of these tables the columns alone are read: where the chains of the log end, which a seal is made of."""

WITH_VIEWS = ("auditor", "keeper")

SEEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "keeper": {},
    "auditor": {
        "action": (
            "id", "client_id", "call_id", "kind", "by_on", "made_by", "made_at", "done_at", "done_by", "ended_as",
            "owner_id", "taken_back_at",
        ),
        "addition": ("id", "concern_id", "worker_id", "added_at"),
        "call": (
            "id", "client_id", "worker_id", "contact_id", "direction", "rang_at", "ended_at", "outcome", "is_attempt",
            "replaced_by",
        ),
        "client": ("id", "person_id", "council", "died_on", "open_to_services", "stopped", "stopped_at", "added_at"),
        "concern": (
            "id", "reference", "client_id", "opened_by", "opened_at", "saved_at", "submitted_by", "submitted_at",
            "discarded_at", "said_danger", "untouched",
        ),
        "duplicate": ("id", "client_id", "other_id", "verdict", "judged_at"),
        "duty": (
            "id", "client_id", "kind", "cause", "due_at", "made_by", "made_at", "closed_at", "closed_how",
            "for_worker_id",
        ),
        "escalation": (
            "id", "kind", "client_id", "concern_id", "support_id", "call_id", "action_id", "letter_id", "opened_by",
            "opened_at", "danger", "state", "waiting_for", "deadline", "level", "owner_id", "version", "closed_at",
            "council", "moves_at", "in_error", "asks",
        ),
        "event": ("id", "escalation_id", "at", "worker_id", "move", "corrects"),
        "queue_status": ("client_id", "held_by", "held_until"),
        "review": ("id", "client_id", "call_id", "worker_id", "complete", "reviewed_at", "spoke_with", "taken_back_at"),
        "review_answer": ("id", "review_id", "area", "answer"),
        "service": ("id", "name", "kind", "channel"),
        "support": ("id", "reference", "client_id", "service_id", "made_by", "made_at", "urgent"),
    },
}  # fmt: skip
"""The columns of each table that figures count, and no word of what was said, no name, number or address."""

KEYS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("concern", "answers"): ("wanted", "danger", "found_at"),
    ("event", "body"): ("decision", "enquiry", "risk", "achieved", "to", "given", "when"),
}
"""Of what is kept as JSON in these columns the keys alone that figures count: codes and moments."""

SAID: Mapping[str, tuple[str, ...]] = {"client": ("born_on", "gender", "ethnicity", "primary_support_reason")}
"""Columns of which figures count whether they say anything (rules/measures/of_quality.py): that alone is seen."""

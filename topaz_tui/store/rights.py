"""What the server lets a worker do to each table where each has a login role of their own (store/logins.py gives it):
what the program does needs this much, and psql in a worker's hands gets no more. The rows are data; `topaz doctor` asks
the server for each right, whether it is there, and whether there is one too many.

Everything can be read, but what stands in OWN. Which person somebody may read of (services/access) is decided by the
program: the server does not know it.
"""

from __future__ import annotations

from collections.abc import Mapping

VERBS: Mapping[str, str] = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
NEVER = ("TRUNCATE", "REFERENCES", "TRIGGER")
"""What no worker has on any table: to empty it, to point at it, to hang something on it."""

RIGHTS: Mapping[str, str] = {
    # What only grows: nobody changes it, nobody takes it away.
    **dict.fromkeys(
        (
            "audit", "event", "addition", "authority", "call_wish", "capacity", "change", "commission_month",
            "correction", "effect", "frozen", "letter_step", "open_to", "order_date", "review_answer", "support",
            "work_document", "work_step",
        ),
        "SI",
    ),
    # What is changed, and stays.
    **dict.fromkeys(
        (
            "action", "action_step", "booking", "broken_glass", "call", "commission", "commission_item", "concern",
            "court_order", "duty_ended", "import", "letter", "lieu_hours", "note", "order_child", "outbox",
            "restriction", "review", "school", "school_post", "service", "team_settings", "training", "warning",
            "whole_file", "work", "work_section", "worker",
        ),
        "SIU",
    ),
    # What an import that is taken back takes away again (services/imports/undo.py), and what is typed.
    **dict.fromkeys(
        (
            "assessment", "born_before", "brought", "client", "contact", "council_answer", "doubt", "draft",
            "duplicate", "duty", "episode", "escalation", "figure_part",
            "figure_sum", "metadata", "phone", "placement", "queue_status", "reckoned",
            "reckoned_duty", "reckoned_sum", "search_line", "statutory_event", "young_person",
        ),
        "SIUD",
    ),
    "judgement": "SID",
    # Where each has a login, the server says who it is: nobody reads by what a passphrase is known.
    "verifier": "",
    # What the owner alone writes: the steps of the schema, and views.
    **dict.fromkeys(("schema_migration", "tally", "calls_made", "typing", "witness", "audit_chain"), "S"),
}  # fmt: skip
"""Verbs of VERBS, by table."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "team_settings": ("state", "decided_by", "decided_at", "decided_why"),
    "whole_file": ("state", "decided_by", "decided_at", "digest"),
    "worker": ("name", "role", "phone", "mail", "retired_at"),
    "call": ("replaced_by", "led_to"),
    "outbox": (
        "danger", "state", "tries", "next_at", "give_up_at", "claim", "claimed_until", "ended_at", "answer",
    ),
}  # fmt: skip
"""Of these tables the columns alone that are ever changed: an account is somebody's for good, what was said of a call
stands, and a message goes where it was to go as it was put in."""

STAMPED = ("audit", "event")
"""Tables whose lines bear the name of whoever's login writes them, whatever they say."""

SIGNED: Mapping[str, tuple[str, ...]] = {
    "action": ("made_by", "done_by"),
    "action_step": ("worker_id",),
    "addition": ("worker_id",),
    "authority": ("worker_id",),
    "booking": ("made_by", "ended_by"),
    "broken_glass": ("worker_id",),
    "call": ("worker_id",),
    "call_wish": ("worker_id",),
    "capacity": ("made_by",),
    "change": ("worker_id",),
    "client": ("added_by",),
    "commission": ("made_by",),
    "commission_month": ("made_by",),
    "concern": ("opened_by", "submitted_by"),
    "correction": ("worker_id",),
    "duplicate": ("worker_id",),
    "escalation": ("opened_by",),
    "frozen": ("made_by",),
    "import": ("worker_id", "undone_by"),
    "judgement": ("worker_id",),
    "letter": ("made_by",),
    "letter_step": ("worker_id",),
    "lieu_hours": ("decided_by",),
    "note": ("worker_id",),
    "outbox": ("made_by",),
    "restriction": ("made_by", "ended_by"),
    "queue_status": ("held_by",),
    "review": ("worker_id",),
    "service": ("added_by",),
    "support": ("made_by",),
    "team_settings": ("made_by", "decided_by"),
    "warning": ("agreed_by", "ended_by"),
    "whole_file": ("asked_by", "decided_by"),
    "work_document": ("made_by",),
    "work_section": ("saved_by",),
    "work_step": ("worker_id",),
}
"""Columns in which nobody writes a colleague's name, but who may put a colleague's call right: that is witnessed."""

OWN: Mapping[str, str] = {"draft": "worker_id"}
"""Tables of whose rows everybody sees their own, by this column. That somebody types stands in the view `typing`."""

WITNESSED = ("client", "phone", "contact", "warning", "restriction", "worker", "concern", "doubt", "service")
"""Tables of which each change leaves in `witness` whose login made it, when by the server's clock, what was and what
is. An import adds thousands of people in one transaction: what is added is not witnessed, it is there."""

UNWITNESSED = ("version", "council_row")
"""Columns that count for no change: they follow another, or the file that was read."""

OF_TOPAZ = ("demo", "demo_of_children", "training", "logins", "moved to", "moves as", "moving from")
"""Keys of the table `metadata` that the owner alone writes: what the list is."""

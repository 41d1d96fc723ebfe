"""The tables that the demo fills, in the order in which they can be written: what is referred to comes first."""

from __future__ import annotations

TABLES = (
    "worker", "client", "restriction", "open_to", "broken_glass",
    "phone", "contact", "authority", "assessment", "council_answer", "warning", "duty", "call",
    "review",
    "review_answer", "action", "action_step", "note", "call_wish", "change", "correction",
    "duplicate", "judgement", "import", "brought", "doubt", "concern", "addition",
    "service", "support", "letter", "letter_step", "escalation", "booking", "event", "queue_status",
)  # fmt: skip

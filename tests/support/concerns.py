"""Answers with which a concern can be submitted."""

from __future__ import annotations

from topaz_tui.rules.forms import Answer

WHOLE: dict[str, Answer] = {
    "danger": "no", "types": ["neglect"], "main_type": "neglect", "what": "The fridge was empty.",
    "wanted": "asked_none", "consent": "given",
}  # fmt: skip
IN_DANGER = WHOLE | {"danger": "yes", "called_999": "yes", "called_999_at": "10:00"}
WITHOUT_CONSENT: dict[str, Answer] = {
    "danger": "no",
    "types": ["financial", "neglect"],
    "main_type": "financial",
    "what": "Her nephew keeps her bank card.\nShe had no food in.",
    "wanted": "not_asked",
    "wanted_why_not": "He was in the room.",
    "consent": "not_sought",
    "grounds": ["asking_adds_risk"],
}
BANK_CARD: dict[str, Answer] = {
    "danger": "no",
    "types": ["financial"],
    "main_type": "financial",
    "what": "Her nephew keeps her bank card.",
    "wanted": "asked_none",
    "consent": "given",
}

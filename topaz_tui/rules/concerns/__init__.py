"""The safeguarding concern: the form as data, what submission needs, and the document for the council."""

from __future__ import annotations

from topaz_tui.rules.concerns.document import (
    ADULT_LINES,
    NOT_ON_RECORD,
    WIDTH,
    Adult,
    Document,
    RaisedBy,
    as_text,
    document,
    prefill,
    with_numbers_held_back,
)
from topaz_tui.rules.concerns.form import NOT_GIVEN, QUESTIONS, SECTIONS, TYPES, Section
from topaz_tui.rules.concerns.submission import (
    CALL_999,
    MissingForSubmission,
    call_999,
    check,
    in_danger,
    main_type,
    missing,
    open_count,
    section_of,
    tidy,
    unanswered_count,
    visible,
)

__all__ = [
    "ADULT_LINES",
    "CALL_999",
    "NOT_GIVEN",
    "NOT_ON_RECORD",
    "QUESTIONS",
    "SECTIONS",
    "TYPES",
    "WIDTH",
    "Adult",
    "Document",
    "MissingForSubmission",
    "RaisedBy",
    "Section",
    "as_text",
    "call_999",
    "check",
    "document",
    "in_danger",
    "main_type",
    "missing",
    "open_count",
    "prefill",
    "section_of",
    "tidy",
    "unanswered_count",
    "visible",
    "with_numbers_held_back",
]

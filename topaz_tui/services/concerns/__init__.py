"""A safeguarding concern: written by one worker as they talk, submitted once, and only added to afterwards.

What is typed goes straight into the concern's own row, so that it is there after any kind of end, and a manager can see
that one is being written. Submitted, it stands still (the database's triggers refuse any change), and its referral
stands on the manager's board in the same transaction.
"""

from __future__ import annotations

from topaz_tui.services.concerns.discarding import (
    NOT_ALONE,
    PutAwayProposal,
    asked,
    discard,
    discard_untouched,
    not_alone,
    propose,
)
from topaz_tui.services.concerns.drafts import BeingWritten, Unfinished, all_drafts, drafts, unfinished
from topaz_tui.services.concerns.editing import ConcernDraft, load, open, restore, save, take_over
from topaz_tui.services.concerns.emergency import Emergency, emergency
from topaz_tui.services.concerns.handover import hand_over, left_over
from topaz_tui.services.concerns.records import TAKEN_OVER, Closed, Unreadable, adult_of, council_of, raised_by_of
from topaz_tui.services.concerns.submission import Incomplete, Submitted, add, submit
from topaz_tui.services.concerns.viewing import AdditionLine, View, find, read_document, view

__all__ = [
    "NOT_ALONE",
    "TAKEN_OVER",
    "AdditionLine",
    "BeingWritten",
    "Closed",
    "ConcernDraft",
    "Emergency",
    "Incomplete",
    "PutAwayProposal",
    "Submitted",
    "Unfinished",
    "Unreadable",
    "View",
    "add",
    "adult_of",
    "all_drafts",
    "asked",
    "council_of",
    "discard",
    "discard_untouched",
    "drafts",
    "emergency",
    "find",
    "hand_over",
    "left_over",
    "load",
    "not_alone",
    "open",
    "propose",
    "raised_by_of",
    "read_document",
    "restore",
    "save",
    "submit",
    "take_over",
    "unfinished",
    "view",
]

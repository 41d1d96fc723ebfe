"""The call: what to know before it, starting to ring, and all that it leads to, in one transaction.

briefing.py what the call screen needs, numbers.py the numbers to ring; starting.py may this number be rung now;
record.py the call as it is told; saving.py the transaction that saves it, owed_after.py which calls are owed after it
(owed.py closes and sets them), client_facts.py what stands on the client then, who_answered.py another who came to the
telephone; result.py what is said of it; correct.py puts right what was saved by mistake. What a call changed is kept by
services/effects.py.
"""

from __future__ import annotations

from topaz_tui.services.calls.briefing import Brief, BriefContact, LastCall, OpenAction, brief
from topaz_tui.services.calls.concerns_about import OpenConcern, Raised, open_concerns, raised
from topaz_tui.services.calls.correct import (
    CorrectableCall,
    IntendedOutcome,
    correct,
    last_of,
    preview,
    saved,
    stopped_by,
)
from topaz_tui.services.calls.numbers import ContactNumber, Number
from topaz_tui.services.calls.record import CallRecord, NewAction, OtherWhoAnswered, lacking
from topaz_tui.services.calls.result import SavedCall, anew, is_saved
from topaz_tui.services.calls.saving import record
from topaz_tui.services.calls.starting import Started, objections, reveal, start

__all__ = [
    "Brief",
    "BriefContact",
    "CallRecord",
    "ContactNumber",
    "CorrectableCall",
    "IntendedOutcome",
    "LastCall",
    "NewAction",
    "Number",
    "OpenAction",
    "OpenConcern",
    "OtherWhoAnswered",
    "Raised",
    "SavedCall",
    "Started",
    "anew",
    "brief",
    "correct",
    "is_saved",
    "lacking",
    "last_of",
    "objections",
    "open_concerns",
    "preview",
    "raised",
    "record",
    "reveal",
    "saved",
    "start",
    "stopped_by",
]

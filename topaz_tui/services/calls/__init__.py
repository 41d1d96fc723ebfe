"""The call: what to know before it, starting to ring, and all that it leads to, in one deed.

brief.py what the call screen needs; start.py may this number be rung now; record.py the call as it is told;
keep.py the deed that saves it.
"""

from __future__ import annotations

from topaz_tui.services.calls.brief import Brief, Number, OpenConcern, Raised, brief, open_concerns, raised
from topaz_tui.services.calls.keep import Recorded, record, recorded
from topaz_tui.services.calls.record import Answered, CallRecord, NewAction, lacking
from topaz_tui.services.calls.start import Started, objections, reveal, start

__all__ = [
    "Answered",
    "Brief",
    "CallRecord",
    "NewAction",
    "Number",
    "OpenConcern",
    "Raised",
    "Recorded",
    "Started",
    "brief",
    "lacking",
    "objections",
    "open_concerns",
    "raised",
    "record",
    "recorded",
    "reveal",
    "start",
]

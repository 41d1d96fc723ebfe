"""What they have and may have: open services, the eligibility; and what returns are broken down by."""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.rules.people import CHARACTERISTICS, NOTHINGS, empty

_NOT_KNOWN = {"not known", "unknown", "not recorded", "not stated"}
_NOT_SAID = {word.casefold() for word in NOTHINGS} - _NOT_KNOWN
"""What stands for an empty cell. That something is not known is what the council says of it here."""


def read_open_services(batch: Columns, only_events: Sequence[int]) -> list[bool | None]:
    """Who has open services. Words that are no plain no are read as a yes, and listed; so is a service that has
    begun and has no end."""
    cells = batch.cells("open_to_services")
    answers: list[bool | None] = list(map(batch.reader.has_open_services.__getitem__, cells))
    for i, cell in enumerate(cells):
        if empty(cell):
            answers[i] = None
        elif answers[i] and batch.reader.yes_no[cell] is None:
            called = batch.reader.called["open_to_services"]
            batch.warnings[i].append(f"'{called}' is neither yes nor no: read as open services.")
    if only_events:
        events, ends = batch.cells("event_type"), batch.cells("assessed_on")
        for i in only_events:
            if "service" in events[i].lower() and empty(ends[i]):
                answers[i] = True
    return answers


def read_bands(batch: Columns) -> list[str | None]:
    """The eligibility band of each row: a code, or None with a warning where the file gives none that Topaz knows."""
    cells = batch.cells("eligibility")
    bands: list[str | None] = list(map(batch.reader.band.__getitem__, cells))
    if None in bands:
        called = batch.reader.called.get("eligibility")
        for i, band in enumerate(bands):
            if band is None:
                what = "is empty" if empty(cells[i]) else "is no band that Topaz knows"
                what = f"'{called}' {what}" if called else "The file gives no eligibility"
                batch.warnings[i].append(f"{what}, so no new recall arises.")
    return bands


def read_characteristics(batch: Columns) -> list[Sequence[str]]:
    """Gender and what is asked with it, a column each, as the file has them."""
    return [
        ["" if cell.casefold() in _NOT_SAID else cell for cell in batch.told(column)]
        if column in batch.reader.places
        else ("",) * batch.count
        for column in CHARACTERISTICS
    ]

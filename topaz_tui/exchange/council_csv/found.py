"""What a row comes to: a record, an event, a refusal, or the same as last time."""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui.exchange.council_csv.seen import Same
from topaz_tui.rules.people import CouncilRecord


class Refusal(NamedTuple):
    """A row that can't be taken: its number, why (sentences), and its cells as they stood in the file."""

    row: int
    reasons: tuple[str, ...]
    cells: tuple[str, ...]


class ServiceEvent(NamedTuple):
    """A row that is no assessment (a service, a request, an assessment still open) and says something all the same:
    that a person has died or moved, or has open services. It counts for people who are on the list, or come onto it by
    another row; else it is the `refusal`."""

    record: CouncilRecord
    refusal: Refusal


class OneOfSeveral(NamedTuple):
    """A row under an ID that the file gives to more than one person: what it says of one of them, for whoever says
    whose the ID is; until then it is the `refusal`."""

    record: CouncilRecord
    refusal: Refusal


Found = CouncilRecord | ServiceEvent | OneOfSeveral | Refusal | Same

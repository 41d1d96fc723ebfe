"""One thing done to each of those who are marked in the queue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from topaz_tui import grammar
from topaz_tui.errors import UserError
from topaz_tui.services.queue import QueuePerson
from topaz_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen


async def for_each(
    page: QueueScreen, people: Sequence[QueuePerson], work: Callable[[QueuePerson], Awaitable[object]]
) -> str:
    """Do it for each of them, one after the other. Returns of whom it could not be done, and why: they stay marked.
    Where it could be done for nobody, that is raised."""
    rows = page.query_one(RecordList)
    refused: list[tuple[QueuePerson, UserError]] = []
    for person in people:
        try:
            await work(person)
        except UserError as trouble:
            refused.append((person, trouble))
        else:
            rows.unmark(person.client_id)
    if len(refused) == len(people):
        raise refused[0][1]
    return " ".join(f"Not {person.name}: {trouble.message}" for person, trouble in refused)


def whom(people: Sequence[QueuePerson]) -> str:
    """'Mr Amin', or '3 people'."""
    return grammar.whom([each.name for each in people])


def names(people: Sequence[QueuePerson]) -> str:
    """Who they are, as far as a window has room."""
    return grammar.in_short([each.name for each in people])

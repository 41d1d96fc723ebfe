"""In which order the queue is to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules.forms import Question
from topaz_tui.services.queue import OF_TAB, ORDERS
from topaz_tui.widgets.dialogs import FormDialog

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen

OWN = "own"


async def ask_order(page: QueueScreen) -> str | None:
    """Ask for one of the columns of the tab that is open, and sort by it: '' for the queue's own order, None where it
    was left."""
    options = ((OWN, "The queue's own order"), *((code, ORDERS[code][0]) for code in OF_TAB[page.tab]))
    question = Question("order", "Sort by", "choice", options=options)
    now = page.order if page.order in OF_TAB[page.tab] else OWN
    window = FormDialog("Sort the list", (question,), answers={"order": now}, done="Sort")
    if (answers := await page.app.push_screen_wait(window)) is None:
        return None
    order = answers.get("order") or OWN
    return "" if order == OWN else str(order)

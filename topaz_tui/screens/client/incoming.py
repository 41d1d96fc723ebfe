"""Record a call that a client made to us."""

from __future__ import annotations

from topaz_tui.errors import Invalid, UserError
from topaz_tui.screens import places
from topaz_tui.screens.base import Elsewhere, Page
from topaz_tui.services import queue


async def open_incoming(page: Page, client_id: int) -> None:
    """Record a call that this client made to us: they are held where nobody else has them."""
    try:
        held = await page.hold(queue.claim, page.app.session, client_id)
    except Elsewhere:
        raise
    except UserError as trouble:
        page.app.trouble(recorded_anyway(trouble))
        held = None
    page.app.open(places.CallPlace(held.client_id if held else client_id, held, direction="in"))


def recorded_anyway(trouble: UserError) -> UserError:
    """A colleague has them on their screen: the call that came in is recorded all the same."""
    return Invalid(trouble.message, "Record the call all the same, and tell them.")

"""Leave a concern that is not submitted: it waits, or nothing was begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.screens.concern.keys import key
from topaz_tui.services import concerns
from topaz_tui.services.concerns import ConcernDraft

if TYPE_CHECKING:
    from topaz_tui.screens.concern.screen import ConcernScreen


async def keep_or_drop(page: ConcernScreen, draft: ConcernDraft) -> None:
    """Keep what was written, and say so; one in which nothing was written is gone."""
    name = draft.adult.name
    await page.app.autosaver.flush()
    if await page.call(concerns.discard_untouched, page.app.session, draft.id):
        page.app.say(f"Nothing was written about {name}: no concern was begun.")
    else:
        again = key("everywhere.concern")
        page.app.say(f"The concern about {name} is kept, NOT submitted: {again} on them goes on.")
    page.app.count_concerns_soon()

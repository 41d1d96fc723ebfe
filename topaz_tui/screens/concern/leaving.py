"""Leave a concern that is not submitted: it waits, or nothing was begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.errors import UserError
from topaz_tui.screens.concern.keys import key
from topaz_tui.services import concerns
from topaz_tui.services.concerns import ConcernDraft

if TYPE_CHECKING:
    from topaz_tui.screens.concern.screen import ConcernScreen


async def keep_or_drop(page: ConcernScreen, draft: ConcernDraft) -> None:
    """Keep what was written, and say so; one in which nothing was written is gone."""
    name = draft.adult.name
    kept = f"The concern about {name} is kept, NOT submitted: {key('everywhere.concern')} on them goes on."
    await page.app.autosaver.flush()
    try:
        none_begun = await page.call(concerns.discard_untouched, page.app.session, draft.id)
    except UserError as trouble:  # whoever leaves leaves, whatever the database does
        page.app.say(f"{trouble.message} {kept}", "trouble")
    else:
        page.app.say(
            f"Nothing was written about {name}: no concern was begun. They stay on the list." if none_begun else kept
        )
    page.app.count_concerns_soon()

"""Write to somebody, from their own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.screens.client.newest import look_at_newest, told
from topaz_tui.screens.dialogs.writing import write_to
from topaz_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


async def write(page: ClientScreen) -> None:
    """Ask, show and make the letter; it stands on their timeline then."""
    page.is_asking()
    before = told(page)
    if done := await write_to(page, {page.subject_id: page.page.name if page.page else "them"}):
        page.app.say(done)
        await look_at_newest(page, before)
    page.query_one(RecordList).focus()

"""What was just saved is in sight: where the timeline stood further down, the cursor goes to the line that is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


def told(page: ClientScreen) -> frozenset[object]:
    """The keys of what the timeline tells now: to be asked before something is saved."""
    return frozenset(each.key for each in page.page.timeline) if page.page else frozenset()


async def look_at_newest(page: ClientScreen, before: frozenset[object]) -> None:
    """Look the client up, and have in sight what the timeline tells beside what it told `before`."""
    await page.look()
    lines = page.query_one(RecordList)
    new = next((each.key for each in lines.lines if each.key not in before), None)
    if page.tab == "timeline" and new is not None and lines.scroll_offset.y:
        lines.stand_on(new)

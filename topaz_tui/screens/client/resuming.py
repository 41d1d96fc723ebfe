"""Let calls go on that were stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.screens.client.asking import ask_and_save
from topaz_tui.screens.client.correcting import put_last_right
from topaz_tui.screens.client.forms import WHY_AGAIN, call_again
from topaz_tui.services import calls
from topaz_tui.widgets.dialogs import FormDialog

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


async def resume(page: ClientScreen) -> None:
    """Calls that were stopped by mistake go on with a correction: all that it led to goes back, too. Else a manager
    gives the reason why they may be called again."""
    call_id = await page.call(calls.stopped_by, page.app.session, page.subject_id)
    if call_id is not None:
        lead = " · ".join(_banner(page))
        answers = await page.put_over(FormDialog("May they be called again?", (WHY_AGAIN,), lead=lead, done="Go on"))
        if answers is None:
            return
        if answers["why"] == "mistake":
            await put_last_right(page, call_id)
            return
    await ask_and_save(page, call_again(_banner(page)))


def _banner(page: ClientScreen) -> tuple[str, ...]:
    return page.page.banner if page.page else ()

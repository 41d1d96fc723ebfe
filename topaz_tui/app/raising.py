"""Raise a concern from wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.errors import Invalid
from topaz_tui.screens import places

if TYPE_CHECKING:
    from topaz_tui.app.going import GoesPlaces


async def raise_concern(app: GoesPlaces) -> None:
    """Raise a concern about the person in front; where nobody is, find them first."""
    from topaz_tui.screens.concern import ConcernScreen
    from topaz_tui.screens.find import FindScreen
    from topaz_tui.screens.new_person import raise_about_new

    client_id = app.client_in_front
    if isinstance(app.page, FindScreen) and app.page.adding:
        raise_about_new(app)
    elif isinstance(app.page, ConcernScreen):
        back = "" if app.screen is app.page else " Esc goes back to it."
        app.hint(f"You are in a concern.{back}", "trouble")
    elif client_id is None and isinstance(app.screen, FindScreen) and app.screen.typed:
        app.screen.add("concern")
    elif client_id is None:
        await app.go(places.FindPlace())
        app.trouble(Invalid("Whom is it about?", "Find them, then press F6 again; + adds who is on no list."))
    else:
        await app.open(places.ConcernPlace(client_id))

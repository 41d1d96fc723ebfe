"""A manager restricts a record, changes to whom it is open, or lifts that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.client import forms
from topaz_tui.screens.client.asking import ask_and_save
from topaz_tui.services import workers

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


async def restrict(page: ClientScreen) -> None:
    """Ask to whom the record is open, and why: managers open each, and need not be named."""
    team = [each for each in await page.call(workers.team, page.app.session) if each.takes_work]
    others = tuple((str(each.id), each.name) for each in team if not permissions.may(each.role, Act.OPEN_RESTRICTED))
    kept = page.page.restricted if page.page else ()
    own = next((each for each in kept if each.client_id == page.subject_id), None)
    await ask_and_save(page, forms.restrict(own, others))

"""A call on screen, on the demo: whom to call, and the keys from ringing to saving."""

from __future__ import annotations

from tests.support.pilot import open_page, until
from tests.support.rows import one
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.saved import SavedDialog
from topaz_tui.store import models
from topaz_tui.widgets.dialogs import ConfirmDialog

READY = "SELECT client_id FROM queue_status WHERE state = 'ready'"


def somebody():
    """A client who can be called now, and whose safety card keeps nothing back."""
    return one(f"""
        SELECT id FROM client WHERE id IN ({READY}) AND safe_to_call = 'yes' ORDER BY id LIMIT 1
    """)


async def opened(pilot, client_id, held=None, direction="out"):
    return await open_page(pilot, CallScreen(client_id, held, direction), lambda page: page.brief)


async def press(pilot, *keys):
    """All at once, as they come from a quick hand: what they led to is waited for after the last alone."""
    await pilot.press(*keys)


async def back_to_the_outcomes(pilot, screen):
    """From whatever followed on one of them, over what it asked."""
    while pilot.app.screen is not screen:
        await press(pilot, "escape")
    while screen.draft.step != "ended":
        before = screen.draft.step
        await press(pilot, "pageup")
        assert screen.draft.step != before


async def ring(pilot, screen):
    await press(pilot, "c")
    await until(pilot, lambda: screen.draft.rang_at)


async def saved(pilot):
    await press(pilot, "f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, SavedDialog | ConfirmDialog))
    if isinstance(pilot.app.screen, ConfirmDialog):
        await press(pilot, "y")
    await until(pilot, lambda: isinstance(pilot.app.screen, SavedDialog))
    return pilot.app.screen


def calls_of(client_id):
    return list(models.Call.select().where(models.Call.client == client_id).order_by(models.Call.id.desc()))


def needs(screen):
    return screen.query_one("PromptLine").words

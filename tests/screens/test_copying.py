"""What one stands on is copied: what is shown of it, and no number that is not."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support.pages import case, client
from tests.support.pilot import settle, until
from tests.support.rows import one
from topaz_tui.config import Clipboard, Settings
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import as_text, of_profile
from topaz_tui.screens.client.copying import OFF, of_document
from topaz_tui.services import clients
from topaz_tui.store.models import Audit
from topaz_tui.widgets.dialogs import ChoiceDialog


@pytest.fixture
def copying(app: Any) -> Any:
    """The program where the team lets things be copied."""
    app.session = replace(app.session, settings=Settings(clipboard=Clipboard(seconds=60)))
    return app


SAFE = "SELECT client_id FROM queue_status WHERE reason = 'callable' LIMIT 1"
UNSAFE = "SELECT id FROM client WHERE safe_to_call = 'no' AND stopped IS NULL LIMIT 1"


def test_copied_client_has_what_another_worker_needs(app) -> None:
    profile = clients.open_profile(app.session, one(SAFE))
    text = as_text(profile)
    number = str(next(phone.words for phone in profile.phones if phone.status == "usable"))
    assert all(part in text for part in (profile.name, profile.person_id, number, "Safe to call", "From Topaz, 23 Nov"))
    assert "today" not in text and all(moment.words in text for moment in profile.timeline[:3])


def test_copied_client_has_no_number_that_is_not_shown(app) -> None:
    profile = clients.open_profile(app.session, one(UNSAFE))
    assert not [thing for thing in of_profile(profile) if thing.what == "Number"]
    shown = clients.reveal_numbers(app.session, profile.client_id, "To ask the ward", limit=100)
    number = next(phone.words for phone in shown.phones if phone.words)
    assert next(thing.shown for thing in of_profile(shown)) == number, "shown this once, it can be copied"
    texts = as_text(profile), as_text(shown)
    assert not any(re.search(r"0[27][0-9 ]{9,}", text) for text in texts)
    assert all("Telephone: not given: Not safe to call" in text for text in texts)


async def test_copied_referral_is_its_own_document_and_no_concern(app) -> None:
    async def call(find: Any, *given: Any) -> Any:
        return find(*given)

    reference = one("SELECT reference FROM support LIMIT 1")
    _, document = of_document(cast(Page, SimpleNamespace(app=app, call=call)), reference)
    assert document.what == "The referral" and document.text
    assert reference in await document.text()
    assert Audit.select().where(Audit.action == "took out a referral").count() == 1


@pytest.mark.parametrize(("make", "first"), [(client, "Number"), (case, "Reference")], ids=["client", "case"])
async def test_copied_by_y_is_the_line_that_is_chosen(copying, make, first) -> None:
    app = copying
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.push_screen(await make(app))
        await until(
            pilot, lambda: app.screen.is_mounted and app.page.client_id and not app.page.disabled_reason("case.copy")
        )
        await settle(pilot)
        await pilot.press("Y")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog) and app.screen.focused)
        await pilot.press("enter")
        await until(pilot, lambda: app.status.tells(f"Copied: {first}, {app.clipboard}."))
        await pilot.press("Y")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog) and app.screen.focused)
        await pilot.press("end", "enter")
        await until(pilot, lambda: "From Topaz, 23 Nov 2026 10:" in app.clipboard)
        assert Audit.select().where(Audit.action == "took out what is known").count() == 1
        sent: list[str] = []
        app._driver.write = sent.append
        app.clear_clipboard()
        app.clear_clipboard()
        assert sent == ["\x1b]52;c;IA==\a"], "written over once, and what was copied is there for ctrl+v"
        assert "From Topaz" in app.clipboard


async def test_nothing_goes_to_the_terminals_clipboard_where_the_team_does_not_let_it(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        sent: list[str] = []
        app._driver.write = sent.append
        await pilot.press("Y")
        await until(pilot, lambda: app.status.tells(OFF))
        app.copy_to_clipboard("a word")
        assert app.clipboard == "a word" and not any("]52;" in each for each in sent)
        assert not Audit.select().where(Audit.action == "copied").count()

"""A restricted record on the client's page: others see the name alone, and open it all the same, with a reason."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import pkgutil
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from textual.widgets import Static, TextArea

from tests.support.pilot import typed, until
from tests.support.rows import one
from topaz_tui import clock, services
from topaz_tui.app import Topaz
from topaz_tui.cli.output import letter_list
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.screens import listings
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.escalations.listing import BOARD
from topaz_tui.screens.imports import ImportsScreen
from topaz_tui.services import workers
from topaz_tui.services.access import restricting, seen
from topaz_tui.services.actions import OwnAction
from topaz_tui.services.agenda import DoneItem
from topaz_tui.services.correspondence import LetterLine
from topaz_tui.services.escalations.api import Item
from topaz_tui.services.imports import ImportDecision
from topaz_tui.services.month import MonthPerson
from topaz_tui.store import models
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.record_list import RecordList

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


async def test_restricted_person_is_a_name_until_the_glass_is_broken(app: Topaz, demo_db: Path, who: int) -> None:
    restricting.restrict(app.session, who, "Works with us.", ())
    other = next(each for each in workers.team(app.session) if each.role == "worker")
    app.session = replace(app.session, worker_id=other.id, account=other.account, name=other.name, role="worker")
    address = str(one(f"SELECT address FROM client WHERE id = {who}"))
    async with app.run_test(size=(80, 24)) as pilot:
        page = ClientScreen(who)
        await app.push_screen(page)
        await until(pilot, lambda: page.notice)
        assert page.page is None and page.client_id == who, "a concern can be raised about them (F6)"
        assert str(page.query_one("#banner", Static).content) == "RESTRICTED"
        assert address not in "".join(str(each.content) for each in page.query(Static))
        assert page.disabled_reason("everywhere.concern") is None, "nothing is in a concern's way"
        assert page.disabled_reason("client.call") and page.disabled_reason("client.break_glass") is None
        assert page.disabled_reason("client.correct") is None, "a call of one's own is put right without the glass"
        for press in ("B", "B"):  # Esc loses nothing of the reason
            await pilot.press(press)
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.query("TextArea"))
            window = app.screen
            if not models.Draft.select().where(models.Draft.kind == "break glass").exists():
                await pilot.press(*typed("She rings us now."))
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is page)
                await app.autosaver.flush()
        await until(pilot, lambda: "She rings" in window.query_one(TextArea).text)
        await pilot.press("f10")
        await until(pilot, lambda: page.page)
        assert page.notice is None and page.page and page.page.address == address
        assert page.disabled_reason("client.break_glass"), "it is open"
    broke = models.BrokenGlass.get(models.BrokenGlass.client == who)
    assert (broke.worker_id, broke.reason) == (other.id, "She rings us now.")
    assert not models.Draft.select().where(models.Draft.kind == "break glass").exists()


async def test_imports_show_a_restricted_record_beside_the_others_to_a_worker(app: Topaz, who: int) -> None:
    models.Doubt.create(client=who, code="name says died", words="The name", made_at=clock.to_store(clock.now()))
    restricting.restrict(app.session, who, "Works with us.", ())
    other = next(each for each in workers.team(app.session) if each.role == "worker")
    app.session = replace(app.session, worker_id=other.id, account=other.account, name=other.name, role="worker")
    async with app.run_test(size=(80, 24)) as pilot:
        page = ImportsScreen(who)
        await app.push_screen(page)
        await until(pilot, lambda: page.decision and page.decision.client_id == who)
        names = [str(line.cells[2]) for line in page.query_one(RecordList).lines]
        assert sum("restricted" in name for name in names) == 1 < len(names)


def kinds() -> list[Any]:
    """The lines of lists that may be about somebody restricted."""
    for each in pkgutil.walk_packages(services.__path__, "topaz_tui.services."):
        importlib.import_module(each.name)
    every = {
        each
        for name, module in list(sys.modules.items())
        if name.startswith("topaz_tui.services.")
        for each in vars(module).values()
        if dataclasses.is_dataclass(each) and isinstance(getattr(each, "SHOWN", None), frozenset)
    }
    return sorted(every, key=lambda each: each.__name__)


def held(kind: Any) -> Any:
    """A line of this kind, as those see it to whom the record is closed."""
    some: dict[Any, Any] = {
        str: "x", int: 1, bool: False, datetime: NOW, date: NOW.date(), tuple: (), Safety: Safety(),
        QueueStatus: QueueStatus(Reason.RESTRICTED),
    }  # fmt: skip
    hints = get_type_hints(kind)
    given = {
        each.name: None if NoneType in get_args(hints[each.name]) else some.get(
            get_origin(hints[each.name]) or hints[each.name], {}
        )
        for each in dataclasses.fields(kind)
    }  # fmt: skip
    return seen.held_back(kind(**given))


def test_nothing_that_is_said_of_a_line_of_somebody_restricted_is_that_it_cannot_be_read() -> None:
    """Whatever a list says of such a line in words of its own; and what it is narrowed to, and sorted by."""
    lines = {}
    for kind in kinds():
        with contextlib.suppress(TypeError):  # a list that leaves such a line out
            lines[kind] = held(kind)
    assert len(lines) > 10
    for kind, line in lines.items():
        for name in [name for name, each in vars(kind).items() if isinstance(each, property)]:
            assert "read" not in str(getattr(line, name)), f"{kind.__name__}.{name}"
    for listing, kind in (
        (listings.DECISIONS, ImportDecision), (listings.ACTIONS, OwnAction),
        (listings.DONE, DoneItem), (listings.MONTH, MonthPerson), (BOARD, Item),
    ):  # fmt: skip
        for way in (*listing.facets, *listing.orders):
            assert "read" not in str(way.of(lines[kind])), f"{listing.name}: {way.name}"
    assert "Restricted" in letter_list.letters_text([replace(lines[LetterLine], at=clock.to_store(NOW))], [])

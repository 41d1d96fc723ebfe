"""The board and an escalation on screen, on the demo."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.support.pilot import settle, until
from topaz_tui.app import Topaz
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.services.escalations import api as escalations
from topaz_tui.widgets.record_list import RecordList


@asynccontextmanager
async def board_of(app: Topaz, size: tuple[int, int] = (80, 24)):
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and keys(app))
        yield pilot


@asynccontextmanager
async def case_of(app: Topaz, escalation_id: int, size: tuple[int, int] = (80, 24)):
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await app.push_screen(CaseScreen(escalation_id))
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
        yield pilot


def rows(app: Topaz) -> RecordList:
    return app.screen.query_one(RecordList)


def keys(app: Topaz) -> list[Any]:
    return [line.key for line in rows(app).lines]


def said(app: Topaz, part: str) -> bool:
    return app.status.tells(part)


def shows(app: Topaz, holds: Callable[[escalations.Case], object]) -> bool:
    """Is a case in front of which this holds?"""
    page = app.screen
    return isinstance(page, CaseScreen) and page.case is not None and bool(holds(page.case))


def an_item(app: Topaz, kind: str, status: str) -> escalations.Item:
    """Of the demo, one that stands so; and that the manager who sits here did not raise."""
    return next(
        item
        for item in escalations.board(app.session).items
        if (item.kind, item.status) == (kind, status) and item.raised_by != app.session.worker_id
    )

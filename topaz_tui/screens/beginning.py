"""Begin a piece of work for what is due, or go on with it: where somebody writes its document, with that."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.services.statutory import opened_work, work
from topaz_tui.services.statutory.opened_work import WorkChoice
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.widgets.dialogs import ChoiceDialog, FormDialog
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (
    Column("By", 12),
    Column("What", 20, grows=True, wraps=True),
    Column("Where it stands", 24, grows=True, wraps=True),
)
NOTHING = "No work of ours is for what is due for them, and none goes on. h records what happened."
LEAD = "It is requested then: a manager accepts it, and gives it to whoever does it."
TO_BEGIN = "to be begun"


def go_on(page: Page, known: KnownWork) -> None:
    """Open the work: its document, where whoever sits here writes that now."""
    writes = len(opened_work.writable(page.app.session, known)) > 1
    page.app.open(places.DocumentPlace(known.id) if writes else places.WorkPlace(known.id))


async def begin_for_duty(page: Page, client_id: int, code: str, title: str) -> None:
    """Ask, begin the work for a duty to a young person, and open it."""
    if await _is_meant(page, title):
        id = await page.call(work.begin_for_duty, page.app.session, client_id, code)
        page.app.open(places.WorkPlace(id))


async def begin_for_order(page: Page, order_id: int, title: str) -> None:
    """Ask, begin the report that an order asks for, and open it."""
    if await _is_meant(page, title):
        id = await page.call(work.begin_for_order, page.app.session, order_id)
        page.app.open(places.WorkPlace(id))


async def begin_for_school(page: Page, school_id: int, code: str, title: str) -> None:
    """Ask, begin the session that trains people of a school, and open it."""
    if await _is_meant(page, title):
        id = await page.call(work.begin_for_school, page.app.session, school_id, code)
        page.app.open(places.WorkPlace(id))


async def _is_meant(page: Page, title: str) -> bool:
    window = FormDialog(f"Begin the work? {title}", lead=LEAD, done="Begin it")
    return await page.app.push_screen_wait(window) is not None


async def choose_of_client(page: Page, client_id: int, name: str) -> None:
    """Choose among what is due for a young person and the work on it, and go on with that."""
    choices: tuple[WorkChoice, ...] = await page.call(opened_work.of_client, page.app.session, client_id)
    if not choices:
        page.app.hint(NOTHING)
        return
    lines = [RecordLine(place, (_by(each), each.words, each.stands or TO_BEGIN)) for place, each in enumerate(choices)]
    chosen = await page.app.push_screen_wait(ChoiceDialog(f"Work for {name}", COLUMNS, lines))
    if not isinstance(chosen, int):
        return
    choice = choices[chosen]
    if choice.work:
        go_on(page, choice.work)
    else:
        await begin_for_duty(page, client_id, choice.code, f"{choice.words}: {name}")


def _by(choice: WorkChoice) -> str:
    return clock.format_day(choice.by) if choice.by else "-"

"""What the council's files leave open, on screen: found, compared, given to somebody and decided by keys alone."""

from __future__ import annotations

from tests.support.pilot import go, record, settle, shown, until, words_in
from topaz_tui.exchange.council_csv.importer import run_import
from topaz_tui.screens.arrangement import Chosen
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.imports import TIMES_FIRST, ImportsScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services import clients, imports
from topaz_tui.store.models import Client
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.staying import OVER
from topaz_tui.widgets.tabs import TabLine


async def opened(pilot) -> None:
    await go(pilot, "5", ImportsScreen, lambda page: page._waiting)


def card(app) -> str:
    return words_in(app.screen, "#card")


async def test_imports_page_shows_two_records_of_one_id_and_one_key_decides(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        first = app.screen.decision
        assert first.codes == ("somebody_else",) and "4 late" in app.screen.query_one(PromptLine).words
        assert [line.tone for line in app.screen.query_one(RecordList).lines] == ["late"] * 4 + ["", ""]
        await until(pilot, lambda: "Mr Daniel Achterberg" in card(app) and first.name in card(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ImportsScreen))
        await pilot.press("t")
        await until(pilot, lambda: app.screen.decision and app.screen.decision.owner_id == app.session.worker_id)
        await pilot.press("c")
        await until(pilot, lambda: app.status.tells(clients.WHO_FIRST))
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"Rang them", "f10")
        await until(pilot, lambda: isinstance(app.screen, ImportsScreen) and len(app.screen._waiting) == 5)
        assert clients.open_doubts(first.client_id) == ()
        assert app.screen.disabled_reason("imports.same") == OVER, "the next line is nobody's answer"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        await pilot.press("escape", "down")
        assert app.screen.disabled_reason("imports.same") == "No file speaks of somebody else under their ID here."
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, ImportsScreen) and app.screen.tab == "past")
        assert [line.cells[3] for line in app.screen.query_one(RecordList).lines] == ["people.xlsx", "people.xlsx"]
        assert "topaz import --undo 2" in card(app) and app.screen.disabled_reason("imports.died")


THREE = """Person ID,First name,Last name,Date of birth,Postcode,Phone,Assessment date,Eligibility
P-4,Ada,Kowalski,19/06/1960,SE24 9ZZ,020 7946 0059,17/11/2025,Moderate
P-4,Bob,Upton,19/06/1925,SE24 9ZZ,020 7946 0023,14/11/2025,Moderate
P-4,Cyd,Zulu,01/02/1933,SE24 9ZZ,020 7946 0024,14/11/2025,Moderate
"""


async def test_imports_page_shows_rows_of_one_id_beside_each_other_and_one_key_says_whose_it_is(app, tmp_path) -> None:
    file = tmp_path / "three.csv"
    file.write_text(THREE, encoding="utf-8")
    run_import(file, app.session, yes=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        page = app.screen
        about = next(each for each in page._waiting.values() if each.several)
        page.query_one(RecordList).stand_on(about.client_id)
        await until(pilot, lambda: "Ada Kowalski" in card(app) and "Bob Upton" in card(app))
        assert (
            f"{app.key_of('imports.first_has')}: Row 2" in card(app)
            and "19 Jun 1960" in card(app)
            and "020 7946 0023" in card(app)
        )
        assert page.disabled_reason("imports.may_call") == page.disabled_reason("imports.other") == clients.WHOSE_FIRST
        await pilot.press("v")
        await until(pilot, lambda: "Cyd Zulu" in card(app) and "Ada Kowalski" not in card(app))
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"Asked", "f10")
        await until(pilot, lambda: app.screen is page)
        assert about.client_id in page._waiting
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormDialog) and "Ada Kowalski, Bob Upton" in shown(app))
        await pilot.press(*"Asked", "f10")
        await until(pilot, lambda: app.screen is page and about.client_id not in page._waiting)
        ids = {each.last_name: each.person_id for each in Client.select() if each.postcode == "SE24 9ZZ"}
        assert ids["Zulu"] == "P-4" and ids["Kowalski"].startswith("HAND-") and ids["Upton"].startswith("HAND-")


async def test_imports_page_leads_to_where_unread_safe_times_are_set(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("end")
        await until(pilot, lambda: app.screen.decision and app.screen.decision.line_id)
        page, about = app.screen, app.screen.decision
        await until(pilot, lambda: "not when the son is in" in card(app) and about.name in card(app))
        assert "The file" not in card(app) and "Enter opens its line of the board" in card(app)
        assert page.disabled_reason("imports.may_call") == page.disabled_reason("imports.take") == TIMES_FIRST
        assert page.disabled_reason("imports.client") is None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
        assert "not when the son is in" in app.screen.query_one(PromptLine).words
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"not Tuesdays", "f10")
        await until(pilot, lambda: "can't be read either" in shown(app))
        app.screen.form.answers = {"times": "Mon-Fri 9-12"}
        await record(pilot)
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case and app.screen.case.closed_at)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page and about.client_id not in page._waiting)


async def test_imports_page_opens_from_the_queue_and_the_board_counts_it(app) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, QueueScreen)
        await pilot.press("left", "left")
        await until(pilot, lambda: screen.query_one(TabLine).current == "not_callable" and screen._people)
        doubted = imports.decisions(app.session)[3]
        await until(pilot, lambda: doubted.client_id in screen._people)
        screen.query_one(RecordList).stand_on(doubted.client_id)
        app.arrangements["decisions"] = Chosen({"worker": "Somebody else"}, "name")  # which would hide them
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ImportsScreen) and app.screen.decision)
        assert app.screen.decision.client_id == doubted.client_id
        assert app.screen.chosen == Chosen(order="name")
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and app.screen._lines)
        assert "4 late in Imports (5)" in app.screen.query_one(PromptLine).words

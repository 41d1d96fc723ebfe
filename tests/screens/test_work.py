"""Work for children's services by keyboard: begun from what is due, moved on, and its document written."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support.documents import whole
from tests.support.people import maker
from tests.support.pilot import front, go, open_page, settle, shown, typed, until
from tests.support.sessions import desk_of, employ
from topaz_tui.app import Topaz
from topaz_tui.config import Settings
from topaz_tui.errors import Unavailable
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.children.work_states import WorkKind, WorkState
from topaz_tui.rules.statutory.schools import PostRole
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.screens.billing import BillingScreen
from topaz_tui.screens.document import DocumentScreen
from topaz_tui.screens.document.keeping import KeptDocument
from topaz_tui.screens.document.screen import GONE_ON, RESTS
from topaz_tui.screens.document_text import last_time
from topaz_tui.screens.due import DueScreen
from topaz_tui.screens.load import LoadScreen
from topaz_tui.screens.work import WorkScreen
from topaz_tui.services import drafts
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import history, load, opened_work, pieces, schools, work, writing, young_people
from topaz_tui.store import database as store
from topaz_tui.store.models import StatutoryEvent, Work
from topaz_tui.widgets.dialogs import ChoiceDialog, ConfirmDialog, FormDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.record_list import RecordList

BOTH = Settings(services=("calls", "children"))


@pytest.fixture
def session(tmp_path: Path, new_file: Path) -> Iterator[Session]:
    """A worker, a manager, and one young person whose plan is to be made."""
    file = tmp_path / "t.db"
    shutil.copy(new_file, file)
    store.open_database(file)
    employ("rkelly", "Róisín Kelly")
    employ("hmarsh", "Helen Marsh", "manager")
    session = desk_of("rkelly", BOTH)
    client = maker(BOTH)(first_name="Ann", born_on="2010-11-05", recall=None, assessments=(), council="Lambeth")
    young_people.take_on(session, client)
    history.begin_care(session, client, date(2025, 3, 3), "C2")
    yield session
    store.close()


def being_written(session: Session) -> int:
    """The plan's work, with its worker, who writes it."""
    id, manager = work.begin_for_duty(session, 1, "PLAN"), desk_of("hmarsh", BOTH)
    known = work.move(manager, id, 1, Do.ACCEPT, {"scope": "A plan", "price": "P1", "due": "2026-12-20"})
    known = work.move(manager, id, known.version, Do.ALLOCATE, {"why": "Knows her"}, session.worker_id)
    for move in (Do.START, Do.WRITE):
        known = work.move(session, id, known.version, move, {})
    return id


async def window(pilot: Pilot[None], kind: type[ChoiceDialog | FormDialog]) -> None:
    """Wait until it is there, and takes keys: the cursor stands in it, but where it only asks for a yes."""

    def there() -> bool:
        screen = pilot.app.screen
        asks_nothing = isinstance(screen, FormDialog) and not screen.form.questions
        return isinstance(screen, kind) and (asks_nothing or screen.focused is not None)

    await until(pilot, there)


async def test_from_due_one_key_records_what_happened_and_one_begins_the_work(session: Session) -> None:
    app = Topaz(session)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await go(pilot, "9", DueScreen, lambda page: page.found)
        rows = page.query_one(RecordList)
        rows.stand_on(next(row.key for row in page.rows if row.code == "LAC_REV1"))
        await pilot.press("h")
        await window(pilot, ChoiceDialog)
        assert "What this waits for" in shown(app)
        await pilot.press("enter")
        await window(pilot, FormDialog)
        await pilot.press(*typed("20 nov"), "f10")
        await until(pilot, lambda: app.screen is page and not any(row.code == "LAC_REV1" for row in page.rows))
        await settle(pilot)
        assert StatutoryEvent.get().happened_on == "2026-11-20"
        rows.stand_on(next(row.key for row in page.rows if row.code == "PLAN"))
        await pilot.press("w")
        await window(pilot, FormDialog)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, WorkScreen) and app.screen.opened)
        await pilot.press("m")
        await window(pilot, ChoiceDialog)
        await pilot.press("enter")
        await window(pilot, FormDialog)
        await pilot.press(*typed("Plan"), "f10")
        await until(pilot, lambda: "Asked back" in shown(app) and "Plan" in shown(app))
        assert Work.get().state == WorkState.QUERY
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("right", "right", "right")
        await until(pilot, lambda: page.tab == "work" and page.row and page.row.work)


async def test_manager_keeps_what_was_ordered_and_sees_what_is_under_none(session: Session) -> None:
    being_written(session)
    app = Topaz(desk_of("hmarsh", BOTH))
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "9", DueScreen, lambda page: page.found)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, BillingScreen) and app.screen.found)
        await pilot.press("n")
        await window(pilot, FormDialog)
        await pilot.press(*typed("C-7"), "enter", *typed("Lambeth"), "enter", *typed("A Khan"), "enter",
                          *typed("20 nov 2026"), "enter", *typed("20 nov 2026"), "f10")  # fmt: skip
        await until(pilot, lambda: "C-7" in shown(app) and isinstance(app.screen, BillingScreen))
        await settle(pilot)
        await pilot.press("a")
        await window(pilot, FormDialog)
        await pilot.press("space", "enter", "3", "enter", *typed("P1"), "f10")
        await until(pilot, lambda: "Pathway plan: 3 of 3 left, at P1" in shown(app))
        await settle(pilot)
        await pilot.press("left", "u")
        await window(pilot, FormDialog)
        assert "C-7: 3 left" in shown(app)
        await pilot.press("space", "f10")
        await until(pilot, lambda: "All work that was taken on is under a commission" in shown(app))
    assert Work.get().commission_id == 1


async def test_manager_sees_who_is_over_gives_a_piece_away_and_sees_the_weeks_to_come(session: Session) -> None:
    id = being_written(session)
    manager = desk_of("hmarsh", BOTH)
    load.employ(manager, "hmarsh", "manager", 37, date(2026, 1, 5), "Contract")
    app = Topaz(manager)
    async with app.run_test(size=(80, 24)) as pilot:
        due = await go(pilot, "9", DueScreen, lambda page: page.found)
        await pilot.press("left")
        await until(pilot, lambda: "Week of" in shown(app))
        assert "Late" in shown(app) and "8 Feb 2027" in shown(app) and due.row is None
        assert "calendar" in str(due.disabled_reason("due.happened"))
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, LoadScreen) and app.screen.found)
        assert "Róisín Kelly" in shown(app) and "Pathway plan: being written" in shown(app)
        await pilot.press("p")
        await window(pilot, ChoiceDialog)
        await pilot.press("enter")
        await window(pilot, FormDialog)
        assert "Helen Marsh: 0 of 20 points, room for it" in shown(app)
        await pilot.press("space", "enter", "space", "enter", *typed("See her"), "f10")
        await until(pilot, lambda: isinstance(app.screen, LoadScreen))
        await settle(pilot)
    known = pieces.one(id)
    assert known and known.worker == "Helen Marsh" and known.events[-1].answers["code"] == "MANAGE"
    theirs = replace(session, settings=BOTH)
    assert [each.name for each in load.page(theirs).workers] == [], "others' load is a manager's to see"


async def test_due_takes_the_next_key_while_it_looks_again(session: Session, monkeypatch) -> None:
    """What was recorded is done as it is saved: a slow look after it holds no key back."""
    done, asked = asyncio.Event(), []

    async def recorded(*_about: object) -> bool:
        return True

    async def slow(*_about: object) -> None:
        asked.append(1)
        await done.wait()

    page = DueScreen()
    async with Topaz(session).run_test(size=(80, 24)) as pilot:
        await open_page(pilot, page, lambda page: page.found)
        monkeypatch.setattr("topaz_tui.screens.due.record", recorded)
        monkeypatch.setattr(page, "_look", slow)
        page.action_happened()
        await until(pilot, lambda: asked)
        await until(pilot, lambda: not any(each.group == "action" and not each.is_finished for each in page.workers))
        done.set()


async def test_document_is_written_kept_and_saved_as_one_goes_back(session: Session) -> None:
    id = being_written(session)
    app = Topaz(session)
    async with app.run_test(size=(80, 24)) as pilot:
        due = await go(pilot, "9", DueScreen, lambda page: page.found)
        due.query_one(RecordList).stand_on(next(row.key for row in due.rows if row.work))
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen) and app.screen.query(Form))
        page = front(app, DocumentScreen)
        await until(pilot, lambda: isinstance(page.focused, Input))
        assert page.kept
        needed = len(page.kept.gaps)
        await pilot.press(*typed("Ann"))
        await until(pilot, lambda: page.kept and len(page.kept.gaps) == needed - 1)
        await pilot.press("f7", "ctrl+y")
        await until(pilot, lambda: page.section == "young_person" and page.query(Input).first().value == "Ann")
        await app.autosaver.flush()
        assert [each.key for each in drafts.pending(session, "document")] == [f"{id}/young_person"]
        writing.save(session, id, "young_person", 0, {"council": "Lambeth"})  # at another terminal
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is due)
        assert drafts.pending(session, "document"), "refused, and kept"
        await pilot.press("w")
        await until(pilot, lambda: app.screen is not due and app.screen.query(Form))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is due and not drafts.pending(session, "document"))
        document = writing.of_work(id)
        assert document and document.answers == {"name": "Ann", "council": "Lambeth"}, "what each of them typed"
        for section in FORMS[document.kind].sections:
            answers = {each.id: whole(document.kind)[each.id] for each in section.questions}
            writing.save(session, id, section.id, document.saved.get(section.id, 0), answers)
        await pilot.press("w")
        await until(pilot, lambda: app.screen is not due and app.screen.query(Form))
        page = front(app, DocumentScreen)
        await pilot.press("f10")
        await window(pilot, ChoiceDialog)
        await pilot.press("enter")  # what brings it on comes first
        await window(pilot, FormDialog)
        await pilot.press("f10")
        await until(pilot, lambda: app.screen is page and "signatures" in page.kept.writable)  # type: ignore[union-attr]
        assert page.kept and page.kept.writable == ("signatures",)
        known = pieces.one(id)
        assert known and known.stands.state == WorkState.QUALITY_CHECK


async def test_session_is_begun_from_due_and_what_is_written_prints_by_a_key(session: Session, tmp_path: Path) -> None:
    school = schools.add(session, "Ash Vale", council="Lambeth")
    schools.appoint(session, school, "Jo Bell", PostRole.STAFF, date(2026, 9, 1))
    id = being_written(session)
    app = Topaz(session)
    app.draw = lambda prints: f"%PDF {prints.reference}".encode()
    async with app.run_test(size=(80, 24)) as pilot:
        due = await go(pilot, "9", DueScreen, lambda page: page.found)
        due.query_one(RecordList).stand_on(next(row.key for row in due.rows if row.code == "STAFF_IND"))
        await pilot.press("w")
        await window(pilot, FormDialog)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, WorkScreen) and app.screen.opened)
        assert "Ash Vale · Lambeth" in shown(app) and Work.get_by_id(id + 1).school_id == school
        await pilot.press("p")
        await until(pilot, lambda: "nothing prints" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is due)
        due.query_one(RecordList).stand_on(next(row.key for row in due.rows if row.work and row.work.id == id))
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen) and app.screen.query(Form))
        await until(pilot, lambda: isinstance(app.screen.focused, Input))
        await pilot.press(*typed("Ann"), "ctrl+r")
        await window(pilot, ChoiceDialog)
        await pilot.press("down", "enter")
        await window(pilot, FormDialog)
        await pilot.press("ctrl+u", *typed(str(tmp_path / "copy.pdf")), "f10")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen) and (tmp_path / "copy.pdf").exists())
    document = writing.of_work(id)
    assert document and document.answers["name"] == "Ann", "it is saved before it prints"
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF WK-2026-00001"


async def test_refused_save_shows_what_was_saved_meanwhile_and_takes_nothing_of_it_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = being_written(session)
    writing.begin(session, id)
    writing.save(session, id, "young_person", 0, {"council": "Southwark"})
    app = Topaz(session)
    async with app.run_test(size=(80, 24)) as pilot:
        page = DocumentScreen(id)
        await app.push_screen(page)
        await until(pilot, lambda: isinstance(page.focused, Input))
        writing.save(session, id, "young_person", 1, {"council": "Lambeth"})  # at another terminal
        await pilot.press(*typed("Ann"), "f10")
        await until(pilot, lambda: page.kept and page.kept.document.answers == {"council": "Lambeth"})
        await until(pilot, lambda: page.query(Form) and page.query_one(Form).answers["council"] == "Lambeth")
        await until(pilot, lambda: isinstance(page.focused, Input) and page.focused.value == "Ann")
        await settle(pilot)
        await pilot.press("f10")
        await window(pilot, ChoiceDialog)
        document = writing.of_work(id)
        assert document and document.answers == {"name": "Ann", "council": "Lambeth"}
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        away = Unavailable("The database does not answer.")

        def gone(*_what: object) -> None:
            raise away

        for service in ((writing, "save"), (opened_work, "look"), (opened_work, "opened")):
            monkeypatch.setattr(*service, gone)
        await pilot.press(*typed("e"), "escape")
        await until(pilot, lambda: page not in app.screen_stack)
        assert app.status.tells(f"{away.message} What you typed is kept")
        kept = drafts.load(session, "document", f"{id}/young_person")
        assert kept == {"name": "Anne"} and app.crash is None


async def test_what_was_typed_before_the_work_went_on_is_shown_and_let_go_of_by_two_keys(session: Session) -> None:
    id = being_written(session)
    writing.begin(session, id)
    key = f"{id}/took_part"
    drafts.save(session, "document", key, {"people": [{"who": "The foster carer"}]})
    hold = {"code": "ill", "why": "Ill", "named": "Pat", "look_again": "2026-12-01"}
    known = pieces.one(id)
    assert known
    known = work.move(session, id, known.version, Do.HOLD, hold)
    app = Topaz(replace(session, settings=BOTH))
    async with app.run_test(size=(80, 24)) as pilot:
        page = DocumentScreen(id)
        await app.push_screen(page)
        await until(pilot, lambda: page.kept and app.status.tells(RESTS))
        await settle(pilot)
        assert app.screen is page and page.kept and page.kept.left, "it can go on: nothing is asked"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not page)
        withdrawn = {"by": "council", "who": "Pat", "reason": "Moved away", "billable": "nothing"}
        work.move(desk_of("hmarsh", BOTH), id, known.version, Do.WITHDRAW, withdrawn)
        page = DocumentScreen(id)
        await app.push_screen(page)
        await until(pilot, lambda: isinstance(app.screen, FormDialog) and GONE_ON[:40] in shown(app))
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("f10")
        assert isinstance(app.screen, ConfirmDialog) and drafts.load(session, "document", key)
        await pilot.press("y")
        await until(pilot, lambda: app.screen is page and not drafts.pending(session, "document"))
        assert not page.query(Form), "nothing is typed into what is over"


async def test_what_the_database_has_not_taken_yet_is_kept_as_the_document_is_opened_and_saved(
    session: Session,
) -> None:
    id = being_written(session)
    document, key = writing.begin(session, id), f"{id}/young_person"
    drafts.save(session, "document", key, {"name": "An"})
    told: list[tuple[object, ...]] = []

    async def nothing() -> None:
        pass

    async def call(service: Any, *what: Any) -> Any:
        return service(*what)

    async def settle_late(_kind: str, _key: str, service: Any, *what: Any) -> Any:
        kept.take(page, {"council": "Lambeth"})  # typed while it is saved
        return service(*what)

    autosaver = SimpleNamespace(flush=nothing, left=[UnsavedText("document", key, {"name": "Ann"})])
    app = SimpleNamespace(
        autosaver=autosaver, session=session, settle=settle_late, keep_draft=lambda *what: told.append(what)
    )
    page: Any = SimpleNamespace(app=app, call=call)
    gone_on = await KeptDocument.of(page, document, ())
    assert not gone_on.take(page, {"council": "Lambeth"}), "it is for reading"
    assert told.pop() == ("document", key, {"name": "Ann", "council": "Lambeth"})
    kept = await KeptDocument.of(page, document, ("young_person",))
    await kept.save(page)
    assert kept.document.answers == {"name": "Ann"} and told[-1] == ("document", key, {"council": "Lambeth"})


def test_last_time_says_what_was_asked_then_and_nothing_that_was_hidden() -> None:
    signed = FORMS[WorkKind.PATHWAY_PLAN].sections[-1]
    told = last_time(signed, {"young_person_sign": "signed", "young_person_says": "No", "young_person_on": ""}, 40)
    assert told == "Young person\n  Signed"
    assert "No" in last_time(signed, {"young_person_sign": "disagrees", "young_person_says": "No"}, 40)

"""Two people at one record, by keys: theirs is seen beside what was typed here, and one of both is chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.support.fields import line_of, text_of
from tests.support.pilot import front, record, settle, until
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.rules import concerns as rules
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.concern.gone_on import LEFT
from topaz_tui.services import calls, clients, concerns, drafts, queue, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.form import Form


@pytest.fixture
def colleague(app: Topaz) -> Session:
    """Somebody else at work."""
    line = next(line for line in workers.team(app.session) if line.role == "worker" and not line.retired)
    return replace(app.session, worker_id=line.id, account=line.account, name=line.name, role="worker", holding={})


def told(app: Topaz) -> str:
    """All that the window says."""
    return "\n".join(str(each.render()) for each in app.screen.query(Static))


async def asked(app: Topaz, pilot: Pilot[None], words: str) -> None:
    await until(pilot, lambda: isinstance(app.screen, FormDialog | ConfirmDialog) and words in told(app))


async def settle_screen(pilot: Pilot[None]) -> None:
    """What is mounted has its focus."""
    await until(pilot, lambda: pilot.app.screen.focused is not None)


async def changing_the_gp(app: Topaz, pilot: Pilot[None], who: int, typed: str) -> ClientScreen:
    """The form with the GP in it is open, and something typed there."""
    page = ClientScreen(who)
    await app.push_screen(page)
    await until(pilot, lambda: page.page is not None)
    app.call_later(lambda: page.run(page._edit_group("home")))
    await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.form.query("#field-gp"))
    await settle_screen(pilot)
    await pilot.pause()
    form = front(app, FormDialog).form
    field = line_of(form, "gp")

    def focused() -> bool:
        if not field.has_focus:
            form.focus_on("gp")
        return field.has_focus

    await until(pilot, focused)
    field.value = ""
    await pilot.pause()
    await pilot.press(*typed)
    return page


@pytest.mark.parametrize(("choice", "stands"), [((), "Dr Noor"), (("right",), "Osei")], ids=["theirs", "yours"])
async def test_conflict_of_two_edits_of_a_field(
    app: Topaz, who: int, colleague: Session, choice: tuple[str, ...], stands: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = await changing_the_gp(app, pilot, who, "Osei")
        version = clients.open_profile(colleague, who).version
        await app.service_thread(clients.edit, colleague, who, version, {"gp": "Dr Noor"})
        await pilot.press("f10")
        await asked(app, pilot, f"{colleague.name} changed their gp")
        await pilot.press(*choice, "right", "f10")
        await until(pilot, lambda: app.screen is page and page.page and page.page.gp == stands)
        assert not drafts.pending(app.session, "edit home")


async def test_conflict_is_told_again_for_an_edit_kept_for_later(app: Topaz, who: int, colleague: Session) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = await changing_the_gp(app, pilot, who, "Osei")
        await app.service_thread(
            clients.edit, colleague, who, clients.open_profile(colleague, who).version, {"gp": "Dr Noor"}
        )
        for _ in range(2):  # Esc keeps it; it is here again, and so is the question
            await pilot.press("f10")
            await asked(app, pilot, f"{colleague.name} changed their gp")
            await pilot.press("f8")
            await until(pilot, lambda: app.screen is page)
            kept = drafts.load(app.session, "edit home", str(who))
            assert kept and kept["gp"] == "Osei"
            app.call_later(lambda: page.run(page._edit_group("home")))
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.form.answers["gp"] == "Osei")
        assert clients.open_profile(colleague, who).gp == "Dr Noor"


async def test_conflict_of_two_moves_on_a_case(app: Topaz, colleague: Session) -> None:
    board = escalations.board(app.session)
    item = next(item for item in board.items if item.chaseable and item.status == "acknowledged")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = CaseScreen(item.id)
        await app.push_screen(page)
        await until(pilot, lambda: page.case)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        said = {"how": "phone", "who": "Priya", "said": "On Friday."}
        await app.service_thread(escalations.move, colleague, item.id, item.version, "chase", said)
        await pilot.press("space", "tab", *"Joe", "tab", *"Monday")
        await record(pilot)
        await asked(app, pilot, f"{colleague.name} was quicker")
        assert "On Friday." in told(app) and "Monday" in told(app)
        await pilot.press("f10")
        await until(pilot, lambda: app.screen is page)
        await until(pilot, lambda: not drafts.pending(app.session, "move"))
        assert page.case
        chases = [dict(each.said)["Who was asked"] for each in page.case.history if each.words == "Chased"]
        assert chases[-2:] == ["Priya", "Joe"]


async def test_conflict_over_a_concern_that_a_manager_took_over(app: Topaz, who: int, colleague: Session) -> None:
    writer = Topaz(replace(colleague))
    manager = app.session
    async with writer.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = ConcernScreen(who)
        await writer.push_screen(page)
        await until(pilot, lambda: page.draft and page.query(Form))
        await settle(pilot)  # it turns to the first question: after that the test turns to its own
        assert page.draft
        id = page.draft.id
        section = next(each.id for each in rules.SECTIONS if any(q.id == "what" for q in each.questions))
        await page.go_to(section, "what")
        field = text_of(page.query_one(Form), "what")
        field.text = "Empty"
        await pilot.pause()
        await writer.autosaver.flush()
        await writer.service_thread(concerns.take_over, manager, id, "She is on leave.")
        answers = (await writer.service_thread(concerns.load, manager, id)).answers
        await writer.service_thread(concerns.save, manager, id, answers | {"what": "The fridge was empty."})
        field.text = "Empty fridge"
        await asked(writer, pilot, "Theirs: The fridge was empty.")
        assert "Yours: Empty fridge" in told(writer)
        await until(pilot, lambda: drafts.pending(writer.session, LEFT))  # whatever happens now
        await pilot.press("f10")
        await until(pilot, lambda: not drafts.pending(writer.session, LEFT))
    assert concerns.load(manager, id).answers["what"] == "The fridge was empty."
    assert any("Empty fridge" in f"{each.words} {each.detail}" for each in clients.open_profile(manager, who).timeline)


async def test_conflict_over_a_call_that_a_colleague_made_too(app: Topaz, who: int, colleague: Session) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = CallScreen(who, await app.service_thread(queue.claim, app.session, who))
        await app.push_screen(page)
        await until(pilot, lambda: page.brief)
        await until(pilot, lambda: app.order.all_done)
        await pilot.press("c")
        await until(pilot, lambda: page.draft.rang_at)
        await pilot.press("n")
        await until(pilot, lambda: page.draft.outcome)
        await app.service_thread(queue.release_as_manager, app.session, who)
        now = clock.now()
        phone = calls.brief(colleague, who).numbers[0].phone_id
        theirs = calls.CallRecord("theirs", who, "callback", now, now, phone_id=phone, note="She was cooking.",
                                  when=now + timedelta(hours=4), held=queue.claim(colleague, who))  # fmt: skip
        await app.service_thread(calls.record, colleague, theirs)
        await pilot.press("f10")
        await asked(app, pilot, "She was cooking.")
        mine = page.draft.token
        assert not calls.is_saved(app.session, mine)
        await pilot.press("y")
        await until(pilot, lambda: calls.is_saved(app.session, mine))

"""Writing to people by keys: one from their page, several from the queue, and what was printed into the post."""

from __future__ import annotations

from dataclasses import replace

from tests.support.pilot import front, go, open_page, shown, until
from tests.support.ringing import press
from tests.support.rows import one, run
from topaz_tui.config import Letters
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.team import TeamScreen
from topaz_tui.services import correspondence
from topaz_tui.store.models import Client, Letter
from topaz_tui.widgets.dialogs import FormDialog, PromiseDialog, TextDialog
from topaz_tui.widgets.record_list import RecordList

WHO = (
    "SELECT id FROM client WHERE stopped IS NULL AND safe_to_call = 'yes' AND say_who = 1"
    " AND id NOT IN (SELECT client_id FROM letter) AND id NOT IN (SELECT client_id FROM warning) LIMIT 1"
)


async def _in_front(pilot, app, kind):
    await until(pilot, lambda: isinstance(app.screen, kind))
    return front(app, kind)


def _with_a_number(app) -> None:
    app.session = replace(
        app.session, settings=replace(app.session.settings, letters=Letters(telephone="020 7946 0100"))
    )


async def test_client_is_written_to_after_all_of_it_was_seen(app) -> None:
    client = one(WHO)
    async with app.run_test(size=(80, 24)) as pilot:
        _with_a_number(app)
        await open_page(pilot, ClientScreen(client), lambda page: page.page)
        await pilot.press("L")
        await _in_front(pilot, app, FormDialog)
        await press(pilot, "a", "tab", "b", "tab", *"tomorrow 10:30", "f10")  # a date to call, by mail
        await until(pilot, lambda: "no mail server" in shown(app))
        await press(pilot, "o", "f10")  # on paper
        await _in_front(pilot, app, PromiseDialog)
        assert "We will ring you on" in shown(app) and not Letter.select().where(Letter.client == client).exists()
        await pilot.press("escape")
        await _in_front(pilot, app, FormDialog)
        await pilot.press("f10")
        await _in_front(pilot, app, PromiseDialog)
        await pilot.press("f10")
        await until(pilot, lambda: Letter.select().where(Letter.client == client).exists())
        await until(pilot, lambda: "to be printed: topaz letters print" in shown(app))


async def test_range_of_the_queue_is_written_to_and_who_is_not_safe_is_named(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        _with_a_number(app)
        page = front(app, QueueScreen)
        await until(pilot, lambda: page.look)
        first, second, third = list(page._people)[:3]
        run("UPDATE client SET write_ok = 1 WHERE id IN (?, ?)", (first, third))
        run("UPDATE client SET write_ok = 0 WHERE id = ?", (second,))
        page.query_one(RecordList).stand_on(first)
        await press(pilot, "v", "down", "down", "v", "L")
        await _in_front(pilot, app, FormDialog)
        await press(pilot, "a", "tab", "o", "tab", *"tomorrow 10:30", "f10")
        await _in_front(pilot, app, PromiseDialog)
        assert "2 to go, 1 held back" in shown(app) and "Not safe to write" in shown(app)
        await pilot.press("f10")
        await until(pilot, lambda: Letter.select().where(Letter.client.in_([first, third])).count() == 2)
        await until(pilot, lambda: not page.query_one(RecordList).marked)


async def test_what_was_printed_is_put_in_the_post_by_a_key(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "f5", TeamScreen, lambda page: page._team)
        await pilot.press("L")
        await _in_front(pilot, app, TextDialog)
        assert "550 5.1.1 No such mailbox" in shown(app)
        await pilot.press("escape")
        waits = [line.id for line in correspondence.waiting(app.session, "print")]
        correspondence.printed(app.session, waits, "x.pdf")
        Client.update(write_ok=0).where(Client.id == Letter.get_by_id(waits[0]).client_id).execute()
        await pilot.press("L")
        await _in_front(pilot, app, PromiseDialog)
        assert "1 letter was printed: is it in the post?" in shown(app)
        await pilot.press("f10")
        await _in_front(pilot, app, FormDialog)  # of the other, which must not go any more, it is asked
        assert "Not safe to write" in shown(app) and correspondence.last_steps(waits)[waits[0]]["step"] == "printed"
        await press(pilot, "t", "f10")
        await until(pilot, lambda: not correspondence.waiting(app.session, "print"))
        assert [correspondence.last_steps(waits)[id]["step"] for id in waits] == ["given_up", "posted"]

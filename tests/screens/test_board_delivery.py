"""The board where something is sent by itself: filters, marks, several chased at once, the timeline, the letter, and
what keeps the way from working."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from textual.widgets import Static

from tests.support.board import an_item, board_of, case_of, keys, rows, said, shows
from tests.support.outbox import ACCEPTED, attempt, moves
from tests.support.pilot import record, until, words_in
from tests.support.sessions import job
from topaz_tui.app import Topaz
from topaz_tui.config import Clipboard, Mail, Sending
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.services import drafts
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store import models
from topaz_tui.widgets.dialogs import FormDialog, TextDialog
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.letter_dialog import LetterDialog
from topaz_tui.widgets.staying import OVER, OverKey
from topaz_tui.widgets.tabs import TabLine

BY_MAIL = Sending(
    channels=("mail", "by hand"),
    mail=Mail(server="127.0.0.1", sender="duty@topaz.example", to="safeguarding@council.example"),
)


@pytest.fixture
def mailing(app: Topaz) -> Topaz:
    """The program of a team whose concerns go by mail; nothing is sent here."""
    settings = replace(app.session.settings, sending=BY_MAIL, organisation="TOPAZ duty team")
    return Topaz(replace(app.session, settings=settings))


@pytest.mark.parametrize(("name", "steps"), [("council", 3), ("us", 4), ("failed", 5)])
async def test_board_filter_shows_what_it_says(app, name, steps) -> None:
    async with board_of(app) as pilot:
        wanted = {("item", item.id) for item in escalations.board(app.session, name).items}
        every = {("item", item.id) for item in escalations.board(app.session).items}
        assert wanted and wanted < every
        await pilot.press(*["right"] * steps)
        await until(pilot, lambda: {key for key in keys(app) if key[0] == "item"} == wanted)
        assert app.screen.query_one(TabLine).counts[name] == len(keys(app)) == escalations.figures(app.session)[name]


async def test_board_tab_of_not_sent_says_what_to_do(app) -> None:
    async with board_of(app) as pilot:
        await pilot.press("left", "left", "left")
        await until(pilot, lambda: app.screen.query_one(TabLine).current == "failed" and len(keys(app)) > 3)
        waits = {line.cells[4] for line in rows(app).lines}
        theirs = {"us to send it", "us to send it another way", "us to ask if it arrived", "the council's decision"}
        assert waits == theirs
        [added] = [item for item in escalations.board(app.session, "failed").items if item.status == "acknowledged"]
        assert (
            "What was added has not reached the council: tell them, and record that with {case.hand_on}."
            in added.advice
        )


async def test_board_lines_are_marked_and_chased_with_one_note(app) -> None:
    async with board_of(app) as pilot:
        await pilot.press("right", "right", "right")
        await until(pilot, lambda: app.screen.query_one(TabLine).current == "council" and len(keys(app)) > 3)
        late = [item.id for item in escalations.board(app.session, "council").items if item.overdue]
        await pilot.press("A")
        await until(pilot, lambda: f"{len(late)} marked: c chases" in app.screen.query_one(PromptLine).words)
        rows(app).stand_on(("item", late[0]))
        await pilot.press("space")
        await until(pilot, lambda: f"{len(late) - 1} marked" in app.screen.query_one(PromptLine).words)
        assert rows(app).key == ("item", late[1]), "the cursor goes on to the next"
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("space", "tab", *"Hub", "escape")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert "Kept from before" in words_in(app.screen, ".hint")
        await pilot.press("tab", "tab", *"Today")  # how and who are still there
        await record(pilot)
        await until(pilot, lambda: said(app, f"Chased: recorded on {len(late) - 1} "))
        assert [moves(number)[-1] == "chase" for number in late] == [False] + [True] * (len(late) - 1)
        assert not app.screen.marked and drafts.pending(app.session, "chase") == ()


async def test_board_line_that_somebody_was_quicker_to_chase_stays_marked(app) -> None:
    async with board_of(app) as pilot:
        me = app.session.worker_id
        chaseable = [each for each in escalations.board(app.session).items if each.chaseable and each.raised_by != me][
            :2
        ]
        for item in chaseable:
            rows(app).stand_on(("item", item.id))
            await pilot.press("space")
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await app.service_thread(escalations.take, app.session, chaseable[0].id)
        await pilot.press("space", "tab", *"Hub", "tab", *"Today")
        await record(pilot)
        await until(pilot, lambda: said(app, f"{chaseable[0].name}: You did something about it"))
        assert app.screen.marked == {chaseable[0].id}
        assert moves(chaseable[1].id)[-1] == "chase"


async def test_board_line_that_is_not_waited_for_cannot_be_chased_and_says_why(app) -> None:
    async with board_of(app) as pilot:
        item = an_item(app, "concern", "submitted")
        rows(app).stand_on(("item", item.id))
        await pilot.press("c")
        await until(pilot, lambda: said(app, "there is nothing to chase"))
        assert app.screen.marked == set() and isinstance(app.screen, EscalationsScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_board_case_timeline_shows_every_event_or_how_many_more(app, size) -> None:
    async with board_of(app, size) as pilot:
        item = an_item(app, "concern", "acknowledged")
        rows(app).stand_on(("item", item.id))
        await pilot.press("i")
        case = escalations.case(app.session, item.id)
        await until(
            pilot, lambda: "Last " not in words_in(app.screen, "#card")
        )  # the card before it, with the last event alone
        card = words_in(app.screen, "#card")
        shown = [happening for happening in case.history if happening.words in card]
        assert len(shown) == len(case.history) or "more: Enter shows all" in card
        await pilot.press("i")
        await until(pilot, lambda: "Last " in words_in(app.screen, "#card"))


async def test_board_alarm_is_the_first_line_and_says_what_to_do(mailing) -> None:
    app = mailing
    async with board_of(app) as pilot:
        await until(pilot, lambda: keys(app)[0][0] == "alarm")
        assert app.screen.query_one(PromptLine).words.startswith("! Dispatch has never run")
        alarm = keys(app)[0]
        rows(app).stand_on(alarm)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TextDialog))
        await pilot.press("escape")
        escalations.dispatched(job(), escalations.Run(escalations.board(app.session).at))
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and keys(app)[0] == OverKey(alarm))
        assert rows(app).lines[0].cells[:2] == ("✓", "over")
        await pilot.press("enter")  # meant for the alarm: nothing else opens
        await until(pilot, lambda: app.status.tells(OVER))
        assert isinstance(app.screen, EscalationsScreen)
        await pilot.press("down")
        await until(pilot, lambda: not isinstance(keys(app)[0], OverKey) and keys(app)[0][0] != "alarm")


async def test_letter_that_is_mailed_is_in_the_history(mailing) -> None:
    app = mailing
    item = an_item(app, "concern", "sent")
    async with case_of(app, item.id, (120, 40)) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, LetterDialog))
        text = words_in(app.screen, "TextViewer Static")
        assert item.reference and item.reference in text and "TOPAZ duty team" in text and item.name not in text
        assert "F10  Mail it to safeguarding@council.example" in str(app.screen.query(".keys").last(Static).render())
        await pilot.press("f10")
        await until(pilot, lambda: said(app, "It goes to safeguarding@council.example"))
        assert moves(item.id)[-1] == "letter_put", "the council is chased when its server has taken the letter"
        assert models.Outbox.get(models.Outbox.kind == "letter").escalation_id == item.id


async def test_letter_is_copied_where_nothing_is_mailed(app) -> None:
    app.session = replace(app.session, settings=replace(app.session.settings, clipboard=Clipboard(seconds=60)))
    item = an_item(app, "concern", "sent")
    async with case_of(app, item.id) as pilot:
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, LetterDialog))
        await pilot.press("f10")
        assert isinstance(app.screen, LetterDialog), "there is no way to mail it"
        await pilot.press("y")
        await until(pilot, lambda: "Copied" in str(app.screen.query(".keys").last(Static).render()))
        assert item.reference in app.clipboard and moves(item.id)[-1] != "chase"


async def test_send_again_needs_a_channel_and_a_reason(mailing) -> None:
    app = mailing
    item = an_item(app, "concern", "perhaps_sent")
    async with case_of(app, item.id) as pilot:
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("f10")
        assert isinstance(app.screen, FormDialog)
        assert "gets it twice" in words_in(app.screen, ".lead Static")
        await pilot.press(*"They have nothing")
        await record(pilot)
        await until(pilot, lambda: shows(app, lambda case: case.item.status == "sending"))
        [row] = models.Outbox.select()
        assert (row.state, row.channel) == ("due", "mail")
        body = models.Event.select().order_by(models.Event.id.desc()).get().body
        assert json.loads(body)["reason"] == "They have nothing"
        await until(pilot, lambda: said(app, "Send now: recorded."))
        settings = app.session.settings
        await app.service_thread(attempt, settings, ACCEPTED)
        await until(pilot, lambda: shows(app, lambda case: case.item.status == "sent"))
        assert not said(app, "Send now"), "the history says what came of it"


async def test_letter_whose_other_case_acts_says_so(app) -> None:
    async with board_of(app) as pilot:
        await pilot.press("a")
        await until(pilot, lambda: said(app, "a does nothing here. A, with Shift: Mark all."))
        assert app.screen.marked == set()
        await pilot.press("C")
        await until(pilot, lambda: said(app, "c, without Shift: Chase."))

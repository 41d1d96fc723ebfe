"""The board and one escalation on screen, by keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.widgets import Input

from tests.support.board import an_item, board_of, case_of, keys, rows, said, shows
from tests.support.pilot import front, record, until, words_in
from topaz_tui import actions
from topaz_tui.rules import referrals as rules
from topaz_tui.screens.case import OWN, CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.dialogs.draft_form import will_say
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.escalations.figures import by_kind
from topaz_tui.screens.escalations.lines import COLUMNS, COUNCIL, IN_FEW_WORDS, NOW, OTHERS, YOURS
from topaz_tui.screens.month import MonthScreen
from topaz_tui.services import concerns, drafts, nobody, workers
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.item import time_left
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.text_viewer import TextViewer

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)


# The board


@SIZES
async def test_board_has_the_soonest_deadline_first_and_what_needs_doing(app, size) -> None:
    async with board_of(app, size):
        board = escalations.board(app.session)
        outstanding = [key[1] for key in keys(app) if key[0] == "item"]
        assert sorted(outstanding) == sorted(item.id for item in board.items)
        of_group: dict[str, list[int]] = {}
        for line in rows(app).lines:
            if isinstance(line.key, tuple) and line.key[0] == "item":
                of_group.setdefault(line.group.partition("  ")[0], []).append(line.key[1])
        assert list(of_group) == [group for group in (NOW, YOURS, COUNCIL, OTHERS) if group in of_group]
        for ids in of_group.values():  # each as the board has them: the soonest deadline first
            assert ids == [item.id for item in board.items if item.id in ids]
        item = {item.id: item for item in board.items}
        assert all(item[id].urgent or item[id].unsent for id in of_group[NOW])
        assert all(item[id].with_id == app.session.worker_id for id in of_group.get(YOURS, ()))
        assert all(item[id].with_council for id in of_group.get(COUNCIL, ()))
        first = rows(app).lines[0].group
        assert first == f"{NOW}  {sum(line.group == first for line in rows(app).lines)}"
        assert f"{board.overdue} overdue: the first is" in app.screen.query_one(PromptLine).words
        lines = zip(keys(app), rows(app).lines, strict=True)
        marks = {key[1]: line.cells[0] for key, line in lines if key[0] == "item"}
        assert marks == {item.id: item.mark for item in board.items}
        assert "!" in marks.values()
        assert rows(app).has_focus


async def test_board_concern_late_to_be_submitted_stands_above_what_has_time(app) -> None:
    async with board_of(app) as pilot:
        board = escalations.board(app.session)
        late = {("draft", draft.id) for draft in board.drafts if draft.late(board.at)}
        danger = [item.id for item in board.items if item.urgent]
        assert late and set(keys(app)[len(danger) : len(danger) + len(late)]) == late
        rows(app).stand_on(keys(app)[len(danger)])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen))


async def test_board_danger_that_is_not_submitted_stands_before_all(app) -> None:
    about = escalations.board(app.session).items[0].client_id
    draft = concerns.open(app.session, about)
    concerns.save(app.session, draft.id, {"danger": "yes"})
    async with board_of(app) as pilot:
        await until(pilot, lambda: keys(app)[0] == ("draft", draft.id))
        assert rows(app).lines[0].cells[0] == "!"
        assert draft.adult.name in app.screen.query_one(PromptLine).words
        await pilot.press("home")
        assert "You are writing it" in words_in(app.screen, "#card")


async def test_board_concern_of_a_colleague_is_taken_over_by_a_manager(app) -> None:
    other = next(line for line in workers.team(app.session) if line.role == "worker" and not line.retired)
    colleague = replace(app.session, worker_id=other.id, name=other.name, role="worker")
    draft = concerns.open(colleague, escalations.board(app.session).items[0].client_id)
    async with board_of(app) as pilot:
        rows(app).stand_on(("draft", draft.id))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"away", "f10")
        await until(pilot, lambda: concerns.load(app.session, draft.id).author_id == app.session.worker_id)
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and app.screen.under)
        assert other.id != app.session.worker_id
        await pilot.press("t")
        await until(pilot, lambda: said(app, "It is yours to write already"))


async def test_board_is_filtered_by_one_key(app) -> None:
    async with board_of(app) as pilot:
        every = len(keys(app))
        await pilot.press("right")
        await until(pilot, lambda: len(keys(app)) < every)
        board = escalations.board(app.session)
        assert len(keys(app)) == board.overdue
        assert all(line.cells[0] == "!" for line in rows(app).lines)
        await pilot.press("right")
        mine = {("item", item.id) for item in escalations.board(app.session, "mine").items}
        await until(pilot, lambda: {key for key in keys(app) if key[0] == "item"} == mine)
        assert app.screen.query_one(TabLine).current == "mine"


async def test_board_refreshes_and_the_cursor_stays_on_its_line(app) -> None:
    async with board_of(app) as pilot:
        standing_on, free = [item for item in escalations.board(app.session).items if item.owner_id is None][:2]
        rows(app).stand_on(("item", standing_on.id))
        await app.service_thread(escalations.take, app.session, free.id)
        owner = [c.title for c in rows(app).columns].index("With")

        def has_it() -> str:
            return next(line.cells[owner] for line in rows(app).lines if line.key == ("item", free.id))

        await until(pilot, lambda: has_it() == app.session.name)
        assert rows(app).key == ("item", standing_on.id)


async def test_board_line_is_taken_over(app) -> None:
    async with board_of(app) as pilot:
        free = next(item for item in escalations.board(app.session).items if item.owner_id is None)
        rows(app).stand_on(("item", free.id))
        await pilot.press("t")
        await until(pilot, lambda: escalations.case(app.session, free.id).item.owner_id == app.session.worker_id)
        await until(pilot, lambda: app.screen.under.owner_id == app.session.worker_id)
        await pilot.press("t")
        await until(pilot, lambda: said(app, "You have it already."))


async def test_board_is_seen_by_a_worker_who_may_not_decide(app) -> None:
    worker = next(line for line in workers.team(app.session) if line.role == "worker" and not line.retired)
    app.session = replace(app.session, worker_id=worker.id, name=worker.name, role="worker")
    waits = next(item for item in escalations.board(app.session).items if item.kind == "tries used up")
    async with board_of(app) as pilot:
        rows(app).stand_on(("item", waits.id))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
        await pilot.press("l")
        await until(pilot, lambda: said(app, "Only a manager may decide this."))


# One escalation


def test_move_of_the_rules_has_its_key_in_the_registry() -> None:
    ours = {act.keys[0]: act.name for act in actions.of("case") if act.name not in OWN}
    documents = [rules.persons_of(kind) for kind in rules.DocumentKind]
    tables: tuple[Sequence[rules.Move | rules.Decision], ...] = (*documents, *rules.DECISIONS.values())
    moves = [move for table in tables for move in table]
    assert {move.key for move in moves} == set(ours)
    for table in tables:
        assert len({move.key for move in table}) == len(list(table))
    assert {ours[move.key] for move in moves if move.danger} <= {a.name for a in actions.of("case") if a.danger}


@SIZES
async def test_case_shows_history_moves_and_the_concern(app, size) -> None:
    item = an_item(app, "concern", "sent")
    async with case_of(app, item.id, size) as pilot:
        assert "Submitted" in words_in(app.screen, "TextViewer Static")
        for move in app.screen.case.moves:
            assert (f" {move.key} " in words_in(app.screen, "#moves")) == (not move.unlisted)
        assert app.screen.client_id == item.client_id
        await pilot.press("right")
        assert "SAFEGUARDING CONCERN" in words_in(app.screen, "TextViewer Static")
        reading = app.screen.query_one(TextViewer)
        await pilot.press("pagedown", "j", "down")
        assert reading.scroll_offset.y > 2
        await pilot.press("end", "home")
        assert reading.scroll_offset.y == 0


async def test_move_asks_what_it_needs_and_is_recorded(app) -> None:
    item = an_item(app, "concern", "submitted")
    async with case_of(app, item.id) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("f10")
        assert isinstance(app.screen, FormDialog)  # who took it is not said yet
        await pilot.press("space", "tab", *"Duty", "tab", *"1/1/2026", "space", *"9:00", "f10")
        await until(
            pilot, lambda: "before it was submitted" in words_in(app.screen, ".wrong")
        )  # before "It will say, for good"
        assert isinstance(app.screen, FormDialog) and app.screen.focused is app.screen.query_one("#field-when")
        await pilot.press("ctrl+u")
        assert await record(pilot) == f"Sent to the council · {app.session.name}\n    How: Phone\n    Who took it: Duty"
        await until(pilot, lambda: shows(app, lambda case: case.item.status == "sent"))
        assert "Duty" in words_in(app.screen, "TextViewer Static")
        assert drafts.pending(app.session, "move") == ()


async def test_move_keeps_what_was_typed_when_one_goes_back(app) -> None:
    item = an_item(app, "concern", "submitted")
    async with case_of(app, item.id) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("tab", *"Priya", "escape")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert app.screen.query_one("#field-who", Input).value == "Priya"


async def test_move_in_danger_asks_with_another_key_and_says_what_it_does(app) -> None:
    item = an_item(app, "concern", "delivery_failed")
    async with case_of(app, item.id) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert app.screen.has_class("danger")
        assert "leaves the board" in words_in(app.screen, ".lead Static")
        await pilot.press("w", "w", "escape")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        assert escalations.case(app.session, item.id).closed_at is None
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("space", "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))  # back to the answers
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen))
        assert escalations.case(app.session, item.id).closed_at is None
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("f10")  # the reason is still there
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert "leaves the board" in words_in(app.screen, ".lead")
        await pilot.press("y")
        await until(pilot, lambda: shows(app, lambda case: case.closed_at))
        assert "Closed" in app.screen.query_one(PromptLine).words


async def test_move_that_is_not_allowed_says_why(app) -> None:
    item = an_item(app, "concern", "submitted")
    async with case_of(app, item.id) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: said(app, "it has to be sent first"))
        await pilot.press("l")
        await until(pilot, lambda: said(app, "That is not a move here: concern."))


async def test_move_names_who_was_quicker_and_loses_nothing(app) -> None:
    item = an_item(app, "concern", "submitted")
    async with case_of(app, item.id) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        other = next(line for line in workers.team(app.session) if line.role == "worker" and not line.retired)
        colleague = replace(app.session, worker_id=other.id, name=other.name, role="worker")
        sent = {"how": "phone", "who": "Duty desk"}
        await app.service_thread(escalations.move, colleague, item.id, item.version, "send", sent)
        await pilot.press("space", "tab", *"Priya")
        await record(pilot)
        await until(pilot, lambda: said(app, f"{other.name} was quicker"))
        await until(pilot, lambda: app.screen.case.item.status == "sent")
        kept = [f"{item.id}/send"]
        await until(pilot, lambda: [each.key for each in drafts.pending(app.session, "move")] == kept)


async def test_move_of_a_letter_goes_and_the_client_comes_back_later(app) -> None:
    item = an_item(app, "tries used up", "open")
    async with case_of(app, item.id) as pilot:
        assert not app.screen.query_one(TabLine).display
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("5")
        await record(pilot)
        await until(pilot, lambda: shows(app, lambda case: case.item.resting))


async def test_board_people_stand_on_a_tab_by_reason_with_the_month_below(app) -> None:
    async with board_of(app) as pilot:
        await pilot.press("left")
        await until(pilot, lambda: app.screen.tab == "people" and "everybody" in keys(app))
        board = escalations.board(app.session, "people")
        assert len(keys(app)) == len(board.items) + 1 == sum(board.kinds.values()) + 1
        assert f"Number {board.kinds['no number']}" in by_kind(board)


async def test_board_month_line_opens_the_people_whom_it_counts(app) -> None:
    async with board_of(app) as pilot:
        rows(app).stand_on("everybody")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, MonthScreen) and app.screen.found)
        page = app.screen
        found = page.found
        kept = nobody.kept()
        assert kept and kept.found.month == found.found.month, "the board says the same from now on"
        assert sum(found.counts.values()) == found.found.month.due and not found.counts["between"]
        assert not rows(app).lines and page.query_one(PromptLine).words.startswith(found.found.month.words)
        for tab in ("owned", "waiting", "called", "closed", "stopped"):
            await pilot.press("right")
            await until(pilot, lambda tab=tab: page.tab == tab == page.found.kind)
            assert len(rows(app).lines) == found.counts[tab] == getattr(found.found.month, tab)
        await pilot.press("left", "left", "left")
        await until(pilot, lambda: page.tab == "waiting" == page.found.kind)
        first = page.person
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.client_id == first.client_id)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen))


async def test_board_line_is_whole_on_a_small_terminal(app) -> None:
    """Who has it and how long is left on its first row; the name, and what it waits for, on as many as they need."""
    async with board_of(app, (80, 24)):
        shown = rows(app)
        spans = [shown._rows.span(place) for place in range(len(shown.lines))]
        whole = [each for each in zip(shown.lines, spans, strict=True) if each[1][1] < shown.size.height - 1]
        assert len(whole) > 8 and {each.cells[5] for each, _ in whole} >= {"Helen Marsh", "Tunde Bello", "Róisín Kelly"}
        for line, (first, last) in whole:
            drawn = [shown.render_line(row + 1).text for row in range(first, last + 1)]
            _, left, _, name, waits_for, owner, _ = line.cells
            assert owner in drawn[0] and left in drawn[0] and "…" not in "".join(drawn)
            words = {*name.split(), *IN_FEW_WORDS.get(waits_for, waits_for).split()}
            assert words <= {*" ".join(drawn).split()} or waits_for in drawn[0]


async def test_case_raises_a_concern_about_its_client_by_f6(app) -> None:
    item = an_item(app, "concern", "sent")
    async with case_of(app, item.id) as pilot:
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen))
        await until(pilot, lambda: item.client_id in [each.client_id for each in concerns.drafts(app.session)])


# From one to the next


async def test_case_leads_to_the_next_line_and_the_cursor_follows(app) -> None:
    async with board_of(app) as pilot:
        order = [key[1] for key in keys(app) if key[0] == "item"]
        lines = [key for key in keys(app) if key[0] in ("item", "draft")]
        rows(app).stand_on(("item", order[0]))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
        await pilot.press("K")
        await until(pilot, lambda: said(app, "This is the first line of the board."))
        for place in (1, 2):
            await pilot.press("J")
            await until(pilot, lambda at: shows(app, lambda case: case.item.id == at), order[place])
            assert app.screen.title.endswith(f": {lines.index(('item', order[place])) + 1} of {len(lines)}")
        await pilot.press("K")
        await until(pilot, lambda: app.screen.case and app.screen.case.item.id == order[1])
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen))
        assert rows(app).key == ("item", order[1])
        board = front(app, EscalationsScreen)
        here = board.client_id
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        await pilot.press("J")
        await until(pilot, lambda: app.screen.client_id != here)
        other = app.screen.client_id
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is board and board.client_id == other)


async def test_move_is_not_made_on_a_case_that_is_still_looked_up(app) -> None:
    async with board_of(app) as pilot:
        order = [key[1] for key in keys(app) if key[0] == "item"]
        rows(app).stand_on(("item", order[0]))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CaseScreen) and app.screen.case)
        app.screen._go_to(order[1])
        assert all(app.screen.disabled_reason(act.id) for act in actions.of("case") if act.name not in OWN)


# What people wrote


FORGED = "They took it.\ntoday 10:07       Decided by the council · Helen Marsh\n    Outcome: met\nNow closed"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_case_text_in_history_and_timeline_passes_for_no_event(app, size) -> None:
    item = an_item(app, "concern", "acknowledged")
    answers = {"how": "phone", "who": "Helen", "said": FORGED}
    escalations.move(app.session, item.id, item.version, "chase", answers)
    heads = ("today 10:07", "Outcome: met", "Now closed")
    async with case_of(app, item.id, size) as pilot:
        told = app.screen.query_one("#told Static")
        await until(pilot, lambda: "Now closed" in str(told.render()))
        lines = str(told.render()).splitlines()
        assert "Now closed" in "".join(lines)
        assert not [line for line in lines if line.startswith((*heads, *(f"    {each}" for each in heads)))]
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and keys(app))
        rows(app).stand_on(("item", item.id))
        await pilot.press("i")

        def timeline() -> list[str]:
            """Its lines; none while the card still shows what was done last, which has the same words."""
            lines = words_in(app.screen, "#card").splitlines()
            whole = any(line.strip().startswith("today 10:07") for line in lines) or "more: Enter" in "".join(
                lines[-1:]
            )
            return lines if whole else []

        await until(pilot, timeline)
        assert not [line for line in timeline() if line.startswith((*heads, *(f"    {each}" for each in heads)))]


def test_move_preview_has_what_was_written_under_its_label() -> None:
    lines = will_say("Chased", "Asha", rules.MOVES["chase"].needs, {"said": FORGED}).splitlines()
    assert lines[0] == "Chased · Asha" and all(line.startswith("      ") for line in lines[2:]) and len(lines) == 5


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_board_time_left_fits_its_column() -> None:
    width = next(column.width for column in COLUMNS if column.title == "Left")
    words = [time_left(NOON + timedelta(hours=hours), NOON) for hours in (-2999, -21.45, -0.5, 0, 1.9, 23.99, 47, 6000)]
    words += [time_left(NOON + timedelta(hours=hours), NOON, resting=True) for hours in (0.5, 23.9, 47, 6000)]
    assert [each for each in words if len(each) > width] == []


async def test_board_order_has_what_runs_out_first_and_answers_last(app) -> None:
    async with board_of(app) as pilot:
        board = escalations.board(app.session)
        await until(pilot, lambda: len(keys(app)) >= len(board.items))
        kinds = [key[0] for key in keys(app)]
        if "answered" in kinds:
            assert set(kinds[kinds.index("answered") :]) == {"answered"}
        rest = [(line.group, app.screen._lines[line.key]) for line in rows(app).lines]
        after: dict[str, list[Any]] = {}
        for group, each in rest:
            if hasattr(each, "deadline") and each.deadline > board.at and not getattr(each, "resting", False):
                after.setdefault(group, []).append(each.deadline)
        assert after and all(deadlines == sorted(deadlines) for deadlines in after.values())


async def test_case_of_a_concern_being_written_says_it_has_no_history_yet(app) -> None:
    concerns.open(app.session, 40)
    async with board_of(app) as pilot:
        line = next(line for line in rows(app).lines if isinstance(app.screen._lines.get(line.key), BeingWritten))
        rows(app).stand_on(line.key)
        await pilot.press("i")
        await until(pilot, lambda: said(app, "has no history yet"))

"""Lists that are looked up whole can be narrowed and sorted: each by its table."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.board import board_of, keys, rows
from tests.support.pilot import until
from topaz_tui.config import Settings
from topaz_tui.rules.people import fold
from topaz_tui.rules.referrals import KIND_WORDS
from topaz_tui.screens import arrangement, listings
from topaz_tui.screens.arrangement import Chosen, Facet, Listing, ListOrder
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.escalations.lines import everything, left_cells
from topaz_tui.screens.escalations.listing import BOARD
from topaz_tui.services import actions, agenda, clients, imports, month, team_settings, workers
from topaz_tui.services.clients import Origin
from topaz_tui.services.escalations import api as escalations
from topaz_tui.widgets.dialogs import ChoiceDialog, FormDialog, PromiseDialog
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.narrow_line import NarrowLine
from topaz_tui.widgets.record_list import RecordLine


@dataclass(frozen=True)
class Line:
    name: str
    kind: str
    days: int | None
    people: tuple[int, ...]
    danger: bool = False


NO_NUMBER = KIND_WORDS["no number"]
LINES = (
    Line("Ørsted", "fall", 3, (1,)),
    Line("adams", "fall", None, (2,)),
    Line("Ness", "", 9, (1, 3)),
    Line("", "letter", 1, (4,), danger=True),
)
LISTING: Listing[Line] = Listing(
    "lines",
    (Facet("reason", "Why", lambda line: line.kind),),
    (
        ListOrder("name", "Name", lambda line: line.name),
        ListOrder("days", "Days, the most first", lambda line: line.days, most=True),
    ),
    lambda line: line.people,
    lambda line: line.danger,
)  # fmt: skip
ORIGINS = {1: Origin("Lambeth", "Gujarati"), 2: Origin("Southwark", ""), 3: Origin("Southwark", "Gujarati")}


@pytest.mark.parametrize(
    ("chosen", "shown", "words"),
    [
        (Chosen(), "0123", ""),
        (Chosen({"reason": "fall"}), "013", "3 of 4 shown: fall (f) · F shows all"),
        (Chosen({"council": "Southwark"}), "123", "3 of 4 shown: Southwark (f) · F shows all"),
        (Chosen({"council": "Lambeth", "language": "Gujarati"}), "023",
         "3 of 4 shown: Lambeth, Gujarati (f) · F shows all"),
        (Chosen({"reason": "fall", "council": "Lambeth"}, "days"), "03",
         "2 of 4 shown: fall, Lambeth (f) · sorted by days (S) · F shows all"),
        (Chosen(order="name"), "1203", "sorted by name (S) · F shows all"),
        (Chosen(order="days"), "2031", "sorted by days (S) · F shows all"),
        (Chosen(order="no such column"), "0123", ""),
        (Chosen(typed=" OR fa"), "03", "2 of 4 shown: “OR fa” (/) · F shows all"),
        (Chosen({"reason": "fall"}, typed="s"), "013", "3 of 4 shown: “s” (/), fall (f) · F shows all"),
        (Chosen(typed=" "), "0123", ""),
    ],
)  # fmt: skip
def test_what_is_chosen_narrows_and_sorts_and_is_said_but_danger_stays(chosen: Chosen, shown: str, words: str) -> None:
    found = arrangement.arrange(LISTING, LINES, chosen, ORIGINS)
    assert "".join(str(LINES.index(line)) for line in found) == shown
    assert arrangement.words_of(LISTING, chosen, len(found), len(LINES)) == words


@pytest.mark.parametrize(
    ("chosen", "name", "stays"),
    [
        (Chosen({"reason": "fall"}, "name"), "adams", True),
        (Chosen({"reason": "fall"}, "name"), "Ness", False),
        (Chosen(order="name", typed="ada"), "Ness", False),
        (Chosen({"reason": "fall"}), "nobody here", True),
        (Chosen({"council": "Lambeth"}), "", True),  # danger is shown anyway
    ],
)
def test_who_is_to_be_stood_on_is_not_hidden(chosen: Chosen, name: str, stays: bool) -> None:
    after = arrangement.showing(LISTING, LINES, chosen, ORIGINS, lambda line: line.name == name)
    assert after == (chosen if stays else Chosen(order=chosen.order))


def test_each_facet_counts_its_lines() -> None:
    counts = {name: arrangement.counts(LISTING, name, LINES, ORIGINS) for name in arrangement.facets(LISTING)}
    assert counts == {
        "reason": {"fall": 2, "letter": 1},
        "council": {"Lambeth": 2, "Southwark": 2},
        "language": {"Gujarati": 2},
    }


def test_every_list_of_the_demo_can_be_narrowed_to_each_thing_it_has_and_sorted_by_each_column(demo_db) -> None:
    session = workers.current_session(Settings())
    board = escalations.board(session)
    lists: dict[Listing[Any], list[Any]] = {
        BOARD: everything(board, "all"),
        listings.DECISIONS: [*imports.decisions(session)],
        listings.FILES: [*imports.past(session)],
        listings.PAIRS: [*clients.open_pairs(session).pairs],
        listings.AGENDA: [*agenda.agenda(session)],
        listings.ACTIONS: [*actions.mine(session)],
        listings.DONE: [*agenda.done_today(session)],
        listings.MONTH: [*month.look(session, "called").people],
        listings.SETTINGS: [*team_settings.standing(session).lines],
    }
    found = set()
    for listing, things in lists.items():
        origins = clients.origins(session, (each for thing in things for each in listing.people(thing)))
        others = [thing for thing in things if not listing.stays(thing)]
        for name in arrangement.facets(listing):
            for value, count in arrangement.counts(listing, name, things, origins).items():
                shown = arrangement.narrow(listing, things, Chosen({name: value}), origins)
                having = [thing for thing in shown if value in arrangement.values(listing, name, thing, origins)]
                assert len(having) == count, (listing.name, name, value)
                assert all(listing.stays(thing) for thing in shown if thing not in having)
                found.add((listing.name, name))
        for order in listing.orders:
            values = [order.of(thing) for thing in arrangement.in_order(listing, others, Chosen(order=order.name))]
            placed = [fold(value) if isinstance(value, str) else value for value in values if value not in (None, "")]
            assert placed == sorted(placed, reverse=order.most), (listing.name, order.name)
            assert len(values) == len(others)
    board_has, pages_have = {"reason", "worker", "late", "language"}, {"decisions", "files", "pairs", "agenda", "month"}
    assert {("board", name) for name in board_has} <= found
    assert pages_have <= {name for name, _ in found}, sorted(found)


def page_line(app) -> NarrowLine:
    found: NarrowLine = app.screen.query_one(NarrowLine)
    return found


async def test_board_stays_as_it_was_narrowed_and_does_one_thing_to_several(app) -> None:
    async with board_of(app) as pilot:
        page = app.screen
        every = len(keys(app))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        reason = next(question for question in app.screen.form.questions if question.id == "reason")
        code = next(code for code, words in reason.options if words.startswith(NO_NUMBER))
        app.screen.dismiss({"reason": code})
        await until(pilot, lambda: page.chosen.only == {"reason": NO_NUMBER} and len(keys(app)) < every)
        narrowed = keys(app)
        assert all(line.cells[2] == "Number" for line in rows(app).lines if line.tone not in ("danger", "unsent"))
        assert f"shown: {NO_NUMBER} (f)" in page.query_one(PromptLine).words
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        app.screen.dismiss({"order": "name"})
        await until(pilot, lambda: rows(app).lines and rows(app).lines[-1].group.startswith("Sorted by name"))
        await pilot.press("escape", "f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and app.screen is not page and keys(app))
        assert set(keys(app)) == set(narrowed)
        names = [fold(line.cells[3]) for line in rows(app).lines if line.group.startswith("Sorted by name")]
        assert names == sorted(names)
        await pilot.press("F")
        await until(pilot, lambda: len(keys(app)) == every)
        await pilot.press("slash", *names[-1].split()[-1])  # '/' and part of a name, in one packet
        await until(pilot, lambda: len(keys(app)) < every)
        calm = {fold(line.cells[3]) for line in rows(app).lines if line.tone not in ("danger", "unsent")}
        assert calm and all(names[-1].split()[-1] in name for name in calm)
        assert page_line(app).content_size == (78, 1), "what is typed is seen"
        await pilot.press("q", "backspace", "enter", "end")  # a letter is no key while one types
        assert rows(app).has_focus and app.screen.arranged_words(1, 2).startswith("1 of 2 shown: “")
        await pilot.press("F")
        await until(pilot, lambda: len(keys(app)) == every)

        page, session = app.screen, app.session  # what is marked is given, and moved on
        number = [item.id for item in escalations.board(session).items if item.kind == "no number"][:2]

        def theirs() -> set[int | None]:
            return {item.owner_id for item in escalations.board(session).items if item.id in number}

        to = next(each.id for each in workers.team(session) if each.id not in {session.worker_id, *theirs()})
        for id in number:
            rows(app).stand_on(("item", id))
            await pilot.press("space")
            await until(pilot, lambda id=id: id in page.marked)
        assert "Neither the council nor a service is waited for" in (page.disabled_reason("escalations.chase") or "")
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert [line.key for line in rows(app).lines] == ["ask", "letter", "visit", "gp"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        app.screen.dismiss({"who": "Duty desk", "days": "5"})
        await until(pilot, lambda: isinstance(app.screen, PromiseDialog))
        app.screen.dismiss(True)
        await until(pilot, lambda: app.status.tells("recorded on 2 lines") and not page.marked)
        for id in number:
            rows(app).stand_on(("item", id))
            await pilot.press("space")
            await until(pilot, lambda id=id: id in page.marked)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        app.screen.dismiss({"to": str(to)})
        await until(pilot, lambda: app.status.tells("2 of them are given to ") and not page.marked)
        assert theirs() == {to}


def test_line_that_left_a_tab_is_over_only_where_the_board_has_it_no_more() -> None:
    """Given to a colleague it is gone from 'Mine', and nobody is to read that it is done with."""
    board: Any = SimpleNamespace(every=(SimpleNamespace(id=1),), every_draft=(SimpleNamespace(id=2),))
    lines = [RecordLine(key, ("!", "2 h", "Danger")) for key in (("item", 1), ("draft", 2), ("item", 2))]
    assert [cells[1:] for cells in left_cells(lines, board).values()] == [
        ("elsewhere", "Danger"),
        ("elsewhere", "Danger"),
        ("over", "Danger"),
    ]

"""What the council found in each area: brought up to date by its files, and shown until the team has reviewed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.content import Content

from tests.support.council import TWO, row
from topaz_tui import clock
from topaz_tui.rules import reviews as rules
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.review import ReviewPane
from topaz_tui.screens.client import tabs
from topaz_tui.screens.client.as_text import as_text
from topaz_tui.services import calls, clients, council_answers, imports, reviews
from topaz_tui.services.importing import Importer, Source, prepare
from topaz_tui.services.session import Session
from topaz_tui.store import models
from topaz_tui.text import wrap

FOUND = (("nutrition", "Unmet need: skips meals"), ("toilet", "No need"))
WHOLE = ReviewState(
    {area.code: AreaAnswer("same") for area in rules.AREAS}, {extra.code: "not_known" for extra in rules.EXTRAS}
)


@pytest.fixture
def take(session: Session) -> Callable[..., int]:
    """`take(row(…))` reads a file of these rows; how many of them changed something."""
    files = 0

    def read(*rows: Any, council: str | None = None) -> int:
        nonlocal files
        files += 1
        importer = Importer(session, Source(f"mark{files}", frozenset(), f"{files}.csv", council=council))
        taken = importer.take(prepare(rows))
        importer.finish()
        return taken.changed

    return read


def kept() -> dict[str, tuple[str, str, str | None]]:
    return {each.area: (each.words, each.assessed_on, each.council) for each in models.CouncilAnswer.select()}


def theirs() -> int:
    return int(models.Client.get(models.Client.person_id == "P1").id)


def test_answers_of_the_council_are_kept_with_day_and_council_and_brought_up_to_date(take) -> None:
    take(row(areas=FOUND, council="Lambeth"))
    assert kept()["nutrition"] == ("Unmet need: skips meals", "2025-11-03", "Lambeth")
    assert take(row(areas=FOUND, council="Lambeth")) == 0
    assert take(row()) == 0, "an empty cell takes nothing away"
    assert take(row(areas=(("toilet", "Met"),), assessed_on="2024-01-05")) == 1, "an earlier assessment is kept"
    assert kept()["toilet"] == ("No need", "2025-11-03", "Lambeth"), "and turns nothing back"
    assert take(row(areas=(("toilet", "Unmet"), ("work", "Retired")), assessed_on="2026-11-02"), council="Ealing") == 1
    assert kept() == {
        "nutrition": ("Unmet need: skips meals", "2025-11-03", "Lambeth"),
        "toilet": ("Unmet", "2026-11-02", "Ealing"),
        "work": ("Retired", "2026-11-02", "Ealing"),
    }


def test_rows_of_one_day_say_together_what_was_found(take) -> None:
    take(row(areas=FOUND), row(row=3, areas=(("toilet", "Met"), ("work", "Retired"))))
    assert {area: words for area, (words, *_) in kept().items()} == {
        "nutrition": "Unmet need: skips meals", "toilet": "Met", "work": "Retired",
    }  # fmt: skip


def test_answers_go_and_come_back_with_their_import(take, session) -> None:
    take(row(areas=FOUND))
    before = kept()
    take(row(areas=(("toilet", "Unmet"), ("work", "Retired"))))
    imports.undo(session, 2)
    assert kept() == before
    imports.undo(session, 1)
    assert kept() == {}


def test_answers_are_shown_until_a_review_of_the_team_is_whole(take, session) -> None:
    take(row(areas=FOUND))
    client = theirs()
    [found, _] = council_answers.of((client,))
    assert (found.area_words, found.words) == ("Eating and drinking", "Unmet need: skips meals")
    assert (found.on, found.whose) == (date(2025, 11, 3), "The council")
    for token, review in (("a", ReviewState({"toilet": AreaAnswer("worse", "no")}, {})), ("b", WHOLE)):
        assert len(calls.brief(session, client).council) == 2
        phone = models.Phone.get(models.Phone.client == client)
        now = clock.now()
        ticks = ("name", "born", "address", "postcode", "ok")
        call = calls.CallRecord(token, client, "reached", now, now, phone_id=phone.id, ticks=ticks, review=review)
        calls.record(session, call)
    page = clients.open_profile(session, client)
    assert calls.brief(session, client).council == page.council == ()
    assert kept(), "they stay on record"


def test_answers_of_a_linked_record_count_the_newest(take) -> None:
    take(row(areas=FOUND), row(person_id="P2", areas=(("toilet", "Unmet"),), assessed_on="2026-11-02"))
    both = [client.id for client in models.Client.select()]
    assert {each.area: each.words for each in council_answers.of(both)} == {"nutrition": FOUND[0][1], "toilet": "Unmet"}


def test_answers_of_somebody_else_under_an_id_go_to_their_own_record(take, session) -> None:
    take(row(areas=FOUND))
    other = {"nhs_number": None, "last_name": "Zeta", "first_name": "Tim", "born_on": "1931-07-19", "phones": [TWO]}
    take(row(areas=(("toilet", "Unmet"),), council="Ealing", **other))
    assert kept()["toilet"][0] == "No need", "nothing of it is taken before somebody has looked"
    clients.settle_doubts(session, theirs(), "other", "The council said so")
    tim = models.Client.get(models.Client.last_name == "Zeta")
    assert [(each.words, each.whose) for each in council_answers.of((tim.id,))] == [("Unmet", "Ealing")]


def test_page_of_a_client_has_what_the_council_found(take, session) -> None:
    take(row(areas=FOUND, council="Lambeth"))
    page = clients.open_profile(session, theirs())
    lines = tabs.LINES["assessments"](page)
    assert [line.cells for line in lines[1:]] == [
        ("3 Nov 2025", "Eating and drinking: Unmet need: skips meals", "Lambeth"),
        ("3 Nov 2025", "Toilet needs: No need", "Lambeth"),
    ]
    assert tabs.counts(page)["assessments"] == 3
    detail = tabs.DETAILS["assessments"](page, lines[1].key)
    assert detail == "Lambeth found, 3 Nov 2025, in its own words: Unmet need: skips meals"
    assert "Lambeth found, 3 Nov 2025: Toilet needs: No need" in as_text(page)


def test_review_has_what_the_council_found_beside_what_is_asked_now(take, session) -> None:
    long = "Unmet need. " + "Says that a neighbour helps on most days. " * 20
    take(row(areas=(("nutrition", long), ("toilet", "No need")), council="Lambeth"))
    brief = calls.brief(session, theirs())
    pane = ReviewPane()
    pane.show(CallDraft(), brief.before, brief.council)
    assert pane._then == "The council found"
    cells = [Content.assemble(*pane._line(each, False, 20, 20)).plain for each in pane.rows[:3]]
    assert [cell[58:].strip() for cell in cells] == ["Unmet need. Says th…", "", "No need"]
    whole = len(wrap(pane._found(pane.rows[0]), 76))
    for room, count in ((0, 3), (5, 5), (whole, whole)):
        lines = pane._found_lines(pane.rows[0], 76, room)
        assert lines[0].startswith("Lambeth found, 3 Nov 2025: Unmet need.")
        assert len(lines) == count and lines[-1].endswith("… Space: all of it") is (count < whole)
        assert max(map(len, lines)) <= 76
    assert pane.spoken().startswith("Review, line 1 of 15: Eating and drinking, not answered. Lambeth found, 3 Nov")
    own = {"nutrition": reviews.Before("worse", "no", date(2026, 11, 2))}
    pane.show(CallDraft(), own, brief.council)
    assert pane._then == "Last time or council" and "Lambeth" not in pane.spoken()
    assert pane.draft.review.areas == {}, "nothing of it is an answer of now"

"""What is due, as other programs read it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time

from tests.support.lives import care, day, life, on, placed
from topaz_tui.rules.statutory import orders
from topaz_tui.rules.statutory.corrections import correct
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.listing import Owners, listing, of_life
from topaz_tui.rules.statutory.orders import CourtOrder, Dated
from topaz_tui.rules.statutory.reckoning import reckon

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
CHILD = life(
    "2010-03-10", care("2026-01-02"), placements=(placed("2026-01-02"),),
    events=on(EventKind.REVIEW_HELD, "2026-01-20") + on(EventKind.NEEDS_ASSESSED, "2026-05-01")
    + on(EventKind.PLAN_SIGNED_OFF, "2026-05-10") + on(EventKind.PLAN_REVIEW_ASKED, "2026-06-01"),
)  # fmt: skip


def test_listing_has_the_open_duties_of_a_young_person_soonest_first() -> None:
    found = of_life("K-17", CHILD, NOW, owners=Owners("Róisín Kelly", "Lambeth"))
    assert json.loads(json.dumps(found)) == found
    assert found["as_of"] == "2026-06-15" and found["counts"] == {"overdue": 7, "due": 2, "met": 3}
    assert [each["code"] for each in found["items"]][-2:] == ["PLAN_REV", "STAY_ASK"]
    days = [each["due"] or "9999" for each in found["items"]]
    assert days == sorted(days)
    assert found["items"][-2] == {
        "person_id": "K-17",
        "code": "PLAN_REV",
        "words": "Pathway plan review",
        "due": "2026-11-10",
        "overdue": False,
        "owner": "Róisín Kelly",
        "waits_for": "pathway plan reviewed; asked for on 1 Jun 2026",
        "source": "SI 2010/2571, regulation 7 (its text was not found: the team's setting)",
        "from": "2026-05-10",
    }
    assert {each["owner"] for each in found["items"] if each["code"] == "LAC_REV2"} == {"Lambeth"}


def test_listing_says_where_a_day_is_the_teams_setting() -> None:
    later = of_life("K-17", life("2010-03-10", care("2020-01-01")), NOW)
    (plan,) = [each for each in later["items"] if each["code"] == "PLAN"]
    assert (plan["due"], plan["source"]) == ("2026-06-10", "SI 2010/959, regulation 43 (the team's setting)")
    assert plan["overdue"] and plan["waits_for"] == "pathway plan signed off by the council"


def test_listing_of_some_weeks_keeps_what_is_late_and_what_has_no_day() -> None:
    child = life("2010-03-10", care("2020-01-01"), placements=(placed("2020-01-01"),))
    everything = [("K-17", item) for item in reckon(CHILD, day("2026-06-15"))]
    everything += [("K-18", item) for item in reckon(child, day("2026-06-15"))]
    few, all_ = listing(everything, NOW, weeks=4), listing(everything, NOW)
    assert {each["code"] for each in all_["items"]} - {each["code"] for each in few["items"]} == {"PLAN_REV"}
    assert few["counts"]["overdue"] == all_["counts"]["overdue"] and few["counts"]["due"] == all_["counts"]["due"] - 1
    assert [(each["code"], each["due"]) for each in few["items"]][-2:] == [("STAY_ASK", None), ("STAY_ASK", None)]


def test_listing_of_an_order_has_the_time_of_the_court() -> None:
    order = CourtOrder(day("2026-06-01"), (Dated(day("2026-06-01"), DueBy(day("2026-06-15"), time(12))),), ("Aoife",))
    found = listing([("T-1", item) for item in orders.reckon(order)], datetime(2026, 6, 15, 11, 1, tzinfo=UTC))
    assert [(each["code"], each["due"], each["overdue"]) for each in found["items"]] == [
        ("S7_DRAFT", "2026-06-01", True), ("S7", "2026-06-15T12:00", True),
    ]  # fmt: skip
    assert found["items"][0]["source"] == "no published figure found (the team's setting)"


def test_listing_asks_a_worker_where_a_corrected_birth_alone_would_do() -> None:
    assessed = on(EventKind.NEEDS_ASSESSED, "2026-02-01")
    child = correct(life("2011-03-10", care("2020-01-01"), events=assessed), day("2010-03-10"), day("2026-06-01"))
    (needs,) = [each for each in of_life("K-17", child, NOW)["items"] if each["code"] == "NEEDS"]
    assert needs["waits_for"].startswith("a worker to confirm it") and needs["overdue"]

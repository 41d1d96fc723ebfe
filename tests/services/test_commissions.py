"""Commissions: kept, what is done under each, what may be billed, what is over, runs out, or is under none."""

from __future__ import annotations

import json

import pytest

from tests.support.lives import day
from topaz_tui.cli.output import billing_list
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.services.statutory import commissions, history, opened_work, pieces, work, young_people
from topaz_tui.store import models

NEW = {"reference": "C-7", "council": "Lambeth", "ordered_by": "A Khan, commissioner", "ordered_on": "2026-11-20",
       "began": "2026-11-20", "until": "2026-12-31"}  # fmt: skip
PLANS = {"kind": "pathway plan", "number": "1", "price": "P1"}
ACCEPT = {"scope": "A plan", "due": "2026-12-20", "commission": "c-7"}


@pytest.fixture
def begin(session, make_client):
    """Begin the plan of another young person of Lambeth's."""

    def make(born):
        client = make_client(born_on=born, recall=None, assessments=(), council="Lambeth")
        young_people.take_on(session, client)
        history.begin_care(session, client, day("2025-03-03"), "C2")
        return work.begin_for_duty(session, client, "PLAN")

    return make


def made(by, id, move, typed):
    known = pieces.one(id)
    assert known
    return work.move(by, id, known.version, move, typed)


def test_work_is_taken_on_under_a_commission_while_it_has_places_and_is_billed_once(session, manager, begin):
    first, second = begin("2010-11-05"), begin("2010-10-05")
    with pytest.raises(NotAllowed):
        commissions.keep(session, None, 0, NEW)
    with pytest.raises(Invalid):
        commissions.keep(manager, None, 0, {**NEW, "until": "2026-11-01"})
    with pytest.raises(Invalid) as wrong:
        made(manager, first, Do.ACCEPT, ACCEPT)  # no such commission
    assert wrong.value.field == "commission"
    id = commissions.keep(manager, None, 0, NEW)
    with pytest.raises(Conflict):
        commissions.keep(manager, None, 0, {**NEW, "reference": "c-7"})
    with pytest.raises(Invalid):
        made(manager, first, Do.ACCEPT, ACCEPT)  # it has no plan yet
    commissions.order(manager, id, 1, PLANS)
    with pytest.raises(Conflict):
        commissions.order(manager, id, 1, PLANS)
    accept = next(each for each in opened_work.look(manager, first).moves if each.id == Do.ACCEPT)
    assert accept.needs[1].options == (("C-7", "C-7: 1 left, until 31 Dec 2026"),)
    assert made(manager, first, Do.ACCEPT, ACCEPT).events[-1].answers["price"] == "P1"
    with pytest.raises(Invalid):
        made(manager, second, Do.ACCEPT, ACCEPT)  # its place is taken
    made(manager, second, Do.ACCEPT, {**ACCEPT, "commission": "", "price": "P9"})
    [known] = commissions.page(manager).commissions
    assert (known.over, known.runs_out) == ((), ("Ends on 31 Dec 2026.", "Pathway plan: none of 1 left."))
    assert [each.id for each in commissions.page(manager).under_none] == [second]
    made(manager, second, Do.COMMISSION, {"commission": "C-7"})
    page = commissions.page(manager)
    assert page.commissions[0].over == ("Pathway plan: 2 of 1 ordered, 1 over.",) and not page.under_none
    assert commissions.page(manager, "Kent") == commissions.BillingPage(page.day, (), ())
    ended = {"by": "council", "who": "Ann Lee", "reason": "Moved", "billable": "part", "billable_what": "A visit"}
    made(manager, second, Do.WITHDRAW, ended)
    page = commissions.page(manager)
    [line] = page.to_bill
    assert (line.work_id, line.line.price, line.line.what.rpartition(": ")[2]) == (second, "P1", "A visit")
    assert billing_list.billing_csv(page).splitlines()[1].startswith("C-7,Lambeth,P1,pathway plan WK-2026-")
    told = json.loads(billing_list.billing_json(page))
    assert told["commissions"][0]["over"] and "A visit" in billing_list.billing_text(page)
    made(manager, second, Do.BILL_PART, {"bill": "B-1"})
    assert not commissions.page(manager).to_bill


def test_months_of_a_team_are_billed_as_they_are_over_and_each_once(manager, at):
    id = commissions.keep(manager, None, 0, {**NEW, "team_price": "T1"})
    assert not commissions.page(manager).to_bill
    at("2027-01-04T10:00:00Z")
    first, rest = commissions.page(manager).to_bill
    assert (first.line.since, rest.line.since) == (day("2026-11-20"), day("2026-12-20"))
    commissions.bill_month(manager, id, first.line.since, "B-1")
    with pytest.raises(Conflict):
        commissions.bill_month(manager, id, first.line.since, "B-2")
    assert commissions.page(manager).to_bill == (rest,)
    commissions.keep(manager, id, 1, {**NEW, "team_price": "T1", "until": "2027-06-30"})
    assert not commissions.page(manager).to_bill, "the second month is a whole one now, and not over"
    at("2027-07-04T10:00:00Z")
    last = commissions.page(manager).to_bill[-1].line.since
    commissions.bill_month(manager, id, last, "B-3")
    with pytest.raises(Conflict):  # the days after its short last month would be billed by nobody
        commissions.keep(manager, id, 2, {**NEW, "team_price": "T1", "until": "2027-09-30"})
    assert [row.action for row in models.Audit.select().where(models.Audit.subject == f"commission {id}")][-2] == (
        "changed a commission: until was 2026-12-31"
    )
    models.CommissionMonth.update(month_on="x").where(models.CommissionMonth.bill == "B-3").execute()
    assert not commissions.page(manager).ok and "commission month" in commissions.page(manager).aside[0]

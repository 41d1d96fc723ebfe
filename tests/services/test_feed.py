"""What goes to the council for its own returns, read from what is kept, and written as a file for its program."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from tests.support.concerns import WHOLE
from tests.support.desks import ON_A_FILE
from tests.support.sessions import desk_of, employ
from topaz_tui.errors import Invalid, NotAllowed
from topaz_tui.rules.feed import concerns as of_concerns
from topaz_tui.rules.feed.refused import ALL, NO_COUNCIL
from topaz_tui.rules.measures import periods
from topaz_tui.services import concerns, figures, lists, whole_files
from topaz_tui.store import models

YEAR = periods.named("2026/27")
WHERE_IT_WAS = {"source": "provider", "place": "own_home", "capacity": "no"}


def called(client, direction, kind, worker, day="2026-11-20"):
    at = f"{day}T10:00:00Z"
    call = models.Call.create(client=client, worker=worker, direction=direction, rang_at=at, ended_at=at, outcome="x")
    return models.ClientAction.create(client=client, call=call.id, kind=kind, detail="Handrail", made_by=worker,
                                      made_at=at).id  # fmt: skip


def test_feed_has_the_concerns_raised_and_what_came_to_an_outcome(manager, session, make_client, settings, tmp_path):
    ada, bea, elsewhere = (make_client(council=each, gender="F", postcode="+44 1")
                           for each in ("Lambeth", "London Borough of Lambeth", "Southwark"))  # fmt: skip
    drafts = [concerns.open(session, each).id for each in (ada, bea, elsewhere)]
    for each in drafts:
        concerns.submit(session, each, WHOLE | WHERE_IT_WAS)
    models.Escalation.update(in_error=1).where(models.Escalation.concern == drafts[1]).execute()
    worker = session.worker_id
    asked = called(ada, "in", "advice", worker)
    called(ada, "out", "advice", worker)
    called(ada, "in", "support", worker)
    back = called(bea, "out", "referral_back", worker, "2026-11-24")
    called(bea, "out", "referral_back", worker, "2025-03-31")
    called(elsewhere, "in", "advice", worker)

    found = figures.for_council(manager, YEAR, "Lambeth")
    kept = {row[7:11]: row[11] for row in found.concerns}
    assert found.raised == 1 and kept["SG1f", of_concerns.CONCERNS, "Total Number of Safeguarding Concerns", ""] == "1"
    assert kept["SG3a", of_concerns.CONCERNS, "Yes, they lacked capacity", ""] == "1"
    table = lists.of_feed(manager, found, "requests")
    rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert [(row["Event_Reference"], row["Event_Start_Date"]) for row in rows] == [
        (f"A{asked}", "2026-11-20"), (f"A{back}", "2026-11-24"),
    ]  # fmt: skip
    assert (found.first_on, found.last_on) == (date(2026, 11, 20), date(2026, 11, 24))
    assert {(each.row, each.field) for each in found.refused if each.row != ALL and each.file == "requests.csv"} == {
        (reference, name) for reference in (f"A{asked}", f"A{back}")
        for name in ("NHS_Number", "Ethnicity", "Client_Type")
    }  # fmt: skip

    models.Client.update(council=None).where(models.Client.id == bea).execute()
    left = {each.field: each.given for each in figures.for_council(manager, YEAR, "Lambeth").refused
            if each.row == NO_COUNCIL}  # fmt: skip
    assert left == {"requests": "1"}, "her concern was in error"
    models.Client.update(council=None).where(models.Client.id == elsewhere).execute()
    nobodys = figures.for_council(manager, YEAR, "Lambeth").refused[-2:]
    assert [(each.row, each.field, each.given) for each in nobodys] == [
        (NO_COUNCIL, "concerns", "1"), (NO_COUNCIL, "requests", "2"),
    ]  # fmt: skip
    assert {each.row for each in found.refused}.isdisjoint({NO_COUNCIL})

    employ("nobi", "Ngozi Obi", "manager")
    what = (manager, table, str(tmp_path / "requests.csv"), "for the council's return")
    with pytest.raises(whole_files.NeedsSecondPerson):
        lists.write(*what)
    whole_files.decide(desk_of("nobi", settings), whole_files.asked(manager)[0].id, True)
    written = lists.write(*what)
    made = written.path.read_bytes()
    assert [*csv.reader(io.StringIO(made.decode(), newline=""))] == [[*table.headings], *map(list, table.rows)]
    assert b",+44 1," in made, "another program reads it: no cell is altered"
    with pytest.raises(Invalid, match="as CSV alone"):
        lists.write(manager, table, str(tmp_path / "requests.xlsx"), "for the council's return")
    assert lists.of_feed(manager, found, "refused").rows == tuple(each.cells for each in found.refused)


@ON_A_FILE
def test_feed_is_of_one_council_and_a_manager_asks_for_it(manager, session, make_client):
    with pytest.raises(NotAllowed, match="see the figures"):
        figures.for_council(session, YEAR, None)
    with pytest.raises(NotAllowed):  # sees the figures, and nobody's record
        figures.for_council(replace(manager, role="auditor"), YEAR, None)
    assert figures.for_council(manager, YEAR, None).requests == ()
    make_client(council="Lambeth")
    with pytest.raises(Invalid, match="for one council"):
        figures.for_council(manager, YEAR, None)
    with pytest.raises(Invalid, match="no file 'return'"):
        lists.of_feed(manager, figures.for_council(manager, YEAR, "Lambeth"), "return")

"""Hours in lieu: put down with what they were for, agreed by somebody else, and on the board beyond the limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.lives import day
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.statutory import lieu
from topaz_tui.store import models

EARNED = ("earned", day("2026-11-20"), 90, "The hearing ran late.")
WRONG = (
    ("earned", day("2026-11-24"), 90, "x"),
    (*EARNED[:2], 20, "x"),
    (*EARNED[:2], 1500, "x x x"),
    (*EARNED[:3], " "),
    ("lost", *EARNED[1:]),
)


def test_hours_count_once_somebody_else_agreed_and_stand_on_the_board_beyond_the_limit(session, manager, at):
    both = replace(session.settings, services=("calls", "children"))
    mine, theirs = replace(session, settings=both), replace(manager, settings=both)
    id = lieu.ask(mine, *EARNED)
    [stands] = lieu.page(theirs)
    assert (stands.name, stands.stands.minutes, len(stands.stands.asked)) == (session.name, 0, 1)
    with pytest.raises(Invalid):
        lieu.ask(mine, "taken", day("2026-11-27"), 30, "")  # nothing is agreed yet
    with pytest.raises(NotAllowed):
        lieu.decide(mine, id, True)
    lieu.decide(theirs, id, True)
    [stands] = lieu.page(mine)
    assert (stands.stands.minutes, stands.stands.oldest, stands.alarms) == (90, day("2026-11-20"), ())
    assert "agreed by Helen Marsh" in stands.entries[0].words
    with pytest.raises(Conflict):
        lieu.decide(theirs, id, False, "Too many")
    taken = lieu.ask(mine, "taken", day("2026-11-27"), 30, "")
    with pytest.raises(Invalid):
        lieu.decide(theirs, taken, False, " ")
    assert [each.day for each in lieu.page(theirs)[0].stands.asked] == [day("2026-11-27")], "also of a day to come"
    lieu.decide(theirs, taken, False, "The court sits then.")
    assert "The court sits then." in lieu.page(mine)[0].entries[0].words
    for wrong in WRONG:
        with pytest.raises(Invalid):
            lieu.ask(mine, *wrong)
    assert models.LieuHours.select().count() == 2
    own = lieu.ask(theirs, *EARNED)
    with pytest.raises(NotAllowed):
        lieu.decide(theirs, own, True)
    assert [each.worker for each in lieu.page(mine)] == [session.worker_id], "others' are a manager's to see"
    at("2027-03-01T10:00:00Z")
    told = [each for each in escalations.board(theirs).alarms if each.kind == AlarmKind.LIEU_HOURS]
    assert len(told) == 1 and not any(each.name in str(told) for each in (mine, theirs))
    assert len(list(lieu.over(both))) == 2, "the oldest is more than twelve weeks old, and nobody agreed the manager's"
    models.LieuHours.update(day_on="x").where(models.LieuHours.worker == mine.worker_id).execute()
    [stands] = lieu.page(mine)
    assert stands.aside and not (stands.entries or stands.alarms), "what can't be read is said of theirs"

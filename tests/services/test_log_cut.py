"""Old lines go out of the log by a rule of two people alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.desks import *  # noqa: F403
from tests.support.rows import one
from tests.support.sessions import desk_of, employ
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.rules.measures.periods import Period
from topaz_tui.services import log_cut, log_proof, team_settings
from topaz_tui.services.figures import evidence
from topaz_tui.services.leaving import NOT_WRITTEN
from topaz_tui.store import audit
from topaz_tui.store.database import transaction

PACK = "2026-01-01 to 2026-03-31, 3 rows, sha256 ab"


def test_lines_go_by_a_rule_to_which_a_second_manager_agreed(db, manager, worker, at) -> None:
    with transaction():
        audit.record(None, "first")
        audit.record(None, evidence.LOGGED_AS, None, PACK)
        audit.record(None, evidence.LOGGED_AS, None, "2026-04-01 to 2026-06-30, 3 rows, sha256 ab")
        audit.record(None, NOT_WRITTEN, None, "2026-04-01 to 2026-06-30, 3 rows, sha256 ab")
    with pytest.raises(Conflict):  # there is no rule
        log_cut.cut(manager)
    alone = team_settings.propose(manager, {"log": {"years": 2}}, "the council's schedule")
    assert alone.state is team_settings.VersionState.IN_FORCE  # there was nobody to ask
    at("2029-11-23T10:00:00Z")
    with pytest.raises(Conflict):
        log_cut.cut(manager)
    employ("nrahman", "Nadia Rahman", "manager")
    second = desk_of("nrahman", Settings())
    waits = team_settings.propose(manager, {"log": {"years": 1}}, "the council's schedule")
    team_settings.agree(second, waits.id)
    team_settings.propose(manager, {"log": {"years": 1}, "calls": {"tries": 4}}, "another matter")
    before = one("SELECT count(*) FROM audit WHERE at < '2028-11-23'")
    with pytest.raises(NotAllowed):
        log_cut.cut(worker)
    assert log_cut.cut(manager, rehearse=True).lines == before > 0
    assert one("SELECT count(*) FROM audit WHERE at < '2028-11-23'") == before
    assert log_cut.cut(manager).lines == before
    assert one("SELECT count(*) FROM audit WHERE at < '2028-11-23'") == 0
    assert evidence.packs() == (PACK,), "another of days that it shares is still refused"
    with pytest.raises(Invalid, match="shares days"):
        evidence.for_evidence(manager, Period(date(2026, 1, 1), date(2027, 1, 1)), None)
    assert one("SELECT count(*) FROM audit WHERE action = 'role as it stood'") == 3, "doctor compares roles with them"
    assert not log_proof.verify(manager).breaks and log_cut.cut(manager).lines == 0

"""The alarms of children's services above the board: schools without a designated lead, training that is late, training
sessions that are late or nobody's, certificates that nobody sent, and work that did not go to the council."""

from __future__ import annotations

from collections.abc import Iterator

from topaz_tui import clock
from topaz_tui.config import CHILDREN
from topaz_tui.grammar import counted
from topaz_tui.services.escalations.alarms import Alarm, AlarmKind
from topaz_tui.services.escalations.status import Snapshot
from topaz_tui.services.statutory import lieu, outward, schools, sent_work, sessions
from topaz_tui.services.statutory.sessions import SessionTold

KINDS = {
    SessionTold.LATE: AlarmKind.SESSION_LATE,
    SessionTold.AT_RISK: AlarmKind.SESSION_AT_RISK,
    SessionTold.WAITS: AlarmKind.SESSION_WAITS,
    SessionTold.CERTIFICATES: AlarmKind.CERTIFICATES_DUE,
}
MOVE_ON = "Open it from Due (9), the tab of work, and move it on (m)."
DOES = {
    SessionTold.LATE: MOVE_ON,
    SessionTold.AT_RISK: MOVE_ON,
    SessionTold.WAITS: MOVE_ON,
    SessionTold.CERTIFICATES: "Print them (p on the work), send them, and record that (m).",
}


def alarms(seen: Snapshot) -> Iterator[Alarm]:
    """All alarms of children's services, where the team works for children; those for work that did not go in any
    case."""
    if CHILDREN in seen.settings.services:
        yield from _of_schools(seen)
        yield from _of_sessions(seen)
        yield from _of_hours(seen)
    yield from _work_not_sent(seen)


def _of_schools(seen: Snapshot) -> Iterator[Alarm]:
    """The alarms for schools that have no designated lead or deputy, or whose lead left, the same day, and for those
    where training is late."""
    today = clock.local(seen.now).date()
    for each in schools.leaderless(today):
        words = f"{each.name} has had no designated lead or deputy since {clock.format_day(each.since)}."
        yield Alarm(AlarmKind.NO_LEAD, words, "Ask whom they name.", minor=True, about=f"school {each.school_id}")
    for left in schools.lead_left(today):
        words = f"The designated lead of {left.name} left on {clock.format_day(left.since)}: a deputy stands in."
        do = "Ask who is lead now; h on a line of Due (9) records it."
        yield Alarm(AlarmKind.LEAD_LEFT, words, do, minor=True, about=f"school {left.school_id}")
    for late in schools.training_late(seen.now, seen.settings):
        whose, since = counted(late.posts, "person", "is"), clock.format_day(late.since)
        words = f"{late.name}: the training of {whose} late, the first since {since}."
        do = "Due (9) says whose; h there records that they attended."
        yield Alarm(AlarmKind.TRAINING_LATE, words, do, minor=True, about=f"training {late.school_id}")


def _of_sessions(seen: Snapshot) -> Iterator[Alarm]:
    """The alarms for sessions of training that are late, that wait for somebody, or whose certificates are not sent."""
    for each in sessions.told(seen.now, seen.settings):
        whose = f", with {each.owner}" if each.owner else ""
        words = f"{each.reference}, a training session for {each.school}{whose}: {each.what}."
        about = f"{each.reference} {each.told}"
        yield Alarm(KINDS[each.told], words, DOES[each.told], minor=True, about=about)


def _work_not_sent(seen: Snapshot) -> Iterator[Alarm]:
    """The alarms for plans and reports that were to go to a council by themselves and did not."""
    for reference, what, do in outward.not_taken(seen.settings, seen.now) if sent_work.is_under_way() else ():
        yield Alarm(AlarmKind.WORK_NOT_SENT, what, do, about=reference)


def _of_hours(seen: Snapshot) -> Iterator[Alarm]:
    """The alarm for hours in lieu beyond the team's limits: hours that nobody can take are a sign of overwork. Whose
    they are stands on a manager's page alone."""
    over = len(list(lieu.over(seen.settings)))
    if over:
        words = f"The hours in lieu of {counted(over, 'worker')} are beyond the team's limits, or wait for an answer."
        do = "Due (9), l, then the tab of hours says whose."
        yield Alarm(AlarmKind.LIEU_HOURS, words, do, minor=True, about="lieu")

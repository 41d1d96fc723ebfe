"""The board: all that is outstanding. Immediate danger stands first, whatever its deadline; then what could not be
sent; then what is due soonest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from topaz_tui.config import CALLS
from topaz_tui.rules import people
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import EscalationState
from topaz_tui.services import access, concerns, imports, nobody, unread
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import health
from topaz_tui.services.escalations.alarms import Alarm
from topaz_tui.services.escalations.item import Item, item
from topaz_tui.services.escalations.line_facts import line_facts
from topaz_tui.services.escalations.records import outstanding
from topaz_tui.services.escalations.status import snapshot
from topaz_tui.services.escalations.to_read import AnsweredItem, answers
from topaz_tui.services.escalations.unreckoned import unreckoned
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store.models import Client, Concern, Escalation
from topaz_tui.store.rows import dicts


@dataclass(frozen=True, slots=True)
class Board:
    """`items` are those asked for, in the board's order, and `drafts` the concerns being written among them: nobody at
    the council knows of these yet. `every` and `every_draft` are the whole board. `alarms` come before all: what keeps
    the way to the council from working. `everybody` is what became of all on the list, as of the last look; `waits` is
    what councils' files leave open, and for how many of them it is late."""

    items: tuple[Item, ...]
    drafts: tuple[BeingWritten, ...]
    answers: tuple[AnsweredItem, ...]
    at: datetime
    every: tuple[Item, ...] = ()
    every_draft: tuple[BeingWritten, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    everybody: nobody.Kept | None = None
    me: int | None = None
    waits: imports.Waits = imports.NOTHING_WAITS

    @property
    def counts(self) -> dict[str, int]:
        """The number of lines for each key of SHOWS, of the whole board. They are counted only here: titles, sentences,
        tabs and commands all show these."""
        return {
            name: sum(show.item(item) for item in self.every)
            + sum(show.draft(draft, self.at, self.me) for draft in self.every_draft)
            for name, show in SHOWS.items()
        }

    @property
    def kinds(self) -> dict[str, int]:
        """The number of lines of each kind other than concerns, of the whole board: why people wait."""
        counted = Counter(item.kind for item in self.every if item.kind not in rules.OF_DOCUMENTS)
        return {kind: counted[kind] for kind in rules.KIND_WORDS if counted[kind]}

    @property
    def outstanding(self) -> int:
        """The number of all lines."""
        return self.counts["all"]

    @property
    def overdue(self) -> int:
        """The number of lines whose deadline is over."""
        return self.counts["overdue"]

    @property
    def ok(self) -> bool:
        """Is nothing of any kind late, unsent or broken? Monitoring asks this."""
        return not (self.overdue or self.counts["failed"] or self.waits.late or self.alarms)

    @property
    def mine(self) -> int:
        """The number of lines that wait for the worker who looks."""
        return self.counts["mine"]

    @property
    def written(self) -> int:
        """The number of lines that are concerns being written."""
        return len(self.every_draft)

    @property
    def late(self) -> int:
        """The number of overdue lines that are concerns being written."""
        return sum(draft.late(self.at) for draft in self.every_draft)


@dataclass(frozen=True, slots=True)
class Show:
    """One view of the board: which of the outstanding lines it has, and which of the concerns that are being written
    (at a moment, for a worker)."""

    item: Callable[[Item], bool]
    draft: Callable[[BeingWritten, datetime, int | None], bool]


SHOWS: dict[str, Show] = {
    "all": Show(lambda _item: True, lambda _draft, _now, _me: True),
    "overdue": Show(lambda item: item.overdue, lambda draft, now, _me: draft.late(now)),
    "mine": Show(
        lambda item: item.mine, lambda draft, _now, me: me is not None and me in (draft.author_id, draft.with_id)
    ),
    "council": Show(lambda item: item.with_council, lambda _draft, _now, _me: False),
    "us": Show(lambda item: not item.with_council, lambda _draft, _now, _me: True),
    "failed": Show(lambda item: item.unsent, lambda _draft, _now, _me: False),
    "danger": Show(lambda item: item.urgent, lambda draft, _now, _me: draft.danger),
    "people": Show(lambda item: item.kind not in rules.OF_DOCUMENTS, lambda _draft, _now, _me: False),
}
"""The views that a board offers."""
FIGURES = {"failed": "NOT SENT", "danger": "DANGER", "overdue": "overdue"}
"""The counts that are told where one is, whatever one does: in these words, in this order."""
URGENT = ("failed", "danger")
"""Those of them that may cost a life: they are told everybody, and stay where there is little room."""


def figures(session: AnySession) -> Mapping[str, int]:
    """The number of lines that the board has now, for each key of SHOWS."""
    return _board(session).counts


def board(session: AnySession, show: str = "all") -> Board:
    """What is outstanding (`show` is a key of SHOWS): immediate danger that is not decided yet first, then what
    could not be sent, then by deadline. Mine is what stands with one, or what one raised. To
    a job's (a mail by cron) nothing is its own."""
    found = _board(session, show)
    access.looked(session, Reading.BOARD, show, len(found.items))
    return found


def _board(session: AnySession, show: str = "all") -> Board:
    every, alarms = [], list[Alarm]()
    with unread.in_one_moment() as met:
        seen = snapshot(session.settings)
        now = seen.now
        lines = outstanding()
        known = line_facts(lines)
        for row, events in lines:
            try:
                every.append(each := item(row, events, seen, session, known))
                alarms += health.no_next_step(row, each.status, each.with_id, seen, known.sent)
            except Exception as error:  # one that can't be reckoned must not take the others off the board
                every.append(unreckoned(row, seen, session))
                alarms.append(health.failed_to_compute(row, error))
        every = [*access.shown(session, every)]
        every.sort(key=lambda each: (not each.urgent, not each.unsent, each.deadline, each.id))
        me, held = session.worker_id, access.closed(session)
        every_draft = tuple(
            each for each in concerns.all_drafts(seen.settings) if each.client_id not in held or each.author_id == me
        )
        told, waits, everybody = (
            answers(session) if isinstance(session, Session) else (),
            imports.waits(now),
            nobody.kept() if CALLS in seen.settings.services else None,
        )
        alarms += health.left_drafts(every_draft)
        alarms += health.empty_levels(level for each in every for level in each.passed)
        general = [*health.alarms(seen)]
    return Board(
        items=tuple(each for each in every if SHOWS[show].item(each)),
        drafts=tuple(draft for draft in every_draft if SHOWS[show].draft(draft, now, me)),
        answers=told,
        at=now,
        every=tuple(every),
        every_draft=every_draft,
        alarms=(*general, *health.unreadable(met), *alarms),
        everybody=everybody,
        me=me,
        waits=waits,
    )


def unsent(session: Session) -> dict[tuple[int, str], str]:
    """The concerns of this worker's (of a manager: all) that could not be sent, or perhaps not, each in a sentence; by
    number and state, so that a screen can say once what is new."""
    e, names = Escalation, (Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id)
    rows = (
        e.select(e.id, e.state, *names)
        .join_from(e, Client, on=Client.id == e.client)
        .join_from(e, Concern, on=Concern.id == e.concern)
        .where(e.closed_at.is_null(), e.state.in_((EscalationState.DELIVERY_FAILED, EscalationState.PERHAPS_SENT)))
        .order_by(e.danger.desc(), e.id)
    )
    if not session.may(Act.SEE_EVERY_UNSENT):
        rows = rows.where((Concern.submitted_by == session.worker_id) | (e.owner == session.worker_id))
    found = {}
    for row in dicts(rows):
        given = (row["title"], row["first_name"], row["last_name"], row["preferred_name"])
        name = people.full_name(*given) or row["person_id"]
        how = (
            "was NOT delivered" if row["state"] == EscalationState.DELIVERY_FAILED else "was perhaps sent, perhaps not"
        )
        found[row["id"], row["state"]] = f"The concern about {name} {how}. Telephone the council: F4 has it first."
    return found

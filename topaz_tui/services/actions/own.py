"""What a worker sees to, the oldest day first; and what they said of actions today, which they may put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.arranged import GIVEN, Said, due_on
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, unread
from topaz_tui.services.actions.settling import OPEN, on_its_way
from topaz_tui.services.session import Session
from topaz_tui.store.models import ActionStep, Client, ClientAction, Worker
from topaz_tui.store.rows import dicts

LISTED = 1_000  # the oldest
_NAMES = (Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id)


@dataclass(frozen=True, slots=True)
class OwnAction:
    """Something that was put in place and that this worker sees to: what it is, `who` does it, and by when it is `due`;
    `given` says whether somebody gave that day, or only time has passed; `referred` is the reference of the referral
    that sees to it, until that has come to its end."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"id", "client_id", "name", "due", "given"})

    id: int
    client_id: int
    name: str
    kind: str
    what: str
    who: str
    due: date
    given: bool
    referred: str = ""

    def days_late(self, today: date) -> int:
        """How many days it is late; 0 where it is not, or a referral is on its way that sees to it."""
        return 0 if self.referred else max(0, (today - self.due).days)


@dataclass(frozen=True, slots=True)
class SaidToday:
    """What this worker said of an action today, outside of a call: its new day, or `to` whom they gave it."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "name"})

    step_id: int
    action_id: int
    client_id: int
    name: str
    what: str
    said: str
    by: date | None
    to: str
    at: datetime


def mine(session: Session) -> tuple[OwnAction, ...]:
    """The open actions that this worker sees to, those first that are to be done first."""
    a = ClientAction
    rows = (
        a.select(a.id, a.client, a.kind, a.detail, a.who, a.by_on, a.made_at, on_its_way(), *_NAMES)
        .join(Client)
        .where(*OPEN, a.owner == session.worker_id)
        .order_by(a.by_on.asc(nulls="last"), a.id)
        .limit(LISTED)
    )
    weeks = session.settings.calls.follow_up_weeks
    found = unread.each("action", dicts(rows), lambda row: _own(row, weeks))
    access.looked(session, Reading.TODAY, "", len(found))
    return access.shown(session, sorted(found, key=lambda action: (action.due, action.id)))


def _own(row: dict[str, Any], weeks: int) -> OwnAction:
    by = unread.value("action", row["id"], date.fromisoformat, row["by_on"])
    made = clock.local(clock.from_store(row["made_at"])).date()
    due = due_on(by, made, weeks)
    return OwnAction(
        row["id"],
        row["client"],
        _name(row),
        row["kind"],
        row["detail"],
        row["who"] or "",
        due,
        by is not None,
        row["referred"] or "",
    )


def said_today(session: Session) -> tuple[SaidToday, ...]:
    """What this worker said of actions today and did not take back, the newest first."""
    s, to = ActionStep, Worker.alias()
    since = clock.to_store(clock.at(clock.today(), "00:00"))
    rows = (
        s.select(
            s.id, s.action, s.client, s.said, s.by_on, s.at, ClientAction.detail, to.name.alias("given_name"), *_NAMES
        )
        .join(ClientAction, on=ClientAction.id == s.action)
        .join_from(s, Client, on=Client.id == s.client)
        .join_from(s, to, JOIN.LEFT_OUTER, on=to.id == s.given_to)
        .where(s.worker == session.worker_id, s.at >= since, s.taken_back_at.is_null())
        .order_by(s.id.desc())
        .limit(LISTED)
    )
    found = unread.each("action_step", dicts(rows), _said)
    return access.left_out(session, found)


def _said(row: dict[str, Any]) -> SaidToday:
    if row["said"] != GIVEN:
        Said(row["said"])
    by = date.fromisoformat(row["by_on"]) if row["by_on"] else None
    return SaidToday(
        row["id"], row["action"], row["client"], _name(row), row["detail"], row["said"], by, row["given_name"] or "",
        clock.from_store(row["at"]),
    )  # fmt: skip


def _name(row: dict[str, Any]) -> str:
    return people.full_name(*(row[each.name] for each in _NAMES[:4])) or str(row["person_id"])

"""What the council asks of the team for its own returns (rules/feed), read from what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules.feed import concerns as of_concerns
from topaz_tui.rules.feed import requests as of_requests
from topaz_tui.rules.feed.concerns import ENQUIRIES, RaisedConcern
from topaz_tui.rules.feed.refused import ALL, NO_COUNCIL, Refused, without_council
from topaz_tui.rules.feed.requests import OUTCOME_OF, SupportRequest
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.people import characteristics
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.referrals import EscalationKind, MoveId
from topaz_tui.services import councils as every
from topaz_tui.services import unread
from topaz_tui.services.escalations import records
from topaz_tui.services.figures.behind import councils
from topaz_tui.services.figures.concerns import CAME_OF_IT, happened
from topaz_tui.services.figures.persons import People
from topaz_tui.services.session import Session
from topaz_tui.store.models import Call, Client, ClientAction, Concern, Escalation, SupportReferral
from topaz_tui.store.rows import dicts

Row = tuple[str, ...]
Conditions = tuple[Any, ...]
"""Whose rows are read: what is asked of the client beside the rest."""


@dataclass(frozen=True, slots=True)
class CouncilFeed:
    """What there is for one council of a period, as it was known at `as_of`: the rows of both files, and what the
    council's return would refuse of them. `first_on` and `last_on` are the days of its first and last request."""

    period: Period
    council: str | None
    as_of: datetime
    concerns: tuple[Row, ...]
    requests: tuple[Row, ...]
    refused: tuple[Refused, ...]
    raised: int
    first_on: date | None = None
    last_on: date | None = None


def for_council(session: Session, period: Period, council: str | None) -> CouncilFeed:
    """What the council asks for of these days. Raises Invalid where it is not said of which council, NotAllowed where
    whoever asks may not see the team's figures, or nobody's record: there are people in it."""
    session.require(Act.SEE_FIGURES)
    session.require(Act.OPEN_LIST)
    if council is None and councils(session):
        raise Invalid("This is for one council.", "Name it: --council, or f on the page of the figures.")
    as_of = clock.now()
    with unread.in_one_moment():
        of = every.of(council)
        raised, enquiries = _raised(period, of)
        asked = of_requests.together(_requests(period, of))
        nobodys = [] if council is None else list(_of_no_council(period))
    named = council or session.settings.council or ""
    concerns, refused = of_concerns.rows(named, raised, enquiries, period.last)
    requests, also = of_requests.rows(asked, period.first, period.last)
    days = [day for each in asked for day in (each.began_on, each.ended_on)]
    each_row_first = tuple(sorted((*refused, *also, *nobodys), key=lambda each: each.row in (ALL, NO_COUNCIL)))
    return CouncilFeed(
        period, council, as_of, concerns, requests, each_row_first, len(raised), min(days, default=None),
        max(days, default=None),
    )  # fmt: skip


def _of_no_council(period: Period) -> Iterable[Refused]:
    """How many rows stand in no council's file, since nobody has said whose these people are."""
    of = (Client.council.is_null(),)
    if not Client.select().where(*of).exists():
        return
    raised, _ = _raised(period, of)
    asked = of_requests.together(_requests(period, of))
    for file, what, found in ((of_concerns.FILE, "concerns", raised), (of_requests.FILE, "requests", asked)):
        if found:
            yield without_council(file, what, len(found))


def _raised(period: Period, of: Conditions) -> tuple[list[RaisedConcern], Counter[str]]:
    """The concerns that were raised in the period, the first one first, but for those that should not have been; and
    how many enquiries of each kind the council began in it, of whatever concern."""
    rows = (
        Concern.select(Concern.id, Concern.reference, Concern.submitted_at, Concern.answers, *_PERSON)
        .join(Client, on=Concern.client == Client.id)
        .where(Concern.submitted_at.is_null(False), Concern.submitted_at < clock.to_store(period.stops_at), *of)
        .order_by(Concern.submitted_at, Concern.id)
    )
    lines = {row.concern_id: events for row, events in records.read(Escalation.kind == EscalationKind.CONCERN)}
    in_error = {
        row["concern_id"]
        for row in dicts(Escalation.select(Escalation.concern.alias("concern_id")).where(Escalation.in_error == 1))
    }
    found = [row for row in dicts(rows) if row["id"] not in in_error]
    people = People(row["client_id"] for row in found)
    raised, enquiries = [], Counter[str]()
    for row in found:
        events = lines.get(row["id"], ())
        decided = next((event for event in reversed(events) if event.move == MoveId.DECIDE), None)
        kind = ENQUIRIES.get(str(decided.facts.get("decision"))) if decided else None
        if decided and kind and period.holds(happened(decided)):
            enquiries[kind] += 1
        if period.holds(clock.from_store(row["submitted_at"])):
            answers = unread.value("concern", row["id"], unread.answers_of, row["answers"]) or {}
            came: Mapping[str, Any] = next(
                (event.facts for event in reversed(events) if event.move in CAME_OF_IT and "enquiry" in event.facts), {}
            )
            raised.append(RaisedConcern(people.of(row["client_id"]), row["reference"], _day(row["born_on"]),
                                 _day(row["died_on"]), _written(row), answers, came))  # fmt: skip
    return raised, enquiries


def _requests(period: Period, of: Conditions) -> Iterable[SupportRequest]:
    """Each referral back of the period, and what was arranged in each call that came in."""
    begins, stops = clock.to_store(period.begins_at), clock.to_store(period.stops_at)
    a, s = ClientAction, SupportReferral
    arranged = (
        a.select(a.id, a.kind, a.made_at, Call.direction, *_PERSON)
        .join(Client, on=a.client == Client.id).switch(a).join(Call, JOIN.LEFT_OUTER, on=a.call == Call.id)
        .where(a.made_at >= begins, a.made_at < stops, a.taken_back_at.is_null(), a.kind.in_(list(OUTCOME_OF)), *of)
    )  # fmt: skip
    referred = (
        s.select(s.id, s.reference, s.made_at, *_PERSON)
        .join(Client, on=s.client == Client.id)
        .where(s.service.is_null(), s.made_at >= begins, s.made_at < stops, *of)
    )
    found = [
        (f"A{row['id']}", OUTCOME_OF[row["kind"]], row)
        for row in dicts(arranged)
        if row["direction"] == "in" or row["kind"] == "referral_back"
    ]
    found += [(row["reference"], of_requests.TO_ASSESSMENT, row) for row in dicts(referred)]
    people = People(row["client_id"] for _, _, row in found)
    for reference, outcome, row in found:
        day = clock.local(clock.from_store(row["made_at"])).date()
        yield SupportRequest(
            people.of(row["client_id"]), reference, day, day, outcome, row["person_id"], row["nhs_number"] or "",
            _day(row["born_on"]), _day(row["died_on"]), row["postcode"] or "", _written(row),
        )  # fmt: skip


_PERSON = (
    Client.id.alias("client_id"), Client.person_id, Client.nhs_number, Client.born_on, Client.died_on, Client.postcode,
    Client.gender, Client.ethnicity, Client.primary_support_reason, Client.client_type,
)  # fmt: skip


def _written(row: Mapping[str, Any]) -> dict[str, str | None]:
    return {code: row[code] for code in characteristics.CODES}


def _day(text: str | None) -> date | None:
    """A day that is kept as one; None where it is none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None

"""What lies between a call and the support, as lists for a file: what was put in place, whoever sees to it, referrals,
letters, interpreters, who speaks for somebody, and what was asked about calls. No file has a telephone number: where
one stands in somebody's words, it is left out of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import bookings, people, referrals, representatives, reviews, wishes
from topaz_tui.rules.arranged import CHOICE, Said, due_on
from topaz_tui.rules.correspondence import KIND, NOUNS
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.referrals import DocumentKind
from topaz_tui.rules.representatives import AuthorityStands, KnownAuthority
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.support import THE_COUNCIL
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import councils, links, unread
from topaz_tui.services.correspondence import last_steps, stand
from topaz_tui.services.lists.table import MOST, ListTable, day, moment, without_numbers, yes
from topaz_tui.services.lists.tables import is_only
from topaz_tui.services.session import Session
from topaz_tui.store.models import (
    Authority,
    Booking,
    CallWish,
    Client,
    ClientAction,
    Contact,
    Escalation,
    Letter,
    Service,
    SupportReferral,
    Worker,
)
from topaz_tui.store.rows import dicts, ids_as_one

Row = dict[str, Any]
Cells = tuple[str, ...]
_WHO = (Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id)
PERSON = ("ID", "Name")
ACTIONS = (
    "What was put in place", *PERSON, "Kind", "Who does it", "Seen to by", "By", "Days late", "Put in place on",
    "Put in place by", "What became of it", "Since", "Why",
)  # fmt: skip
INTERPRETERS = (
    "For when", *PERSON, "Language", "Who interprets", "Reference", "What became of it", "Since", "Why", "Booked on",
    "Booked by",
)  # fmt: skip
LETTERS = (
    "Reference", *PERSON, "What it says", "How it goes", "Language", "Large print", "How it stands", "Since", "Proof",
    "We ring", "Written on", "Written by",
)  # fmt: skip
REFERRALS = (
    "Reference", *PERSON, "To", "Referral back", "Urgent", "How it stands", "Waits for", "Deadline", "Late", "Made on",
    "Made by", "Closed on",
)  # fmt: skip
SPEAKERS = (
    "Who", "What they are to them", *PERSON, "Speaks as", "Authority", "Document", "Seen by", "Seen on", "Until",
    "To be asked for",
)  # fmt: skip
WISHES = (
    "What is asked", *PERSON, "Until", "Who asked", "Their name", "How they asked", "Able to decide this",
    "What is done about it", "What they said", "Kept on", "Kept by",
)  # fmt: skip
AUTHORITY_WORDS: Mapping[str, str] = {
    AuthorityStands.NOT_NEEDED: "none is needed",
    AuthorityStands.SEEN: "seen",
    AuthorityStands.SAID: "said, not seen",
    AuthorityStands.LAPSED: "lapsed",
    AuthorityStands.NONE: "nothing seen",
}


@dataclass(frozen=True, slots=True)
class ListScope:
    """What a list is limited to: what was made from the moment `since` on, ended or not, or without it what is open
    now; and one council's people."""

    session: Session
    since: str | None
    council: str | None

    def rows(self, query: Any, open_now: Any, made_at: Any) -> list[Row]:
        """The query's rows within the limits. Raises Invalid where they are too many for one file."""
        query = query.where(open_now if self.since is None else made_at >= self.since)
        if self.council:
            query = query.where(*councils.of(self.council))
        found = list(dicts(query.limit(MOST + 1)))
        if len(found) > MOST:
            raise Invalid(f"These are more than {MOST:,}: too many for one file.", "Choose a later day, or a council.")
        return found


def _read(table: str, rows: Sequence[Row], make: Callable[[Row], Cells]) -> list[Cells]:
    """What `make` makes of each row that can be read."""
    return unread.each(table, rows, make)


@dataclass(frozen=True, slots=True)
class SupportList:
    """A list, and what is open of it, in words; `letter` chooses it in a form."""

    code: str
    words: str
    letter: str
    open_words: str
    headings: Cells
    rows: Callable[[ListScope], list[Cells]]


def of_support(session: Session, code: str, since: date | None = None, council: str | None = None) -> ListTable:
    """One of LISTS: what is open now, or all that was made from this day on. Raises Invalid where there is no such
    list, and where it is too long for one file."""
    if code not in LIST:
        raise Invalid(f"There is no list '{code}'.", f"These are there: {', '.join(LIST)}.")
    chosen, now = LIST[code], clock.now()
    scope = ListScope(session, clock.to_store(clock.at(since, "00:00")) if since else None, council)
    told = {"List": f"All since {day(since)}" if since else chosen.open_words, "Council": council or ""}
    whole = is_only(council)
    return ListTable(chosen.words, now, chosen.headings, tuple(chosen.rows(scope)), told, whole=whole)


def _person(row: Row) -> Cells:
    named = people.full_name(*(row[each.name] for each in _WHO[:4]))
    return str(row["person_id"]), named or str(row["person_id"])


def _of_people(query: Any, model: Any, made_by: Any) -> Any:
    """The query with whom each row is about (who may be on the list no more) and who made it."""
    return query.join_from(model, Client, on=Client.id == model.client).join_from(
        model, made_by, JOIN.LEFT_OUTER, on=made_by.id == model.made_by
    )


def _at(text: str | None) -> str:
    return moment(clock.from_store(text)) if text else ""


def _day_of(text: str | None) -> str:
    return day(clock.local(clock.from_store(text)).date()) if text else ""


def _actions(scope: ListScope) -> list[Cells]:
    a, owner, made_by = ClientAction, Worker.alias(), Worker.alias()
    today, weeks = clock.today(), scope.session.settings.calls.follow_up_weeks
    kept = a.select(
        a.id, a.kind, a.detail, a.who, a.by_on, a.made_at, a.done_at, a.ended_as, a.ended_why,
        owner.name.alias("owner_name"), made_by.name.alias("made_by_name"), *_WHO,
    )  # fmt: skip
    query = (
        _of_people(kept, a, made_by)
        .join_from(a, owner, JOIN.LEFT_OUTER, on=owner.id == a.owner)
        .where(a.taken_back_at.is_null())
        .order_by(a.by_on.asc(nulls="last"), a.id)
    )

    def cells(row: Row) -> Cells:
        made = clock.local(clock.from_store(row["made_at"])).date()
        due = due_on(date.fromisoformat(row["by_on"]) if row["by_on"] else None, made, weeks)
        late = "" if row["done_at"] else str(max(0, (today - due).days) or "")
        ended = CHOICE[Said(row["ended_as"])].words if row["ended_as"] else "Done" if row["done_at"] else ""
        return (
            without_numbers(row["detail"]), *_person(row), reviews.ACTION[row["kind"]].words,
            without_numbers(row["who"]), row["owner_name"] or "", day(due), late, day(made),
            row["made_by_name"] or "", ended, _at(row["done_at"]), without_numbers(row["ended_why"]),
        )  # fmt: skip

    return _read("action", scope.rows(query, a.done_at.is_null(), a.made_at), cells)


def _interpreters(scope: ListScope) -> list[Cells]:
    b, made_by = Booking, Worker.alias()
    kept = b.select(
        b.id, b.at, b.language, b.agency, b.reference, b.ended_how, b.ended_at, b.ended_why, b.made_at,
        made_by.name.alias("made_by_name"), Client.language.alias("spoken"), *_WHO,
    )  # fmt: skip
    query = _of_people(kept, b, made_by).order_by(b.at, b.id)

    def cells(row: Row) -> Cells:
        return (
            _at(row["at"]), *_person(row), row["language"] or row["spoken"] or "", without_numbers(row["agency"]),
            without_numbers(row["reference"]), bookings.END_WORDS[row["ended_how"]] if row["ended_how"] else "booked",
            _at(row["ended_at"]), without_numbers(row["ended_why"]), _day_of(row["made_at"]), row["made_by_name"] or "",
        )  # fmt: skip

    return _read("booking", scope.rows(query, b.ended_at.is_null(), b.made_at), cells)


def _letters(scope: ListScope) -> list[Cells]:
    made_by = Worker.alias()
    kept = Letter.select(
        Letter.id, Letter.reference, Letter.kind, Letter.way, Letter.language, Letter.large, Letter.rings_at,
        Letter.made_at, made_by.name.alias("made_by_name"), *_WHO,
    )  # fmt: skip
    query = _of_people(kept, Letter, made_by).order_by(Letter.made_at, Letter.id)
    rows = scope.rows(query, Letter.ended_at.is_null(), Letter.made_at)
    ids, steps = [row["id"] for row in rows], dict[int, Row]()
    for start in range(0, len(ids), 10_000):  # as many as one statement takes
        steps |= last_steps(ids[start : start + 10_000])

    def cells(row: Row) -> Cells:
        last = steps.get(row["id"]) or {"step": None, "at": row["made_at"], "words": None}
        return (
            row["reference"], *_person(row), KIND[row["kind"]].words, NOUNS[row["way"]], row["language"],
            yes(bool(row["large"])), stand(row["way"], last["step"]), _at(last["at"]), without_numbers(last["words"]),
            _at(row["rings_at"]), _day_of(row["made_at"]), row["made_by_name"] or "",
        )  # fmt: skip

    return _read("letter", rows, cells)


def _referrals(scope: ListScope) -> list[Cells]:
    s, e, made_by, now = SupportReferral, Escalation, Worker.alias(), clock.now()
    kept = s.select(
        s.id, s.reference, s.urgent, s.made_at, Service.name.alias("service_name"), e.kind, e.state, e.waiting_for,
        e.deadline, e.closed_at, made_by.name.alias("made_by_name"), *_WHO,
    )  # fmt: skip
    query = (
        _of_people(kept, s, made_by)
        .join_from(s, e, on=e.support == s.id)
        .join_from(s, Service, JOIN.LEFT_OUTER, on=Service.id == s.service)
        .order_by(e.deadline.asc(nulls="last"), s.id)
    )

    def cells(row: Row) -> Cells:
        is_open = row["closed_at"] is None
        due = clock.from_store(row["deadline"]) if row["deadline"] and is_open else None
        return (
            row["reference"], *_person(row), row["service_name"] or THE_COUNCIL,
            yes(row["kind"] == DocumentKind.REFERRAL_BACK), yes(bool(row["urgent"])),
            referrals.STATES_OF[row["kind"]][row["state"]].words, row["waiting_for"] if is_open else "", moment(due),
            yes(due is not None and due < now), _day_of(row["made_at"]), row["made_by_name"] or "",
            _day_of(row["closed_at"]),
        )  # fmt: skip

    return _read("support", scope.rows(query, e.closed_at.is_null(), s.made_at), cells)


def _speakers(scope: ListScope) -> list[Cells]:
    """The rows of who speaks for somebody: what was seen last of each; with a time limit each thing that was seen
    within it."""
    a, c, today, newer = Authority, Contact, clock.today(), Authority.alias()
    theirs, last = a.contact == c.id, newer.select(fn.MAX(newer.id)).where(newer.contact == c.id)
    query = (
        c.select(
            c.id, c.name.alias("contact_name"), c.relation, c.acts_as.alias("speaks_as"), a.acts_as, a.seen, a.words,
            a.seen_by, a.seen_on, a.until, *_WHO,
        )
        .join(Client, on=Client.id == c.client)
        .join_from(c, a, JOIN.LEFT_OUTER, on=theirs & (a.id == last) if scope.since is None else theirs)
        .order_by(a.until.asc(nulls="last"), c.id, a.id)
    )  # fmt: skip

    def cells(row: Row) -> Cells:
        seen_on, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("seen_on", "until"))
        kept = seen_on and KnownAuthority(
            row["acts_as"], row["seen"] or "", row["words"] or "", row["seen_by"], seen_on, until
        )
        acts_as = row["speaks_as"] if scope.since is None else row["acts_as"]
        asked = representatives.ask_again(acts_as, kept or None, today)
        return (
            row["contact_name"], row["relation"] or "", *_person(row), representatives.KIND[acts_as].words,
            AUTHORITY_WORDS[representatives.stands(acts_as, kept or None, today)], without_numbers(row["words"]),
            row["seen_by"] or "", day(seen_on), day(until), yes(asked),
        )  # fmt: skip

    return _read("authority", scope.rows(query, c.acts_as.is_null(False), a.made_at), cells)


def _wishes(scope: ListScope) -> list[Cells]:
    """The rows of wishes about calls: those that hold now, each with who asked it last (a refusal in a call names
    nobody); with a time limit each wish within it."""
    if scope.since is None:
        return _wishes_now(scope)
    query = _kept_wishes().order_by(CallWish.id)
    rows = scope.rows(query, None, CallWish.made_at)
    return _read("call_wish", rows, lambda row: _wish(row, row["wish"], row["until"]))


def _kept_wishes() -> Any:
    w, kept_by = CallWish, Worker.alias()
    return (
        w.select(
            w.id, w.client.alias("client_id"), w.wish, w.until, w.asked_by, w.asked_name, w.how, w.capacity,
            w.capacity_done, w.words, w.made_at, kept_by.name.alias("kept_by_name"), *_WHO,
        )
        .join(Client, on=Client.id == w.client)
        .join_from(w, kept_by, JOIN.LEFT_OUTER, on=kept_by.id == w.worker)
    )  # fmt: skip


def _wish(row: Row, wish: str, until: str | None) -> Cells:
    asked = row.get("wish") == wish
    told = (
        (
            wishes.ASKED_BY[row["asked_by"]], without_numbers(row["asked_name"]), wishes.HOW[row["how"]],
            wishes.CAPACITY[row["capacity"]], without_numbers(row["capacity_done"]), without_numbers(row["words"]),
            _day_of(row["made_at"]), row["kept_by_name"] or "",
        )
        if asked
        else ("They themself", "", "In a call", "", "", "", _day_of(row["stopped_at"]), "")
    )  # fmt: skip
    return (wishes.WISH_WORDS[wish], *_person(row), day(date.fromisoformat(until)) if until else "", *told)


def _wishes_now(scope: ListScope) -> list[Cells]:
    now = clock.to_store(clock.now())
    refused = Client.stopped == CallStop.REFUSED
    put_off = (Client.not_before_cause == Cause.ASKED_LATER) & (Client.not_before > now)
    query = Client.select(Client.id, Client.stopped, Client.stopped_at, Client.look_on, Client.not_before, *_WHO)
    rows = scope.rows(query.order_by(Client.id), refused | put_off, None)
    ids = [row["id"] for row in rows]
    groups = links.groups(ids)
    every = {*ids, *(each for id in ids for each in groups.get(id, ()))}
    last = {
        row["client_id"]: row
        for row in dicts(_kept_wishes().where(CallWish.client.in_(ids_as_one(every))).order_by(CallWish.id))
    }

    def cells(row: Row) -> Cells:
        since = row["stopped_at"] or ""  # a wish from before the stop is another one, that was taken back
        kept = [last[each] for each in groups.get(row["id"], (row["id"],)) if each in last]
        kept = [each for each in kept if not row["stopped"] or each["made_at"] >= since]
        newest = max(kept, key=lambda each: int(each["id"]), default={})
        if row["stopped"] == CallStop.REFUSED:
            return _wish({**newest, **row}, Wish.NO_CALLS, row["look_on"])
        return _wish({**newest, **row}, Wish.PUT_OFF, _day_of(row["not_before"]))

    return _read("client", rows, cells)


LISTS = (
    SupportList("actions", "Actions", "a", "What is still to come", ACTIONS, _actions),
    SupportList("interpreters", "Interpreters", "i", "Who is booked", INTERPRETERS, _interpreters),
    SupportList("letters", "Letters", "l", "What has not gone", LETTERS, _letters),
    SupportList("referrals", "Referrals for support", "r", "What is not closed", REFERRALS, _referrals),
    SupportList("speakers", "People who speak for somebody", "p", "Who does now", SPEAKERS, _speakers),
    SupportList("wishes", "Wishes about calls", "w", "What holds now", WISHES, _wishes),
)
LIST = {each.code: each for each in LISTS}

"""The same person twice: likely ones are shown, and a person confirms or dismisses them. Nothing is ever
merged: confirmed, two records are linked (services/links.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import people, safety_sentences
from topaz_tui.rules.contact_safety import SafetySentence
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import VERDICTS, WAITS, Settlement, Verdict, matching
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.twins import TwinStop
from topaz_tui.services import access, effects, links, pairs, reasons, twins, unread
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.services.twins import Stop
from topaz_tui.store import audit
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, Doubt, Duplicate, Judgement, Phone, QueueEntry
from topaz_tui.store.rows import as_json, ids_in

LOGGED_AS = {
    Verdict.CONFIRMED: LoggedAction.CONFIRMED,
    Verdict.DISMISSED: LoggedAction.DISMISSED,
    Verdict.LATER: LoggedAction.LATER,
    Verdict.UNDONE: LoggedAction.UNDONE,
    Verdict.OPEN: LoggedAction.OPEN_AGAIN,
}
"""The log's action for each judgement."""
MOST = 20  # likely ones on show: a number that a whole care home shares is no sign of one person


@dataclass(frozen=True, slots=True)
class Likely:
    """Another record that may be of the same person; `why` says what is the same. `verdict` is a key of
    VERDICTS, or None while nobody has judged it. `stop` is what is to be known of it before anybody rings: why nobody
    is called under it, what the council's file leaves open, that it was not safe to talk; None where there is nothing,
    or where they share a telephone and no more."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "person_id", "name", "verdict"})

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    why: str
    verdict: str | None
    stop: Stop | None = None

    @property
    def stops(self) -> str:
        """Why nobody is called under that record, in words: 'has died'; '' where nothing stops calls."""
        return self.stop.words if self.stop else ""


def likely(client_id: int, *, household: bool = True) -> tuple[Likely, ...]:
    """The records that may be of the same person, without the dismissed ones. Those that nobody has judged come first,
    and of them those under which nobody is called; then the confirmed ones. With `household` also those that have only
    a telephone in common, which nobody need judge."""
    judged = {_other(row, client_id): row["verdict"] for row in _judged(client_id)}
    same_phone = _same_phone(client_id) if household else []
    alike = pairs.speaks_for(client_id)
    speaks = {other: frozenset(("phone",)) for other in same_phone if other not in judged} | alike
    rows = _clients({*speaks, *(id for id, verdict in judged.items() if verdict == Verdict.CONFIRMED)})
    stops = _stops([row for row in rows if row["id"] in alike and judged.get(row["id"]) in (None, *WAITS)])
    found = []
    for row in rows:
        id, verdict = row["id"], judged.get(row["id"])
        if verdict != Verdict.DISMISSED:
            born = unread.value("client", id, date.fromisoformat, row["born_on"])
            why = matching.words_of(speaks.get(id, ()))
            settled = verdict if verdict == Verdict.CONFIRMED else None
            found.append(Likely(id, row["person_id"], _name(row), born, why, settled, stops.get(id)))
    return tuple(sorted(found, key=_order)[:MOST])


def _name(row: Mapping[str, Any]) -> str:
    names = row["title"], row["first_name"], row["last_name"], row["preferred_name"]
    return people.full_name(*names) or str(row["person_id"])


def may_be(found: Iterable[Likely]) -> SafetySentence | None:
    """The sentence to be read before ringing, about the first record of these that stops calls; None where none
    does."""
    stopped = [each for each in found if each.stop]
    if not stopped:
        return None
    return safety_sentences.may_be(stopped[0].name, stopped[0].person_id, stopped[0].stops, len(stopped) - 1)


def _order(each: Likely) -> tuple[bool, int, str, int]:
    stops = list(TwinStop).index(each.stop.code) if each.stop else len(TwinStop)
    return each.verdict is not None, stops, each.name, each.client_id


def _stops(rows: Sequence[Mapping[str, Any]]) -> dict[int, Stop]:
    """Why nobody is called under these records, or should not be before somebody has looked. A record of nobody is left
    out: it says nothing of a person."""
    died = {row["id"]: Stop(TwinStop.DIED) for row in rows if row["died_on"]}
    stops = died | twins.stops_of([row["id"] for row in rows])
    return {id: stop for id, stop in stops.items() if stop.code != TwinStop.NOBODY}


def judge_duplicate(session: Session, a: int, b: int, verdict: str, reason: str = "") -> None:
    """Say whether two records are of one person: one of VERDICTS. CONFIRMED links them, and anything else undoes
    that: each then stands as it did. It can be judged again; each judgement stands on both timelines. That they are
    two people is a manager's to say where one of them keeps calls from whoever it is, with a reason."""
    if verdict not in VERDICTS or a == b:
        raise Invalid("That is no judgement about two records.", f"Choose one of: {', '.join(VERDICTS)}.")
    _judge(session, a, b, Verdict(verdict), Verdict(verdict), reason)


def unlink(session: Session, a: int, b: int) -> None:
    """Take back that two records are one person's: they wait again to be judged, and each has its own queue status
    again."""
    row = Duplicate.get_or_none(Duplicate.client == min(a, b), Duplicate.other == max(a, b))
    if row is None or row.verdict != Verdict.CONFIRMED:
        raise Conflict("They are not linked.", "A colleague may have undone it: look again.")
    _judge(session, a, b, Verdict.OPEN, Verdict.UNDONE)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of two records, and still holds: that they are one person's (`linked`), or two people's."""

    one: int
    other: int
    names: tuple[str, str]
    linked: bool

    @property
    def words(self) -> str:
        """The judgement in words."""
        one, other = self.names
        return f"{one} and {other}: {'linked as one person' if self.linked else 'two people'}"

    @property
    def taken_back(self) -> str:
        """What is so once the judgement is taken back, in a sentence."""
        now = "Not linked any more, each stands as it did" if self.linked else "Not two people for sure any more"
        return f"{now}: {' and '.join(self.names)} wait to be judged."


RECENT = 50  # judgements of one worker that are looked through for the newest that holds


def last_judged(session: Session) -> Judged | None:
    """The newest judgement of this worker's that still holds."""
    theirs = Judgement.select().where(Judgement.worker == session.worker_id)
    return next(_holding(theirs.order_by(Judgement.id.desc()).limit(RECENT)), None)


def judged(session: Session, judgement_id: int) -> Judged | None:
    """A judgement of a timeline; None where it holds no more."""
    return next(_holding(Judgement.select().where(Judgement.id == judgement_id)), None)


def _holding(judgements: Iterable[Judgement]) -> Iterator[Judged]:
    for each in judgements:
        one, other = pairs.pair_of(each)
        said = Duplicate.client == one, Duplicate.other == other, Duplicate.verdict == each.verdict
        same = Duplicate.select().where(*said, Duplicate.judged_at == each.judged_at)
        if each.verdict in (Verdict.CONFIRMED, Verdict.DISMISSED) and same.exists():
            names = {row["id"]: _name(row) for row in _clients({one, other})}
            yield Judged(one, other, (names[one], names[other]), each.verdict == Verdict.CONFIRMED)


def take_back(session: Session, said: Judged) -> None:
    """Take back a judgement of two records: they wait again to be judged, and each has its own queue status again."""
    row = Duplicate.get_or_none(Duplicate.client == said.one, Duplicate.other == said.other)
    if row is None or row.verdict != (Verdict.CONFIRMED if said.linked else Verdict.DISMISSED):
        raise Conflict("That holds no more.", "A colleague may have taken it back: look again.")
    _judge(session, said.one, said.other, Verdict.OPEN, Verdict.UNDONE if said.linked else Verdict.OPEN)


def _judge(session: Session, a: int, b: int, verdict: Verdict, said: Verdict, reason: str = "") -> None:
    one, other = min(a, b), max(a, b)
    for each in (one, other):
        access.need_open(session, each)  # nobody judges what they may not see
    with transaction():
        row = Duplicate.get_or_none(Duplicate.client == one, Duplicate.other == other)
        before = row.verdict if row else None
        if before == verdict:
            return
        speak = pairs.speaks_for(one)
        alike = before == Verdict.CONFIRMED or other in speak
        if verdict == Verdict.DISMISSED and alike and twins.holding((one, other)):
            session.require(Act.SET_APART_FROM_STOPPED)
            _note_why(session, one, other, reasons.given(reason, "Say how you know that they are two people."))
        if verdict == Verdict.CONFIRMED:
            _one_worker_at_most((*links.group_of(one), *links.group_of(other)))
        elif before != Verdict.CONFIRMED and other in links.group_of(one):
            raise Invalid(
                "They are linked, each with a third record: so they are one person.",
                "Undo one of those links first (u on the pair of the third).",
            )
        at = clock.to_store(clock.now())
        evidence = pairs.evidence_json(speak.get(other, frozenset()))
        judged = {"worker": session.worker_id, "judged_at": at, "evidence": evidence}
        if row:
            Duplicate.update(verdict=verdict, **judged).where(Duplicate.id == row.id).execute()
        else:
            Duplicate.insert(client=one, other=other, verdict=verdict, **judged).execute()
        if said != Verdict.LATER:
            Judgement.insert(client=one, other=other, verdict=said, **judged).execute()
        _twin_doubts(one, other, verdict, session.worker_id, at)
        if before == Verdict.CONFIRMED and other not in (mine := links.group_of(one)):
            effects.take_apart(mine, links.group_of(other), at)
        queue_status.refresh((one, other), session.settings)
        for client_id, its in ((one, other), (other, one)):
            audit.record(session.worker_id, LOGGED_AS[said], client_id, audit.other_client(its))


def _note_why(session: Session, one: int, other: int, why: str) -> None:
    ids = links.person_ids((one, other))
    for client_id, its in ((one, other), (other, one)):
        write_note(session, client_id, NoteKind.NOTE, f"Somebody else than record {ids[its]}. Reason: {why}")


def _one_worker_at_most(records: tuple[int, ...]) -> None:
    """Raises Conflict where two workers hold these records now, who both talk to this person."""
    s = QueueEntry
    now = clock.to_store(clock.now())
    rows = s.select(s.held_by).where(s.client.in_(records), s.held_until > now, s.held_by.is_null(False)).distinct()
    if rows.count() > 1:
        raise Conflict("Two colleagues are with this person now, each under one record.", "Link them once one is done.")


def _twin_doubts(one: int, other: int, verdict: Verdict, worker_id: int, at: str) -> None:
    """Settle the doubts of each of two records that the other raised, once they are judged to be one person's or two
    people's; open them again where that judgement is taken back."""
    how = {Verdict.CONFIRMED: Settlement.LINKED, Verdict.DISMISSED: Settlement.APART}.get(verdict)
    for client_id, twin in ((one, other), (other, one)):
        about = Doubt.client == client_id, Doubt.twin == twin
        Doubt.update(settled_at=None, settled_by=None, how=None).where(
            *about, Doubt.how.in_((Settlement.LINKED, Settlement.APART))
        ).execute()
        if how:
            settled = {"settled_at": at, "settled_by": worker_id, "how": how}
            Doubt.update(**settled).where(*about, Doubt.settled_at.is_null()).execute()


def _other(row: Mapping[str, Any], client_id: int) -> int:
    return int(row["other_id"] if row["client_id"] == client_id else row["client_id"])


@Compiled
def _judged(client_id: Any) -> Any:
    d = Duplicate
    return d.select(d.client, d.other, d.verdict).where((d.client == client_id) | (d.other == client_id))


def _clients(ids: set[int]) -> list[dict[str, Any]]:
    return _known_of(as_json(ids)) if ids else []


@Compiled
def _known_of(among: Any) -> Any:
    c = Client
    known = c.select(c.id, c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, c.died_on)
    return known.where(c.id.in_(ids_in(among)))


def _same_phone(client_id: int) -> list[int]:
    """Records that share a telephone with this one: the first few."""
    return [row["client_id"] for row in _with_their_phones(client_id)]


@Compiled
def _with_their_phones(client_id: Any) -> Any:
    theirs = Phone.select(Phone.number).where(Phone.client == client_id, Phone.status.in_(pairs.SPEAKS))
    others = Phone.select(Phone.client).where(
        Phone.number.in_(theirs), Phone.client != client_id, Phone.status.in_(pairs.SPEAKS)
    )
    return others.distinct().limit(MOST)

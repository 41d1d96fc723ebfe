"""Find somebody: the lines that the find screen shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import correspondence, people
from topaz_tui.rules.access import finds
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, queue, references, search_index, unread
from topaz_tui.services.clients.timeline import stage, standing
from topaz_tui.services.correspondence import proof
from topaz_tui.services.session import Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Client, Concern, Escalation, Letter, QueueEntry, SupportReferral
from topaz_tui.store.rows import as_json, dicts, ids_in


@dataclass(frozen=True, slots=True)
class Found:
    """One client who may be meant, and where they stand; `matched` says which part of what was typed it was. Where it
    was the `reference` of a concern about them, `concern_id` is that concern, `stage` where it is, and `case` the
    escalation that has its history and moves: None while it is being written. A referral for support always has one,
    and no concern. A letter has none but the line that says that it has not gone; it stands on their timeline."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "person_id", "name"})

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    age: int | None
    postcode: str | None
    stands: QueueStatus
    matched: str
    reference: str = ""
    stage: str = ""
    concern_id: int | None = None
    case: int | None = None

    @property
    def document(self) -> str:
        """The kind of document of the reference: CONCERN, REFERRAL or LETTER of references.py; '' for a person."""
        return self.reference.partition("-")[0]

    @property
    def reason(self) -> Reason | None:
        """The reason of the person's queue status; None for a document."""
        return None if self.reference else self.stands.reason


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for what was typed; `more` where there are more than were asked for."""

    text: str
    people: tuple[Found, ...]
    more: bool


def find(session: Session, text: str, limit: int = 50) -> Search:
    """Who is meant by any part of a name, person ID, NHS number, phone, postcode or date of birth: those
    whose surname or number begins so first. Before them, who a concern or a referral of this reference is about, or
    whom a letter went to, open or closed. The log has how many there were, not what was typed."""
    ids = _found_by(session, search_index.find_ids(text, limit + 1), text)
    more, ids = len(ids) > limit, ids[:limit]
    about: list[Found] = []
    for fits, found in _DOCUMENTS:
        numbers = fits(text, limit + 1)
        more = more or len(about) + len(numbers) > limit
        about += access.left_out(session, found(session, numbers[: max(0, limit - len(about))]))
    found_people = (*about, *found_of(session, ids, people.fold(text)))
    access.looked(session, Reading.FIND, "", len(found_people))
    return Search(text, found_people, more)


def _found_by(session: Session, ids: tuple[int, ...], text: str) -> tuple[int, ...]:
    """These clients, without those who are restricted and were not found by their name or ID."""
    if not access.closed(session).intersection(ids):
        return ids
    held = {id: access.notice(id) for id in access.closed(session).intersection(ids)}
    return tuple(id for id in ids if id not in held or finds(text, held[id].name, held[id].person_id))


def _about_concerns(session: Session, ids: tuple[int, ...]) -> Iterator[Found]:
    """The lines of these concerns: whom each is about, and where it is; in this order."""
    if not ids:
        return
    columns = Concern.id, Concern.client.alias("client_id"), Concern.reference, Concern.submitted_at
    found = (
        Concern.select(
            *columns, Concern.discarded_at, Escalation.id.alias("case"), Escalation.state, Escalation.waiting_for
        )
        .join(Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(Concern.id.in_(ids))
    )
    rows = {row["id"]: row for row in dicts(found)}
    whom = {each.client_id: each for each in found_of(session, tuple({row["client_id"] for row in rows.values()}))}
    for row in (rows[concern_id] for concern_id in ids):
        words = stage(row["submitted_at"], row["discarded_at"], row["state"], row["waiting_for"])
        of = {"reference": row["reference"], "concern_id": row["id"], "case": row["case"]}
        yield replace(whom[row["client_id"]], stage=words, matched="reference", **of)


def _about_referrals(session: Session, ids: tuple[int, ...]) -> Iterator[Found]:
    """The lines of these referrals for support: whom each is about, and where it is; in this order."""
    if not ids:
        return
    e = Escalation
    found = (
        SupportReferral.select(
            SupportReferral.id, SupportReferral.client.alias("client_id"), SupportReferral.reference,
            e.id.alias("case"), e.kind, e.state, e.waiting_for,
        )
        .join(e, on=e.support == SupportReferral.id)
        .where(SupportReferral.id.in_(ids))
    )  # fmt: skip
    rows = {row["id"]: row for row in dicts(found)}
    whom = {each.client_id: each for each in found_of(session, tuple({row["client_id"] for row in rows.values()}))}
    for row in (rows[each] for each in ids if each in rows):
        words = standing(row["kind"], row["state"], row["waiting_for"])
        yield replace(
            whom[row["client_id"]], stage=words, matched="reference", reference=row["reference"], case=row["case"]
        )


def _about_letters(session: Session, ids: tuple[int, ...]) -> Iterator[Found]:
    """The lines of these letters: to whom each went, and where it is; in this order."""
    if not ids:
        return
    late = Escalation.select(Escalation.id).where(Escalation.letter == Letter.id, Escalation.closed_at.is_null())
    columns = Letter.id, Letter.client.alias("client_id"), Letter.reference, Letter.kind, Letter.way
    found = Letter.select(*columns, late.limit(1).alias("case")).where(Letter.id.in_(ids))
    rows, steps = {row["id"]: row for row in dicts(found)}, proof.last_steps(ids)
    whom = {each.client_id: each for each in found_of(session, tuple({row["client_id"] for row in rows.values()}))}
    for row in (rows[each] for each in ids if each in rows):
        kind = correspondence.KIND.get(row["kind"])
        stands = proof.stand(row["way"], steps[row["id"]]["step"] if row["id"] in steps else None)
        words = f"{correspondence.NOUNS.get(row['way'], 'Letter')}, {stands[:1].lower()}{stands[1:]}"
        words += f": {kind.words}" if kind else ""
        yield replace(
            whom[row["client_id"]], stage=words, matched="reference", reference=row["reference"], case=row["case"]
        )


_DOCUMENTS: tuple[
    tuple[Callable[[str, int], tuple[int, ...]], Callable[[Session, tuple[int, ...]], Iterator[Found]]], ...
] = (
    (references.concerns, _about_concerns),
    (references.referrals, _about_referrals),
    (references.letters, _about_letters),
)
"""Of each kind of document: which of them the text may mean, and whom these are about."""


def found_of(session: Session, ids: tuple[int, ...], typed: str = "") -> tuple[Found, ...]:
    """The lines of these clients, in this order."""
    if not ids:
        return ()
    now = clock.now()
    gate, today = queue.gate_now(session, now), clock.local(now).date()
    rows = {row["id"]: row for row in _with_standing(as_json(ids))}
    needles = [needle.strip() for reading in search_index.readings(typed) for needle in reading]
    found = []
    for row in (rows[each] for each in ids if each in rows):
        names = [row["title"], row["first_name"], row["last_name"], row["preferred_name"]]
        born = unread.value("client", row["id"], date.fromisoformat, row["born_on"])
        found.append(
            Found(
                client_id=row["id"],
                person_id=row["person_id"],
                name=people.full_name(*names) or row["person_id"],
                born_on=born,
                age=people.age(born, today) if born else None,
                postcode=row["postcode"],
                stands=queue.status_of(row, gate),
                matched=_matched(typed, needles, names, row) if typed else "",
            )
        )
    return access.shown(session, found)


@Compiled
def _with_standing(among: Any) -> Any:
    """The query of these clients with their queue status; it runs at each letter that is typed."""
    return (
        Client.select(
            Client.id, Client.person_id, Client.title, Client.first_name, Client.last_name, Client.preferred_name,
            Client.born_on, Client.postcode, Client.nhs_number, *queue.entry_columns(QueueEntry),
        )
        .join(QueueEntry, JOIN.LEFT_OUTER, on=QueueEntry.client == Client.id)
        .where(Client.id.in_(ids_in(among)))
    )  # fmt: skip


def _matched(typed: str, needles: list[str], names: list[str | None], row: dict[str, Any]) -> str:
    """Which part of the person's data the typed words matched, as far as that is plain."""
    nhs, postcode, born_on = row["nhs_number"], row["postcode"], row["born_on"]
    close = re.sub(r"[\s().+-]", "", typed)
    if typed[:1].isalpha() and typed.split()[0][:2] in people.fold(" ".join(filter(None, names))):
        return "name"
    if close in people.fold(row["person_id"]):
        return "person ID"
    if nhs and close in nhs:
        return "NHS number"
    if postcode and close in postcode.lower().replace(" ", ""):
        return "postcode"
    if born_on and any(needle in born_on for needle in needles):
        return "born"
    return "phone" if close.isdigit() else "name"

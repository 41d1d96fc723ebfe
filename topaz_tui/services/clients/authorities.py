"""Keep what was seen of somebody's authority to speak for a client, and read how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import forms
from topaz_tui.rules import representatives as rules
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.representatives import AuthoritySeen, KnownAuthority
from topaz_tui.services import unread
from topaz_tui.services.clients.changes import finish, record
from topaz_tui.services.session import Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Authority as Kept
from topaz_tui.store.models import Contact, Worker
from topaz_tui.store.rows import as_json, ids_in

NOT_SAVED = "Nothing was saved."


@dataclass(frozen=True, slots=True)
class ContactRole:
    """As what a contact speaks, and how their authority stands, in `words`; `ask` where it is to be asked for, again or
    at last. `holds` says that there is one on record that can be relied on as it is."""

    acts_as: str | None = None
    words: str = ""
    ask: bool = False
    holds: bool = False
    authority: int | None = None


NO_ROLE = ContactRole()


def roles(records: Iterable[int], today: date) -> dict[int, ContactRole]:
    """The roles of the contacts of this person, by contact."""
    found = {}
    for record_id in records:
        contacts = _contacts(record_id)
        last = dict(unread.each_named("authority", _authorities(record_id), _authority)) if contacts else {}
        for row in contacts:
            id, acts_as = row["id"], row["acts_as"]
            if acts_as in rules.KIND:
                number, authority = last.get(id, (None, None))
                how = rules.stands(acts_as, authority, today)
                found[id] = ContactRole(
                    acts_as,
                    rules.words(acts_as, authority, today),
                    rules.ask_again(acts_as, authority, today),
                    how in (rules.AuthorityStands.SEEN, rules.AuthorityStands.SAID),
                    number,
                )
    return found


def of_id(authority_id: int | None) -> KnownAuthority | None:
    """What was seen of an authority, by the id of its row; None where there is no such row, or it can't be read."""
    return of_ids((authority_id,)).get(authority_id) if authority_id else None


def of_ids(authority_ids: Iterable[int]) -> dict[int, KnownAuthority]:
    """What was seen of several authorities, by the ids of their rows; those that can't be read are left out."""
    ids = list(authority_ids)
    rows = unread.each_named("authority", _these(as_json(ids)), _authority) if ids else ()
    return dict(last for _, last in rows)


@Compiled
def _contacts(client: Any) -> Any:
    return Contact.select(Contact.id, Contact.acts_as).where(Contact.client == client, Contact.acts_as.is_null(False))


@Compiled
def _authorities(client: Any) -> Any:
    return _kept().where(Kept.client == client).order_by(Kept.id)


@Compiled
def _these(among: Any) -> Any:
    return _kept().where(Kept.id.in_(ids_in(among)))


def _kept() -> Any:
    return Kept.select(
        Kept.id, Kept.acts_as, Kept.seen, Kept.words, Kept.seen_by, Kept.seen_on, Kept.until,
        Kept.contact.alias("contact_id"),
    )  # fmt: skip


def _authority(
    id: int,
    acts_as: str,
    seen: str | None,
    words: str | None,
    seen_by: str,
    seen_on: str,
    until: str | None,
    contact_id: int,
) -> tuple[int, tuple[int, KnownAuthority]]:
    """By contact, the last row that can be read; one kind of row after the other, so that the newest counts."""
    ends = date.fromisoformat(until) if until else None
    return contact_id, (
        id,
        KnownAuthority(acts_as, seen or "", words or "", seen_by, date.fromisoformat(seen_on), ends),
    )


def keep_authority(session: Session, contact_id: int, answers: Answers) -> None:
    """Keep as what a contact speaks, and what was seen of their authority, from the answers of rules.ON_PAGE. Raises
    Invalid where one is missing or wrong."""
    given = dict(forms.settled(rules.ON_PAGE, answers, clock.now()))
    lacking = forms.all_lacking(rules.ON_PAGE, given)
    wrong = (lacking[0][0].id, lacking[0][1]) if lacking else rules.wrong(given, clock.today())
    if wrong:
        raise Invalid(wrong[1], NOT_SAVED, wrong[0])
    with transaction():
        contact = record(Contact, contact_id)
        write(session.worker_id, contact.client_id, contact_id, given)
        finish(session, contact.client_id, "recorded an authority", f"contact {contact_id}")


def write(worker_id: int, client_id: int, contact_id: int, answers: Answers) -> int:
    """Write the row of these answers, and as what they speak from now on; part of the caller's transaction."""
    given = {each.id: answers.get(each.id) for each in forms.visible_questions(rules.ON_PAGE, answers)}
    acts_as, seen, now = str(given["acts_as"]), given.get("seen"), clock.now()
    who = str(given.get("seen_by") or "").strip() or str(Worker.get_by_id(worker_id).name)
    told = given.get("document") if seen == AuthoritySeen.DOCUMENT else given.get("ended_why")
    Contact.update(acts_as=acts_as).where(Contact.id == contact_id).execute()
    return int(Kept.insert(
        client=client_id, contact=contact_id, worker=worker_id, acts_as=acts_as, seen=seen,
        words=str(told or "").strip() or None, seen_by=who,
        seen_on=given.get("seen_on") or clock.local(now).date().isoformat(), until=given.get("until"),
        made_at=clock.to_store(now),
    ).execute())  # fmt: skip


def named(name: str | None, relation: str | None) -> str:
    """A contact on one line: 'Ada Stone, daughter'."""
    return " ".join(", ".join(filter(None, (name, relation))).split())


def through_whom(
    whom: tuple[str | None, str | None],
    acts_as: str | None,
    authority: KnownAuthority | None,
    why: str | None,
    on: date,
) -> str:
    """Through whom, by name and relation, a review was made on that day, as what they speak, and why: 'Ada Stone,
    daughter · Carer · Because: hearing or speech'."""
    role = rules.words(acts_as, authority, on)
    return " · ".join(filter(None, (named(*whom), role, f"Because: {rules.WHY.get(why or '', 'not said').lower()}")))

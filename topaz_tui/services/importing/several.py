"""An ID that one file gives to more than one person: nothing is taken until somebody has said whose it is, on the page
of Imports; what was said holds for the next file that means the same people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from peewee import EXCLUDED, fn

from topaz_tui.rules.people import OF_TWO, TWO_IN_ONE_FILE, DoubtCode, Settlement
from topaz_tui.services import search_index, unread
from topaz_tui.services.importing import existing_clients
from topaz_tui.services.importing.client_merge import ClientMerge
from topaz_tui.services.importing.current_client import CurrentClient, current_clients
from topaz_tui.services.importing.existing_clients import ClientUpdater
from topaz_tui.services.importing.imported_person import IDENTITY, THEIRS, ImportedPerson, Remark, Taken
from topaz_tui.services.importing.packing import whole_record_of
from topaz_tui.services.importing.register import Register
from topaz_tui.services.importing.somebody_else import SomebodyElse
from topaz_tui.store.models import Client, Doubt

T = TypeVar("T")
PeopleOfOneId = Sequence[tuple[Sequence[ImportedPerson], T]]
"""Who stands under one ID: what the file says of each, by their assessments and by each row that is none, with what
comes back where nothing of it is taken."""


class OfOneId(NamedTuple):
    """What became of such IDs: about whom there is something to settle, and what nothing was taken of."""

    client_ids: list[int]
    taken: Taken
    back: list[Any]


class SeveralUnderOneId:
    """Takes them, as part of the caller's transaction."""

    def __init__(self, at: str, register: Register, known: ClientUpdater) -> None:
        self._at, self._register, self._known = at, register, known

    def take(self, ids: Sequence[PeopleOfOneId[T]]) -> OfOneId:
        """Those of whom it was said who they are get what the file says of them; about all others there is a doubt
        each, under the record that has the ID. An ID under which nobody is on the list gets a record that has nothing
        of either: else they would wait in a file alone, though a call is owed to them."""
        by_id = {people[0][0][0].person_id: people for people in ids}
        listed = self._records(by_id)
        states = {state.id: state for state in current_clients(listed.values())}
        changed = not_taken = rows = 0
        conflicts: list[Remark] = []
        back: list[T] = []
        in_doubt: list[int] = []
        for person_id, people in by_id.items():
            state = states[listed[person_id]]
            unsettled = _unsettled(self._known, state, [told[0] for told, _ in people])
            for told, with_it in people:
                if told[0] in unsettled:
                    self._doubt(state, told)
                    back.append(with_it)
                    continue
                whose = _whose(state, told[0])
                for said in told:
                    changed += self._known.update({whose.id: said._replace(person_id=whose.person_id)})
                    not_taken += self._known.not_taken
                    conflicts += self._known.conflicts
                    rows += said.rows
            in_doubt += [state.id] if unsettled else []
        self._register.unchanged(listed.values())
        return OfOneId(in_doubt, Taken(0, changed, rows - changed - not_taken, not_taken, (), tuple(conflicts)), back)

    def unknown(self, person_ids: Collection[str]) -> list[int]:
        """Of those under these IDs it is not kept who they are: a doubt about each ID that says so."""
        found = list(self._records(person_ids).values())
        for client_id in found:
            self._put(client_id, TWO_IN_ONE_FILE, "{}", None)
        return found

    def _records(self, person_ids: Iterable[str]) -> dict[str, int]:
        """Who has these IDs on the list; of an ID that nobody has, a record that has the ID and no more."""
        listed = {client.person_id: client.id for client in existing_clients.on_list(person_ids)}
        missing = sorted(set(person_ids) - listed.keys())
        first = int(Client.select(fn.COALESCE(fn.MAX(Client.id), 0) + 1).scalar())
        new = range(first, first + len(missing))
        for client_id, person_id in zip(new, missing, strict=True):
            Client.insert(id=client_id, person_id=person_id, name_key="", added_at=self._at).execute()
            search_index.write(client_id)
        self._register.added(new)
        return listed | dict(zip(missing, new, strict=True))

    def _doubt(self, state: CurrentClient, told: Sequence[ImportedPerson]) -> None:
        who = SomebodyElse.of(told[0])
        code = DoubtCode.SOMEBODY_ELSE if _is_another(self._known, state, told[0]) else DoubtCode.SEVERAL
        self._put(state.id, who.words, whole_record_of(told), who.to_store(), code)

    def _put(self, client_id: int, words: str, record: str, whom: str | None, code: str = DoubtCode.SEVERAL) -> None:
        """What waits already has what the newest file says."""
        Doubt.insert(client=client_id, code=code, words=words, made_at=self._at, record=record, whom=whom).on_conflict(
            conflict_target=(Doubt.client, Doubt.code, Doubt.words), update={Doubt.record: EXCLUDED.record},
            where=Doubt.settled_at.is_null(),
        ).execute()  # fmt: skip


def is_named(state: CurrentClient) -> bool:
    """Is anything known of who has the ID?"""
    return any(state.facts[place] for place in IDENTITY)


def _is_another(known: ClientUpdater, state: CurrentClient, said: ImportedPerson) -> bool:
    """Is this somebody else than who has the ID here?"""
    return is_named(state) and ClientMerge(known, state, said).somebody_else() is not None


def _unsettled(known: ClientUpdater, state: CurrentClient, people: Sequence[ImportedPerson]) -> list[ImportedPerson]:
    """Those of whom nobody has said yet who they are. Whoever fits the record here has it, once it is known who all the
    others are."""
    open_ = [said for said in people if _settled(state, said) not in OF_TWO]
    others = [said for said in open_ if not is_named(state) or _is_another(known, state, said)]
    return open_ if others or len(open_) > 1 else []


def _settled(state: CurrentClient, said: ImportedPerson) -> str | None:
    doubt = SomebodyElse.of(said).known(state.doubts)
    return doubt.how if doubt else None


class _HasTheId(NamedTuple):
    id: int
    person_id: str


def _whose(state: CurrentClient, said: ImportedPerson) -> _HasTheId:
    """Whose record gets what the file says of them: this one, or that of whoever was put on the list for them."""
    doubt = SomebodyElse.of(said).known(state.doubts)
    if doubt is not None and doubt.how == Settlement.OTHER:
        id = unread.object_of(doubt.record or "{}").get(THEIRS)
        other = Client.get_or_none(Client.id == id)
        if other is not None:
            return _HasTheId(other.id, other.person_id)
    return _HasTheId(state.id, state.person_id)

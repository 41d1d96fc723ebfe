"""Whether a council's file did to the list what is right for each of its rows, and nothing to anybody else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tests.simulation.council_files import NO_LETTERS, NUTRITION, Right, Row, Sent
from topaz_tui.rules.queue import Reason
from topaz_tui.store.models import Client, CouncilAnswer, QueueEntry

Identity = tuple[str | None, ...]


@dataclass(frozen=True)
class Listed:
    """Who is on the list, by person ID, and the number of the newest record."""

    people: dict[str, Any]
    newest: int

    @classmethod
    def now(cls) -> Listed:
        people = {each.person_id: each for each in Client.select()}
        return cls(people, max((each.id for each in people.values()), default=0))

    def identity(self, person_id: str) -> Identity | None:
        who = self.people.get(person_id)
        return (who.first_name, who.last_name, who.born_on, who.nhs_number) if who else None


def wrong(sent: Sent, before: Listed, after: Listed, resumed: Collection[str]) -> Iterator[str]:
    """What is otherwise than is right. `resumed` are those of whom somebody said that they live, or may be called."""
    about = f"{sent.path.name} ({sent.shape})"
    if sent.unread or sent.again:
        if new := after.people.keys() - before.people.keys():
            yield f"{about} brought {sorted(new)}"
        return
    loosened = {id for id, who in before.people.items() if who.write_ok == 0 and id in after.people}
    if now_safe := [id for id in loosened if after.people[id].write_ok != 0]:
        yield f"{about} made it safe to write to {sorted(now_safe)}"
    stands = {entry.client_id: entry.reason for entry in QueueEntry.select()}
    for row in sent.rows:
        if not _is_right(row, before, after, stands, row.id in resumed):
            who = after.people.get(row.id)
            where = f"stands as {stands[who.id]}" if who else "is not on the list"
            yield f"{about}: {row.id} {where}, {row.right.name} by {row.cells}"


def _found(client_id: int) -> list[str]:
    """What is kept of what the council found in them."""
    return [each.words for each in CouncilAnswer.select().where(CouncilAnswer.client == client_id)]


def _is_right(row: Row, before: Listed, after: Listed, stands: dict[int, str], is_resumed: bool) -> bool:
    """Of who was on the list before, what a colleague recorded stays, and may stop them or not."""
    who = after.people.get(row.id)
    if row.right is Right.REFUSED:
        return (who is None) == (row.id not in before.people)
    if row.right is Right.TWO:
        return who is not None and who.last_name is None and (row.id in before.people or stands[who.id] == Reason.DOUBT)
    if who is None:
        return False
    new, callable_now = who.id > before.newest, stands[who.id] == Reason.CALLABLE
    match row.right:
        case Right.ALIVE:
            may_write = row.cells["Safe to write"] not in NO_LETTERS or who.write_ok == 0
            return not (new and (who.stopped or not may_write or _found(who.id) != [row.cells[NUTRITION]]))
        case Right.STOPPED:
            in_doubt = not new and stands[who.id] == Reason.DOUBT  # nothing is taken over before somebody has looked
            return bool(who.stopped) or is_resumed or in_doubt
        case Right.NOT_CALLED:
            return not (new and callable_now)
        case Right.SOMEBODY_ELSE:
            same = before.identity(row.id) == after.identity(row.id)
            return new or (same and (is_resumed or not callable_now))
        case Right.SECOND:
            first = after.people.get(row.first)
            return not (new and callable_now and first and first.stopped in ("died", "moved", "refused"))
    raise AssertionError(row.right)

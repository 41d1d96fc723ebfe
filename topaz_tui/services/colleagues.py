"""Who works here, by role; and which of several with the same role has what stands with that role: one person, by
name."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Worker

TAKES_WORK: Any = Worker.retired_at.is_null() & Worker.role.not_in(permissions.APART)
"""The condition on a worker who is at work here, in a role that is given work of the list."""

NOBODY = "nobody"
"""The name that stands where nobody has something: the watchdog says so in words."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A worker who is at work here, and since when (in the store's form). `id` is None for NO_ONE."""

    id: int | None
    name: str
    since: str = ""


NO_ONE = Colleague(None, NOBODY)
EscalationPath = Mapping[str, tuple[Colleague, ...]]


@Compiled
def _at_work() -> Any:
    """Those on the levels above the worker's."""
    above = Worker.select(Worker.id, Worker.name, Worker.role, Worker.added_at).where(
        Worker.role.in_(rules.LEVELS[1:]), Worker.retired_at.is_null()
    )
    return above.order_by(Worker.id)


def escalation_path() -> EscalationPath:
    """Everybody at work on each level above the worker's, in the order in which they came."""
    found: dict[str, tuple[Colleague, ...]] = {}
    for each in _at_work():
        there = Colleague(each["id"], each["name"], each["added_at"])
        found[each["role"]] = (*found.get(each["role"], ()), there)
    return found


def on_level(
    there: EscalationPath, level: str, what: str, since: datetime, but: Collection[int | None] = ()
) -> Colleague:
    """Who of those on this level is to have `what`, which has stood there since `since`: always the same one though
    others come or go, and about as many things for each. Somebody in `but` (who raised it) is passed over where there
    is another. NO_ONE where nobody has that role."""
    people = there.get(level, ())
    people = tuple(each for each in people if each.id not in but) or people
    before = [each for each in people if each.since <= clock.to_store(since)]
    # The lowest digest of both together: who has it depends on no list that changes, nor on who else is there.
    return min(before or people, key=lambda each: _digest(f"{what}/{each.id}"), default=NO_ONE)


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


def first_above(there: EscalationPath, what: str, since: datetime) -> Colleague:
    """Which manager is to have `what`, or where there is none which of those above. NO_ONE where none of them is at
    work."""
    levels = (level for level in rules.LEVELS[1:] if there.get(level))
    return on_level(there, next(levels, rules.LEVELS[1]), what, since)

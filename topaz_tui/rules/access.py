"""Restricted records: who may open one, and what others see of it. Whom one is restricted from sees that it is there:
the name, the ID, and whom to ask [Patients Know Best; Connecting for Health]. Managers open each: they restrict it,
decide about what is owed, and look at it where somebody opened one all the same. Others do where they are named, or for
the length of a call that they gave a reason for ('break the glass').
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from topaz_tui.rules import people

OPEN_FOR = timedelta(minutes=60)
"""How long a restricted record stays open to a worker who broke the glass, unless a call of theirs is saved sooner
[ours]."""
RESTRICTED = "restricted"
"""The words behind the name of somebody whose record is restricted."""
HELD_BACK = "The record is restricted: nothing of it is shown here."
"""The sentence in the place of what is held back."""

_MARK = f" ({RESTRICTED})"


def is_open(named: Sequence[Collection[int]], worker_id: int | None, *, broke_glass: bool = False) -> bool:
    """May a worker who is no manager open the record? `named` are, of each restriction of the person, those to whom it
    is open by name: with two linked records that are restricted, whoever both name. A job of the machine is nobody."""
    return worker_id is not None and (broke_glass or all(worker_id in each for each in named))


def marked(name: str) -> str:
    """The name as it stands in a list for those to whom the record is not open: 'Mrs Ada Cole (restricted)', marked
    once."""
    return name if is_marked(name) else f"{name}{_MARK}"


def is_marked(name: str) -> bool:
    """Does the name stand there as that of somebody restricted?"""
    return name.endswith(_MARK)


def whom_to_ask(names: Collection[str]) -> str:
    """Whom a worker asks to whom a restricted record is not open: 'Ask Ann Bell, Raj Kelly or a manager'."""
    return f"Ask {', '.join(names)} or a manager" if names else "Ask a manager"


def finds(typed: str, name: str, person_id: str) -> bool:
    """May what was typed find somebody restricted? By their name or ID alone: else a telephone number, an address or a
    day tells whose it is."""
    words = people.fold(f"{name} {person_id}").split()
    return all(any(each.startswith(one) for each in words) for one in people.fold(typed).split())

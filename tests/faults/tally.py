"""The count at the end: every concern that was submitted, against what arrived and what the board says of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from tests.faults.endpoints import Arrived
from tests.faults.rows import Row
from tests.faults.world import World
from topaz_tui.rules.referrals.sending import OPEN

WAITS = ("submitted", "sending")
ASKS = ("perhaps_sent", "delivery_failed")  # the board says that a person has to do something


class End(Protocol):
    """Where things arrive."""

    def arrived(self) -> list[Arrived]: ...

    def wrong(self, unsure: set[str]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of it all. `perhaps` and `failed` are said so on the board; `really` is how many of the first had
    arrived. `early` and `late` are how often a sending broke off before and after the handing-over: where the kills
    fell. `wrong`: each thing that is not as it should be, in words."""

    fault: str
    times: int
    concerns: int
    lost: int
    doubled: int
    perhaps: int
    really: int
    failed: int
    early: int
    late: int
    seconds: float
    wrong: tuple[str, ...]

    @property
    def row(self) -> Row:
        """As a row of the table."""
        details = (
            f"{self.concerns} concerns; {self.perhaps} perhaps sent, and said so, of which {self.really} had arrived; "
            f"{self.failed} not delivered, and said so",
            f"broke off {self.early} times before the handing-over, {self.late} times at it",
        )
        return Row(self.fault, self.times, self.lost, self.doubled, self.wrong, self.seconds, details)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the database has of one concern."""

    state: str
    moves: tuple[str, ...]
    words: str
    message_ids: tuple[str, ...]
    open: bool


def count(fault: str, times: int, world: World, end: End, seconds: float) -> Tally:
    """Look at everything, from outside: by the commands, by the file, at the other end."""
    board, status = world.ask("escalations"), world.ask("dispatch", "--status")
    shown = {item["id"]: item["status"] for item in board["items"]}
    alarms = [alarm["what"] for alarm in (*board["alarms"], *status["alarms"])]
    kept = _kept(world)
    by_reference = Counter(reference for _, reference in end.arrived())
    by_message = Counter(message_id for message_id, _ in end.arrived())
    lost, doubled, wrong = 0, 0, [f"alarm: {alarm}" for alarm in alarms]
    asks: dict[str, list[str]] = {state: [] for state in ASKS}
    for each in world.submitted:
        has = kept.get(each.escalation_id)
        state, times_there = shown.get(each.escalation_id), by_reference[each.reference]
        if has is None or state is None:
            lost += not times_there
            wrong.append(f"{each.reference} is submitted and not on the board")
            continue
        if state != has.state:
            wrong.append(f"{each.reference} is '{state}' on the board and '{has.state}' in the database")
        told = state in ASKS or (state in WAITS and (has.open or any(each.reference in alarm for alarm in alarms)))
        if not times_there and not told:
            lost += 1
            wrong.append(f"{each.reference} is '{state}', and never arrived")
        if times_there > 1 and "resend" not in has.moves:  # nobody resends here: each second time is unseen
            doubled += 1
            wrong.append(f"{each.reference} arrived {times_there} times; its history: {', '.join(has.moves)}")
        if times_there != sum(by_message[message_id] for message_id in has.message_ids):
            wrong.append(f"{each.reference} arrived under a Message-ID that is not in the outbox")
        if state == "sent" and times_there != 1:
            wrong.append(f"{each.reference} is said to be sent, and arrived {times_there} times")
        if state == "delivery_failed" and times_there:
            wrong.append(f"{each.reference} is said not to be delivered, and arrived")
        if "unsure" in has.moves and state not in ("perhaps_sent", "sent"):
            wrong.append(f"{each.reference} has perhaps been sent, and the board says '{state}'")
        if state in ASKS:
            asks[state].append(each.reference)
    wrong += end.wrong(set(asks["perhaps_sent"]))
    wrong += [f"{reference} was never submitted, and arrived" for reference in _strange(by_reference, world)]
    [(sound,)] = world.rows("PRAGMA integrity_check")
    if sound != "ok":
        wrong.append(f"integrity_check: {sound}")
    words = [each.words for each in kept.values()]
    return Tally(
        fault, times, len(world.submitted), lost, doubled, len(asks["perhaps_sent"]),
        sum(by_reference[reference] > 0 for reference in asks["perhaps_sent"]), len(asks["delivery_failed"]),
        sum(text.count("broke off before") for text in words), sum(text.count("broke off as") for text in words),
        seconds, tuple(wrong),
    )  # fmt: skip


def _strange(by_reference: Counter[str], world: World) -> set[str]:
    return set(by_reference) - {each.reference for each in world.submitted}


def _kept(world: World) -> dict[int, _Kept]:
    moves: dict[int, list[str]] = {}
    words: dict[int, list[str]] = {}
    for escalation_id, move, body in world.rows("SELECT escalation_id, move, body FROM event ORDER BY id"):
        moves.setdefault(escalation_id, []).append(move)
        words.setdefault(escalation_id, []).append(str(json.loads(body).get("answer", "")))
    messages: dict[int, list[tuple[str, str]]] = {}
    for escalation_id, message_id, state in world.rows("SELECT escalation_id, message_id, state FROM outbox"):
        messages.setdefault(escalation_id, []).append((message_id, state))
    return {
        escalation_id: _Kept(
            state, tuple(moves.get(escalation_id, ())), "\n".join(words.get(escalation_id, ())),
            tuple(message_id for message_id, _ in messages.get(escalation_id, ())),
            any(state in OPEN for _, state in messages.get(escalation_id, ())),
        )
        for escalation_id, state in world.rows("SELECT id, state FROM escalation WHERE concern_id IS NOT NULL")
    }  # fmt: skip

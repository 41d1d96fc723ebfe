"""The outbox: what is to be sent, apart from what it is for. A message is put in with the deed that it belongs to,
claimed by one sending at a time, and never taken out.

Its Message-ID is there before the first try. 'trying' means that nothing has been handed over yet; 'handing over' is
written just before the last byte goes, by whoever still has the claim: what breaks off before it can simply be tried
again, and what breaks off after it may have arrived.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Sending
from topaz_tui.config.values import ADDRESS
from topaz_tui.rules import referrals as rules
from topaz_tui.services import unread
from topaz_tui.store.database import database, deed

NO_DOMAIN = "topaz.invalid"  # of a Message-ID where no mail is sent: it names no machine and no person


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `kind` is concern, addition, letter, withdrawal or notice; `recipient` and `body` are a letter's and
    a notice's own, else the council's address and the concern; a withdrawal's `body` stands above the concern."""

    id: int
    kind: str
    concern_id: int | None
    escalation_id: int | None
    channel: str
    recipient: str | None
    body: str | None
    message_id: str
    danger: bool
    state: str
    tries: int
    give_up_at: datetime
    claim: str | None
    made_at: datetime
    ended_at: datetime | None
    answer: str | None


KINDS = ("concern", "addition", "letter", "withdrawal", "notice")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")


def recipient(text: str) -> None:
    """Raises ValueError for what is no address."""
    if not ADDRESS.fullmatch(text):
        raise ValueError("no address")


def message_id(text: str) -> None:
    """Raises ValueError for what no mail may have as its Message-ID, nor a file in its name."""
    if not _MESSAGE_ID.fullmatch(text) or not text[1:9].isalnum():
        raise ValueError("no Message-ID")


def damaged(message: Message) -> bool:
    """Is something in it that nothing can be made of? It is put aside, and named: no later try would do better."""
    with unread.aside("outbox", message.id):
        message_id(message.message_id)
        if message.recipient:
            recipient(message.recipient)
        if message.kind not in KINDS:
            raise ValueError("an unknown kind")
        return False
    return True


_COLUMNS = ", ".join(field.name for field in fields(Message))


def _messages(rows: Iterable[Sequence[Any]]) -> tuple[Message, ...]:
    """Those that can be read: the others go nowhere, and are on the board (unread.py)."""
    return tuple(unread.each("outbox", rows, lambda *values: _message(values)))


def _message(values: Iterable[Any]) -> Message:
    row = dict(zip((field.name for field in fields(Message)), values, strict=True))
    for name in ("give_up_at", "made_at", "ended_at"):
        row[name] = unread.value("outbox", row["id"], clock.from_store, row[name])
    now = clock.now()  # a time that can't be read holds up nothing: it is tried once more, then a person hears of it
    row["give_up_at"], row["made_at"] = row["give_up_at"] or now, row["made_at"] or now
    return Message(**row | {"danger": bool(row["danger"])})


# In


_PUT = """
INSERT INTO outbox (kind, key, concern_id, escalation_id, channel, recipient, body, message_id, danger, next_at,
                    give_up_at, made_by, made_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
"""


def put_concern(
    concern_id: int,
    escalation_id: int,
    channel: str,
    sending: Sending,
    due: datetime,
    now: datetime,
    *,
    ways_left: int,
    danger: bool,
    by: int | None,
) -> None:
    """Put a concern in, to go by this channel; `due` is the deadline of its sending. Part of the caller's deed."""
    [(before,)] = database.execute_sql(
        "SELECT count(*) FROM outbox WHERE concern_id = ? AND kind = 'concern'", (concern_id,)
    ).fetchall()
    until = rules.give_up_at(now, due, ways_left, timedelta(minutes=sending.least_minutes))
    _put("concern", f"concern/{concern_id}/{before + 1}", concern_id, escalation_id, channel, None, None, danger, until,
         by, now, sending)  # fmt: skip


def put_beside(
    kind: str,
    concern_id: int | None,
    escalation_id: int | None,
    channel: str,
    sending: Sending,
    now: datetime,
    *,
    key: str | None = None,
    recipient: str | None = None,
    body: str | None = None,
    danger: bool = False,
    by: int | None = None,
) -> None:
    """Put in what goes beside a concern: an addition, a letter, a notice. With a `key` only once, however often it is
    asked. Part of the caller's deed."""
    until = now + timedelta(minutes=sum(sending.pauses) + sending.least_minutes)
    key = f"{kind}/{key or secrets.token_hex(8)}"
    _put(kind, key, concern_id, escalation_id, channel, recipient, body, danger, until, by, now, sending)


def _put(
    kind: str,
    key: str,
    concern_id: int | None,
    escalation_id: int | None,
    channel: str,
    recipient: str | None,
    body: str | None,
    danger: bool,
    until: datetime,
    by: int | None,
    now: datetime,
    sending: Sending,
) -> None:
    domain = (sending.mail.sender or "").partition("@")[2]
    domain = domain if domain and domain.isascii() else NO_DOMAIN  # a head of a mail takes no other letters
    message_id = f"<{secrets.token_hex(16)}@{domain}>"
    at = clock.to_store(now)
    values = (kind, key, concern_id, escalation_id, channel, recipient, body, message_id, int(danger), at,
              clock.to_store(until), by, at)  # fmt: skip
    database.execute_sql(_PUT, values)


def cancel(escalation_id: int, now: datetime, *, everything: bool = False) -> int:
    """What waits to be sent about this need not go any more, nor what is under way and not handed over yet: whoever
    has it finds that out in time (`handing_over`). `everything`: what goes beside the concern, too, but no notice.
    Returns how many there were. Part of the caller's deed."""
    kinds = "('concern', 'addition', 'letter', 'withdrawal')" if everything else "('concern')"
    rows = database.execute_sql(
        "UPDATE outbox SET state = 'cancelled', ended_at = ? WHERE escalation_id = ? AND state IN ('due', 'trying')"
        f" AND kind IN {kinds} RETURNING id",
        (clock.to_store(now), escalation_id),
    ).fetchall()
    return len(rows)


def handed_over(escalation_id: int, kind: str) -> bool:
    """Is a message of this kind about it being handed over at this moment?"""
    row = database.execute_sql(
        "SELECT 1 FROM outbox WHERE escalation_id = ? AND kind = ? AND state = 'handing over'", (escalation_id, kind)
    ).fetchone()
    return row is not None


def hurry(escalation_id: int, now: datetime) -> bool:
    """The concern that waits for its next try is tried now; False where none waits. Part of the caller's deed."""
    rows = database.execute_sql(
        "UPDATE outbox SET next_at = ? WHERE escalation_id = ? AND state = 'due' AND kind = 'concern' RETURNING id",
        (clock.to_store(now), escalation_id),
    ).fetchall()
    return bool(rows)


# Out


LONGEST_PAUSE = timedelta(days=1, minutes=1)  # no pause is longer (settings: sending.pauses)


def due(now: datetime) -> tuple[Message, ...]:
    """The messages that are due, danger first. One put off for longer than any pause was put off by a clock that was
    wrong, and is due, too."""
    far = clock.to_store(now + LONGEST_PAUSE)
    rows = database.execute_sql(
        f"SELECT {_COLUMNS} FROM outbox WHERE state = 'due' AND (next_at <= ? OR next_at > ?)"
        " ORDER BY danger DESC, next_at, id",
        (clock.to_store(now), far),
    ).fetchall()
    return _messages(rows)


def claim(message: Message, now: datetime, seconds: int) -> Message | None:
    """Take this message: it is this sending's for so many seconds. None where somebody else has. Part of the caller's
    deed."""
    rows = database.execute_sql(
        "UPDATE outbox SET state = 'trying', tries = tries + 1, claim = ?, claimed_until = ? WHERE id = ? AND"
        f" state = 'due' RETURNING {_COLUMNS}",
        (secrets.token_hex(8), clock.to_store(now + timedelta(seconds=seconds)), message.id),
    ).fetchall()
    return _message(rows[0]) if rows else None


def adds(escalation_id: int) -> bool:
    """Is an addition to this on its way?"""
    row = database.execute_sql(
        "SELECT 1 FROM outbox WHERE escalation_id = ? AND kind = 'addition'"
        " AND state IN ('due', 'trying', 'handing over')",
        (escalation_id,),
    ).fetchone()
    return row is not None


def letter_of(escalation_id: int, at: datetime) -> bool:
    """Was a letter about it taken at that moment, or put in (as it was recorded before) and not called back since?"""
    row = database.execute_sql(
        "SELECT 1 FROM outbox WHERE escalation_id = ? AND kind = 'letter' AND state <> 'cancelled'"
        " AND (ended_at = ? OR made_at = ?)",
        (escalation_id, clock.to_store(at), clock.to_store(at)),
    ).fetchone()
    return row is not None


def at_work(now: datetime) -> bool:
    """Is something being sent at this moment, by anybody?"""
    row = database.execute_sql(
        "SELECT 1 FROM outbox WHERE state IN ('trying', 'handing over') AND claimed_until >= ? LIMIT 1",
        (clock.to_store(now),),
    ).fetchone()
    return row is not None


def goes(escalation_id: int) -> bool:
    """Is this concern itself on its way, or waiting for its next try?"""
    row = database.execute_sql(
        "SELECT 1 FROM outbox WHERE escalation_id = ? AND kind = 'concern'"
        " AND state IN ('due', 'trying', 'handing over')",
        (escalation_id,),
    ).fetchone()
    return row is not None


def newer_open(message: Message) -> bool:
    """Is the same concern on its way by a later message?"""
    row = database.execute_sql(
        "SELECT 1 FROM outbox WHERE concern_id = ? AND kind = 'concern' AND id > ?"
        " AND state IN ('due', 'trying', 'handing over')",
        (message.concern_id, message.id),
    ).fetchone()
    return row is not None


def handing_over(message: Message, seconds: int) -> bool:
    """Write down, for good, that the last byte goes now. False where somebody else has the claim since, or nobody
    wants it sent any more: then it must not go."""
    with deed():
        rows = database.execute_sql(
            "UPDATE outbox SET state = 'handing over', claimed_until = ?"
            " WHERE id = ? AND claim = ? AND state = 'trying' RETURNING id",
            (clock.to_store(clock.now() + timedelta(seconds=seconds)), message.id, message.claim),
        ).fetchall()
    return bool(rows)


def lapsed(now: datetime, seconds: int) -> tuple[Message, ...]:
    """Messages whose sending has not been heard of for as long as it may take (so many seconds), or was claimed by a
    clock that was wrong."""
    rows = database.execute_sql(
        f"SELECT {_COLUMNS} FROM outbox WHERE state IN ('trying', 'handing over')"
        " AND (claimed_until < ? OR claimed_until > ?) ORDER BY id",
        (clock.to_store(now), clock.to_store(now + timedelta(seconds=seconds + 60))),
    ).fetchall()
    return _messages(rows)


def put_back(message: Message, next_at: datetime) -> None:
    """It is to be tried again then. Part of the caller's deed."""
    database.execute_sql(
        "UPDATE outbox SET state = 'due', next_at = ?, claim = NULL, claimed_until = NULL WHERE id = ?",
        (clock.to_store(next_at), message.id),
    )


def end(message: Message, state: str, answer: str, now: datetime) -> None:
    """It has ended so, with this answer from the other end; its claim stays, as the one whose word counts. Part of the
    caller's deed."""
    database.execute_sql(
        "UPDATE outbox SET state = ?, answer = ?, ended_at = ?, claimed_until = NULL WHERE id = ?",
        (state, answer, clock.to_store(now), message.id),
    )


# Looking


def one(message_id: int) -> Message:
    """The message of this number."""
    return _message(database.execute_sql(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (message_id,)).fetchone())


def of_concern(concern_id: int) -> tuple[Message, ...]:
    """All messages about a concern, oldest first."""
    rows = database.execute_sql(f"SELECT {_COLUMNS} FROM outbox WHERE concern_id = ? ORDER BY id", (concern_id,))
    return _messages(rows.fetchall())


def waiting(channel: str) -> tuple[Message, ...]:
    """All that is to go by this channel and has not been handed over, due or not."""
    rows = database.execute_sql(
        f"SELECT {_COLUMNS} FROM outbox WHERE state IN ('due', 'trying') AND channel = ? ORDER BY id", (channel,)
    )
    return _messages(rows.fetchall())


def counts() -> dict[str, int]:
    """How many messages stand in each state."""
    return dict(database.execute_sql("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state").fetchall())

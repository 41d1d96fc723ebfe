"""The chains of the log: each line carries a code (HMAC-SHA256, by a key of audit_key.py) over all that it says and the
code of the line before it, so that none can be changed, taken out, put in or moved without the key.

A process writes a chain of its own (a thread does), since on a server several write at once; chains are numbered
without a gap, and each carries a code over the one before it. That the last lines were cut off, a seal shows alone.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from topaz_tui import clock
from topaz_tui.store import audit_key
from topaz_tui.store.sql import audit as sql
from topaz_tui.store.statement import Statement, Values

CLOCKS = 5  # seconds that the clocks of this machine and a server may be apart, and no line says so


T = TypeVar("T")


class LogReader(Protocol):
    """Reads the log. Each engine is one, and so is a connection that only reads (services/doctor/log.py)."""

    def named(self, make: type[T], statement: Statement, *values: object) -> list[T]:
        """The rows of a statement that stands in text, as these named tuples."""

    def audit_keys(self) -> list[bytes]:
        """The keys of the log, the one that is used last."""


class ChainStore(LogReader, Protocol):
    """What an engine needs so that chains can be written on it: `database.Engine` is one."""

    @property
    def chains_log(self) -> bool:
        """Does the server chain the lines, by a key that is not this login's?"""

    def run(self, statement: Statement, values: Values = ()) -> Any:
        """Run a statement that stands in text."""

    def many(self, statement: Statement, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""

    def wait_alone(self) -> None:
        """Until the transaction ends nobody else begins a chain."""

    def add_audit_key(self, key: bytes) -> None:
        """Keep a key of the log; on a file the first key stays the only one."""


class LogEntry(NamedTuple):
    """One line of the log, before it is written. `detail` is the reason, where one was asked; `place` the page or the
    command that the line came from."""

    at: str
    worker_id: int | None
    action: str
    client_id: int | None = None
    subject: str | None = None
    detail: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain that a thread writes: its name, which no other chain has, and the key of its codes."""

    token: str
    key: bytes


_mine = threading.local()


def add(engine: ChainStore, lines: Sequence[LogEntry]) -> None:
    """Write these lines on to this thread's chain, or on to a new one. Part of the caller's transaction."""
    if engine.chains_log:
        engine.many(sql.SAY, lines)
        return
    chain = _mine.chain if getattr(_mine, "engine", None) is engine else None
    head = head_of(engine, chain) if chain else None
    if not chain or not head:  # what had begun it was rolled back, or another file stands here now
        chain = _mine.chain = begin(engine)
        _mine.engine = engine
        head = need_head(engine, chain)
    write(engine, chain, head, lines)


def head_of(engine: LogReader, chain: Chain) -> sql.NextPlace | None:
    """The place at which the chain goes on; None where the chain is not in this database."""
    return next(iter(engine.named(sql.NextPlace, sql.HEAD, chain.token)), None)


def need_head(engine: LogReader, chain: Chain) -> sql.NextPlace:
    """The place at which a chain goes on that was begun in this transaction. Raises LookupError where it is not there:
    no line of the log is left out in silence."""
    if (head := head_of(engine, chain)) is None:
        raise LookupError(chain.token)
    return head


def begin(engine: ChainStore) -> Chain:
    """Begin a new chain, numbered after the last one. Part of the caller's transaction."""
    key = audit_key.need(engine)
    engine.wait_alone()
    last = _last_chain(engine)
    id, before = (last.id + 1, last.mac) if last else (1, "")
    chain, began = Chain(secrets.token_hex(8), key), clock.to_store(clock.now())
    key_id = audit_key.id_of(chain.key)
    mac = code(chain.key, before, (id, chain.token, began, key_id))
    engine.run(sql.BEGIN, (id, chain.token, began, key_id, mac))
    return chain


def _last_chain(engine: LogReader) -> sql.LastChain | None:
    return next(iter(engine.named(sql.LastChain, sql.LAST_CHAIN)), None)


def write(engine: ChainStore, chain: Chain, head: sql.NextPlace, lines: Sequence[LogEntry]) -> None:
    """Add the lines to the chain at `head`, which `head_of` has just read. Part of the caller's transaction."""
    ids, place, before = _ids(engine, head.next_id, len(lines)), head.number or 0, head.mac or head.begun
    off = _off(head.server_clock)
    rows = []
    for id, line in zip(ids, lines, strict=True):
        place += 1
        says = (id, *line, off)
        before = code(chain.key, before, (head.chain, place, *says))
        rows.append((*says, head.chain, place, before))
    if len(rows) == 1:
        engine.run(sql.ADD, rows[0])
    else:
        engine.many(sql.ADD, rows)


def _ids(engine: ChainStore, first: int, count: int) -> Sequence[int]:
    more = [each.id for each in engine.named(sql.NextId, sql.MORE_IDS, count - 1)] if count > 1 else []
    given = [id for id in more if id is not None]
    return (first, *given) if given else range(first, first + count)


def _off(server: int | None) -> int | None:
    """By how many whole seconds this machine's clock is ahead of the server's (below zero: behind it); None where that
    is within CLOCKS, or there is no server."""
    off = int(clock.now().timestamp()) - int(server) if server is not None else 0
    return off if abs(off) > CLOCKS else None


def code(key: bytes, before: str, says: Iterable[object]) -> str:
    """The code (HMAC-SHA256, hexadecimal) over `says` and the code before it. Each part stands with its length in
    bytes, so that no letter can move from one part to the next; a server computes the same (audit_on_server.py)."""
    parts = [before.encode()]
    for each in says:
        if each is None:
            parts.append(b"-")
        else:
            text = str(each).encode("utf-8", "surrogatepass")
            parts.append(b"%d:%b" % (len(text), text))
    return hmac.digest(key, b"".join(parts), "sha256").hex()


def take_up(engine: ChainStore) -> None:
    """Make the lines that were written before there were chains the first chain, in the order of their ids. A change
    before this moment can't be proved, one after it can."""
    chain, number, last = None, 0, -1
    before = ""
    while rows := engine.named(sql.WrittenLine, sql.AFTER, last):
        if chain is None:
            chain = begin(engine)
            begun = _last_chain(engine)
            before = begun.mac if begun else ""
        taken = []
        for row in rows:
            number, last = number + 1, row.id
            before = code(chain.key, before, (1, number, *row.says))
            taken.append((1, number, before, last))
        engine.many(sql.TAKE_UP, taken)

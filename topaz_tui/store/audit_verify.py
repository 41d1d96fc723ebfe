"""Is the log as it was written? Reads every line once, in the order of its id, and reckons each chain anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest
from typing import Any, NamedTuple

from topaz_tui.store import audit_cut, audit_key
from topaz_tui.store.audit_chain import ChainStore, code
from topaz_tui.store.sql import audit as sql

MOST = 100  # breaks that are kept of a log that was rewritten; they are counted on


class BreakKind(StrEnum):
    """What was done to the log, as far as it shows."""

    CHANGED = "changed"
    REMOVED = "removed"
    PUT_IN = "put in"
    REORDERED = "moved"
    CUT = "cut off"  # by a seal: the last lines of a chain, or a chain, are not there any more
    REWRITTEN = "written anew"  # by a seal: the line is there, and is another one
    CHAIN = "a chain changed"  # its own row, or it is missing
    NO_KEY = "no key"  # nothing can be said of a chain whose key is not here


@dataclass(slots=True)
class Break:
    """What is wrong at one place: of which chain and which number in it, and the id of the line where it shows."""

    kind: BreakKind
    chain: int | None
    number: int | None
    id: int | None


class Head(NamedTuple):
    """The end of a chain: the number and the code of its last line; of a chain without lines 0 and its own code."""

    chain: int
    number: int
    mac: str
    last_id: int = 0


@dataclass(frozen=True, slots=True)
class LogCheck:
    """How much was looked at, and what is wrong, in the order of the log; `more` were found beyond MOST."""

    lines: int
    chains: int
    breaks: tuple[Break, ...]
    more: int


@dataclass(slots=True)
class _Chain:
    key: bytes | None
    mac: str
    number: int = 0
    went: audit_cut.Start | None = None  # the last of its lines that was taken out by the team's rule
    missing: dict[int, Break] = field(default_factory=dict)


def heads(engine: ChainStore) -> tuple[Head, ...]:
    """Where each chain ends now, in their order."""
    rows = engine.run(sql.HEADS).fetchall()
    return tuple(Head(chain, number or 0, mac or begun, id or 0) for chain, begun, number, mac, id in rows)


def name_of(engine: ChainStore) -> str:
    """By what this log is known to be no other: its first chain's name; '' while it has none."""
    return next((str(token) for _, token, *_ in engine.run(sql.CHAINS).fetchall()), "")


def verify(engine: ChainStore, sealed: Sequence[Head] = ()) -> LogCheck:
    """Look through the whole log, and compare it with what was sealed."""
    keys = {audit_key.id_of(key): key for key in engine.audit_keys()}
    breaks: list[Break] = []
    chains = _chains(engine, keys, breaks)
    for id, start in audit_cut.starts(engine).items():
        if (chain := chains.get(id)) is not None:
            chain.number, chain.mac, chain.went = start.number, start.mac, start
    lines = 0
    for row in _rows(engine):
        lines += 1
        found = _line(row, chains)
        if found:
            breaks.append(found)
    breaks.extend(_against(engine, sealed, chains, breaks))
    ordered = sorted(breaks, key=lambda each: (each.id is None, each.id or 0, each.chain or 0, each.number or 0))
    return LogCheck(lines, len(chains), tuple(ordered[:MOST]), max(0, len(ordered) - MOST))


def _rows(engine: ChainStore) -> Iterator[tuple[Any, ...]]:
    last = -1 << 62  # an id may have been made a negative one
    while rows := engine.run(sql.AFTER, (last,)).fetchall():
        yield from rows
        last = rows[-1][0]


def _chains(engine: ChainStore, keys: Mapping[str, bytes], breaks: list[Break]) -> dict[int, _Chain]:
    """Each chain as it begins; what is wrong with their own rows goes to `breaks`."""
    chains: dict[int, _Chain] = {}
    before, due = "", 1
    for id, token, began, key_id, mac in engine.run(sql.CHAINS).fetchall():
        key = keys.get(key_id)
        if key is None:
            breaks.append(Break(BreakKind.NO_KEY, id, None, None))
        elif id != due or not _same(code(key, before, (id, token, began, key_id)), mac):
            breaks.append(Break(BreakKind.CHAIN, min(id, due), None, None))
        chains[id] = _Chain(key, mac)
        before, due = mac, id + 1
    return chains


def _same(reckoned: str, stands: object) -> bool:
    return compare_digest(reckoned.encode(), str(stands).encode("utf-8", "surrogatepass"))


def _line(row: Sequence[Any], chains: Mapping[int, _Chain]) -> Break | None:
    *says, chain_id, number, mac = row
    id, chain = says[0], chains.get(chain_id)
    if chain is None or number is None:
        return Break(BreakKind.PUT_IN, chain_id, number, id)
    if number in chain.missing:
        chain.missing.pop(number).kind = BreakKind.REORDERED
        return None
    if number <= chain.number:
        return Break(BreakKind.PUT_IN, chain_id, number, id)
    found = None
    if number > chain.number + 1:
        found = Break(BreakKind.REMOVED, chain_id, chain.number + 1, id)
        chain.missing.update((each, found) for each in range(chain.number + 1, min(number, chain.number + MOST)))
    elif chain.key and not _same(code(chain.key, chain.mac, (chain_id, number, *says)), mac):
        found = Break(BreakKind.CHANGED, chain_id, number, id)
    chain.number, chain.mac = number, str(mac)
    return found


def _against(
    engine: ChainStore, sealed: Sequence[Head], chains: Mapping[int, _Chain], breaks: Sequence[Break]
) -> Iterator[Break]:
    """What a seal says otherwise. What the lines themselves show already is not said twice."""
    shown = {(each.chain, each.number) for each in breaks}
    for head in sealed:
        chain = chains.get(head.chain)
        if chain is None or (head.number and chain.number < head.number):
            yield Break(BreakKind.CUT, head.chain, chain.number + 1 if chain else None, None)
        elif chain.went and head.number <= chain.went.number:
            if head.number == chain.went.number and not _same(head.mac, chain.went.mac):
                yield Break(BreakKind.REWRITTEN, head.chain, head.number, None)
        elif (head.chain, head.number) not in shown:
            stands = [mac for (mac,) in engine.run(sql.MAC_OF, (head.chain, head.number)).fetchall()]
            if head.number and not any(_same(head.mac, mac) for mac in stands):
                yield Break(BreakKind.REWRITTEN, head.chain, head.number, None)
            elif not head.number and not _same(head.mac, _begun(engine, head.chain)):
                yield Break(BreakKind.REWRITTEN, head.chain, None, None)


def _begun(engine: ChainStore, chain: int) -> str:
    return next((str(mac) for id, _, _, _, mac in engine.run(sql.CHAINS).fetchall() if id == chain), "")

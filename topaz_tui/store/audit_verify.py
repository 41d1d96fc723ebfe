"""Is the log as it was written? Reads every line once, in the order of its id, and reckons each chain anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest
from typing import NamedTuple

from topaz_tui.store import audit_cut, audit_key
from topaz_tui.store.audit_chain import LogReader, code
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
    """One place where the log is not as it was written: the chain, the number in it, and the id of the line at which it
    shows. None: not known."""

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
    """The result of verifying the log: how many lines and chains were read, and the breaks that were found, in the
    order of the log. `more` counts the breaks beyond the first MOST."""

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


def heads(log: LogReader) -> tuple[Head, ...]:
    """Where each chain ends now, in their order."""
    ends = log.named(sql.ChainEnd, sql.HEADS)
    return tuple(Head(each.chain, each.number or 0, each.mac or each.begun, each.last_id or 0) for each in ends)


def name_of(log: LogReader) -> str:
    """The name of this log, by which a seal knows it: that of its first chain; '' while there is none."""
    return next((str(each.token) for each in log.named(sql.ChainRow, sql.CHAINS)), "")


def verify(log: LogReader, sealed: Sequence[Head] = ()) -> LogCheck:
    """Look through the whole log, and compare it with what was sealed. Raises NotAllowed where its keys may not be
    read."""
    keys = {audit_key.id_of(key): key for key in log.audit_keys()}
    breaks: list[Break] = []
    chains = _chains(log, keys, breaks)
    for id, start in audit_cut.starts(log).items():
        if (chain := chains.get(id)) is not None:
            chain.number, chain.mac, chain.went = start.number, start.mac, start
    lines = 0
    for line in _lines(log):
        lines += 1
        found = _line(line, chains)
        if found:
            breaks.append(found)
    breaks.extend(_against(log, sealed, chains, breaks))
    ordered = sorted(breaks, key=lambda each: (each.id is None, each.id or 0, each.chain or 0, each.number or 0))
    return LogCheck(lines, len(chains), tuple(ordered[:MOST]), max(0, len(ordered) - MOST))


def _lines(log: LogReader) -> Iterator[sql.WrittenLine]:
    last = -1 << 62  # an id may have been made a negative one
    while lines := log.named(sql.WrittenLine, sql.AFTER, last):
        yield from lines
        last = lines[-1].id


def _chains(log: LogReader, keys: Mapping[str, bytes], breaks: list[Break]) -> dict[int, _Chain]:
    """Each chain as it begins; what is wrong with their own rows goes to `breaks`."""
    chains: dict[int, _Chain] = {}
    before, due = "", 1
    for each in log.named(sql.ChainRow, sql.CHAINS):
        key = keys.get(each.key_id)
        if key is None:
            breaks.append(Break(BreakKind.NO_KEY, each.id, None, None))
        elif each.id != due or not _same(code(key, before, each[:-1]), each.mac):
            breaks.append(Break(BreakKind.CHAIN, min(each.id, due), None, None))
        chains[each.id] = _Chain(key, each.mac)
        before, due = each.mac, each.id + 1
    return chains


def _same(reckoned: str, stands: object) -> bool:
    return compare_digest(reckoned.encode(), str(stands).encode("utf-8", "surrogatepass"))


def _line(line: sql.WrittenLine, chains: Mapping[int, _Chain]) -> Break | None:
    number, chain = line.number, chains.get(line.chain)
    if chain is None or number is None:
        return Break(BreakKind.PUT_IN, line.chain, number, line.id)
    if number in chain.missing:
        chain.missing.pop(number).kind = BreakKind.REORDERED
        return None
    if number <= chain.number:
        return Break(BreakKind.PUT_IN, line.chain, number, line.id)
    found = None
    if number > chain.number + 1:
        found = Break(BreakKind.REMOVED, line.chain, chain.number + 1, line.id)
        chain.missing.update((each, found) for each in range(chain.number + 1, min(number, chain.number + MOST)))
    elif chain.key and not _same(code(chain.key, chain.mac, (line.chain, number, *line.says)), line.mac):
        found = Break(BreakKind.CHANGED, line.chain, number, line.id)
    chain.number, chain.mac = number, str(line.mac)
    return found


def _against(
    log: LogReader, sealed: Sequence[Head], chains: Mapping[int, _Chain], breaks: Sequence[Break]
) -> Iterator[Break]:
    """The breaks that the seal shows (`sealed`: where each chain ended when it was sealed), without those that the
    lines have shown already (`breaks`)."""
    shown = {(each.chain, each.number) for each in breaks}
    for head in sealed:
        chain = chains.get(head.chain)
        if chain is None or (head.number and chain.number < head.number):
            yield Break(BreakKind.CUT, head.chain, chain.number + 1 if chain else None, None)
        elif chain.went and head.number <= chain.went.number:
            if head.number == chain.went.number and not _same(head.mac, chain.went.mac):
                yield Break(BreakKind.REWRITTEN, head.chain, head.number, None)
        elif (head.chain, head.number) not in shown:
            stands = log.named(sql.Mac, sql.MAC_OF, head.chain, head.number)
            if head.number and not any(_same(head.mac, each.mac) for each in stands):
                yield Break(BreakKind.REWRITTEN, head.chain, head.number, None)
            elif not head.number and not _same(head.mac, _begun(log, head.chain)):
                yield Break(BreakKind.REWRITTEN, head.chain, None, None)


def _begun(log: LogReader, chain: int) -> str:
    return next((str(each.mac) for each in log.named(sql.ChainRow, sql.CHAINS) if each.id == chain), "")

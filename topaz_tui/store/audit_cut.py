"""Old lines go out of the log, and what stays can be proved as before: of each chain the first lines alone go, and
where the rest begins stands in a line of the log, which is chained like any other. So nobody without the key can say
that lines went lawfully (audit_verify.py)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from topaz_tui.errors import Invalid
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.audit_chain import LogReader
from topaz_tui.store.sql import audit as sql

GONE = 1 << 62  # the number of the last line of a chain that went whole


class Start(NamedTuple):
    """Where a chain begins once its first lines were taken out: the number and the code of the last line that went. For
    a chain that went whole: GONE and ''."""

    number: int
    mac: str


@dataclass(frozen=True, slots=True)
class Cut:
    """What is to be taken out of the log: the number of lines, and where each chain that loses some begins
    afterwards."""

    lines: int
    starts: Mapping[int, Start]


@dataclass(slots=True)
class _Written:
    whole: list[str] = field(default_factory=list)
    part: list[str] = field(default_factory=list)


def starts(log: LogReader) -> dict[int, Start]:
    """Where the chains begin that have lost lines, by the lines of LoggedAction.CUT; the newest of a chain counts."""
    found: dict[int, Start] = {}
    for line in log.named(sql.CutLine, sql.CUTS, LoggedAction.CUT):
        found.update(_read(str(line.detail)))
    return found


def due(log: LogReader, before: str) -> Cut:
    """What goes because it is older than `before` (UTC, in the form of the store): of each chain the lines in front of
    the first one that is not older."""
    lines, found = 0, {}
    for part in log.named(sql.OldPart, sql.OLDER, before):
        to = part.last if part.kept is None else part.kept - 1
        if to < part.first:
            continue
        lines += to - part.first + 1
        if part.kept is None:
            found[part.chain] = Start(GONE, "")
        else:
            [line] = log.named(sql.Mac, sql.MAC_OF, part.chain, to)
            found[part.chain] = Start(to, str(line.mac))
    return Cut(lines, found)


def take_out(engine: Any, cut: Cut) -> None:
    """Take these lines out. Part of the caller's transaction, in which the line that says so is added first; only
    whoever owns the tables can."""
    with _unguarded(engine):
        for chain, start in cut.starts.items():
            engine.run(sql.TAKE_OUT, (chain, start.number))


@contextlib.contextmanager
def _unguarded(engine: Any) -> Iterator[None]:
    """Within the block the log may lose lines: its trigger against that is off."""
    if engine.name == "postgresql":
        engine.execute_sql("ALTER TABLE audit DISABLE TRIGGER audit_stays")
        yield
        engine.execute_sql("ALTER TABLE audit ENABLE TRIGGER audit_stays")
        return
    found = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_stays'"
    made = engine.execute_sql(found).fetchone()
    if made is None:
        raise Invalid("The log is not guarded as it should be.", "Nothing was changed: see 'topaz doctor'.")
    [statement] = made
    engine.execute_sql("DROP TRIGGER audit_stays")
    yield
    engine.execute_sql(statement)


def words(cut: Mapping[int, Start]) -> str:
    """The starts as the line of the log keeps them: '1-40,42' are chains that went whole, '43:17:mac' begins anew."""
    said = _Written()
    for first, last in _runs(chain for chain, start in sorted(cut.items()) if start.number == GONE):
        said.whole.append(f"{first}-{last}" if last > first else str(first))
    for chain, start in sorted(cut.items()):
        if start.number != GONE:
            said.part.append(f"{chain}:{start.number}:{start.mac}")
    return ",".join((*said.whole, *said.part))


def _runs(numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number == run[1] + 1:
            run[1] = number
        else:
            if run:
                yield run
            run = [number, number]
    if run:
        yield run


_WHOLE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_PART = re.compile(r"(\d{1,9}):(\d{1,9}):([0-9a-f]{64})")


def _read(detail: str) -> Iterator[tuple[int, Start]]:
    for each in detail.split(","):
        if part := _PART.fullmatch(each):
            yield int(part[1]), Start(int(part[2]), part[3])
        elif (whole := _WHOLE.fullmatch(each)) and int(whole[2] or whole[1]) - int(whole[1]) < 10_000_000:
            yield from ((chain, Start(GONE, "")) for chain in range(int(whole[1]), int(whole[2] or whole[1]) + 1))

"""Read a council's file into the database: rows, batches, the file of refused rows, and the summary."""

from __future__ import annotations

import gc
import json
import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Unavailable
from topaz_tui.exchange.council_csv import Refusal, RefusedFile, reader_process, refused_path
from topaz_tui.exchange.council_csv.question import MANY, Many, in_sentences
from topaz_tui.exchange.council_csv.survey import NoNumbers, Order, Stopping
from topaz_tui.rules.people import clean
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import imports
from topaz_tui.services.importing import (
    ImportedPerson,
    Importer,
    Remark,
    Source,
    Stopped,
    Taken,
    at_once,
    came_before,
    rehearsal,
    stopped_since,
    where_they_stand,
)
from topaz_tui.services.imports import LeftOut
from topaz_tui.services.session import Session

LARGE = 100_000  # bytes of a file: to look up which rows came before takes longer than to read a smaller one
AT_ONCE = 1_000_000  # bytes of a file that is taken whole or not at all, some seconds; colleagues wait so long to save
SHOWN = 20  # warnings, conflicts and refusals that the summary lists, of each

Progress = Callable[[float, int], None]
"""Called now and then with the share of the file that was read (0 to 1) and the rows so far."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file. Every row is counted once: read = added + changed + unchanged + not taken (its ID is
    somebody else's here, and somebody decides) + refused.

    `first_…` are the first SHOWN of each; `kinds` the commonest warnings, with how many there were.
    """

    file: Path
    dry_run: bool
    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    warnings: int
    conflicts: int
    refused_file: Path | None
    unknown_headings: tuple[str, ...]
    first_warnings: tuple[Remark, ...] = ()
    first_conflicts: tuple[Remark, ...] = ()
    first_refused: tuple[tuple[int, str], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    passed_over: int = 0  # lines with words above the headings
    stopping: tuple[Stopping, ...] = ()  # columns that would stop too many
    sheet: str | None = None  # of a spreadsheet
    other_sheets: tuple[str, ...] = ()  # not read
    merged: int = 0  # rows passed over, since they are one merged cell
    import_id: int | None = None  # by which it can be taken back
    left_out: LeftOut | None = None  # of those whom the last import brought, where they are too many
    pairs: int = 0  # of records that may be one person's, and wait since
    bare_ids: bool = False  # numbers of a spreadsheet that keeps no noughts before them
    serials: tuple[str, ...] = ()  # columns in which days are numbers
    not_taken: int = 0  # rows of somebody else than who has their ID here
    stopped: Stopped | None = None  # whom it stops in whatever way, where there is anything to ask
    no_numbers: NoNumbers | None = None  # who has no number that can be rung, where they are most
    two_people: int = 0  # IDs that it gives to more than one person each, and nobody has said whose they are
    of_care: str = ""  # what it does to the care of many young people, in sentences
    kind: str = ""  # as what it was read, where that isn't the list of people to call
    more_refused: tuple[Path, ...] = ()  # further files of refused rows: one for each list

    @property
    def exit_code(self) -> int:
        """0 all taken, 1 some refused, 2 there was no row."""
        return 2 if not self.read else 1 if self.refused else 0


class _Tally:
    """Counts as the rows go by. It keeps a few of each kind, whatever the size of the file."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.warnings: list[Remark] = []
        self.conflicts: list[Remark] = []
        self.refused: list[tuple[int, str]] = []
        self.merged = 0
        self._silent: list[Remark] = []
        self._ended: set[tuple[str, str]] = set()  # who died or moved, and which, as any row has it

    def heard(self, people: Iterable[ImportedPerson]) -> None:
        """What the file says of a death or a move, on whatever row: other rows of theirs need not say so."""
        self._ended |= {(said.person_id, CallStop.DIED) for said in people if said.died}
        self._ended |= {(said.person_id, CallStop.MOVED) for said in people if said.moved}

    def end(self) -> None:
        """The file is read: of what some rows do not say, none has it."""
        silent = [each for each in self._silent if (each.person_id, each.silent_about) not in self._ended]
        self._silent = []
        self.took(Taken(conflicts=tuple(each._replace(silent_about="") for each in silent)))

    def took(self, taken: Taken) -> None:
        self._silent += (each for each in taken.conflicts if each.silent_about)
        taken = replace(taken, conflicts=tuple(each for each in taken.conflicts if not each.silent_about))
        for name in ("added", "changed", "unchanged", "not_taken"):
            self.counts[name] += getattr(taken, name)
        for name, kept in (("warnings", self.warnings), ("conflicts", self.conflicts)):
            found: tuple[Remark, ...] = getattr(taken, name)
            self.counts[name] += len(found)
            kept += found[: SHOWN - len(kept)]
        self.conflicts.sort()
        self.kinds.update(remark.words for remark in taken.warnings if not remark.names_another)

    def refuse(self, refusal: Refusal) -> None:
        self.counts["refused"] += 1
        if len(self.refused) < SHOWN:
            self.refused.append((refusal.row, " ".join(refusal.reasons)))


def run_import(
    path: Path | str,
    session: Session,
    *,
    mapping: Path | str | None = None,
    dates: Order | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
    yes: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Read the file at `path`, whole. With `dry_run` all is done and undone, and no file of refused rows is
    written. `dates` is the order of day and month, where the file leaves it open; `sheet` names the sheet of a
    spreadsheet that has several. A file that would stop calls to more than one person in five, or leaves out more
    than one in five of those whom the council's last import brought, or in which most telephones are none, needs a
    `yes`. What all that it says comes to is known once it is taken: without a `yes` it is undone then. Of a file larger
    than AT_ONCE what its columns stop is asked before anything is written, and the rest said afterwards.

    Raises UserError where nothing in it can be read, or where it broke off: then what was taken is kept, and
    the file can simply be read again.
    """
    path = Path(path)
    tally = _Tally()
    collecting = gc.isenabled()
    gc.disable()  # millions of rows without a cycle among them: looking for one takes a fifth of the time
    try:
        before = came_before(session) if path.is_file() and path.stat().st_size >= LARGE else {}
        named = Path(mapping) if mapping else None
        with reader_process.reading(path, clock.today(), named, dates, sheet, before.keys()) as (shape, batches):
            many = Many.found(session, shape)
            council = imports.SEVERAL.join([*filter(None, shape.councils)][:MANY]) or session.settings.council
            is_whole = path.stat().st_size < AT_ONCE
            if many and not (yes or dry_run or is_whole):
                raise many.ask()
            refused = RefusedFile(refused_path(path), shape.headings, shape.delimiter)
            source = Source(_mark(path), shape.columns, clean(path.name), shape.sheet, council, is_part=shape.is_part)
            before_it = where_they_stand(session, shape.person_ids)
            with rehearsal() if dry_run else at_once() if is_whole else nullcontext(), refused:
                importer = Importer(session, source, before)
                shared: set[str] = set()  # IDs of which it is shown who stands under them
                for people, refusals, share, merged, same, events, of_one_id in batches:
                    tally.merged = merged
                    tally.heard(people)
                    tally.heard([said for said, _ in events])
                    tally.took(importer.take(people, [each.digest for each in same]))
                    taken, of_nobody = importer.take_events(events)
                    tally.took(taken)
                    shared |= {each[0][0][0].person_id for each in of_one_id if len(each) > 1}
                    taken, unsettled = importer.take_several(of_one_id)
                    tally.took(taken)
                    for refusal in (*refusals, *of_nobody, *chain.from_iterable(unsettled)):
                        tally.refuse(refusal)
                        if not dry_run:
                            refused.write(refusal)
                    importer.refused(tally.counts["refused"])
                    if progress:
                        progress(share, _read(tally))
                importer.take_several((), shape.two_people - shared)
                importer.finish()
                tally.end()
                pairs = importer.pairs_found()
                stopped = many.to_show(stopped_since(session, before_it, shape.person_ids))
                if (many or stopped) and is_whole and not (yes or dry_run):
                    raise many.ask(stopped)
    except OSError as error:
        raise Unavailable(f"{path} could not be read to its end: {error.strerror}.", "Read it again.") from error
    finally:
        if collecting:
            gc.enable()
    counts = tally.counts
    return Summary(
        path, dry_run, _read(tally),
        counts["added"], counts["changed"], counts["unchanged"], counts["refused"], counts["warnings"],
        counts["conflicts"], refused.path, shape.unknown_headings,
        tuple(tally.warnings), tuple(tally.conflicts), tuple(tally.refused),
        tuple(tally.kinds.most_common(5)), shape.passed_over, many.stopping, shape.sheet, shape.other_sheets,
        tally.merged, None if dry_run else importer.import_id, many.left_out, pairs, shape.bare_ids, shape.serials,
        counts["not_taken"], stopped, many.no_numbers, len(importer.of_several),
    )  # fmt: skip


def _read(tally: _Tally) -> int:
    return sum(tally.counts[name] for name in ("added", "changed", "unchanged", "not_taken", "refused"))


def _mark(path: Path) -> str:
    """A short name for the contents of a file."""
    digest = blake2b(digest_size=4)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def progress(*, shown: bool) -> Iterator[Progress | None]:
    """A line on stderr with what was read, the rate and the time left; None where it is not to be `shown`."""
    if not shown:
        yield None
        return
    import sys

    import click

    began = time.monotonic()
    rate = ""
    line: Any = click.progressbar(
        length=1000, label="Reading", file=sys.stderr, show_eta=True, item_show_func=lambda _: rate
    )
    with line as bar:

        def show(share: float, rows: int) -> None:
            nonlocal rate
            rate = f"{rows / max(time.monotonic() - began, 0.001):,.0f} rows a second"
            bar.update(int(share * 1000) - bar.pos, rate)

        yield show


def summary_json(summary: Summary) -> str:
    """One object, for machines."""
    return json.dumps(
        {
            "read": summary.read,
            "added": summary.added,
            "changed": summary.changed,
            "unchanged": summary.unchanged,
            "not_taken": summary.not_taken,
            "refused": summary.refused,
            "warnings": summary.warnings,
            "conflicts": summary.conflicts,
            "refused_file": str(summary.refused_file) if summary.refused_file else None,
            "unknown_headings": list(summary.unknown_headings),
            "import": summary.import_id,
            "left_out": summary.left_out.people if summary.left_out else 0,
            "pairs": summary.pairs,
        }
    )


def summary_text(summary: Summary) -> str:
    """The summary for people: counts, then what needs a look, then what to do next."""
    return "\n\n".join(filter(None, (_counts(summary), *_looks(summary), _next(summary))))


def _counts(summary: Summary) -> str:
    name = clean(summary.file.name)
    title = f"{name}: what would happen (nothing was written)" if summary.dry_run else f"{name}: read"
    names = ("added", "changed", "unchanged", *(("not_taken",) if summary.not_taken else ()), "refused")
    rows = [(name.replace("_", " "), getattr(summary, name)) for name in names]
    width = max(len(f"{summary.read:,}"), 5)
    lines = [f"  {word:<10} {count:>{width},}" for word, count in rows]
    return "\n".join([title, "", *lines, f"  {'in all':<10} {summary.read:>{width},}"])


def _looks(summary: Summary) -> Iterator[str]:
    told = in_sentences(summary.stopping, summary.left_out, summary.no_numbers, summary.stopped)
    if told := " ".join(filter(None, (summary.of_care, told))):
        back = "" if summary.import_id is None else f" If not: topaz import --undo {summary.import_id}."
        yield f"!! {told} Is that right?{back}"
    if summary.passed_over:
        above = "1 line" if summary.passed_over == 1 else f"{summary.passed_over} lines"
        yield f"{above} above the headings passed over."
    if summary.merged:
        among = "1 row of a merged cell" if summary.merged == 1 else f"{summary.merged:,} rows of merged cells"
        yield f"{among} passed over: titles among the people."
    if summary.other_sheets:
        others = ", ".join(f"'{clean(name)}'" for name in summary.other_sheets)
        yield f"Read: the sheet '{clean(summary.sheet or '')}'. Not read: {others} (--sheet names another)."
    if summary.serials:
        named = ", ".join(f"'{clean(called)}'" for called in summary.serials)
        yield f"Numbers of days in {named} were read as a spreadsheet counts them: 45901 is 1 September 2025."
    if summary.bare_ids:
        yield (
            "The person IDs are numbers, and noughts that were shown before them can't be read from an .xls or .ods: "
            "if the council's IDs have some, ask for .xlsx or .csv, or people stand on the list twice."
        )
    if summary.refused:
        lines = [f"  row {row:<7} {why}" for row, why in summary.first_refused]
        yield _listed(f"Refused: {_rows(summary.refused)} not taken", lines, summary.refused)
    if summary.warnings:
        lines = [_remark(remark) for remark in summary.first_warnings]
        title = f"Warnings: {summary.warnings:,} (the rows were taken, without what is named)"
        yield _listed(title, lines, summary.warnings)
        if summary.warnings > SHOWN and summary.kinds:
            yield "The commonest warnings:\n" + "\n".join(f"  {n:>7,}  {words}" for words, n in summary.kinds)
    if summary.conflicts:
        lines = [_remark(remark) for remark in summary.first_conflicts]
        title = f"Conflicts: {summary.conflicts:,} (what stands here stays)"
        yield _listed(title, lines, summary.conflicts)
    if summary.not_taken:
        whose = "its ID is" if summary.not_taken == 1 else "their IDs are"
        yield f"Not taken: {_rows(summary.not_taken)}, as {whose} somebody else's here: settle it in Imports (5)."
    if summary.two_people:
        ids = "1 ID is" if summary.two_people == 1 else f"{summary.two_people:,} IDs are each"
        yield f"{ids} given to more than one person: nobody is called until it is settled in Imports (5)."
    if summary.pairs:
        pairs = "1 pair of records" if summary.pairs == 1 else f"{summary.pairs:,} pairs of records"
        yield f"{pairs} may be one person's: both stay as they are until somebody has judged them (d on the queue)."
    if summary.unknown_headings:
        names = ", ".join(f"'{clean(name)}'" for name in summary.unknown_headings)
        yield (
            f"Headings that Topaz does not know, and left out: {names}.\n"
            'If they matter, put "heading" = "column" into a file and give that with --mapping.'
        )


def _listed(title: str, lines: list[str], count: int) -> str:
    more = [f"  and {count - len(lines):,} more"] if count > len(lines) else []
    return "\n".join([title, *lines, *more])


def _remark(remark: Remark) -> str:
    return f"  row {remark.row:<7} {remark.person_id:<12} {remark.words}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _next(summary: Summary) -> str:
    command = f"topaz import --as {summary.kind}" if summary.kind else "topaz import"
    if summary.dry_run:
        return "To read it: the same command without --dry-run."
    if summary.refused_file:
        which = "those files" if summary.more_refused else "that file"
        file = " ".join(shlex.quote(clean(str(each))) for each in (summary.refused_file, *summary.more_refused))
        return (
            f"The refused rows, with the reasons, are in {file}.\n"
            f"Mend them in {which}, not in the council's, then: {command} {file} (with the same --db and --mapping)"
        )
    if not summary.read:
        return "There is no row under its headings. Ask the council for the file again."
    opens = "'topaz due' says what is due" if summary.kind else "'topaz' opens the list"
    return f"Next: {opens}. 'topaz import --undo {summary.import_id}' takes this file back."

"""Read ahead: while a batch is written to the database, the next is read and checked by a second process.

Reading, checking and making ready takes as long as writing, and Python does one thing at a time. A small
file is read where we are. The second process is given FILE TODAY DATES SHEET [MAPPING]: it writes what it has read to
its standard output, and takes the digests of rows that came before from its standard input. A spreadsheet is always
read there, within a bound of memory: one cell far below its list takes up as much as all the rows between.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from topaz_tui.errors import Invalid, Unavailable
from topaz_tui.exchange.council_csv import CouncilFile, OneOfSeveral, Refusal, Same, ServiceEvent
from topaz_tui.exchange.council_csv.several import People, Several
from topaz_tui.exchange.council_csv.survey import ORDERS, NoNumbers, Order, Stopping
from topaz_tui.exchange.council_csv.workbook import MEMORY, is_workbook
from topaz_tui.rules.people import CouncilRecord
from topaz_tui.services.importing import Denials, ImportedPerson, pack, prepare, unpack

BATCH = 5000  # rows in one transaction: nobody waits long for the lock, and a kill leaves whole rows
SMALL = 2_000_000  # bytes that are read before another process would have begun

_BEGIN = f"""
import sys
sys.modules["psycopg"] = None  # else Peewee loads it, 0.1 s, for a process that opens no database
from {__name__} import run
run()
"""


class FileShape(NamedTuple):
    """What is known of a file once its headings are read; see CouncilFile."""

    headings: tuple[str, ...]
    delimiter: str
    unknown_headings: tuple[str, ...]
    columns: frozenset[str]
    passed_over: int  # lines with words above the headings
    stopping: tuple[Stopping, ...]
    stopped_in_all: int  # people whom these columns would stop together, where one stops too many
    no_numbers: NoNumbers
    sheet: str | None  # of a spreadsheet
    other_sheets: tuple[str, ...]
    is_part: bool  # refused rows that were mended, and no whole file
    person_ids: frozenset[str]  # whom its rows are about
    councils: tuple[str, ...]  # whose people they are, where it has a column of them; '' is who has none there
    two_people: frozenset[str]  # IDs that it gives to two people
    serials: tuple[str, ...]  # headings of columns in which days are numbers, as a spreadsheet counts them
    bare_ids: bool  # numbers, before which noughts may have been shown that nobody can read


class Batch(NamedTuple):
    """Some rows, made ready, and the share of the file that is read with them."""

    people: list[ImportedPerson]
    refusals: list[Refusal]
    share: float
    merged: int = 0  # rows passed over so far, since they are one merged cell and no more
    same: list[Same] = []  # noqa: RUF012 - a named tuple's default is never altered; rows that came before
    events: list[tuple[ImportedPerson, Refusal]] = []  # noqa: RUF012 - a named tuple's default is never altered
    of_one_id: list[People] = []  # noqa: RUF012 - a named tuple's default is never altered; of several people each


@contextmanager
def reading(
    path: Path,
    today: date,
    mapping: Path | None,
    dates: Order | None = None,
    sheet: str | None = None,
    before: Collection[str] = (),
) -> Iterator[tuple[FileShape, Iterator[Batch]]]:
    """The shape of a file and its batches, to be taken within the context; `before` are the digests of rows that came
    before. Raises what CouncilFile raises."""
    in_a_sheet = is_workbook(path)
    if not in_a_sheet and (not path.is_file() or path.stat().st_size < SMALL or os.cpu_count() == 1):
        with CouncilFile(path, today, mapping, dates, sheet, before) as file:
            yield _shape(file), _batches(file)
        return
    words = [
        sys.executable,
        "-P",  # else a module that lies in the folder one stands in would be run in place of Python's own
        "-c",
        _BEGIN,
        str(path),
        today.isoformat(),
        dates or "",
        sheet or "",
        *([str(mapping)] if mapping else []),
    ]
    ours = str(Path(__file__).parents[2])
    there = {**os.environ, "PYTHONPATH": ours}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=there
    ) as reader:
        try:
            assert reader.stdin and reader.stdout
            with suppress(BrokenPipeError), reader.stdin:  # one that has ended is told below
                reader.stdin.write(" ".join(before).encode())
            received = _received(reader.stdout, in_a_sheet)
            yield next(received), map(_unpacked, received)
        finally:
            reader.kill()


_ENDED = Unavailable("The reading of the file was ended from outside.", "Read it again: nothing is doubled.")
_TOO_LARGE = Invalid(
    "The reading of the spreadsheet was ended, most likely because it needs too much memory: there may be something in"
    " a cell far below the list or beside it.",
    "Save the list as CSV (in Excel: 'CSV UTF-8'), and read that.",
)


def _received(pipe: Any, in_a_sheet: bool) -> Iterator[Any]:
    """What the second process sent, to its end; an exception that it met is raised here."""
    while True:
        try:
            item = pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError):
            raise (_TOO_LARGE if in_a_sheet else _ENDED) from None
        if item is None:
            return
        if isinstance(item, Exception):
            raise item
        yield item


def _shape(file: CouncilFile) -> FileShape:
    return FileShape(
        file.headings, file.delimiter, file.unknown_headings, file.columns, file.passed_over, file.stopping,
        file.stopped_in_all, file.no_numbers,
        file.source.sheet, file.source.other_sheets, file.is_refused_file, file.survey.person_ids,
        file.survey.councils, file.two_people, file.serials, file.source.bare_ids,
    )  # fmt: skip


def _batches(file: CouncilFile) -> Iterator[Batch]:
    """A person whose rows stand together is never cut in two. Events come last, and those to whom one ID is given:
    whoever they are about is on the list by then, if anybody is."""
    rows: list[CouncilRecord] = []
    refusals: list[Refusal] = []
    same: list[Same] = []
    events: list[ServiceEvent] = []
    denials, several = Denials(file.survey.repeated), Several(file.two_people)
    for row in file.rows():
        if isinstance(row, ServiceEvent):
            events.append(row)
            continue
        if isinstance(row, OneOfSeveral):
            refusals += several.keep(row)
            continue
        if len(rows) + len(refusals) + len(same) >= BATCH and (
            not isinstance(row, CouncilRecord) or not rows or row.person_id != rows[-1].person_id
        ):
            yield Batch(prepare(rows, denials), refusals, file.share_read(), file.source.merged, same)
            rows, refusals, same = [], [], []
        if isinstance(row, Refusal):
            refusals.append(row)
        elif isinstance(row, Same):
            same.append(row)
        else:
            rows.append(row)
    yield Batch(prepare(rows, denials), refusals, 1.0, file.source.merged, same)
    for start in range(0, len(events), BATCH):
        some = events[start : start + BATCH]
        yield Batch(
            [],
            [],
            1.0,
            file.source.merged,
            [],
            [(prepare([event.record], denials)[0], event.refusal) for event in some],
        )
    if of_one_id := list(several.people()):
        yield Batch([], [], 1.0, file.source.merged, of_one_id=of_one_id)


def _packed(batch: Batch) -> tuple[bytes, Batch]:
    return pack(batch.people), batch._replace(people=[])


def _unpacked(sent: tuple[bytes, Batch]) -> Batch:
    people, batch = sent
    return batch._replace(people=unpack(people))


def _bound_memory() -> None:
    """Take no more than MEMORY, where the system can be asked for that: what needs more ends this process alone."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _send(words: list[str], pipe: BinaryIO) -> None:
    """The second process. It ends with the first: then there is nobody to write to."""
    path, today, dates, sheet, *mapping = words
    try:
        if is_workbook(Path(path)):
            _bound_memory()
        order = next((order for order in ORDERS if order == dates), None)
        where = Path(mapping[0]) if mapping else None
        before = frozenset(sys.stdin.read().split())
        with CouncilFile(Path(path), date.fromisoformat(today), where, order, sheet or None, before) as file:
            pickle.dump(_shape(file), pipe, -1)
            for batch in _batches(file):
                pickle.dump(_packed(batch), pipe, -1)
        pickle.dump(None, pipe, -1)
    except BrokenPipeError:
        os._exit(1)
    except Exception as error:
        pickle.dump(error, pipe, -1)
    pipe.flush()


def run() -> None:
    """Be the second process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it too, and decides
    gc.disable()
    _send(sys.argv[1:], sys.stdout.buffer)

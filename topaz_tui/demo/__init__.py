"""A throwaway database of 300 invented people, to try the program with: topaz demo.

names.py who they might be; texts.py what was written of them; stories.py what has happened to whom; concern_texts.py,
concern_stages.py and concern_rows.py their concerns; council_files.py whom a file left in doubt; tracks.py which of it
there is, and how often; book.py the rows of it, days.py its days;
folder.py where it is kept. The same every time for the same day; on another day
the same people, with all their days moved along. Some callbacks were promised for yesterday, so that there is somebody
to call at any hour.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.demo import folder as demo_folder
from topaz_tui.demo.book import Book
from topaz_tui.demo.tables import TABLES
from topaz_tui.demo.tracks import write
from topaz_tui.errors import Invalid
from topaz_tui.services import nobody, search_index, workers
from topaz_tui.services.escalations import records, saving, status
from topaz_tui.services.escalations.api import advance_deadlines
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import JobSession
from topaz_tui.store import metadata
from topaz_tui.store.database import close, database, open_database, transaction
from topaz_tui.store.models import Call
from topaz_tui.store.statement import statement

MINUTE = timedelta(minutes=1)
KEY = "demo"  # in the metadata: the day the demo was made for


def make(path: Path | str, account: str | None = None, *, today: date | None = None) -> None:
    """Make the demo's database at `path`, as of `today`, with `account` (this terminal's own) as its manager.
     Where people stand in the queue is as of this moment. Raises UserError where there is something at `path`
    already.
    """
    path = Path(path)
    account = account or workers.account()
    settings = Settings()
    session = JobSession(account, settings)
    book = Book(today or clock.today(), settings, account, _name(account))
    write(book)
    open_database(path, create=True)
    try:
        with transaction():
            _write(book)
            midnight = clock.at(book.days.today, "00:00") - MINUTE
            queue_status.refresh((row["id"] for row in book.rows["client"]), settings, midnight)
            advance_deadlines(session, midnight)  # as a dispatch leaves it
            nobody.daily(session, midnight)
    except BaseException:
        close()
        path.unlink(missing_ok=True)
        raise
    close()


def is_demo(path: Path | str) -> date | None:
    """The day that this demo was made for; None for any other database, or none. Raises UserError where it is
    none of ours."""
    if not Path(path).exists():
        return None
    open_database(path)
    made_for = metadata.value_of(KEY)
    close()
    return date.fromisoformat(made_for) if made_for else None


@contextlib.contextmanager
def throwaway() -> Iterator[Path]:
    """A demo in a folder of its own, which nobody else can read, and which is gone afterwards."""
    with demo_folder.made() as folder:
        path = folder / "demo.db"
        try:
            make(path)
        except OSError as error:
            raise Invalid(f"No demo can be made in {folder}: {error.strerror}.", "Name a file with --db.") from error
        try:
            yield path
        finally:
            close()


def _name(account: str) -> str:
    """'jane.smith' is Jane Smith; an account that tells no name gets one: 'You' would be somebody else on each
    terminal."""
    parts = re.split(r"[._\s-]+", account)
    is_name = len(parts) > 1 and all(part.isalpha() for part in parts)
    return " ".join(part.title() for part in parts) if is_name else "Robin Ashe"


def _write(book: Book) -> None:
    numbers: dict[int, list[str]] = {}
    for phone in book.rows["phone"]:
        numbers.setdefault(phone["client_id"], []).append(phone["number"])
    for row in book.rows["client"]:
        names = (row["title"], row["first_name"], row["last_name"], row["preferred_name"])
        line = search_index.words(
            names,
            row["person_id"],
            row["nhs_number"],
            numbers.get(row["id"], ()),
            row["postcode"],
            row["born_on"],
        )
        book.rows["finding"].append({"client_id": row["id"], "words": line})
    for table in TABLES:
        rows = book.rows[table]
        columns = list(rows[0])
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        database.many(statement(sql), [[row[column] for column in columns] for row in rows])
    for row in book.rows["correction"]:
        Call.update(replaced_by=row["meant_id"]).where(Call.id == row["call_id"]).execute()
    for escalation, events in records.read():
        saving.save_status(escalation, events, status.snapshot(book.settings, events[-1].at), news=False)
    metadata.keep(KEY, book.days.today.isoformat())

"""A throwaway database of 300 invented people, to try the program with: topaz demo.

names.py who they might be; texts.py what was written of them; stories.py what has happened to whom; concern_texts.py,
concern_stages.py and concern_rows.py their concerns; council_files.py whom a file left in doubt; tracks.py which of it
there is, and how often; book.py the rows of it, days.py its days;
restricted.py whose record is restricted; folder.py where it is kept; children/ is a team of the other kind.
The same every time for the same day; on another day
the same people, with all their days moved along. Some callbacks were promised for yesterday, so that there is somebody
to call at any hour.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.demo import children
from topaz_tui.demo import folder as demo_folder
from topaz_tui.demo.book import Book
from topaz_tui.demo.tables import TABLES
from topaz_tui.demo.tracks import write
from topaz_tui.errors import Invalid
from topaz_tui.rules.team_services import CHILDREN
from topaz_tui.services import connection, demo_database, workers
from topaz_tui.services.session import JobSession


def make(path: Path | str, account: str | None = None, *, today: date | None = None, of_children: bool = False) -> None:
    """Make the demo's database at `path`, as of `today`, with `account` (this terminal's own) as its manager; that of
    a team that works for children where it is `of_children`. Where people stand in the queue is as of this moment.
    Raises UserError where there is something at `path` already.
    """
    path = Path(path)
    account = account or workers.account()
    settings = Settings(services=(CHILDREN,)) if of_children else Settings()
    book = Book(today or clock.today(), settings, account, _name(account))
    (children.write if of_children else write)(book)
    rows = {table: book.rows[table] for table in (children.TABLES if of_children else TABLES)}
    demo_database.make(JobSession(account, settings), path, rows, book.days.today, of_children=of_children)


def services_of(path: Path | str) -> tuple[str, ...]:
    """What the team of this demo does; empty: what the settings say."""
    return (CHILDREN,) if demo_database.is_of_children(Path(path)) else ()


def is_demo(path: Path | str) -> date | None:
    """The day that this demo was made for; None for any other database, or none. Raises UserError where it is
    none of ours."""
    if not Path(path).exists():
        return None
    return demo_database.made_for(Path(path))


@contextlib.contextmanager
def throwaway(*, of_children: bool = False) -> Iterator[Path]:
    """A demo in a folder of its own, which nobody else can read, and which is gone afterwards."""
    with demo_folder.made() as folder:
        path = folder / "demo.db"
        try:
            make(path, of_children=of_children)
        except OSError as error:
            raise Invalid(f"No demo can be made in {folder}: {error.strerror}.", "Name a file with --db.") from error
        try:
            yield path
        finally:
            connection.close()


def _name(account: str) -> str:
    """'jane.smith' is Jane Smith; an account that tells no name gets one: 'You' would be somebody else on each
    terminal."""
    parts = re.split(r"[._\s-]+", account)
    is_name = len(parts) > 1 and all(part.isalpha() for part in parts)
    return " ".join(part.title() for part in parts) if is_name else "Robin Ashe"

"""Write a list into a file, and log it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from topaz_tui import files
from topaz_tui.errors import Invalid
from topaz_tui.grammar import counted
from topaz_tui.rules.permissions import Act
from topaz_tui.services import new_file, reasons, whole_files
from topaz_tui.services.leaving import log_and_appear
from topaz_tui.services.lists.formats import FORMATS, as_csv
from topaz_tui.services.lists.table import ListTable
from topaz_tui.services.session import Session

LOGGED_AS = "wrote a list into a file"


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that was written into a file: where, how many rows, and the file's hash."""

    path: Path
    rows: int
    digest: str

    @property
    def words(self) -> str:
        """'Wrote 12 rows into /home/x/list.csv, for you alone to read.'"""
        rows = counted(self.rows, "row")
        return f"Wrote {rows} into {self.path}, for you alone to read. Delete it once it is not needed any more."


def write(session: Session, table: ListTable, name: str, reason: str) -> ListFile:
    """Write the list into a new file that its owner alone can read: as CSV or a spreadsheet, as its name ends. Raises
    UserError where it can't be written or something has that name, NeedsSecondPerson where it is a whole list and waits
    for another's yes, NotAllowed where whoever asks may not."""
    session.require(Act.EXPORT_PEOPLE)
    why = reasons.given(reason, "Say what the file is for. Nothing was written.", "A file with people in it needs one.")
    path = new_file.path_of(name)
    make = FORMATS.get(path.suffix.lower())
    if make is None or path.name == path.suffix:
        raise Invalid("The file's name says what it is to be.", "Let it end in .csv or .xlsx.", "file")
    if table.feed and make is not as_csv:
        raise Invalid("Another program reads this: it is written as CSV alone.", "Let it end in .csv.", "file")
    data = make(table)
    digest = sha256(data).hexdigest()
    yes = whole_files.permitted(session, table.told, why, len(table.rows)) if table.whole else None
    by = "" if yes is None else f"; by the yes no. {yes}"
    with new_file.in_words(path):
        _write_new(session, path, data, _Said(f"{table.logged}; sha256 {digest}{by}", why), yes, digest)
    return ListFile(path, len(table.rows), digest)


class _Said(NamedTuple):
    """What the log says of a file: which list it is, and what it is for."""

    what: str
    why: str


def _write_new(session: Session, path: Path, data: bytes, said: _Said, yes: int | None, digest: str) -> None:
    """The file appears with its line in the log, or neither does; a second person's `yes` is used up by it. Raises
    FileExistsError where its name is taken."""
    with files.opened(path.parent) as place:
        if path.name in place.names():
            raise FileExistsError
        part = place.write(path.name, data)
        try:
            used = None if yes is None else partial(whole_files.use, yes, digest)
            log_and_appear(
                session, LOGGED_AS, said.what, lambda: place.appear(part, path.name), need=used, why=said.why
            )
        finally:
            place.remove(part)
        place.sync()

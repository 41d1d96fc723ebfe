"""Puts a backup in the database's place: checks it first, and marks what may have been sent since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from topaz_tui import clock, regular
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.store import audit_chain, audit_key
from topaz_tui.store.audit_chain import LogEntry
from topaz_tui.store.backup.connection import connect, reading
from topaz_tui.store.backup.contents import Contents, verify
from topaz_tui.store.backup.copying import copy_whole
from topaz_tui.store.backup.errors import Damaged, in_words
from topaz_tui.store.backup.part_file import part_file, sync
from topaz_tui.store.backup.replacing import free_name, replace_damaged, replace_sound
from topaz_tui.store.backup.since import Since, compare
from topaz_tui.store.file_format import MOVED
from topaz_tui.store.schema import SCHEMA, newer
from topaz_tui.store.statement import Statement, Values, tuples

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of restoring a backup: what is in the database now, where the one before it is kept (None: there was
    none), how many messages and letters may have gone since the backup was made, and what of who somebody is came
    back."""

    contents: Contents
    kept: Path | None
    perhaps_sent: int
    since: Since


def restore(
    backup: Path, database: Path, account: str = "", need: Callable[[Any, Path, int], None] | None = None
) -> Restored:
    """Put the backup in the database's place, and keep the database that was there. It may be of an older schema: it
    is brought up to date when it is opened. `account` is who did it, for the log; `need` looks at the copy, the
    backup's name and its schema, and raises UserError where it may not take the place (schema_reference.need_ours).

    What waited to be sent, or printed, may have gone since the backup was made: nothing of it goes again by itself.
    Raises UserError where the backup is damaged, newer, or none of ours, and where somebody has the database open.
    """
    database = database.resolve()
    regular.need(backup, "Name the backup's file.")
    if not backup.is_file():
        raise NotFound(f"There is no backup at {backup}.", "Check the name.")
    if database.exists() and backup.samefile(database):
        raise Invalid(f"{backup} is the database itself.", "Name a backup of it.")
    with in_words(database), part_file(database, 0o600) as part:
        try:
            with reading(backup) as source:
                contents = copy_whole(source, part, backup)
        except Damaged as damaged:
            raise Damaged(damaged.message, "Nothing was changed. Name another backup.") from damaged
        if contents.schema == MOVED:
            raise Invalid(f"{backup} is a list that was moved to a server.", "Restore a backup from before that.")
        if contents.schema > SCHEMA:
            raise newer(str(backup), contents.schema)
        if need:
            with reading(part) as copy:
                need(copy, backup, contents.schema)
        sound = _is_sound(database)
        perhaps_sent, since = _mark(part, database, contents, account, database if sound else None)
        put = replace_sound if sound else replace_damaged
        return Restored(contents, put(part, database, free_name(database)), perhaps_sent, since)


_NAMED = 45  # the schema since which what was done is in the column `action`: a copy of an earlier one stays as it is
_PERHAPS_SENT = """
UPDATE outbox SET state = 'handing over', claim = 'restored', claimed_until = ?
WHERE state IN ('due', 'trying', 'handing over') AND kind <> 'notice'
"""
_PERHAPS_PRINTED = """
INSERT INTO letter_step (letter_id, at, step, words)
SELECT id, ?, 'failed', 'The list was restored from a backup: this may have been printed since.' FROM letter
WHERE ended_at IS NULL AND way = 'print' AND COALESCE(
    (SELECT step FROM letter_step s WHERE s.letter_id = letter.id ORDER BY s.id DESC LIMIT 1), ''
) NOT IN ('printed', 'failed')
"""


def _mark(part: Path, database: Path, contents: Contents, account: str, before: Path | None) -> tuple[int, Since]:
    """What the restored database has to know of it. A message that was to go is one whose sending broke off as it was
    handed over: the next dispatch finds that it was perhaps sent, and a person asks. A letter that was to be printed
    was not, as far as is known, and is put on the board by it. A passphrase that was changed since the backup does not
    hold again. Returns how many messages and letters there are, and what of who somebody is came back."""
    now = clock.to_store(clock.now())
    new = connect(part, "rw")
    try:
        new.execute("PRAGMA journal_mode = MEMORY")
        new.execute("BEGIN IMMEDIATE")
        since = compare(new, before)
        _log(new, database, contents, account, since)
        waited = 0
        if "outbox" in contents.rows:
            waited = new.execute(_PERHAPS_SENT, (clock.to_store(clock.now() - clock.DAY),)).rowcount
        if "letter_step" in contents.rows:
            waited += new.execute(_PERHAPS_PRINTED, (now,)).rowcount
        new.execute("COMMIT")
    finally:
        new.close()
    sync(part)
    return int(waited), since


def _log(new: Any, database: Path, contents: Contents, account: str, since: Since) -> None:
    """Write into the restored database's log who restored it, and whose passphrase or role that changed: on to a new
    chain, or of a database from before there were chains as plain lines."""
    [worker_id] = new.execute("SELECT id FROM worker WHERE account = ?", (account,)).fetchone() or [None]
    subject = f"backup of {contents.newest or 'a new database'}"
    told = [
        ("restored", subject),
        *(("took a passphrase from before the restore", f"worker {each}") for each in since.phrases),
        *(("brought an earlier role back", f"worker {each}") for each, _, _ in since.came_back),
    ]
    at = clock.to_store(clock.now())
    lines = [LogEntry(at, worker_id, action, None, about, place="restore") for action, about in told]
    if "audit_chain" in contents.rows:
        part = _RestoredCopy(new, database)
        chain = audit_chain.begin(part)
        audit_chain.write(part, chain, audit_chain.need_head(part, chain), lines)
    else:
        columns = f"at, worker_id, {'action' if contents.schema >= _NAMED else 'deed'}, client_id, subject"
        new.executemany(f"INSERT INTO audit ({columns}) VALUES (?, ?, ?, ?, ?)", [line[:5] for line in lines])


class _RestoredCopy:
    """The copy that is to be the database, by a connection without Peewee; its keys are beside that."""

    chains_log = False

    def __init__(self, connection: Any, database: Path) -> None:
        self._connection, self._database = connection, database

    def run(self, statement: Statement, values: Values = ()) -> Any:
        return self._connection.execute(statement.sqlite, values)

    def named(self, make: type[T], statement: Statement, *values: object) -> list[T]:
        return tuples(self.run(statement, values), make)

    def many(self, statement: Statement, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(statement.sqlite, rows)

    def wait_alone(self) -> None:
        """Nobody else has it yet."""

    def audit_keys(self) -> list[bytes]:
        return audit_key.in_file(self._database)

    def add_audit_key(self, key: bytes) -> None:
        audit_key.put_beside(self._database, key)


def _is_sound(database: Path) -> bool:
    """Can the database in use be read to its end? Raises UserError where the file is another program's."""
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        verify(database)
    except Damaged:
        return False
    return True

"""Is all well with this database, its files, its machine and its timers? One function a finding, a table of them for
each engine. Every finding stands alone: what can't be looked at says so, and the others go on.

It only reads, and through a connection of its own: a damaged database can be looked at, too.
"""

from __future__ import annotations

import locale
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import peewee

from topaz_tui import clock, config, output, regular
from topaz_tui.config import Settings
from topaz_tui.crash_log import log_error
from topaz_tui.errors import Invalid, NotFound, UserError
from topaz_tui.files import open_to_all
from topaz_tui.rules import concerns as forms
from topaz_tui.rules import referrals as rules
from topaz_tui.services import backups, legible, nobody, unread
from topaz_tui.services.referrals import watch
from topaz_tui.services.workers import account
from topaz_tui.store import backup, pattern, rows
from topaz_tui.store.database import open_database
from topaz_tui.store.schema import SCHEMA
from topaz_tui.store.sql import doctor as sql
from topaz_tui.store.sqlite import APPLICATION_ID, MOVED, MOVED_TO

T = TypeVar("T")

OLD_DRAFT = timedelta(days=7)  # after which somebody should ask what became of it
OLD_BACKUP = timedelta(days=3)  # longer than a weekend
LEAST_ROOM = 200_000_000  # bytes
LEAST_SIZE = (80, 24)
MOST = 20  # numbers of unreadable rows that are named, a table
SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what it is about, whether it is well (None: it can't be looked at), in words, and what to do."""

    about: str
    ok: bool | None
    words: str
    do: str = ""


Found = tuple[bool, str] | tuple[bool, str, str]


class Unseen(Exception):
    """It can't be looked at, because the database can't be opened; what is wrong with that is said once."""


class Look:
    """What is looked at: the database that was named (a path, or a server's URL), and the settings, as far as they
    can be loaded."""

    def __init__(
        self, where: Path | str | None, settings_file: str | None, load: Callable[[], Settings], held: ExitStack
    ) -> None:
        self.now = clock.now()
        self.settings_file = Path(
            settings_file or os.environ.get("TOPAZ_SETTINGS") or config.default_path()
        ).expanduser()
        self.settings, self.wrong = Settings(), None
        try:
            self.settings = load()
        except UserError as trouble:
            self.wrong = trouble
        self.where = config.database_at(str(where) if where else self.settings.database)
        self._held = held

    @property
    def path(self) -> Path:
        return Path(self.where)

    @cached_property
    def opened(self) -> Callable[..., Any]:
        """Runs a statement (`take` makes something of its cursor). Raises UserError where the database can't be
        opened."""
        if isinstance(self.where, str):
            return _on_server(open_database(self.where))
        if not self.path.exists():
            raise NotFound(f"There is no database at {self.path}.", "Make one with 'topaz init', or restore a backup.")
        regular.need(self.path, "Name the database with --db.")
        connection = self._held.enter_context(backup.reading(self.path))

        def ask(take: Callable[[Any], T], statement: str, *values: object) -> T:
            with backup.in_words(self.path):
                return take(connection.execute(statement, values))

        if ask(_all, "PRAGMA application_id") != [(APPLICATION_ID,)]:
            raise Invalid(f"{self.path} is not a Topaz database.", "Name the right file with --db.")
        return ask

    def ask(self, statement: str, *values: object) -> list[Any]:
        """What the database answers. Raises Unseen where it can't be opened."""
        return self._ask(_all, statement, *values)

    def named(self, make: type[T], statement: str, *values: object) -> list[T]:
        """The same, each row as this named tuple."""
        return self._ask(lambda cursor: rows.tuples(cursor, make), statement, *values)

    def _ask(self, take: Callable[[Any], list[T]], statement: str, *values: object) -> list[T]:
        try:
            opened = self.opened
        except UserError as trouble:
            raise Unseen from trouble
        found: list[T] = opened(take, statement, *values)
        return found

    @cached_property
    def schema(self) -> int:
        """The number of the database's schema; a server's is brought up to date by opening it."""
        if isinstance(self.where, str):
            return SCHEMA
        [(version,)] = self.ask("PRAGMA user_version")
        return int(version)

    def need_schema(self) -> None:
        """Raise UserError where the schema is not that of this program."""
        if self.schema == MOVED:
            raise Invalid("The list was moved to a server.")
        if self.schema != SCHEMA:
            raise Invalid("The database has another schema than this Topaz.", "Open it with 'topaz' first.")

    def about(self, key: str) -> str | None:
        """What the database knows of itself under this key."""
        found = self.ask(sql.METADATA, key)
        return str(found[0][0]) if found else None


def _all(cursor: Any) -> list[Any]:
    return list(cursor.fetchall())


def _on_server(engine: Any) -> Callable[..., Any]:
    def ask(take: Callable[[Any], T], statement: str, *values: object) -> T:
        try:
            return take(engine.execute_sql(statement, values))
        except peewee.PeeweeException as error:
            raise engine.trouble(error) from error

    return ask


def examine(where: Path | str | None, settings_file: str | None, load: Callable[[], Settings]) -> tuple[Finding, ...]:
    """Look at everything, and say what was found. `where` and `settings_file` are what was named, if anything was;
    `load` reads the settings."""
    with ExitStack() as held:
        look = Look(where, settings_file, load, held)
        table = FILE if isinstance(look.where, Path) else SERVER
        return tuple(_one(about, find, look) for about, find in table.items())


def _one(about: str, find: Callable[[Look], Found], look: Look) -> Finding:
    try:
        return Finding(about, *find(look))
    except Unseen:
        return Finding(about, None, "can't be looked at while the database can't be opened")
    except UserError as trouble:
        return Finding(about, None, f"can't be looked at: {trouble.message}", trouble.hint)
    except OSError as error:
        return Finding(about, None, f"can't be looked at: {error.strerror or type(error).__name__}")
    except Exception as error:
        return Finding(
            about, None, f"can't be looked at (reference {log_error(error)})", "Tell whoever looks after Topaz."
        )


# The settings and the database


RESTORE = "Leave Topaz everywhere, and restore a backup: topaz restore FILE (see 'backups' below)."


def _settings(look: Look) -> Found:
    if look.wrong:
        return False, look.wrong.message, look.wrong.hint
    file = look.settings_file
    return True, f"{file}: valid" if file.exists() else f"the defaults; there is no {file}"


def _database(look: Look) -> Found:
    try:
        look.ask("SELECT 1")
    except Unseen as unseen:
        trouble = unseen.__cause__
        if isinstance(trouble, backup.Damaged):
            return False, trouble.message, RESTORE
        raise trouble or unseen from None
    if isinstance(look.where, str):
        [(version,)] = look.ask("SELECT version()")
        return True, str(version).partition(",")[0]
    if look.schema == MOVED:
        to = look.about(MOVED_TO)
        return False, f"the list was moved from {look.path} to {to}", f"Look there: topaz --db '{to}' doctor"
    if look.schema > SCHEMA:
        return False, f"{look.path} has schema {look.schema}, and this Topaz knows {SCHEMA}", "Update this Topaz."
    [(people,)] = look.ask("SELECT count(*) FROM client")
    size = look.path.stat().st_size
    words = f"{look.path}: {people:,} people, {megabytes(size)}, schema {look.schema}"
    return True, words + ("" if look.schema == SCHEMA else f"; brought to {SCHEMA} when Topaz is opened next")


def _sqlite(look: Look) -> Found:
    try:
        return True, f"SQLite {pattern.pattern().sqlite}"
    except UserError as trouble:
        return False, trouble.message, trouble.hint


def _integrity(look: Look) -> Found:
    try:
        found = look.ask("PRAGMA integrity_check(100)")
    except backup.Damaged:
        found = [("not a database that can be read",)]
    if found == [("ok",)]:
        return True, "every page and index is whole"
    places = f"{len(found)}{' or more' if len(found) > 99 else ''} place{'s' if len(found) > 1 else ''}"
    return False, f"the database is damaged in {places}", RESTORE


def _references(look: Look) -> Found:
    found = look.ask("PRAGMA foreign_key_check")
    if not found:
        return True, "everything refers to something that is there"
    tables = ", ".join(sorted({str(table) for table, *_ in found}))
    return False, f"{len(found):,} rows refer to what is not there (in: {tables})", RESTORE


def _triggers(look: Look) -> Found:
    look.need_schema()
    there = pattern.schema(look.ask(pattern.SCHEMA_SQL))
    due = {what: made for what, made in pattern.pattern().schema.items() if what[0] == "trigger"}
    wrong = sorted(name for (kind, name), made in due.items() if there.get((kind, name)) != made)
    if wrong:
        do = "Ask who changed the file; a backup from before that has them (topaz restore FILE)."
        return False, f"missing or altered: {', '.join(wrong)}: what may only grow is not protected", do
    return True, f"all {len(due)} that protect the history, the log and the counts are there"


def _writes(look: Look) -> Found:
    ours = pattern.pattern()
    [(journal,)] = look.ask("PRAGMA journal_mode")
    if ours.synchronous != 2 or ours.journal != "wal":
        return False, "Topaz here does not wait for the disk when it saves", "Tell whoever looks after Topaz."
    if journal != "wal":
        return True, f"synchronous FULL; the journal is '{journal}' until Topaz is opened next (then WAL)"
    return True, "WAL and synchronous FULL: what was saved survives a power cut"


def _server_writes(look: Look) -> Found:
    said = {name: str(look.ask(f"SHOW {name}")[0][0]) for name in ("fsync", "synchronous_commit", "full_page_writes")}
    off = [name for name, value in said.items() if value == "off"]
    if off:
        return False, f"off on the server: {', '.join(off)}: a power cut may lose what was saved", "Turn them on there."
    return True, "the server waits for its disk: what was saved survives a power cut"


# The work


def _claims(look: Look) -> Found:
    [claims] = look.named(sql.Claims, sql.CLAIMS, clock.to_store(look.now))
    [(stuck,)] = look.ask(sql.STUCK_CLAIMS, clock.to_store(look.now - timedelta(hours=1)))
    if stuck:
        return False, f"{_people(stuck)} still held past their time", "Release them on the queue (r), and tell us."
    words = f"{_people(claims.held)} held now" if claims.held else "nobody is held"
    past = f"; for {claims.past} the time has run out, and the next look at the queue lets go" if claims.past else ""
    return True, words + past


def _people(number: int) -> str:
    return "1 person is" if number == 1 else f"{number:,} people are"


def _drafts(look: Look) -> Found:
    left = look.named(sql.Drafts, sql.DRAFTS)
    if not left:
        return True, "none are left"
    oldest = look.now - (unread.moment(left[0].oldest) or look.now)
    who = ", ".join(f"{drafts.name} {drafts.number}" for drafts in left)
    words = f"{sum(drafts.number for drafts in left)} left ({who}); the oldest is {clock.span_words(oldest)} old"
    if oldest > OLD_DRAFT:
        return False, words, f"Ask {left[0].name} to open Topaz, which offers it, and to finish it or throw it away."
    return True, words


def _concerns(look: Look) -> Found:
    look.need_schema()
    written = look.named(sql.Written, sql.CONCERNS)
    if not written:
        return True, "none are being written"
    late: dict[str, int] = {}
    for concern in written:
        terms, opened = look.settings.terms_of(concern.council).referral, unread.moment(concern.opened_at)
        if opened is None or rules.to_submit(opened, _in_danger(concern.answers), terms) < look.now:
            late[concern.name] = late.get(concern.name, 0) + 1
    age = clock.span_words(look.now - (unread.moment(written[0].opened_at) or look.now))
    words = f"{len(written)} being written; the oldest is {age} old"
    if late:
        who = ", ".join(f"{name} {number}" for name, number in late.items())
        return False, f"{words}; not submitted in time: {who}", "See them on the manager's board (F4), and submit them."
    return True, words


def _in_danger(answers: str) -> bool:
    """Answers that can't be read may hold it."""
    try:
        return forms.in_danger(unread.answers_of(answers))
    except unread.FAULTS:
        return True


def _everybody(look: Look) -> Found:
    """Is every person callable, waiting with a date, somebody's with a deadline, stopped for a reason, or owed nothing;
    and do the counts of the last month add up?"""
    look.need_schema()
    found = nobody.look(look.named, look.now)
    words = f"{found.words}. {found.month.words}"
    if not found.ok:
        return False, words, "Find them (F3) and call them, or have it looked at; then tell us: nobody should."
    return True, words


def _readable(look: Look) -> Found:
    look.need_schema()
    found: dict[str, list[str]] = {}
    for table, id in legible.unreadable(look.ask):
        found.setdefault(table, []).append(str(id))
    if not found:
        return True, "every date, code and answer can be read"
    words = "; ".join(
        f"{table} {', '.join(ids[:MOST])}" + (f" and {len(ids) - MOST:,} more" if len(ids) > MOST else "")
        for table, ids in found.items()
    )
    do = "Topaz goes on without them. Ask who changed the file; a backup from before has them (topaz restore FILE)."
    return False, f"what stands in these can't be read, and is put aside: {words}", do


def _last_backup(kept: str) -> backups.Last:
    try:
        return backups.read(kept)
    except unread.FAULTS:
        return backups.Last(failed="How it went can't be read.")


def _dispatch(look: Look) -> Found:
    if not watch.needed(look.settings):
        return True, "nothing is sent by itself here: a person sends each concern"
    kept = look.about(watch.KEY)
    do = "Run 'topaz dispatch', and see in 'topaz help sending' how it runs by itself."
    if kept is None:
        return False, "has never run: nothing is sent by itself", do
    try:
        ago = look.now - clock.from_store(unread.object_of(kept)["ended"])
    except unread.FAULTS:
        return False, "when it ran last can't be read", do
    if ago < -SKEW:
        return False, "the last one is dated in the future: some clock was wrong", f"See to the clock. {do}"
    words = f"ran last {clock.span_words(ago)} ago"
    if ago > timedelta(minutes=look.settings.sending.late_minutes):
        return False, f"{words}: nothing is sent by itself since", do
    return True, words


# Files


def _room(look: Look) -> Found:
    size = sum(file.stat().st_size for file in _files(look.path))
    folder = look.path.resolve().parent
    free = shutil.disk_usage(folder).free
    words = f"{megabytes(free)} free in {folder}, the database has {megabytes(size)}"
    if free < max(LEAST_ROOM, 2 * size):
        return False, words, "Make room: a backup and an upgrade need as much again."
    return True, words


def _files(path: Path) -> list[Path]:
    """The database, and what SQLite keeps beside it."""
    named = (path, *(path.with_name(path.name + suffix) for suffix in backup.BESIDE))
    return [file for file in named if file.is_file()]


def _rights(look: Look) -> Found:
    """Who may read what holds people's data, and who may change where concerns go."""
    folder = backups.folder(look.settings, look.path)
    ours = [*(file for file in (*_files(look.path), folder) if file.exists()), *backup.dailies(look.path, folder)]
    if usable := [file for file in ours if _mode(file) & 0o007]:
        names = " ".join(str(file) for file in usable)
        return False, f"every account of this machine may use: {names}", f"chmod o-rwx {names}"
    every = (look.settings.sending, *(council.sending for council in look.settings.councils.values()))
    councils = [Path(sending.folder.path).expanduser() for sending in every if sending.folder.path]
    for file in (look.settings_file, look.path.resolve().parent, *councils):
        if file.exists() and open_to_all(file):
            return False, f"every account of this machine may change {file}", f"chmod o-w {file}"
    if not all(os.access(file, os.R_OK | os.W_OK) for file in (look.path, look.path.resolve().parent) if file.exists()):
        return False, f"this account may not write {look.path} and its folder", "Ask for the right to write there."
    theirs = {_owner(file): file for file in ours} if os.name == "posix" else {}
    if strangers := [name for name in theirs if not _belongs(name, look)]:
        names = " ".join(str(file) for file in ours if _owner(file) in strangers)
        whom = " and ".join(strangers)
        return False, f"not part of this, but owning {names}: the account {whom}", f"chown {account()} {names}"
    others = [f"the account {name}" for name in theirs if name != account()]
    others += sorted({f"the group {_group(file)}" for file in ours if _mode(file) & 0o070})
    if others:
        return True, f"beside this account {_and(others)} may use the database or its backups, and nobody else"
    return True, "the database and its backups are closed to other accounts"


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _belongs(owner: str, look: Look) -> bool:
    """Is it this account, a worker's, or that which the folder belongs to, as a service's would?"""
    if owner in (account(), _owner(look.path.resolve().parent)):
        return True
    try:
        return bool(look.ask(sql.AT_WORK, owner))
    except (Unseen, UserError):
        return True  # that can't be told here, and is no reason to send anybody after it


def _owner(file: Path) -> str:
    try:
        return file.owner()
    except KeyError:
        return f"uid-{file.stat().st_uid}"


def _group(file: Path) -> str:
    try:
        return file.group()
    except KeyError:
        return f"gid-{file.stat().st_gid}"


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode) if os.name == "posix" else 0


def _backups(look: Look) -> Found:
    folder = backups.folder(look.settings, look.path)
    copies = backup.dailies(look.path, folder)
    words, kept = "", None
    if copies:
        copy = copies[0]
        try:
            newest = backup.verify(copy, quick=True)
        except UserError as trouble:
            return False, f"the newest can't be used: {trouble.message}", "Make one by hand: topaz backup FILE."
        day = datetime.fromisoformat(copy.name.rpartition(".daily-")[2][:10]).date()
        age = (clock.local(look.now).date() - day).days
        words = (
            f"{len(copies)} in {folder}; the newest is of {clock.day_words(day)} and opens ({newest.clients:,} people)"
        )
        if not look.settings.backups.keep:
            return True, f"{words}; no more are made (backups.keep is 0)"
        if timedelta(days=age) > OLD_BACKUP:
            return False, words, "Run 'topaz backup --daily', and see why none was made since."
    elif not look.settings.backups.keep:
        return True, "none are made by itself (backups.keep is 0): make them with 'topaz backup FILE'"
    try:
        kept = look.about(backups.KEY)
        if look.about("demo"):
            return True, "a demo has none"
    except (Unseen, UserError):
        if not copies:
            raise
    if kept and (failed := _last_backup(kept).failed):
        return False, f"the last daily backup failed. {failed}", "Mend that, then run 'topaz backup --daily'."
    if not copies:
        return False, f"there is none in {folder}", "Run 'topaz backup --daily': whoever has Topaz open does so, too."
    return True, words


def _server_backups(look: Look) -> Found:
    return True, "the server's own: let its timer run pg_dump, and try now and then that it can be restored"


# The machine and the terminal


def _clock(look: Look) -> Found:
    words = f"{clock.local(look.now):%a %d %b %Y %H:%M} in London"
    if os.environ.get("TOPAZ_NOW"):
        return False, f"a training clock runs (TOPAZ_NOW): {words}", "Unset TOPAZ_NOW for real work."
    try:
        [(newest,)] = look.ask(sql.NEWEST_LINE_OF_LOG)
    except (Unseen, UserError):
        newest = None
    last = unread.moment(newest)
    if last and last - look.now > SKEW:
        ahead = clock.span_words(last - look.now)
        return (
            False,
            f"{words}; the newest entry in the log is {ahead} ahead: a clock was wrong",
            "Set this machine's clock.",
        )
    return True, words


def _terminal(look: Look) -> Found:
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        words = "this is none (a pipe or a timer): the screens need one, the commands don't"
        if missing := output.missing(output.encoding_of(sys.stdout)):
            words += f"; it writes {missing}, and the commands write the nearest letters"
        return True, words
    wrong = list(_terminal_lacks())
    size = shutil.get_terminal_size()
    within = "tmux" if os.environ.get("TMUX") else "screen" if os.environ.get("STY") else ""
    words = (
        f"{os.environ.get('TERM') or 'unnamed'}, {size.columns}×{size.lines}, {_colours()}{within and f', in {within}'}"
    )
    if wrong:
        return False, f"{words}: {'; '.join(what for what, _ in wrong)}", " ".join(do for _, do in wrong)
    return True, words


def _terminal_lacks() -> Iterator[tuple[str, str]]:
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        yield "its kind is not known (TERM)", "Set TERM, for example to xterm-256color."
    size = shutil.get_terminal_size()
    if size.columns < LEAST_SIZE[0] or size.lines < LEAST_SIZE[1]:
        yield "it is too small", f"Make it {LEAST_SIZE[0]} columns by {LEAST_SIZE[1]} lines or larger."
    if missing := output.missing(output.encoding_of(sys.stdout)) or _missing_by_locale():
        yield f"it writes {missing}", "Set LANG to C.UTF-8 or en_GB.UTF-8: names need it."
    if os.environ.get("TERM") == "linux":  # the console's font has 512 letters at most
        yield "it has few letters (a Linux console)", "Names in Arabic, Hebrew or Chinese show in a terminal window."


def _missing_by_locale() -> str:
    """What the screens can't show, which go by the locale whatever the stream says."""
    return output.missing(locale.getpreferredencoding(False))


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in os.environ.get("TERM", "") else "16 colours"


def megabytes(size: int) -> str:
    """A size in bytes, for people."""
    for unit, of in (("GB", 10**9), ("MB", 10**6)):
        if size >= of:
            return f"{size / of:,.1f} {unit}"
    return f"{size / 1000:,.0f} kB"


FILE: dict[str, Callable[[Look], Found]] = {
    "settings": _settings,
    "database": _database,
    "SQLite": _sqlite,
    "integrity": _integrity,
    "references": _references,
    "readable": _readable,
    "triggers": _triggers,
    "safe writes": _writes,
    "claims": _claims,
    "drafts": _drafts,
    "concerns": _concerns,
    "everybody": _everybody,
    "disk room": _room,
    "file rights": _rights,
    "backups": _backups,
    "dispatch": _dispatch,
    "clock": _clock,
    "terminal": _terminal,
}
"""What is looked at where the database is a file."""

SERVER: dict[str, Callable[[Look], Found]] = {
    "settings": _settings,
    "database": _database,
    "safe writes": _server_writes,
    "readable": _readable,
    "claims": _claims,
    "drafts": _drafts,
    "concerns": _concerns,
    "everybody": _everybody,
    "backups": _server_backups,
    "dispatch": _dispatch,
    "clock": _clock,
    "terminal": _terminal,
}
"""What is looked at where it is a server's: its files are the server's own affair."""

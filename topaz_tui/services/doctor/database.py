"""Checks of the settings and the database itself: can it be opened, is it whole, does it wait for the disk."""

from __future__ import annotations

from shlex import quote

from topaz_tui.config import Settings, team
from topaz_tui.errors import UserError
from topaz_tui.grammar import counted
from topaz_tui.services import legible, references
from topaz_tui.services.doctor.finding import Found, megabytes
from topaz_tui.services.doctor.look import CheckContext, Unseen
from topaz_tui.store import backup, schema_reference
from topaz_tui.store.file_format import MOVED, MOVED_TO
from topaz_tui.store.schema import SCHEMA
from topaz_tui.store.sql import doctor as sql

MOST = 20  # numbers of unreadable rows that are named, a table


RESTORE = "Leave Topaz everywhere, and restore a backup: topaz restore FILE (see 'backups' below)."


def check_settings(look: CheckContext) -> Found:
    """Can the file of settings be read, and is each setting in it valid?"""
    if look.wrong:
        return False, look.wrong.message, look.wrong.hint
    if foreign := [key for key, _ in team.foreign_variables(look.settings)]:
        words = f"{', '.join(foreign)}: a variable that is not Topaz's own, so that nothing goes by it"
        do = "Call it TOPAZ_MAIL_…, TOPAZ_PDF_… or TOPAZ_SMS_…, there and here (topaz help sending)."
        return False, words, do
    file = look.settings_file
    words = f"{file}: valid" if file.exists() else f"the defaults; there is no {file}"
    in_file = team.differences(Settings(), look.own)
    if look.team:
        ignored = f"; {len(in_file)} of the team's settings in the file are not looked at" if in_file else ""
        return True, f"{words}; the team's are in the database (version {look.team[0]}){ignored}"
    if in_file:
        words += f"; {len(in_file)} of the team's settings are this file's, and another's may be others"
        return True, words, "A manager takes them over into the database: topaz settings import FILE"
    return True, words


def check_database(look: CheckContext) -> Found:
    """Can the database be opened, is it of a schema that this Topaz knows, and is it still the one in use?"""
    try:
        look.ask(sql.OPENED)
    except Unseen as unseen:
        trouble = unseen.__cause__
        if isinstance(trouble, backup.Damaged):
            return False, trouble.message, RESTORE
        raise trouble or unseen from None
    if isinstance(look.where, str):
        [(version,)] = look.ask(sql.SERVER)
        return True, str(version).partition(",")[0]
    if look.schema == MOVED:
        to = look.about(MOVED_TO)
        return False, f"the list was moved from {look.path} to {to}", f"Look there: topaz --db {quote(str(to))} doctor"
    if look.schema > SCHEMA:
        return False, f"{look.path} has schema {look.schema}, and this Topaz knows {SCHEMA}", "Update this Topaz."
    [(people,)] = look.ask(sql.PEOPLE)
    size = look.path.stat().st_size
    words = f"{look.path}: {counted(people, 'person')}, {megabytes(size)}, schema {look.schema}"
    return True, words + ("" if look.schema == SCHEMA else f"; brought to {SCHEMA} when Topaz is opened next")


def check_sqlite(_look: CheckContext) -> Found:
    """Is the version of SQLite in this Topaz one without the known faults?"""
    try:
        return True, f"SQLite {schema_reference.reference().sqlite}"
    except UserError as trouble:
        return False, trouble.message, trouble.hint


def check_integrity(look: CheckContext) -> Found:
    """Is each page and index of the file whole, as SQLite sees it?"""
    try:
        found = look.ask(sql.WHOLE)
    except backup.Damaged:
        found = [("not a database that can be read",)]
    if found == [("ok",)]:
        return True, "every page and index is whole"
    places = f"{len(found)} or more places" if len(found) > 99 else counted(len(found), "place")
    return False, f"the database is damaged in {places}", RESTORE


def check_references(look: CheckContext) -> Found:
    """Does each reference of a row lead to a row that is there?"""
    found = look.ask(sql.REFERS)
    if not found:
        return True, "everything refers to something that is there"
    tables = ", ".join(sorted({str(table) for table, *_ in found}))
    return False, f"{counted(len(found), 'row', 'refers')} to what is not there (in: {tables})", RESTORE


def check_triggers(look: CheckContext) -> Found:
    """Are the triggers there, as the migrations made them, that refuse changes of the history and keep the counts; and
    is nothing else in the schema than what they made: no trigger, view or table of somebody else's?"""
    look.need_schema()
    there = schema_reference.schema(look.ask(schema_reference.SCHEMA_SQL))
    ours = schema_reference.reference().schema
    due = {what: made for what, made in ours.items() if what[0] == "trigger"}
    do = "Ask who changed the file; a backup from before that has it as it was (topaz restore FILE)."
    if wrong := sorted(name for (kind, name), made in due.items() if there.get((kind, name)) != made):
        return False, f"missing or altered: {', '.join(wrong)}: what may only grow is not protected", do
    if wrong := sorted({*schema_reference.strange(there, ours), *(name for _, name in ours.keys() - there.keys())}):
        return False, f"not as Topaz made it: {', '.join(wrong[:MOST])}: somebody changed the schema of the file", do
    return True, f"all {len(due)} that protect the history, the log and the counts are there, and nothing of another's"


def check_writes(look: CheckContext) -> Found:
    """Does what is saved outlast a power cut: SQLite's journal is WAL, and it waits for the disk (synchronous FULL)?"""
    ours = schema_reference.reference()
    [(journal,)] = look.ask(sql.JOURNAL)
    if ours.synchronous != 2 or ours.journal != "wal":
        return False, "Topaz here does not wait for the disk when it saves", "Tell whoever looks after Topaz."
    if journal != "wal":
        return True, f"synchronous FULL; the journal is '{journal}' until Topaz is opened next (then WAL)"
    return True, "WAL and synchronous FULL: what was saved survives a power cut"


def check_server_writes(look: CheckContext) -> Found:
    """Does the server wait for its disk?"""
    off = [
        name
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if look.ask(sql.setting(name)) == [("off",)]
    ]
    if off:
        return False, f"off on the server: {', '.join(off)}: a power cut may lose what was saved", "Turn them on there."
    return True, "the server waits for its disk: what was saved survives a power cut"


def check_readable(look: CheckContext) -> Found:
    """Can each date, code and answer be read that the program reads as more than text (services/legible.py), and has
    each document a reference of the form that it has to have?"""
    look.need_schema()
    found: dict[str, list[str]] = {}
    for table, id in legible.unreadable(look.ask):
        found.setdefault(table, []).append(str(id))
    if named := [f"{table} {id}" for table, id in references.wrong(look.ask(sql.REFERENCES))]:
        more = f" and {len(named) - MOST:,} more" if len(named) > MOST else ""
        words = f"a reference of another form than Topaz makes: {', '.join(named[:MOST])}{more}"
        return False, words, "Send nothing of these, and ask who changed the database; a backup from before has them."
    if not found:
        return True, "every date, code, answer and reference can be read"
    words = "; ".join(
        f"{table} {', '.join(ids[:MOST])}" + (f" and {len(ids) - MOST:,} more" if len(ids) > MOST else "")
        for table, ids in found.items()
    )
    do = "Topaz goes on without them. Ask who changed the file; a backup from before has them (topaz restore FILE)."
    return False, f"what stands in these can't be read, and is put aside: {words}", do

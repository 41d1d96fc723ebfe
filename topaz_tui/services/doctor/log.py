"""Checks that the log is as it was written, as far as its key can show that without a seal."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from topaz_tui.errors import NotAllowed
from topaz_tui.grammar import counted
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.store import audit_key, audit_verify, login_check
from topaz_tui.store.audit_verify import BreakKind
from topaz_tui.store.database import database
from topaz_tui.store.sql import doctor as sql
from topaz_tui.store.statement import Statement

T = TypeVar("T")


class _Log:
    """Reads the log through doctor's own connection."""

    def __init__(self, look: CheckContext) -> None:
        self._look = look

    def named(self, make: type[T], statement: Statement, *values: object) -> list[T]:
        return self._look.named(make, statement, *values)

    def audit_keys(self) -> list[bytes]:
        if isinstance(self._look.where, str):
            return database.obj.audit_keys()
        return audit_key.in_file(Path(self._look.where))


def check_log(look: CheckContext) -> Found:
    """Does each line of the log stand as it was written, in its chain (topaz audit verify)? Where each has a login of
    their own the owner of the tables alone has the key."""
    look.need_schema()
    if isinstance(look.where, str) and login_check.group(look.ask) and not _is_owners(look):
        return True, "the server chains each line; the owner of its tables verifies them (topaz audit verify)"
    try:
        found = audit_verify.verify(_Log(look))
    except NotAllowed as refused:
        return True, f"not looked through: {refused.message}"
    words = f"{counted(found.lines, 'line')} in {counted(found.chains, 'chain')}"
    if not found.breaks:
        return True, f"{words}, as they were written; that the end was not cut off, a seal alone shows"
    count = len(found.breaks) + found.more
    if all(each.kind is BreakKind.NO_KEY for each in found.breaks):
        return True, f"{words}: of {counted(count, 'chain')} the key is not here, and nothing can be proved"
    do = "Keep the database as it is, and ask who could change it: topaz audit verify."
    return False, f"{words}: {counted(count, 'place')} not as written", do


def _is_owners(look: CheckContext) -> bool:
    [(login,)] = look.ask(sql.LOGIN)
    return look.ask(sql.OWNER) == [(login,)]

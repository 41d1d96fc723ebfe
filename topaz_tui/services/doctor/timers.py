"""Checks of what runs by a timer: the daily backup, the dispatch."""

from __future__ import annotations

from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.grammar import counted
from topaz_tui.services import backups, unread
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext, Unseen
from topaz_tui.services.doctor.machine import SKEW
from topaz_tui.services.escalations import health
from topaz_tui.services.escalations.ways import who_sends
from topaz_tui.store import backup, metadata

OLD_BACKUP = timedelta(days=3)  # longer than a weekend


def _last_backup(kept: str) -> backups.Last:
    try:
        return backups.read(kept)
    except unread.FAULTS:
        return backups.Last(failed="How it went can't be read.")


def check_dispatch(look: CheckContext) -> Found:
    """Does 'topaz dispatch' run by itself, where something is to be sent by itself?"""
    if not health.needed(look.settings):
        return True, "nothing is sent by itself here: a person sends each concern"
    kept = look.about(health.KEY)
    do = "Run 'topaz dispatch', and see in 'topaz help sending' how it runs by itself."
    if kept is None:
        return False, f"has never run: nothing is sent by itself; {who_sends(look.settings)}", do
    try:
        ago = look.now - clock.from_store(unread.object_of(kept)["ended"])
    except unread.FAULTS:
        return False, "when it ran last can't be read", do
    if ago < -SKEW:
        return False, "the last one is dated in the future: some clock was wrong", f"See to the clock. {do}"
    words = f"ran last {clock.format_span(ago)} ago; {who_sends(look.settings)}"
    if ago > timedelta(minutes=look.settings.sending.late_minutes):
        return False, f"{words}: nothing is sent by itself since", do
    return True, words


def check_backups(look: CheckContext) -> Found:
    """Are daily backups made, and can the newest be opened?"""
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
        people = counted(newest.clients, "person")
        words = f"{len(copies)} in {folder}; the newest is of {clock.format_day(day)} and opens ({people})"
        if not look.settings.backups.keep:
            return True, f"{words}; no more are made (backups.keep is 0)"
        if timedelta(days=age) > OLD_BACKUP:
            return False, words, "Run 'topaz backup --daily', and see why none was made since."
    elif not look.settings.backups.keep:
        return True, "none are made by itself (backups.keep is 0): make them with 'topaz backup FILE'"
    try:
        kept = look.about(backups.KEY)
        if look.about(metadata.DEMO):
            return True, "a demo has none"
    except (Unseen, UserError):
        if not copies:
            raise
    if kept and (failed := _last_backup(kept).failed):
        return False, f"the last daily backup failed. {failed}", "Mend that, then run 'topaz backup --daily'."
    if not copies:
        return False, f"there is none in {folder}", "Run 'topaz backup --daily': whoever has Topaz open does so, too."
    return True, words


def check_server_backups(_look: CheckContext) -> Found:
    """Says who makes the backups of a server's database: Topaz does not."""
    return True, "the server's own: let its timer run pg_dump, and try now and then that it can be restored"

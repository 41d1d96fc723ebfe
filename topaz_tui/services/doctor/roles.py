"""Has everybody the role that the log says they were given? A role that was changed past Topaz has no line."""

from __future__ import annotations

from topaz_tui.rules.permissions import ROLES
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.store import audit, metadata
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.sql import doctor as sql

MOST = 12  # accounts that are named
UNREADABLE = "(unreadable)"


def check_roles(look: CheckContext) -> Found:
    """Is each worker at work, in the role that the last line of the log about it says? Accounts are named, and nobody
    else."""
    look.need_schema()
    workers = look.ask(sql.ROLES)
    if look.about(metadata.DEMO):
        return True, f"{len(workers)} made up for the demo"
    said: dict[str, str | None] = {}
    for action, subject in look.ask(sql.ROLES_SAID, *(each.value for each in audit.OF_WORKERS)):
        if action == LoggedAction.RETIRED_WORKER:
            said[str(subject).removeprefix(audit.WORKER)] = None
        elif (found := audit.read_role(str(subject))) and found[1] in ROLES:
            said[found[0]] = found[1]
    wrong = [words for account, kept, retired in workers if (words := _wrong(account, kept, bool(retired), said))]
    if not wrong:
        return True, "each worker has the role that the log says they were given"
    more = f" and {len(wrong) - MOST} more" if len(wrong) > MOST else ""
    do = "Somebody changed the database past Topaz: ask who could; 'topaz workers change' or 'retire' puts it right."
    return False, f"{'; '.join(wrong[:MOST])}{more}", do


def _wrong(account: str, kept: str, retired: bool, said: dict[str, str | None]) -> str:
    kept = kept if kept in ROLES else UNREADABLE
    if account not in said:
        return "" if retired else f"{account} ({kept}) is at work, and no line of the log says who added them"
    given = said[account]
    if retired:
        return f"{account} is retired, and no line of the log says so" if given else ""
    if given is None:
        return f"{account} is at work, and by the log they were retired"
    return f"{account} has the role {kept}, and by the log {given}" if given != kept else ""

"""A login on the server for each worker, so that the server itself says who somebody is and what they may do there
(store/logins.py). Which roles do what comes from rules/permissions.py, as everywhere."""

from __future__ import annotations

from topaz_tui.errors import Invalid
from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.services.session import JobSession
from topaz_tui.store import logins as store
from topaz_tui.store.database import database

MANAGED = {
    "worker": Act.CHANGE_WORKER,
    "capacity": Act.CHANGE_WORKER,
    "restriction": Act.RESTRICT,
    "open_to": Act.RESTRICT,
    "service": Act.KEEP_SERVICES,
    **dict.fromkeys(("commission", "commission_item", "commission_month"), Act.KEEP_COMMISSIONS),
    "team_settings": Act.CHANGE_SETTINGS,
    "whole_file": Act.EXPORT_PEOPLE,
    "warning": Act.AGREE_WARNING,
}
"""Tables that only those write who may do this."""


def managed() -> store.Managed:
    """What of the table of acts the server has to know."""
    tables = {table: permissions.roles(act) for table, act in MANAGED.items()}
    return store.Managed(tables, permissions.roles(Act.CORRECT_OF_ANOTHER_DAY), permissions.roles(Act.READ_LOG))


def set_up(session: JobSession) -> tuple[str, ...]:
    """Give each worker who is at work a login of their own, and the rights on the server that the program needs; given
    again, it mends what is amiss. The connection is that of the tables' owner, who need not be a worker: the server
    itself says whether it is. Returns the workers' accounts. Raises UserError where the database is a file, the
    connection is another's, or the server lets the owner make no logins."""
    if database.obj.name != "postgresql":
        raise Invalid("The list is in a file, to which nobody logs in.", "Move it to a server: topaz move --to URL")
    return store.set_up(database.obj, managed())

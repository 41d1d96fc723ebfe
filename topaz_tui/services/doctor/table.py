"""The checks of a database that is a file, and of one on a server."""

from __future__ import annotations

from collections.abc import Callable

from topaz_tui.services.doctor.database import (
    check_database,
    check_integrity,
    check_readable,
    check_references,
    check_server_writes,
    check_settings,
    check_sqlite,
    check_triggers,
    check_writes,
)
from topaz_tui.services.doctor.files import check_rights, check_room
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.log import check_log
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.services.doctor.machine import check_clock, check_terminal
from topaz_tui.services.doctor.roles import check_roles
from topaz_tui.services.doctor.sign_in import check_sign_in
from topaz_tui.services.doctor.timers import check_backups, check_dispatch, check_server_backups
from topaz_tui.services.doctor.work import (
    check_actions,
    check_claims,
    check_concerns,
    check_drafts,
    check_everybody,
    check_frozen,
    check_kept,
    check_letters,
    check_referrals,
)

Checks = dict[str, Callable[[CheckContext], Found]]
EVERYWHERE: Checks = {
    "readable": check_readable,
    "roles": check_roles,
    "claims": check_claims,
    "drafts": check_drafts,
    "concerns": check_concerns,
    "actions": check_actions,
    "referrals": check_referrals,
    "letters": check_letters,
    "figures": check_frozen,
    "kept sums": check_kept,
    "everybody": check_everybody,
}
"""What is looked at in either of them, in the midst of its own."""
MACHINE: Checks = {"dispatch": check_dispatch, "clock": check_clock, "terminal": check_terminal}
FILE: Checks = {
    "settings": check_settings,
    "database": check_database,
    "SQLite": check_sqlite,
    "integrity": check_integrity,
    "references": check_references,
    "triggers": check_triggers,
    "log": check_log,
    "sign-in": check_sign_in,
    "safe writes": check_writes,
    **EVERYWHERE,
    "disk room": check_room,
    "file rights": check_rights,
    "backups": check_backups,
    **MACHINE,
}
"""What is looked at where the database is a file."""

SERVER: Checks = {
    "settings": check_settings,
    "database": check_database,
    "sign-in": check_sign_in,
    "log": check_log,
    "safe writes": check_server_writes,
    **EVERYWHERE,
    "backups": check_server_backups,
    **MACHINE,
}
"""What is looked at where it is a server's: its files are the server's own affair."""

FOR_A_PART: Checks = {
    name: SERVER[name]
    for name in ("settings", "database", "sign-in", "log", "safe writes", "backups", "clock", "terminal")
}
"""What is looked at there with the login of a role that sees a part of the list alone."""

"""The settings: settings.py has every default, with its meaning and its source; values.py reads a value;
file.py the TOML file that changes them. Whatever is wrong in it is a `UserError` with file, line and key."""

from __future__ import annotations

from topaz_tui.config.file import database_at, default_database, default_path, load, table_in
from topaz_tui.config.settings import (
    Backups,
    Clipboard,
    Council,
    Folder,
    Letters,
    Mail,
    Notifications,
    Screen,
    Sending,
    Settings,
    Texts,
    table,
)
from topaz_tui.config.values import ADDRESS, SECRETS, gateway_fault
from topaz_tui.config.words import DAYS, toml, unparsed
from topaz_tui.rules.team_services import CALLS, CHILDREN

__all__ = [
    "ADDRESS",
    "CALLS",
    "CHILDREN",
    "DAYS",
    "SECRETS",
    "Backups",
    "Clipboard",
    "Council",
    "Folder",
    "Letters",
    "Mail",
    "Notifications",
    "Screen",
    "Sending",
    "Settings",
    "Texts",
    "database_at",
    "default_database",
    "default_path",
    "gateway_fault",
    "load",
    "table",
    "table_in",
    "toml",
    "unparsed",
]

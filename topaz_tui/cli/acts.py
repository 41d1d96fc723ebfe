"""What each command does, as an act of rules/permissions.py: whoever gives it must be on the list, in a role that may.

A session is had by the command that is run, and by no other way (CliContext): what is not in here opens no list."""

from __future__ import annotations

from collections.abc import Mapping

import click

from topaz_tui.rules.permissions import Act

ACTS: Mapping[str, Act] = {
    "": Act.OPEN_LIST,  # the screens
    "demo": Act.OPEN_LIST,  # of invented people, whom it makes before
    "audit cut": Act.CUT_LOG,
    "audit list": Act.READ_LOG,
    "audit seal": Act.SEAL_LOG,
    "audit verify": Act.READ_LOG,
    "backup": Act.BACK_UP,
    "backup --daily": Act.BACK_UP_TODAY,
    "billing": Act.KEEP_COMMISSIONS,
    "concern letter": Act.OPEN_LIST,
    "concern show": Act.OPEN_LIST,
    "dispatch": Act.SEND,
    "dispatch at work": Act.SEND_AT_WORK,  # where the team's settings let whoever works here send
    "doctor": Act.EXAMINE,
    "due": Act.OPEN_LIST,
    "escalations": Act.OPEN_LIST,
    "export": Act.EXPORT_PEOPLE,
    "files": Act.EXPORT_PEOPLE,
    "import": Act.IMPORT,
    "letters list": Act.OPEN_LIST,
    "letters posted": Act.OPEN_LIST,
    "letters print": Act.OPEN_LIST,
    "letters stop": Act.OPEN_LIST,
    "load": Act.SEE_LOAD,
    "move": Act.MOVE_LIST,
    "queue": Act.OPEN_LIST,
    "referral show": Act.OPEN_LIST,
    "report": Act.ASK_FIGURES,
    "restore": Act.RESTORE,
    "services add": Act.KEEP_SERVICES,
    "services change": Act.KEEP_SERVICES,
    "services list": Act.OPEN_LIST,
    "services retire": Act.KEEP_SERVICES,
    "settings agree": Act.CHANGE_SETTINGS,
    "settings import": Act.CHANGE_SETTINGS,
    "settings list": Act.SEE_SETTINGS,
    "settings refuse": Act.CHANGE_SETTINGS,
    "settings set": Act.CHANGE_SETTINGS,
    "settings show": Act.SEE_SETTINGS,
    "work show": Act.OPEN_LIST,
    "workers add": Act.ADD_WORKER,
    "workers change": Act.CHANGE_WORKER,
    "workers hours": Act.CHANGE_WORKER,
    "workers list": Act.SEE_TEAM,
    "workers phrase": Act.CHANGE_WORKER,
    "workers retire": Act.RETIRE_WORKER,
}
"""The act of each command, by its whole name; with what a command does in two ways a row more."""

UNASKED = ("audit seal", "backup", "dispatch", "doctor", "escalations")
"""The commands of a machine's own jobs: cron gives them, so nobody is asked for a passphrase where the team has them.
They name people by their ID alone, if at all. What is done to the whole file (`restore`, `move`) is done by whose it
is, and asks for none either."""

OPEN_NO_LIST: Mapping[str, str] = {
    "init": "makes a new list, and its first manager",
    "changelog": "prints what is new",
    "completion": "prints words for a shell",
    "help": "prints a page",
    "keys": "prints the keys of the settings",
}
"""The commands that need nobody on the list, and why."""


OF_THE_OWNER: Mapping[str, str] = {
    "workers logins": "gives rights on a server, which itself says whether this login owns the tables",
}
"""The commands of whoever looks after a server, who need not be a worker, and why. `audit verify`, `audit cut` and
`workers phrase --by-owner` are theirs, too."""


def command_name() -> str:
    """The command that is run, by its whole name: 'workers list'."""
    words: list[str] = []
    here: click.Context | None = click.get_current_context()
    while here is not None and here.parent is not None:
        words.insert(0, here.info_name or "")
        here = here.parent
    return " ".join(words)

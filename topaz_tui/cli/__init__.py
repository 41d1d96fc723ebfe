"""The commands: each a few lines over the services. The app is imported last, and only to be shown."""

from topaz_tui.cli import (  # each adds its commands to main
    access,
    children,
    letters,
    operate,
    reports,
    setup,
    team,
    work,
)
from topaz_tui.cli.main import main

__all__ = ["access", "children", "letters", "main", "operate", "reports", "setup", "team", "work"]

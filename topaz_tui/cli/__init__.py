"""The commands: each a few lines over the services. The app is imported last, and only to be shown."""

from topaz_tui.cli import letters, operate, setup, work  # each adds its commands to main
from topaz_tui.cli.main import main

__all__ = ["letters", "main", "operate", "setup", "work"]

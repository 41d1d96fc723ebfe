"""The commands: each a few lines over the services. The app is imported last, and only to be shown."""

from topaz_tui.cli.main import main

__all__ = ["main"]

"""A piece of work for children's services: its page, and the moves that are made on it."""

from topaz_tui.screens.work.screen import WorkScreen

__all__ = ["WorkScreen"]

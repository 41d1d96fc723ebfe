"""The document of a piece of work, section by section."""

from topaz_tui.screens.document.screen import DocumentScreen

__all__ = ["DocumentScreen"]

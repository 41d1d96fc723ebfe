"""Whose record is shown, from which page, goes into the log (services/access/reading.py): what is looked at is gathered
as it is, and written beside the screen; what is copied to the clipboard is logged, whatever copies it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from topaz_tui.app.drafts import DraftStore
from topaz_tui.screens.shell import Shell
from topaz_tui.services import access


class LogsLooks(Shell):
    """The part of the app that says from where something was asked."""

    typed: DraftStore
    _writing: Future[Any] | None = None

    def on_mount(self) -> None:
        self.set_interval(access.AT_ONCE.total_seconds(), self._write_looks)

    def around(self, service: Callable[[], Any]) -> Callable[[], Any]:
        """The service, so that the log says from which page it was asked."""
        return partial(access.from_place, self.session, self.page.place if self.screen_stack else "", service)

    def _write_looks(self) -> None:
        """Write what waits, in the thread that saves what is typed: it reads nothing that anybody waits for."""
        if access.waits() and (self._writing is None or self._writing.done()):
            self._writing = self.typed.thread.ask(access.flush)

    def copy_to_clipboard(self, text: str) -> None:
        """As Textual's; and the log says that something of whom the page is about went to the terminal's clipboard."""
        page = self.page
        self.typed.thread.ask(partial(access.from_place, self.session, page.place, partial(
            access.copied, self.session, page.client_id, len(text),
        )))  # fmt: skip
        super().copy_to_clipboard(text)

"""Whose record is shown, from which page, goes into the log (services/access/reading.py): what is looked at is gathered
as it is, and written beside the screen; what is copied to the clipboard is logged, whatever copies it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from textual.timer import Timer

from topaz_tui.app.drafts import DraftStore
from topaz_tui.runtime import textual_compat
from topaz_tui.screens.shell import Shell
from topaz_tui.services import access


class LogsLooks(Shell):
    """The part of the app that says from where something was asked."""

    typed: DraftStore
    _writing: Future[Any] | None = None
    _until_cleared: Timer | None = None

    def on_mount(self) -> None:
        self.set_interval(access.AT_ONCE.total_seconds(), self._write_looks)

    def around(self, service: Callable[[], Any]) -> Callable[[], Any]:
        """The service, so that the log says from which page it was asked."""
        return partial(access.from_place, self.session, self.page.place if self.screen_stack else "", service)

    def _write_looks(self) -> None:
        """Write what waits, in the thread that saves what is typed: it reads nothing that anybody waits for."""
        if access.waits() and (self._writing is None or self._writing.done()):
            self._writing = self.typed.thread.ask(access.flush)

    @property
    def clipboard_seconds(self) -> int:
        return self.session.settings.clipboard.seconds

    def copy_to_clipboard(self, text: str) -> None:
        """What is copied is there for ctrl+v. To the terminal's clipboard it goes where the team lets it: the log says
        that something of whom the page is about went there, and it is written over after a while, or at the end."""
        if not self.clipboard_seconds:
            textual_compat.keep_copied(self, text)
            return
        page = self.page
        self.typed.thread.ask(partial(access.from_place, self.session, page.place, partial(
            access.copied, self.session, page.client_id, len(text),
        )))  # fmt: skip
        super().copy_to_clipboard(text)
        if self._until_cleared:
            self._until_cleared.stop()
        self._until_cleared = self.set_timer(self.clipboard_seconds, self.clear_clipboard)

    def exit(self, result: Any = None, return_code: int = 0, message: Any = None) -> None:
        """As Textual's; what was copied is written over first."""
        self.clear_clipboard()
        super().exit(result, return_code, message)

    def clear_clipboard(self) -> None:
        """Write over what went to the terminal's clipboard, if anything did. With a blank: several terminals take no
        notice of nothing. Whether the terminal did so, and what keeps a history of it, nobody can ask."""
        if self._until_cleared:
            self._until_cleared.stop()
            self._until_cleared = None
            textual_compat.write_clipboard(self, " ")

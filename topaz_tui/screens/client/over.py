"""The windows that come over a client's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from topaz_tui.rules.forms import Question
from topaz_tui.screens.dialogs.draft_form import FormDone, ask_and_do
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.widgets.dialogs import Answers
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.window import Window

T = TypeVar("T")


class AskingPage(TabbedPage):
    """While a window lies over it, nothing is looked up: who opens one looks again where something was saved."""

    _asking = False

    def is_asking(self) -> None:
        """A window comes over this screen: who opens it looks again where something was saved."""
        self._asking = True

    async def ask_over(
        self,
        kind: str,
        key: str,
        title: str,
        questions: Sequence[Question],
        work: Callable[[Answers], Awaitable[T]],
        **how: Any,
    ) -> FormDone[T] | None:
        """Ask and do it, over this screen; the focus comes back to the list."""
        self._asking = True
        try:
            return await ask_and_do(self, kind, key, title, questions, work, **how)
        finally:
            self.query_one(RecordList).focus()

    async def put_over(self, window: Window[T]) -> T:
        """Put a window over this screen, and give its answer; the focus comes back to the list."""
        self._asking = True
        answer: T = await self.app.push_screen_wait(window)
        self.query_one(RecordList).focus()
        return answer

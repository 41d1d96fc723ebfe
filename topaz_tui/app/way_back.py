"""The pages that lie under the one in front, and where Esc comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import AwaitMount

from topaz_tui.runtime import textual_compat
from topaz_tui.screens.base import Page

if TYPE_CHECKING:
    from topaz_tui.screens.shell import Shell

WAY_BACK = 8  # pages at most under the one in front, beside calls and concerns


def show(app: Shell, page: Page) -> AwaitMount:
    """Show this page over what is in front. A page like it that is open already comes to the front, as it was left, or
    makes place for this one."""
    for open_one in app.screen_stack[:-1]:
        if isinstance(open_one, Page) and open_one.is_like(page) and not textual_compat.has_window(app, open_one):
            textual_compat.take_out(app, open_one)
            if page.anew:
                _let_go(app, open_one)
            else:
                open_one.opened_again(page)
                page = open_one
            break
    mounted = app.push_screen(page)
    _shorten(app)
    return mounted


async def to_base(app: Shell) -> bool:
    """Back to the first page, leaving each in order; False where one of them stays."""
    while len(app.screen_stack) > 1:
        if isinstance(app.screen, Page):
            if not await app.screen.leave():
                return False
            await app.pop_screen()
        else:
            if take_up := getattr(app.screen, "take_up", None):  # a form: what was typed is kept, as Esc keeps it
                take_up()
            app.screen.dismiss()  # whoever waits for its answer gets none
    return True


def _shorten(app: Shell) -> None:
    """Pages that lie too deep are closed, the oldest first; never one in which something is open."""
    under = [
        page
        for page in app.screen_stack[1:-1]
        if isinstance(page, Page) and not page.is_base and not textual_compat.has_window(app, page)
    ]
    for page in under[:-WAY_BACK]:
        textual_compat.take_out(app, page)
        _let_go(app, page)


def _let_go(app: Shell, page: Page) -> None:
    app.call_next(page.remove)

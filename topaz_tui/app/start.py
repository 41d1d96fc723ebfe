"""From the start to the exit code, and what is told on the terminal once the screen is gone."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from topaz_tui.app.app import Topaz
from topaz_tui.runtime import shutdown
from topaz_tui.runtime.textual_compat import driver_of
from topaz_tui.services import connection
from topaz_tui.services.session import Session

if TYPE_CHECKING:
    from topaz_tui.services.statutory.prints import Draw


def run(
    session: Session,
    dispatch: Sequence[str] = (),
    backup: Sequence[str] = (),
    *,
    draw: Draw | None = None,
    is_demo: bool = False,
    told: str = "",
) -> int:
    """Run the app to its end; returns the exit code. `draw` makes a PDF of what is printed of a piece of work; `told`
    is said once the first page is there."""
    app = Topaz(session, dispatch, backup, is_demo=is_demo)
    app.told_first = told
    app.draw = draw
    last = ""
    try:
        app.run()
    finally:
        last = app.shutdown.after_the_screen(1 if app.crash else app.return_code or 0)
        shutdown.ends_whatever_hangs()
    code = 1 if app.crash else app.return_code or 0
    if getattr(driver_of(app), "is_stuck", False):  # it takes nothing: neither these words nor the last of its own
        shutdown.at_once(code)
    with contextlib.suppress(OSError):  # nobody is there any more
        for words in filter(None, (last, app.session_watch.over, app.crash and (connection.damage() or app.crash))):
            print(words, file=sys.stderr)
    return code

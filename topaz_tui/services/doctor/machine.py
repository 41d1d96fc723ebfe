"""Checks of the machine: its clock and its terminal."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta

from topaz_tui import clock, output
from topaz_tui.errors import UserError
from topaz_tui.services import unread
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext, Unseen
from topaz_tui.store.sql import doctor as sql

LEAST_SIZE = (80, 24)
SKEW = timedelta(minutes=2)


def check_clock(look: CheckContext) -> Found:
    """Is the clock right: it is no pretended one, and no line of the log is dated later than now?"""
    words = f"{clock.local(look.now):%a %d %b %Y %H:%M} in London"
    if os.environ.get("TOPAZ_NOW"):
        return False, f"a training clock runs (TOPAZ_NOW): {words}", "Unset TOPAZ_NOW for real work."
    try:
        [(newest,)] = look.ask(sql.NEWEST_LINE_OF_LOG)
    except (Unseen, UserError):
        newest = None
    last = unread.moment(newest)
    if last and last - look.now > SKEW:
        ahead = clock.format_span(last - look.now)
        return (
            False,
            f"{words}; the newest entry in the log is {ahead} ahead: a clock was wrong",
            "Set this machine's clock.",
        )
    return True, words


def check_terminal(_look: CheckContext) -> Found:
    """Can the terminal show the screens: its size, its letters, what it says of itself?"""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        words = "this is none (a pipe or a timer): the screens need one, the commands don't"
        if missing := output.missing(output.encoding_of(sys.stdout)):
            words += f"; it writes {missing}, and the commands write the nearest letters"
        return True, words
    wrong = list(_terminal_lacks())
    size = shutil.get_terminal_size()
    within = "tmux" if os.environ.get("TMUX") else "screen" if os.environ.get("STY") else ""
    words = (
        f"{os.environ.get('TERM') or 'unnamed'}, {size.columns}×{size.lines}, {_colours()}{within and f', in {within}'}"
    )
    if wrong:
        return False, f"{words}: {'; '.join(what for what, _ in wrong)}", " ".join(do for _, do in wrong)
    return True, words


def _terminal_lacks() -> Iterator[tuple[str, str]]:
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        yield "its kind is not known (TERM)", "Set TERM, for example to xterm-256color."
    size = shutil.get_terminal_size()
    if size.columns < LEAST_SIZE[0] or size.lines < LEAST_SIZE[1]:
        yield "it is too small", f"Make it {LEAST_SIZE[0]} columns by {LEAST_SIZE[1]} lines or larger."
    if missing := output.missing(output.encoding_of(sys.stdout)) or _missing_by_locale():
        yield f"it writes {missing}", "Set LANG to C.UTF-8 or en_GB.UTF-8: names need it."
    if os.environ.get("TERM") == "linux":  # the console's font has 512 letters at most
        yield "it has few letters (a Linux console)", "Names in Arabic, Hebrew or Chinese show in a terminal window."


def _missing_by_locale() -> str:
    """The letters of the screens that this locale can't show, whatever encoding the output stream names."""
    return output.missing(locale.getpreferredencoding(False))


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in os.environ.get("TERM", "") else "16 colours"

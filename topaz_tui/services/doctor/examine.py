"""Runs every check of the table, each by itself: one that fails keeps no other from running."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from topaz_tui.config import Settings
from topaz_tui.crash_log import log_error
from topaz_tui.errors import UserError
from topaz_tui.services.doctor.finding import CheckResult, Found
from topaz_tui.services.doctor.look import CheckContext, Unseen
from topaz_tui.services.doctor.table import FILE, FOR_A_PART, SERVER


def examine(
    where: Path | str | None, settings_file: str | None, load: Callable[[], Settings]
) -> tuple[CheckResult, ...]:
    """Run every check, and return what each found. `where` is the database and `settings_file` the file that were
    named, None for the usual ones; `load` reads the settings."""
    with ExitStack() as held:
        look = CheckContext(where, settings_file, load, held)
        table = FILE if isinstance(look.where, Path) else FOR_A_PART if look.sees_less else SERVER
        return tuple(_one(about, find, look) for about, find in table.items())


def _one(about: str, find: Callable[[CheckContext], Found], look: CheckContext) -> CheckResult:
    try:
        return CheckResult(about, *find(look))
    except Unseen:
        return CheckResult(about, None, "can't be looked at while the database can't be opened")
    except UserError as trouble:
        return CheckResult(about, None, f"can't be looked at: {trouble.message}", trouble.hint)
    except OSError as error:
        return CheckResult(about, None, f"can't be looked at: {error.strerror or type(error).__name__}")
    except Exception as error:
        return CheckResult(
            about, None, f"can't be looked at (reference {log_error(error)})", "Tell whoever looks after Topaz."
        )

"""A file that leaves Topaz stands in the log before it appears."""

from __future__ import annotations

from collections.abc import Callable, Collection

from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction

NOT_WRITTEN = "a file that was logged was not written"


def log_and_appear(
    session: Session, action: str, what: str, appear: Callable[[], object], about: Collection[int] = (),
    need: Callable[[], object] | None = None, why: str | None = None,
) -> None:  # fmt: skip
    """Log that a file is written, for good, and then let it appear (`appear`): so nothing leaves that is not in the
    log, and no transaction waits for a slow folder. Where it does not appear after all, the log says that too. `about`
    are the clients in it, a line each. `need` runs in the transaction of the log, and raises where the file may not be
    written after all; `why` is what whoever writes it says it is for."""
    with transaction():
        if need:
            need()
        _log(session, action, what, about, why)
    try:
        appear()
    except OSError:
        _log(session, NOT_WRITTEN, what, about, why)
        raise


def _log(session: Session, action: str, what: str, about: Collection[int], why: str | None) -> None:
    with transaction():
        for client in about or (None,):
            audit.record(session.worker_id, action, client, what, why)

"""What a file said of somebody, taken after it was read: once a worker has said who they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from topaz_tui import clock
from topaz_tui.services.importing.existing_clients import ClientUpdater
from topaz_tui.services.importing.imported_person import ImportedPerson, Source
from topaz_tui.services.session import Session


class _OfNoImport:
    """Nothing is noted of what stood there before: an import on whose doubts somebody has decided is not taken
    back."""

    def before(self, ids: Sequence[int]) -> None:
        """There is nothing to keep."""

    def is_new(self, client_id: int) -> bool:  # noqa: ARG002  # as of every import
        """Nobody is: what changes them stands in the log."""
        return False


def update(session: Session, source: Source, found: Mapping[int, ImportedPerson]) -> None:
    """Take what is said about each client. Part of the caller's transaction."""
    ClientUpdater(session.worker_id, session.settings, clock.now(), source, _OfNoImport()).update(found)

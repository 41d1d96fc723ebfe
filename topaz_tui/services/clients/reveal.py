"""Show the numbers of somebody who is not safe to call."""

from __future__ import annotations

from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.permissions import Act
from topaz_tui.services import reasons
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.clients.profile import TIMELINE, ClientProfile, read_profile
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction


def reveal_numbers(session: Session, client_id: int, reason: str, *, limit: int = TIMELINE) -> ClientProfile:
    """The page with the numbers of somebody who is not safe to call: a manager's alone, with a reason, which
    stands on the timeline. For this look only."""
    session.require(Act.SHOW_NUMBERS)
    reason = reasons.given(reason, "Say why the number has to be seen.")
    with transaction():
        write_note(
            session,
            client_id,
            NoteKind.NOTE,
            f"Numbers shown although not safe to call. Reason: {reason}",
        )
        audit.record(session.worker_id, "numbers shown although not safe to call", client_id, why=reason)
        return read_profile(session, client_id, limit, show_numbers=True)

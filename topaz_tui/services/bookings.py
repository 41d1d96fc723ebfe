"""Book an interpreter on the client's page; move or cancel them, with the call that is bound to them."""

from __future__ import annotations

from datetime import timedelta

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import bookings as rules
from topaz_tui.rules import forms
from topaz_tui.rules.bookings import BookingEnd
from topaz_tui.rules.duties import DutyCause
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.referrals import DecisionId, EscalationKind
from topaz_tui.services import correspondence, interpreter_bookings, interpreters, links, missed_bookings
from topaz_tui.services.escalations import moves
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Escalation

NOT_SAVED = "Nothing was saved."
BACK = timedelta(days=2)  # after which they are called where the interpreter was cancelled [ours]


def keep(session: Session, client_id: int, answers: Answers) -> None:
    """Book an interpreter; or, of one who is booked, move them or cancel them, as `answers` say (rules/bookings.py).
    Raises Invalid where an answer is missing, Conflict where nobody is booked any more."""
    asked = rules.CHANGE if "what" in answers else rules.BOOK
    given = forms.settled(asked, answers, clock.now())
    if lacking := forms.all_lacking(asked, given, clock.now()):
        raise Invalid(lacking[0][1], NOT_SAVED, lacking[0][0].id)
    with transaction():
        if asked is rules.BOOK:
            _book(session, client_id, given)
        else:
            _change(session, client_id, given)
        queue_status.refresh((client_id,), session.settings)


def _book(session: Session, client_id: int, given: Answers) -> None:
    """Book the interpreter; the board's line that waits for one ends with that."""
    line = Escalation.select().where(
        Escalation.client.in_(links.group_of(client_id)), Escalation.kind == EscalationKind.INTERPRETER,
        Escalation.closed_at.is_null(),
    ).first()  # fmt: skip
    if line is not None:
        moves.move(session, line.id, line.version, DecisionId.BOOKED, given)
        return
    if given["call"] == "then" and (why := correspondence.no_call_then(client_id, clock.from_store(str(given["at"])))):
        raise Invalid(f"Nobody may call then. {why}.", NOT_SAVED, "at")
    interpreters.book(session, client_id, given)
    interpreters.point_out(session, client_id, clock.now())
    audit.record(session.worker_id, "booked an interpreter", client_id)


def _change(session: Session, client_id: int, given: Answers) -> None:
    now, records = clock.now(), links.group_of(client_id)
    found = interpreter_bookings.booked(records, now)
    if found is None:
        raise Conflict("No interpreter is booked for them any more.", "Open the person again.")
    bound = interpreter_bookings.is_bound(records, found)
    if given["what"] == BookingEnd.MOVED:
        at = clock.from_store(str(given["at"]))
        interpreters.move(session, found, at)
        if bound and not correspondence.no_call_then(client_id, at):  # else a manager is asked which it is
            interpreters.bind(session, client_id, at)
        interpreters.point_out(session, client_id, now)
        audit.record(session.worker_id, "moved an interpreter", client_id, f"booking {found.id}")
        return
    why = str(given["why"]).strip()
    interpreters.end(found.id, BookingEnd.CANCELLED, now, session.worker_id, why)
    later = session.settings.calls.hours.next_open(now + BACK)
    if bound:
        interpreters.set_call(session, client_id, later, "Interpreter cancelled", DutyCause.INTERPRETER)
    missed_bookings.to_be_booked(
        client_id, records, session.worker_id, now, session.settings, f"Cancelled: {why}", by=later
    )
    interpreters.point_out(session, client_id, now)
    audit.record(session.worker_id, "cancelled an interpreter", client_id, f"booking {found.id}")

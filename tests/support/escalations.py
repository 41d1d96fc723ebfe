"""What stands on the board, and moves on it."""

from __future__ import annotations

import json

from topaz_tui import clock
from topaz_tui.services import concerns
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.store import database as store
from topaz_tui.store import models


def submit(session, client, **answers):
    """A concern with as much as submission needs; returns its escalation."""
    begun = concerns.open(session, client)
    with store.transaction():  # what the form needs is tested with the form; here it only has to stand on the board
        document = json.dumps([["What happened", [["Seen", "The fridge was empty."]]]])
        models.Concern.update(
            submitted_at=clock.to_store(clock.now()), submitted_by=session.worker_id, document=document
        ).where(models.Concern.id == begun.id).execute()
        return opening.open_escalation(
            opening.NewEscalation(
                kind="concern", client_id=client, opened_by=session.worker_id, opened_at=clock.now(), state="submitted",
                waiting_for="us to send it", deadline=clock.now(), concern_id=begun.id,
                danger=answers.get("danger", False),
            )
        )  # fmt: skip


def make(session, escalation_id, move, **answers):
    """A move on the newest version."""
    escalations.move(session, escalation_id, escalations.case(session, escalation_id).item.version, move, answers)


def stored(escalation_id):
    return models.Escalation.get_by_id(escalation_id)


SEND = {"how": "phone", "who": "Duty desk"}
ACKNOWLEDGE = {"who": "Duty desk", "reference": "LB-1"}

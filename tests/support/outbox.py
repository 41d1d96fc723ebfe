"""A concern on its way out: how a try to send it ends, and what is kept of it."""

from __future__ import annotations

import json

from tests.support.concerns import WHOLE
from tests.support.sessions import job
from topaz_tui.config import Mail, Sending, Settings
from topaz_tui.rules.referrals import Result
from topaz_tui.services import concerns
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import SendResult
from topaz_tui.store import models

MAIL = Mail(server="mail.example", sender="duty@topaz.example", to="safeguarding@council.example",
            secure_domains="council.example")  # fmt: skip
BY_MAIL = Settings(sending=Sending(channels=("mail", "by hand"), mail=MAIL))
ACCEPTED = SendResult(Result.ACCEPTED, "council at mail.example", "250 OK id=7")
LATER = SendResult(Result.LATER, "council at mail.example", "451 Try again")
REFUSED = SendResult(Result.REFUSED, "council at mail.example", "550 No such mailbox")
UNSURE = SendResult(Result.UNSURE, "council at mail.example", "The line broke off")


def submit(session, client, **answers):
    """A whole concern, submitted as the form does it; the number of its escalation."""
    draft = concerns.open(session, client)
    return concerns.submit(session, draft.id, WHOLE | answers).escalation_id


def state(escalation_id):
    return models.Escalation.get_by_id(escalation_id).state


def moves(escalation_id):
    rows = models.Event.select().where(models.Event.escalation == escalation_id).order_by(models.Event.id)
    return [row.move for row in rows]


def facts(escalation_id, move):
    rows = models.Event.select().where(models.Event.escalation == escalation_id, models.Event.move == move)
    return [json.loads(row.body) for row in rows.order_by(models.Event.id)]


def messages(kind="concern"):
    return list(models.Outbox.select().where(models.Outbox.kind == kind).order_by(models.Outbox.id))


def taken(settings: Settings) -> outbox.Message:
    """The next message that is to go: there is one, and nobody else takes it now."""
    message = escalations.next_message(job(settings))
    assert message is not None
    return message


def attempt(settings, told):
    """Take the next message and tell how it ended; the message."""
    message = taken(settings)
    if told.result != Result.LATER:
        assert outbox.handing_over(job(settings), message)
    escalations.settle(job(settings), message, told)
    return message

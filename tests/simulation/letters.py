"""What is written to people in the simulated year: some of it is printed and posted, some forgotten, and none of it is
ever without an end or somebody who sees to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from random import Random

from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.rules.correspondence import KINDS, LetterWay, StepKind
from topaz_tui.services import correspondence
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, Escalation, Letter


def a_day(session: Session, chance: Random, now: datetime, did: Counter[str]) -> None:
    """Some are written to, whoever may be; what waits is printed on most days, and posted on some."""
    some: list[int] = [row.id for row in Client.select(Client.id).where(Client.postcode.is_null(False))]
    whom = chance.sample(some, min(3, len(some)))
    Client.update(address="14 Pellan Road").where(Client.id.in_(whom)).execute()  # the files have none
    kind, at = chance.choice(KINDS), clock.to_store(now.replace(microsecond=0) + 2 * clock.DAY)
    answers = {"kind": kind.code, "way": LetterWay.PRINT, "at": at, "agreed": "A handrail."}
    try:
        made = correspondence.make(session, whom, answers)
    except UserError:
        did["letters: nobody may be written to"] += 1
    else:
        did["letters"] += len(made.ids)
        did["letters held back"] += len(made.held)
    if chance.random() < 0.6:
        sheets, held = correspondence.sheets(session)
        whose = Letter.select(Letter.client).where(Letter.id.in_([sheet.id for sheet in sheets]))
        did["letters printed to whom it is not safe to write"] += (
            Client.select().where(Client.id.in_(whose), Client.write_ok == 0).count()
        )
        correspondence.printed(session, [sheet.id for sheet in sheets], "batch.pdf")
        did["letters printed"] += len(sheets)
        did["letters held back since"] += len(held)
    if chance.random() < 0.4:
        to_post = correspondence.to_post(session)
        doubtful = [line.id for line in correspondence.doubtful(session, to_post)]
        went, out = correspondence.settle_doubtful(session, doubtful[::2], doubtful[1::2])
        did["letters posted, though not safe any more"] += went
        did["letters taken out before the post"] += out
        did["letters posted"] += correspondence.posted(session, [id for id in to_post if id not in doubtful])


def lost(now: datetime, settings: Settings) -> Iterator[str]:
    """What has neither come to an end, nor is on its way in time, nor is somebody's on the board."""
    failed = {line.id for line in correspondence.waiting(job(settings)) if line.step == StepKind.FAILED}
    for letter in Letter.select().where(Letter.ended_at.is_null()):
        line = Escalation.get_or_none((Escalation.letter == letter.id) & Escalation.closed_at.is_null())
        due = clock.add_working_days(clock.from_store(letter.made_at), settings.owned.letter_days, settings.office)
        if line is None and (due < now or letter.id in failed):
            yield f"{letter.reference} has not gone, and is on no board"
        if line is not None and (line.owner is None or line.owner.retired_at):
            yield f"{letter.reference} is nobody's"

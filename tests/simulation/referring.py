"""Referrals for support in the simulated year: some people are referred to the council or to a service, and each goes
its way by the moves that are there. None may be without an end or an owner, and none may leave its action behind."""

from __future__ import annotations

import random
from collections.abc import Iterator

from topaz_tui.rules import referrals as rules
from topaz_tui.rules import support as forms
from topaz_tui.rules.forms import Answer
from topaz_tui.services import support
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import JobSession, Session
from topaz_tui.store.models import ActionStep, ClientAction, Escalation, SupportReferral

SERVICES = (("Age Well", "voluntary", "by hand"), ("Bramble surgery", "gp", "by hand"))
SAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "send": {"how": ("phone",), "who": ("Duty desk",)},
    "acknowledge": {"who": ("Duty desk",), "reference": ("none given",)},
    "chase": {"how": ("phone",), "who": ("Duty desk",), "said": ("Tomorrow.",)},
    "take_on": {"who": ("J. Osei",), "starts": ("A visit.",)},
    "decline": {"who": ("J. Osei",), "reason": ("No room.",)},
    "outcome": {"result": ("helps", "part", "nothing", "not_wanted"), "said": ("So they say.",)},
    "instead": {"reason": ("Her daughter does it.",)},
    "call_off": {"reason": ("consent", "error", "not_needed"), "why": ("She rang.",)},
    "take_back": {"reason": ("consent", "error", "not_needed"), "why": ("She rang.",), "who": ("Duty desk",)},
    "reopen": {"reason": ("Nobody came after all.",)},
}
"""What may be given for each move: any of these."""
LIKELY = {"send": 6, "take_on": 6, "outcome": 6}


def add_services(manager: Session) -> None:
    """Two services, which a manager keeps."""
    for name, kind, channel in SERVICES:
        support.add(manager, name, kind, channel)


def refer(session: Session, client_id: int, chance: random.Random) -> None:
    """Refer this person to somebody, for what is to be put in place where there is something; without their consent
    that is refused."""
    begun = support.begin(session, client_id)
    options = {question.id: [code for code, _ in question.options] for question in begun.questions}
    given: dict[str, Answer] = {
        "to": chance.choice(options["to"]), "asked": "Rails.", "worse": "Stairs.", "limits": "None",
        "urgency": chance.choice(options["urgency"]), "consent": chance.choice(("given", "given", "given", "refused")),
        **({forms.ACTION: chance.choice(options[forms.ACTION])} if forms.ACTION in options else {}),
    }  # fmt: skip
    support.refer(session, client_id, given)


def go_on(session: Session, chance: random.Random) -> str | None:
    """One referral takes a step, or one that had ended is opened again; which step."""
    lines = list(Escalation.select().where(Escalation.support.is_null(False)).order_by(Escalation.id))
    waiting = [line for line in lines if line.closed_at is None]
    again = chance.random() < 0.1
    if not (waiting or (again and lines)):
        return None
    line = chance.choice(lines if again else waiting)
    can = [move.id for move in escalations.case(session, line.id).moves if not move.why_not and move.id in SAYS]
    if not can:
        return None
    [move] = chance.choices(can, [LIKELY.get(each, 1) for each in can])
    given: dict[str, Answer] = {name: chance.choice(answers) for name, answers in SAYS[move].items()}
    escalations.move(session, line.id, line.version, move, given)
    return move


def lost(job: JobSession) -> Iterator[str]:
    """The referrals that stand nowhere, that nobody has, or that ended and left open the action which they answer."""
    on_board = {item.id: item for item in escalations.board(job).items}
    for each in SupportReferral.select():
        lines = list(Escalation.select().where(Escalation.support == each.id))
        if len(lines) != 1:
            yield f"{each.reference} has {len(lines)} lines"
            continue
        [line] = lines
        if (line.closed_at is not None) != (line.state in rules.FINAL):
            yield f"{each.reference} is {line.state}, and {'closed' if line.closed_at else 'open'}"
        elif line.closed_at is None and not (line.id in on_board and on_board[line.id].with_id):
            yield f"{each.reference} is nobody's"
        elif line.state == rules.EscalationState.CLOSED and line.action_id:
            action = ClientAction.get_by_id(line.action_id)
            if not (action.done_at or action.taken_back_at or _said_since(line)):
                yield f"{each.reference} has ended, and its action is open"


def _said_since(line: Escalation) -> bool:
    """Was what the referral had said of its action taken back since, as a mistake?"""
    taken_back = (ActionStep.action == line.action_id) & ActionStep.taken_back_at.is_null(False)
    return bool(ActionStep.select().where(taken_back).exists())

"""Put right what was recorded on the board by mistake: which of it, what did happen, and why it was recorded otherwise;
then what that undoes and does is shown, before a key makes it so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question, When
from topaz_tui.rules.referrals import EscalationState
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import WINDOW_WIDTH, kept_ask, refusal
from topaz_tui.services.corrections import Corrected
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Item, MoveMeant, RecordedMove
from topaz_tui.text import wrap_hanging
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog

KIND, RIGHT = DraftKind.MOVE, "put right"
"""Of the drafts: the kind, and what their keys say after the escalation's number."""
NEVER = "never"
NOTHING_YET = "Nobody has recorded anything yet."
ENDED = "Nobody decided this here: it ended when it was so no longer. What did that stands on their timeline."
LEAD = "What was recorded stays in the history. Beside it will stand what did happen."


async def put_move_right(page: Page, item: Item) -> bool:
    """Ask, show what will follow, and make it so; whether it was made. What is typed is kept until it is."""
    app, escalation_id, version, name = page.app, item.id, item.version, item.name
    key = f"{escalation_id}/{RIGHT}"
    every = await page.call(escalations.recorded, app.session, escalation_id)
    found = [each for each in every if each.why_not is None]
    if not found:
        app.say(
            (every[0].why_not if every else None) or (ENDED if item.status == EscalationState.CLOSED else NOTHING_YET)
        )
        return False
    title = f"Put right: {name}"
    wrong, back = None, False
    while True:
        answers = await _asked(page, key, title, questions(found), _lead(found), "Go on", wrong=wrong, back=back)
        if answers is None:
            return False
        wrong, back = None, True
        was = next(each for each in found if str(each.event_id) == answers.get("which", str(found[0].event_id)))
        chosen = next((move for move in was.meant if move.id == answers[_meant_id(was)]), None)
        given = await _given(page, key, item, was, chosen) if chosen and chosen.needs else {}
        if given is None:
            continue
        meant = MoveMeant(chosen.id if chosen else None, given)
        what = (app.session, escalation_id, version, was.event_id, meant, str(answers["reason"]))
        try:
            told = await page.call(escalations.preview_correction, app.session, escalation_id, was.event_id, meant)
            if await app.push_screen_wait(ConfirmDialog(f"{title}?", "", done="Put it right", says=says(told))):
                await app.settle(KIND, key, escalations.correct, *what)
                break
        except UserError as trouble:
            wrong = refusal(page, trouble)
    if chosen:
        await app.drop_draft(KIND, f"{key} {chosen.id}")
    app.say("Put right.")
    return True


async def _given(
    page: Page, key: str, item: Item, was: RecordedMove, chosen: escalations.OfferedMove
) -> Answers | None:
    """What the move that was meant needs; what was recorded stands there already, where it is the same question."""
    known = {each.id: was.facts[each.id] for each in chosen.needs if each.id in was.facts}
    lead = "As it should stand, in place of what was recorded."
    check = partial(escalations.wrong_with, chosen.needs, item.since)
    return await _asked(page, f"{key} {chosen.id}", f"{chosen.tells}: {item.name}", chosen.needs, lead,
                        "See what follows", known, check=check)  # fmt: skip


async def _asked(
    page: Page, key: str, title: str, asked: Sequence[Question], lead: str, done: str, known: Answers | None = None,
    **how: Any,
) -> Answers | None:  # fmt: skip
    ask = await kept_ask(page, KIND, key, title, asked, known=known, lead=lead, done=done, **how)
    answers: Answers | None = await page.app.push_screen_wait(ask)
    return answers


def _lead(found: Sequence[RecordedMove]) -> str:
    return LEAD if len(found) > 1 else f"{_name(found[0])}. {LEAD}"


def _name(each: RecordedMove) -> str:
    return f"{each.words}, {clock.format_moment(each.at, clock.now())}"


def questions(found: Sequence[RecordedMove]) -> tuple[Question, ...]:
    """Which of what was recorded was a mistake, where it may be one of several, and what did happen instead."""
    which = Question("which", "Recorded by mistake", "choice", "What was recorded by mistake?",
                     tuple((str(each.event_id), _name(each)) for each in found),
                     needed="Say what was recorded by mistake.")  # fmt: skip
    reason = Question("reason", "How it came about", "line", "It stands in the history, with your name.",
                      needed="Say how the mistake came about.")  # fmt: skip
    several = len(found) > 1
    return (*((which,) if several else ()), *(_meant(each, several=several) for each in found), reason)


def _meant_id(each: RecordedMove) -> str:
    return f"meant_{each.event_id}"


def _meant(each: RecordedMove, *, several: bool) -> Question:
    never = () if each.stays else ((NEVER, "Nothing of the kind: it belongs elsewhere"),)
    same = tuple((move.id, "The same, with other answers") for move in each.meant if move.id == each.move)
    others = tuple((move.id, move.tells) for move in each.meant if move.id != each.move)
    asks = f"{each.stays} What did happen then?" if each.stays else "What did happen then, if anything?"
    return Question(_meant_id(each), "What did happen", "choice", asks,
                    (*never, *same, *others), when=When("which", (str(each.event_id),)) if several else None,
                    needed="Say what did happen, or that nothing did.")  # fmt: skip


def says(told: Corrected) -> str:
    """What a correction undoes and does, to be read before it is made."""
    undone = told.undone or ("Nothing else had followed from it.",)
    return "\n".join(("Undone:", *_below(undone), "Done instead:", *_below(told.done)))


def _below(sentences: Sequence[str]) -> list[str]:
    return [each for words in sentences for each in wrap_hanging(words, WINDOW_WIDTH, at=4)]

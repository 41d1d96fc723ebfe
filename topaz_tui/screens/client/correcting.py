"""Put right what was saved of a call: how it did end, and why it was saved otherwise; then what that undoes and does is
shown, before a key makes it so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import forms, letters, outcomes
from topaz_tui.rules.arranged import IN_CALL, ArrangedAnswer, Said
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question, When
from topaz_tui.screens.base import Page
from topaz_tui.screens.client.newest import look_at_newest, told
from topaz_tui.screens.correcting import says
from topaz_tui.screens.dialogs.draft_form import kept_ask, refusal
from topaz_tui.screens.dialogs.put_said_right import put_said_right
from topaz_tui.services import calls
from topaz_tui.services.calls import CorrectableCall, IntendedOutcome
from topaz_tui.text import fit, one_line
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen

LABEL = 30  # the columns of a question's words
KIND = DraftKind.PUT_RIGHT  # of the draft; its key begins with the client's number, and ends with the call's


async def put_right(page: Page, call_id: int) -> bool:
    """Ask, show what will follow, and make it so; whether it was made. What is typed is kept until it is."""
    app = page.app
    was = await page.call(calls.saved, app.session, call_id)
    if was.why_not:
        app.say(was.why_not)
        return False
    key = f"{was.client_id}/{call_id}"
    title = f"Put right: {was.outcome.words}, {clock.format_moment(was.at, clock.now())}"
    lead = "What was saved stays in the history. Beside it will stand how the call did end."
    wrong, back = None, False
    while True:
        ask = await kept_ask(page, KIND, key, title, questions(was), known=_known(was), lead=lead,
                             done="See what follows", wrong=wrong, back=back)  # fmt: skip
        answers = await app.push_screen_wait(ask)
        if answers is None:
            return False
        meant = _meant(was, answers)
        wrong, back = None, True
        try:
            follows = await page.call(calls.preview, app.session, call_id, meant)
            told = says(follows.said(clock.now()))
            if await app.push_screen_wait(ConfirmDialog(f"{title}?", "", done="Put it right", says=told)):
                await app.settle(KIND, key, calls.correct, app.session, call_id, meant, str(answers["reason"]))
                app.say("Put right.")
                return True
        except UserError as trouble:
            wrong = refusal(page, trouble)


async def put_last_right(page: ClientScreen, call_id: int | None) -> None:
    """Put right this call, else the newest that one may; then look at the client anew."""
    call_id = call_id or await page.call(calls.last_of, page.app.session, page.subject_id)
    if call_id is None:
        page.app.hint("You saved no call with them today: stand on one of the timeline, or on what was decided.")
        return
    before = told(page)
    page.is_asking()
    try:
        await put_right(page, call_id)
    finally:
        await look_at_newest(page, before)
        page.query_one(RecordList).focus()


async def take_back_said(page: ClientScreen, action_id: int) -> None:
    """Put right what was said last of this action; then look at the client anew."""
    before = told(page)
    page.is_asking()
    await put_said_right(page, (action_id,))
    await look_at_newest(page, before)
    page.query_one(RecordList).focus()


def questions(was: CorrectableCall) -> tuple[Question, ...]:
    """How it did end, with what that outcome needs."""
    offered = outcomes.offered(incoming=was.incoming, another=was.another)
    timed = tuple(each.code for each in offered if each.time)
    return (
        Question("outcome", "How it did end", "choice", "How did the call end?",
                 tuple((each.code, each.words) for each in offered), needed="Say how the call did end.",
                 letters=letters.of(each.code for each in offered)),
        Question("when", "When", "time", "When are they back, or called?", when=When("outcome", timed), sense="ahead"),
        Question("note", "Note", "text", "The note as it should stand."),
        *(each for answer, detail in was.arranged.items() for each in _what_came(answer.action_id, detail)),
        Question("reason", "How the mistake came about", "line", "It stands in the history, with your name.",
                 needed="Say how the mistake came about."),
    )  # fmt: skip


def _what_came(action_id: int, detail: str) -> Iterator[Question]:
    """What was said of something that was arranged before, to be said anew."""
    spoke = tuple(outcome.code for outcome in outcomes.OUTCOMES if outcome.reached_client)
    yield Question(
        f"arranged-{action_id}", fit(one_line(detail), LABEL).rstrip(), "choice", f"Has it come: {one_line(detail)}?",
        tuple((choice.said, choice.words) for choice in IN_CALL), when=When("outcome", spoke),
        letters=tuple((choice.said, choice.key) for choice in IN_CALL),
    )  # fmt: skip
    yield Question(f"by-{action_id}", "By when", "day", "The day by which it is to come now.",
                   when=When(f"arranged-{action_id}", (Said.NOT_YET,)), needed="By when is it to come now?",
                   sense="ahead")  # fmt: skip


def _known(was: CorrectableCall) -> Answers:
    known: Answers = {"note": was.note}
    for answer in was.arranged:
        known[f"arranged-{answer.action_id}"] = answer.said
        known[f"by-{answer.action_id}"] = answer.by.isoformat() if answer.by else None
    return known


def _arranged(was: CorrectableCall, answers: Answers) -> Iterator[ArrangedAnswer]:
    for each in was.arranged:
        if said := answers.get(f"arranged-{each.action_id}"):
            by = forms.day_of(answers.get(f"by-{each.action_id}")) if said == Said.NOT_YET else None
            yield ArrangedAnswer(each.action_id, Said(str(said)), by)


def _meant(was: CorrectableCall, answers: Answers) -> IntendedOutcome:
    when = answers.get("when")
    moment = clock.from_store(when) if isinstance(when, str) and when.strip() else None
    return IntendedOutcome(
        str(answers["outcome"]), str(answers.get("note") or ""), moment, tuple(_arranged(was, answers))
    )

"""What a worker sees to, on the page of today: its lines, and what they say of one or of several at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from topaz_tui import clock
from topaz_tui.grammar import counted, sentence_case
from topaz_tui.rules import forms
from topaz_tui.rules.arranged import CHOICE, GIVEN, Said
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.colleagues import which_colleague
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import actions
from topaz_tui.services.actions import OwnAction, SaidToday, Settled
from topaz_tui.text import one_line
from topaz_tui.widgets.dialogs import Answers
from topaz_tui.widgets.record_list import Column, RecordLine

KIND = DraftKind.ACTIONS  # of the drafts; their keys are what is said
MARKED, DONE = "●", "✓"
COLUMNS = (
    Column("", 1),
    Column("By", 12, when=True),
    Column("What was put in place", 24, grows=3, wraps=True),
    Column("Name", 18, grows=2, wraps=True),
    Column("Who does it", 14, grows=1, drop=1, wraps=True),
)
NOTHING = (
    "You see to nothing that is still to come.\n\nWhat you put in place in a call stands here until somebody says that"
    " it came."
)
QUESTIONS = {
    "day": Question("by", "By when", "day", "The day by which it is to come now: fri, +2w, 3 dec.",
                    needed="By when is it to come now?", sense="ahead"),
    "why": Question("why", "Why", "line", "It stands on the timeline, with your name.",
                    needed="Say why it was not done."),
}  # fmt: skip
"""What an answer asks beside."""


def own_lines(own: Sequence[OwnAction], said: Sequence[SaidToday], marked: Collection[object]) -> list[RecordLine]:
    """What is still to come, the oldest day first; below it what was said of some today, which can be put right."""
    return [*(_own_line(each, marked) for each in own), *(_said_line(each, marked) for each in said)]


def _own_line(action: OwnAction, marked: Collection[object]) -> RecordLine:
    key = ("own", action.id)
    late = action.days_late(clock.today())
    by = f"{counted(late, 'day')} late" if late else clock.format_day(action.due)
    who = " · ".join(filter(None, (action.who, action.referred)))
    cells = (MARKED if key in marked else "!" if late else "", by, one_line(action.what), action.name, who)
    return RecordLine(key, cells, "late" if late else "")


def _said_line(said: SaidToday, marked: Collection[object]) -> RecordLine:
    key = ("said", said.step_id)
    _, *cells = said_cells(said)
    return RecordLine(key, (MARKED if key in marked else DONE, *cells), "quiet")


def said_cells(said: SaidToday) -> tuple[str, ...]:
    """What stands on the line of what was said of an action today."""
    words = f"Given to {said.to}" if said.said == GIVEN else CHOICE[Said(said.said)].words
    words += f", now by {clock.format_day(said.by)}" if said.by else ""
    return DONE, f"{clock.local(said.at):%H:%M}", f"{words}: {one_line(said.what)}", said.name, ""


def own_words(own: Sequence[OwnAction], marked: int) -> str:
    """'3 late · 5 more to see to'; of several marked, what to press."""
    if marked:
        return f"{marked} marked: y came, n not yet, x not wanted, e not done, p to a colleague"
    late = sum(bool(each.days_late(clock.today())) for each in own)
    later = len(own) - late
    parts = (
        f"{late} late" if late else "",
        f"{later} {'more ' if late else ''}to come" if later else "",
        "space marks several, p gives them away" if own else "you see to nothing that is still to come",
    )
    return sentence_case(" · ".join(filter(None, parts)))


async def say_of(page: Page, chosen: Sequence[OwnAction], said: Said) -> bool:
    """Say this of them; whether it was said. A day, or why, is asked once for all."""
    choice, ids = CHOICE[said], tuple(action.id for action in chosen)
    session = page.app.session
    if not choice.asks:
        _tell(page, chosen, choice.words, await page.call(actions.say, session, ids, said))
        return True

    async def keep(answers: Answers) -> Settled:
        by, why = forms.day_of(answers.get("by")), str(answers.get("why") or "")
        return await page.app.settle(KIND, said, actions.say, session, ids, said, by, why)

    done = await ask_and_do(
        page, KIND, said, f"{choice.words}: {_which(chosen)}", (QUESTIONS[choice.asks],), keep, done="Record it"
    )
    if done:
        _tell(page, chosen, choice.words, done.value)
    return done is not None


async def give_to(page: Page, chosen: Sequence[OwnAction]) -> bool:
    """Give them to a colleague; whether that was done."""
    to = await which_colleague(page, "Who sees to it", "Choose who sees to it.")
    if to is None:
        return False

    async def give(answers: Answers) -> tuple[Settled, str]:
        ids, colleague = tuple(action.id for action in chosen), str(answers["to"])
        return await page.call(actions.give, page.app.session, ids, int(colleague)), dict(to.options)[colleague]

    done = await ask_and_do(page, "", "", f"Give to a colleague: {_which(chosen)}", (to,), give, done="Give")
    if done:
        settled, colleague = done.value
        _tell(page, chosen, f"Given to {one_line(colleague)}", settled)
    return done is not None


def _which(chosen: Sequence[OwnAction]) -> str:
    return one_line(chosen[0].what) if len(chosen) == 1 else counted(len(chosen), "action")


def _tell(page: Page, chosen: Sequence[OwnAction], words: str, settled: Settled) -> None:
    which = f"{settled.done} of {counted(len(chosen), 'action')}" if settled.before else _which(chosen)
    told = f"{words}: {which}."
    if settled.before:
        told += f" Settled by somebody meanwhile, and left so: {', '.join(map(one_line, settled.before))}."
    page.app.say(f"{told} z on its line puts it right.")

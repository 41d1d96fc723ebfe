"""Windows whose words outlive any end: what is typed is a draft until the deed that it is for is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from topaz_tui.rules import forms
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.widgets.ask import Answers, Ask, Sure, WillSay
from topaz_tui.widgets.plain import beneath

WINDOW_WIDTH = 66  # columns of the text in a window
SEEN = "_seen"  # beside the answers of a draft
AGAIN = "What you typed before, and did not save, is here again."


async def kept_ask(
    page: Page,
    kind: str,
    key: str,
    title: str,
    questions: Sequence[Question],
    *,
    known: Answers | None = None,
    seen: dict[str, str] | None = None,
    lead: str = "",
    **how: Any,
) -> Ask:
    """The window, with what was typed into it before. `app.settle` forgets that with the deed.

    Of what is `known` only what was changed is kept, so that an old draft takes nothing back that a colleague changed
    since. `seen` is what each field shows, and is kept with what was typed over it: of a draft, it becomes what the
    field showed then.
    """
    known = known or {}
    typed = await page.app.load_draft(kind, key) or {}
    then = typed.pop(SEEN, {})
    if seen is not None:
        seen |= {name: words for name, words in then.items() if name in typed}

    def keep(answers: Answers) -> None:
        changed: dict[str, Any] = {name: answer for name, answer in answers.items() if answer != known.get(name)}
        if changed and seen is not None:
            changed[SEEN] = {name: seen[name] for name in changed if name in seen}
        page.app.keep_draft(kind, key, changed)

    lead = f"{lead} {AGAIN}".strip() if typed else lead
    return Ask(title, questions, answers={**known, **typed}, keep=keep, lead=lead, **how)


async def asked_and_shown(
    page: Page,
    kind: str,
    key: str,
    title: str,
    questions: Sequence[Question],
    tells: str,
    *,
    then: str = "",
    lead: str = "",
    danger: bool = False,
    done: str,
    **how: Any,
) -> Answers | None:
    """Ask what something needs that can't be altered once it is recorded, and show what the record will say before it
    does: the key that fills in is not the one that records. Back from there are the answers. None where it is left;
    what was typed is kept."""
    while True:
        ask = await kept_ask(page, kind, key, title, questions, lead=lead or then, danger=danger, done=done, **how)
        answers: Answers | None = await page.app.push_screen_wait(ask)
        if answers is None:
            return None
        says = will_say(tells, page.app.desk.name, questions, answers)
        window = Sure if danger else WillSay
        name = f"{title}?" if danger else f"It will say, for good · {title}"
        if await page.app.push_screen_wait(window(name, then, done=done if danger else "Record it", says=says)):
            return answers


def will_say(tells: str, who: str, questions: Sequence[Question], answers: Answers) -> str:
    """What a history says of a deed: what, who, and all that was answered."""
    given = [
        each
        for question in questions
        if not forms.unanswered(answers.get(question.id))
        for each in beneath(
            f"{question.words}: {forms.answer_words(question, answers[question.id])}", WINDOW_WIDTH, at=4
        )
    ]
    return "\n".join((f"{tells} · {who}", *given))

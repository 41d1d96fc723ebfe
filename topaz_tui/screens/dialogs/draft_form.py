"""Windows whose words outlive any end: what is typed is a draft until the action that it is for is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from topaz_tui.errors import UserError
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Elsewhere, Page
from topaz_tui.services import drafts
from topaz_tui.text import wrap_hanging
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog, FormDialog, PromiseDialog

WINDOW_WIDTH = 66  # columns of the text in a window
SEEN = "_seen"  # beside the answers of a draft
AGAIN = "What you typed before, and did not save, is here again."
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormDone(Generic[T]):
    """What was asked for is done; `value` is what it gave."""

    value: T


async def pending(page: Page, kind: str) -> dict[str, dict[str, Any]]:
    """What was typed of this kind before, and not saved for good, by its key: also what the database has not taken
    yet."""
    await page.app.autosaver.flush()
    kept = {each.key: each.body for each in await page.call(drafts.pending, page.app.session, kind)}
    kept |= {each.key: each.body for each in page.app.autosaver.left if each.kind == kind}
    return {key: body for key, body in kept.items() if body}


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
    back: bool = False,
    **how: Any,
) -> FormDialog:
    """The window, with what was typed into it before. `app.settle` forgets that with the action. One comes `back`
    to it from what followed a moment ago: then nothing in it is from before.

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

    again = bool(typed) and not back
    lead = f"{lead} {AGAIN}".strip() if again else lead
    answers = {**known, **typed}
    return FormDialog(title, questions, answers=answers, keep=keep, lead=lead, again=again, **how)


async def ask_and_do(
    page: Page,
    kind: str,
    key: str,
    title: str,
    questions: Sequence[Question],
    work: Callable[[Answers], Awaitable[T]],
    **how: Any,
) -> FormDone[T] | None:
    """Ask, and do it. A form is left by whoever fills it in, and by nothing else: where the action is refused, the
    window is there again, with all that was typed and why, and no key that follows reaches the page below. None where
    it was left; what was typed is kept. Without a `kind` there is no draft of it: choices alone."""
    assert kind or all(question.kind in forms.PICKED for question in questions), "words need a draft"
    given: Answers = {}
    wrong: UserError | None = None
    while True:
        if kind:
            ask = await kept_ask(page, kind, key, title, questions, wrong=wrong, back=wrong is not None, **how)
        else:
            ask = FormDialog(title, questions, answers=given, wrong=wrong, **how)
        answers: Answers | None = await page.app.push_screen_wait(ask)
        if answers is None:
            return None
        given = answers
        try:
            return FormDone(await work(answers))
        except UserError as trouble:
            wrong = refusal(page, trouble)


def refusal(page: Page, trouble: UserError) -> UserError:
    """Why a form's action was refused, to be said in the form; raises it where they have gone elsewhere meanwhile: no
    window comes over what they do there, and what was typed is kept."""
    if isinstance(trouble, Elsewhere) or page.app.screen is not page:
        raise trouble
    return trouble


@dataclass(frozen=True, slots=True)
class ForGood:
    """What can't be altered once it is recorded: what its window is called, what the record tells, what comes `then`,
    and what the key that is `done` with the window says."""

    title: str
    tells: str
    done: str
    then: str = ""
    danger: bool = False


async def asked_and_shown(
    page: Page,
    kind: str,
    key: str,
    questions: Sequence[Question],
    record: ForGood,
    *,
    lead: str = "",
    wrong: UserError | None = None,
    **how: Any,
) -> Answers | None:
    """Ask what the record needs, and show what it will say before it does: the key that fills in is not the one that
    records. Back from there are the answers. None where it is left; what was typed is kept. `wrong` is why the record
    was refused a moment ago."""
    back, danger = wrong is not None, record.danger
    while True:
        about: dict[str, Any] = {"lead": lead or record.then, "danger": danger, "wrong": wrong, "back": back}
        ask = await kept_ask(page, kind, key, record.title, questions, done=record.done, **about, **how)
        answers: Answers | None = await page.app.push_screen_wait(ask)
        if answers is None:
            return None
        wrong, back = None, True
        says = will_say(record.tells, page.app.session.name, questions, answers)
        window = ConfirmDialog if danger else PromiseDialog
        name = f"{record.title}?" if danger else f"It will say, for good · {record.title}"
        done = record.done if danger else "Record it"
        if await page.app.push_screen_wait(window(name, record.then, done=done, says=says)):
            return answers


def will_say(tells: str, who: str, questions: Sequence[Question], answers: Answers) -> str:
    """What a history says of an action: what, who, and all that was answered."""
    given = [
        each
        for question in questions
        if not forms.unanswered(answers.get(question.id))
        for each in wrap_hanging(
            f"{question.words}: {forms.answer_words(question, answers[question.id], named=True)}", WINDOW_WIDTH, at=4
        )
    ]
    return "\n".join((f"{tells} · {who}", *given))

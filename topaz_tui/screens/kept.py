"""Windows whose words outlive any end: what is typed is a draft until the deed that it is for is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.widgets.ask import Answers, Ask

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

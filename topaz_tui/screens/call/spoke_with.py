"""The window over a call that asks who speaks for the person, or with them; and what it says, in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import forms
from topaz_tui.rules import representatives as rules
from topaz_tui.rules.forms import Question
from topaz_tui.services.calls import BriefContact
from topaz_tui.widgets.dialogs import Answers


def questions_of(contacts: Sequence[BriefContact]) -> tuple[Question, ...]:
    """The form, with those beside the person to choose from."""
    return rules.in_a_call((str(each.contact_id), _who(each)) for each in contacts)


def wrong_with(contacts: Sequence[BriefContact]) -> Callable[[Answers], UserError | None]:
    """A check of the answers, with what is on record of these contacts."""

    asked = questions_of(contacts)

    def check(given: Answers) -> UserError | None:
        answers = {each.id: given.get(each.id) for each in forms.visible_questions(asked, given)}
        found = rules.wrong(answers, clock.today())
        if found is None and answers.get("seen") == rules.AS_ON_RECORD:
            known = next((each.role for each in contacts if str(each.contact_id) == answers.get("who")), None)
            if known is None or not known.holds or known.acts_as != answers.get("acts_as"):
                found = "seen", "Nothing on record of their authority holds now: say what was seen."
        return Invalid(found[1], field=found[0]) if found else None

    return check


def spoke_with_words(said: Mapping[str, Any], contacts: Sequence[BriefContact]) -> str:
    """'Through somebody for them: Ada Stone, daughter (Attorney for health and welfare)'."""
    through = str(said.get("through") or "")
    if through not in rules.HOW:
        return rules.SPOKE_WITH.get(through, "")
    known = next((_who(each) for each in contacts if str(each.contact_id) == said.get("who")), None)
    new = ", ".join(str(said[name]) for name in ("name", "relation") if said.get(name))
    kind = rules.KIND.get(str(said.get("acts_as") or ""))
    return f"{rules.HOW[through]}: {known or new or 'nobody named'}{f' ({kind.words})' if kind else ''}"


def _who(contact: BriefContact) -> str:
    return ", ".join(filter(None, (contact.name, contact.relation)))

"""Why an action of a concern can't be taken now."""

from __future__ import annotations

from topaz_tui.rules import forms
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.concern.danger import danger_open
from topaz_tui.services.concerns import ConcernDraft
from topaz_tui.services.session import Session


def disabled_reason(
    action_id: str, draft: ConcernDraft | None, answers: forms.Answers, session: Session, *, writing: bool
) -> str | None:
    """Why this action can't be taken now, in a sentence; None where it can. `writing`, where the concern can be typed
    into here."""
    name = action_id.removeprefix("concern.")
    if action_id == "everywhere.concern":
        return "You are in a concern."
    if draft is None:
        return "It is still being opened."
    if name == "add" and (writing or not draft.submitted_at):
        return "It isn't submitted yet: only then is it added to."
    is_draft = not (draft.submitted_at or draft.discarded_at)
    if name == "discard" and is_draft and session.may(Act.DISCARD_CONCERN_OF_ANOTHER):
        return None
    if name != "add" and action_id.startswith("concern.") and not writing:
        return "This one is for reading: it can't be altered."
    if name == "called_999" and not danger_open(answers):
        return "Say first that somebody is in immediate danger, or correct the time there."
    return None

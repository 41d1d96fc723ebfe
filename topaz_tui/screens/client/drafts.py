"""What was typed in a window of a client's page and left: which action opens that window again."""

from __future__ import annotations

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens.client import referring
from topaz_tui.screens.client.forms import FORMS

ACTION_OF_DRAFT = {form.kind: form.action for form in FORMS.values()} | {
    DraftKind.SHOW_NUMBERS: "reveal",
    DraftKind.BREAK_GLASS: "break_glass",
    referring.DRAFT: "refer",
}
"""The action that opens the window of a kind of draft."""

"""What of a concern is read and not typed into: the document that the council gets, and how a concern stands."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.grammar import does
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.screens.concern.keys import key
from topaz_tui.services.concerns import ConcernDraft, View
from topaz_tui.text import sanitize


class ConcernText(VerticalScroll):
    """Plain text to be read, moved with the arrows."""

    def __init__(self, text: str) -> None:
        super().__init__(classes="reading")
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(sanitize(self._text)))


def as_document(draft: ConcernDraft, typed: forms.Answers) -> str:
    """As the council gets it, below what is still needed."""
    answers = forms.settled(rules.QUESTIONS.values(), typed, clock.now())
    lacking = [f"! {each.sentence}" for each in rules.missing(answers)]
    head = f"STILL NEEDED ({key('concern.next_missing')} goes to the first)"
    lead = [head, *lacking, "", ""] if lacking else []
    document = rules.document(answers, draft.adult, draft.raised_by, draft.reference)
    return "\n".join([*lead, rules.as_text(document)])


def standing(view: View, me: str) -> str:
    """How a concern that is for reading stands, as the one who is called `me` reads it."""
    if view.submitted_at:
        when = clock.format_moment(view.submitted_at, clock.now())
        adds = f"{key('concern.add')} adds to it"
        return f"Submitted {when} by {view.author}: it can't be altered · {adds}"
    if view.discarded:
        return f"Discarded: {view.discarded}"
    who = does("You" if view.author == me else view.author, "is")
    return f"{who} writing this since {clock.format_moment(view.opened_at, clock.now())}"

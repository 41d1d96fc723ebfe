"""What is known before the call, as rows of label and words; and in two lines, for while it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import checks, duties, reviews
from topaz_tui.rules.duties import DutyKind
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.services.calls import Brief, ContactNumber, LastCall, Number
from topaz_tui.text import sanitize, wrap
from topaz_tui.widgets.pieces import Piece

Fact = tuple[str, str, str]
"""A label, the words, and a tone: '', '*' for what comes first, '!' for what must not be missed, '?' for what is still
needed, '#' for a heading, '-' for what is quiet."""
TONES = {"*": "bold", "!": "bold $error", "?": "bold $warning", "#": "bold $accent", "-": "$text-muted", "": ""}


class FactTable(Widget):
    """Rows of label and words, the words folded under themselves."""

    DEFAULT_CSS = "FactTable { height: auto; width: 1fr; padding: 0 1; }"

    def __init__(self, facts: Sequence[Fact] = (), *, label: int = 15, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts, self._label = tuple(facts), label

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these rows instead."""
        if self._facts != (facts := tuple(facts)):
            self._facts = facts
            self.refresh(layout=True)

    def _lines(self, width: int) -> Iterator[tuple[str, str, str]]:
        for label, words, tone in self._facts:
            if tone == "#":
                yield "", label, tone
                continue
            room = width - self._label if label else width
            lines = [part for each in sanitize(words).split("\n") for part in wrap(each, max(10, room))]
            for place, text in enumerate(lines):
                yield (label if not place else "") if label else "-", text, tone

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return sum(1 for _ in self._lines(width))

    def render(self) -> Content:
        pieces: list[Piece] = []
        for label, text, tone in self._lines(self.size.width):
            if pieces:
                pieces.append("\n")
            if tone != "#" and label != "-":
                pieces.append((f"{label:<{self._label}}", "$text-muted"))
            pieces.append((text, TONES[tone]))
        return Content.assemble(*pieces) if pieces else Content("")


UNKNOWN = "(can't be read)"


def left_facts(brief: Brief) -> Iterator[Fact]:
    """What the last caller left, before all else."""
    for left in brief.left:
        yield "Left for you", f"{left.text} ({left.by}, {clock.format_moment(left.at, clock.now())})", "*"


def concern_facts(brief: Brief) -> Iterator[Fact]:
    """The concerns about them that are not over: with whom each is, and until when."""
    for concern in brief.concerns:
        yield "Concern", f"! {concern.words(clock.now())}", "!"


def why_facts(brief: Brief) -> Iterator[Fact]:
    """Why this person, what was last, and what is still to be done for them."""
    if brief.stopped:
        yield "No calls", f"! {brief.stopped}", "!"
    if brief.away:
        yield "Away", f"! {brief.away}", "!"
    if brief.also:
        yield "Also record", f"{', '.join(brief.also)}: what stands there counts here", ""
    for words in brief.alike:
        yield "Same person?", f"May be the same as {words}: d on their page settles it", ""
    if brief.why and brief.due_at:
        due = clock.format_moment(brief.due_at, clock.now())
        due = due if brief.why == DutyKind.CALLBACK else due.rpartition(" ")[0]
        attempts = f"; {counted(brief.attempts, 'attempt')} so far" if brief.attempts else ""
        reason = f" ({brief.reason})" if brief.reason and not _said_by(brief.last_call, brief.reason) else ""
        yield "Why now", f"{duties.WORDS.get(brief.why, UNKNOWN)} due {due}{reason}{attempts}", ""
    if brief.last_call:
        last = brief.last_call
        note = f": {last.note}" if last.note else ""
        yield "Last call", f"{clock.format_moment(last.at, clock.now())}, {last.by}. {last.outcome}{note}", ""
    for action in brief.actions:
        by = f", by {clock.format_day(action.by_on)}" if action.by_on else ""
        who = f" ({action.who}{by})" if action.who else by
        known = reviews.ACTION.get(action.kind)
        yield "Open", f"{known.words if known else UNKNOWN}: {action.detail}{who}", ""
    if brief.household:
        yield "Lives with", brief.household, ""
    for contact in brief.contacts:
        told = f"; may be told: {contact.may_be_told}" if contact.may_be_told else ""
        relation = f", {contact.relation}" if contact.relation else ""
        role = f"; {contact.role.words}" if contact.role.words else ""
        yield "Contact", f"{'! ' if contact.role.ask else ''}{contact.name}{relation}{told}{role}", ""


def _said_by(last: LastCall | None, reason: str) -> bool:
    """Is the reason the note of the last call, which stands below with who wrote it?"""
    return last is not None and last.note.strip().rstrip(".").casefold() == reason.strip().rstrip(".").casefold()


def script(brief: Brief, direction: str = "out", contact: ContactNumber | None = None) -> tuple[str, ...]:
    """How to open, in sentences; where the number is a contact's, to them."""
    if direction == "in":
        return checks.OPENING_INCOMING
    if contact:
        return checks.opening_to_contact(contact.who.partition(",")[0], contact.told.rstrip("."))
    return (f"Ask for {brief.called} by name.", *checks.OPENING[1:])


LONG_RING = 3600  # seconds after which a running time is no longer worth showing


def ringing_words(draft: CallDraft, number: Number | ContactNumber | None) -> str:
    """What rings, who that is where it is a contact, and since when; of a call that came in since when alone."""
    began, now = clock.from_store(draft.rang_at or ""), clock.now()
    seconds = int((now - began).total_seconds())
    since = f"{seconds // 60}:{seconds % 60:02}" if seconds < LONG_RING else f"since {clock.format_moment(began, now)}"
    if draft.direction == "in":
        return f"On the line {since}"
    words, note = (number.words, number.note) if number else ("", "")
    ringing = f"Ringing {words} {since}".replace("  ", " ")
    return f"{ringing} · {note}" if note else ringing


def script_facts(sentences: Sequence[str]) -> Iterator[Fact]:
    """The same as rows of a card."""
    yield "How to open", "", "#"
    for words in sentences:
        yield "", f"· {words}", ""


def that_fit(sentences: Sequence[str], width: int, lines: int) -> list[str]:
    """The script where there is little room: whole sentences alone, as many as fit, and where the others are."""
    told: list[str] = []
    for words in sentences:
        parts = wrap(f"· {words}", max(10, width))
        if len(told) + len(parts) > lines - (words != sentences[-1]):
            return [*told, "· More: ← the card"] if lines > len(told) else told
        told += parts
    return told

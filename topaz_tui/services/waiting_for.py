"""What a line of the board waits for, where it says more than its kind: which number, which safe times, or
which action, letter, duty or piece of work, it is about."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import Safety, quoted_times, unread_times_words
from topaz_tui.rules.referrals import OF_CHILDREN, EscalationKind
from topaz_tui.services import links, whose
from topaz_tui.services.safety import safety_of


def waits_for(words: str, kind: str, client_id: int, facts: Mapping[str, object]) -> str:
    """What a line of the board waits for, in words. `words` are those of its kind, `facts` what it was opened with."""
    if kind == EscalationKind.UNREAD_TIMES:
        times = _safety(client_id).unread_times
        return f'what "{quoted_times(times)}" means' if times else words
    if kind == EscalationKind.OUTSIDE_HOURS:
        windows = _safety(client_id).windows
        return f"a call agreed for {people.window_words(windows)}" if windows else words
    if kind in (EscalationKind.ACTION, EscalationKind.LETTER, *OF_CHILDREN):
        return str(facts.get("_what") or words)
    return whose.waits_for(words, kind, client_id, facts) if kind == whose.WHOSE else words


def known_times(kind: str, client_id: int) -> str:
    """The sentence that says what is known of the safe times of whom the line is about; '' for a line of another
    kind."""
    if kind not in (EscalationKind.UNREAD_TIMES, EscalationKind.OUTSIDE_HOURS):
        return ""
    known = _safety(client_id)
    if known.unread_times:
        return unread_times_words(known.unread_times)
    return f"Safe to call only {known.safe_times}" if known.windows else ""


def _safety(client_id: int) -> Safety:
    return safety_of(links.group_of(client_id), clock.today())

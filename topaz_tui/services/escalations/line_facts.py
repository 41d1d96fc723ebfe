"""What lines of the board say beyond their own row and events: which number, which safe times, which action, letter,
duty or piece of work a line is about, and whether Topaz still sends its document. It is read at once for all lines of a
list, so that a board of a thousand asks as many statements as a board of ten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import Numbers, Safety, quoted_times, unread_times_words
from topaz_tui.rules.referrals import OF_CHILDREN, EscalationKind
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.outbox import UnderWay
from topaz_tui.services.safety import safety_of_each
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Phone
from topaz_tui.store.rows import as_json, ids_in

Line = tuple[EscalationRow, tuple[EscalationEvent, ...]]

_OF_TIMES = (EscalationKind.UNREAD_TIMES, EscalationKind.OUTSIDE_HOURS)
_LAST = 4  # figures by which two numbers are told apart in a line


@dataclass(frozen=True, slots=True)
class _PhoneRow:
    """A number, and what is dialled before it."""

    number: str
    dial_first: str | None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What lines say beyond their rows and events. `sent`: which of their documents are under way. `safety`: by client,
    how somebody can be called, for lines that need it. `phones`: by id, the numbers whose owner is to be found."""

    sent: UnderWay = field(default_factory=UnderWay)
    safety: Mapping[int, Safety] = field(default_factory=dict)
    phones: Mapping[int, _PhoneRow] = field(default_factory=dict)

    def waits_for(self, words: str, row: EscalationRow, events: tuple[EscalationEvent, ...]) -> str:
        """What a line waits for, in words; `words` are those of its kind. A number is told by its last figures, so that
        two such lines differ even where a list cuts them."""
        if row.kind == EscalationKind.UNREAD_TIMES:
            times = self.safety[row.client_id].unread_times
            return f'what "{quoted_times(times)}" means' if times else words
        if row.kind == EscalationKind.OUTSIDE_HOURS:
            windows = self.safety[row.client_id].windows
            return f"a call agreed for {people.window_words(windows)}" if windows else words
        if row.kind in (EscalationKind.ACTION, EscalationKind.LETTER, EscalationKind.QUESTION, *OF_CHILDREN):
            said = [each.facts["_what"] for each in events if each.facts.get("_what")]
            return str(said[-1]) if said else words
        phone = self._phone(row, events)
        shown = self._numbers(row).words(phone.number) if phone else None
        return f"whose number …{''.join(filter(str.isdigit, shown))[-_LAST:]} is" if shown else words

    def number_of(self, row: EscalationRow, events: tuple[EscalationEvent, ...]) -> str:
        """The number whose owner is unknown, as it is dialled; why it is not shown, where it is not safe to call them;
        '' where the line is of another kind, or names none."""
        phone = self._phone(row, events)
        return self._numbers(row).said(phone.number, phone.dial_first) if phone else ""

    def times_of(self, row: EscalationRow) -> str:
        """The sentence that says what is known of the safe times of whom the line is about; '' for a line of another
        kind."""
        if row.kind not in _OF_TIMES:
            return ""
        known = self.safety[row.client_id]
        if known.unread_times:
            return unread_times_words(known.unread_times)
        return f"Safe to call only {known.safe_times}" if known.windows else ""

    def _phone(self, row: EscalationRow, events: tuple[EscalationEvent, ...]) -> _PhoneRow | None:
        phone_id = _phone_id((row, events))
        return None if phone_id is None else self.phones.get(phone_id)

    def _numbers(self, row: EscalationRow) -> Numbers:
        return Numbers(self.safety[row.client_id].decided())


def line_facts(lines: Collection[Line]) -> LineFacts:
    """What these lines say beyond their rows and events, read for all of them at once."""
    numbers = {phone_id for line in lines if (phone_id := _phone_id(line)) is not None}
    about = {row.client_id for row, _ in lines if row.kind in (*_OF_TIMES, EscalationKind.WHOSE_NUMBER)}
    return LineFacts(
        outbox.under_way(row.id for row, _ in lines if row.is_document),
        safety_of_each(about),
        {row["id"]: _PhoneRow(row["number"], row["dial_first"]) for row in _phones(as_json(numbers))}
        if numbers
        else {},
    )


def _opened_with(events: tuple[EscalationEvent, ...]) -> Mapping[str, Any]:
    return events[0].facts if events else {}


def _phone_id(line: Line) -> int | None:
    row, events = line
    phone_id = _opened_with(events).get("_phone") if row.kind == EscalationKind.WHOSE_NUMBER else None
    return phone_id if isinstance(phone_id, int) else None


@Compiled
def _phones(among: Any) -> Any:
    return Phone.select(Phone.id, Phone.number, Phone.dial_first).where(Phone.id.in_(ids_in(among)))

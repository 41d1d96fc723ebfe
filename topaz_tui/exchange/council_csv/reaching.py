"""How they are reached: address, numbers, an interpreter, when a call is safe, whether writing is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from topaz_tui.config import ADDRESS
from topaz_tui.exchange.council_csv.cells import Safe, says_nothing
from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.exchange.council_csv.survey import PHONES
from topaz_tui.rules.people import PhoneNumber, parse_phones, safe_times


def read_address(batch: Columns) -> Sequence[str]:
    """The address of each row as one line, however many columns it has."""
    lines = [cells for c in ("address_1", "address_2", "address_3", "address_4") if any(cells := batch.text(c))]
    if not lines:
        return ("",) * batch.count
    return lines[0] if len(lines) == 1 else [", ".join(filter(None, parts)) for parts in zip(*lines, strict=True)]


def read_phones(batch: Columns) -> Sequence[tuple[PhoneNumber, ...]]:
    """The numbers of each row, in the order of their columns, with what stands beside them; a number that is named
    twice comes once. Warns where the words beside it forbid ringing it."""
    found = []
    for column in PHONES:
        if column not in batch.reader.places:
            continue
        phones = [each or () for each in batch.values(column, _phones_or_none, "can't be a phone number")]
        for i, note in enumerate(batch.text(f"{column}_note")):
            if note:
                forbids = bool(batch.reader.forbids_calls[note])
                phones[i] = tuple(_with_note(phone, note, forbids) for phone in phones[i])
        if any(phones):
            found.append(phones)
    if not found:
        return [()] * batch.count
    together = found[0] if len(found) == 1 else list(map(_distinct, zip(*found, strict=True)))
    for i, phones_of_one in enumerate(together):
        if any(phone.retired for phone in phones_of_one):
            batch.warnings[i].append("A number is not to be rung, by the words beside it.")
    return together


def read_interpreter(batch: Columns) -> tuple[list[bool | None], Sequence[str]]:
    """Words such as 'Somali, a woman' mean that an interpreter is needed, and are kept with the
    communication."""
    cells, communication = batch.cells("interpreter"), batch.text("communication")
    answers: list[bool | None] = list(map(batch.reader.yes_no.__getitem__, cells))
    for i in batch.bad(cells, answers):
        answers[i] = True
        communication = list(communication)
        communication[i] = "; ".join(filter(None, (communication[i], cells[i])))
    return answers, communication


SET_BY_A_MANAGER = "nobody calls until a manager sets when it is safe"


def read_safety(batch: Columns) -> tuple[list[Safe | None], list[str | None], list[str]]:
    """Safe to call, the safe times, and the words of either where they could not be understood, for people to read.

    Somebody of whom one of them can't be understood is safe to call only at times that nobody knows yet: a person
    decides before anybody rings, and has the words before them [ours].
    """
    cells, times = batch.cells("safe_to_call"), batch.text("safe_times")
    safe: list[Safe | None] = list(map(batch.reader.safe.__getitem__, cells))
    windows: list[str | None] = [None] * batch.count
    notes = [""] * batch.count
    if any(times) or "times" in safe:
        for i, words in enumerate(times):
            if words:
                windows[i] = safe_times(words)
                if windows[i] is None:
                    notes[i] = words
                    batch.warnings[i].append(
                        f"'{batch.reader.called['safe_times']}' can't be read: {SET_BY_A_MANAGER}."
                    )
            elif safe[i] == "times":
                windows[i] = safe_times(cells[i])
                if windows[i] is None:
                    batch.warnings[i].append("The times at which a call is safe are not given.")
    for i in batch.bad(cells, safe, says_nothing):
        safe[i], windows[i] = "times", None
        notes[i] = "; ".join(filter(None, (cells[i], times[i])))
        batch.warnings[i].append(f"'{batch.reader.called['safe_to_call']}' was not understood: {SET_BY_A_MANAGER}.")
    return safe, windows, notes


NOT_UNTIL_SET = "nobody writes until somebody sets it on their page"


def read_writing(
    batch: Columns, communication: Sequence[str]
) -> tuple[list[bool | None], list[str], list[bool | None], list[bool | None], Sequence[str]]:
    """Whether it is safe to write, the mail address, whether they agree to mail, and to texts; and what is to be known
    of how to communicate with them, with the words of an answer that could not be understood: that is a no, until a
    person has read it [ours]."""
    agreed: list[list[bool | None]] = []
    for column, what in (("write_ok", "Writing"), ("mail_ok", "Mail"), ("sms_ok", "Texts")):
        cells = batch.cells(column)
        answers: list[bool | None] = list(map(batch.reader.consent.__getitem__, cells))
        for i in batch.bad(cells, answers, says_nothing):
            answers[i] = False
            communication = list(communication)
            communication[i] = "; ".join(filter(None, (communication[i], f"{what}: {cells[i]}")))
            batch.warnings[i].append(f"'{batch.reader.called[column]}' was not understood: {NOT_UNTIL_SET}.")
        agreed.append(answers)
    write_ok, mail_ok, sms_ok = agreed
    mail = batch.values("mail", _mail, "is no mail address")
    return write_ok, [address or "" for address in mail], mail_ok, sms_ok, communication


def _mail(cell: str) -> str | None:
    return cell if ADDRESS.fullmatch(cell) else None


def _phones_or_none(cell: str) -> tuple[PhoneNumber, ...] | None:
    return parse_phones(cell) or None


def _with_note(phone: PhoneNumber, note: str, forbids: bool) -> PhoneNumber:
    return phone._replace(note=f"{phone.note}; {note}" if phone.note else note, retired=phone.retired or forbids)


def _distinct(phones: tuple[tuple[PhoneNumber, ...], ...]) -> tuple[PhoneNumber, ...]:
    said = [each for each in phones if each]
    if len(said) <= 1:
        return said[0] if said else ()
    found: dict[str, PhoneNumber] = {}
    for phone in chain.from_iterable(phones):
        found.setdefault(phone.number, phone)
    return tuple(found.values())

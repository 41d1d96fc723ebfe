"""A client in words: the next step, the safety card, the summary."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import people, safety_sentences
from topaz_tui.rules.contact_safety import SafetySentence
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services.clients import (
    NUMBER_UNREAD,
    ClientProfile,
    ConcernLine,
    OwnStop,
    WarningLine,
    a_number_is_unread,
)
from topaz_tui.text import one_line
from topaz_tui.widgets.pieces import Piece

WRONGLY_STOPPED: dict[OwnStop | None, str] = {
    None: "Not to be called · if that is wrong, a manager lets calls go on (g)",
    OwnStop.CALL: "Not to be called · if you said so today by mistake, put the call right (z)",
    OwnStop.WISH: "Not to be called · if you said so today by mistake: calls after all (N)",
}
"""What is done where that is wrong, by what whoever looks said it today."""
LEFT_SHOWN = 90  # letters of a note for the next caller; the timeline has it whole


def next_step(page: ClientProfile, takes_calls: bool = True) -> str:
    """The one thing to do next, in a line; of a team that calls nobody that is no call."""
    overdue = [warning for warning in page.warned if warning.overdue]
    late = late_words(page)
    words = format_status(page.stands, clock.now())
    if page.banner:  # it says why, in big words: what follows from that is said here
        return WRONGLY_STOPPED[page.own_stop] if page.stopped else words + late
    if page.safety.hides_numbers:
        shown = any(phone.number for phone in page.phones)
        held = "" if shown else ": the numbers are not shown · a manager may show them (v)"
        return f"! {page.safety.why_hidden}{held}"
    if page.held_by and page.reason == Reason.HELD:
        return f"With {page.held_by}{late}"
    if overdue:
        return f"! The review of a warning is overdue ({overdue[0].words}) · a manager reviews it{late}"
    if not takes_calls:
        return ""
    if page.reason == Reason.CALLABLE:
        return f"{words}{late} · c calls them" + (" · a note was left for you" if page.left else "")
    return words + late


def late_words(page: ClientProfile) -> str:
    """What was promised and is not done in time, to go after what is said of them; '' where nothing is."""
    late = sum(action.late for action in page.actions)
    return f" · ! {counted(late, 'action')} late" if late else ""


def _known(words: str, value: str | None) -> str:
    return f"{words} {value}" if value else ""


def safety_card(page: ClientProfile) -> tuple[SafetySentence, ...]:
    """What to know before anything else, in the sentences of rules/safety_sentences. Of somebody whom nobody calls it
    says that, and not how to call."""
    if page.stopped:
        how: tuple[SafetySentence, ...] = (SafetySentence("Nobody calls them", alarm=True),)
    else:
        how = (*((page.may_be,) if page.may_be else ()), *page.safety.said)
    return (*how, *_writing(page), *(_warned(warning) for warning in page.warned))


def _writing(page: ClientProfile) -> tuple[SafetySentence, ...]:
    """Whether it is safe to write to them, where somebody has said."""
    if page.write_ok is None:
        return ()
    words = "Safe to write" if page.write_ok else "Not safe to write"
    return (SafetySentence(words, alarm=not page.write_ok),)


def _warned(warning: WarningLine) -> SafetySentence:
    """A warning as rules/safety_sentences says it, whether its review is overdue, and what they were told of it."""
    words = safety_sentences.warned((warning.kind, warning.detail, warning.review_on)).words
    return SafetySentence(f"{words}{' REVIEW OVERDUE;' if warning.overdue else ''} {warning.told}", alarm=True)


def _mail(page: ClientProfile) -> str:
    """Their mail address, and whether they agreed to mail; not where their numbers are held back."""
    address, agreed = page.facts.get("mail"), page.mail_ok
    if not address or page.safety.hides_numbers:
        return ""
    return f"Mail {address}{' (agreed)' if agreed else ' (send none)' if agreed is False else ' (not agreed)'}"


def concerns_words(concerns: Iterable[ConcernLine]) -> tuple[str, ...]:
    """How many are being written, open, and over: '1 concern open', '2 concerns before'."""
    kept = [each for each in concerns if not each.in_error]
    counts = {
        "being written": sum(each.open and not each.submitted for each in kept),
        "open": sum(each.open and each.submitted for each in kept),
        "before": sum(each.submitted and not each.open for each in kept),
    }
    return tuple(f"{counted(count, 'concern')} {what}" for what, count in counts.items() if count)


def summary(page: ClientProfile) -> Content:
    """Who they are, where they stand, what is open."""
    born = f"born {clock.format_day(page.born_on)}, {page.age}" if page.born_on else "date of birth not known"
    id = "added by hand, no council ID yet" if people.is_hand_id(page.person_id) else f"ID {page.person_id}"
    id += f" and {', '.join(page.also)}" if page.also else ""
    known = (born, id, f"NHS {page.nhs}" if page.nhs else "")
    pieces: list[Piece] = [(one_line(page.name), "bold"), *(f" · {one_line(each)}" for each in known if each)]
    home = ", ".join(filter(None, (page.address, page.postcode)))
    if page.left:
        note, others = page.left[0], len(page.left) - 1
        text = one_line(note.text)
        cut = f"{text[:LEFT_SHOWN]}…" if len(text) > LEFT_SHOWN else text
        by = f"{note.by}, {clock.format_moment(note.at, clock.now())}{f'; {others} more' if others else ''}"
        pieces += ["\n", ("Left for you: ", "bold $accent"), f"{cut} ({one_line(by)})"]
    usable = [phone for phone in page.phones if phone.status == PhoneStatus.USABLE]
    unread = a_number_is_unread(page.phones)
    if page.safety.hides_numbers and (usable or unread) and not any(phone.number for phone in usable):
        numbers = f"Numbers not shown: {page.safety.why_hidden.lower()}"
    else:
        beside = [", ".join(filter(None, (phone.note, phone.under))) for phone in usable]
        shown = [f"{phone.words}{f' ({note})' if note else ''}" for phone, note in zip(usable, beside, strict=True)]
        numbers = f"Phone {', '.join(shown)}" if shown else NUMBER_UNREAD if unread else "No usable number"
    stands = format_status(page.stands, clock.now())
    stands = "" if page.stopped or stands in next_step(page) else stands
    late = sum(action.late for action in page.actions)
    rows = [
        numbers,
        stands,
        " · ".join(filter(None, (home, _known("GP", page.gp), page.household, _mail(page)))),
        " · ".join(
            filter(
                None,
                (
                    f"{counted(len(page.actions), 'action')} open" if page.actions else "",
                    f"! {late} late" if late else "",
                    *concerns_words(page.concerns),
                    "open to services" if page.open_to_services else "",
                    counted(page.attempts, "attempt") if page.attempts else "",
                ),
            )
        ),
        " · ".join(duty.words + (f" for {duty.for_worker}" if duty.for_worker else "") for duty in page.duties)
        if len(page.duties) > 1
        else "",
    ]
    for row in filter(None, rows):
        pieces += ["\n", one_line(row)]
    return Content.assemble(*pieces)

"""A client as text for another system: the council's, into which it is pasted. No number that may not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import contact_safety
from topaz_tui.screens.client.tabs import characteristics_of
from topaz_tui.screens.client.words import concerns_words, safety_card
from topaz_tui.services.clients import ClientProfile, Moment
from topaz_tui.text import one_line, sanitize

MOMENTS = 10  # of the timeline, the newest


def as_text(page: ClientProfile) -> str:
    """All that another worker needs of them. It names days, never 'today': it is read on another."""
    text = "\n".join(_lines(page))
    return sanitize(contact_safety.without_numbers(text) if page.safety.hides_numbers else text)


def _lines(page: ClientProfile) -> Iterator[str]:
    yield one_line(page.name)
    yield from _known("Person ID", ", ".join((page.person_id, *page.also)))
    yield from _known("NHS number", page.nhs)
    yield from _known("Born", f"{clock.format_day(page.born_on)}, {page.age}" if page.born_on else None)
    yield from _known("Address", address(page))
    yield from _known("GP", page.gp)
    yield from _known("Household", page.household)
    yield from _known("Standing", "; ".join(page.banner))
    yield from _known("Safety", "; ".join(each.marked for each in safety_card(page)))
    yield from _known("Telephone", _numbers(page))
    for contact in page.contacts:
        beside = ", ".join(
            filter(None, (contact.relation, contact.phone, contact.role, f"may be told: {contact.may_be_told}"))
        )
        yield from _known("Contact", f"{contact.name} ({beside})")
    for found in page.assessments[:1]:
        yield from _known("Assessed", f"{clock.format_day(found.assessed_on)}: {found.band_words}")
    for label, words in characteristics_of(page):
        yield from _known(label, words)
    for each in page.council:
        yield from _known(f"{each.whose} found, {clock.format_day(each.on)}", f"{each.area_words}: {each.words}")
    for action in page.actions:
        yield from _known("To be done", f"{action.words}{' (late)' if action.late else ''}")
    for duty in page.duties:
        yield from _known("Owed", duty.words)
    yield from _known("Concerns", ", ".join(concerns_words(page.concerns)))
    yield ""
    for moment in page.timeline[:MOMENTS]:
        yield from _done(moment)
    yield ""
    yield f"From Topaz, {_day_and_time(clock.now())}"


def address(page: ClientProfile) -> str:
    """The address and the postcode on one line; '' where neither is known."""
    return ", ".join(one_line(part) for part in (page.address, page.postcode) if part)


def _known(label: str, value: str | None) -> Iterator[str]:
    if value:
        yield f"{label}: {one_line(value)}"


def _numbers(page: ClientProfile) -> str:
    if page.safety.hides_numbers:
        return f"not given: {page.safety.why_hidden}"
    return ", ".join(phone.words for phone in page.phones if phone.words and phone.status == "usable")


def _done(moment: Moment) -> Iterator[str]:
    yield one_line(f"{_day_and_time(moment.at)}  {moment.kind}: {moment.words} ({moment.who})")
    for line in moment.detail.splitlines():
        yield f"  {line.strip()}"


def _day_and_time(moment: datetime) -> str:
    wall = clock.local(moment)
    return f"{clock.format_day(wall.date())} {wall:%H:%M}"

"""The lists of a client: what each shows, and the whole of the line one stands on."""

from __future__ import annotations

from collections.abc import Callable

from topaz_tui import clock
from topaz_tui.rules import representatives, warnings
from topaz_tui.rules.people import PhoneStatus, characteristics
from topaz_tui.services.clients import ClientProfile, Moment, under
from topaz_tui.widgets.record_list import Column, RecordLine

TABS = (
    ("timeline", "Timeline"),
    ("contacts", "Contacts"),
    ("assessments", "Assessed"),
    ("warnings", "Warnings"),
    ("changes", "Changes"),
)
DUPLICATES = ("duplicates", "Duplicates")
FIRST_KEYS = {
    "contacts": ("phone", "contact", "authority", "copy"),
    "warnings": ("warning",),
    "duplicates": ("duplicate",),
}
"""What a tab is opened for."""


def counts(page: ClientProfile) -> dict[str, int]:
    """How many lines stand behind a tab. The timeline says no number: it goes on at its end."""
    return {
        "contacts": len(page.phones) + len(page.contacts),
        "assessments": len(page.assessments) + len(page.council) + len(characteristics_of(page)),
        "warnings": len(page.warned),
        "changes": len(page.changes),
        "duplicates": len(page.duplicates),
    }


COLUMNS = {
    "timeline": (
        Column("When", 17),
        Column("What", 10),
        Column("", 24, grows=True, wraps=True),
    ),
    "contacts": (
        Column("Who", 18, grows=True, wraps=True),
        Column("Number", 16),
        Column("", 20, grows=True, wraps=True),
    ),
    "assessments": (Column("Assessed", 12), Column("Found", 20, grows=True, wraps=True), Column("Source", 14)),
    "warnings": (
        Column("Warning", 18),
        Column("", 12, grows=True, wraps=True),
        Column("Review by", 14, when=True),
        Column("Agreed by", 14, drop=1),
    ),
    "changes": (
        Column("When", 17),
        Column("What", 18),
        Column("Was", 12, grows=True, wraps=True),
        Column("Now", 12, grows=True, wraps=True),
        Column("Who", 14, drop=1),
    ),
    "duplicates": (
        Column("Name", 18, grows=True, wraps=True),
        Column("Born", 11),
        Column("Person ID", 12),
        Column("Why", 16, grows=True, wraps=True),
        Column("", 15),
    ),
}
EMPTY = {
    "timeline": "Nothing was done yet. c calls, t writes a note.",
    "contacts": "No number and nobody beside them is known. p adds a number, o a person.",
    "assessments": "No assessment is known: the council's file brings them.",
    "warnings": "No warning stands. w agrees one: a manager's to do.",
    "changes": "Nobody changed anything here.",
    "duplicates": "Nobody else looks like the same person.",
}


def _timeline(page: ClientProfile) -> list[RecordLine]:
    now = clock.now()
    return [RecordLine(each.key, (clock.format_moment(each.at, now), each.kind, _what(each))) for each in page.timeline]


def _what(moment: Moment) -> str:
    """What was done, and by whom; what is told of it below."""
    words = f"[{moment.record}] {moment.words}" if moment.record else moment.words
    done = " · ".join(filter(None, (words, moment.who)))
    return f"{done}\n{moment.detail}" if moment.detail else done


def _contacts(page: ClientProfile) -> list[RecordLine]:
    hidden = "not shown"
    phones = [
        RecordLine(
            f"phone {phone.id}",
            (
                "Their number",
                phone.words or hidden,
                " · ".join(filter(None, (phone.status_words, phone.note, phone.under))),
            ),
            "" if phone.status == PhoneStatus.USABLE else "quiet",
        )
        for phone in page.phones
    ]
    people = [
        RecordLine(
            f"contact {each.id}",
            (
                each.name + (f" ({each.relation})" if each.relation else "") + (" · key contact" if each.key else ""),
                each.phone or ("not shown" if page.safety.hides_numbers else ""),
                " · ".join(
                    filter(
                        None,
                        (
                            each.phone_state,
                            ("! " if each.ask else "") + each.role,
                            f"May be told: {each.may_be_told or 'nothing agreed'}",
                        ),
                    )
                ),
            ),
        )
        for each in page.contacts
    ]
    return phones + people


def _assessments(page: ClientProfile) -> list[RecordLine]:
    return (
        [
            RecordLine(f"assessment {each.id}", (clock.format_day(each.assessed_on), each.band_words, each.reference))
            for each in page.assessments
        ]
        + [
            RecordLine(f"area {each.area}", (clock.format_day(each.on), f"{each.area_words}: {each.words}", each.whose))
            for each in page.council
        ]
        + [RecordLine(f"known {label}", ("", f"{label}: {words}", "")) for label, words in characteristics_of(page)]
    )


def characteristics_of(page: ClientProfile) -> list[tuple[str, str]]:
    """What returns ask of them, as far as somebody wrote it."""
    return [
        (each.words, characteristics.in_words(each.code, str(page.facts[each.code])))
        for each in characteristics.CHARACTERISTICS
        if page.facts.get(each.code)
    ]


def _warnings(page: ClientProfile) -> list[RecordLine]:
    return [
        RecordLine(
            f"warning {each.id}",
            (
                each.words,
                f"ended {clock.format_day(clock.local(each.ended_at).date())}" if each.ended_at else each.detail,
                ("! " if each.overdue else "") + clock.format_day(each.review_on),
                each.agreed_by,
            ),
            "quiet" if each.ended_at else "late" if each.overdue else "",
        )
        for each in page.warnings
    ]


def _changes(page: ClientProfile) -> list[RecordLine]:
    now = clock.now()
    return [
        RecordLine(
            f"change {each.id}",
            (clock.format_moment(each.at, now), each.words, each.was or "-", each.now or "-", each.by),
        )
        for each in page.changes
    ]


def _duplicates(page: ClientProfile) -> list[RecordLine]:
    return [
        RecordLine(
            f"client {each.client_id}",
            (
                each.name,
                clock.format_day(each.born_on) if each.born_on else "",
                each.person_id,
                each.why,
                "linked" if each.verdict else "? press d",
            ),
        )
        for each in page.duplicates
    ]


LINES: dict[str, Callable[[ClientProfile], list[RecordLine]]] = {
    "timeline": _timeline,
    "contacts": _contacts,
    "assessments": _assessments,
    "warnings": _warnings,
    "changes": _changes,
    "duplicates": _duplicates,
}


def _moment_detail(page: ClientProfile, key: object) -> str:
    found = next((each for each in page.timeline if each.key == key), None)
    if found is None:
        return ""
    record = f" · record {found.record}" if found.record else ""
    return "\n".join(filter(None, (f"{found.words} · {found.who}{record}", found.detail)))


def _contact_detail(page: ClientProfile, key: object) -> str:
    found = next((each for each in page.contacts if f"contact {each.id}" == key), None)
    if found is None:
        return ""
    told = f"May be told: {under(found.may_be_told) or 'nothing agreed'}"
    kind = representatives.KIND.get(found.acts_as or "")
    may = f"{kind.words}: {representatives.MAY_WORDS[kind.may]}" if kind else "As what they speak, nobody has said: A"
    role = f"{'! ' if found.ask else ''}{found.role}" if found.role and kind and found.role != kind.words else ""
    seen = f"Authority, as a call had it: {under(found.authority_seen)}" if found.authority_seen else ""
    return "\n".join(filter(None, (told, may, role, seen)))


def _warning_detail(page: ClientProfile, key: object) -> str:
    found = next((each for each in page.warnings if f"warning {each.id}" == key), None)
    if found is None:
        return ""
    kind = warnings.KIND.get(found.kind)
    since = f"Since {clock.format_day(found.starts_on)}; {found.told}; agreed by {found.agreed_by}"
    return "\n".join(filter(None, (under(found.detail), kind.means if kind else "", since)))


def _change_detail(page: ClientProfile, key: object) -> str:
    found = next((each for each in page.changes if f"change {each.id}" == key), None)
    return f"Was: {under(found.was) or '-'}\nNow: {under(found.now) or '-'}" if found else ""


def _assessment_detail(page: ClientProfile, key: object) -> str:
    """What the council found in an area, whole."""
    found = next((each for each in page.council if f"area {each.area}" == key), None)
    if found is None:
        return ""
    return f"{found.whose} found, {clock.format_day(found.on)}, in its own words: {under(found.words)}"


def _no_detail(_page: ClientProfile, _key: object) -> str:
    return ""


DETAILS: dict[str, Callable[[ClientProfile, object], str]] = {
    "timeline": _moment_detail,
    "contacts": _contact_detail,
    "assessments": _assessment_detail,
    "warnings": _warning_detail,
    "changes": _change_detail,
    "duplicates": _no_detail,
}

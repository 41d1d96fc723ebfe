"""The demo's services, and who was referred to them: one was taken on, one is late, one has come to its end, and one
asks the council for formal care."""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui import clock
from topaz_tui.demo.book import Book, Event
from topaz_tui.demo.concern_rows import adult_of, as_json, raised_by_of
from topaz_tui.demo.concern_stages import TOPAZ, DemoStep
from topaz_tui.demo.person import DemoPerson
from topaz_tui.rules import support
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.referrals import DocumentKind
from topaz_tui.rules.safety_sentences import for_others

SERVICES = (
    ("Age Well Lambeth", "voluntary", "by hand", None, "020 7946 0151", "Befriending, lunch club, benefits advice"),
    ("Bramble Road surgery", "gp", "mail", "reception@bramble.example", "020 7946 0152", None),
    ("Community occupational therapy", "therapy", "mail", "ot@community.example", "020 7946 0153",
     "Bathing and stairs: about three weeks"),
    ("Fire service: safe and well", "fire", "by hand", None, "020 7946 0154", "Smoke alarms, cookers, hoarding"),
    ("Housing repairs", "housing", "by hand", None, "020 7946 0155", None),
)  # fmt: skip


class DemoReferral(NamedTuple):
    """A referral: to which service (None: the council), so many office days ago, by whom, what it says, and the steps
    since."""

    to: str | None
    days: int
    by: str
    says: dict[str, Answer]
    steps: tuple[DemoStep, ...]


def _says(asked: str, worse: str, better: str, *, urgency: str = "routine", limits: str = "None") -> dict[str, Answer]:
    return {"asked": asked, "worse": worse, "better": better, "urgency": urgency, "consent": "given", "limits": limits}


REFERRALS = (
    DemoReferral("Community occupational therapy", 16, "tbello", _says(
        "See the stairs and the bath, and say what would help.", "Stairs: one at a time, and holds on to the wall.",
        "Cooks again, and likes it."), (
        DemoStep("try", 16, "11:31", TOPAZ, {"channel": "mail"}),
        DemoStep("accepted", 16, "11:31", TOPAZ, {"channel": "mail", "to": "ot@community.example at mail.example",
                                                  "answer": "250 2.0.0 Ok: queued"}),
        DemoStep("acknowledge", 15, "10:10", "tbello", {"who": "L. Adeyemi, triage", "reference": "OT-8841"}),
        DemoStep("take_on", 11, "14:20", "tbello", {"who": "L. Adeyemi, triage",
                                                    "starts": "A visit within three weeks; they ring first."}))),
    DemoReferral("Bramble Road surgery", 9, "rkelly", _says(
        "Look at the breathlessness, and at the tablets.", "Breathless on the flat since October.",
        "A neighbour shops.", limits="Nothing of the son."), (
        DemoStep("try", 9, "15:41", TOPAZ, {"channel": "mail"}),
        DemoStep("accepted", 9, "15:41", TOPAZ, {"channel": "mail", "to": "reception@bramble.example at mail.example",
                                                 "answer": "250 2.0.0 Ok: queued"}),
        DemoStep("chase", 3, "10:05", "rkelly", {"how": "phone", "who": "Reception",
                                                 "said": "Can't find it; look again."}))),
    DemoReferral(None, 3, "tbello", _says(
        "A Care Act assessment: personal care, and getting out.", "Can't wash below the knees, nor get out alone.",
        "Family rings each evening.", urgency="routine"), (
        DemoStep("send", 3, "12:15", "tbello", {"how": "portal", "who": "Adults' front door"}),
        DemoStep("acknowledge", 2, "09:50", "tbello", {"who": "Front door, duty", "reference": "REQ-20911"}))),
    DemoReferral("Fire service: safe and well", 34, "rkelly", _says(
        "A safe and well visit: no smoke alarm, and smokes in bed.", "Falls asleep in the chair.", "Eats well."), (
        DemoStep("send", 34, "10:45", "rkelly", {"how": "phone", "who": "Home fire safety line"}),
        DemoStep("take_on", 33, "11:00", "rkelly", {"who": "Home fire safety line", "starts": "A visit on Thursday."}),
        DemoStep("outcome", 24, "16:00", "rkelly", {"result": "helps", "said": "Two alarms fitted, and a fireproof"
                                                                               " throw for the chair."}))),
)  # fmt: skip


def referrals(book: Book) -> None:
    """The services, and those who were referred. It takes no chance, so that all others stay as they are."""
    at = book.at(book.days.back(200), "09:30")
    ids = {
        name: book.add(
            "service", name=name, kind=kind, channel=channel, mail=mail, phone=phone, address=None, note=note,
            added_by=book.workers["hmarsh"], added_at=at, retired_at=None, version=1,
        )["id"]
        for name, kind, channel, mail, phone, note in SERVICES
    }  # fmt: skip
    kinds = {name: support.SERVICE_KIND[kind] for name, kind, *_ in SERVICES}
    people = _reviewed(book, len(REFERRALS))
    for each, person in zip(sorted(REFERRALS, key=lambda one: -one.days), people, strict=True):
        _refer(book, each, person, ids.get(each.to or ""), each.to is None or kinds[each.to].health)


def _reviewed(book: Book, count: int) -> list[DemoPerson]:
    """Some who were reviewed, and of whom nothing stands on the board."""
    other = {row["client_id"] for table in ("escalation", "doubt", "warning") for row in book.rows[table]}
    reviewed = {row["client_id"] for row in book.rows["review"]} - other
    found = [each for each in book.people if each.id in reviewed and each.row["safe_to_call"] == "yes"]
    return [each for each in found if not (each.row["stopped"] or each.row["open_to_services"])][:count]


def _refer(book: Book, each: DemoReferral, person: DemoPerson, service_id: int | None, health: bool) -> None:
    by, made = book.workers[each.by], book.at(book.days.back(each.days), _minute_before(each.steps[0].at))
    number = len(book.rows["support"]) + 1
    reference = f"RF-{clock.local(clock.from_store(made)).year}-{number:05}"
    to = str(service_id) if service_id else support.COUNCIL
    asked = support.questions(((str(service_id), each.to or ""),))
    document = support.document(
        asked, each.says | {"to": to}, adult_of(person), raised_by_of(book, by), for_others(Safety("yes")),
        to=each.to or "The council: formal care", health=health, reference=reference, made_at=clock.from_store(made),
    )  # fmt: skip
    row = book.add(
        "support", reference=reference, client_id=person.id, service_id=service_id, call_id=None, made_by=by,
        made_at=made, urgent=0, answers=as_json(each.says | {"to": to}), document=as_json(document),
    )  # fmt: skip
    events: list[Event] = [
        (book.at(book.days.back(step.days), step.at), book.workers.get(step.by), step.move, dict(step.facts))
        for step in each.steps
    ]
    kind = DocumentKind.SERVICE if each.to else DocumentKind.REFERRAL_BACK
    body = {"reference": reference, "to": each.to or "the council"}
    action_id = _seen_to(book, each, person)
    book.escalation(kind, person, made, by, events, body=body, support_id=row["id"], action_id=action_id)


def _seen_to(book: Book, each: DemoReferral, person: DemoPerson) -> int | None:
    """What is to be put in place for them, where this referral is still to bring it."""
    if any(step.move == "outcome" for step in each.steps):
        return None
    theirs = (row for row in book.rows["action"] if row["client_id"] == person.id and not row["done_at"])
    return next((int(row["id"]) for row in theirs if row["kind"] in ("support", "referral_back")), None)


def _minute_before(hhmm: str) -> str:
    hours, minutes = map(int, hhmm.split(":"))
    return f"{hours:02}:{minutes - 1:02}"

"""What a council's file does to the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.support.council import ONE, THREE, TWO, row
from tests.support.desks import ON_A_FILE
from tests.support.rows import run
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules.people import CouncilRecord, PhoneNumber
from topaz_tui.screens.client import tabs
from topaz_tui.screens.client.as_text import as_text
from topaz_tui.services import clients, pairs, queue, search_index
from topaz_tui.services.importing import Importer, Remark, Source, Taken, came_before, pack, prepare, rehearsal, unpack
from topaz_tui.services.importing.contradictions import no_holds
from topaz_tui.services.importing.imported_person import FACTS, Assessed
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models

ALL = frozenset(("died_on", "deceased", "moved", "phone_1", "phone_2", "gp"))
Take = Callable[..., Taken]


@pytest.fixture
def take(session: Session) -> Take:
    """`take(row(…), …)` reads a file of these rows; each call is another file unless `mark` says so."""
    files = 0

    def read(*rows: CouncilRecord, mark: str | None = None, columns: frozenset[str] = ALL) -> Taken:
        nonlocal files
        files += 1
        numbered = [one._replace(row=number) for number, one in enumerate(rows, 2)]
        return Importer(session, Source(mark or f"f{files}", columns)).take(prepare(numbered))

    return read


def counts(taken: Taken) -> tuple[int, int, int]:
    return taken.added, taken.changed, taken.unchanged


def summed(every: Iterable[Taken]) -> list[int]:
    """Of all of them together: added, changed, unchanged, not taken."""
    each = [(*counts(taken), taken.not_taken) for taken in every]
    return [sum(column) for column in zip(*each, strict=True)] or [0, 0, 0, 0]


def client(person_id: str = "P1") -> Any:
    return models.Client.get(models.Client.person_id == person_id)


def phones(person_id: str = "P1") -> dict[str, str]:
    found = models.Phone.select().where(models.Phone.client == client(person_id)).order_by(models.Phone.position)
    return {phone.number: phone.status for phone in found}


def duties(person_id: str = "P1") -> list[tuple[str, str, str | None]]:
    found = models.Duty.select().where(models.Duty.client == client(person_id)).order_by(models.Duty.id)
    return [(duty.kind, duty.due_at, duty.closed_how) for duty in found]


def stands(person_id: str = "P1") -> str:
    reason = run("SELECT reason FROM queue_status WHERE client_id = ?", (client(person_id).id,))
    return str(reason.fetchone()[0])


def said(*found: Any) -> list[str]:
    return [remark.words for remark in found]


def change(session: Session, field: str, now: str | int | None, person_id: str = "P1") -> None:
    """A worker changes a field of this person's."""
    before = client(person_id)
    with store.transaction():
        models.Change.create(
            client=before, worker=session.worker_id, field=field, was=getattr(before, field), now=now,
            changed_at=clock.to_store(clock.now()),
        )  # fmt: skip
        models.Client.update(**{field: now}).where(models.Client.id == before.id).execute()
        queue_status.refresh((before.id,), session.settings)


# Somebody new


def test_new_person_comes_with_all_that_the_row_says(take: Take) -> None:
    whole = row(
        nhs_number="9990000018", preferred_name="Addie", address="1 Made Up Road, London", language="Somali",
        interpreter=True, communication="large print", voicemail_ok=False, household="Alone",
        gp="The Surgery",
        phones=[(ONE, "sister's, after 5"), TWO], contact_name="Jo Stone", contact_relation="daughter",
        contact_phone=THREE, contact_phone_note="evenings", assessment_ref="A7", eligibility="low",
    )  # fmt: skip
    assert counts(take(whole)) == (1, 0, 0)
    person = client()
    assert (person.nhs_number, person.name_key, person.interpreter, person.voicemail_ok, person.gp) == (
        "9990000018", "stone ada", "yes", 0, "The Surgery",
    )  # fmt: skip
    assert phones() == {ONE: "usable", TWO: "usable"}
    assert models.Phone.get(models.Phone.number == ONE).note == "sister's, after 5"
    contact = models.Contact.get()
    assert (contact.name, contact.relation, contact.phone) == ("Jo Stone", "daughter; evenings", THREE)
    assessment = models.Assessment.get()
    assert (assessment.assessed_on, assessment.eligibility, assessment.reference) == (
        "2025-11-03",
        "low",
        "A7",
    )
    assert duties() == [("recall", "2026-11-03T00:00:00Z", None)]
    assert stands() == "callable"
    assert search_index.find_ids("ada sto") == (person.id,)


def test_what_returns_ask_is_kept_as_the_file_has_it_and_not_known_takes_nothing_away(take: Take, session) -> None:
    take(row(gender="F", ethnicity="Wht Irsh", client_type="Service User"))
    assert (client().gender, client().ethnicity, client().primary_support_reason) == ("F", "Wht Irsh", None)
    page = clients.open_profile(session, client().id)
    assert tabs.characteristics_of(page) == [
        ("Gender", "Female (written: F)"), ("Ethnicity", "Wht Irsh (not on the national list)"),
        ("Client type", "Service user (written: Service User)"),
    ]  # fmt: skip
    assert any("Wht Irsh" in str(line) for line in tabs.LINES["assessments"](page))
    assert "Gender: Female (written: F)" in as_text(page)
    clients.edit(session, page.client_id, page.version, {"ethnicity": "White: Irish"})
    change = models.Change.get()
    assert (change.field, change.was, change.now) == ("ethnicity", "Wht Irsh", "White: Irish")
    again = row(gender="Not known", ethnicity="Refused", client_type="Refused", primary_support_reason="Other")
    found = take(again._replace(assessed_on="2025-11-20"))
    assert (client().gender, client().ethnicity) == ("F", "White: Irish")
    assert (client().client_type, client().primary_support_reason) == ("Refused", "Other")
    assert said(*found.conflicts) == ["The file differs about the ethnicity, which a worker changed."]


def test_new_people_written_in_bulk_are_as_the_services_write_them(take: Take, session: Session) -> None:
    kinds = {
        "due": row(), "later": row(assessed_on="2026-03-01"), "open": row(open_to_services=True),
        "unsafe": row(safe_to_call="no"),
        "times": row(safe_to_call="times", safe_times="Mon-Fri 14:00-16:00"),
        "unknown times": row(safe_to_call="times", safe_times_note="ask Jo"), "no phone": row(phones=[]),
        "died": row(died=True), "moved": row(moved=True), "critical": row(eligibility="critical"),
        "no band": row(eligibility=None), "accents": row(first_name="Łukasz", last_name="O’Brien-Ölçü"),
    }  # fmt: skip
    apart: dict[str, dict[str, Any]] = {  # no two look like one person
        name: {"born_on": f"19{40 + place}-{place:02}-{place:02}", "phones": (PhoneNumber(f"+4420794600{place}", ""),)}
        for place, name in enumerate(kinds, 1)
    }
    apart["no phone"]["phones"] = ()
    take(*(one._replace(person_id=name, **apart[name]) for name, one in kinds.items()))
    every = "SELECT * FROM queue_status ORDER BY client_id", "SELECT * FROM search_line ORDER BY client_id"
    bulk = [run(query).fetchall() for query in every]
    ids = [person.id for person in models.Client.select()]
    queue_status.refresh(ids, session.settings)
    for client_id in ids:
        search_index.write(client_id)
    assert [run(query).fetchall() for query in every] == bulk
    assert {name: stands(name) for name in kinds} == {
        "due": "callable", "later": "not_due", "open": "open_to_services", "unsafe": "not_safe_to_call",
        "times": "waiting", "unknown times": "unread_times", "no phone": "no_usable_number",
        "died": "died",
        "moved": "moved", "critical": "no_recall", "no band": "no_recall", "accents": "callable",
    }  # fmt: skip


def test_recall_falls_due_at_midnight_in_london_on_a_day_that_exists(take: Take) -> None:
    take(row(assessed_on="2024-02-29"), row(person_id="P2", assessed_on="2025-06-10"))
    assert (duties()[0][1], duties("P2")[0][1]) == ("2025-02-28T00:00:00Z", "2026-06-09T23:00:00Z")


@pytest.mark.parametrize("band", ["low", "moderate", "non_eligible"])
def test_recall_comes_by_the_band(take: Take, band: str) -> None:
    take(row(eligibility=band))
    assert len(duties()) == 1


@pytest.mark.parametrize(
    "facts",
    [
        *({"eligibility": band} for band in ("substantial", "critical", "eligible", "no_needs", None)),
        {"died": True},
        {"moved": True},
        {"open_to_services": True},
    ],
)
def test_recall_does_not_come_to_whom_it_may_not(take: Take, facts: dict[str, Any]) -> None:
    take(row(**facts))
    assert duties() == []


def test_safe_times_of_a_row_mean_these_times_alone(take: Take) -> None:
    take(row(safe_to_call="yes", safe_times="Mon-Fri 10:00-12:00"))
    assert client().safe_to_call == "times"


@pytest.mark.parametrize(
    "name",
    [
        "x [/nope] y", "[b]", "=cmd|' /C calc'!A0", "a" * 300, "שרה כהן", "Ze\u0301lie", "👩‍👩‍👧 Ada",
        "'; DROP TABLE client; --",
        "Null", "%s {0}", "\\N", '"',
    ],
)  # fmt: skip
def test_names_of_a_row_are_kept_as_written(take: Take, name: str) -> None:
    take(row(last_name=name, person_id=name))
    assert (client(name).last_name, client(name).person_id) == (name, name)
    assert counts(take(row(last_name=name, person_id=name))) == (0, 0, 1)


# Read again


def test_same_row_again_changes_nothing(take: Take) -> None:
    take(row())
    before = everything(), models.Audit.select().count()
    assert counts(take(row())) == (0, 0, 1)
    assert (everything(), models.Audit.select().count()) == before


def test_newer_row_brings_a_person_up_to_date(take: Take) -> None:
    take(row(phones=[ONE, TWO], gp="The Surgery"))
    taken = take(row(phones=[TWO, THREE], postcode="SE1 7PB", last_name="Flint", gp=""))
    assert counts(taken) == (0, 1, 0)
    assert phones() == {ONE: "dropped", TWO: "usable", THREE: "usable"}
    assert (client().postcode, client().gp, client().name_key) == ("SE1 7PB", "The Surgery", "flint ada")
    assert client().version == 2
    assert search_index.find_ids("flint") == (client().id,) and search_index.find_ids("stone") == ()


def test_phone_that_was_dropped_is_usable_when_it_comes_back(take: Take) -> None:
    take(row(phones=[ONE, TWO]))
    take(row(phones=[ONE]))
    take(row(phones=[TWO, ONE]))
    assert list(phones().items()) == [(TWO, "usable"), (ONE, "usable")]


def test_phone_goes_by_other_numbers_and_not_by_an_empty_cell(take: Take) -> None:
    take(row())
    take(row(phones=[], gp="The Surgery"), columns=frozenset(("gp",)))
    assert phones() == {ONE: "usable"}
    take(row(phones=[], gp="Another"))
    assert phones() == {ONE: "usable"} and stands() == "callable"
    take(row(phones=[TWO]))
    assert phones() == {ONE: "dropped", TWO: "usable"}


def test_row_that_says_less_changes_nothing(take: Take) -> None:
    take(row(gp="The Surgery", contact_name="Jo"))
    assert counts(take(row(gp=""))) == (0, 0, 1)


# What workers recorded


def test_phone_that_a_worker_marked_wrong_stays_wrong_and_is_listed(take: Take) -> None:
    take(row(phones=[TWO, ONE]))
    models.Phone.update(status="wrong").where(models.Phone.number == ONE).execute()
    for newer in (row(phones=[TWO, ONE]), row(phones=[ONE], gp="Another")):
        taken = take(newer)
        assert phones()[ONE] == "wrong"
        (conflict,) = taken.conflicts
        assert (conflict.row, conflict.person_id) == (2, "P1")
        assert "is wrong" in conflict.words and ONE[3:] not in conflict.words


def test_phone_that_a_worker_added_is_not_dropped(take: Take) -> None:
    take(row())
    models.Phone.create(client=client(), number=TWO, position=9, source="worker")
    take(row(phones=[THREE]))
    assert phones() == {THREE: "usable", ONE: "dropped", TWO: "usable"}


def test_phone_that_a_worker_took_up_again_is_theirs(take: Take, session: Session) -> None:
    take(row(phones=[(ONE, "old"), TWO]))
    take(row(phones=[TWO]))
    clients.change_phone(session, models.Phone.get(models.Phone.number == ONE).id, "usable")
    take(row(phones=[TWO], gp="Another"))
    assert phones() == {ONE: "usable", TWO: "usable"}


def test_field_that_a_worker_changed_stays_and_new_differences_are_listed(take: Take, session: Session) -> None:
    take(row(address="1 Old Road"))
    change(session, "address", "2 New Road")
    assert take(row(address="1 Old Road", gp="Another")).conflicts == ()  # the council has not caught up
    taken = take(row(address="3 Other Road"))
    assert said(*taken.conflicts) == ["The file differs about the address, which a worker changed."]
    assert client().address == "2 New Road"
    assert take(row(address="2 New Road")).conflicts == ()


@pytest.mark.parametrize(
    ("theirs", "council", "stays", "listed"),
    [
        ("no", "yes", "no", False),  # 'yes' is what the council said before
        ("no", "times", "no", True),
        ("yes", "no", "no", True),  # stricter, and new: safe
        ("times", "no", "no", True),
        ("times", "yes", "times", False),
    ],
)
def test_safety_that_a_worker_recorded_is_loosened_by_no_file(
    take: Take, session: Session, theirs: str, council: str, stays: str, listed: bool
) -> None:
    take(row(safe_to_call="yes" if theirs != "yes" else "times"))
    change(session, "safe_to_call", theirs)
    taken = take(row(safe_to_call=council))
    assert (client().safe_to_call, bool(taken.conflicts)) == (stays, listed)


@pytest.mark.parametrize("says", ["yes", "times"])
def test_not_safe_to_call_of_one_file_is_lifted_by_no_other(take: Take, says: str) -> None:
    take(row(safe_to_call="no"))
    taken = take(row(safe_to_call=says, safe_times="Mon-Fri 10:00-12:00" if says == "times" else ""))
    assert (client().safe_to_call, len(taken.conflicts)) == ("no", 1)


WRITE, NOT, MAIL = {"write_ok": True}, {"write_ok": False}, {"mail": "new@home.example"}
AGREED: dict[str, Any] = {"mail": "ada@home.example", "mail_ok": True}
#: What two files say of writing to somebody, what a worker changes between them, and what stands then, with conflicts.
TO_WRITE: dict[str, tuple[dict[str, Any], tuple[str, Any] | None, dict[str, Any], tuple[Any, ...], int]] = {
    "a no against a file's yes": (WRITE, None, NOT, (0, None, None), 0),
    "a yes against a file's no": (NOT, None, WRITE, (0, None, None), 1),
    "a yes against a worker's no": ({}, ("write_ok", 0), WRITE, (0, None, None), 1),
    "what the file said before the worker's no": (WRITE, ("write_ok", 0), WRITE | MAIL, (0, MAIL["mail"], None), 0),
    "a new no against a worker's yes": ({}, ("write_ok", 1), NOT, (0, None, None), 1),
    "the no that a worker has put right": (NOT, ("write_ok", 1), NOT | {"gp": "Other"}, (1, None, None), 0),
    "a no on an earlier row": (WRITE, None, NOT | {"assessed_on": "2025-01-03"}, (0, None, None), 0),
    "that, against a worker's yes": ({}, ("write_ok", 1), NOT | {"assessed_on": "2025-01-03"}, (0, None, None), 1),
    "that, put right": (NOT, ("write_ok", 1), NOT | {"assessed_on": "2025-01-03"}, (1, None, None), 0),
    "a yes where a worker took a no away": (NOT, ("write_ok", None), WRITE, (None, None, None), 1),
    "another address, agreed for one": (AGREED, None, MAIL, (None, AGREED["mail"], 1), 1),
    "another address, agreed too": (AGREED, None, AGREED | MAIL, (None, MAIL["mail"], 1), 0),
    "agreed for another than a worker's": ({}, ("mail", MAIL["mail"]), AGREED, (None, MAIL["mail"], None), 1),
    "no mail any more": (AGREED, None, AGREED | MAIL | {"mail_ok": False}, (None, AGREED["mail"], 0), 1),
    "an empty cell": (AGREED | NOT, None, {"gp": "Other"}, (0, AGREED["mail"], 1), 0),
}


def test_no_to_writing_is_turned_into_a_yes_by_no_file(take: Take, session: Session) -> None:
    for number, (what, (first, changed, then, stands, conflicts)) in enumerate(TO_WRITE.items()):
        who: dict[str, Any] = {"person_id": f"P{number}", "born_on": f"19{30 + number}-02-03", "phones": []}
        take(row(**who | first))
        if changed:
            change(session, *changed, person_id=f"P{number}")
        taken = take(row(**who | then))
        found = client(f"P{number}")
        assert ((found.write_ok, found.mail, found.mail_ok), len(taken.conflicts)) == (stands, conflicts), what
    yes, no = row(person_id="P99", **WRITE, sms_ok=True), row(person_id="P99", **NOT, sms_ok=False)
    take(yes)
    assert client("P99").sms_ok == 1
    take(yes, no, yes)
    assert (client("P99").write_ok, client("P99").sms_ok) == (0, 0), "a no among several rows"
    taken = take(yes)
    assert client("P99").sms_ok == 0 and [each.words for each in taken.conflicts] == [
        no_holds(name) for name in ("write_ok", "sms_ok")
    ]


#: What several rows of one file say of mail, and what stands then.
EARLIER, OTHER = {"assessed_on": "2025-01-10"}, {"mail": "new@home.example"}
ROWS_OF_MAIL: dict[str, tuple[tuple[dict[str, Any], ...], tuple[str, int | None]]] = {
    "agreed for the address of an earlier day": ((AGREED | EARLIER, OTHER), (OTHER["mail"], None)),
    "agreed for another of the same day": ((AGREED, OTHER), (OTHER["mail"], None)),
    "agreed for the one that counts": ((OTHER, AGREED), (AGREED["mail"], 1)),
    "one address, agreed on one row": ((AGREED, {"mail": AGREED["mail"]}), (AGREED["mail"], 1)),
    "a no of an earlier day": ((AGREED | EARLIER | {"mail_ok": False}, AGREED), (AGREED["mail"], 0)),
    "a no to another of the same day": ((AGREED | {"mail_ok": False}, AGREED | OTHER), (OTHER["mail"], 0)),
}


@pytest.mark.parametrize("what", ROWS_OF_MAIL)
def test_mail_is_agreed_for_the_address_beside_the_yes(what: str) -> None:
    rows, stands = ROWS_OF_MAIL[what]
    [said] = prepare([row(**each) for each in rows])
    known = dict(zip(FACTS, said.facts, strict=True))
    assert (known["mail"], known["mail_ok"]) == (stands[0], "" if stands[1] is None else stands[1])


def test_contact_that_a_worker_changed_stays(take: Take) -> None:
    take(row(contact_name="Jo", contact_phone=ONE))
    models.Contact.update(source="worker", phone=TWO).execute()
    taken = take(row(contact_name="jo", contact_phone=THREE))
    assert [one.phone for one in models.Contact.select()] == [TWO] and len(taken.conflicts) == 1
    take(row(contact_name="Sam", contact_phone=THREE))
    assert [one.name for one in models.Contact.select()] == ["Jo", "Sam"]


def test_claim_is_not_lost_by_a_file(take: Take, session: Session) -> None:
    take(row())
    held = queue.claim(session, client().id)
    take(row(gp="Another"))
    assert stands() == "held"
    queue.renew(session, held)


# Two assessments


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("newest_first", [True, False])
def test_assessments_are_both_kept_and_the_later_counts(take: Take, together: bool, newest_first: bool) -> None:
    rows = [
        row(assessed_on="2024-05-01", eligibility="critical", postcode="SE1 1AA"),
        row(assessed_on="2025-11-03", eligibility="low", postcode="SE2 2BB"),
    ]
    rows = rows[::-1] if newest_first else rows
    taken = [take(*rows)] if together else [take(rows[0]), take(rows[1])]
    assert [sum(column) for column in zip(*map(counts, taken), strict=True)] == [1, 1, 0]
    assert client().postcode == "SE2 2BB"
    assert {(a.assessed_on, a.eligibility) for a in models.Assessment.select()} == {
        ("2024-05-01", "critical"), ("2025-11-03", "low"),
    }  # fmt: skip
    assert [duty for duty in duties() if duty[2] is None] == [("recall", "2026-11-03T00:00:00Z", None)]
    assert counts(take(*rows)) == (0, 0, 2)


def test_assessment_that_is_newer_moves_the_recall_and_resets_the_tries(take: Take) -> None:
    take(row(assessed_on="2025-11-03"))
    take(row(assessed_on="2026-11-01"))
    assert duties() == [("recall", "2027-11-01T00:00:00Z", None)]
    assert client().attempts_since == "2026-11-23T10:00:00Z"
    assert stands() == "not_due"


def test_older_file_turns_nothing_back(take: Take) -> None:
    take(row(assessed_on="2025-11-03", phones=[TWO], postcode="SE2 2BB"))
    taken = take(row(assessed_on="2024-01-01", phones=[ONE], postcode="SE1 1AA", moved=True))
    assert counts(taken) == (0, 1, 0)  # its assessment was not known
    assert (client().postcode, client().stopped, phones()) == ("SE2 2BB", None, {TWO: "usable"})
    assert stands() == "doubt", "they were assessed after the move that it says"
    assert duties() == [("recall", "2026-11-03T00:00:00Z", None)]


def test_recall_goes_by_a_band_that_brings_none(take: Take) -> None:
    take(row())
    take(row(eligibility="critical"))
    assert duties() == [("recall", "2026-11-03T00:00:00Z", "replaced")]
    assert [a.eligibility for a in models.Assessment.select()] == ["critical"]
    take(row(eligibility="low"))
    assert duties()[1:] == [("recall", "2026-11-03T00:00:00Z", None)]


def test_recall_that_a_review_brought_stands(take: Take, session: Session) -> None:
    take(row(assessed_on="2025-11-03"))
    now = clock.to_store(clock.now())
    models.Duty.update(closed_at=now, closed_how="done").execute()
    models.Duty.create(
        client=client(), kind="recall", due_at="2027-11-23T00:00:00Z", made_by=session.worker_id, made_at=now
    )
    take(row(assessed_on="2025-11-03", gp="Another"))
    take(row(assessed_on="2026-10-01"))
    assert [duty for duty in duties() if duty[2] is None] == [("recall", "2027-11-23T00:00:00Z", None)]


def test_recall_that_was_dealt_with_does_not_come_back(take: Take) -> None:
    take(row())
    models.Duty.update(closed_at=clock.to_store(clock.now()), closed_how="closed by a manager").execute()
    take(row(gp="Another"))
    assert len(duties()) == 1


def test_recall_comes_when_services_end(take: Take) -> None:
    take(row(open_to_services=True))
    assert (stands(), duties()) == ("open_to_services", [])
    take(row(open_to_services=False))
    assert (stands(), len(duties())) == ("callable", 1)


@pytest.mark.parametrize(
    ("facts", "reason"), [({"died": True, "died_on": "2026-01-02"}, "died"), ({"moved": True}, "moved")]
)
def test_death_or_move_in_a_file_ends_all_that_is_owed(take: Take, facts: dict[str, Any], reason: str) -> None:
    take(row())
    models.Duty.create(client=client(), kind="callback", due_at="2026-11-24T10:00:00Z", made_at="2026-11-23T09:00:00Z")
    assert counts(take(row(**facts))) == (0, 1, 0)
    assert {how for _, _, how in duties()} == {"stopped"}
    assert (client().stopped, client().stopped_at, stands()) == (reason, "2026-11-23T10:00:00Z", reason)
    taken = take(row(gp="Another"))  # a file alone brings nobody back
    assert (client().stopped, len(taken.conflicts)) == (reason, 1)


def test_death_is_believed_in_an_older_row_too(take: Take) -> None:
    take(row(assessed_on="2025-11-03"))
    take(row(assessed_on="2024-01-01", died=True))
    assert (client().stopped, stands()) == ("died", "died")


OLD: dict[str, Any] = {"assessed_on": "2024-05-01"}
DIED_THEN: dict[str, Any] = {"died": True, "ended": "Deceased: Y"}
MOVED_THEN: dict[str, Any] = {"moved": True, "ended": "Moved: Y"}
#: What rows say of one person; whether they have died or moved; or what somebody has to look at.
GONE: dict[str, tuple[list[dict[str, Any]], str]] = {
    "Abel": ([OLD | MOVED_THEN, {}], "Moved: Y, before the latest assessment"),
    "Boyd": ([OLD | MOVED_THEN | {"moved_on": "2025-11-04"}, {}], "moved"),
    "Cray": ([OLD | {"stays": "Moved: N"}, MOVED_THEN], "moved"),
    "Dunn": ([OLD | MOVED_THEN, {"stays": "Moved: N"}], "Moved: Y; on another row: Moved: N"),
    "Eton": ([{"stays": "Moved: N"}, MOVED_THEN], "Moved: Y; on another row: Moved: N"),
    "Fisk": ([OLD | DIED_THEN, {}], "died"),
    "Gold": ([OLD | {"lives": "Deceased: N"}, DIED_THEN], "died"),
    "Hume": ([OLD | DIED_THEN | {"died_on": "2025-11-04"}, {"lives": "Deceased: N"}], "died"),
    "Ivor": ([OLD | DIED_THEN, {"lives": "Deceased: N"}], "Deceased: Y; on another row: Deceased: N"),
    "Jack": ([OLD | DIED_THEN, OLD | MOVED_THEN, {}], "died"),
}


def test_death_or_move_is_believed_on_any_row_and_a_contradiction_is_looked_at(take: Take) -> None:
    file, before = [], []
    for number, (name, (rows, _)) in enumerate(GONE.items()):
        for person_id in (name, f"{name} 2"):  # the second is on the list before
            who: dict[str, Any] = {
                "person_id": person_id, "last_name": name, "first_name": person_id[-1],
                "born_on": f"{1930 + number}-0{1 + len(person_id) % 4}-19", "phones": (), "postcode": "",
            }  # fmt: skip
            file += [row(**who | said_of_them) for said_of_them in rows]
        before.append(row(**who, assessed_on="2023-05-01"))
    take(*before)
    for _ in range(2):
        take(*file)
        looked_at = {doubt.client.person_id: doubt.words for doubt in models.Doubt.select()}
        found = {each.person_id: looked_at.get(each.person_id, each.stopped) for each in models.Client.select()}
        assert found == {person_id: so for name, (_, so) in GONE.items() for person_id in (name, f"{name} 2")}
        assert not models.Client.select().where(models.Client.stopped.in_(("died", "moved")) & models.Client.id.in_(
            models.Doubt.select(models.Doubt.client))).exists()  # fmt: skip
    assert {stands(person_id) for person_id in looked_at} == {"doubt"}


def test_move_before_the_latest_assessment_is_settled_once(take: Take, session: Session) -> None:
    take(row())
    take(row(**OLD, kind="event", **MOVED_THEN))
    assert stands() == "doubt", "an event of an earlier day is no news of where they live now"
    clients.settle_doubts(session, client().id, "call", "She is back, and answered")
    take(row(**OLD, **MOVED_THEN), row(assessed_on="2026-11-01"))
    assert stands() == "not_due"


def test_assessment_after_a_move_that_a_file_brought_is_looked_at(take: Take, session: Session) -> None:
    take(row(**MOVED_THEN))
    for _ in range(2):
        take(row(**MOVED_THEN), row(assessed_on="2026-11-01"))
        assert [doubt.words for doubt in models.Doubt.select()] == ["Assessed again on 2026-11-01 (before: Moved: Y)"]
        assert stands() == "moved"
    clients.settle_doubts(session, client().id, "call", "She is back")
    take(row(**MOVED_THEN), row(assessed_on="2026-11-01", gp="Another"))
    assert stands() == "not_due"


NO: dict[str, Any] = {"safe_to_call": "no"}
YES: dict[str, Any] = {"safe_to_call": "yes"}
NEVER: dict[str, Any] = {"safe_times_note": "not when my son is in"}
EVENT: dict[str, Any] = OLD | {"kind": "event"}
#: What the rows of one file and of the next say of a person, and whether they are called.
SPOKEN_OF: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]], str]] = {
    "Abel": ([OLD | NO, {}], [], "not_safe_to_call"),
    "Boyd": ([OLD | NEVER, {}], [], "unread_times"),
    "Cray": ([OLD | NO, YES], [], "callable"),
    "Dunn": ([OLD | NO, OLD | YES, {}], [], "not_safe_to_call"),
    "Eton": ([{}], [OLD | NO], "not_safe_to_call"),
    "Fisk": ([YES], [OLD | NO], "callable"),
    "Gold": ([YES], [EVENT | NO], "not_safe_to_call"),
    "Hume": ([{}], [EVENT | NEVER], "unread_times"),
}


def test_not_safe_to_call_holds_from_an_earlier_row_until_a_later_one_speaks_of_it(take: Take) -> None:
    files: tuple[list[CouncilRecord], list[CouncilRecord]] = [], []
    for number, (name, (*both, _)) in enumerate(SPOKEN_OF.items()):
        who = {"person_id": name, "last_name": name, "first_name": name, "born_on": f"{1930 + number}-02-19"}
        for file, rows in zip(files, both, strict=True):
            file += [row(**who | {"phones": [f"+44207946010{number}"], "postcode": ""} | said) for said in rows]
    for _ in range(2):
        for file in files:
            take(*file)
        assert {name: stands(name) for name in SPOKEN_OF} == {name: so for name, (_, _, so) in SPOKEN_OF.items()}


def test_person_who_asked_not_to_be_called_stays_so(take: Take) -> None:
    take(row())
    models.Client.update(stopped="refused").execute()
    take(row(moved=True))
    assert client().stopped == "refused"
    take(row(died=True))
    assert client().stopped == "died"


@pytest.mark.parametrize("earlier", [{}, {"kind": "event"}])
def test_identity_comes_from_an_earlier_row_so_that_somebody_else_is_seen(take: Take, earlier: dict[str, Any]) -> None:
    unknown: dict[str, Any] = {"nhs_number": None, "born_on": None, "last_name": ""}
    take(row(**unknown))
    take(row(assessed_on="2024-05-01", nhs_number="9990000026", gp="Another", **earlier))
    person = client()
    assert (person.nhs_number, person.born_on, person.name_key, person.gp) == (
        "9990000026", "1944-05-03", "stone ada", None,
    )  # fmt: skip
    taken = take(row(nhs_number="9990000018", phones=[TWO]))
    assert said(*taken.conflicts) == ["The file has somebody else under this ID: nothing of it was taken."]
    assert (counts(taken), taken.not_taken) == ((0, 0, 0), 1)
    assert models.Doubt.select().where(models.Doubt.code == "somebody_else").count() == 1
    assert (stands(), phones()) == ("doubt", {ONE: "usable"})


def test_somebody_else_under_an_id_is_known_by_who_they_are_and_not_by_the_words_of_the_doubt(take: Take) -> None:
    take(row())
    take(row(born_on="1971-11-20"))
    models.Doubt.update(words="As it was put", settled_at=clock.to_store(clock.now()), how="same").execute()
    assert take(row(born_on="1971-11-20", gp="Another")).conflicts == ()
    assert (client().gp, models.Doubt.select().count()) == ("Another", 1)


@pytest.mark.parametrize(
    "said_of_them",
    [{"died": True, "died_on": "2026-11-01"}, {"moved": True}, {"safe_to_call": "no", **NOT}, {"phones": [TWO]},
     {"died": True, "kind": "event"}, {"eligibility": "critical", "assessed_on": "2026-10-01"}],
    ids=("died", "moved", "not safe", "a number", "died, on another row", "a later assessment"),
)  # fmt: skip
def test_namesake_with_another_birthday_is_not_taken_until_decided(take: Take, said_of_them: dict[str, Any]) -> None:
    take(row())
    before, numbers, owed = client().__data__, phones(), duties()
    taken = take(row(born_on="1971-11-20", **said_of_them))
    assert said(*taken.conflicts) == ["The file has somebody else under this ID: nothing of it was taken."]
    assert (stands(), phones(), duties()) == ("doubt", numbers, owed)
    kept = client().__data__
    assert {name for name in kept if kept[name] != before[name]} <= {"version", "council_row"}
    assert models.Doubt.get().words == "Ada Stone, born 1971-11-20"


def test_birthday_with_a_slip_is_the_same_persons(take: Take) -> None:
    take(row())
    for slip in ("1944-03-05", "1944-05-03", "1944-05-04", "1944-05-03"):
        assert not take(row(born_on=slip)).conflicts
    take(row(born_on="1944-05-03", died=True))
    assert stands() == "died"


def test_identity_that_a_worker_put_right_makes_nobody_else(take: Take, session: Session) -> None:
    take(row(nhs_number="9990000018"))
    for field, now in (("nhs_number", "9990000026"), ("born_on", "1945-06-07"), ("last_name", "Flint")):
        change(session, field, now)
    taken = take(row(nhs_number="9990000018", gp="Another"))
    assert (taken.conflicts, stands(), client().last_name, client().gp) == ((), "callable", "Flint", "Another")
    assert take(row(nhs_number="9990000042")).conflicts and stands() == "doubt"


# Several rows of a person


def test_rows_that_repeat_a_person_for_each_phone_are_one_person(take: Take) -> None:
    rows = row(phones=[ONE], gp="The Surgery"), row(phones=[TWO], gp="")
    assert counts(take(*rows)) == (1, 0, 1)
    assert (phones(), client().gp) == ({ONE: "usable", TWO: "usable"}, "The Surgery")
    assert counts(take(*rows)) == (0, 0, 2)


def test_rows_of_a_person_may_stand_far_apart(take: Take) -> None:
    for _ in range(3):
        taken = [take(row(phones=[number], gp=number), mark="same") for number in (ONE, TWO)]
        assert phones() == {ONE: "usable", TWO: "usable"}
    assert [counts(one) for one in taken] == [(0, 0, 1), (0, 0, 1)]


def test_rows_that_differ_about_safety_count_by_the_strictest(take: Take) -> None:
    take(row(safe_to_call="no"), row(safe_to_call="yes"))
    assert client().safe_to_call == "no"


@ON_A_FILE
def test_safe_times_that_only_people_can_read_replace_what_was_set(take: Take, session: Session) -> None:
    """Of two rows of a day, and over what a worker set, since new ones may say when it is not safe."""
    words = "Yes - but never when my son is in"
    new = row(safe_to_call="times", safe_times_note=words)
    take(new, row(safe_to_call="yes", safe_times="Mon-Fri 10:00-12:00"))
    assert (client().safe_to_call, client().safe_times) == ("times", words)
    for times in ("Mon-Fri 10:00-12:00", "Mon 10:00-12:00"):
        change(session, "safe_times", times)
        take(new)
        assert client().safe_times == times, "these words were read, and what they mean is set"
    take(row(safe_to_call="times", safe_times_note="never on Mondays"))
    assert client().safe_times == "never on Mondays"


def test_people_that_another_process_read_come_as_they_were() -> None:
    ada = row(phones=[ONE, (TWO, "her sister")], warnings=("No name.",), areas=(("work", "met"),))
    ben = row(person_id="P2", kind="event", died=True, contact_name="Jo", doubts=(("death", "X"),), phones=())
    sent = prepare((ada, ben))
    came = unpack(pack(sent))
    assert came == sent and all(type(one) is type(other) for one, other in zip(came, sent, strict=True))
    first, _ = came
    kinds = {type(each) for each in (*first.phones, *first.assessed, *first.warnings)}
    assert kinds == {PhoneNumber, Assessed, Remark}


# One NHS number, two people


def test_nhs_number_under_two_ids_is_warned_of_once(take: Take) -> None:
    both = row(nhs_number="9990000018"), row(nhs_number="9990000018", person_id="P2")
    taken = take(*both)
    assert [(w.row, w.person_id, w.words) for w in taken.warnings] == [(3, "P2", "The NHS number is also that of P1.")]
    for again, of in ((both[0], "P2"), (both[1], "P1")):
        assert said(*take(again).warnings) == [f"The NHS number is also that of {of}."]
    assert len(take(*both).warnings) == 1


def test_nhs_number_is_compared_with_the_list(take: Take) -> None:
    take(row(nhs_number="9990000018"))
    assert said(*take(row(nhs_number="9990000018", person_id="P2")).warnings) == ["The NHS number is also that of P1."]


def test_number_that_all_share_is_warned_of_once_a_person(take: Take) -> None:
    people = [row(nhs_number="9990000018", person_id=f"P{n}") for n in range(40)]
    assert len(take(*people).warnings) == 39
    assert len(take(*people).warnings) == 39


def test_warnings_of_a_row_are_passed_on(take: Take) -> None:
    taken = take(row(warnings=("'NHS number' fails its check, and was left out.",)))
    assert said(*taken.warnings) == ["'NHS number' fails its check, and was left out."]


# Who may be the same person


def found() -> set[tuple[str, str]]:
    """The person IDs of each pair that waits to be judged."""
    ids = {person.id: person.person_id for person in models.Client.select()}
    waits = models.Duplicate.select().where(models.Duplicate.verdict == "open")
    return {(ids[one], ids[other]) for one, other in map(pairs.pair_of, waits)}


SAME_PERSON: dict[str, dict[str, Any]] = {
    "nhs": {"nhs_number": "9990000018", "last_name": "Otherwise"},
    "born and sounds": {"first_name": "Aida", "last_name": "Stohn", "born_on": "1944-05-03"},
    "day and month turned": {"born_on": "1944-03-05"},
    "turned names": {"first_name": "Stone", "last_name": "Ada", "born_on": "1944-05-03"},
    "name and number": {"phones": [(ONE, "old")]},
    "postcode": {"postcode": "SE24 9ZZ"},
    "one name": {"first_name": "", "preferred_name": "Ada", "born_on": "1944-05-03"},
    "only the number": {"first_name": "Bo", "last_name": "Flint", "phones": [ONE]},
    "only the day": {"first_name": "Bo", "last_name": "Flint", "born_on": "1944-05-03"},
    "nothing": {"first_name": "Bo", "last_name": "Flint"},
}  # fmt: skip


@pytest.mark.parametrize("many", [pairs._MANY, 1])
def test_pairs_after_a_file_are_those_that_a_look_at_everybody_finds(
    take: Take, session: Session, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "_MANY", many)
    apart: dict[str, Any] = {"born_on": None, "phones": [], "postcode": None}
    take(row(nhs_number="9990000018"))
    twins = [row(person_id=name, **(apart | facts)) for name, facts in SAME_PERSON.items()]
    take(*twins)
    at_once = found()
    assert {other for one, other in at_once if one == "P1"} == {
        name for name in SAME_PERSON if not name.startswith(("only", "nothing"))
    }
    models.Duplicate.delete().execute()
    pairs.look([person.id for person in models.Client.select()], session.worker_id)
    assert found() == at_once and ("nhs", "born and sounds") not in at_once


def test_pairs_come_and_go_with_what_a_file_changes(take: Take, session: Session) -> None:
    take(row(), row(person_id="P2", born_on="1944-05-30", phones=[TWO], postcode="SE1 7PB"))
    assert found() == set()
    take(row(person_id="P2", born_on="1944-05-30", phones=[THREE], postcode="SE24 9ZZ", gp="Another"))
    assert found() == set()  # two dates of birth speak against it
    take(row(person_id="P2", phones=[THREE]))
    assert found() == {("P1", "P2")}
    one, two = client().id, client("P2").id
    clients.judge_duplicate(session, one, two, "dismissed")
    take(row(person_id="P2", phones=[THREE], gp="A third"))
    assert found() == set()  # dismissed
    take(row(person_id="P2", phones=[ONE], gp="A third"))
    assert found() == {("P1", "P2")}  # a number in common speaks anew
    take(row(person_id="P2", born_on="1944-05-30", phones=[TWO], postcode="SE1 7PB"))
    assert found() == set()


# All of it, or none


def test_rehearsal_tells_all_and_writes_nothing(take: Take) -> None:
    take(row())
    with rehearsal():
        assert counts(take(row(gp="Another"), row(person_id="P2"))) == (1, 1, 0)
        assert models.Client.select().count() == 2
    assert (models.Client.select().count(), client().gp) == (1, None)
    assert search_index.find_ids("P2") == ()


def test_changes_by_a_file_are_in_the_log(take: Take, session: Session) -> None:
    take(row())
    take(row(gp="Another"))
    log = models.Audit.select().where(models.Audit.worker == session.worker_id).order_by(models.Audit.id)
    assert [(line.action, line.client_id, line.subject) for line in log][-3:] == [
        ("read the council's file", None, "rows 2 to 2: 1 added, 0 changed"),
        ("changed by the council's file", client().id, "row 2"),
        ("read the council's file", None, "rows 2 to 2: 0 added, 1 changed"),
    ]  # fmt: skip


ROWS = st.builds(
    row,
    person_id=st.sampled_from(("P1", "P2", "P3")),
    nhs_number=st.sampled_from((None, "9990000018", "9990000026")),
    last_name=st.sampled_from(("", "Stone", "Łuk", "=1+1")),
    phones=st.lists(st.sampled_from((ONE, TWO, THREE)), unique=True, max_size=3),
    safe_to_call=st.sampled_from((None, "yes", "times", "no")),
    write_ok=st.sampled_from((None, True, False)),
    assessed_on=st.sampled_from(("2024-05-01", "2025-11-03", "2026-11-01")),
    assessment_ref=st.sampled_from(("", "A1", "A2")),
    eligibility=st.sampled_from((None, "low", "critical")),
    open_to_services=st.sampled_from((None, True, False)),
    died=st.sampled_from((False, False, False, True)),
    moved=st.sampled_from((False, False, True)),
    contact_name=st.sampled_from(("", "Jo", "Sam")),
    contact_phone=st.sampled_from((None, ONE)),
)


#: The first says no number, the second is of an earlier day, the third is somebody else's.
TWO_NUMBERS = (
    row(), row(assessed_on="2024-05-01", nhs_number="9990000026"), row(nhs_number="9990000018"),
)  # fmt: skip


def everything() -> dict[str, list[Any]]:
    tables = ("client", "phone", "contact", "assessment", "duty", "queue_status", "search_line")
    return {table: run(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(file=st.lists(ROWS, max_size=8), size=st.integers(1, 8))
@example(file=[*TWO_NUMBERS], size=1)
@example(file=[*TWO_NUMBERS], size=2)
def test_counts_add_up_and_a_second_reading_changes_nothing(
    session: Session, file: list[CouncilRecord], size: int
) -> None:
    file = [one._replace(row=number) for number, one in enumerate(file, 2)]

    def read() -> Iterator[Taken]:
        importer = Importer(session, Source("same", ALL))
        for start in range(0, len(file), size):
            yield importer.take(prepare(file[start : start + size]))

    with rehearsal():
        first = summed(read())
        assert sum(first) == len(file)
        assert first[0] == len({one.person_id for one in file}) == models.Client.select().count()
        before = everything()
        queue_status.refresh([person.id for person in models.Client.select()], session.settings)
        assert everything()["queue_status"] == before["queue_status"]
        second = summed(read())
        assert second[:2] == [0, 0] and sum(second) == len(file)
        assert everything() == before


def test_row_that_came_before_is_known_by_its_digest(session: Session, take: Take) -> None:
    ada, ben, cat, dan = (f"{number:016x}" for number in range(1, 5))
    shared = {"nhs_number": "9990000018"}
    take(row(same=ada), row(person_id="P2", same=ben), row(person_id="P3", same=cat, **shared),
         row(person_id="P4", same=dan, **shared))  # fmt: skip
    assert came_before(session) == {ada: client().id, ben: client("P2").id}, "none of two with one NHS number"
    models.Phone.update(status="wrong").where(models.Phone.client == client("P2").id).execute()
    known = came_before(session)
    assert known == {ada: client().id}, "nor of somebody whose number was wrong"

    again = Importer(session, Source("next", ALL), known)
    assert counts(again.take([], [ada])) == (0, 0, 1)
    there = models.Brought.select().where(models.Brought.import_ == again.import_id)
    assert [(each.client_id, each.how) for each in there] == [(client().id, "unchanged")]

    take(row(same="f" * 16))  # the same, in other cells
    assert list(came_before(session)) == ["f" * 16]
    take(row(first_name="Adah", same=ada))
    assert list(came_before(session)) == [ada]
    with pytest.raises(UserError, match="at the same time"):
        Importer(session, Source("last", ALL), {ben: client().id}).take([], [ben])


@pytest.mark.parametrize("gone", [{"died": True}, {"moved": True}])
def test_stopped_here_alone_is_listed_at_each_reading(session: Session, take: Take, gone: dict[str, bool]) -> None:
    take(row(same="a" * 16, **gone))
    assert came_before(session) == {}, "their row is read each time"
    for _ in range(3):
        assert len(take(row()).conflicts) == 1
    assert take(row(), columns=frozenset()).conflicts == (), "a file without such a column says nothing of it"
    assert take(row(**gone)).conflicts == ()

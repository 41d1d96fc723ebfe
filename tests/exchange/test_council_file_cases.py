"""Files as councils' systems really export them (tests/exchange/cases, with invented people), taken in whole: who may
be called afterwards, and why the others may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.sessions import employ
from tests.support.workbooks import from_csv
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, Invalid, UserError
from topaz_tui.exchange.council_csv import importer, reader_process
from topaz_tui.exchange.council_csv.importer import Summary, run_import, summary_text
from topaz_tui.exchange.council_csv.question import WantsYes
from topaz_tui.rules import people
from topaz_tui.rules.people import DoubtCode
from topaz_tui.services import clients, imports, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store.models import Assessment, Client, Doubt, Escalation, Phone, QueueEntry
from topaz_tui.store.rows import dicts

CASES = Path(__file__).parent / "cases"
Take = Callable[..., Summary]


def each(ids: str, reason: str) -> dict[str, str]:
    """These people stand there."""
    return dict.fromkeys(ids.split(), reason)


@pytest.fixture
def session(tmp_path: Path, at: Callable[[str], None]) -> Iterator[Session]:
    at("2026-03-10T10:30:00Z")
    store.open_database(tmp_path / "t.db", create=True)
    employ(workers.account(), "Helen Marsh", "manager")
    yield workers.current_session(Settings())
    store.close()


#: Cases whose point is how text writes its cells: there is no such thing in a spreadsheet.
ONLY_TEXT = {"shape-backslash", "shape-mixed-encoding"}
#: Cases of which Excel would have made numbers and days that are others: there the sheet has the text itself.
AS_TEXT = {"us-dates", "ids-second"}


@pytest.fixture(params=["csv", "xlsx"])
def take(request: pytest.FixtureRequest, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Take:
    """`take('moved')` reads that case, as the council sends it and as a spreadsheet; its refused rows go beside a
    copy."""
    monkeypatch.setattr(reader_process, "is_workbook", lambda path: False)  # read here: a process for each takes longer

    def read(name: str, **how: Any) -> Summary:
        source, copy = CASES / f"{name}.csv", tmp_path / f"{name}.{request.param}"
        if request.param == "csv":
            copy.write_bytes(source.read_bytes())
        elif name in ONLY_TEXT:
            pytest.skip("no spreadsheet has this fault")
        else:
            from_csv(source, copy, as_text=name in AS_TEXT)
        return run_import(copy, session, yes=True, **how)

    return read


def reasons() -> dict[str, str]:
    """Where each person of the list stands."""
    rows = QueueEntry.select(Client.person_id, QueueEntry.reason).join(Client)
    return {row["person_id"]: row["reason"] for row in dicts(rows)}


def days_of_birth() -> dict[str, str | None]:
    """When each person of the list was born."""
    return {client.person_id: client.born_on for client in Client.select()}


def refused(summary: Summary) -> dict[int, str]:
    return dict(summary.first_refused)


@pytest.mark.parametrize(
    ("case", "right"),
    [
        ("death-dates", each("1 2 3 4 6 8 9 11 12 13 14 15 16 17 18 19", "callable") | {"20": "doubt"}),
        (
            "deceased-flags",
            each("1 2 4 5 9 11 12 14 15 16", "died") | {"6": "doubt", "8": "doubt", "10": "callable"},
        ),
        (
            "moved",
            each("1 2 3 4 6", "callable") | {"5": "moved", "7": "doubt", "8": "doubt"},
        ),
        ("event-rows", {"1001": "died", "1002": "died", "1004": "died", "1007": "open_to_services"}),
        (
            "late-in-the-name",
            each("1 2 3 4 5 6 7 15 16", "doubt") | each("8 9 10 11 12 13 14 17 18", "callable"),
        ),
        (
            "guards",
            each("0012345 0012346 12 13", "callable")
            | each("3 4 5 10 11", "unread_times")
            | {"14": "not_safe_to_call"}
            | each("6 7 8 9", "open_to_services"),
        ),
        ("nothings", each("1 2 4 5 6 7 8", "callable")),
        ("invisible", each("1 2 3 6 7 8 9 10 11 12", "callable")),
        ("one-id-two-people", {"77": "doubt"}),
        ("rounded-ids", {"77": "doubt"}),
        ("us-dates", {}),
        ("shape-title-lines", each("1 2 3", "callable")),
        ("shape-sfdc", {"003D000001aBcDe": "callable"}),
        ("shape-heading-newline", {"1": "callable"}),
        ("shape-mojibake", each("1 2 3", "callable")),
        ("shape-mixed-encoding", each("1 2 3 4", "callable")),
        ("shape-space-after-comma", {"1": "callable"}),
        ("shape-single-quotes", each("1 2 3", "callable")),
        ("shape-backslash", {}),
    ],
)
def test_council_file_case_decides_who_may_be_called(take: Take, case: str, right: dict[str, str]) -> None:
    summary = take(case)
    found = reasons()
    assert {person: found.get(person) for person in right} == right
    if case != "event-rows":
        assert found.keys() == right.keys()
    assert summary.read == summary.added + summary.changed + summary.unchanged + summary.refused


def test_death_on_any_row_is_no_conflict_with_the_rows_that_do_not_say_it(session: Session, tmp_path: Path) -> None:
    copy = tmp_path / "events.csv"
    copy.write_bytes((CASES / "event-rows.csv").read_bytes())
    assert [run_import(copy, session).conflicts for _ in range(2)] == [0, 0]
    text = copy.read_text("utf-8").replace("14/07/2025", "").replace("15/07/2025,,NFA: Deceased", "15/07/2025,,")
    copy.write_text(text, "utf-8")
    [conflict] = run_import(copy, session).first_conflicts
    assert (conflict.person_id, "does not say so" in conflict.words) == ("1002", True)


def test_two_people_under_one_id_are_both_refused_each_naming_the_other(take: Take) -> None:
    found = refused(take("one-id-two-people"))
    assert set(found) == {2, 3}
    assert all("Two people stand under this ID (rows 2, 3)" in why for why in found.values())


def settle_whose(session: Session, theirs: list[int], reason: str) -> None:
    [decision] = imports.decisions(session)
    seen = [each.doubt_id for each in decision.several]
    clients.settle_whose(session, decision.client_id, theirs, seen, reason)


def test_two_people_under_one_id_wait_for_a_person_to_decide_and_nobody_is_made_of_two(
    session: Session, tmp_path: Path
) -> None:
    """Their rows are refused, and what was refused stood in a file alone, with nobody who had to see to it."""
    copy = tmp_path / "two.csv"
    copy.write_bytes((CASES / "one-id-two-people.csv").read_bytes())
    summary = run_import(copy, session)
    assert (summary.added, summary.refused, summary.two_people) == (0, 2, 1)
    [decision] = imports.decisions(session)
    assert (decision.owner_id, set(decision.codes)) == (session.worker_id, {DoubtCode.SEVERAL})
    assert clock.now() < decision.due < clock.now() + timedelta(days=7)
    record = Client.get()
    assert (record.first_name, record.last_name, record.born_on, record.nhs_number) == (None,) * 4
    assert list(reasons().values()) == ["doubt"] and not Assessment.select().exists()
    for how in people.SETTLED:
        with pytest.raises(Conflict):
            clients.settle_doubts(session, record.id, how, "It is Sue Tau.")
    lines = copy.read_text().splitlines()
    copy.write_text("\n".join(lines[:2]) + "\n")  # the council says whose it is
    assert run_import(copy, session, yes=True).changed == 1
    assert list(reasons().values()) == ["doubt"], "until somebody has looked"
    first, second = imports.decisions(session)[0].several
    with pytest.raises(Invalid):
        settle_whose(session, [second.doubt_id], "It is not.")
    settle_whose(session, [first.doubt_id], "The council says that it is Sue Tau.")
    assert Client.get().last_name and sorted(reasons().values()) == ["callable"] * 2


def test_rows_of_one_id_that_are_no_assessment_count_for_whom_they_name(session: Session, tmp_path: Path) -> None:
    copy = tmp_path / "two.csv"
    event, later = (
        "P-4,Bob,Upton,19/06/1925,,,10/12/2025,,Service,Y\n",
        "P-4,Ada,,,,,19/11/2031,Low,Assessment,\n",
    )
    rows = ONE.replace("Moderate", "Moderate,Assessment,") + OTHER.replace("Moderate", "Moderate,Assessment,")
    copy.write_text(HEADINGS.replace("Eligibility", "Eligibility,Event type,Deceased") + rows + event + later)
    assert run_import(copy, session, yes=True).refused == 4
    [decision] = imports.decisions(session)
    ada, bob = decision.several
    assert decision.held and (ada.record["died"], bob.record["died"]) == (False, True)
    settle_whose(session, [ada.doubt_id], "The council said so.")
    assert sorted(reasons().values()) == ["died", "not_due"]
    assert run_import(copy, session, yes=True).refused == 1, "that of a day to come"
    assert sorted(reasons().values()) == ["died", "not_due"]


NAMES = {"first": ["Ada", "Bob"], "second": ["Bob", "Ada"], "one person": ["Ada"]}


@pytest.mark.parametrize("choice", NAMES)
def test_rows_of_one_id_stand_beside_each_other_and_a_choice_drops_nobody(
    session: Session, tmp_path: Path, choice: str
) -> None:
    copy = tmp_path / "two.csv"
    other = OTHER.replace("Bob,Upton,19/06/1925", "Ada,Upton,20/06/1960") if choice == "one person" else OTHER
    copy.write_text(HEADINGS + ONE + other, encoding="utf-8")
    run_import(copy, session)
    [decision] = imports.decisions(session)
    beside = imports.beside(session, decision)
    lines = {line.words: (line.here, line.there, line.differs) for line in beside.lines}
    assert (beside.here, beside.there, lines["Name"][0]) == ("Row 2", "Row 3", "Ada Kowalski")
    assert lines["Phone"] == ("020 7946 0059", "020 7946 0023", True) and not lines["Home"][2]
    clients.leave_in_doubt(session, decision.client_id, "The council is asked.")
    assert imports.decisions(session) == (decision,), "it waits as it did"
    both = [each.doubt_id for each in decision.several]
    has_it = {"first": both[:1], "second": both[1:], "one person": both}[choice]
    settle_whose(session, has_it, "The council said so.")
    assert not imports.decisions(session)
    whose = {each.first_name: each for each in Client.select().order_by(Client.id)}
    assert list(whose) == NAMES[choice] and Client.get_by_id(decision.client_id).person_id == "P-4"
    assert set(reasons().values()) == {"not_due"} and Assessment.select().count() == 2
    numbers = {(phone.client_id, phone.number[-2:]) for phone in Phone.select()}
    theirs = {(whose["Ada"].id, "59")} | ({(whose["Bob"].id, "23")} if "Bob" in whose else set())
    assert numbers == theirs, "of one person the facts of the latest assessment count"
    before = Client.select().count(), reasons()
    assert (again := run_import(copy, session)).refused == 0 and (Client.select().count(), reasons()) == before
    assert again.unchanged == 2 and not imports.decisions(session), "what was said holds for the next file"
    copy.write_text(HEADINGS.replace("Phone", "Deceased") + ONE.replace("020 7946 0059", "Y"), encoding="utf-8")
    run_import(copy, session, yes=True)
    assert Client.get(Client.first_name == "Ada").stopped == "died", "whoever has the ID by then"


def test_no_row_of_an_id_shows_a_number_where_one_of_them_is_not_safe_to_call(session: Session, tmp_path: Path) -> None:
    copy = tmp_path / "two.csv"
    rows = ONE.replace("Moderate", "Moderate,Y") + OTHER.replace("Moderate", "Moderate,N")
    copy.write_text(HEADINGS.replace("Eligibility", "Eligibility,Safe to call") + rows)
    run_import(copy, session, yes=True)
    [decision] = imports.decisions(session)
    [phone] = [line for line in imports.beside(session, decision).lines if line.words == "Phone"]
    assert phone.here and not any(map(str.isdigit, phone.here + phone.there)), "they may be one person"


def test_more_than_two_people_under_one_id_are_turned_through_and_each_gets_a_record(
    session: Session, tmp_path: Path
) -> None:
    copy = tmp_path / "three.csv"
    third = OTHER.replace("Bob,Upton,19/06/1925", "Cyd,Zulu,01/02/1933")
    dead = third.replace("Cyd,Zulu", "Dee,Late").replace("1933", "1919").replace("020 7946 0023", "7")
    copy.write_text(HEADINGS + ONE + OTHER + third + dead, encoding="utf-8")
    run_import(copy, session)
    [decision] = imports.decisions(session)
    assert [each.name.split()[0] for each in decision.several] == ["Ada", "Bob", "Cyd", "Dee"]
    shown = [imports.beside(session, decision, place) for place in (1, 3)]
    assert [(each.here, each.there) for each in shown] == [("Row 3", "Row 4"), ("Row 5", "Row 2")]
    second = [decision.several[1].doubt_id]
    with pytest.raises(Conflict):  # whoever looked before the other rows came
        clients.settle_whose(session, decision.client_id, second, [decision.several[0].doubt_id, *second], "I saw two.")
    settle_whose(session, second, "The council said so.")
    assert Client.get_by_id(decision.client_id).first_name == "Bob" and Client.select().count() == 4


def _put_right(session: Session, line: int, why: str) -> None:
    made = escalations.recorded(session, line)[0]  # the newest
    version = escalations.case(session, line).item.version
    escalations.correct(session, line, version, made.event_id, escalations.MoveMeant(), why)


def test_whose_an_id_is_that_was_said_by_mistake_is_put_right_and_nobody_is_added_twice(
    session: Session, tmp_path: Path
) -> None:
    copy = tmp_path / "two.csv"
    copy.write_text(HEADINGS + ONE + OTHER, encoding="utf-8")
    run_import(copy, session)
    [decision] = imports.decisions(session)
    ada = decision.several[0]
    line = Escalation.get(Escalation.kind == "doubt").id
    settle_whose(session, [ada.doubt_id], "The council said so.")
    _put_right(session, line, "It is Bob's")
    [again] = imports.decisions(session)
    here = Client.get_by_id(decision.client_id)
    assert (again.several, here.first_name, reasons()["P-4"]) == (decision.several, None, "doubt")
    settle_whose(session, [ada.doubt_id], "It is Ada's after all.")
    assert Client.select().count() == 2 and set(reasons().values()) == {"not_due"}
    _put_right(session, line, "Bob's, the council says")
    settle_whose(session, [again.several[1].doubt_id], "The council said so.")
    assert sorted(reasons().values()) == ["linked", "not_due", "not_due"], "Bob's two records are one person's"
    _put_right(session, line, "Nobody knows yet")
    assert sorted(reasons().values()) == ["doubt", "not_due", "not_due"], "whoever has the ID is linked with nobody"


def test_two_people_under_one_id_of_a_file_that_nobody_can_read_wait_for_its_order(
    session: Session, tmp_path: Path
) -> None:
    copy = tmp_path / "two.csv"
    days = (CASES / "one-id-two-people.csv").read_text().replace("01/02/2025", "02/25/2025")
    copy.write_text(days, encoding="utf-8")
    assert run_import(copy, session).refused == 2 and not Client.select().exists()
    run_import(copy, session, dates="month-first")
    assert reasons() == {"77": "doubt"}


HEADINGS = "Person ID,First name,Last name,Date of birth,Postcode,Phone,Assessment date,Eligibility\n"
ONE = "P-4,Ada,Kowalski,19/06/1960,SE24 9ZZ,020 7946 0059,17/11/2025,Moderate\n"
OTHER = "P-4,Bob,Upton,19/06/1925,SE24 9ZZ,020 7946 0023,14/11/2025,Moderate\n"


def test_two_people_under_one_id_in_rows_that_cannot_be_taken_apart_make_no_record(
    session: Session, tmp_path: Path
) -> None:
    copy = tmp_path / "two.csv"
    copy.write_text(HEADINGS + ONE.replace("Ada", r'"Ada \"Jo\""') + OTHER.replace("Bob", r'"Bob \"Jo\""'))
    assert run_import(copy, session).refused == 2 and not Client.select().exists()
    copy.write_text(HEADINGS + ONE.replace("Ada", r'"Ada \"Jo\""') + OTHER, encoding="utf-8")
    assert run_import(copy, session).refused == 2 and reasons() == {"P-4": "doubt"}


def test_import_of_two_people_under_one_id_is_taken_back_whole(session: Session, tmp_path: Path) -> None:
    copy = tmp_path / "two.csv"
    copy.write_bytes((CASES / "one-id-two-people.csv").read_bytes())
    imports.undo(session, run_import(copy, session).import_id or 0)
    assert not Client.select().exists() and not Doubt.select().exists()


def test_two_people_under_one_id_are_seen_where_the_first_row_says_too_little_and_ids_are_written_apart(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "Person ID,NHS Number,First Name,Last Name,DOB,Assessment Date,Eligibility\n"
        "77,,Sue,Tau,,01/02/2025,Low\n"
        "77,999 000 0026,Sue,Tau,,01/02/2024,Low\n"
        "77 ,999 000 0018,Sue,Tau,,01/02/2025,Low\n"
        '78,,Sue,Tau,12/02/1951,01/02/2025,Low\n"=""78""",,Tim,Upsilon,12/02/1932,01/02/2025,Low\n'
        "79,,Sam,Tau,12/02/1951,01/02/2025,Low\n79,,Sam,Tau,03/11/1978,01/02/2024,Low\n"
        "80,,Una,Tau,12/02/1951,01/02/2025,Low\n80,,Una,Tau,01/01/1900,01/02/2024,Low\n"  # a filler is no birthday
        "81,,Val,Tau,12/02/1951,01/02/2025,Low\n81,,Val,Tau,02/12/1951,01/02/2024,Low\n"  # nor is a slip another
        "82,,Wyn,Tau,12/02/1951,01/02/2025,Low\n82,,Wyn,Tau,12/2/51,01/02/2024,Low\n"
    )
    found = refused(run_import(file, session))
    assert [found[row].split(": ")[0] for row in (2, 3, 4)] == ["Two people stand under this ID (rows 2, 4)"] * 3
    assert [found[row].split(": ")[0] for row in (5, 6)] == ["Two people stand under this ID (rows 5, 6)"] * 2
    assert [found[row].split(": ")[0] for row in (7, 8)] == ["Two people stand under this ID (rows 7, 8)"] * 2
    assert found.keys() == set(range(2, 9))


def test_one_id_of_two_councils_in_one_file_is_two_peoples_where_nothing_else_speaks_for_one(
    session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "Person ID,First Name,Last Name,DOB,Council,Assessment Date,Eligibility\n"
        "77,Sue,Tau,,Lambeth,01/02/2025,Low\n77,Sue,Upsilon,,Lewisham,01/02/2024,Low\n"
        "78,Tim,Tau,12/02/1951,Lambeth,01/02/2025,Low\n78,Tim,Tau,12/02/1951,Lewisham,01/02/2024,Low\n"
        "79,Una,Tau,,Lambeth,01/02/2025,Low\n79,Una,Upsilon,,LAMBETH,01/02/2024,Low\n"  # a marriage
    )
    found = refused(run_import(file, session))
    assert found.keys() == {2, 3}
    assert all("Two people stand under this ID (rows 2, 3)" in why for why in found.values())


def test_council_file_id_that_is_none_is_refused_in_words(take: Take) -> None:
    summary = take("rounded-ids")
    assert summary.refused == summary.read == 16
    assert {why.split(":")[0] for why in refused(summary).values()} == {
        "A spreadsheet rounded the person ID (1.23E+11)",
        "There is no person ID.",
        "The person ID is none",
        "Two people stand under this ID (rows 16, 17)",
    }


def test_a_column_with_the_month_first_is_read_once_its_order_is_named(take: Take) -> None:
    assert take("us-dates").refused == 5
    assert take("us-dates", dates="month-first").added == 5
    born = days_of_birth()
    assert born == {"1": "1950-12-25", "2": "1950-03-04", "3": "1950-07-31", "4": "1941-04-09", "5": "1950-05-01"}


def test_council_file_mapping_may_name_the_order_of_dates(take: Take, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('dates = "month-first"\n')
    assert take("us-dates", mapping=mapping).added == 5
    mapping.write_text('dates = "sideways"\n')
    with pytest.raises(UserError, match="day-first, month-first"):
        take("us-dates", mapping=mapping)


def test_council_file_moment_in_utc_is_londons_day_in_the_war_as_well(take: Take) -> None:
    take("utc-dates")
    born = days_of_birth()
    assert [born[person] for person in "123567"] == [
        "1950-06-15", "1950-01-15", "1943-06-15", "1969-01-15", "1950-06-15", "1950-06-15",
    ]  # fmt: skip


def test_nobody_is_assessed_before_they_were_born(take: Take) -> None:
    summary = take("born-after")
    born = days_of_birth()
    assert born == {"1": "1925-06-14", "3": None, "4": "1924-01-01", "5": "1925-06-14"}
    assert [remark.words for remark in summary.first_warnings] == ["'DOB' is after the assessment, and was left out."]


def test_phones_are_read_as_councils_write_them(take: Take) -> None:
    take("phones")
    numbers: dict[str, list[tuple[object, ...]]] = {}
    for phone in Phone.select(Phone, Client).join(Client).order_by(Client.id, Phone.position):
        numbers.setdefault(phone.client.last_name, []).append((phone.number, phone.dial_first, phone.status))
    london, mobile = ("+442079460123", None, "usable"), ("+447700900123", None, "usable")
    for none in ("Sci4", "Sci6", "SciTen", "SciSeven", "SciSeven2", "Local", "Dummy0", "Dummy1", "NHS", "DOB"):
        assert none not in numbers
    for plain in ("Slashes", "ZWSP", "FullWidth", "NBHyphen", "Dash", "Letter", "Spaced"):
        assert numbers[plain] == [london], plain
    for plain in ("SciFull", "SciFull2", "Float", "Float44", "LRM", "PlusPlus", "Formula", "Quote", "440"):
        assert numbers[plain] == [mobile], plain
    for relay in ("Relay", "RelayGlued"):
        assert numbers[relay] == [("+442079460123", "18001", "usable")]
    assert numbers["RelayNoZero"] == [("+447700900123", "18001", "usable")]
    assert numbers["Withheld141"] == [("+442079460123", "141", "usable")]
    assert numbers["DoNotRing"] == [("+442079460123", None, "retired")]
    for two in ("Two", "TwoGlued"):
        assert numbers[two] == [london, ("+447700900456", None, "usable")]
    assert reasons()["23"] == reasons()["1"] == "no_usable_number"


def test_garbled_letters_are_listed_with_their_rows(take: Take) -> None:
    garbled = [remark.row for remark in take("shape-mojibake").first_warnings if "garbled" in remark.words]
    assert set(garbled) == {2, 3, 4}


def test_council_file_lines_above_the_headings_are_passed_over_and_said(take: Take) -> None:
    assert take("shape-title-lines").passed_over == 2


def test_council_file_columns_that_would_stop_many_want_a_yes(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "deaths.csv"
    copy.write_bytes((CASES / "deceased-flags.csv").read_bytes())
    one = "'Deceased' would stop calls to 12 of 13 people."
    with pytest.raises(WantsYes, match=rf"{one} In all, it stops calls to 12 of 13 people .* Nothing was written"):
        run_import(copy, session)
    monkeypatch.setattr(importer, "AT_ONCE", 0)  # of a larger file the columns alone are known before it is taken
    with pytest.raises(WantsYes, match=rf"{one} All columns together would stop calls to 12 of 13 people. Nothing"):
        run_import(copy, session)
    assert Client.select().count() == 0
    assert run_import(copy, session, dry_run=True).stopping
    assert run_import(copy, session, yes=True).added == 13


def test_id_of_somebody_else_changes_nothing_until_somebody_has_looked(
    session: Session, take: Take, tmp_path: Path
) -> None:
    head = "Person ID,First Name,Last Name,DOB,Phone,Assessment Date,Eligibility\n"
    file = tmp_path / "people.csv"
    file.write_text(f"{head}77,Sue,Tau,12/02/1951,020 7946 0119,01/02/2025,Low\n")
    run_import(file, session)
    file.write_text(f"{head}77,Tim,Upsilon,12/02/1932,020 7946 0120,01/02/2026,Low\n")
    summary = run_import(file, session)
    person = Client.get()
    assert (person.first_name, person.born_on) == ("Sue", "1951-02-12")
    assert [phone.number for phone in Phone.select()] == ["+442079460119"]
    assert reasons() == {"77": "doubt"} and summary.conflicts == 1
    clients.settle_doubts(session, person.id, "other", "The council mended its list")
    there = reasons()
    assert there.pop("77") == "callable" and len(there) == 1, "whom the file means is on the list, too"
    run_import(file, session)
    assert Client.get(Client.person_id == "77").first_name == "Sue" and reasons() == {"77": "callable"} | there


def test_a_doubt_is_settled_once_and_the_same_words_raise_it_no_more(session: Session, take: Take) -> None:
    take("deceased-flags")
    person = Client.get(Client.person_id == "6")
    [doubt] = clients.open_doubts(person.id)
    assert (doubt.code, doubt.file_has) == ("death", "Deceased: X")
    clients.settle_doubts(session, person.id, "call", "Rang the GP's surgery")
    assert reasons()["6"] == "callable"
    take("deceased-flags")
    assert reasons()["6"] == "callable"
    other = Client.get(Client.person_id == "8")
    clients.settle_doubts(session, other.id, "died", "The council's own record")
    assert reasons()["8"] == "died"
    with pytest.raises(UserError, match="nothing to settle"):
        clients.settle_doubts(session, other.id, "died", "Again")
    assert Doubt.select().where(Doubt.settled_at.is_null()).count() == 0


def test_one_person_under_two_spellings_of_an_id_is_not_called_where_the_first_is_stopped(
    session: Session, take: Take
) -> None:
    take("second-id-first")
    take("second-id-second")
    found = reasons()
    assert found["0012345"] == "died" and found["12345"] == "doubt"
    assert found["0012346"] == "not_safe_to_call" and found["12346"] == "doubt"
    assert found["0012347"] == "died" and found["12347"] == "doubt"
    for twin in ("0012348", "12348", "0012349", "12349"):  # twins, who have a number and a birthday in common
        assert found[twin] == "callable"
    [doubt] = clients.open_doubts(Client.get(Client.person_id == "12345").id)
    assert doubt.file_has == "Record 0012345 has died"


def test_death_under_one_record_is_a_doubt_under_the_other(session: Session, take: Take) -> None:
    take("ids-first")
    take("ids-second")
    assert "doubt" not in reasons().values()
    first = Client.get(Client.person_id == "4171670")
    Doubt.insert(client=first.id, code="death", words="Deceased: X", made_at="2026-03-10T10:30:00.000Z").execute()
    clients.settle_doubts(session, first.id, "died", "The GP told us")
    assert reasons()["4171670"] == "died" and reasons()["4171670.0"] == "doubt"
    other = Client.get(Client.person_id == "4171670.0")
    clients.settle_doubts(session, other.id, "call", "Rang her: somebody else's record was wrong")
    assert reasons()["4171670.0"] == "not_due"


@pytest.mark.parametrize("by", ["file", "worker"])
def test_record_that_comes_to_look_like_somebody_dead_is_a_doubt(session: Session, tmp_path: Path, by: str) -> None:
    file = tmp_path / "people.csv"
    head = "Person ID,NHS Number,Last Name,DOB,Deceased,Phone,Assessment Date,Eligibility\n"
    dead = "1,999 000 0018,Tau,12/02/1951,Yes,020 7946 0120,01/02/2025,Low\n"
    file.write_text(f"{head}{dead}2,,Upsilon,12/02/1951,,020 7946 0121,01/02/2025,Low\n")
    run_import(file, session)
    assert reasons() == {"1": "died", "2": "callable"}
    if by == "file":
        file.write_text(f"{head}{dead}2,999 000 0018,Upsilon,12/02/1951,,020 7946 0121,01/02/2026,Low\n")
        run_import(file, session)
    else:
        clients.edit(session, Client.get(Client.person_id == "2").id, 1, {"last_name": "Tau"})
    assert reasons() == {"1": "died", "2": "doubt"}


def test_records_told_apart_stop_each_other_no_more(session: Session, take: Take) -> None:
    take("ids-first")
    take("ids-second")
    first, other = (Client.get(Client.person_id == each) for each in ("P-100", "p-100"))
    clients.judge_duplicate(session, first.id, other.id, "dismissed")
    Doubt.insert(client=first.id, code="death", words="Deceased: X", made_at="2026-03-10T10:30:00.000Z").execute()
    clients.settle_doubts(session, first.id, "died", "The GP told us")
    assert reasons()["p-100"] != "doubt"


NUMBERS = (
    ("Person ID", "First Name", "Last Name", "DOB", "Assessment Date", "Eligibility", "Moved"),
    ("1", "Ada", "One", "16195", "45901", "Low", ""),  # 3 May 1944
    ("2", "Bea", "Two", "1944", "20250901", "Low", ""),  # a year; eight digits are a date as it is written
    ("3", "Cy", "Three", "03/05/1944", "45901.0", "Low", "45658"),
    ("4", "Di", "Four", "82", "2025", "Low", ""),
    ("5", "Ed", "Five", "73600", "459010", "Low", ""),
    ("6", "Flo", "Six", "9999", "82", "Low", ""),
)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xlsx as numbers"])
def test_date_left_as_a_spreadsheets_number_is_that_day_and_said(session: Session, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"people.{kind.partition(' ')[0]}"
    if kind == "csv":
        path.write_text("".join(f"{','.join(row)}\n" for row in NUMBERS))
    else:
        as_numbers = kind != "xlsx"
        book = openpyxl.Workbook()
        for row in NUMBERS:
            is_number = [as_numbers and place in (3, 4, 6) and cell[:1].isdigit() and "/" not in cell
                         for place, cell in enumerate(row)]  # fmt: skip
            cells = [float(cell) if is_one else cell for cell, is_one in zip(row, is_number, strict=True)]
            book.active.append(cells)
        book.save(path)
    summary = run_import(path, session)
    assert "Numbers of days in 'Assessment Date', 'DOB', 'Moved' were read" in summary_text(summary)
    born = {each.person_id: (each.born_on, each.stopped) for each in Client.select()}
    assert born == {"1": ("1944-05-03", None), "2": (None, None), "3": ("1944-05-03", "moved")}
    assert {each.assessed_on for each in Assessment.select()} == {"2025-09-01"}
    refused = dict(summary.first_refused)
    assert refused.keys() == {5, 6, 7} and all("is a bare number, and no date" in why for why in refused.values())

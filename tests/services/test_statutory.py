"""Children's services over the store: what is recorded, and what is due then."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

import peewee
import pytest

from tests.support.desks import ON_A_FILE
from tests.support.lives import day
from topaz_tui import config
from topaz_tui.cli.output import due_list
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import CareEnd, EventKind
from topaz_tui.rules.statutory.orders import Dated, OrderMove, ReportKind
from topaz_tui.rules.statutory.records import Stay
from topaz_tui.rules.statutory.schools import PostRole, TrainingKind
from topaz_tui.screens import due_rows
from topaz_tui.services import clients, councils
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.statutory import due, happenings, history, lives, new_orders, orders, schools, young_people
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import models

NO_CALL = {"recall": None, "assessments": ()}
FILE_BY = DueBy(day("2027-01-15"), time(16))


@pytest.fixture
def make_child(session, make_client):
    """`make_child(born, **facts)`: a young person, in foster care since 2025 unless `care` is another day, or ''."""

    def make(born="2010-11-05", care="2025-03-03", **facts):
        client = make_client(born_on=born, **NO_CALL, **facts)
        young_people.take_on(session, client)
        if care:
            history.begin_care(session, client, day(care), "C2")
            history.place(session, client, day(care), home=history.Home("3 Elm Close", kept_from="the father"))
        return client

    return make


def life_of(child):
    life = lives.of(child).life
    assert life
    return life


def found(session, code, **how):
    return [(line.due, line.overdue, line.owner) for line in due.due(session, **how).lines if line.code == code]


def test_what_is_recorded_is_what_is_due(session, make_child):
    child = make_child(person_id="K-17", council="Lambeth")
    assert found(session, "NEEDS") == [("2027-02-05", False, "nobody yet")], "three months after the 16th birthday"
    young_people.give(session, child, session.worker_id)
    assert found(session, "NEEDS")[0][2] == session.name and found(session, "LAC_REV1")[0][1:] == (True, "Lambeth")
    history.record(session, child, EventKind.NEEDS_ASSESSED, day("2026-11-20"))
    first = history.record(session, child, EventKind.PLAN_SIGNED_OFF, day("2026-11-21"))
    assert first == history.record(session, child, EventKind.PLAN_SIGNED_OFF, day("2026-11-21")), "it happened once"
    assert found(session, "NEEDS") == [] and found(session, "PLAN_REV") == [("2027-05-21", False, session.name)]
    history.void(session, models.StatutoryEvent, first, "Of their sister.")
    assert found(session, "PLAN_REV") == [] and len(found(session, "PLAN")) == 1
    with pytest.raises(Conflict):
        history.void(session, models.StatutoryEvent, first, "Again.")
    history.end_care(session, child, day("2026-11-22"), CareEnd.HOME)
    assert found(session, "VISIT1") == [] and models.CarePlacement.get().ended_on == "2026-11-22"
    history.place(session, child, day("2026-11-22"), stay=Stay.HOME)
    assert life_of(child).homes[0].began == day("2026-11-22")


@ON_A_FILE
def test_what_happened_stands_on_the_timeline_at_its_day(session, make_child):
    child = make_child()
    first = history.record(session, child, EventKind.REVIEW_HELD, day("2026-09-01"), note="By video.")
    history.record(session, child, EventKind.REVIEW_BOOKED, day("2026-11-02"), set_for=day("2027-02-01"))
    history.void(session, models.StatutoryEvent, first, "Of their sister.")
    line = next(each for each in due.due(session).lines if each.code == "NEEDS")
    history.end_duty(session, child, "NEEDS", line.since, "Bought elsewhere.")
    timeline = [each for each in clients.open_profile(session, child).timeline if each.kind == "Care"]
    assert {each.key.split()[0] for each in timeline} == happenings.VOIDABLE.keys(), "each can be taken back there"
    told = [(each.words, each.detail) for each in timeline]
    assert told == [
        ("Asked for no more: Needs assessment complete", "Bought elsewhere.\nReckoned from 5 Nov 2026"),
        ("Review booked, for 1 Feb 2027", "Recorded today 10:00"),
        ("Review held \u00b7 TAKEN BACK", "By video.\nTaken back: Of their sister.\nRecorded today 10:00"),
        ("Looked after: full care order", "Recorded today 10:00"),
        ("Placed: foster care", "Recorded today 10:00"),
    ], "and no address, which somebody must not learn"
    for each in timeline:
        if "TAKEN BACK" not in each.words:
            what, _, id = each.key.partition(" ")
            happenings.take_back(session, what, int(id), "Of their sister.")
    timeline = [each for each in clients.open_profile(session, child).timeline if each.kind == "Care"]
    assert len(timeline) == 5 and all(each.words.endswith("TAKEN BACK") for each in timeline)


@ON_A_FILE
def test_listing_is_as_other_programs_read_it_and_some_weeks_or_one_council(session, make_child):
    make_child(person_id="K-17", council="Lambeth")
    make_child(person_id="K-18", care="2026-11-01", council="Ealing")
    page = due.due(session)
    told = json.loads(due_list.due_json(page))
    assert set(told) == {"as_of", "counts", "items"} and told["as_of"] == "2026-11-23"
    assert told["counts"] == {"overdue": page.overdue, "due": page.due, "met": page.met} and not page.ok
    assert len(told["items"]) == page.overdue + page.due
    of_one = due.due(session, council=" LB lambeth ")
    assert {line.subject.key for line in of_one.lines} == {"K-17"} and of_one.people == 1
    few = due.due(session, weeks=0)
    assert few.overdue == page.overdue and few.due < page.due
    own = replace(session, settings=replace(session.settings, council="Ealing"))
    assert {line.subject.key for line in due.due(own, council="").lines} == {"K-18"}
    schools.add(session, "Ash Vale", council="Kent County Council")
    asked = ((own, ""), (session, "LB lambeth"), (session, "kent"), (session, None))
    assert [councils.of_children(*each) for each in asked] == ["Ealing", "Lambeth", "Kent County Council", None]
    with pytest.raises(NotFound, match="NOWHERE") as caught:
        councils.of_children(session, "NOWHERE")
    assert caught.value.exit_code == 2 and "Ealing, Kent County Council, Lambeth" in caught.value.hint
    with pytest.raises(Invalid):
        councils.of_children(session, "")  # the team has no council of its own
    text = due_list.due_text(page, ("calls",))
    assert text.startswith(f"{page.overdue} overdue") and "K-17" in text and "services = [" in text
    assert "Elm Close" not in text + due_list.due_json(page), "an address is on no list"


@ON_A_FILE
def test_corrected_birth_shows_what_moved_and_meets_nothing(session, make_child):
    child = make_child(born="2010-11-05")
    history.record(session, child, EventKind.NEEDS_ASSESSED, day("2026-11-01"))
    history.record(session, child, EventKind.PLAN_SIGNED_OFF, day("2026-11-01"))
    before = due.due(session).met
    assert history.what_moves(child, day("2010-01-05")) and life_of(child).born == day("2010-11-05")
    moved = history.correct_birth(session, child, day("2010-01-05"), "Age assessment")
    assert {"ELIG", "NEEDS"} <= {each.code for each in moved}
    assert life_of(child).formerly[0].born == day("2010-11-05")
    assert due.due(session).met <= before, "nothing is met by a date"
    assert [row.field for row in models.Change.select().where(models.Change.client == child)] == ["born_on"]
    with pytest.raises(Conflict):
        history.correct_birth(session, child, day("2010-01-05"), "Again")


REFUSED = {
    "yet to come": lambda s, c: history.record(s, c, EventKind.REVIEW_HELD, day("2026-11-24")),
    "before the birth": lambda s, c: history.record(s, c, EventKind.REVIEW_HELD, day("2010-11-04")),
    "no legal status": lambda s, c: history.begin_care(s, c, day("2026-11-01"), "C9"),
    "birth in future": lambda s, c: history.correct_birth(s, c, day("2026-12-24"), "x"),
    "born after care": lambda s, c: history.correct_birth(s, c, day("2026-01-24"), "x"),
    "no reason": lambda s, c: history.correct_birth(s, c, day("2009-01-24"), " "),
    "no duty": lambda s, c: history.end_duty(s, c, "XX", day("2026-01-24"), "x"),
    "no reason to end": lambda s, c: history.end_duty(s, c, "NEEDS", day("2026-01-24"), ""),
    "no category": lambda s, c: young_people.confirm(s, c, "adult"),
    "no fact": lambda s, c: young_people.change(s, c, {"shoe": "42"}),
    "status": lambda s, c: young_people.change(s, c, {"legal_status": "X"}),
}


@ON_A_FILE
def test_what_can_not_be_is_refused_and_nothing_is_kept(session, make_child):
    child = make_child()
    tables = (models.StatutoryEvent, models.CareEpisode, models.BirthBefore, models.DutyEnded, models.Change)
    before = [list(table.select().tuples()) for table in tables]
    for what, deed in REFUSED.items():
        with pytest.raises(Invalid) as caught:
            deed(session, child)
        assert caught.value.message.endswith((".", "?")), what
    assert [list(table.select().tuples()) for table in tables] == before


@ON_A_FILE
def test_duty_that_is_ended_stays_with_its_reason_and_is_not_met(session, make_child):
    child = make_child()
    before = due.due(session)
    line = next(each for each in before.lines if each.code == "NEEDS")
    id = history.end_duty(session, child, "NEEDS", line.since, "Bought from another provider.")
    assert found(session, "NEEDS") == [] and due.due(session).met == before.met
    over = [(str(item.state), item.why) for item in due.of_client(child) if item.code == "NEEDS"]
    assert over == [("ended", "Bought from another provider.")]
    history.void(session, models.DutyEnded, id, "It was not.")
    assert len(found(session, "NEEDS")) == 1


@ON_A_FILE
def test_who_has_no_birthday_or_cannot_be_so_is_named(session, make_child):
    make_child(born=None, care="", person_id="K-1")
    child = make_child(person_id="K-2")
    models.CareEpisode.update(ended_on="2020-01-01").where(models.CareEpisode.client == child).execute()
    page = due.due(session)
    assert [each.subject.key for each in page.to_put_right] == ["K-1", "K-2"] and not page.lines and not page.ok
    assert len(list(due_list.alarms(page))) == 2


@pytest.fixture
def siblings(session, make_child):
    """Two children, one order of both, and its id."""
    pair = (make_child(person_id="S-1", first_name="Ann"), make_child(person_id="S-2", first_name="Ben"))
    new = NewOrder("Family Court at Croydon", "ZW26P00812", day("2026-11-02"), "With whom they live.", pair,
                          FILE_BY, DueBy(day("2027-02-01"), time(10)))  # fmt: skip
    return *pair, new_orders.make(session, new).id


def test_pitfall_13_order_of_siblings_is_one_line_and_keeps_each_day_with_its_document(session, siblings):
    *pair, id = siblings
    assert found(session, "S7") == [("2027-01-15T16:00", False, session.name)]
    (line,) = [line for line in due.due(session).lines if line.code == "S7"]
    assert line.subject.key == "S-1, S-2 (ZW26P00812)" and line.waits_for.endswith("hearing is on 1 Feb 2027 10:00")
    expected = Dated(day("2026-11-10"), DueBy(day("2026-12-01")), document="e-mail")
    stands = orders.change(session, id, 1, OrderMove.EXPECTED, expected)
    assert stands.file_by == FILE_BY and stands.expected_file_by == DueBy(day("2026-12-01"))
    stands = orders.change(
        session, id, 2, OrderMove.VARIED, Dated(day("2026-11-12"), DueBy(day("2026-12-10"), time(12)))
    )
    assert found(session, "S7") == [("2026-12-10T12:00", False, session.name)], "an earlier day, too"
    orders.change(session, id, 3, OrderMove.VACATED, Dated(day("2026-11-13")))
    assert orders.every()[0].stands.hearing is None
    assert not any("hearing" in line.waits_for for line in due.due(session).lines)
    assert [row.file_by_on for row in models.OrderDate.select().order_by(models.OrderDate.id)][:3] == [
        "2027-01-15", "2026-12-01", "2026-12-10",
    ]  # fmt: skip
    with pytest.raises(Conflict):
        orders.change(session, id, 3, OrderMove.ADJOURNED, Dated(day("2026-11-14"), None, FILE_BY))
    orders.child_left(session, id, 4, pair[0], day("2026-11-20"), "Now 18")
    assert orders.every((pair[1],))[0].clients == (pair[1],)
    with pytest.raises(Invalid):
        orders.child_left(session, id, 5, pair[1], day("2026-11-20"), "Left")
    met = due.due(session).met
    orders.drafted(session, id, 5, day("2026-11-22"))
    orders.filed(session, id, 6, DueBy(day("2026-11-23"), time(9)), "Receipt 8812")
    assert found(session, "S7") == [] and due.due(session).met == met + 2
    with pytest.raises(peewee.PeeweeException, match="cannot be altered"):
        models.OrderDate.update(file_by_on="2027-12-01").execute()


@ON_A_FILE
def test_pitfall_13_two_orders_of_one_case_are_two_lines(session, siblings):
    *pair, first = siblings
    new = NewOrder("Family Court", "ZW26P00812", day("2026-11-02"), "Where they live.", tuple(pair), FILE_BY,
                          council="Ealing")  # fmt: skip
    second = new_orders.make(session, new).id
    page = due.due(session)
    lines = [line.subject for line in page.lines if line.code == "S7"]
    assert {(each.order_id, each.council) for each in lines} == {(first, ""), (second, "Ealing")}
    told = {line["person_id"] for line in page.listed["items"] if line["code"] == "S7"}
    assert told == {each.key for each in lines} == {"S-1, S-2 (ZW26P00812)"}
    keys = [row.key for row in due_rows.rows_of(page)]
    assert len(set(keys)) == len(keys)


@ON_A_FILE
def test_pitfall_14_withdrawn_application_ends_the_work_and_meets_nothing(session, siblings):
    id = siblings[2]
    before = due.due(session).met
    orders.withdrawn(session, id, 1, day("2026-11-20"), "The mother's solicitor.")
    assert found(session, "S7") == [] and due.due(session).met == before
    with pytest.raises(Conflict):
        orders.filed(session, id, 2, DueBy(day("2026-11-21")), "x")


@ON_A_FILE
@pytest.mark.parametrize("lacks", [{"court": " "}, {"case_number": ""}, {"orders": ""}, {"children": ()},
                                   {"children": (999,)}, {"file_by": None, "hearing": None},
                                   {"made": date(2026, 11, 24)}])  # fmt: skip
def test_order_that_lacks_something_is_not_kept(session, make_child, lacks):
    child = make_child(care="")
    new = NewOrder("x", "x", day("2026-11-02"), "x", (child,), FILE_BY, report=ReportKind.CHILD_IMPACT)
    with pytest.raises(Invalid):
        new_orders.make(session, replace(new, **lacks))
    assert not models.FamilyOrder.select().exists()


@ON_A_FILE
def test_pitfall_18_lead_who_leaves_is_an_alarm_the_same_day(session):
    school = schools.add(session, "Ash Vale", council="Lambeth")
    lead = schools.appoint(session, school, "Jo Bell", PostRole.LEAD, day("2024-09-02"))
    schools.appoint(session, school, "Kit Shaw", PostRole.STAFF, day("2026-09-01"))
    assert found(session, "DSL")[0][:2] == ("2024-09-02", True), "before taking the post"
    schools.trained(session, lead, TrainingKind.LEAD, day("2025-01-10"), whole=False)
    assert found(session, "DSL")[0][1], "part of a course is none"
    schools.trained(session, lead, TrainingKind.LEAD, day("2025-01-10"), whole=True, edition="2024")
    assert ("2027-01-10", False, "nobody yet") in found(session, "DSL")
    assert schools.alarms(session) == ()
    deputy = schools.appoint(session, school, "Lou Cole", PostRole.DEPUTY, day("2025-09-01"))
    both = replace(session, settings=replace(session.settings, services=("calls", "children")))
    assert schools.leave(session, lead, day("2026-11-23"), "Another school") is None
    kinds = [each.kind for each in escalations.board(both).alarms]
    assert AlarmKind.LEAD_LEFT in kinds and AlarmKind.NO_LEAD not in kinds, "a deputy is there, and no lead"
    alarm = schools.leave(session, deputy, day("2026-11-23"), "Another school")
    assert AlarmKind.LEAD_LEFT not in [each.kind for each in escalations.board(both).alarms]
    assert alarm and (alarm.name, alarm.since) == ("Ash Vale", day("2026-11-23"))
    page = due.due(session)
    assert page.without_lead == due.due(session, council="lambeth").without_lead == (alarm,) and not page.ok
    assert due.due(session, council="Ealing").without_lead == ()
    told = [each.what for each in escalations.board(session).alarms if each.kind == AlarmKind.NO_LEAD]
    assert not told, "a team that trains no schools hears of none"
    told = [each.what for each in escalations.board(both).alarms if each.kind == AlarmKind.NO_LEAD]
    assert told == ["Ash Vale has had no designated lead or deputy since 23 Nov 2026."]
    assert "Ash Vale has had no designated lead" in due_list.due_text(page, ("children",))
    assert schools.leave(session, schools.appoint(session, school, "P", PostRole.STAFF, day("2026-01-01")),
                         day("2026-11-23"), "x") is None  # fmt: skip


@ON_A_FILE
def test_category_and_facts_are_kept_with_who_said_them(session, make_child):
    child = make_child()
    young_people.confirm(session, child, "eligible")
    young_people.change(session, child, {"personal_adviser": " Pat Lo ", "legal_status": "C2"})
    row = young_people.row_of(child)
    assert (row.category, row.category_by_id, row.personal_adviser) == ("eligible", session.worker_id, "Pat Lo")
    kept = {each.field for each in models.Change.select().where(models.Change.client == child)}
    assert kept == {"category", "personal_adviser", "legal_status"}
    assert models.QueueEntry.get_by_id(child).reason == "no_recall", "not called, and counted"


def spans_of(model, child):
    rows = model.select().where(model.client == child, model.void_at.is_null()).order_by(model.began_on, model.id)
    return [(row.began_on, row.ended_on) for row in rows]


@ON_A_FILE
def test_earlier_time_in_care_recorded_late_stays_in_the_past(session, make_child):
    child = make_child(care="")
    history.begin_care(session, child, day("2026-03-02"), "C2")
    history.place(session, child, day("2026-03-02"))
    late = history.begin_care(session, child, day("2020-01-06"), "V2")
    history.place(session, child, day("2020-01-06"))
    assert spans_of(models.CareEpisode, child) == [("2020-01-06", "2026-03-02"), ("2026-03-02", None)]
    assert spans_of(models.CarePlacement, child) == [("2020-01-06", "2026-03-02"), ("2026-03-02", None)]
    history.end_care(session, child, day("2021-05-03"), CareEnd.HOME)
    assert spans_of(models.CareEpisode, child) == [("2020-01-06", "2021-05-03"), ("2026-03-02", None)]
    assert spans_of(models.CarePlacement, child)[0] == ("2020-01-06", "2021-05-03"), "it reaches what was closed later"
    assert models.CareEpisode.get_by_id(late).why == CareEnd.HOME
    history.begin_care(session, child, day("2022-01-03"), "V2", day("2022-02-07"), CareEnd.OTHER)
    assert spans_of(models.CareEpisode, child)[1] == ("2022-01-03", "2022-02-07")
    history.place(session, child, day("2022-01-03"))
    assert spans_of(models.CarePlacement, child)[1] == ("2022-01-03", "2022-02-07"), "care had ended by then"


@ON_A_FILE
def test_end_of_care_before_a_later_placement_is_refused_and_nothing_is_kept(session, make_child):
    child = make_child()
    history.place(session, child, day("2026-11-10"))
    before = [spans_of(model, child) for model in (models.CareEpisode, models.CarePlacement)]
    with pytest.raises(Invalid, match="placed from 10 Nov"):
        history.end_care(session, child, day("2026-11-02"), CareEnd.HOME)
    assert [spans_of(model, child) for model in (models.CareEpisode, models.CarePlacement)] == before
    history.end_care(session, child, day("2026-11-11"), CareEnd.HOME)
    with pytest.raises(Conflict):
        history.end_care(session, child, day("2026-11-12"), CareEnd.HOME)


@ON_A_FILE
def test_what_was_taken_back_gives_back_what_it_ended(session, make_child):
    child = make_child()
    changed = history.begin_care(session, child, day("2026-06-01"), "V2")
    moved = history.place(session, child, day("2026-06-01"))
    history.end_care(session, child, day("2026-10-05"), CareEnd.HOME)
    history.void(session, models.CareEpisode, changed, "Of their sister.")
    history.void(session, models.CarePlacement, moved, "Of their sister.")
    assert (
        spans_of(models.CareEpisode, child) == spans_of(models.CarePlacement, child) == [("2025-03-03", "2026-10-05")]
    )
    assert life_of(child).episodes[0].why == CareEnd.HOME, "care ended as it did"
    home = history.place(session, child, day("2026-10-05"), stay=Stay.HOME)
    again = history.begin_care(session, child, day("2026-11-02"), "V2")
    assert life_of(child).homes[0].ended == day("2026-11-02"), "who is looked after again is home no more"
    back = history.place(session, child, day("2026-11-02"))
    for id, model in ((again, models.CareEpisode), (back, models.CarePlacement)):
        history.void(session, model, id, "They were not.")
    assert life_of(child).homes[0].ended is None
    history.void(session, models.CarePlacement, home, "With an aunt.")
    assert spans_of(models.CarePlacement, child) == [("2025-03-03", "2026-10-05")], "care ended: no place goes on"


@ON_A_FILE
def test_same_day_put_right_and_taken_back_goes_on_as_before(session, make_child):
    child = make_child(care="2026-03-02")
    wrong = history.begin_care(session, child, day("2026-03-02"), "V2")
    assert life_of(child).episodes[-1].ended is None and len(spans_of(models.CareEpisode, child)) == 2
    history.void(session, models.CareEpisode, wrong, "It was right.")
    assert spans_of(models.CareEpisode, child) == [("2026-03-02", None)]


LAMBETH = """
[children]
leap_birthday = "28 February"
[councils."Lambeth".children]
targets = { NEEDS = "+8w", S7 = "-20d", S7_DRAFT = "-5wd", DSL = "on anchor" }
count_first_day = true
school_terms = [["2026-09-01", "2026-12-18"]]
"""


@ON_A_FILE
def test_councils_own_target_stands_beside_the_law_and_another_councils_children_have_none(
    session, make_child, tmp_path
):
    (tmp_path / "settings.toml").write_text(f"council = 'Ealing'\n{LAMBETH}", "utf-8")
    session = replace(session, settings=config.load(tmp_path / "settings.toml"))
    here, there = make_child(person_id="K-1", council="Lambeth"), make_child(person_id="K-2", council="Ealing")
    make_child(person_id="K-3", council="Lambeth", born="2008-02-29")
    for child in (here, there):
        new = NewOrder("Court", f"Z{child}", day("2026-11-02"), "Contact", (child,), FILE_BY,
                              council=lives.of(child).council or "")  # fmt: skip
        new_orders.make(session, new)
    lines = {(line.subject.council, line.code): line for line in due.due(session).lines if line.subject.key != "K-3"}
    own, other = lines["Lambeth", "NEEDS"], lines["Ealing", "NEEDS"]
    assert own.due == other.due == "2027-02-05", "never instead of the law"
    assert own.source.endswith("; the council's target: 31 Dec 2026") and "target" not in other.source
    assert lines["Lambeth", "S7"].due == "2027-01-15T16:00" and "26 Dec" in lines["Lambeth", "S7"].source
    assert (lines["Lambeth", "S7_DRAFT"].due, lines["Ealing", "S7_DRAFT"].due) == ("2027-01-08", "2026-12-31")
    assert lines["Lambeth", "PEP"].due == "2026-12-18" and ("Ealing", "PEP") not in lines
    (leap,) = (each.ended for each in due.of_client(3, session) if each.code == "LAC_REV1")
    assert leap == day("2026-02-28"), "the team's own day for a birthday of 29 February"

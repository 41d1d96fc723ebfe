"""Files about young people: Annex A in both generations, the national return, a council's own list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from peewee import fn

from tests.support.desks import *  # noqa: F403 (fixtures)
from tests.support.desks import ON_A_FILE
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.exchange.council_csv.question import WantsYes
from topaz_tui.exchange.young_people.importer import run_import
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Lives
from topaz_tui.rules.statutory.records import ImportKind
from topaz_tui.services import clients, imports
from topaz_tui.services.statutory import due, history, lives, young_people
from topaz_tui.store import models

OLD_8 = ("Child Unique ID", "Date of Birth", "Age", "Date Started to be Looked After",
         "Start date of current legal status", "Child's Legal Status", "Date of Latest Statutory Review",
         "Date of Last Social Work Visit", "Date Ceased to be Looked After", "Reason Ceased to be Looked After",
         "Start Date of Most Recent Placement", "Placement Type", "Allocated Team", "Allocated Worker")  # fmt: skip
NEW_9 = "ChildUniqueID,DateOfBirth,Age,AllocatedTeam,AllocatedPersonalAdvisor,EligibilityCategory,LatestPathwayPlan"
HEADER, EPISODES, REVIEWS = "CHILD,SEX,DOB,ETHNIC,UPN", "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC", "CHILD,DOB,REVIEW"
RETURN = (
    f"{HEADER}\nA1,1,05/11/2010,WBRI,\nA2,2,01/02/2009,WBRI,\n",
    f"{EPISODES}\nA1,03/03/2024,S,V2,N1,U6,01/06/2024,X1\nA1,01/06/2024,L,C2,N1,U6,,\n"
    "A2,04/03/2024,S,V2,N1,K2,05/06/2024,E4A\nA2,05/09/2024,S,C9,N1,K2,,\n",
    f"{REVIEWS}\nA1,05/11/2010,25/03/2024\nA3,05/11/2010,\n",
)


@pytest.fixture
def write(tmp_path):
    def written(*texts: str) -> list[Path]:
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"file {number}.csv"
            path.write_text(text, "utf-8")
            paths.append(path)
        return paths

    return written


@pytest.fixture
def take(session, write):
    """`take(kind, *texts)`: these files read; the counts, in the order added, changed, unchanged, refused."""

    def taken(kind, *texts, **how):
        done = run_import(write(*texts), session, ImportKind(kind), **how)
        assert done.read == done.added + done.changed + done.unchanged + done.refused
        return done.added, done.changed, done.unchanged, done.refused

    return taken


def known(person_id):
    client = models.Client.get(models.Client.person_id == person_id)
    life = lives.of(client.id).life
    assert life
    return client.id, life


def young_people_rows():
    tables = (models.YoungPerson, models.CareEpisode, models.CarePlacement, models.StatutoryEvent, models.Client)
    return {table: list(table.select().order_by(table.id).tuples()) for table in tables}


def test_national_return_builds_the_past_and_is_read_again_without_harm(take, write):
    assert take("ssda903", *RETURN) == (2, 0, 4, 2), "a status that is none and a review without a day are refused"
    _, life = known("A1")
    assert [(str(each.began), str(each.ended), each.status) for each in life.episodes] == [
        ("2024-03-03", "2024-06-01", "V2"), ("2024-06-01", "None", "C2"),
    ]  # fmt: skip
    assert [(str(each.began), each.ended) for each in life.placements] == [("2024-03-03", None)], "it went on"
    assert life.days(EventKind.REVIEW_HELD) == [date(2024, 3, 25)]
    _, home = known("A2")
    assert home.episodes[0].why == "went home" and str(home.placements[0].ended) == "2024-06-05"
    before = young_people_rows()
    assert take("ssda903", *RETURN) == (0, 0, 6, 2) and young_people_rows() == before
    done = RETURN[1].replace("N1,U6,,", "N1,U6,01/10/2026,E4B")
    assert take("ssda903", RETURN[0], done, RETURN[2])[1] == 1
    assert str(known("A1")[1].episodes[1].ended) == "2026-10-01"


@ON_A_FILE
def test_annex_a_is_read_from_a_workbook_and_what_can_not_be_is_refused_in_words(session, tmp_path):
    path = tmp_path / "annex.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("List 7").append(("Child Unique ID", "Date of Birth"))
    sheet = book.create_sheet("List 8")
    rows = [
        (1761444, date(2010, 11, 5), 16.05, date(2020, 3, 3), date(2021, 1, 4), "C2: FCO", date(2026, 9, 1),
         date(2026, 11, 2), "", "", date(2025, 5, 5), "d) U4: Foster placement - long term", "Team\u00a01", "E S"),
        (2529037, date(2018, 3, 13), 3.0, date(2010, 2, 24), "#N/A", "C2: FCO", "", "", "", "", "", "", "", ""),
        (3623204, 38000, 17.6, date(2024, 10, 22), "", "zz", date(2027, 1, 1), "soon", "", "", "", "", "", ""),
    ]  # fmt: skip
    for row in (OLD_8, *rows):
        sheet.append(row)
    book.save(path)
    done = run_import([path], session, ImportKind.ANNEX_A, council="Lambeth")
    assert (done.added, done.refused, done.sheet) == (2, 1, "List 8") and done.unknown_headings == ()
    assert done.first_refused == ((3, "Looked after from 2010-02-24, before the birth."),)
    assert done.refused_file and done.refused_file.name == "annex.xlsx.List 8.refused.csv"
    assert {each.words for each in done.first_warnings} == {
        "'Child's Legal Status' has no code of the national return.",
        "'Date of Latest Statutory Review' is in the future.",
        "'Date of Last Social Work Visit' is no date that can be read. Write it as 2025-11-03 or 03/11/2025.",
    }
    id, life = known("1761444")
    assert [each.status for each in life.episodes] == ["", "C2"] and life.days(EventKind.VISITED) == [date(2026, 11, 2)]
    row = young_people.row_of(id)
    assert (row.team, row.social_worker, row.legal_status) == ("Team 1", "E S", "C2")
    assert models.Client.get_by_id(id).council == "Lambeth" and str(known("3623204")[1].born) == "2004-01-14"
    assert {line.subject.council for line in due.due(session).lines} == {"Lambeth"}
    done.refused_file.write_text(done.refused_file.read_text("utf-8-sig").replace("2018-03-13", "2008-03-13"), "utf-8")
    again = run_import([done.refused_file], session, ImportKind.ANNEX_A)
    assert (again.added, again.refused) == (1, 0) and models.Import.get_by_id(again.import_id).is_part


FIXES = (
    "CHILD,DOB\nR1,06/06/2009\nR4,01/02/2012\n",
    f"{EPISODES},LA,YEAR\nR1,2016-01-13,P,C2,N1,U6,,,Ealing,2018\nR1,2017-08-20,T,C2,N1,U4,2019-06-21,X1,Ealing,2020\n"
    "R1,2019-06-21,P,C2,N1,H5,2019-07-23,E6,Ealing,2020\n"
    "R4,2018-11-23,S,C1,N1,U6,2018-12-24,X1,Ealing,2019\nR4,2018-12-20,P,C1,N1,U6,2019-08-19,X1,Ealing,2020\n",
)


@ON_A_FILE
def test_episodes_without_an_end_go_up_to_the_next_and_an_overlap_is_listed(session, write):
    done = run_import(write(*FIXES), session, ImportKind.SSDA903)
    assert (done.added, done.refused) == (2, 0) and done.unknown_headings == ()
    assert [each.person_id for each in done.first_warnings] == ["R4"]
    _, life = known("R1")
    assert [str(each.ended) for each in life.episodes] == ["2017-08-20", "2019-06-21", "2019-07-23"]
    assert [str(each.ended) for each in life.placements] == ["2017-08-20", "2019-06-21", "2019-07-23"]
    assert models.Client.get(models.Client.person_id == "R1").council == "Ealing"
    older = f"{EPISODES}\nR1,2015-01-13,S,V2,N1,U6,,\n"
    assert run_import(write(older), session, ImportKind.SSDA903).changed == 1
    assert str(known("R1")[1].episodes[0].ended) == "2016-01-13", "an older file, read later"


LEAVER = f"{NEW_9}\nL1,01/02/2006,20,Leaving care,Pat Lo,b) Former relevant child,{{}}\n"


@ON_A_FILE
def test_pitfall_22_list_9_without_a_plan_says_nothing_of_one_and_what_is_missing_is_named(take, session):
    assert take("annex-a", LEAVER.format("")) == (1, 0, 0, 0)
    id, life = known("L1")
    assert life.events == () and young_people.row_of(id).personal_adviser == "Pat Lo"
    (said,) = due.due(session).to_put_right
    assert said.what[0].startswith("They are said to be former relevant")
    history.begin_care(session, id, date(2015, 1, 1), "C2")
    assert "no pathway plan is known of" in due.due(session).to_put_right[0].what[0]
    assert take("annex-a", LEAVER.format("01/09/2026")) == (0, 1, 0, 0)
    page = due.due(session)
    assert not page.to_put_right and [line.due for line in page.lines if line.code == "PLAN_REV"] == ["2027-03-01"]
    assert take("annex-a", LEAVER.format("01/11/2026")) == (0, 1, 0, 0)
    kinds = [row.kind for row in models.StatutoryEvent.select().order_by(models.StatutoryEvent.id)]
    assert kinds == ["pathway plan signed off by the council", "pathway plan reviewed"]
    assert take("annex-a", LEAVER.format("")) == (0, 0, 1, 0), "an empty cell takes nothing away"


OWN = "Child ID,Name,DOB,Looked After From,Legal Status,Last Visit,PA,Council\n"


@ON_A_FILE
def test_pitfall_22_what_a_worker_recorded_stays_and_is_listed(take, session, write):
    assert take("young-people", f"{OWN}Y1,Ann Lee,05/11/2010,03/03/2024,C2,01/11/2026,Pat,Ealing\n") == (1, 0, 0, 0)
    id, _ = known("Y1")
    young_people.change(session, id, {"personal_adviser": "Sam Roe"})
    history.correct_birth(session, id, date(2010, 5, 5), "Passport")
    event = models.StatutoryEvent.get()
    history.void(session, models.StatutoryEvent, event.id, "Of another child.")
    done = run_import(write(f"{OWN}Y1,Ann Lea,05/11/2010,03/03/2024,C2,01/11/2026,Pat,Ealing\n"), session,
                      ImportKind.YOUNG_PEOPLE)  # fmt: skip
    assert (done.changed, done.conflicts) == (1, 2), "her name is the council's to change"
    assert {each.words.partition(" is another")[0] for each in done.first_conflicts} == {
        "The personal adviser", "The date of birth",
    }  # fmt: skip
    _, life = known("Y1")
    assert life.born == date(2010, 5, 5) and life.events == () and models.Client.get_by_id(id).last_name == "Lea"
    assert young_people.row_of(id).personal_adviser == "Sam Roe"


@ON_A_FILE
def test_pitfall_21_birth_corrected_by_a_file_says_what_it_moved(session, write):
    for born in ("23/11/2010", "23/11/2012"):
        done = run_import(write(f"{OWN}Y1,Ann Lee,{born},03/03/2024,C2,,,\n"), session, ImportKind.YOUNG_PEOPLE)
    id, _ = known("Y1")
    [line] = [each for each in clients.open_profile(session, id).timeline if each.key.startswith("born_before")]
    assert line.words.endswith("it was 23 Nov 2010")
    moved = line.detail.partition(". ")[2]
    assert "Needs assessment complete (ahead, by 23 Feb 2029; was open, by 23 Feb 2027)" in moved
    assert done.first_warnings[0].words.endswith(moved)


@ON_A_FILE
def test_a_mapping_names_headings_and_a_status_without_its_day_is_to_be_put_right(session, write, tmp_path):
    rows = "Child ID,DOB,Legal Status,Came to us,Latest review,Age\nY1,05/11/2010,C2,03/03/2024,01/09/2026,16\n"
    [file] = write(rows)
    assert run_import([file], session, ImportKind.YOUNG_PEOPLE).unknown_headings == ("Came to us",)
    [wrong] = due.due(session).to_put_right
    assert wrong.what[0].startswith("Their legal status is C2")
    mapping = tmp_path / "m.toml"
    mapping.write_text('"Came to us" = "care_from"\n')
    done = run_import([file], session, ImportKind.YOUNG_PEOPLE, mapping=mapping)
    assert (done.changed, done.unknown_headings) == (1, ())
    page = due.due(session)
    assert not page.to_put_right and [line.due for line in page.lines if line.code == "LAC_REV"] == ["2027-03-01"]
    before = {line.code for line in page.lines if "none is known from before" in line.waits_for}
    assert {"NEEDS", "LAC_REV"}.isdisjoint(before) and {"PEP1", "HEALTH1"} <= before
    mapping.write_text('"Came to us" = "came"\n')
    with pytest.raises(Invalid):
        run_import([file], session, ImportKind.YOUNG_PEOPLE, mapping=mapping)


@ON_A_FILE
def test_another_birth_in_a_file_is_a_correction_and_of_somebody_else_is_refused(take, make_client):
    make_client(person_id="P9", born_on="1944-05-03")
    text = OWN + "Y1,Ann Lee,05/11/2010,,,,,Ealing\nP9,Ben Oak,05/11/2010,,,,,\nY2,Cy,06/06/2010,,,,,\n"
    assert take("young-people", text + "Y2,Cy,07/06/2010,,,,,\n,Di,07/06/2010,,,,,\n") == (1, 0, 0, 4)
    assert take("young-people", OWN + "Y1,Ann Lee,05/11/2009,,,,,Ealing\n") == (0, 1, 0, 0)
    _, life = known("Y1")
    assert life.born == date(2009, 11, 5) and life.formerly[0].born == date(2010, 11, 5)
    assert take("young-people", OWN + "Y1,Eve,05/11/2007,,,,,Lambeth\n") == (0, 0, 0, 1), "another council's"
    assert take("young-people", OWN + "Y5,Flo,11/25/2010,11/26/2024,C2,,,\n")[3] == 1, "which order nobody knows"
    assert take("young-people", OWN + "Y6,Flo,11/25/2010,11/26/2024,C2,,,\n", month_first=True) == (1, 0, 0, 0)


@ON_A_FILE
def test_an_id_alone_does_not_make_somebody_on_the_list_of_calls_a_young_person(take, make_client):
    make_client(person_id="A1", born_on="2010-11-05")
    make_client(person_id="L1")
    assert take("ssda903", RETURN[1].replace("A2", "A1"))[0] == 0 and not models.YoungPerson.select().exists()
    assert take("annex-a", LEAVER.format("").replace("01/02/2006", ""))[3] == 1
    assert take("annex-a", LEAVER.format(""))[3] == 1, "nobody knows when they were born: it may be somebody else"
    assert take("young-people", f"{OWN}A1,Ann Lee,05/11/2010,,,,,\n") == (0, 1, 0, 0), "the same date of birth"


@ON_A_FILE
@pytest.mark.parametrize(
    ("council", "refused"),
    [("Ealing", 0), ("London Borough of Ealing", 0), ("307", 0), ("Lambeth", 1), ("Royal Borough of Greenwich", 1)],
)
def test_episodes_of_another_council_are_not_joined_by_the_id_alone(take, council, refused):
    take("young-people", f"{OWN}R1,Ann Lee,06/06/2009,,,,,Ealing\n")
    episode = f"{EPISODES},LA\nR1,2016-01-13,P,C2,N1,U6,,,{council}\n"
    assert take("ssda903", episode)[3] == refused and models.CareEpisode.select().count() == 1 - refused
    assert take("ssda903", FIXES[0], episode)[3] == 0, "with the same date of birth it is theirs"


@ON_A_FILE
def test_two_people_under_one_id_are_refused_in_whichever_lists_they_stand(take):
    assert take("ssda903", RETURN[0], RETURN[1], RETURN[2].replace("05/11/2010,25", "06/11/2010,25")) == (1, 0, 1, 6)
    assert not models.Client.select().where(models.Client.person_id == "A1").exists()
    assert take("ssda903", RETURN[0]) == (1, 0, 1, 0)
    assert take("ssda903", f"{RETURN[0]}A1,1,05/11/2007,WBRI,\n", RETURN[1])[3] == 5, "nobody knows whose episodes"


@ON_A_FILE
def test_another_end_than_a_worker_recorded_is_listed_and_a_new_reason_is_taken(take, write, session):
    def read(*rows):
        done = run_import(write(f"{EPISODES}\n" + "\n".join(rows)), session, ImportKind.SSDA903)
        return [each.words.partition(" is another")[0] for each in done.first_conflicts]

    take("ssda903", RETURN[0])
    id = known("A1")[0]
    history.begin_care(session, id, date(2024, 3, 3), "C2")
    history.place(session, id, date(2024, 3, 3), Lives.FOSTER)
    ended = "A1,03/03/2024,S,C2,N1,U6,01/06/2024,E4A"
    assert read(ended) == ["The end of care", "The end of a placement"]
    assert read("A1,03/03/2024,S,C2,N1,U6,,") == []
    moved = "A1,03/03/2024,S,C2,N1,U6,01/06/2024,X1", "A1,01/06/2024,P,C2,N1,U6,{}"
    assert read(moved[0], moved[1].format(",")) == ["The end of a placement"], "care went on"
    assert "The end of care" in read(moved[0], moved[1].format("05/09/2024,E11"))
    assert [each.ended for each in known("A1")[1].episodes] == [None]
    read("A2,04/03/2024,S,V2,N1,K2,05/06/2024,")
    assert [each.why for each in known("A2")[1].episodes] == [CareEnd.OTHER]
    read("A2,04/03/2024,S,V2,N1,K2,05/06/2024,E11")
    assert [each.why for each in known("A2")[1].episodes] == [CareEnd.ADOPTED]


@ON_A_FILE
def test_import_is_taken_back_whole_unless_somebody_worked_on_it(take, session):
    take("ssda903", *RETURN)
    before = young_people_rows()
    take("ssda903", RETURN[0], RETURN[1].replace("N1,U6,,", "N1,U6,01/10/2026,E4B"), RETURN[2])
    imports.undo(session, 2)
    assert {table: [row[:6] for row in rows] for table, rows in young_people_rows().items()} == {
        table: [row[:6] for row in rows] for table, rows in before.items()
    }
    history.record(session, known("A1")[0], EventKind.VISITED, date(2026, 11, 1))
    with pytest.raises(Conflict):
        imports.undo(session, 1)


@ON_A_FILE
def test_dry_run_writes_nothing_and_a_file_of_something_else_is_refused(take, write, session):
    assert take("ssda903", *RETURN, dry_run=True) == (2, 0, 4, 2)
    assert not models.Client.select().exists() and not models.Import.select().exists()
    with pytest.raises(Invalid, match="no list that is read as ssda903") as caught:
        take("ssda903", "Name,Telephone\nAnn,1\n")
    assert "DECOM" in caught.value.hint


@ON_A_FILE
def test_review_is_no_sign_off_where_the_plan_is_in_the_same_file_or_an_older_one(take):
    both = "Child ID,DOB,Looked After From,Plan Signed Off,LatestPathwayPlan\n"
    assert take("young-people", f"{both}Y1,05/11/2008,03/03/2020,01/02/2025,01/08/2025\n") == (1, 0, 0, 0)
    _, life = known("Y1")
    assert (life.days(EventKind.PLAN_SIGNED_OFF), life.days(EventKind.PLAN_REVIEWED)) == (
        [date(2025, 2, 1)], [date(2025, 8, 1)],
    )  # fmt: skip
    assert take("annex-a", LEAVER.format("01/09/2026")) == (1, 0, 0, 0)
    assert take("annex-a", LEAVER.format("01/03/2026")) == (0, 1, 0, 0), "an older file, read later"
    _, life = known("L1")
    assert (life.days(EventKind.PLAN_SIGNED_OFF), life.days(EventKind.PLAN_REVIEWED)) == (
        [date(2026, 3, 1)], [date(2026, 9, 1)],
    )  # fmt: skip


@ON_A_FILE
def test_plan_that_a_worker_took_back_makes_no_review_of_the_next(take, session):
    take("annex-a", LEAVER.format("01/03/2026"))
    history.void(session, models.StatutoryEvent, models.StatutoryEvent.get().id, "Of another.")
    take("annex-a", LEAVER.format("01/09/2026"))
    assert known("L1")[1].days(EventKind.PLAN_SIGNED_OFF) == [date(2026, 9, 1)]


@ON_A_FILE
def test_return_that_begins_with_a_change_of_status_says_where_somebody_lives(take):
    header = f"{HEADER}\nA1,1,05/11/2010,WBRI,\n"
    first = f"{EPISODES}\nA1,01/06/2024,L,C2,N1,U6,01/09/2024,X1\nA1,01/09/2024,L,E1,N1,U6,01/10/2024,X1\n"
    assert take("ssda903", header, f"{first}A1,01/10/2024,P,E1,N1,K2,,\n") == (1, 0, 3, 0)
    placed = [("2024-06-01", "2024-10-01"), ("2024-10-01", "None")]
    assert [(str(each.began), str(each.ended)) for each in known("A1")[1].placements] == placed
    take("ssda903", header, f"{EPISODES}\nA1,01/12/2024,L,C2,N1,K2,,\n")
    assert [(str(each.began), str(each.ended)) for each in known("A1")[1].placements] == placed, "it went on"


@ON_A_FILE
def test_row_without_a_council_is_of_no_other_rows_where_they_name_several(take):
    take("young-people", OWN + "Y1,Ann,05/11/2010,,,,,Ealing\nY2,Ben,05/11/2010,,,,,Lambeth\nY3,Cy,05/11/2010,,,,,\n")
    assert models.Client.get(models.Client.person_id == "Y3").council in (None, "")
    take("young-people", OWN + "Y4,Di,05/11/2010,,,,,London Borough of Ealing\nY5,Eva,05/11/2010,,,,,\n")
    assert models.Client.get(models.Client.person_id == "Y5").council == "London Borough of Ealing"


@ON_A_FILE
def test_end_of_care_in_a_file_without_places_ends_where_somebody_is_placed(take, session):
    both = "Child ID,DOB,Looked After From,Legal Status,Legal Status From,Placed On,Placement\n"
    assert take("young-people", f"{both}Y1,05/11/2010,03/03/2024,C2,01/06/2024,03/03/2024,U6\n") == (1, 0, 0, 0)
    ended = "Child ID,DOB,Looked After From,Looked After To,Reason Ceased\nY1,05/11/2010,01/06/2024,05/10/2026,E4A\n"
    assert take("young-people", ended) == (0, 1, 0, 0) and take("young-people", ended) == (0, 0, 1, 0)
    assert [str(each.ended) for each in known("Y1")[1].placements] == ["2026-10-05"]
    left_open = models.CarePlacement.update(ended_on=None)
    left_open.execute()  # as an earlier Topaz left it
    assert take("young-people", ended, dry_run=True) == (0, 1, 0, 0)
    assert take("young-people", ended) == (0, 1, 0, 0), "it counts"
    assert [str(each.ended) for each in known("Y1")[1].placements] == ["2026-10-05"]
    imports.undo(session, models.Import.select(fn.MAX(models.Import.id)).scalar())
    assert models.CarePlacement.get().ended_on is None


@ON_A_FILE
def test_death_in_a_file_stops_calls_once_and_not_again_after_a_manager_let_them_go_on(take, manager):
    header = f"{HEADER}\nA1,1,05/11/2010,WBRI,\n"
    died = f"{EPISODES}\nA1,01/06/2024,S,C2,N1,U6,01/10/2026,E2\n"
    take("ssda903", header, died)
    row = models.Client.get(models.Client.person_id == "A1")
    assert (row.stopped, row.died_on) == ("died", "2026-10-01")
    clients.resume_calls(manager, row.id, "Another child of that name")
    assert take("ssda903", header, died)[:2] == (0, 0)
    assert models.Client.get_by_id(row.id).stopped is None


def a_return(children: int, *, born: str = "05/11/2010", end: str = ",", ends: int = 0) -> tuple[str, str]:
    """So many young people in care of a national return, the care of the first `ends` of whom has ended."""
    ids = range(children)
    episodes = (f"A{n},03/03/2024,S,C2,N1,U6,{end if n < ends else ','}" for n in ids)
    return (
        "\n".join((HEADER, *(f"A{n},1,{born},WBRI," for n in ids))) + "\n",
        "\n".join((EPISODES, *episodes)) + "\n",
    )


ENDED = "01/06/2026,E4A"
#: What the next return says of ten young people in care, and whether that wants a yes.
NEXT = {
    "the care of half ends": (a_return(10, end=ENDED, ends=5), r"ends the care of 5 of 10 young people"),
    "the care of a handful ends": (a_return(10, end=ENDED, ends=4), ""),
    "other dates of birth": (a_return(10, born="11/05/2010"), r"another date of birth to 10 of 10 young people"),
    "half are left out": (a_return(5), r"leaves out 5 of 10 people"),
    "a handful are left out": (a_return(6), ""),
}


@ON_A_FILE
@pytest.mark.parametrize("way", NEXT)
def test_files_that_do_much_to_many_young_people_write_nothing_without_a_yes(session, take, way):
    files, asks = NEXT[way]
    take("ssda903", *a_return(10))
    before = young_people_rows()
    if asks:
        with pytest.raises(WantsYes, match=asks):
            take("ssda903", *files)
        assert young_people_rows() == before
    assert take("ssda903", *files, yes=bool(asks))[3] == 0


@ON_A_FILE
def test_next_return_may_leave_out_whose_care_had_ended_and_a_list_may_not(session, take):
    """The national return has nobody whose care ended before its year."""
    take("ssda903", *a_return(10, end=ENDED, ends=5))
    last = tuple("\n".join(line for line in text.split("\n") if line[:2] not in {f"A{n}" for n in range(5)})
                 for text in a_return(10))  # fmt: skip
    assert take("ssda903", *last)[:3] == (0, 0, 10)
    own = [f"Y{n},Ann Lea,05/11/2010,03/03/2024,C2,01/11/2026,Pat,Ealing" for n in range(6)]
    take("young-people", OWN + "\n".join(own) + "\n")
    with pytest.raises(WantsYes, match="leaves out 5 of 6"):
        take("young-people", OWN + own[0] + "\n")

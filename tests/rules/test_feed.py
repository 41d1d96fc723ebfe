"""What goes to the council for its own returns: each value stands on its list, and what would be refused is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from topaz_tui.rules.concerns import form
from topaz_tui.rules.feed import concerns, requests
from topaz_tui.rules.feed.concerns import RaisedConcern, age_band
from topaz_tui.rules.feed.refused import ALL, Check
from topaz_tui.rules.feed.requests import SupportRequest
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.people import characteristics
from topaz_tui.rules.referrals import came_of_it
from topaz_tui.rules.reviews import ACTION

LAST = date(2027, 3, 31)
WRITTEN = {"gender": "F", "ethnicity": "White British", "client_type": "Client"}


def table(*raised, enquiries=None):
    """The value of each category, and what would be refused of each concern: (reference, field, what was given)."""
    made, refused = concerns.rows("Lambeth", raised, enquiries or {}, LAST)
    cells = {row[7:11]: int(row[11]) for row in made}
    assert all(row[6] == "Lambeth" and len(row) == len(concerns.HEADINGS) for row in made)
    return cells, {(each.row, each.field, each.given) for each in refused if each.row != ALL}


def values(cells, reference):
    return {key[2]: value for key, value in cells.items() if key[0] == reference}


def test_concerns_stand_in_each_table_by_the_collections_words():
    """Unequal numbers in each: one that is swapped with another is found."""
    born = date(1941, 5, 2)
    answers: dict[str, Answer] = {
        "types": ["neglect", "financial"],
        "source": "known",
        "place": "care_home",
        "wanted": "asked_expressed",
    }
    found, refused = table(
        RaisedConcern(1, "T-1", born, None, {**WRITTEN, "primary_support_reason": "Personal care"},
               answers | {"capacity": "no", "advocate_in_place": "yes"}, {"risk": "reduced", "achieved": "partly"}),
        RaisedConcern(1, "T-2", born, None, WRITTEN, answers | {"capacity": "yes", "wanted": "asked_none"}),
        RaisedConcern(2, "T-3", date(1930, 1, 1), date(2024, 6, 1), {},
                      answers | {"capacity": "yes", "source": "provider"}),
        RaisedConcern(3, "T-4", None, None, {"gender": "M"}, answers | {"place": "own_home", "wanted": "not_asked"}),
        enquiries={concerns.SECTION_42: 2, concerns.OTHER: 1},
    )  # fmt: skip
    total = "Total Number of {}"
    assert values(found, "SG1f") == {
        total.format("Safeguarding Concerns"): 4, total.format("Section 42 Safeguarding Enquiries"): 2,
        total.format("Other Safeguarding Enquiries"): 1,
    }  # fmt: skip
    assert {key[1] for key in found} == {"Safeguarding Concerns", "Section 42 Enquiries", "Other Enquiries"}
    assert values(found, "SG1a") == {"85-94": 2, "Not Known": 1}, "persons once; at death, where they have died"
    assert values(found, "SG1b") == {"Female": 1, "Not Known": 1, "Male": 1}
    assert values(found, "SG1c") == {"White": 1, "Undeclared / Not Known": 2}
    assert values(found, "SG1d") == {"Physical Support": 1, "Not Known": 3}, "cases, each of them"
    neglect, known = "Neglect and Acts of Omission", "Other - Known to individual"
    assert found["SG2a", concerns.CONCERNS, neglect, known] == 3
    assert found["SG2a_b1", concerns.CONCERNS, neglect, "Own Home"] == 1
    assert found["SG2b", concerns.CONCERNS, "Care Home - Residential", "Service Provider"] == 1
    assert values(found, "SG2e") == {"Risk reduced": 1}
    assert values(found, "SG3a") == {
        "Yes, they lacked capacity": 1, "No, they did not lack capacity": 2, "Not recorded": 1, concerns.SUPPORTED: 1,
    }  # fmt: skip
    assert values(found, "SG4a") == {
        concerns.WANTED["asked_expressed"]: 2, concerns.WANTED["asked_none"]: 1, "No": 1, "Partially Achieved": 1,
    }  # fmt: skip
    assert refused == set()


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"answers": {"types": ["self_neglect"], "source": "nobody", "place": "own_home"}}, {("source", "nobody")}),
        ({"answers": {"types": ["neglect"], "source": "known", "place": "hospital"}}, {("place", "hospital")}),
        ({"answers": {"types": ["curse"], "source": "known", "place": "own_home"}}, {("types", "curse")}),
        ({"answers": {}}, {("source", "no answer"), ("place", "no answer")}),
        ({"written": {"ethnicity": "Martian"}}, {("ethnicity", "Martian")}),
        ({"born_on": date(2012, 1, 1)}, {("SG1a", "2012-01-01")}),
    ],
)
def test_what_has_no_row_is_refused_and_named_and_put_under_no_other(more, refused):
    whole = {"types": ["neglect"], "source": "known", "place": "own_home"}
    cells, found = table(RaisedConcern(**{"person": 1, "reference": "T-9", "answers": whole} | more))
    assert found == {("T-9", *each) for each in refused}
    assert sum(values(cells, "SG1f").values()) == 1, "it counts all the same"


def test_age_is_that_of_the_last_day_and_a_birth_that_was_made_up_is_none():
    ages = ((2009, 3, 31), (1962, 4, 1), (1962, 3, 31), (1952, 3, 31), (1942, 3, 31), (1932, 3, 31), (1900, 1, 1))
    assert [age_band(date(*each), None, LAST) for each in ages] == [
        "18-64", "18-64", "65-74", "75-84", "85-94", "95+", "Not Known",
    ]  # fmt: skip
    assert age_band(date(2009, 4, 1), None, LAST) is None


def test_each_code_of_the_form_is_on_a_list_of_the_collection_or_known_to_be_on_none():
    for ours, theirs, nowhere in (
        (form.TYPES, concerns.TYPES, ()), (form.PLACES, concerns.PLACES, ("hospital", "not_known")),
        (form.SOURCES, concerns.SOURCES, ("nobody", "not_known")), (form.OUTCOMES_WANTED, concerns.WANTED, ()),
        (came_of_it.RISK, concerns.RISK, ("none_found", "not_told")),
        (came_of_it.ACHIEVED, concerns.ACHIEVED, ("nothing_wanted", "not_told")),
    ):  # fmt: skip
        assert {code for code, _ in ours} == {*theirs, *nowhere}
    for code, words in (("ethnicity", concerns.ETHNICITIES), ("gender", (*concerns.GENDERS, "Not known"))):
        assert {each.group for each in characteristics.BY_CODE[code].listed} <= set(words)
    assert {each.group for each in characteristics.BY_CODE["primary_support_reason"].listed} == set(concerns.REASONS)
    assert {*requests.OUTCOME_OF, "support"} == set(ACTION)


def request(**more):
    day = date(2026, 11, 2)
    asked = SupportRequest(1, "A1", day, day, requests.ADVISED, "LAM1", "9990000018", date(1941, 5, 2), None,
                           "SE1 7PB", WRITTEN)  # fmt: skip
    return replace(asked, **more)


def test_request_has_the_fields_of_release_2_on_its_lists():
    made, refused = requests.rows([request()], date(2026, 4, 1), LAST)
    row = dict(zip(requests.HEADINGS, made[0], strict=True))
    assert len(requests.HEADINGS) == len(set(requests.HEADINGS)) == 46
    assert row["Ethnicity"] == "White: English, Welsh, Scottish, Northern Irish or British"
    assert (row["Gender"], row["Client_Type"], row["Event_Type"]) == ("Female", "Service user", "Request")
    assert (row["Event_Start_Date"], row["Reporting_Period_End_Date"]) == ("2026-11-02", "2027-03-31")
    assert {each.row for each in refused} == {ALL}
    assert [each.field for each in refused] == ["LA_Code, Accommodation_Status, Has_Unpaid_Carer"]
    assert {name for name, found in requests.check(row).items() if found < 0} == set()


@pytest.mark.parametrize(
    ("more", "field", "found"),
    [
        ({"nhs_number": ""}, "NHS_Number", Check.LACKING),
        ({"born_on": None}, "Date_of_Birth", Check.LACKING),
        ({"written": WRITTEN | {"gender": "?"}}, "Gender", Check.INVALID),
        ({"written": WRITTEN | {"client_type": "Not known"}}, "Client_Type", Check.INVALID),
        ({"outcome": "NFA - Support Declined"}, "Event_Outcome", Check.INVALID),
    ],
)
def test_row_that_the_return_would_refuse_is_named_with_its_field_and_why(more, field, found):
    _, refused = requests.rows([request(**more)], date(2026, 4, 1), LAST)
    assert [(each.row, each.field, each.check) for each in refused if each.row != ALL] == [("A1", field, found)]
    assert requests.check({"Client_Type": "Carer"})["Client_Type"] is Check.RELEASE_1


def test_requests_within_four_days_are_one_with_the_outcome_that_ranks_first():
    days = [date(2026, 11, day) for day in (2, 6, 11)]
    asked = [request(reference=f"A{day.day}", began_on=day, ended_on=day) for day in days]
    asked[1] = request(reference="A6", began_on=days[1], ended_on=days[1], outcome=requests.TO_ASSESSMENT)
    found = requests.together([*asked, request(person=2)])
    assert [(each.person, each.began_on.day, each.ended_on.day, each.outcome) for each in found] == [
        (2, 2, 2, requests.ADVISED), (1, 2, 6, requests.TO_ASSESSMENT), (1, 11, 11, requests.ADVISED),
    ]  # fmt: skip

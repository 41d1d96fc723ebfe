"""Finding by any part of what is known, as one types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.desks import ON_A_FILE
from tests.support.rows import run
from topaz_tui.rules import people
from topaz_tui.services import clients, search_index
from topaz_tui.store.database import database
from topaz_tui.store.sql import search as sql

HOSTILE = (
    "x [/nope] y",
    "[b]",
    "=cmd|' /C calc'!A0",
    "a\x1b[31mred",
    "ö" * 300,
    "שָׁלוֹם עולם",
    "Łukasz O’Brien-Żak",
    "👩‍🦳 Ada",
    '"; DROP TABLE client; --',
    "50% _off_ \\ x",
)


@pytest.fixture
def ada(make_client):
    return make_client(
        person_id="LB-004711",
        nhs_number="9990000018",
        first_name="Ada",
        last_name="O'Hara-Stone",
        preferred_name="Addie",
        phones=("+442079460123", "+12125550100"),
    )


@pytest.fixture(autouse=True)
def others(make_client):
    for name, born in (("Bristow", "1951-12-30"), ("Stanley", "1938-05-13"), ("May", "1960-01-01")):
        make_client(last_name=name, first_name="Bea", born_on=born, postcode="SE15 4BJ", phones=("+447700900123",))


PARTS = (
    "ada", "AD", "addie", "o'hara", "O’Hara", "ohara", "hara", "stone", "ada sto", "stone ada", "oharast", "ton",
    "LB-004711", "lb 0047", "004711", "4711", "LB0047", "9990000018", "999 000 0018", "999000", "0001 8",
    "020 7946 0123", "0207946", "+44 20 7946 0123", "7946 0123", "0123", "12125550100", "+1 212", "se24", "SE24 9ZZ",
    "se249zz", "se249", "9zz", "3/5/1944", "03/05/44", "3 May 1944", "3 may", "may 1944", "3/5", "05/1944",
    "1944-05-03", "1944-05", "1944-5", "1944", "3/5/19", "3/5/194", "3.5.1944", "3rd of may 1944", "ada 1944",
    "stone se24",
)  # fmt: skip
"""Any of them finds Ada. All are looked for in one database: to make one takes longer than to ask it fifty times."""


def test_search_finds_by_any_part(ada):
    assert [typed for typed in PARTS if ada not in search_index.find_ids(typed)] == []


NOT_THEIRS = ("", "  ", "-", "/", "zzz", "999 999 9999", "3/6/1944", "may 1945", "ada bristow")


def test_search_finds_nobody_by_what_is_not_theirs(ada):
    assert [typed for typed in NOT_THEIRS if ada in search_index.find_ids(typed)] == []


WHOLE = (
    "ada o'hara", "ohara", "lb-004711", "999 000 0018", "020 7946 0123", "se24 9zz", "se249zz", "1944-05-03",
    "3/5/1944",
)  # fmt: skip


def test_search_goes_on_finding_with_each_key(ada):
    """One letter alone is a surname's first, while there is somebody with it: so from the second key on."""
    for whole in WHOLE:
        for end in range(2, len(whole) + 1):
            assert ada in search_index.find_ids(whole[:end]), whole[:end]


def test_search_by_one_letter_takes_surnames_then_any_word(ada, make_client):
    assert ada in search_index.find_ids("o") and ada in search_index.find_ids("a")
    aston = make_client(last_name="Aston", first_name="Bea")
    assert search_index.find_ids("a") == (aston,)


def test_search_finds_names_that_are_months(make_client):
    may = make_client(last_name="May", first_name="June", born_on="1971-02-03")
    assert {may} <= set(search_index.find_ids("may")) and may in search_index.find_ids("june may")


def test_search_puts_a_beginning_before_the_inside(make_client):
    inside = make_client(first_name="Zoe", last_name="Rosebrook")
    begins = make_client(first_name="Zoe", last_name="Brook")
    assert search_index.find_ids("brook") == (begins,)
    assert set(search_index.find_ids("ebrook")) == {inside}


def test_search_finds_a_change_and_not_the_old_words(ada, session):
    clients.edit(session, ada, 1, {"last_name": "Ortega", "postcode": "n1 9gu"})
    assert ada in search_index.find_ids("ortega") and ada in search_index.find_ids("n19gu")
    assert ada not in search_index.find_ids("stone") and ada not in search_index.find_ids("se24")


def test_search_finds_hostile_names_and_breaks_nothing(make_client):
    for name in HOSTILE:
        hostile = make_client(first_name=None, last_name=people.clean(name))
        for end in range(1, min(len(name), 20) + 1):
            search_index.find_ids(name[:end])
        assert hostile in search_index.find_ids(people.clean(name)), name


@given(st.text(max_size=30))
def test_search_is_broken_by_nothing_that_can_be_typed(typed):
    for needles in search_index.readings(typed):
        assert needles and all(needles)
        assert search_index.groups(needles) or max(map(len, needles)) < 3


@given(st.lists(st.text(max_size=12), max_size=3), st.text(max_size=10))
def test_search_line_begins_and_ends_with_a_blank(names, person_id):
    line = search_index.words(names, person_id, None, (), None, None)
    assert line[0] == line[-1] == " " and "  " not in line.strip()


@ON_A_FILE
def test_search_reads_by_an_index_alone(ada):
    """At a million people no statement may read a whole table."""
    seen = []
    tables, ada_only = database.search_clause(["ada"])
    for statement, values in (
        (f"SELECT f.client_id FROM {tables} LIMIT ?", (ada_only, 5)),
        (sql.NAMED, ("a", "b", 5)),
        (sql.BORN_ON, ("1944", "1945", 5)),
        (sql.PHONED, ("+44", "+45", 5)),
        *((numbered, ("1", "2", 5)) for numbered in sql.NUMBERED),
    ):
        seen += [row[3] for row in run(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert seen and not [
        step for step in seen if "TEMP B-TREE" in step or (step.startswith("SCAN") and "VIRTUAL" not in step)
    ]


def test_search_narrows_a_list_to_the_same_people(ada):
    """By starts of words: the queue's narrowing and finding agree on whom they can mean."""
    for typed in ("o", "a", "st", "ada", "ada s", "0207946", "3/5/1944", "se249", "1944", "b"):
        narrowed = search_index.narrow(typed, "c.id")
        assert narrowed, typed
        condition, values = narrowed
        rows = run(f"SELECT id FROM client c WHERE {condition}", values).fetchall()
        assert {client_id for (client_id,) in rows} >= set(search_index.find_ids(typed)), typed
        assert (ada in {client_id for (client_id,) in rows}) == (typed != "b"), typed


def test_search_for_nothing_narrows_nothing(db):
    assert search_index.narrow("  ", "c.id") is None


def test_search_lines_of_the_find_screen(ada, session):
    found = clients.find(session, "stone")
    [person] = found.people
    assert (person.client_id, person.name, person.age) == (ada, "Mrs Ada (Addie) O'Hara-Stone", 82)
    assert (person.reason, person.matched, found.more) == ("callable", "name", False)
    assert clients.find(session, "bea", limit=2).more
    for typed, part in (
        ("se24", "postcode"),
        ("4711", "person ID"),
        ("999000", "NHS number"),
        ("0207", "phone"),
        ("3/5/1944", "born"),
    ):
        assert next(each for each in clients.find(session, typed).people if each.client_id == ada).matched == part

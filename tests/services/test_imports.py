"""What an import leaves behind: the list of imports, whom a new file leaves out, and taking the last one back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import pytest

from tests.support.council import row
from tests.support.desks import ON_A_FILE
from tests.support.sessions import desk_of, employ, job
from topaz_tui import clock
from topaz_tui.cli.output import escalation_list
from topaz_tui.errors import Conflict, UserError
from topaz_tui.rules.people import SAID_AGAIN
from topaz_tui.services import calls, clients, drafts, effects, imports, queue, search_index
from topaz_tui.services.effects import FieldChange
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.importing import Importer, Source, Taken, prepare
from topaz_tui.services.importing.imported_person import FACTS
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models

ONE, TWO = "+442079460001", "+442079460002"
ALL = frozenset(("died_on", "deceased", "moved", "phone_1", "phone_2", "gp"))
SEEN = {  # all that a file can change; numbers of versions and of rows apart
    "client": f"person_id, {', '.join(FACTS)}, name_key, open_to_services, stopped, stopped_at, attempts_since",
    "phone": "client_id, number, note, position, source, status, status_at, dial_first",
    "contact": "client_id, name, relation, phone, source",
    "assessment": "client_id, assessed_on, eligibility, reference",
    "council_answer": "client_id, area, words, assessed_on, council",
    "duty": "client_id, kind, due_at, made_at, closed_at, closed_how",
    "doubt": "client_id, code, words, settled_at",
    "queue_status": "client_id, state, reason, why, rank, due_at, cause, until, about, record, band, attempts",
    "search_line": "client_id, words",
}
Take = Callable[..., Taken]


@pytest.fixture
def take(session: Session) -> Take:
    """`take(row(…), …)` reads a file of these rows, to its end."""
    files = 0

    def read(*rows: Any, council: str | None = None, is_part: bool = False, by: Session | None = None) -> Taken:
        nonlocal files
        files += 1
        source = Source(f"mark{files}", ALL, f"file {files}.csv", council=council, is_part=is_part)
        importer = Importer(by or session, source)
        taken = importer.take(prepare([one._replace(row=number) for number, one in enumerate(rows, 2)]))
        importer.finish()
        return taken

    return read


NOBODY = {"first_name": "", "last_name": ""}


def people(*ids: str, **said: Any) -> list[Any]:
    return [
        row(person_id=each, last_name=each, born_on=f"19{50 + place}-01-01", **said) for place, each in enumerate(ids)
    ]


def everything() -> dict[str, list[Any]]:
    return {
        table: store.database.execute_sql(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        for table, columns in SEEN.items()
    }


def one(person_id: str) -> int:
    return int(models.Client.get(models.Client.person_id == person_id).id)


def test_import_says_when_by_whom_which_file_and_what_it_brought(take: Take, session: Session) -> None:
    take(*people("A", "B"), council="Lambeth")
    take(*people("A", "B", gp="The Surgery")[:1], *people("A", "B")[1:], council="Lambeth")
    newer, older = imports.past(session)
    assert (older.added, older.changed, older.unchanged) == (2, 0, 0)
    assert (newer.added, newer.changed, newer.unchanged, newer.whole) == (0, 1, 1, True)
    assert (newer.by, newer.council, newer.file, newer.digest) == (session.name, "Lambeth", "file 2.csv", "mark2")


def test_import_counts_a_row_that_was_not_taken_by_itself(take: Take, session: Session) -> None:
    take(*people("A", "B"))
    taken = take(
        people("A")[0]._replace(last_name="Zeta", first_name="Tim", born_on="1931-07-19"), *people("A", "B")[1:]
    )
    [newer, _] = imports.past(session)
    assert (taken.unchanged, taken.not_taken) == (1, 1)
    assert (newer.added, newer.changed, newer.unchanged, newer.not_taken, newer.refused) == (0, 0, 1, 1, 0)


def test_import_that_stops_somebody_is_named_in_their_history(
    take: Take, session: Session, manager: Session, at: Callable[[str], None]
) -> None:
    take(*people("A", "B"))
    at("2026-11-24T09:30:00Z")
    [a, b] = people("A", "B")
    take(a._replace(died=True, died_on="2026-11-20", ended="date of death: 20/11/2026"), b)

    def told(person_id: str) -> list[str]:
        timeline = clients.open_profile(session, one(person_id)).timeline
        return [f"{each.at:%d %b %H:%M} {each.kind}: {each.words} · {each.detail} · {each.who}" for each in timeline]

    assert told("A") == [
        "24 Nov 09:30 File: The council's file says that they have died: nobody calls them any more"
        f" · file 2.csv\ndate of death: 20/11/2026 · {session.name}"
    ]
    assert told("B") == []
    clients.resume_calls(manager, one("A"), "She rang us")
    [only] = told("A")
    assert "The council's file had stopped calls (file 2.csv, Tue 24 Nov, 09:30). Reason: She rang us" in only


def test_import_that_was_the_last_is_taken_back_whole(take: Take, session: Session) -> None:
    old = people("A", "B", "C", phones=[ONE], contact_name="Jo")
    take(*old)
    before = everything()
    new = people("A", "B", "C", phones=[TWO], gp="Another", contact_name="Sam", assessed_on="2026-10-01")
    new[1] = new[1]._replace(died=True, died_on="2026-11-01")
    take(*new, row(person_id="D", doubts=(("death", "Deceased: X"),), born_on="1930-01-01"))
    assert everything() != before
    undone = imports.undo(session, 2)
    assert (undone.removed, undone.restored, undone.emptied) == (1, 3, 0)
    assert everything() == before
    assert (
        search_index.find_ids("stone") == () and models.Brought.select().where(models.Brought.import_ == 2).count() == 0
    )
    assert imports.past(session)[0].undone_by == session.name
    assert imports.undo(session, 1).emptied == 3  # the log has lines of them
    assert {each.reason for each in models.QueueEntry.select()} == {"nobody"}
    assert take(*old).added == 3


def test_import_taken_back_leaves_nobody_of_whom_it_had_several_rows(take: Take, session: Session) -> None:
    files = Source("mark", ALL, "file.csv")
    importer = Importer(session, files)
    [ada] = people("A")
    importer.take(prepare([ada]))
    importer.take(prepare([ada._replace(row=3, assessed_on="2026-01-05")]))  # as in a file that is not in order
    importer.take_events([(each, None) for each in prepare([ada._replace(row=4, kind="event", died=True)])])
    importer.finish()
    assert imports.undo(session, importer.import_id).emptied == 0
    assert not models.Client.select().exists()


def test_import_taken_back_takes_doubts_about_others_along(take: Take, session: Session) -> None:
    twin = people("0077", phones=[ONE])[0]
    take(twin)
    take(twin._replace(person_id="77", died=True))
    standing = models.QueueEntry.client == one("0077")
    assert models.QueueEntry.get(standing).reason == "doubt"
    imports.undo(session, 2)
    assert models.Doubt.select().count() == 0 and models.QueueEntry.get(standing).reason == "callable"


def test_import_taken_back_takes_later_doubts_of_its_records_along(take: Take, session: Session) -> None:
    twin = people("0077", phones=[ONE])[0]
    take(twin)
    take(twin._replace(person_id="77", died=True))
    models.Doubt.update(import_=None, settled_at="2026-11-23T10:00:00.000Z", how="linked").execute()
    assert imports.undo(session, 2).removed == 1
    assert models.Doubt.select().count() == 0


BUILT: dict[str, tuple[Callable[[Session, int], object], str]] = {
    "edit": (lambda session, who: clients.edit(session, who, 1, {"gp": "The Surgery"}), "changed"),
    "claim": (lambda session, who: queue.claim(session, who), "somebody is with them now"),
    "typing": (lambda session, who: drafts.save(session, "note", str(who), {"text": "x"}), "somebody is typing"),
    "settled": (lambda session, who: clients.settle_doubts(session, who, "call", "I asked"), "doubt settled"),
    "row": (lambda session, who: models.Note.create(
        client=who, worker=session.worker_id, kind="note", text="x", made_at="2026-11-23T10:00:00Z"),
        "note is on their"),
}  # fmt: skip


@ON_A_FILE
def test_import_that_changes_whom_it_brings_a_doubt_about_is_taken_back(take: Take, session: Session) -> None:
    [ada] = people("A", nhs_number=NHS)
    take(ada)
    before = everything()
    take(ada._replace(gp="Dr Khan"), ada._replace(person_id="B", died=True, ended="Died: Y"))
    assert stands() == "doubt", "the new record of somebody like her has died"
    assert imports.undo(session, 2).removed == 1
    assert everything() == before


@pytest.mark.parametrize("built", BUILT)
def test_import_that_something_was_built_on_is_not_taken_back(take: Take, session: Session, built: str) -> None:
    build, words = BUILT[built]
    doubts = (("death", "Deceased: X"),) if built == "settled" else ()
    take(*people("A", "B", doubts=doubts))
    build(session, one("A"))
    before = everything()
    with pytest.raises(imports.BuiltOn, match=f"A: .*{words}") as refused:
        imports.undo(session, 1)
    assert refused.value.count == len(refused.value.lines) and "B" not in " ".join(refused.value.lines)
    assert everything() == before and imports.past(session)[0].undone_at is None


@ON_A_FILE
def test_import_that_a_call_under_a_linked_record_was_built_on_is_not_taken_back(
    take: Take, session: Session, manager: Session, at: Callable[[str], None]
) -> None:
    first, second = row(person_id="A", phones=[ONE]), row(person_id="B", phones=[ONE, TWO])
    take(first, second)
    clients.judge_duplicate(session, one("A"), one("B"), "confirmed")
    at("2026-11-24T10:00:00Z")
    take(first._replace(gp="Dr Khan"), second)
    number = models.Phone.get(models.Phone.client == one("B"), models.Phone.number == ONE).id
    ended = clock.now()
    calls.record(session, calls.CallRecord("t", one("B"), "wrong_number", ended, ended, phone_id=number))
    assert models.Phone.get(models.Phone.client == one("A")).status == "wrong"
    with pytest.raises(imports.BuiltOn, match="B: recorded a call"):
        imports.undo(session, 2)


@ON_A_FILE
@pytest.mark.parametrize(
    ("said", "speaks"),
    [
        ({"last_name": "Jones", "born_on": ""}, False), ({"first_name": "", "last_name": "Jones"}, False),
        ({"last_name": "Jones"}, True), ({"born_on": ""}, True),
        (NOBODY, True), (NOBODY | {"born_on": ""}, True), (NOBODY | {"born_on": "", "postcode": "SE1 7PB"}, False),
    ],
)  # fmt: skip
def test_id_of_another_council_makes_two_people_one_only_where_more_speaks_for_it(
    take: Take, session: Session, said: dict[str, Any], speaks: bool
) -> None:
    here = row(person_id="A", council="Lambeth")
    take(here, council="Lambeth")
    taken = take(here._replace(council="Lewisham", **said), council="Lewisham")
    assert ("under another council" in told(taken)) is speaks and (taken.not_taken == 0) is speaks
    assert (models.Client.get().council, stands("A")) == (("Lewisham", "callable") if speaks else ("Lambeth", "doubt"))
    if not speaks:
        [decision] = imports.decisions(session)
        assert imports.beside(session, decision).lines[-1] == imports.waiting.FactLine("Council", "Lambeth", "Lewisham")
        clients.settle_doubts(session, one("A"), "other", "Lewisham counts its own")
        take(here._replace(council="Lewisham", gp="Dr Khan", **said), council="Lewisham")
        assert [(each.council, each.gp) for each in models.Client.select().order_by(models.Client.id)] == [
            ("Lambeth", None), ("Lewisham", "Dr Khan"),
        ]  # fmt: skip


@ON_A_FILE
def test_council_that_is_spelt_otherwise_is_the_same(take: Take) -> None:
    take(row(person_id="A", council="Lambeth"))
    taken = take(row(person_id="A", council="London Borough of Lambeth", last_name="Jones", born_on=""))
    assert (told(taken), taken.not_taken, stands("A")) == ("", 0, "callable")


@ON_A_FILE
def test_import_is_taken_back_without_a_value_of_its_own_for_each_link(
    take: Take, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(*people("A", "B"))
    monkeypatch.setitem(imports.undo.__globals__, "_linked", lambda ours: list(range(100, 1_100)))
    bound: list[int] = []
    kind = type(store.database.obj)
    run = kind.execute_sql

    def counted(self: Any, sql: str, params: Any = None) -> Any:
        bound.append(len(params or ()))
        return run(self, sql, params)

    monkeypatch.setattr(kind, "execute_sql", counted)
    assert imports.undo(session, 1).removed == 2
    assert 0 < max(bound) < 1_000, "SQLite takes 32,766 in one statement, and a list may have more links"


def test_import_is_taken_back_whatever_was_done_for_the_unchanged(take: Take, session: Session) -> None:
    take(*people("A", "B"))
    take(*people("A", "B", "C"))
    clients.edit(session, one("A"), 1, {"gp": "The Surgery"})
    clients.judge_duplicate(session, one("A"), one("B"), "confirmed")
    queue.claim(session, one("A"))
    assert imports.undo(session, 2).removed == 1
    assert models.Client.get_by_id(one("A")).gp == "The Surgery"


def test_import_taken_back_empties_whom_somebody_only_opened(take: Take, session: Session) -> None:
    take(*people("A", "B"))
    clients.open_profile(session, one("A"))
    undone = imports.undo(session, 1)
    assert (undone.removed, undone.emptied) == (1, 1)
    record = models.Client.get()
    assert (record.person_id, record.last_name, record.stopped) == ("A (import 1 taken back)", None, "nobody")
    assert models.QueueEntry.get().reason == "nobody" and search_index.find_ids("9460") == ()
    take(*people("A"))
    assert models.Client.select().where(models.Client.person_id == "A").count() == 1


def test_import_before_another_is_not_taken_back(
    take: Take, session: Session, manager: Session, colleague: Session, at: Callable[[str], None]
) -> None:
    take(*people("A"))
    take(*people("B"))
    for number, words in ((1, "that is 2"), (9, "no import 9")):
        with pytest.raises(UserError, match=words):
            imports.undo(session, number)
    with pytest.raises(UserError, match="Only a manager may take back"):
        imports.undo(colleague, 2)
    imports.undo(manager, 2)
    with pytest.raises(UserError, match="taken back before"):
        imports.undo(session, 2)
    Importer(session, Source("m", ALL)).take(prepare(people("C")))
    with pytest.raises(UserError, match="being read at this moment"):
        imports.undo(session, 3)
    at("2026-11-23T10:30:00Z")
    assert imports.undo(session, 3).removed == 1
    assert not imports.past(session)[0].whole


def left(session: Session, ids: Collection[str], *councils: str) -> list[tuple[str, int, int]]:
    return [(each.council, each.people, each.of) for each in imports.left_out(session, councils, ids).councils]


def test_import_counts_whom_it_leaves_out_against_the_last_whole_file(take: Take, session: Session) -> None:
    ids = [f"P{number}" for number in range(10)]
    assert left(session, ids, "Lambeth") == []
    take(*people(*ids), council="Lambeth")
    take(*people("X", "Y"), council="Kent")
    take(*people("Z"), council="Lambeth", is_part=True)
    assert left(session, {*ids, "Z"}, "Lambeth") == [("Lambeth", 0, 11)]
    assert left(session, ids[:6], "Lambeth") == [("Lambeth", 5, 11)]
    assert imports.left_out(session, ("Lambeth",), ids[:6]).too_many
    assert not imports.left_out(session, ("Lambeth",), ids[:7]).too_many
    models.Client.update(stopped="died").where(models.Client.person_id == "P9").execute()
    assert left(session, ids[:9], "Lambeth") == [("Lambeth", 1, 10)]  # Z, who was mended after it
    assert left(session, (), "Kent") == [("Kent", 2, 2)]


L, K, X = ([f"{letter}{number}" for number in range(6)] for letter in "LKX")


@pytest.mark.parametrize(
    ("files", "new", "councils", "found"),
    [
        pytest.param([("Lambeth", L)], L[:2], ("Kent", "Lambeth"), [("Lambeth", 4, 6)], id="a row of another council"),
        pytest.param([("Lambeth", L)], L[:2], ("LB OF LAMBETH",), [("Lambeth", 4, 6)], id="written otherwise"),
        pytest.param([("Lambeth", L)], L[:2], (), [("Lambeth", 4, 6)], id="no column of councils now"),
        pytest.param([("Lambeth", L)], L[:2], ("", "Kent"), [("Lambeth", 4, 6)], id="one row alone names one"),
        pytest.param([("", L)], L[:2], ("Lambeth",), [("", 4, 6)], id="none before"),
        pytest.param([("", L)], X, (), [("", 6, 6)], id="another list, and nobody says whose"),
        pytest.param([("Lambeth", L)], L[:2], ("E09000022",), [("Lambeth", 4, 6)], id="a code"),
        pytest.param([("Lambeth", L)], K, ("Kent",), [], id="a council that is new here"),
        pytest.param([("Lambeth", L), ("Kent", K)], L, ("Lambeth",), [("Lambeth", 0, 6)], id="each in its own file"),
        pytest.param([("Lambeth", L), ("Kent", K)], L, (), [("Lambeth", 0, 6)], id="known by whom it has"),
        pytest.param([("", X), ("Lambeth", L)], L[:2], (), [("Lambeth", 4, 6)], id="not another without a council"),
        pytest.param(
            [("Lambeth", L), ("Kent", [*K, *X, "K6", "K7"]), ("Lambeth", [*L, "K0"])], L, ("Lambeth",),
            [("Lambeth", 0, 6)], id="a stray row is not missed",
        ),
        pytest.param(
            [("Lambeth", L + K)], [*L, *K[:2]], ("Lambeth",), [("Lambeth", 4, 12)], id="one council's, together"
        ),
    ],
)  # fmt: skip
def test_import_is_held_against_what_the_same_councils_brought_last(
    take: Take, session: Session, files: Any, new: Any, councils: Any, found: Any
) -> None:
    for council, ids in files:
        of = {"K": "Kent"} if council == "Lambeth" and len(files) == 3 else {}
        take(*(one._replace(council=of.get(one.person_id[0], council)) for one in people(*ids)), council=council)
    assert left(session, new, *councils) == found


def test_import_misses_a_council_that_came_last_time_and_is_not_there_at_all(take: Take, session: Session) -> None:
    both = [one._replace(council={"L": "Lambeth", "K": "Kent"}[one.person_id[0]]) for one in people(*L, *K)]
    take(*both, council=f"Kent{imports.SEVERAL}Lambeth")
    assert left(session, L, "Lambeth") == [("Kent", 6, 6), ("Lambeth", 0, 6)]
    take(*both[:6], council="Lambeth")
    assert left(session, L, "Lambeth") == [("Lambeth", 0, 6)], "what was right once is not asked again"
    assert left(session, K[:1], "kent ") == [("Kent", 5, 6)]


def test_import_too_old_to_be_taken_back_lets_its_snapshots_go(take: Take) -> None:
    for number in range(7):
        take(*people("A", gp=f"Surgery {number}"), *people("B", "C")[1:])
    kept = models.Brought.select(models.Brought.import_, models.Brought.how, models.Brought.snapshot)
    assert {each.import_id for each in kept if each.snapshot} == {3, 4, 5, 6, 7}
    assert {each.import_id for each in kept if each.how == "unchanged"} == {3, 4, 5, 6, 7}


def test_import_decision_is_the_importers_within_working_days(take: Take, session: Session) -> None:
    take(*people("A", doubts=(("death", "Deceased: X"),)))
    doubt = models.Doubt.get()
    assert (doubt.owner_id, doubt.import_id, doubt.due_at) == (session.worker_id, 1, "2026-11-25T17:00:00Z")


def test_import_taken_back_leaves_whom_it_joined_as_added_by_hand(take: Take, session: Session) -> None:
    typed = {"first_name": "Ada", "last_name": "Stone", "born_on": "03/05/1944", "phone": "020 7946 0001"}
    added = clients.add(session, typed, ())
    before = everything()
    taken = take(row(person_id="A", phones=[ONE]))
    assert taken.added == 0 and models.Client.get().person_id == "A"
    assert imports.undo(session, 1).restored == 1 and models.Client.get().id == added
    assert everything() == before


def test_import_taken_back_takes_found_pairs_along_and_judged_ones_stop_it(take: Take, session: Session) -> None:
    take(row(person_id="A", phones=[ONE]))
    take(row(person_id="B", phones=[ONE]))
    assert models.Duplicate.select().count() == 1
    imports.undo(session, 2)
    assert models.Duplicate.select().count() == 0
    take(row(person_id="B", phones=[ONE]))
    clients.judge_duplicate(session, one("A"), one("B"), "dismissed")
    with pytest.raises(imports.BuiltOn, match="B: somebody judged"):
        imports.undo(session, 3)


def test_import_is_stopped_by_an_older_link_and_not_by_an_undone_one(take: Take, session: Session) -> None:
    take(row(person_id="A", phones=[ONE]))
    before = everything()
    take(row(person_id="B", phones=[ONE]))
    pair = one("A"), one("B")
    clients.judge_duplicate(session, *pair, "confirmed")
    with pytest.raises(imports.BuiltOn, match="B: duplicate confirmed"):
        imports.undo(session, 2)
    clients.unlink(session, *pair)
    clients.judge_duplicate(session, *pair, "later")
    assert imports.undo(session, 2).emptied == 1, "the log names them"
    kept = everything()
    assert all(kept[table] == before[table] for table in ("phone", "contact", "assessment", "duty", "doubt"))
    assert models.Duplicate.select().count() == 0
    assert models.QueueEntry.get(models.QueueEntry.client == one("A")).reason == "callable"

    take(row(person_id="C", phones=[ONE]))
    pair = one("A"), one("C")
    clients.judge_duplicate(session, *pair, "confirmed")
    take(row(person_id="C", phones=[ONE], gp="Another"))
    clients.unlink(session, *pair)
    with pytest.raises(imports.BuiltOn, match="C: duplicate undone"):
        imports.undo(session, 4)


def test_records_under_one_id_stand_beside_each_other_until_decided(
    take: Take, session: Session, colleague: Session, manager: Session, at: Callable[[str], None]
) -> None:
    take(row(person_id="77", first_name="Sue", last_name="Tau", born_on="1951-02-12", phones=[ONE]))
    other = {"first_name": "Tim", "last_name": "Upsilon", "born_on": "1932-02-12", "phones": [TWO]}
    take(row(person_id="77", **other, address="1 Made Up Road"))
    [decision] = imports.decisions(session)
    assert (decision.codes, decision.owner, decision.file) == (("somebody_else",), session.name, "file 2.csv")
    beside = imports.beside(session, decision)
    assert beside.there == "The file, row 2"
    lines = {line.words: (line.here, line.there, line.differs) for line in beside.lines}
    assert lines["Name"] == ("Mrs Sue Tau", "Mrs Tim Upsilon", True)
    assert lines["Phone"] == ("020 7946 0001", "020 7946 0002", True)
    assert lines["Home"] == ("SE24 9ZZ", "SE24 9ZZ, 1 Made Up Road", True)
    assert imports.waits() == imports.Waits(1, 0)
    with pytest.raises(UserError, match="Only a manager may give"):
        imports.give(session, decision.client_id, colleague.worker_id)
    imports.give(manager, decision.client_id, colleague.worker_id)
    at("2026-11-25T17:00:01Z")
    assert imports.waits() == imports.Waits(1, 1)
    [decision] = imports.decisions(session)
    assert decision.owner == manager.name and decision.late(clock.now()), "it has gone up, as on the board"
    board = escalations.board(manager)
    assert (board.waits.late, board.ok, [line.owner for line in board.items]) == (1, False, [manager.name])
    text = escalation_list.escalations_text(board, decisions=(decision,))
    assert "1 late in Imports" in text and text.splitlines()[-1].startswith("!  ") and "  77  " in text
    told = json.loads(escalation_list.escalations_json(board, (decision,)))["decisions"]
    assert (told["open"], told["late"], told["items"][0]["owner"]) == (1, 1, manager.name)
    escalations.take(manager, board.items[0].id)
    assert [each.owner for each in imports.decisions(session)] == [manager.name]
    for how in ("call", "died", "moved", "nobody"):
        with pytest.raises(UserError, match="say first whether it is somebody else"):
            clients.settle_doubts(colleague, decision.client_id, how, "The council mended its list")
    [still] = imports.decisions(session)
    assert (still.client_id, still.codes) == (decision.client_id, decision.codes)
    clients.settle_doubts(colleague, decision.client_id, "other", "The council mended its list")
    assert imports.decisions(session) == () and imports.waits() == imports.Waits(0, 0)
    with pytest.raises(UserError, match="nothing to settle"):
        imports.give(manager, decision.client_id, colleague.worker_id)


def test_record_under_somebody_elses_id_becomes_a_person_to_be_called(take: Take, session: Session) -> None:
    take(row(person_id="77", first_name="Sue", last_name="Tau", born_on="1951-02-12", nhs_number="9990000018"))
    tim = {"first_name": "Tim", "last_name": "Upsilon", "born_on": "1932-02-12", "nhs_number": "9990000026"}
    other = row(person_id="77", **tim, phones=[TWO])
    take(other)
    here = one("77")
    with pytest.raises(UserError, match="they are two people"):
        clients.settle_doubts(session, here, "same", "Same flat")
    assert imports.waits() == imports.Waits(1, 0), "nothing was settled"
    clients.settle_doubts(session, here, "other", "The council said so")
    assert imports.waits() == imports.Waits(0, 0)
    added = models.Client.get(models.Client.last_name == "Upsilon")
    assert (added.nhs_number, added.born_on, added.person_id) == ("9990000026", "1932-02-12", f"HAND-{added.id}")
    stands = models.QueueEntry.get(models.QueueEntry.client == added.id)
    assert (stands.state, stands.why) == ("ready", "recall"), "as anybody whom a file brings"
    [assessed] = models.Assessment.select().where(models.Assessment.client == added.id)
    assert (assessed.assessed_on, assessed.eligibility) == (other.assessed_on, other.eligibility)
    assert not take(other).warnings, "nor is their own NHS number somebody else's"
    assert imports.waits() == imports.Waits(0, 0), "what was settled is no news"
    assert models.Client.get_by_id(here).last_name == "Tau"
    assert models.Client.select().where(models.Client.last_name == "Upsilon").count() == 1


@pytest.mark.parametrize(
    ("said", "stops", "reason"),
    [
        ({"died": True, "died_on": "2026-10-01"}, "has died", "died"),
        ({"moved": True}, "has moved away", "moved"),
        ({"safe_to_call": "no"}, "is not safe to call", "not_safe_to_call"),
        ({"safe_times_note": "not Tuesdays"}, "is safe to call at times that can't be read", "unread_times"),
        ({"open_to_services": True}, "has open services", "open_to_services"),
        ({"doubts": (("death", "deceased: X"),)}, "may have died", "doubt"),
        ({"safe_to_call": "times", "safe_times": "Mon 16:00-17:00"}, "", "waiting"),
    ],
)
def test_record_under_somebody_elses_id_keeps_what_speaks_against_calling(
    take: Take, session: Session, manager: Session, said: dict[str, Any], stops: str, reason: str
) -> None:
    take(row(person_id="77", first_name="Sue", last_name="Tau", born_on="1951-02-12"))
    take(row(person_id="77", first_name="Tim", last_name="Upsilon", born_on="1932-02-12", phones=[TWO], **said))
    [decision] = imports.decisions(session)
    assert next(line for line in imports.beside(session, decision).lines if line.words == "Calls").there == stops
    held = reason in ("died", "moved", "not_safe_to_call", "unread_times")
    assert decision.held == held
    if held:
        for how in clients.LETS_CALL:
            with pytest.raises(UserError, match="Only a manager may let somebody be called"):
                clients.settle_doubts(session, one("77"), how, "The council said so")
        assert imports.waits() == imports.Waits(1, 0)
    by = manager if held else session
    clients.settle_doubts(by, one("77"), "other", "The council said so")
    tim = models.Client.get(models.Client.last_name == "Upsilon")
    assert models.QueueEntry.get(models.QueueEntry.client == tim.id).reason == reason
    waiting = imports.decisions(session)
    assert [each.client_id for each in waiting] == ([tim.id] if reason in ("doubt", "unread_times") else [])
    assert reason != "doubt" or all((each.owner, each.due) == (session.name, decision.due) for each in waiting)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"died": True, "died_on": "2026-10-01"}, "died"),
        ({"moved": True}, "moved"),
        ({"safe_to_call": "no"}, "not_safe_to_call"),
        ({"safe_times_note": "not Tuesdays"}, "unread_times"),
        ({"open_to_services": True}, "open_to_services"),
        ({"doubts": (("death", "deceased: X"),)}, "doubt"),
        ({}, "callable"),
    ],
)
def test_record_said_to_be_the_same_person_stops_calls_at_once(
    take: Take, session: Session, said: dict[str, Any], reason: str
) -> None:
    sue = row(person_id="77", first_name="Sue", last_name="Tau", born_on="1951-02-12")
    take(sue)
    again = sue._replace(born_on="1932-11-25", write_ok=False, mail_ok=True, **said)
    take(again)
    clients.settle_doubts(session, one("77"), "same", "She told me her birthday")
    row_now = models.Client.get_by_id(one("77"))
    assert (row_now.write_ok, row_now.mail_ok) == (0, None), "a no at once, a yes by the next file"
    assert models.QueueEntry.get(models.QueueEntry.client == one("77")).reason == reason
    take(again._replace(assessed_on="2026-10-01"))
    assert models.QueueEntry.get(models.QueueEntry.client == one("77")).reason == (reason if said else "not_due")
    assert models.Client.get_by_id(one("77")).born_on == "1932-11-25"


def test_nobody_is_called_under_an_id_of_two_whose_rows_were_refused_whatever_words_say_so(session: Session) -> None:
    Importer(session, Source("f1", frozenset())).take_several((), ["77"])
    models.Doubt.update(words="as it is worded some day").execute()
    [decision] = imports.decisions(session)
    assert decision.rows_refused and not decision.several
    with pytest.raises(Conflict):
        clients.settle_doubts(session, decision.client_id, "call", "I asked")
    models.Client.update(last_name="Stone").execute()
    clients.settle_doubts(session, decision.client_id, "call", "It is hers, the council says")


def test_import_decision_is_given_up_to_a_manager_alone(
    take: Take, session: Session, colleague: Session, manager: Session
) -> None:
    take(row(person_id="77", doubts=(("death", "deceased: X"),)))
    [decision] = imports.decisions(session)
    with pytest.raises(UserError, match="Only a manager may give"):
        imports.give(session, decision.client_id, colleague.worker_id)
    imports.give(session, decision.client_id, manager.worker_id)
    assert imports.decisions(session)[0].owner == manager.name


def test_record_under_somebody_elses_id_gets_what_later_files_say(take: Take, session: Session) -> None:
    sue = row(person_id="77", first_name="Sue", last_name="Tau", born_on="1951-02-12")
    tim = row(person_id="77", first_name="Tim", last_name="Upsilon", born_on="1932-02-12", phones=[TWO])
    take(sue)
    take(tim)
    clients.settle_doubts(session, one("77"), "other", "The council said so")
    here, other = one("77"), models.Client.get(models.Client.last_name == "Upsilon").id
    assert take(tim._replace(assessed_on="2026-10-01")).changed == 1
    days = models.Assessment.select().where(models.Assessment.client == other)
    assert "2026-10-01" in {each.assessed_on for each in days}
    taken = take(tim._replace(assessed_on="2026-10-01", died=True))
    assert (taken.changed, taken.conflicts) == (1, ())
    stands = {each: models.QueueEntry.get(models.QueueEntry.client == each).reason for each in (here, other)}
    assert stands[other] == "died" and stands[here] != "died"
    assert take(tim._replace(assessed_on="2026-10-01", died=True)).unchanged == 1
    assert imports.waits() == imports.Waits(0, 0)


def test_import_decision_of_two_records_shows_both_and_is_a_managers_if_nobodys(
    take: Take, session: Session, at: Callable[[str], None]
) -> None:
    twin = people("0077", phones=[ONE])[0]
    take(twin)
    take(twin._replace(person_id="77", died=True))
    [decision] = imports.decisions(session)
    beside = imports.beside(session, decision)
    assert (decision.person_id, beside.there) == ("0077", "Record 77")
    assert next(line for line in beside.lines if line.words == "Calls").there == "has died"
    models.Doubt.update(owner=None, import_=None, due_at=None).execute()
    [decision] = imports.decisions(session)
    assert (decision.file, decision.due.isoformat()[:10]) == (None, "2026-11-25")
    [line] = [each for each in escalations.board(session).every if each.kind == "doubt"]
    assert (decision.owner, decision.owner_id) == (line.owner, line.owner_id) == (session.name, session.worker_id)
    models.Escalation.update(owner=None).execute()
    assert imports.decisions(session)[0].owner == "nobody"
    employ("hmarsh", "Helen Marsh", "manager")
    assert imports.decisions(session)[0].owner == "Helen Marsh"
    models.Escalation.update(owner=session.worker_id).execute()
    models.Doubt.update(owner=session.worker_id).execute()
    assert imports.decisions(session)[0].owner == session.name
    at("2026-12-14T10:00:00Z")
    [decision], [line] = imports.decisions(session), escalations.board(session).items
    assert decision.owner == line.owner == "Helen Marsh", "it has gone up"
    helen = desk_of("hmarsh", session.settings)
    for by, to in ((session, session), (session, helen), (helen, session)):
        imports.give(by, decision.client_id, to.worker_id)
        [decision], [line] = imports.decisions(session), escalations.board(session).items
        assert decision.owner == line.owner == to.name, "who took it, or was given it, has it"


# After calls were resumed, and where the council says no longer what it said


DEAD = {"died": True, "ended": "Deceased: Y"}
GONE = {"moved": True, "ended": "Moved: Y"}
SAID = {"died": DEAD, "moved": GONE}


def stands(person_id: str = "A") -> str:
    return str(models.QueueEntry.get(models.QueueEntry.client == one(person_id)).reason)


def told(taken: Taken) -> str:
    return " ".join(remark.words for remark in taken.conflicts)


@pytest.mark.parametrize("stop", SAID)
def test_resumed_person_in_a_file_of_the_same_words_stays_called(
    take: Take, session: Session, manager: Session, stop: str
) -> None:
    take(*people("A", **SAID[stop]))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    for _ in range(2):
        assert "a worker had let calls go on: they are called" in told(take(*people("A", **SAID[stop])))
        assert stands() == "callable" and imports.waits().open == 0


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (DEAD, {**DEAD, "ended": "Deceased: Deceased"}),
        (DEAD, {"died": True, "died_on": "2026-11-20", "ended": "Date of Death: 20/11/2026"}),
        ({"died": True, "died_on": "2026-11-01", "ended": "DOD: 01/11/2026"}, DEAD),
        (DEAD, GONE),
        (GONE, DEAD),
        (GONE, {**GONE, "ended": "Moved: 01/11/2026"}),
    ],
)  # fmt: skip
def test_resumed_person_in_a_file_of_other_words_is_in_doubt(
    take: Take, session: Session, manager: Session, first: dict[str, Any], later: dict[str, Any]
) -> None:
    take(*people("A", **first))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    for _ in range(2):
        assert "nobody calls them until it is settled in Imports (5)" in told(take(*people("A", **later)))
        assert stands() == "doubt" and models.Client.get().died_on is None
    [decision] = imports.decisions(session)
    assert (decision.owner, decision.file_has) == (session.name, (clock.format_days_in(later["ended"]),))
    clients.settle_doubts(session, one("A"), "call", "I asked again")
    assert "they are called" in told(take(*people("A", **later))) and stands() == "callable"


@pytest.mark.parametrize("day", ["2026-11-20", None])
def test_resumed_person_whose_death_is_settled_gets_its_day(
    take: Take, session: Session, manager: Session, day: str | None
) -> None:
    take(*people("A", **DEAD))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    take(*people("A", died=True, died_on=day, ended="Date of Death: 20/11/2026"))
    assert models.Client.get_by_id(one("A")).died_on is None, "until somebody has looked"
    clients.settle_doubts(session, one("A"), "died", "Her son told me")
    known = models.Client.get_by_id(one("A"))
    assert (known.stopped, known.died_on) == ("died", day)
    changes = models.Change.select().where(models.Change.field == "died_on", models.Change.now == day)
    assert [each.worker.id for each in changes] == ([session.worker_id] if day else [])
    clients.resume_calls(manager, one("A"), "It was her sister")
    assert models.Client.get_by_id(one("A")).died_on is None


def test_resumed_person_who_is_stopped_again_by_a_file_is_in_doubt(
    take: Take, session: Session, manager: Session
) -> None:
    take(*people("A", **DEAD))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    take(*people("A", lives="Deceased: N"))
    assert stands() == "callable"
    take(*people("A", **DEAD))
    assert stands() == "doubt"
    clients.settle_doubts(session, one("A"), "died", "Her son told me")
    assert stands() == "died"


def test_resumed_person_with_a_day_of_death_is_not_called_until_settled(
    take: Take, session: Session, manager: Session
) -> None:
    take(*people("A", died=True, died_on="2026-11-01", ended="DOD: 01/11/2026"))
    models.Client.update(stopped=None).execute()  # as a call that is put right leaves it
    queue_status.refresh((one("A"),), session.settings)
    assert stands() == "died"
    at = clock.to_store(clock.now())
    models.Doubt.create(client=one("A"), code=SAID_AGAIN["died"], words="DOD: 01/11/2026", made_at=at)
    queue_status.refresh((one("A"),), session.settings)
    assert stands() == "doubt"
    clients.settle_doubts(manager, one("A"), "call", "I spoke with her")
    assert stands() not in ("died", "doubt") and models.Client.get_by_id(one("A")).died_on is None


def put_call_right(session: Session, stop: str) -> None:
    """A call had stopped them by mistake before the file said it, and is put right: the file is asked about."""
    before = FieldChange("client", one("A"), "stopped", None, stop)
    effects.undo([before], clock.to_store(clock.now()))
    queue_status.refresh((one("A"),), session.settings)


SETTLED_TWICE: dict[str, tuple[dict[str, Any], str]] = {
    "death": ({"doubts": (("death", "Deceased: perhaps"),)}, "call"),
    "move": ({"doubts": (("move", "Moved: perhaps"),)}, "call"),
    "late": ({"doubts": (("late", "Late Ada"),)}, "call"),
    "nobody": ({"doubts": (("nobody", "TBC"),)}, "nobody"),
    "died again": (DEAD, "call"),
    "died again, on a day": ({"died": True, "died_on": "2026-11-01", "ended": "DOD: 01/11/2026"}, "call"),
    "died again, and moved": (DEAD, "moved"),
    "died again, and nobody": (DEAD, "nobody"),
    "moved again": (GONE, "call"),
}
"""What a file says, and how somebody settles it."""


@pytest.mark.parametrize("what", SETTLED_TWICE)
def test_settled_doubt_holds_while_the_file_says_the_same(
    take: Take, session: Session, manager: Session, what: str
) -> None:
    said, how = SETTLED_TWICE[what]
    take(*people("A"))
    take(*people("A", **said))
    if "again" in what:
        put_call_right(session, "died" if said.get("died") else "moved")
        for _ in range(2):
            take(*people("A", **said))
            assert stands() == "doubt" and imports.waits().open == 1, "somebody looks first"
    clients.settle_doubts(manager, one("A"), how, "I asked them")
    for number in range(3):
        gp = {"gp": f"Dr {number}"} if number else {}  # the row says something else anew, and the same of this
        take(*people("A", **said, **gp))
        assert imports.waits().open == 0
        assert stands() == ("callable" if how == "call" else how)
        assert (models.Client.get().died_on is None) or how != "call"


def test_answer_to_a_part_leaves_the_rest_as_it_stands(take: Take, session: Session, manager: Session) -> None:
    [ada] = people("A")
    take(ada)
    take(ada._replace(doubts=(("move", "Moved: perhaps"),)))
    take(ada._replace(last_name="Zeta", born_on="1931-07-19"))
    line = models.Escalation.get(models.Escalation.kind == "doubt")
    escalations.move(manager, line.id, line.version, "later", {"reason": "Her sister is asked", "days": "9"})

    def rests() -> tuple[Any, ...]:
        [found] = models.Escalation.select().where(models.Escalation.kind == "doubt")
        return found.state, found.deadline, found.owner, found.closed_at, imports.waits().open

    then = rests()
    assert then[0] == "later" and clock.from_store(then[1]) > clock.now() + timedelta(days=9)
    clients.settle_doubts(manager, one("A"), "same", "She married")
    assert rests() == then and stands() == "doubt"
    [answer, _] = escalations.recorded(manager, line.id)
    assert answer.words == "Settled" and answer.why_not is None
    version = escalations.case(manager, line.id).item.version
    escalations.correct(manager, line.id, version, answer.event_id, escalations.MoveMeant(), "It was another")
    assert rests() == then and imports.decisions(session)[0].codes == ("move", "somebody_else")
    clients.settle_doubts(manager, one("A"), "same", "She did marry")
    clients.settle_doubts(manager, one("A"), "call", "She answered")
    assert rests()[0] == "closed" and stands() == "callable"


NHS = "9990000018"
#: What a file says of somebody, and what the next file has that is new to settle: of them, or of another record.
NEWS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a doubt": ({"doubts": (("move", "Moved: perhaps"),)}, {"doubts": (("move", "Moved: perhaps"), ("late", "Late"))}),
    "another doubt": ({"doubts": (("death", "Died: X"),)}, {"doubts": (("death", "Died: ?"),)}),
    "a record like theirs": ({"doubts": (("move", "Moved: perhaps"),)}, {"person_id": "B", "died": True}),
    "safe times": ({"safe_times_note": "not Tuesdays"}, {"safe_times_note": "not Fridays"}),
}


@ON_A_FILE
@pytest.mark.parametrize("what", NEWS)
def test_line_that_rests_waits_again_once_a_file_has_something_new_to_settle(
    take: Take, session: Session, manager: Session, at: Callable[[str], None], what: str
) -> None:
    [ada] = people("A", nhs_number=NHS)
    first, news = ada._replace(**NEWS[what][0]), ada._replace(**NEWS[what][1])
    take(ada)
    take(first)
    line = models.Escalation.get()
    escalations.move(manager, line.id, line.version, "later", {"reason": "Her sister is asked", "days": "20"})

    def rests() -> tuple[bool, str]:
        item = escalations.case(session, line.id).item
        return item.resting, clock.local(item.deadline).date().isoformat()

    before = rests()
    take(first)
    assert rests() == before == (True, "2026-12-21")
    at("2026-11-24T09:30:00Z")
    files = [[first, news], [first, news]] if news.person_id == "B" else [[news], [news]]
    for rows in files:
        take(*rows)
        assert rests() == (False, "2026-11-26"), "it waits as a new one does"
    [_, _, (_, words)] = [(each.at, each.words) for each in escalations.case(session, line.id).history]
    assert words == "There is something new to settle: it rests no longer"
    at("2026-12-28T09:30:00Z")
    escalations.advance_deadlines(job())
    assert rests()[1] == "2026-11-26"


@ON_A_FILE
@pytest.mark.parametrize("what", NEWS)
def test_line_that_was_let_rest_while_a_file_was_read_waits_again(
    take: Take, session: Session, manager: Session, what: str
) -> None:
    """All at one moment: which came first is told by no clock."""
    [ada] = people("A", nhs_number=NHS)
    first, news = ada._replace(**NEWS[what][0]), ada._replace(**NEWS[what][1])
    take(ada)
    take(first)
    importer = Importer(session, Source("while", ALL, "while.csv"))
    line = models.Escalation.get()
    escalations.move(manager, line.id, line.version, "later", {"reason": "Her sister is asked", "days": "20"})
    queue_status.refresh((one("A"),), session.settings)
    assert escalations.case(session, line.id).item.resting, "nothing is new yet"
    importer.take(prepare([news._replace(row=2)]))
    assert not escalations.case(session, line.id).item.resting


@ON_A_FILE
def test_other_safe_times_of_a_linked_record_wake_the_line_of_the_person(take: Take, manager: Session) -> None:
    first, second = (row(person_id=each) for each in "AB")
    take(first, second)
    clients.judge_duplicate(manager, one("A"), one("B"), "confirmed")
    take(first, second._replace(safe_times_note="not Tuesdays"))
    line = models.Escalation.get()
    escalations.move(manager, line.id, line.version, "later", {"reason": "Her sister is asked", "days": "20"})
    assert (line.client_id, escalations.case(manager, line.id).item.resting) == (one("A"), True)
    take(first, second._replace(safe_times_note="not Fridays"))
    assert not escalations.case(manager, line.id).item.resting


ANSWERS: dict[str, tuple[dict[str, Any], str]] = {
    "died": ({"doubts": (("death", "Died: 1/11"),), "died_on": "2026-11-01"}, "died"),
    "moved": ({"doubts": (("move", "Moved: perhaps"),)}, "moved"),
    "nobody": ({"doubts": (("nobody", "TBC"),)}, "nobody"),
    "call": ({"doubts": (("late", "Late Ada"),)}, "call"),
    "the same": ({"last_name": "Zeta", "born_on": "1931-07-19", "moved": True, "ended": "Moved: Y"}, "same"),
}
"""What a file says of somebody, and how it is settled by mistake."""


@pytest.mark.parametrize("what", ANSWERS)
def test_answer_put_right_leaves_all_as_it_was_before(
    take: Take, session: Session, manager: Session, what: str
) -> None:
    said, how = ANSWERS[what]
    [ada] = people("A")
    take(ada)
    take(ada._replace(**said))
    before = stands(), everything()["client"], everything()["duty"], imports.waits()
    line = models.Escalation.get(models.Escalation.kind == "doubt", models.Escalation.closed_at.is_null()).id
    clients.settle_doubts(manager, one("A"), how, "I took her for another")
    assert imports.waits().open == 0 and stands() == {"call": "callable", "same": "moved"}.get(how, how)
    decided = [each for each in clients.open_profile(session, one("A")).timeline if each.decided]
    assert [each.case for each in decided] == [line], "z on this line of the timeline leads there"
    [refused], [made] = escalations.recorded(session, line), escalations.recorded(manager, line)
    assert refused.why_not and manager.name in refused.why_not
    version = escalations.case(manager, line).item.version
    told = escalations.correct(manager, line, version, made.event_id, escalations.MoveMeant(), "The wrong Ada")
    assert any("waits in Imports" in each for each in told.undone)
    assert (stands(), everything()["client"], everything()["duty"], imports.waits()) == before
    assert models.Escalation.get_by_id(line).closed_at is None and escalations.recorded(manager, line) == ()


def test_doubt_about_a_stopped_person_is_asked_once_the_stop_ends(take: Take, session: Session) -> None:
    take(*people("A"))
    models.Client.update(stopped="refused").execute()
    doubtful = people("A", doubts=(("death", "Deceased: perhaps"),))
    take(*doubtful)
    models.Client.update(stopped=None).execute()
    take(*doubtful)
    assert stands() == "doubt"


def test_resumed_person_who_died_afterwards_is_stopped_at_once(
    take: Take, manager: Session, at: Callable[[str], None]
) -> None:
    take(*people("A", died=True, died_on="2026-11-01", ended="DOD: 01/11/2026"))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    at("2026-12-24T10:00:00Z")
    take(*people("A", died=True, died_on="2026-12-22", ended="DOD: 22/12/2026"))
    assert stands() == "died" and models.Client.get().died_on == "2026-12-22"


def test_resumed_by_putting_a_call_right_the_file_is_believed(take: Take, session: Session) -> None:
    """Whom nothing stops, and of whom the file says that they died, is stopped by the same row of the next file."""
    take(*people("A", **DEAD))
    models.Client.update(stopped=None).execute()
    take(*people("A", **DEAD))
    assert stands() == "died"


@pytest.mark.parametrize("stop", SAID)
def test_resumed_person_gets_the_recall_that_a_file_prevented(take: Take, manager: Session, stop: str) -> None:
    take(*people("A", assessed_on="2026-10-01", **SAID[stop]), *people("B", "C", eligibility="", **SAID[stop])[1:])
    clients.resume_calls(manager, one("A"), "I spoke with her")
    assert stands() == "not_due"
    assert models.Duty.get(models.Duty.client == one("A")).due_at == "2027-09-30T23:00:00Z"
    models.Assessment.delete().where(models.Assessment.client == one("C")).execute()
    clients.resume_calls(manager, one("C"), "I spoke with her")
    assert (
        models.Duty.get(models.Duty.client == one("C")).due_at == "2026-11-23T10:00:00Z" and stands("C") == "callable"
    )


def test_resumed_person_without_a_recall_gets_it_from_a_later_file(take: Take, manager: Session) -> None:
    take(*people("A", **DEAD))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    models.Duty.delete().execute()
    models.QueueEntry.update(state="no", reason="no_recall").execute()
    take(*people("A", **DEAD))
    assert stands() == "callable"


@pytest.mark.parametrize(
    ("stop", "no"), [("died", {"lives": "Deceased: N"}), ("moved", {"stays": "Moved: No"})]
)  # fmt: skip
def test_stop_that_a_file_no_longer_says_stays_until_the_doubt_is_settled(
    take: Take, session: Session, stop: str, no: dict[str, str]
) -> None:
    take(*people("A", "B", **SAID[stop]))
    for _ in range(2):
        said = told(take(*people("A", "B", **no)))
        assert "the file says that they have not: not called until it is settled in Imports (5)" in said
        assert stands() == stop and imports.waits().open == 2
    first, _ = imports.decisions(session)
    assert (first.owner, first.words[0][:31]) == (session.name, "The file says no longer that th")
    assert first.file_has == (f"{next(iter(no.values()))} (before: {SAID[stop]['ended']})",)
    assert first.due > clock.now()
    clients.settle_doubts(session, one("A"), "call", "The council mended it")
    clients.settle_doubts(session, one("B"), stop, "I asked the family")
    assert (stands("A"), stands("B")) == ("callable", stop)
    assert models.Duty.get(models.Duty.client == one("A")).kind == "recall"
    again = take(*people("A", "B", **no))
    assert [remark.person_id for remark in again.conflicts] == ["B"] and imports.waits().open == 0
    assert "they are not called" in told(again)
    take(*people("A", **SAID[stop]))
    assert stands("A") == "doubt"


def test_stop_that_the_council_took_back_owes_again_what_it_ended(
    take: Take, session: Session, manager: Session
) -> None:
    take(*people("A"))
    take(*people("A", died=True, died_on="2026-11-01", ended="DOD: 01/11/2026"))
    take(*people("A", lives="Deceased: N"))
    clients.settle_doubts(session, one("A"), "call", "The council mended it")
    assert stands() == "callable" and models.Client.get().died_on is None
    assert models.Duty.select().count() == 1


def test_stop_stays_after_an_empty_cell_and_what_a_worker_recorded_after_a_no(
    take: Take, session: Session, manager: Session
) -> None:
    take(*people("A", **DEAD))
    assert "the file does not say so" in told(take(*people("A"))) and imports.waits().open == 0
    take(*people("A", lives="Deceased: N"))
    clients.resume_calls(manager, one("A"), "I spoke with her")
    assert stands() == "callable" and imports.waits().open == 0, "resuming settles it, too"

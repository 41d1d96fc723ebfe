"""A council's file into the database: the whole way, from bytes to the summary."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.places import ROOT
from tests.support.sessions import employ
from tests.support.workbooks import ods
from topaz_tui.cli.output import import_list
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.exchange.council_csv import CouncilFile, importer, reader_process
from topaz_tui.exchange.council_csv.importer import Summary, run_import, summary_json, summary_text
from topaz_tui.exchange.council_csv.question import WantsYes
from topaz_tui.services import clients, imports, workers
from topaz_tui.services.importing import rehearsal
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models

HEADINGS = ("Person ID", "NHS Number", "First Name", "Last Name", "Phone 1", "Assessment Date", "Eligibility")
ADA = ("P1", "999 000 0018", "Ada", "Stone", "020 7946 0001", "2025-11-03", "Low")
BEN = ("P2", "", "Ben", "Flint", "ring sister 020 7946 0123 after 5", "03/11/2025", "Moderate")
NO_ID = ("", "", "Carol", "Marsh", "", "2025-11-03", "Low")
BAD_NHS = ("P4", "999 000 0019", "Dev", "Ng", "", "3-Nov-25", "Critical")
Write = Callable[..., Path]
SEEN = {
    "client": "person_id, nhs_number, first_name, last_name, name_key, stopped, council_row, version",
    "phone": "client_id, number, note, position, source, status",
    "assessment": "client_id, assessed_on, eligibility, reference",
    "duty": "client_id, kind, due_at, closed_how",
    "queue_status": "client_id, state, reason, why, rank, due_at, cause, until, about, record, band, attempts",
    "search_line": "client_id, words",
}


@pytest.fixture
def session(tmp_path: Path, new_file: Path) -> Iterator[Session]:
    yield at_the_desk(Path(shutil.copy(new_file, tmp_path / "t.db")))
    store.close()


def at_the_desk(path: Path) -> Session:
    store.open_database(path)
    employ(workers.account(), "Helen Marsh", "manager")
    return workers.current_session(Settings())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(row, …)` makes people.csv."""

    def make(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> Path:
        out = io.StringIO()
        csv.writer(out).writerows([headings, *rows])
        path = tmp_path / "people.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    return make


def counts(summary: Summary) -> tuple[int, ...]:
    return summary.read, summary.added, summary.changed, summary.unchanged, summary.refused


def everything() -> dict[str, list[Any]]:
    return {t: store.database.execute_sql(f"SELECT {c} FROM {t} ORDER BY 1, 2").fetchall() for t, c in SEEN.items()}


def test_import_counts_every_row_once(session: Session, write: Write) -> None:
    path = write(ADA, BEN, NO_ID, BAD_NHS)
    summary = run_import(path, session)
    assert counts(summary) == (4, 3, 0, 0, 1)
    assert (summary.warnings, summary.exit_code, summary.unknown_headings) == (1, 1, ())
    assert summary.refused_file == path.with_name("people.csv.refused.csv")
    assert counts(run_import(path, session)) == (4, 0, 0, 3, 1)
    assert models.Phone.get(models.Phone.number == "+442079460123").note == "ring sister after 5"


def test_nobody_calls_who_is_on_the_list_under_an_id_that_a_file_gives_to_two(session: Session, write: Write) -> None:
    run_import(write(ADA, BEN), session)
    other = ("P1", "999 000 0026", "Zed", "Other", "", "2025-11-03", "Low")
    for _ in range(2):
        assert run_import(write(ADA, BEN, other), session).refused == 2
        [decision] = imports.decisions(session)
        assert (decision.person_id, decision.owner) == ("P1", session.name)
        assert set(decision.codes) == {"several", "somebody_else"} and not decision.several
        assert "Zed Other" in str(imports.beside(session, decision)), "beside who has the ID"
    stands = {each.client.person_id: each.reason for each in models.QueueEntry.select()}
    assert stands["P1"] == "doubt" and stands["P2"] != "doubt"
    with pytest.raises(UserError):
        clients.settle_doubts(session, decision.client_id, "call", "The council says that it is hers")
    clients.settle_doubts(session, decision.client_id, "other", "The council says that it is hers")
    assert run_import(write(ADA, BEN, other), session).refused == 0
    assert not imports.decisions(session), "what was settled is no news"
    assert models.Client.get(models.Client.last_name == "Other").person_id.startswith("HAND-")
    dead = (*other[:-1], "Low", "Y")
    run_import(write((*ADA, ""), dead, headings=(*HEADINGS, "Deceased")), session, yes=True)
    stands = {each.client.last_name: each.reason for each in models.QueueEntry.select()}
    assert stands["Other"] == "died" and stands["Stone"] not in ("died", "doubt"), "each their own"


def test_records_that_may_be_one_persons_are_counted_once(session: Session, write: Write) -> None:
    run_import(write(ADA), session)
    again = ("P9", "", "Aida", "Stone", "020 7946 0001", "2025-11-03", "Low")
    summary = run_import(write(ADA, again), session)
    assert summary.pairs == 1 and "1 pair of records may be one person's" in summary_text(summary)
    assert run_import(write(ADA, again), session).pairs == 0


def test_refused_rows_are_mended_and_read_again(session: Session, write: Write) -> None:
    refused = run_import(write(ADA, NO_ID), session).refused_file
    assert refused
    text = refused.read_text("utf-8-sig")
    assert "There is no person ID." in text
    refused.write_text(text.replace('"","","Carol"', '"P3","","Carol"'), "utf-8-sig")
    assert counts(run_import(refused, session)) == (1, 1, 0, 0, 0)
    assert models.Client.get(models.Client.person_id == "P3").last_name == "Marsh"


def test_json_is_one_object_for_machines(session: Session, write: Write) -> None:
    path = write((*ADA, "x"), (*NO_ID, ""), headings=(*HEADINGS, "Shoe size"))
    assert json.loads(summary_json(run_import(path, session))) == {
        "read": 2, "added": 1, "changed": 0, "unchanged": 0, "not_taken": 0, "refused": 1, "warnings": 0,
        "conflicts": 0,
        "refused_file": f"{path}.refused.csv", "unknown_headings": ["Shoe size"], "import": 1,
        "left_out": 0, "pairs": 0,
    }  # fmt: skip


def test_ids_that_a_spreadsheet_keeps_without_their_noughts_are_said_to_be_so(session: Session, tmp_path: Path) -> None:
    rows: list[tuple[str | float, ...]] = [HEADINGS, (12345.0, *ADA[1:]), ("0012346", *ADA[1:])]
    for ids, told in ((rows[:2], True), (rows[::2], False)):
        summary = run_import(ods(tmp_path / "people.ods", ids), session, yes=True)
        assert ("noughts that were shown before them" in summary_text(summary)) == told


def test_import_summary_says_what_was_found_and_what_to_do(session: Session, write: Write) -> None:
    run_import(write(ADA), session)
    models.Phone.update(status="wrong").execute()
    path = write((*ADA, ""), (*NO_ID, ""), (*BAD_NHS, ""), headings=(*HEADINGS, "Shoe size"))
    assert summary_text(run_import(path, session)).replace(str(path), "people.csv") == (
        "people.csv: read\n\n"
        "  added          1\n"
        "  changed        0\n"
        "  unchanged      1\n"
        "  refused        1\n"
        "  in all         3\n\n"
        "Refused: 1 row not taken\n"
        "  row 3       There is no person ID.\n\n"
        "Warnings: 1 (the rows were taken, without what is named)\n"
        "  row 4       P4           'NHS Number' fails its check, and was left out.\n\n"
        "Conflicts: 1 (what stands here stays)\n"
        "  row 2       P1           A worker found that phone 1 is wrong; the file still has it."
        " It is not called.\n\n"
        "Headings that Topaz does not know, and left out: 'Shoe size'.\n"
        'If they matter, put "heading" = "column" into a file and give that with --mapping.\n\n'
        "The refused rows, with the reasons, are in people.csv.refused.csv.\n"
        "Mend them in that file, not in the council's, then: topaz import people.csv.refused.csv"
        " (with the same --db and --mapping)"
    )


def test_import_summary_cuts_a_long_list_and_says_so(session: Session, write: Write) -> None:
    many = [(f"P{n}", "123", "", f"N{n}", "", "2025-11-03", "Low") for n in range(50)]
    summary = run_import(write(*many, *[NO_ID] * 30), session)
    text = summary_text(summary)
    assert (summary.warnings, summary.refused) == (50, 30)
    assert text.count("  row ") == 40 and "  and 30 more" in text and "  and 10 more" in text
    assert "       50  'NHS Number' fails its check, and was left out." in text


def test_import_dry_run_says_the_same_and_writes_nothing(session: Session, write: Write) -> None:
    run_import(write(ADA), session)
    before = everything()
    path = write((*ADA[:4], "020 7946 0002", *ADA[5:]), BEN, NO_ID)
    summary = run_import(path, session, dry_run=True)
    assert (counts(summary), summary.exit_code, summary.refused_file) == ((3, 1, 1, 0, 1), 1, None)
    assert everything() == before
    assert [file.name for file in path.parent.glob("*.csv*")] == ["people.csv"]
    assert "nothing was written" in summary_text(summary)
    assert counts(run_import(path, session)) == counts(summary)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"", "is empty"),
        (b"Name,Phone\nAda,1\n", "no column for the person ID"),
        (None, "There is no file"),
    ],
)
def test_import_of_what_cannot_be_read_is_refused(
    session: Session, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "people.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        run_import(path, session)
    with pytest.raises(UserError, match="folder"):
        run_import(tmp_path, session)


def test_headings_without_rows_are_nothing_read(session: Session, write: Write) -> None:
    summary = run_import(write(), session)
    assert (counts(summary), summary.exit_code) == ((0, 0, 0, 0, 0), 2)
    assert "There is no row" in summary_text(summary)


def test_import_mapping_gives_other_headings(session: Session, write: Write, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('"Shoe size" = "person_id"')
    path = write(ADA, headings=("Shoe size", *HEADINGS[1:]))
    assert counts(run_import(path, session, mapping=mapping)) == (1, 1, 0, 0, 0)


NAMES = [
    "x [/nope] y", "[b]", "=cmd|' /C calc'!A0", "a" * 300, "שרה כהן", "Ze\u0301lie", "👩‍👩‍👧",
    "@SUM(1)", "+44", "-1",
    "\u202eevil", "O’Brien; \"Q\", 'x'", "\tx", "%s",
]  # fmt: skip


def test_names_come_out_as_they_went_in_controls_apart(session: Session, write: Write) -> None:
    rows = [(f"P{n}", "", name, name, "", "2025-11-03", "Low") for n, name in enumerate(NAMES)]
    rows += [("P98", "", "\x1b]0;pwned\x07Ada", "\x1b[31mStone", "", "2025-11-03", "Low")]
    summary = run_import(write(*rows, tuple("" if n == 0 else cell for n, cell in enumerate(rows[2]))), session)
    kept = {c.person_id: c.last_name for c in models.Client.select()}
    assert [kept[f"P{n}"] for n in range(len(NAMES))] == [name.strip().lstrip("\u202e") for name in NAMES]
    assert kept["P98"] == "[31mStone"
    refused = summary.refused_file
    assert refused
    refused.write_text(refused.read_text("utf-8-sig").replace('"","","\'=cmd', '"P99","","\'=cmd'), "utf-8-sig")
    assert counts(run_import(refused, session))[1] == 1
    assert models.Client.get(models.Client.person_id == "P99").last_name == NAMES[2]


def test_import_progress_tells_share_and_rows(session: Session, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "BATCH", 2)
    told: list[tuple[float, int]] = []
    rows = [(f"P{n}", *ADA[1:]) for n in range(5)]
    run_import(write(*rows), session, progress=lambda share, rows: told.append((share, rows)))
    assert [rows for _, rows in told] == [2, 4, 5] and told[-1][0] == 1.0


def test_import_progress_is_not_shown_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    with importer.progress(shown=False) as show:
        assert show is None
    with importer.progress(shown=True) as show:
        assert show
        show(0.5, 100)
    assert capfd.readouterr().out == ""


CELLS = st.tuples(
    st.sampled_from(("P1", "P2", "P3", "", "NULL")),
    st.sampled_from(("", "9990000018", "9990000026", "123")),
    st.sampled_from(("Ada", "=1+1", "")),
    st.sampled_from(("Stone", "[b]", "N/A")),
    st.sampled_from(("", "020 7946 0001", "ring 020 7946 0002", "none known", "12")),
    st.sampled_from(("2025-11-03", "03.11.2024", "1-Nov-26", "", "next week", "2031-01-01")),
    st.sampled_from(("Low", "CRITICAL", "Non-eligible needs identified", "?", "")),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(rows=st.lists(CELLS, max_size=12), size=st.integers(1, 12))
def test_import_of_any_rows_adds_up_and_changes_nothing_the_second_time(
    session: Session, write: Write, rows: list[tuple[str, ...]], size: int
) -> None:
    path = write(*rows)
    kept = [row for row in rows if any(row)]
    whole, reader_process.BATCH = reader_process.BATCH, size
    try:
        with rehearsal():
            first = run_import(path, session, yes=True)
            assert first.read == len(kept) == sum(counts(first)[1:]) + first.not_taken
            assert first.added + first.two_people == models.Client.select().count()
            before = everything()
            second = run_import(path, session, yes=True)
            assert counts(second) == (first.read, 0, 0, first.read - first.refused, first.refused)
            assert everything() == before
    finally:
        reader_process.BATCH = whole
        path.with_name("people.csv.refused.csv").unlink(missing_ok=True)


def test_a_file_that_leaves_many_out_says_so_and_wants_a_yes(session: Session, write: Write) -> None:
    people = [(f"P{n}", *ADA[1:]) for n in range(10)]
    run_import(write(*people), session)
    path = write(*people[:5])
    with pytest.raises(WantsYes, match=r"leaves out 5 of 10 people whom the last import .* Nothing was written"):
        run_import(path, session)
    assert models.Import.select().count() == 1
    stray = (("P98", *ADA[1:], "Kent"), *((*each, "") for each in people[:5]))
    with pytest.raises(WantsYes, match="leaves out 5 of 10 people"):
        run_import(write(*stray, headings=(*HEADINGS, "Council")), session)
    write(*people[:5])
    rehearsed = run_import(path, session, dry_run=True)
    assert "!! It leaves out 5 of 10 people" in summary_text(rehearsed) and rehearsed.import_id is None
    assert json.loads(summary_json(run_import(path, session, yes=True)))["left_out"] == 5
    run_import(path, session)  # the same again leaves nobody out
    refused = path.with_name("people.csv.refused.csv")
    write(("P99", *ADA[1:]), headings=HEADINGS).rename(refused)
    refused.write_text(
        "\n".join(
            f'"{start}",{line}'
            for start, line in zip(('row number","reasons', '2","x'), refused.read_text().splitlines(), strict=True)
        )
    )
    run_import(refused, session)  # mended rows are a part, and leave nobody out
    assert [(each.added, each.unchanged) for each in imports.past(session)] == [(1, 0), (0, 5), (0, 5), (10, 0)]


def test_imports_are_listed_in_words_and_for_machines(session: Session, write: Write) -> None:
    assert import_list.list_text(()) == "Nothing was imported yet."
    run_import(write(ADA, BEN, NO_ID), session)
    [line] = import_list.list_text(imports.past(session)).splitlines()[1:]
    assert line.split()[:1] == ["1"] and "Helen Marsh" in line and "people.csv" in line
    [one] = json.loads(import_list.list_json(imports.past(session)))
    assert (one["import"], one["added"], one["refused"], one["whole"], one["taken_back"]) == (1, 2, 1, True, None)
    assert "taken off the list          2" in import_list.undone_text(imports.undo(session, 1))
    assert import_list.list_text(imports.past(session)).endswith("taken back by Helen Marsh")


# Read ahead, by a second process


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "SMALL", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)


@pytest.mark.usefixtures("two_processes")
def test_import_by_a_reader_process_reads_the_same(
    session: Session, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [(f"P{n % 5100}", "", "Ada", NAMES[n % 12], "x 020 7946 0001", *ADA[5:]) for n in range(5200)]
    path = write(*people, NO_ID, ADA, headings=(*HEADINGS[:-1], "Band"))
    with rehearsal():
        there = run_import(path, session), everything()
    monkeypatch.setattr(reader_process, "SMALL", 10**9)
    with rehearsal():
        assert (run_import(path, session), everything()) == there
    assert there[0].read == 5202


@pytest.mark.usefixtures("two_processes")
def test_import_error_comes_back_from_the_reader_process(session: Session, write: Write, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no column for the person ID"):
        run_import(write(("Ada",), headings=("Name",)), session)
    with pytest.raises(UserError, match=r"mapping file .* can't be read"):
        run_import(write(ADA), session, mapping=tmp_path / "none.toml")


@pytest.mark.usefixtures("two_processes")
def test_import_reader_process_ends_with_the_program(write: Write) -> None:
    rows = [(f"P{n}", *ADA[1:]) for n in range(40_000)]
    with reader_process.reading(write(*rows), date(2026, 11, 23), None) as (shape, batches):
        assert shape.headings == HEADINGS
        assert len(next(batches).people) == reader_process.BATCH  # and it hangs on no longer than we listen


# Whom a file stops, in whatever way

COLUMNS = ("Person ID", "First name", "Last name", "Telephone", "Assessed on", "Eligibility band", "Deceased", "Moved",
           "Safe to call", "Status", "Event Outcome")  # fmt: skip
WAYS: dict[str, Callable[[int, list[str]], None]] = {
    "an event says died": lambda number, row: row.__setitem__(10, "NFA: Deceased"),
    "a status says died": lambda number, row: row.__setitem__(9, "Deceased"),
    "no number may be rung": lambda number, row: row.__setitem__(3, f"DO NOT RING {row[3]}"),
    "rows slipped by one": lambda number, row: row.__setitem__(0, f"P{(number + 1) % 20}"),
    "each column a few": lambda number, row: row.__setitem__(*((6, "Y"), (7, "Y"), (8, "N"))[number % 3])
    if number < 6 else None,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_stops_many_in_whatever_way_writes_nothing_without_a_yes(
    session: Session, write: Write, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    names = [(f"{chr(65 + n)}da", f"{chr(90 - n)}tone") for n in range(20)]
    rest = ("2025-11-03", "Low", "", "", "", "", "")
    people = [[f"P{n}", *name, f"020 7946 0{n:03}", *rest] for n, name in enumerate(names)]
    run_import(write(*people, headings=COLUMNS), session)
    before = everything()
    for number, row in enumerate(people):
        WAYS[way](number, row)
    path = write(*people, headings=COLUMNS)
    with pytest.raises(WantsYes, match=r"stops? calls to \d+ of 20 people .* Nothing was written"):
        run_import(path, session)
    assert everything() == before
    assert "Is that right?" in summary_text(run_import(path, session, dry_run=True))
    assert everything() == before
    monkeypatch.setattr(importer, "AT_ONCE", 0)  # a larger file is taken, and it is said how it is taken back
    said = summary_text(run_import(path, session, yes=way == "no number may be rung"))  # which is asked before
    assert "Is that right? If not: topaz import --undo 2." in said and "stops calls to" in said


_NUMBER, _ROUNDED = "020 7946 0001", "7.7009E+09"
_BROKEN = (*[_ROUNDED] * 8, _NUMBER)
#: What stands where telephones do, one or two a row, and whether that is asked about before anything is written.
TELEPHONES: dict[str, tuple[bool, Sequence[tuple[str, ...]]]] = {
    "most were rounded": (True, [(each,) for each in _BROKEN]),
    "most are to come": (True, [("tbc",)] * 8 + [(_NUMBER,)]),
    "most are not to be rung": (True, [("DO NOT RING 020 7946 0001",)] * 5),
    "rounded, and nothing behind them": (True, [(each, "NULL") for each in _BROKEN]),
    "a few more than half": (True, [(_ROUNDED,)] * 6 + [(_NUMBER,)] * 5),
    "half": (False, [(_ROUNDED,)] * 6 + [(_NUMBER,)] * 6),
    "one in four, as in phones.csv": (False, [(_ROUNDED,)] * 13 + [("7700900123.0",)] * 36),
    "a handful": (False, [(_ROUNDED,)] * 4),
    "nothing in them": (False, [(each,) for each in ("", "NULL", "N/A", "none", "-", "not known")]),
    "one of two, of each": (False, [(_NUMBER, _ROUNDED)] * 9),
}


@pytest.mark.parametrize("case", TELEPHONES)
def test_telephones_of_which_most_are_none_are_asked_about(write: Write, case: str) -> None:
    asks, cells = TELEPHONES[case]
    rows = [(f"P{number}", "2025-11-03", *each) for number, each in enumerate(cells)]
    path = write(*rows, headings=("Person ID", "Assessed on", "Telephone", "Mobile")[: len(rows[0])])
    with CouncilFile(path, date(2026, 3, 10)) as file:
        assert file.no_numbers.is_too_many == asks


@pytest.mark.parametrize("at_once", [0, 1 << 20])
def test_file_without_usable_telephones_writes_nothing_without_a_yes(
    session: Session, write: Write, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(importer, "AT_ONCE", at_once)
    rows = [(f"P{n}", "", f"{chr(65 + n)}da", f"{chr(90 - n)}tone", cell, "2025-11-03", "Low")
            for n, cell in enumerate(_BROKEN)]  # fmt: skip
    path = write(*rows)
    with pytest.raises(WantsYes, match="'Phone 1' has no number that can be rung for 8 of the 9 people"):
        run_import(path, session)
    assert models.Client.select().count() == 0
    assert run_import(path, session, yes=True).added == 9


# Killed half-way

CHILD = """
import os, signal, sys
from topaz_tui.config import Settings
from topaz_tui.exchange.council_csv import CouncilFile, importer, reader_process
from topaz_tui.cli.output import import_list
from topaz_tui.services import imports, workers
from topaz_tui.services.importing import new_clients
from topaz_tui.store import database
file, db, last, inside, at_once = sys.argv[1:]
database.open_database(db)
reader_process.BATCH = 40
importer.AT_ONCE = int(at_once)
write, calls = new_clients.write_lines, []
def write_lines(lines):
    write(lines)
    calls.append(1)
    if inside == "inside" and len(calls) == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
new_clients.write_lines = write_lines
def progress(share, rows):
    if inside == "between" and len(calls) == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
importer.run_import(file, workers.current_session(Settings()), progress=progress)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("last", "where", "at_once"),
    [(1, "inside", 0), (3, "inside", 0), (2, "between", 0), (3, "inside", 1_000_000)],
)
def test_a_file_that_is_killed_half_way_can_simply_be_read_again(
    tmp_path: Path, new_file: Path, write: Write, monkeypatch: pytest.MonkeyPatch, last: int, where: str, at_once: int
) -> None:
    """A large one has taken some rows then, a smaller one none."""
    people = [(f"P{n}", "", "Ada", f"N{n}", f"020 7946 0{n:03}", "2025-11-03", "Low") for n in range(200)]
    later = [(f"P{n}", "", "Ada", f"N{n}", f"020 7946 0{n + 1:03}", "2026-11-03", "Low") for n in range(0, 200, 7)]
    path = write(*people, *later, NO_ID)
    monkeypatch.setattr(reader_process, "BATCH", 40)
    whole = run_import(path, at_the_desk(Path(shutil.copy(new_file, tmp_path / "clean.db"))))
    clean = everything()
    store.close()
    session = at_the_desk(Path(shutil.copy(new_file, tmp_path / "killed.db")))
    refused = path.with_name("people.csv.refused.csv")
    refused.unlink()
    words = [sys.executable, "-c", CHILD, str(path), str(tmp_path / "killed.db"), str(last), where, str(at_once)]
    assert subprocess.run(words, cwd=ROOT).returncode == -9
    assert not refused.exists()
    taken = models.Client.select().count()
    assert taken == (0 if at_once else 40 * (last - (where == "inside")))
    summary = run_import(path, session)
    assert summary.read == whole.read and summary.added == 200 - taken
    assert everything() == clean
    store.close()


# What the council says of a death or a move, file after file

ENDS = (*HEADINGS, "Deceased", "Moved", "Date of Death")


def of_ann(session: Session, write: Write, *ends: str) -> str:
    """A file with Ann, who alone is in it; what is said of it."""
    return summary_text(run_import(write((*ADA, *ends), headings=ENDS), session, yes=True))


def reason() -> str:
    return str(models.QueueEntry.get().reason)


@pytest.mark.parametrize(
    ("first", "later", "stands"),
    [
        (("Y", "", ""), ("Y", "", ""), "callable"),
        (("", "Y", ""), ("", "Y", ""), "callable"),
        (("Y", "", ""), ("Deceased", "", ""), "doubt"),
        (("Y", "", ""), ("", "", "20/11/2026"), "doubt"),
        (("Y", "", ""), ("", "", "22/12/2026"), "died"),
        (("", "", "01/11/2026"), ("Y", "", ""), "doubt"),
        (("", "Y", ""), ("Y", "", ""), "doubt"),
        (("", "Y", ""), ("", "01/11/2026", ""), "doubt"),
    ],
)
def test_after_calls_were_resumed_nobody_of_whom_a_file_says_it_in_other_words_is_called_in_silence(
    session: Session, write: Write, at: Callable[[str], None], first: tuple[str], later: tuple[str], stands: str
) -> None:
    of_ann(session, write, "", "", "")
    of_ann(session, write, *first)
    clients.resume_calls(session, 1, "I spoke with her")
    assert reason() == "callable"
    at("2026-12-24T10:00:00Z")
    for _ in range(2):
        said = of_ann(session, write, *later)
        assert reason() == stands
        assert ("a worker had let calls go on" in said) == (stands != "died")


@pytest.mark.parametrize(
    ("yes", "no", "words"),
    [
        (("Y", "", ""), ("N", "", ""), "Deceased: N (before: Deceased: Y)"),
        (
            ("Y", "", "01/11/2026"),
            ("False", "", ""),
            "Deceased: False (before: Deceased: Y, Date of Death: 01/11/2026)",
        ),
        (("", "Y", ""), ("", "No", ""), "Moved: No (before: Moved: Y)"),
    ],
)
def test_what_a_council_takes_back_waits_in_imports_for_somebody_to_settle_it(
    session: Session, write: Write, yes: tuple[str], no: tuple[str], words: str
) -> None:
    of_ann(session, write, *yes)
    stopped = reason()
    said = of_ann(session, write, *no)
    assert "the file says that they have not: not called until it is settled in Imports (5)." in said
    assert "a worker recorded" not in said
    [decision] = imports.decisions(session)
    assert (reason(), decision.file_has) == (stopped, (words,))
    clients.settle_doubts(session, 1, "call", "The council mended its list")
    assert reason() == "callable"
    of_ann(session, write, *yes)
    assert reason() == "doubt"


@pytest.mark.parametrize("nothing", ["", "NULL", "00/00/0000"])
def test_a_cell_that_says_nothing_takes_nothing_back(session: Session, write: Write, nothing: str) -> None:
    of_ann(session, write, "Y", "", "")
    assert "the file does not say so: they are not called" in of_ann(session, write, nothing, "", "")
    assert reason() == "died" and imports.decisions(session) == ()


TYPED = (*ENDS, "Event Type")


@pytest.mark.parametrize("far", ["a service's row", "a batch behind", "a batch before"])
def test_row_that_came_before_contradicts_a_death_on_another_row(
    session: Session, write: Write, monkeypatch: pytest.MonkeyPatch, far: str
) -> None:
    """Whoever had been said to live on a later day was stopped as dead, since their row came before as it stands."""
    monkeypatch.setattr(reader_process, "BATCH", 1)
    lives, ben = (*ADA, "N", "", "", "Assessment"), (*BEN, "", "", "", "Assessment")
    run_import(write(lives, ben, headings=TYPED), session)
    died = (*ADA[:5], "2024-05-01", ADA[6], "Y", "", "", "Service" if far == "a service's row" else "Assessment")
    rows = (died, ben, lives) if far == "a batch before" else (lives, ben, died)
    for _ in range(2):
        run_import(write(*rows, headings=TYPED), session, yes=True)
        [decision] = imports.decisions(session)
        assert "Deceased: N" in decision.file_has[0] and "Deceased: Y" in decision.file_has[0]
        assert models.QueueEntry.get_by_id(1).reason == ("died" if far == "a batch before" else "doubt")
    for _ in range(2 if far == "a batch before" else 1):  # there it was believed first, and is asked in its own words
        clients.settle_doubts(session, 1, "call", "She rang us")
        run_import(write(*rows, headings=TYPED), session, yes=True)
    assert models.QueueEntry.get_by_id(1).reason == "callable" and imports.decisions(session) == ()

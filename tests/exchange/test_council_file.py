"""A council's file as a whole: bytes, dialect, headings, rows of all lengths, and the refused rows on their
way back."""

from __future__ import annotations

import csv
import io
import os
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from topaz_tui.errors import UserError
from topaz_tui.exchange.council_csv import (
    COLUMNS,
    CouncilFile,
    CouncilRecord,
    OneOfSeveral,
    Refusal,
    RefusedFile,
    Same,
    ServiceEvent,
    quoting,
    refused_path,
)
from topaz_tui.exchange.council_csv.found import Found
from topaz_tui.exchange.council_csv.headings import SYNONYMS, key
from topaz_tui.rules.formulas import guard, unguard

TODAY = date(2025, 11, 23)
HEADINGS = ["Person ID", "Name", "Assessment Date", "Eligibility"]
PLAIN = "Person ID,Name,Assessment Date,Eligibility\n"


def read(path: Path, mapping: Path | None = None) -> list[CouncilRecord | ServiceEvent | OneOfSeveral | Refusal]:
    with CouncilFile(path, TODAY, mapping) as file:
        rows = list(file.rows())
    found = [row for row in rows if not isinstance(row, Same)]
    assert found == rows, "nothing came before"
    return found


def records(path: Path) -> list[CouncilRecord]:
    """The rows of a file that has nothing but records."""
    found = read(path)
    people = [row for row in found if isinstance(row, CouncilRecord)]
    assert people == found
    return people


def made(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


# -- bytes and dialect


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_council_file_of_every_encoding_and_delimiter_reads_the_same(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [HEADINGS, *([f"P{i}", "Zoë; O’Brien, €\tx\ny", "03/11/2025", "Low"] for i in range(50))]
    path = made(tmp_path / "a.csv", as_csv(rows, delimiter).encode(encoding))
    with CouncilFile(path, TODAY) as file:
        found = list(file.rows())
        assert file.delimiter == delimiter
        assert file.encoding.startswith(encoding[:5])
        assert file.share_read() == 1
    people = [each for each in found if isinstance(each, CouncilRecord)]
    assert [each.row for each in people] == list(range(2, 52)) and people == found
    assert {(each.last_name, each.first_name) for each in people} == {("Zoë; O’Brien", "€ x y")}


def test_the_last_line_may_decide_the_encoding(tmp_path: Path) -> None:
    plain = PLAIN + "P1,Ada Stone,2025-11-03,low\n" * 5000
    for encoding in ("utf-8", "cp1252"):
        path = made(tmp_path / encoding, plain.encode() + "P2,Zoë,2025-11-03,low".encode(encoding))
        assert records(path)[-1].last_name == "Zoë"


def test_council_file_with_one_damaged_letter_keeps_the_others(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a",
        PLAIN.encode() + b"P1,Zo\xff,2025-11-03,low\n" + "P2,Zoë,2025-11-03,low\n".encode() * 20,
    )
    assert [each.last_name for each in records(path)[:2]] == ["Zo\ufffd", "Zoë"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n...", "is a PDF"),
        (b"PK\x03\x04rest", "no spreadsheet, or a damaged one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no spreadsheet, or a damaged one"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"SQLite format 3\x00" + bytes(100), "a database"),
        (b"<!doctype html><p>Sign in", "a web page"),
        (bytes(range(256)) * 20, "neither text nor a spreadsheet"),
        (b"", "is empty"),
        (b" \r\n\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b",,,\n,,,\n", "is empty"),
        (b"just one line", "no column for the person ID or the date of the assessment"),
        (b"Person ID,Name\nP1,Ada", "no column for the date of the assessment"),
        (b"Person ID,Client ID,Assessment date\n", "both mean person_id"),
        (b"Person ID,person id,Assessment date\n", "both mean person_id"),
    ],
)
def test_council_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UserError) as trouble:
        CouncilFile(made(tmp_path / "a.csv", content), TODAY)
    assert words in trouble.value.message
    assert "a.csv" in trouble.value.message
    assert trouble.value.hint


def test_council_file_that_is_missing_or_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no file"):
        CouncilFile(tmp_path / "nope.csv", TODAY)
    with pytest.raises(UserError, match="folder"):
        CouncilFile(tmp_path, TODAY)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user who may not read everything")
def test_council_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = made(tmp_path / "a.csv", PLAIN)
    path.chmod(0)
    with pytest.raises(UserError, match="can't be read"):
        CouncilFile(path, TODAY)


def test_excels_line_that_names_the_delimiter_and_blank_lines(tmp_path: Path) -> None:
    path = made(tmp_path / "a", "sep=;\r\n\r\nPerson ID;Assessed on\r\n\r\nP1;2025-11-03\r\n;\r\n\r\nP2;2025-11-03")
    assert [(row[0], row[1]) for row in read(path)] == [(5, "P1"), (8, "P2")]


# -- headings


def test_council_file_heading_means_one_column() -> None:
    means: dict[str, str] = {}
    for column, names in SYNONYMS.items():
        for name in [column, *names.split("|")]:
            assert means.setdefault(key(name), column) == column


@pytest.mark.parametrize("column", COLUMNS)
def test_our_own_names_are_understood(tmp_path: Path, column: str) -> None:
    headings = list(dict.fromkeys(["person_id", "assessed_on", column]))
    with CouncilFile(made(tmp_path / "a", ",".join(headings)), TODAY) as file:
        assert file.unknown_headings == ()


def test_client_level_data(tmp_path: Path) -> None:
    rows = [
        [
            "LA Code",
            "LA Person Unique Identifier",
            "NHS Number",
            "Date of Birth",
            "Date of Death",
            "Postcode",
            "Gender",
            "Event Type",
            "Event Reference",
            "Event Start Date",
            "Event End Date",
            "Event Outcome",
            "Assessment Type",
            "Eligible Needs Identified",
            "Client Type",
        ],
        [
            "1",
            "P1",
            "NULL",
            "1950-01-01",
            "NULL",
            "SE1 7PB",
            "F",
            "Assessment",
            "E1",
            "2024-01-01",
            "2024-02-01",
            "NFA",
            "Short",
            "Non-eligible needs identified",
            "Service User",
        ],
        [
            "1",
            "P1",
            "NULL",
            "1950-01-01",
            "NULL",
            "SE1 7PB",
            "F",
            "Service",
            "E2",
            "2024-01-01",
            "NULL",
            "NULL",
            "NULL",
            "NULL",
            "Service User",
        ],
        [
            "1",
            "P1",
            "NULL",
            "1950-01-01",
            "NULL",
            "SE1 7PB",
            "F",
            "Review",
            "E3",
            "2024-01-01",
            "2025-02-01",
            "NFA",
            "NULL",
            "NULL",
            "Service User",
        ],
    ]
    with CouncilFile(made(tmp_path / "a", as_csv(rows)), TODAY) as file:
        assert file.unknown_headings == ()
        assessment, service, review = file.rows()
    assert (
        isinstance(assessment, CouncilRecord)
        and isinstance(service, ServiceEvent)
        and isinstance(review, CouncilRecord)
    )
    assert (assessment.assessed_on, assessment.eligibility) == ("2024-02-01", "non_eligible")
    assert (assessment.gender, assessment.client_type, assessment.ethnicity) == ("F", "Service User", "")
    assert (review.kind, review.assessed_on, review.assessment_ref) == ("review", "2025-02-01", "E3")
    assert service.record.open_to_services is True  # a service that has begun and has no end
    assert service.refusal.reasons == ("The event is a service, and neither an assessment nor a review.",)


def test_case_and_punctuation_do_not_matter_and_unknown_headings_are_told(tmp_path: Path) -> None:
    with CouncilFile(made(tmp_path / "a", "PERSON-ID,assessment_DATE?,Shoe size,,d.o.b.\n"), TODAY) as file:
        assert file.unknown_headings == ("Shoe size", "(column 4 has no heading)")


def test_phones_by_kind_take_the_free_places(tmp_path: Path) -> None:
    headings = "Person ID,Assessment Date,Home Phone,Phone 1,Mobile,Work Phone,Landline"
    row = "P1,2025-11-03,020 7946 0001,020 7946 0002,020 7946 0003,020 7946 0004,020 7946 0005"
    with CouncilFile(made(tmp_path / "a", f"{headings}\n{row}\n"), TODAY) as file:
        (found,) = file.rows()
        assert file.unknown_headings == ("Landline",)
    assert isinstance(found, CouncilRecord)
    assert [phone.number[-1] for phone in found.phones] == ["2", "1", "3", "4"]


@pytest.mark.parametrize(
    "mapping",
    [
        '"Ref X" = "person_id"\n"When" = "assessed_on"\n"Person ID" = "ignore"\n',
        'person_id = "REF-X"\nassessed_on = "when"\n',
        '[headings]\n"ref x" = "person_id"\nWhen = "assessed_on"\n',
    ],
)
def test_council_file_mapping_gives_other_headings(tmp_path: Path, mapping: str) -> None:
    path = made(tmp_path / "a", "Ref X,When,Person ID\nP1,2025-11-03,old\n")
    (found,) = read(path, made(tmp_path / "m.toml", mapping))
    assert isinstance(found, CouncilRecord)
    assert (found.person_id, found.assessed_on) == ("P1", "2025-11-03")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("x", "is not TOML"),
        ('"When" = "persn_id"', "Did you mean person_id"),
        ('"When" = 3', "'When' is given to 3"),
        ("a = 1\nx = " + "9" * 5000, "line 2: a number is too long"),
        ("When = 0x" + "f" * 5000, "'When' is given to a number that is too long"),
        ("dates = 0x" + "f" * 5000, "'dates' is a number that is too long"),
        ('"Ref X" = "gp"\n"When" = "gp"', "'When': two headings are given to gp"),
        ("headings = 1", "'headings' is given to 1"),
    ],
)
def test_a_wrong_mapping_names_file_and_key(tmp_path: Path, mapping: str, words: str) -> None:
    path = made(tmp_path / "a", "Ref X,When,Person ID\n")
    with pytest.raises(UserError) as trouble:
        CouncilFile(path, TODAY, made(tmp_path / "m.toml", mapping))
    assert words in str(trouble.value)
    assert "m.toml" in trouble.value.message


def test_council_file_mapping_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"m\.toml can't be read"):
        CouncilFile(made(tmp_path / "a", "Person ID\n"), TODAY, tmp_path / "m.toml")


# -- rows of all lengths


def test_council_file_rows_of_all_lengths_are_read(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a",
        PLAIN + "P1,Ada Stone,2025-11-03\nP2,A,2025-11-03,low,more\nP3,A,2025-11-03,low,,\n\nP4,A,2025-11-03,low\n",
    )
    short, long, trailing, plain = read(path)
    assert isinstance(short, CouncilRecord)
    assert short.warnings[0] == "The row ends after 3 of 4 cells; the others were taken as empty."
    assert isinstance(long, Refusal)
    assert long == (
        3,
        ("The row has 5 cells and there are 4 headings.",),
        ("P2", "A", "2025-11-03", "low", "more"),
    )
    assert isinstance(trailing, CouncilRecord) and trailing.warnings == ()
    assert plain[:2] == (6, "P4")


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    """It spoils its own row, whichever column it is in and whatever closes it later, and none below it."""
    good = "P1,A,2025-11-03,low\n"
    for spoilt in ('P2,A,2025-11-03,"low\n', 'P2,"A,2025-11-03,low\n', '"P2,A,2025-11-03,low\n'):
        for after in (good * 100, good * 3000 + good.replace("A", '"B"') + good, ""):
            found = read(
                made(tmp_path / f"{len(spoilt)}{spoilt.index(chr(34))}{len(after)}", PLAIN + good + spoilt + after)
            )
            assert len(found) == 2 + after.count("\n")
            assert [row[0] for row in found] == list(range(2, 2 + len(found)))
            assert [n for n, row in enumerate(found) if isinstance(row, Refusal)] == [1]
            (refusal,) = (row for row in found if isinstance(row, Refusal))
            assert "never closed" in refusal.reasons[0] and len(refusal.cells) == 4


def test_marks_that_plainly_close_are_told_as_csv_tells_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is looked at by its marks alone first: whatever stands in it, the rows are those that csv sees."""
    lines = ["".join(each) for size in range(1, 7) for each in product('a,"', repeat=size)]

    def rows() -> list[tuple[list[str], dict[int, str]]]:
        found = []
        for line in lines:
            broken: dict[int, str] = {}
            whole = quoting.whole_rows([f"{line}\n", "b,c,d\n"], quoting.Dialect(","), 3, broken)
            found.append((list(whole), broken))
        return found

    quickly = rows()
    monkeypatch.setattr(quoting, "_is_plain", lambda line, dialect: False)
    assert quickly == rows() and sum(not broken for _, broken in quickly) > len(lines) // 2


def test_a_cell_of_several_lines_and_a_mark_inside_a_cell_are_no_fault(tmp_path: Path) -> None:
    rows = 'P1,"Ann\nMarie ""Annie""\nPeckham",2025-11-03,low\nP2,5" Ann,2025-11-03,low\nP3,Bo,2025-11-03,low\n'
    found = records(made(tmp_path / "a", PLAIN + rows))
    assert [row.person_id for row in found] == ["P1", "P2", "P3"]
    assert (found[0].first_name, found[0].last_name) == ('Ann Marie "Annie"', "Peckham")
    assert (found[1].first_name, found[1].last_name) == ('5"', "Ann")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", '"\n'])
def test_a_cell_that_ends_in_a_line_break_is_closed(tmp_path: Path, end: str) -> None:
    rows = [["P1", f"Ann Marie{end}", "2025-11-03", "low"], ["P2", "Bo Lee", "2025-11-03", f"low{end}"]]
    found = records(made(tmp_path / "a", PLAIN + as_csv(rows)))
    assert [(row.person_id, row.first_name) for row in found] == [("P1", "Ann"), ("P2", "Bo")]


def test_a_cell_that_ends_in_a_line_break_at_the_head_of_its_row_is_closed(tmp_path: Path) -> None:
    rows = 'Name,Person ID,Assessment Date,Eligibility\n"Ann Marie\n",P1,2025-11-03,low\nBo Lee,P2,2025-11-03,low\n'
    found = records(made(tmp_path / "a", rows))
    assert [(row.person_id, row.first_name) for row in found] == [("P1", "Ann"), ("P2", "Bo")]


def test_council_file_order_and_row_numbers_hold_across_batches(tmp_path: Path) -> None:
    lines = [f"P{i},A,{'soon' if i % 7 == 0 else '2025-11-03'},low\n" for i in range(2500)]
    found = read(made(tmp_path / "a", PLAIN + "".join(lines)))
    assert [row[0] for row in found] == list(range(2, 2502))
    assert [isinstance(row, Refusal) for row in found] == [i % 7 == 0 for i in range(2500)]


CELLS = st.text(max_size=12).filter(lambda text: "\ufeff" not in text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@example(rows=[("",) * 6 + ("\n",), ("",) * 5 + ("\r", "")])
@example(rows=[("\n",) + ("",) * 6, ("",) * 5 + ("\n", "")])
@given(
    rows=st.lists(st.tuples(*[st.one_of(CELLS, st.sampled_from(["P1", "2025-11-03", "low", "NULL"]))] * 7), max_size=8)
)
def test_any_cells_are_read_alone_as_they_are_in_company(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    headings = [
        "Person ID",
        "Assessment Date",
        "Name",
        "Phone 1",
        "Safe to call",
        "Safe times",
        "Date of death",
    ]
    clean = [[cell.encode(errors="ignore").decode() for cell in row] for row in rows]

    def found(some: list[list[str]]) -> list[CouncilRecord | ServiceEvent | OneOfSeveral | Refusal]:
        return read(made(tmp_path / "a", "\ufeff" + as_csv([headings, *some])))

    def said(row: Found) -> tuple[object, ...]:
        return (*row.record[1:], *row.refusal[1:]) if isinstance(row, ServiceEvent) else row[1:]

    alone = [said(row) for one in clean for row in found([one])]
    assert [said(row) for row in found(clean)] == alone


# -- refused rows, there and back


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "+44", "-", "@x", "\t=1", " =1", "'=1", "''=1", "＝1", "\n", "'\r"]
)
def test_formulas_are_guarded_and_come_back(cell: str) -> None:
    assert guard(cell) == f"'{cell}"
    assert unguard(guard(cell)) == cell


@given(st.text())
def test_any_cell_comes_back_from_the_refused_file(cell: str) -> None:
    assert unguard(guard(cell)) == cell


@pytest.mark.parametrize("cell", ["'t Hooft", "Ada", "", "O'Brien", "1-2"])
def test_cells_that_are_no_formulas_are_left_alone(cell: str) -> None:
    assert guard(cell) == unguard(cell) == cell


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_refused_rows_are_mended_and_read_again(tmp_path: Path, delimiter: str) -> None:
    names = [
        "=cmd|' /C calc'!A0",
        "'=x",
        "'t Hooft",
        "a;b,c\td",
        'say "hm"',
        "two\nlines",
        "Zoë Łuk",
        "+44",
        "[b]",
    ]
    rows = [HEADINGS, *([f"P{i}", name, "soon", "low"] for i, name in enumerate(names))]
    path = made(tmp_path / "people.csv", as_csv(rows, delimiter))
    target = refused_path(path)
    assert target.name == "people.csv.refused.csv"
    with CouncilFile(path, TODAY) as file, RefusedFile(target, file.headings, file.delimiter) as refused:
        before = [row for row in file.rows() if isinstance(row, Refusal)]
        for row in before:
            refused.write(row)
    assert refused.path == target and refused.count == len(names)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as back:
        written = list(csv.reader(back, delimiter=delimiter))
    assert written[0] == ["row number", "reasons", *HEADINGS]
    assert [row[0] for row in written[1:]] == [str(i + 2) for i in range(len(names))]
    assert all("no date" in row[1] for row in written[1:])
    assert not any(cell[:1] in "=+-@" for row in written for cell in row if cell)

    with CouncilFile(target, TODAY) as again:
        assert again.is_refused_file and again.unknown_headings == () and again.headings == tuple(HEADINGS)
        assert [row.cells for row in again.rows() if isinstance(row, Refusal)] == [row.cells for row in before]
    mended = target.read_text("utf-8-sig").replace("soon", "2025-11-03")
    taken = read(made(tmp_path / "mended.csv", mended))
    plain = read(made(tmp_path / "plain.csv", as_csv(rows, delimiter).replace("soon", "2025-11-03")))
    assert [row[:] for row in taken] == [row[:] for row in plain]
    assert all(isinstance(row, CouncilRecord) for row in taken)


def test_a_refused_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.refused.csv"
    with RefusedFile(target, HEADINGS):
        pass
    with pytest.raises(KeyboardInterrupt), RefusedFile(target, HEADINGS) as refused:
        refused.write(Refusal(2, ("No.",), ("P1",)))
        raise KeyboardInterrupt
    assert [path for path in tmp_path.iterdir() if "refused" in path.name] == []


def test_controls_do_not_reach_the_refused_file(tmp_path: Path) -> None:
    with RefusedFile(tmp_path / "r", HEADINGS) as refused:
        refused.write(Refusal(2, ("No.",), ("\x1b[2J\x9b1m\x00",)))
    assert "[2J1m" in (tmp_path / "r").read_text("utf-8-sig")


def test_refused_file_in_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match="can't be written"),
        RefusedFile(tmp_path / "no" / "r", HEADINGS) as refused,
    ):
        refused.write(Refusal(2, ("No.",), ()))


def test_a_closed_cell_with_too_many_lines_is_not_said_to_be_open(tmp_path: Path) -> None:
    many = "\n" * 200_000
    found = read(made(tmp_path / "a", f'Person ID,Assessment Date,GP\nP1,2025-11-03,"x{many}y"\nP2,2025-11-03,Z\n'))
    told = next(each for each in found if isinstance(each, Refusal))
    assert "more than 50 lines" in str(told)

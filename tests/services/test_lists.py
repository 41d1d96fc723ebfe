"""Lists in files: exactly what the screen's filter shows, written whole or not at all, logged, and harmless."""

from __future__ import annotations

import csv
import io
import sys
from datetime import timedelta
from hashlib import sha256

import openpyxl
import pytest

from tests.support.desks import ON_A_FILE
from topaz_tui import clock, files
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.rules.measures import periods
from topaz_tui.rules.queue import Reason
from topaz_tui.services import actions, figures, lists, queue
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.leaving import NOT_WRITTEN
from topaz_tui.services.lists import writing
from topaz_tui.services.lists.table import ListTable
from topaz_tui.services.queue import Filters
from topaz_tui.store import models

WHY = "the line to the office is down"
FORMULA = '=HYPERLINK("http://x.example","a")'


@pytest.fixture
def table() -> ListTable:
    rows = (("17", FORMULA, "+44"), ("18", "Zoë\r\n\x1b[31m", "@SUM(A1)"))
    return ListTable("List", clock.now(), ("ID", "Name", "Note"), rows, {"Council": "-Lambeth"}, "stone")


def logged() -> list[tuple[str, str]]:
    wanted = (writing.DEED, NOT_WRITTEN)
    return [(row.deed, str(row.subject)) for row in models.Audit.select().where(models.Audit.deed.in_(wanted))]


def read_csv(path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


@ON_A_FILE
def test_phone_list_has_exactly_whom_the_filter_shows_and_names_it(manager, make_client, tmp_path):
    for name in ("Ada", "Bea"):
        make_client(first_name=name, phones=())
    make_client(first_name="Cleo")
    filters = Filters(reason=Reason.NO_USABLE_NUMBER)
    shown = queue.list_people(manager, "not_callable", filters).people
    assert len(shown) == 2
    written = lists.write(manager, lists.of_queue(manager, "not_callable", filters), str(tmp_path / "l.csv"), WHY)
    lines = read_csv(written.path)
    head, rows = lines[: lines.index([])], lines[lines.index([]) + 1 :]
    assert ["Why not", "No usable number"] in head and ["Rows", "2"] in head
    assert [row[:2] for row in rows[1:]] == [[each.person_id, each.name] for each in shown]
    assert "Telephone" not in rows[0] and not any("0794" in cell or "+44" in cell for row in lines for cell in row)

    assert written.path.stat().st_mode & 0o777 == 0o600
    assert written.digest == sha256(written.path.read_bytes()).hexdigest()
    [(deed, what)] = logged()
    assert deed == writing.DEED and "No usable number" in what and "2 rows" in what and WHY in what
    assert written.digest in what and not any(each.name in what for each in shown)


@ON_A_FILE
def test_both_kinds_of_file_have_the_same_cells_and_none_is_run(manager, table, tmp_path):
    paths = [lists.write(manager, table, str(tmp_path / name), WHY).path for name in ("a.csv", "a.XLSX")]
    sheet = openpyxl.load_workbook(paths[1]).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and not any(cell.hyperlink for cell in cells)
    of_sheet = [[str(cell.value) for cell in line if cell.value is not None] for line in sheet.iter_rows()]
    of_csv = [[cell.removeprefix("'") for cell in line] for line in read_csv(paths[0])]
    assert of_sheet == of_csv
    assert ["17", f"'{FORMULA}", "'+44"] in read_csv(paths[0]) and ["18", "Zoë [31m", "'@SUM(A1)"] in read_csv(paths[0])
    assert ["Council", "'-Lambeth"] in read_csv(paths[0]) and ["Typed", "stone"] in read_csv(paths[0])
    assert not any("stone" in what for _, what in logged())


@ON_A_FILE
def test_list_that_may_not_or_cannot_be_written_leaves_nothing(manager, worker, table, tmp_path, monkeypatch):
    (there := tmp_path / "there.csv").write_text("mine")

    def refused(error, name, words, who=manager, why=WHY):
        with pytest.raises(error, match=words):
            lists.write(who, table, str(tmp_path / name), why)

    refused(NotAllowed, "no.csv", "Only a manager may write a list", who=worker)
    refused(Invalid, "no.csv", "needs one", why="-")
    refused(Invalid, "no.txt", r"\.csv or \.xlsx")
    refused(Invalid, ".csv", r"\.csv or \.xlsx")
    refused(Conflict, "there.csv", "nothing is overwritten")
    refused(NotAllowed, "nowhere/no.csv", "No such file")
    refused(NotAllowed, "a\0b.csv", "that is no name")
    with pytest.raises(Invalid, match="home folder"):
        lists.write(manager, table, "~nobody-of-this-name/no.csv", WHY)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    refused(Invalid, "no.xlsx", r"no XlsxWriter.*pip install 'topaz-tui\[reports\]'")
    assert there.read_text() == "mine" and logged() == []

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.OpenFolder, "appear", full)
    refused(NotAllowed, "no.csv", "No space")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home" and "t.db" not in path.name] == [there.name]
    assert [deed for deed, _ in logged()] == [writing.DEED, NOT_WRITTEN]


@ON_A_FILE
def test_lists_of_board_actions_and_figure_have_the_lines_of_their_screens(manager, make_client, settings):
    client, other = make_client(), make_client()
    opening.question(client, manager.worker_id, "What now?", clock.now(), settings)
    for by in ("2026-11-20", "2026-11-30"):
        models.ClientAction.create(
            client=other, kind="advice", detail="Handrail", who="OT", by_on=by, made_at=clock.to_store(clock.now()),
            owner=manager.worker_id, made_by=manager.worker_id,
        )  # fmt: skip
    board = escalations.board(manager)
    of_board = lists.of_board(manager, [*board.alarms, *board.items], {"List": "All"})
    assert [row[1:3] for row in of_board.rows] == [(item.person_id, item.name) for item in board.items] != []
    own = actions.mine(manager)
    of_actions = lists.of_actions(manager, own, {"What": "advice", "Who does it": "Her son Peter Amin"})
    assert [row[4:] for row in of_actions.rows] == [("2026-11-20", "3"), ("2026-11-30", "")]
    assert ("Who does it", "Her son Peter Amin") in of_actions.head
    assert "What advice, Who does it (narrowed)" in of_actions.logged and "Peter" not in of_actions.logged

    today = clock.today()
    report = figures.report(manager, periods.between(today - timedelta(days=30), today))
    counted = next(line.now for line in report.lines if line.measure.code == "COV")
    of_figure = lists.of_counted(manager, "Due", counted.below, report.told)
    assert len(of_figure.rows) == counted.denominator == 2 and of_figure.filters["Period"] == report.period.words
    assert lists.of_figure(manager, report, "COV").rows == ()
    with pytest.raises(Invalid, match="No measure here has the code 'X'"):
        lists.of_figure(manager, report, "X")

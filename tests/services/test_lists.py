"""Lists in files: exactly what the screen's filter shows, written whole or not at all, logged, and harmless."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import openpyxl
import pytest

from tests.support.desks import ON_A_FILE
from topaz_tui import clock, files
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules.measures import periods
from topaz_tui.rules.queue import Reason
from topaz_tui.services import actions, clients, councils, figures, lists, queue
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.leaving import NOT_WRITTEN
from topaz_tui.services.lists import writing
from topaz_tui.services.lists.table import ListTable, day
from topaz_tui.services.queue import Filters
from topaz_tui.store import audit, models
from topaz_tui.store.database import transaction

WHY = "the line to the office is down"
FORMULA = '=HYPERLINK("http://x.example","a")'


@pytest.fixture
def table() -> ListTable:
    rows = (("17", FORMULA, "+44", day(date(2026, 11, 24))), ("18", "Zoë\r\n\x1b[31m", "@SUM(A1)", ""))
    return ListTable("List", clock.now(), ("ID", "Name", "Note", "By"), rows, {"Council": "-Lambeth"}, "stone")


def logged() -> list[tuple[str, str]]:
    wanted = (writing.LOGGED_AS, NOT_WRITTEN)
    return [
        (row.action, f"{row.subject}, why: {row.detail}")
        for row in models.Audit.select().where(models.Audit.action.in_(wanted))
    ]


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
    assert (
        deed == writing.LOGGED_AS and "No usable number" in what and "2 rows" in what and what.endswith(f"why: {WHY}")
    )
    assert written.digest in what and not any(each.name in what for each in shown)


@ON_A_FILE
def test_both_kinds_of_file_have_the_same_cells_and_none_is_run(manager, table, tmp_path):
    paths = [lists.write(manager, table, str(tmp_path / name), WHY).path for name in ("a.csv", "a.XLSX")]
    sheet = openpyxl.load_workbook(paths[1]).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    dates = [cell.value for cell in cells if cell.data_type == "d"]
    assert dates == [datetime(2026, 11, 23, 10), datetime(2026, 11, 24)], "a day can be sorted and reckoned with"
    assert {cell.data_type for cell in cells} == {"s", "d"} and not any(cell.hyperlink for cell in cells)
    of_sheet = [
        [f"{cell.value:{'%Y-%m-%d %H:%M' if 'hh' in cell.number_format else '%Y-%m-%d'}}" if cell.data_type == "d"
         else str(cell.value) for cell in line if cell.value]
        for line in sheet.iter_rows()
    ]  # fmt: skip
    of_csv = [[cell.removeprefix("'") for cell in line if cell] for line in read_csv(paths[0])]
    assert of_sheet == of_csv
    assert ["17", f"'{FORMULA}", "'+44", "2026-11-24"] in read_csv(paths[0])
    assert ["18", "Zoë [31m", "'@SUM(A1)", ""] in read_csv(paths[0])
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

    with transaction():  # the key of the log is there: what is full below is the file's folder
        audit.record(manager.worker_id, "looked", None)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.OpenFolder, "appear", full)
    refused(NotAllowed, "no.csv", "No space")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home" and "t.db" not in path.name] == [there.name]
    assert [deed for deed, _ in logged()] == [writing.LOGGED_AS, NOT_WRITTEN]


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
    with pytest.raises(Invalid, match="There is no list 'X'"):
        lists.of_support(manager, "X")
    with pytest.raises(Invalid, match="No measure here has the code 'X'"):
        lists.of_figure(manager, report, "X")


CALLED = "ring 020 7946 0123"  # in words that somebody typed
OPEN_NOW = {
    "actions": [("Ada", "Handrail", "2026-11-20", "3", "")],
    "interpreters": [("Ada", "booked", "Polish")],
    "letters": [("Ada", "Not sent", "Letter")],
    "referrals": [("Ada", "The council: formal care", "yes", "sent", "2026-11-20 10:00", "yes")],
    "speakers": [("Ada", "Attorney for health and welfare", "lapsed", "2026-11-20", "yes")],
    "wishes": [("Ada", "No more calls", "2027-05-03", "Writing"), ("Bea", "No more calls", "2027-11-01", "In a call")],
}
"""Of each list what tells its lines apart."""
SHOWN = {
    "actions": ("What was put in place", "By", "Days late", "Why"),
    "interpreters": ("What became of it", "Language"),
    "letters": ("How it stands", "How it goes"),
    "referrals": ("To", "Referral back", "How it stands", "Deadline", "Late"),
    "speakers": ("Speaks as", "Authority", "Until", "To be asked for"),
    "wishes": ("What is asked", "Until", "How they asked"),
}


@pytest.fixture
def arranged(manager, make_client):
    """Ada, for whom something of each is open and something is over, of before this year; and Bea, who refused."""
    me, then, now, before = manager.worker_id, "2026-11-02T10:00:00Z", "2026-11-20T10:00:00Z", "2025-11-02T10:00:00Z"
    ada = make_client(first_name="Ada", council="Ealing", stopped="refused", look_on="2027-05-03")
    bea = make_client(first_name="Bea", stopped="refused", stopped_at=then, look_on="2027-11-01")
    who = {"client": ada, "made_by": me}
    theirs = who | {"kind": "support", "who": CALLED}
    models.ClientAction.create(**theirs, detail="Handrail", by_on="2026-11-20", made_at=then, owner=me)
    over = {"done_at": then, "ended_as": "not done", "ended_why": CALLED}
    models.ClientAction.create(**theirs, detail=f"Ramp, {CALLED}", by_on="2025-12-01", made_at=before, **over)
    models.Booking.create(**who, agency=CALLED, language="Polish", at="2026-11-25T14:00:00Z", made_at=then)
    models.Booking.create(**who, agency=CALLED, at=then, made_at=before, ended_at=then, ended_how="held")
    for number, (made, ended) in enumerate(((then, None), (before, then))):
        letter = models.Letter.create(
            **who, reference=f"LT-2026-{number:05}", kind="no_answer", way="print", sent_to=CALLED, language="english",
            subject="", text=CALLED, made_at=made, ended_at=ended,
        )  # fmt: skip
        models.LetterStep.create(letter=letter, at=then, step="posted" if ended else "failed", words=CALLED)
        made_it = models.SupportReferral.create(**who, reference=f"RF-2026-{number:05}", made_at=made, document="[]")
        models.Escalation.create(
            kind="referral back", client=ada, opened_at=made, state="closed" if ended else "sent", closed_at=ended,
            waiting_for="the council", deadline=now, level="worker", support=made_it,
        )  # fmt: skip
    son = models.Contact.create(client=ada, name="Cy", source="worker", added_at=then, acts_as="attorney")
    for made, until in ((before, "2027-01-01"), (then, "2026-11-20")):
        models.Authority.create(
            client=ada, contact=son, worker=me, acts_as="attorney", seen="document", words=CALLED, seen_by="Helen",
            seen_on=made[:10], until=until, made_at=made,
        )  # fmt: skip
    earlier = "2025-10-02T10:00:00Z"  # taken back by a manager, long before Bea refused in a call
    for client, made, wish in ((bea, earlier, "no_calls"), (ada, before, "put_off"), (ada, then, "no_calls")):
        models.CallWish.create(
            client=client, worker=me, wish=wish, asked_by="family", asked_name=CALLED, how="writing",
            capacity="no_doubt", words=CALLED, made_at=made,
        )  # fmt: skip


def test_lists_of_support_have_what_is_open_or_all_since_a_day_and_no_number(manager, arranged):
    def rows(code: str, *narrowed: Any) -> list[dict[str, str]]:
        table = lists.of_support(manager, code, *narrowed)
        assert not any("7946" in cell for row in table.rows for cell in row)
        return [dict(zip(table.headings, row, strict=True)) for row in table.rows]

    for code, wanted in OPEN_NOW.items():
        found = rows(code)
        assert [(row["Name"].split()[1], *(row[name] for name in SHOWN[code])) for row in found] == wanted, code
        assert [row["Name"].split()[1] for row in rows(code, None, "Ealing")] == ["Ada"]
        assert [len(rows(code, since)) for since in (date(2025, 11, 1), date(2026, 11, 1))] == [2, 1], code
        assert rows(code, date(2026, 12, 1)) == [] == rows(code, None, "Brent")
    assert [councils.named(manager, typed) for typed in (None, "Ealing", "  EALING ")] == [None, "Ealing", "Ealing"]
    assert councils.named(manager, "London Borough of Ealing") == "Ealing"
    models.Client.update(council="EALING").where(models.Client.council.is_null()).execute()
    assert councils.named(manager, "EALING") == "Ealing" and councils.names() == ("Ealing",)
    assert [row["Name"].split()[1] for row in rows("wishes", None, "Ealing")] == ["Ada", "Bea"]
    assert lists.of_support(manager, "wishes", None, "Ealing").whole, "nobody is of another council"
    assert {each.council for each in clients.origins(manager, (1, 2)).values()} == {"Ealing"}
    with pytest.raises(NotFound) as refused:
        councils.named(manager, "Brent")
    assert "Ealing" in refused.value.hint
    assert set(OPEN_NOW) == {each.code for each in lists.LISTS}
    assert "since 2026-11-01" in str(lists.of_support(manager, "actions", date(2026, 11, 1)).head)

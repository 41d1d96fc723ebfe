"""Rows that came before are passed over: whatever a file has, it comes to the same as where all of it is read."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from peewee import Case

from tests.bench import make
from tests.support.moments import NOW
from tests.support.sessions import employ
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.exchange.council_csv import CouncilFile, Same, importer, reader_process
from topaz_tui.exchange.council_csv.importer import Summary, run_import
from topaz_tui.services import clients, workers
from topaz_tui.services.importing import came_before
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store.models import MODELS, Audit, AuditChain, Brought, Client, Import, Phone

CASES = Path(__file__).parent / "cases"
PEOPLE = 60


@pytest.fixture
def session(tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(clock, "now", lambda: clock.from_store(NOW))  # it stands: two readings are compared
    shutil.copy(new_file, tmp_path / "t.db")
    monkeypatch.setattr(importer, "LARGE", 0)
    store.open_database(tmp_path / "t.db")
    employ(workers.account(), "Helen Marsh", "manager")
    yield workers.current_session(Settings())
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A council's list of PEOPLE."""
    path = tmp_path / "people.csv"
    make.council_file(path, PEOPLE)
    return path


def read_now(session: Session, path: Path) -> Summary:
    return run_import(path, session, yes=True)


def all_that_is_kept() -> dict[str, list[tuple[Any, ...]]]:
    """Everything; but of those in a file not who was written down first, nor which rows the log says were read, nor the
    random name of a chain of the log and the codes that follow from it."""
    models: Any = [each for each in MODELS if each not in (Audit, AuditChain, Brought)]
    asked = {each.__name__: each.select() for each in models}
    a, b = Audit, Brought
    asked["Audit"] = a.select(
        a.id, a.worker, a.action, a.client, Case(a.action, [("read the council's file", "")], a.subject)
    )
    asked["AuditChain"] = AuditChain.select(AuditChain.id, AuditChain.began_at, AuditChain.key_id)
    asked["Brought"] = b.select(b.import_, b.client, b.how, b.snapshot)
    return {name: sorted(query.tuples(), key=repr) for name, query in asked.items()}


def told(summary: Summary) -> object:
    """What is said of a file; of two with one NHS number, it is said of either."""
    pairs = sorted(sorted((each.person_id, each.words.split()[-1].strip("."))) if "NHS number is" in each.words
                   else [str(each.row), each.words] for each in summary.first_warnings)  # fmt: skip
    return replace(summary, first_warnings=()), pairs


def passed_over(path: Path, before: set[str]) -> list[int]:
    """The rows that are not read again."""
    with CouncilFile(path, date(2026, 11, 23), before=before) as found:
        return [each.row for each in found.rows() if isinstance(each, Same)]


def come_to_the_same(session: Session, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Read a file twice from where the list stands, once with all its rows and once without those that came before;
    how many those were."""
    kept = tmp_path / "before.db"
    where = store.database.obj.where
    store.close()
    shutil.copy(where, kept)
    store.open_database(where)
    count = len(passed_over(path, set(came_before(session))))
    some = read_now(session, path)
    found = all_that_is_kept()
    store.close()
    shutil.copy(kept, where)
    store.open_database(where)
    with monkeypatch.context() as patch:
        patch.setattr(importer, "came_before", lambda session: {})
        whole = read_now(session, path)
    assert told(some) == told(whole)
    assert found == all_that_is_kept()
    return count


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    return path


def test_rows_of_last_time_are_passed_over_and_counted_as_unchanged(session: Session, file: Path) -> None:
    first = read_now(session, file)
    assert first.added == PEOPLE - first.refused
    came = passed_over(file, set(came_before(session)))
    assert len(came) > PEOPLE * 0.8 and len(set(came)) == len(came)
    again = read_now(session, file)
    assert (again.added, again.changed, again.unchanged) == (0, 0, first.added)
    assert Import.select().count() == 2


def test_rows_that_depend_on_more_than_their_cells_are_read_each_time(session: Session, file: Path) -> None:
    headings, *rows = rows_of(file)
    rows = [row for row in rows if row[1] != "NULL"][:12]
    born, assessed, nhs = (
        headings.index("Date of Birth"),
        headings.index("Assessment Date"),
        headings.index("NHS Number"),
    )
    rows[0][born] = "03/05/44"
    rows[1][assessed] = "3-Nov-25"
    rows[2][born] = "03/05/1907"
    rows[3][born] = "soon"
    rows[4][nhs] = rows[5][nhs]
    rows.append(rows[6])
    path = written(file, [headings, *rows])
    read_now(session, path)
    Phone.update(status="wrong").where(Phone.client == Client.get(Client.person_id == rows[7][0])).execute()
    came = passed_over(path, set(came_before(session)))
    assert set(came) == {10, 11, 12, 13}


@pytest.mark.parametrize("how", ["headings", "mapping", "order", "year", "program"])
def test_a_file_that_is_read_in_another_way_is_read_whole(
    session: Session, file: Path, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_now(session, file)
    before, day = set(came_before(session)), date(2026, 11, 23)
    more: dict[str, Any] = {}
    headings, *rows = rows_of(file)
    if how == "headings":
        place = headings.index("GP")
        headings[place] = "Surgery"
        written(file, [headings, *rows])
    elif how == "mapping":
        (tmp_path / "map.toml").write_text('"GP" = "ignore"\n')
        more = {"mapping": tmp_path / "map.toml"}
    elif how == "order":
        more = {"dates": "day-first"}
    elif how == "year":
        day = date(2027, 1, 2)
    else:
        monkeypatch.setattr("topaz_tui.exchange.council_csv.file.__version__", "0.0")
    with CouncilFile(file, day, before=before, **more) as found:
        assert not [each for each in found.rows() if isinstance(each, Same)]


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_a_later_file_come_to_the_same(
    session: Session, file: Path, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows changed, left out, doubled, moved about, cells and people exchanged; and what workers did meanwhile."""
    chance = Random(seed)
    read_now(session, file)
    headings, *rows = rows_of(file)
    for _ in range(chance.randrange(1, 12)):
        one, other = chance.sample(range(len(rows)), 2)
        place = chance.randrange(len(headings))
        match chance.randrange(7):
            case 0:
                rows[one][place] = rows[other][place]
            case 1:
                rows[one][0] = rows[other][0]
            case 2:
                rows.append(list(rows[one]))
            case 3:
                rows[one], rows[other] = rows[other], rows[one]
            case 4:
                del rows[one]
            case 5:
                rows[one][place] = chance.choice(("", "?", "NULL", "01/01/1900", "Yes", "No", "3/4/25"))
            case _:
                client = chance.randrange(1, PEOPLE - 5)
                clients.add_phone(session, client, f"020 7946 0{chance.randrange(100, 999)}")
                Phone.update(status="wrong").where(Phone.client == chance.randrange(1, PEOPLE - 5)).execute()
    assert come_to_the_same(session, written(tmp_path / "later.csv", [headings, *rows]), tmp_path, monkeypatch)


@pytest.mark.parametrize("name", sorted(each.stem for each in CASES.glob("*.csv")))
def test_rows_of_each_case_come_to_the_same_the_second_time(
    session: Session, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "is_workbook", lambda path: False)
    path = Path(shutil.copy(CASES / f"{name}.csv", tmp_path / f"{name}.csv"))
    try:
        read_now(session, path)
    except Exception as error:
        pytest.skip(f"it can't be read at all: {error}")
    come_to_the_same(session, path, tmp_path, monkeypatch)


def test_of_two_files_at_once_the_second_is_told_to_be_read_again(
    session: Session, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_now(session, file)
    stale = came_before(session)
    Client.update(council_row="x").execute()
    monkeypatch.setattr(importer, "came_before", lambda session: stale)
    with pytest.raises(Exception, match="Another file was read at the same time"):
        read_now(session, file)

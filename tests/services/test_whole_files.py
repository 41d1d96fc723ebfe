"""A whole list leaves in a file only with a second person's yes: once, for what was asked, and within a day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.sessions import desk_of, employ
from topaz_tui.errors import Conflict, NotAllowed, NotFound
from topaz_tui.rules.measures import periods
from topaz_tui.services import figures, lists, whole_files
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.alarms import AlarmKind
from topaz_tui.services.queue import Filters
from topaz_tui.services.whole_files import FileState, NeedsSecondPerson
from topaz_tui.store import models
from topaz_tui.store.rows import dicts

WHY = "the line to the office is down"


@pytest.fixture
def other(manager, settings):
    """A second manager."""
    employ("nobi", "Ngozi Obi", "manager")
    return desk_of("nobi", settings)


def waits(session):
    return [each for each in escalations.board(session).alarms if each.kind == AlarmKind.FILE_WAITS]


def logged():
    rows = dicts(models.Audit.select().where(models.Audit.action.contains("list ")))
    return [(row["worker"], row["action"], row["subject"] or "") for row in rows]


def test_whole_list_waits_for_another_and_is_written_once(manager, other, session, make_client, tmp_path):
    make_client(council="Lambeth")
    file = tmp_path / "all.csv"

    def write(name="all.csv", why=WHY, who=manager):
        return lists.write(who, lists.of_queue(who, "callable", Filters(council="Lambeth")), str(tmp_path / name), why)

    for _ in range(2):
        with pytest.raises(NeedsSecondPerson, match="second person"):
            write()
    [asked] = whole_files.asked(other)
    assert (asked.asked_by, asked.lines, asked.why) == (manager.worker_id, 1, WHY) and "Lambeth" in asked.what
    assert len(waits(session)) == 1 and "Helen Marsh" in waits(session)[0].what and not file.exists()
    for who in (manager, session):
        with pytest.raises(NotAllowed):
            whole_files.decide(who, asked.id, True)
    whole_files.decide(other, asked.id, True)
    assert waits(session) == []
    with pytest.raises(Conflict, match="decided already"):
        whole_files.decide(other, asked.id, False)
    with pytest.raises(NeedsSecondPerson):
        write(why="something else")
    [mine] = whole_files.asked(manager)
    whole_files.decide(manager, mine.id, False)  # taken back: where nobody else may say yes, it would wait for good
    assert waits(session) == []
    written = write()
    row: Any = models.WholeFile.get_by_id(asked.id)
    assert (row.state, row.digest, row.decided_by_id) == (FileState.WRITTEN, written.digest, other.worker_id)
    with pytest.raises(NeedsSecondPerson):
        write("again.csv")
    assert not (tmp_path / "again.csv").exists() and file.stat().st_mode & 0o777 == 0o600
    of_this = [(who, action) for who, action, subject in logged() if f"no. {asked.id}" in subject]
    assert of_this == [
        (manager.worker_id, "asked to write a whole list into a file"),
        (other.worker_id, "agreed that a whole list is written into a file"),
        (manager.worker_id, "wrote a list into a file"),
    ]  # fmt: skip


@ON_A_FILE
def test_yes_holds_for_a_day_and_after_a_no_it_is_asked_for_anew(manager, other, make_client, at, tmp_path):
    make_client()

    def write():
        return lists.write(manager, lists.of_support(manager, "wishes"), str(tmp_path / "w.csv"), WHY)

    for agreed, later in ((False, "2026-11-23T10:05:00Z"), (True, "2026-11-24T10:05:01Z")):
        with pytest.raises(NeedsSecondPerson):
            write()
        whole_files.decide(other, whole_files.asked(other)[0].id, agreed)
        at(later)
        with pytest.raises(NeedsSecondPerson):
            write()
    assert [each.id for each in whole_files.asked(other)] == [3] and not (tmp_path / "w.csv").exists()
    with pytest.raises(NotFound):
        whole_files.decide(other, 99, True)


@ON_A_FILE
def test_part_of_a_list_does_not_wait_and_a_file_of_all_requests_does(manager, make_client, tmp_path):
    make_client(council="Lambeth")
    assert lists.of_queue(manager, "callable").whole and lists.of_support(manager, "letters", None, "Lambeth").whole
    assert not lists.of_queue(manager, "callable", Filters(band="moderate")).whole
    make_client(council="Southwark")
    assert not lists.of_queue(manager, "callable", Filters(council="Lambeth")).whole
    assert not lists.of_support(manager, "letters", None, "Lambeth").whole
    told = {"List": "All", "Sorted by": "deadline"}
    assert lists.of_board(manager, (), told).whole
    assert not any(lists.of_board(manager, (), told | more).whole for more in ({"List": "Mine"}, {"Kind": "x"}))
    assert not lists.of_board(manager, (), told, "stone").whole
    feed = figures.for_council(manager, periods.named("2026-11"), "Lambeth")
    assert [lists.of_feed(manager, feed, code).whole for code in lists.FEEDS] == [False, True, False]

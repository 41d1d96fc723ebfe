"""Two programs on one database, each in a terminal of its own: what one does, the other sees without a key, and neither
its cursor nor what is being typed there moves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.terminal import Terminal
from tests.support.moments import NOW
from tests.support.sessions import job
from topaz_tui.config import Settings
from topaz_tui.services import clients, queue, workers
from topaz_tui.services.queue import Filters, QueuePerson
from topaz_tui.services.session import Session
from topaz_tui.store import database as store

SOON = 2.0  # seconds until a program looks again at what another did


def test_program_looks_again_soon() -> None:
    assert Settings().screen.refresh_seconds <= SOON


@pytest.fixture
def db(demo_file: Path, tmp_path: Path, at: Callable[[str], None]) -> Iterator[Path]:
    """The demo, whose manager this account is; opened here as a colleague's."""
    at(NOW)
    shutil.copy(demo_file, tmp_path / "demo.db")
    store.open_database(tmp_path / "demo.db")
    yield tmp_path / "demo.db"
    store.close()


@pytest.fixture
def colleague(db: Path) -> Session:
    """Somebody else at work."""
    line = next(line for line in workers.team(job()) if line.name == "Helen Marsh")  # she is with nobody
    return Session(line.id, line.account, line.name, line.role, Settings())


def opened(topaz: Callable[..., Terminal], db: Path, size: tuple[int, int] = (80, 24)) -> Terminal:
    """On the queue."""
    screen = topaz("--db", db, TOPAZ_NOW=NOW, size=size)
    return screen.wait_for("n takes the next")


def on(person: QueuePerson) -> re.Pattern[str]:
    """The line of this person, with the cursor on it."""
    return re.compile(rf"› .*{re.escape(person.name[:14])}")


def test_another_program_s_claim_is_seen_and_the_cursor_stays(
    db: Path, colleague: Session, topaz: Callable[..., Terminal]
) -> None:
    people = queue.list_people(colleague).people
    first, second = opened(topaz, db), opened(topaz, db)
    first.press("down", "down", "down", "down").wait_for(on(people[4]))
    before = int(re.findall(r"Callable (\d+)", first.text)[0])
    second.press("n").wait_for("Safe to call")
    first.wait_for(f"Callable {before - 1}")  # the row above is gone
    first.wait_for(on(people[4]))  # a frame may be on the screen in part


def test_claim_of_a_colleague_on_the_person_under_the_cursor_is_said(
    db: Path, colleague: Session, topaz: Callable[..., Terminal]
) -> None:
    people = queue.list_people(colleague).people
    screen = opened(topaz, db)
    screen.press("down").wait_for(on(people[1]))
    queue.claim(colleague, people[1].client_id)
    screen.wait_for(f"{colleague.name} has taken {people[1].name}")
    screen.wait_for(on(people[2]))  # the nearest neighbour


def test_refresh_keeps_what_is_being_typed(db: Path, colleague: Session, topaz: Callable[..., Terminal]) -> None:
    screen = opened(topaz, db)
    screen.press("/").wait_for("Type part").type("a").wait_for(re.compile(r"Narrowed: \d+ shown"))
    look = queue.list_people(colleague, filters=Filters(text="a"))
    screen.wait_for(f"Narrowed: {len(look.people)} shown")
    queue.claim(colleague, look.people[0].client_id)
    screen.wait_for(f"Narrowed: {len(look.people) - 1} shown")
    screen.type("m").wait_for(re.compile(r"^\W*am\b", re.MULTILINE))


def test_refresh_keeps_the_words_of_a_dialog_in_front(
    db: Path, colleague: Session, topaz: Callable[..., Terminal]
) -> None:
    people = queue.list_people(colleague).people
    screen = opened(topaz, db)
    screen.press("down").wait_for(on(people[1])).press("s").wait_for("Why not now").type("Her nurse is")
    screen.wait_for("Her nurse is")
    queue.claim(colleague, people[0].client_id)
    screen.wait_gone(people[0].name)  # the list below goes on
    screen.type(" there").wait_for("Her nurse is there")
    screen.press("f8").wait_gone("Why not now").wait_for(on(people[1]))


def test_refresh_of_the_board_the_team_and_a_client(
    db: Path, colleague: Session, topaz: Callable[..., Terminal]
) -> None:
    person = queue.list_people(colleague).people[0]
    wide = (120, 90)  # all that is ours on the board of the demo
    screen = opened(topaz, db, wide)
    screen.press("f4").wait_for("Waits for").press("right", "right", "right", "right").wait_for("[Ours")
    clients.ask_manager(colleague, person.client_id, "May I visit on Thursday?")
    screen.wait_for(re.compile(rf"Question +{re.escape(person.name[:12])}"))
    screen.press("f5").wait_for("at work")
    queue.claim(colleague, person.client_id)
    screen.wait_for(re.compile(rf"{colleague.name}.*{re.escape(person.name.partition(' ')[2])}"))
    screen.press("f3").wait_for("Such as").type(person.person_id)
    screen.wait_for(person.name).press("down", "enter").wait_for("Timeline")
    clients.add_note(colleague, person.client_id, "The lift is out of order")
    screen.wait_for("The lift is out of order")

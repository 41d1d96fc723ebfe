"""Work for children's services by keys alone in a real terminal: a report on two siblings, filed after the hearing was
adjourned. The bulk of its document, and what a second person has to do, is done by the services between the keys."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

import pytest

from tests.harness import forked
from tests.harness.terminal import Terminal
from tests.support.documents import whole
from tests.support.made import MadeOnce
from tests.support.moments import NOW
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.services import workers
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import orders, pieces, work, writing
from topaz_tui.store import database as store
from topaz_tui.store import models

pytestmark = pytest.mark.slow
YOUNG_PEOPLE = """ID,First Name,Last Name,DOB,Council,Looked After From,Legal Status
K-17,Ann,Lee,05/11/2010,Lambeth,03/03/2025,C2
K-18,Ben,Lee,01/02/2014,Lambeth,03/03/2025,C2
"""
BOTH = Settings(services=("children",))
Open = Callable[..., Terminal]


class Team:
    """A list of the children's service, a settings file, and whoever sits at the terminal: a manager, as is Pat Lo."""

    def __init__(self, made_once: MadeOnce, folder: Path) -> None:
        self.db, self.settings = folder / "t.db", folder / "settings.toml"
        self.settings.write_text('services = ["children"]\n')
        made = made_once("a team for children", lambda file: self._make(file, folder))
        self.db.write_bytes(made.read_bytes())

    def _make(self, file: Path, folder: Path) -> None:
        (listed := folder / "list.csv").write_text(YOUNG_PEOPLE)
        for words in (
            ("init", "--name", "Kay Worker"),
            ("workers", "add", "pat", "--name", "Pat Lo", "--role", "manager"),
            ("import", str(listed), "--as", "young-people", "--yes"),
        ):
            self.run(*words, file=file)

    def run(self, *words: str, now: str = NOW, file: Path | None = None) -> str:
        """What a command says."""
        whole_command = ("--db", str(file or self.db), "--settings", str(self.settings), *words)
        done = forked.topaz(*whole_command, env={**os.environ, "TOPAZ_NOW": now})
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    @contextmanager
    def between(self, monkeypatch: pytest.MonkeyPatch, now: str = NOW) -> Iterator[tuple[Session, Session]]:
        """The desks of whoever sits at the terminal and of Pat Lo, between keys."""
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: clock.from_store(now.replace("Z", ".000Z")))
            store.open_database(self.db)
            try:
                pat = models.Worker.get(models.Worker.account == "pat")
                yield workers.current_session(BOTH), Session(pat.id, "pat", pat.name, pat.role, BOTH)
            finally:
                store.close()


def go(by: Session, id: int, *moves: Do, gives_to: int | None = None, **typed: Answer) -> None:
    for move in moves:
        known = pieces.one(id)
        assert known
        work.move(by, id, known.version, move, typed, gives_to)


def fill(by: Session, id: int, *, signed: bool, **changed: Answer) -> None:
    """Answer what is not answered yet: the signatures, or all else."""
    document = writing.of_work(id) or writing.begin(by, id)
    for section in FORMS[document.kind].sections:
        if (section.id == writing.SIGNATURES) == signed:
            answers = whole(document.kind) | {name: each for name, each in document.answers.items() if each} | changed
            typed = {each.id: answers[each.id] for each in section.questions}
            writing.save(by, id, section.id, document.saved.get(section.id, 0), typed)


def move(screen: Terminal, words: str) -> Terminal:
    """Choose the move of these words."""
    line = re.compile(rf"│ +(› )?{words} ")
    screen.press("m").wait_for("What is done with it?").wait_for(line).wait_for(re.compile(r"│ +› "))
    rows = screen.rows
    at = next(number for number, row in enumerate(rows) if re.search(r"│ +› ", row))
    to = next(number for number, row in enumerate(rows) if line.search(row))
    screen.press(*["down"] * (to - at)).wait_for(re.compile(f"│ +› {words} "))
    return screen.press("enter").wait_gone("What is done with it?")


def take_on(screen: Terminal) -> None:
    """Accept it, and give it to whoever sits here."""
    move(screen, "Accept").wait_for("What exactly").type("All of it").press("tab").type("P1").press("tab")
    screen.type("20 dec").press("f10").wait_for("Now accepted")


def given(screen: Terminal) -> None:
    move(screen, "Give to a worker").wait_for("Who does it").press("space").wait_for("(•) Kay Worker")
    screen.press("tab", "tab").type("Knows them").press("f10").wait_for("Now given to a worker")
    move(screen, "Begin").press("f10").wait_for("Now gathering")
    move(screen, "Write").press("f10").wait_for("Now being written")


def end(screen: Terminal) -> None:
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0


def test_report_on_two_siblings_is_filed_after_the_hearing_was_adjourned(
    made_once: MadeOnce, home: Path, tmp_path: Path, topaz: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(made_once, tmp_path)
    with team.between(monkeypatch) as (me, pat):
        new = orders.NewOrder("Central Family Court", "ZC26P1", date(2026, 11, 2), "Where they live", (1, 2),
                              DueBy(date(2026, 12, 1), time(16)), DueBy(date(2026, 12, 8), time(10)))  # fmt: skip
        orders.make(me, new)
    screen = topaz("--db", team.db, "--settings", team.settings, TOPAZ_NOW=NOW)
    screen.wait_for("Due").press("slash").type("Section 7 report").press("enter")
    screen.wait_for(re.compile("›.*Section 7")).press("h").wait_for("What happened?").wait_for("Hearing adjourned")
    rows = screen.rows
    at = next(number for number, row in enumerate(rows) if re.search(r"│ +› ", row))
    to = next(number for number, row in enumerate(rows) if "Hearing adjourned" in row)
    headings = sum(bool(re.search(r"│ {1,3}[A-Z][a-z]+ +│", row)) for row in rows[at:to])
    screen.press(*["down"] * (to - at - headings)).wait_for(re.compile("› Hearing adjourned")).press("enter")
    screen.wait_for("Order made on").type("20 nov").press("tab").type("15 jan 2027").press("tab").type("16:00")
    screen.press("tab").type("22 jan 2027").press("f10").wait_for("Due").wait_for("15 Jan 2027")
    screen.press("w").wait_for("Begin the work?").press("f10").wait_for("Now requested")
    take_on(screen)
    move(screen, "Order read").wait_for("Where are the sealed").type("Safe 3").press("f10").wait_for(
        "The order was read"
    )
    given(screen)
    with team.between(monkeypatch) as (me, pat):
        fill(me, 1, signed=False)
    move(screen, "To the quality check").press("f10").wait_for("Now with a manager to be checked")
    with team.between(monkeypatch) as (me, pat):
        go(pat, 1, Do.APPROVE_TO_SEND)
        fill(me, 1, signed=True)
        go(me, 1, Do.SEND, how="mail", to="Lambeth")
    screen.press("escape").wait_for("Due").press("w").wait_for("Now sent")
    move(screen, "Filed").wait_for("With which court").type("Central Family Court").press("tab").type("today 9:30")
    screen.press("tab").type("Receipt 81").press("f10").wait_for("Now filed")
    end(screen)
    told = json.loads(team.run("due", "--json"))["items"]
    assert not [each for each in told if each["code"] == "S7"]
    with team.between(monkeypatch):
        row = models.FamilyOrder.get()
        assert (row.filed_on, row.filed_time, row.filed_how) == ("2026-11-23", "09:30", "Receipt 81")

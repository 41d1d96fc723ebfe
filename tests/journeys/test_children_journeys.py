"""Work for children's services by keys alone in a real terminal: a plan from a council's file to its review, a report
on two siblings, filed after the hearing was adjourned, and a session of training with its certificates. The bulk of
each document, and what a second person has to do, is done by the services between the keys."""

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
from topaz_tui.rules.forms import Answer, rows_of
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.schools import PostRole, TrainingKind
from topaz_tui.services import workers
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import new_orders, pieces, schools, work, writing
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import database as store
from topaz_tui.store import models

pytestmark = pytest.mark.slow
YOUNG_PEOPLE = """ID,First Name,Last Name,DOB,Council,Looked After From,Legal Status
K-17,Ann,Lee,05/11/2010,Lambeth,03/03/2025,C2
K-18,Ben,Lee,01/02/2014,Lambeth,03/03/2025,C2
"""
HALF_A_YEAR_ON = "2027-05-20T10:00:00Z"
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


def taken_on(me: Session, pat: Session, id: int, scope: str, due: str = "2026-12-20") -> None:
    """Accepted by Pat Lo, given to whoever sits at the terminal, and begun by them."""
    go(pat, id, Do.ACCEPT, scope=scope, price="P1", due=due)
    go(pat, id, Do.ALLOCATE, gives_to=me.worker_id, why="Knows them")
    go(me, id, Do.START, Do.WRITE)


def fill(by: Session, id: int, *, signed: bool, **changed: Answer) -> None:
    """Answer what is not answered yet: the signatures, or all else."""
    document = writing.of_work(id) or writing.begin(by, id)
    for section in FORMS[document.kind].sections:
        if (section.id == writing.SIGNATURES) == signed:
            answers = whole(document.kind) | {name: each for name, each in document.answers.items() if each} | changed
            typed = {each.id: answers[each.id] for each in section.questions}
            writing.save(by, id, section.id, document.saved.get(section.id, 0), typed)


def begin(screen: Terminal, typed: str, line: str = "") -> None:
    """Find the line on Due, and begin the work for it."""
    screen.wait_for("Due").press("slash").type(typed).press("enter").wait_for(re.compile(rf"›.*{line or typed}"))
    screen.press("w").wait_for("Begin the work?").press("f10").wait_for("Now requested")


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


def test_plan_is_written_checked_disagreed_with_signed_off_and_reviewed_after_six_months(
    made_once: MadeOnce, home: Path, tmp_path: Path, topaz: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(made_once, tmp_path)
    screen = topaz("--db", team.db, "--settings", team.settings, TOPAZ_NOW=NOW)
    begin(screen, "Pathway plan made")
    take_on(screen)
    given(screen)
    screen.press("d").wait_for("Young person").type("Ann Lee").press("f7").wait_for("Who took part")
    screen.press("escape").wait_for("[History]").wait_for("Now being written")
    with team.between(monkeypatch) as (me, pat):
        fill(me, 1, signed=False)
        document = writing.of_work(1)
        assert document and document.answers["name"] == "Ann Lee"
    move(screen, "To the quality check").press("f10").wait_for("Now with a manager to be checked")
    screen.press("m").wait_for("You wrote some of it").press("escape")
    with team.between(monkeypatch) as (me, pat):
        go(pat, 1, Do.APPROVE)
    screen.press("escape").wait_for("Due").press("w").wait_for("Now with the young person")
    move(screen, "They disagree").wait_for("In their own words").type("Too far away.").press("f10")
    screen.wait_for("Now ready to go")
    with team.between(monkeypatch) as (me, pat):
        fill(me, 1, signed=True, young_person_sign="disagrees", young_person_says="Too far away.")
    move(screen, "Send").wait_for("( ) Mail").press("space", "tab").wait_for("(•) Mail").type("Lambeth")
    screen.press("f10").wait_for("Now sent")
    move(screen, "Signed off").wait_for("Who says so").type("Ann Field").press("tab").type("today").press("f10")
    screen.wait_for("Now signed off by the council")
    end(screen)
    told = json.loads(team.run("due", "--json", now=HALF_A_YEAR_ON))["items"]
    [review] = [each for each in told if each["code"] == "PLAN_REV"]
    assert review["due"] == "2027-05-23" and review["person_id"] == "K-17"

    screen = topaz("--db", team.db, "--settings", team.settings, TOPAZ_NOW=HALF_A_YEAR_ON)
    begin(screen, "Pathway plan review")
    with team.between(monkeypatch, HALF_A_YEAR_ON) as (me, pat):
        taken_on(me, pat, 2, "The review", due="2027-05-23")
        fill(me, 2, signed=False)
        document = writing.of_work(2)
        assert document and document.answers["name"] == "Ann Lee", "it begins with the last one"
        go(me, 2, Do.SUBMIT)
        go(pat, 2, Do.APPROVE)
        go(me, 2, Do.SIGNED)
        fill(me, 2, signed=True)
        go(me, 2, Do.SEND, how="mail", to="Lambeth")
    screen.press("escape").wait_for("Due").press("w").wait_for("Now sent")
    move(screen, "Signed off").wait_for("Who says so").type("Ann Field").press("tab").type("today").press("f10")
    screen.wait_for("Now signed off by the council")
    end(screen)
    told = json.loads(team.run("due", "--json", now=HALF_A_YEAR_ON))["items"]
    assert [each["due"] for each in told if each["code"] == "PLAN_REV"] == ["2027-11-20"]


def test_report_on_two_siblings_is_filed_after_the_hearing_was_adjourned(
    made_once: MadeOnce, home: Path, tmp_path: Path, topaz: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(made_once, tmp_path)
    with team.between(monkeypatch) as (me, pat):
        new = NewOrder("Central Family Court", "ZC26P1", date(2026, 11, 2), "Where they live", (1, 2),
                              DueBy(date(2026, 12, 1), time(16)), DueBy(date(2026, 12, 8), time(10)))  # fmt: skip
        new_orders.make(me, new)
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


def test_session_of_training_is_booked_held_and_certified_and_a_lead_who_leaves_is_an_alarm_the_same_day(
    made_once: MadeOnce, home: Path, tmp_path: Path, topaz: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(made_once, tmp_path)
    with team.between(monkeypatch) as (me, _):
        school = schools.add(me, "Ash Vale", council="Lambeth")
        lead = schools.appoint(me, school, "Jo Bell", PostRole.LEAD, date(2024, 9, 2))
        schools.trained(me, lead, TrainingKind.LEAD, date(2024, 11, 28), whole=True)
        for name in ("Kim Ray", "Sam Oak"):
            schools.appoint(me, school, name, PostRole.DEPUTY, date(2026, 9, 1))
    screen = topaz("--db", team.db, "--settings", team.settings, TOPAZ_NOW=NOW)
    begin(screen, "Jo Bell training of leads", "Training of leads")
    with team.between(monkeypatch) as (me, pat):
        taken_on(me, pat, 1, "The course")
    screen.wait_for("Now being written").press("d").wait_for("Setting").press("f7", "f7").wait_for(
        "Who was there"
    ).wait_for("Sam Oak")
    screen.press("up", "up", "up", "enter").wait_for("Row 1").press("tab", "tab", "space").wait_for("(•) All of it")
    screen.press("escape").wait_gone("(•) All of it").press("escape").wait_for("[History]")
    with team.between(monkeypatch) as (me, pat):
        document = writing.of_work(1)
        assert document
        there = rows_of(document.answers["attended"])
        assert [row.get("present") for row in there] == ["all", None, None], "nobody is said to have been there"
        came = [row | {"present": how} for row, how in zip(there, ("all", "all", "part"), strict=True)]
        fill(me, 1, signed=False, day="2026-11-23", edition="2026", attended=came)
        go(me, 1, Do.SUBMIT)
        go(pat, 1, Do.APPROVE_TO_SEND)
        fill(me, 1, signed=True)
    screen.wait_for("Now ready to go")
    move(screen, "Session held").wait_for("On which day").type("today").press("tab").type("Binder 4").press("f10")
    screen.wait_for("The session was held")
    each, listed = tmp_path / "each", tmp_path / "list.pdf"
    for downs, file in ((1, each), (2, listed)):
        screen.press("p").wait_for("What is printed").press(*["down"] * downs, "enter").wait_for("A new")
        screen.press("ctrl+u").type(str(file)).press("f10").wait_gone("It leaves Topaz").wait_for("Wrote")
        assert file.exists()
    assert sorted(file.name for file in each.iterdir()) == ["01-jo-bell.pdf", "02-kim-ray.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF") for file in (*each.iterdir(), listed))
    move(screen, "Certificates sent").wait_for("Who has them now").type("Jo Bell").press("tab").type("today")
    screen.press("f10").wait_for("The certificates were sent")
    screen.press("escape").wait_for("Due").press("h").wait_for("What happened?").press("down", "down")
    screen.wait_for("› Somebody leaves a post").press("enter").wait_for("Jo Bell, designated").press("space")
    screen.wait_for("(•) Jo Bell").press("tab").type("today").press("tab").type("Another school").press("f10")
    screen.wait_gone("Somebody leaves a post").press("f4").wait_for("The designated lead of Ash Vale left")
    end(screen)
    told = json.loads(team.run("due", "--json"))["items"]
    due = {(item["person_id"], item["code"]): item["due"] for item in told}
    assert due["Ash Vale: Kim Ray", "DSL"] == "2028-11-23", "two years from the day of the course"
    assert due["Ash Vale: Kim Ray", "DSL_UPD"] == "2027-11-23"
    assert due["Ash Vale: Sam Oak", "DSL"] == "2026-09-01", "a part of it is no attendance"
    assert ("Ash Vale: Jo Bell", "DSL") not in due, "who left has nothing due"

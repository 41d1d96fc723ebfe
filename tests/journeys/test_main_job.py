"""The main job end to end, in a real pseudo-terminal, by keys alone: the council's file, a call, a review, a concern,
the manager; then the program is ended and started again, and all of it is there."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.postgres import Server
from tests.harness.terminal import DEFAULT_INK, DEFAULT_PAPER, Terminal
from tests.support.journeys import HOSTILE, fill, fill_the_concern, filled_file, topaz_command
from tests.support.made import MadeOnce
from tests.support.moments import NOW


@pytest.fixture(scope="module")
def filled_on_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The server with a database that was filled so: 'filled'."""
    server: Server = request.getfixturevalue("server")
    fill(server.make("filled"), tmp_path_factory.mktemp("filled"))
    return server


@pytest.fixture
def file(made_once: MadeOnce, home: Path, tmp_path: Path) -> Path:
    """For what a window looks like, whatever holds the list."""
    return filled_file(made_once, tmp_path / "t.db")


@pytest.fixture(params=["file", "server"])
def db(request: pytest.FixtureRequest, made_once: MadeOnce, home: Path, tmp_path: Path) -> Iterator[Path | str]:
    """A file, and a database on a server, made and filled by the commands."""
    if request.param == "file":
        yield filled_file(made_once, tmp_path / "t.db")
    else:
        server: Server = request.getfixturevalue("filled_on_server")
        yield server.copy("journey", of="filled")
        server.drop("journey")


def test_the_main_job(db: Path | str, topaz: Callable[..., Terminal]) -> None:
    screen = topaz("--db", db, TOPAZ_NOW=NOW)
    screen.wait_for("2 to call").wait_for("Mrs Ada Stone").wait_for(HOSTILE)

    # Take the next, call, identity, review with a referral back in sight, note, action, save.
    screen.press("n").wait_for("Safe to call").wait_for("020 7946 0011")
    screen.press("c").wait_for("Nobody answered")
    screen.press("r").wait_for("Who is it?")
    screen.press("m", "d", "p", "o").press("right").wait_for("Eating and drinking")
    screen.press("s", "w", "u", "w", "u", *"sssssss").wait_for("How many?")
    screen.press("2", "enter", "0", "enter").wait_for("look after you").press("n", "n", "h", "y")
    screen.press("f7").type("Managing well. Her nephew has her bank card").wait_for("bank card")

    # A concern in the middle of the note, and back to the note untouched.
    screen.press("f6").wait_for("In immediate danger now?")
    screen.press("right", "right").wait_for("(•) No")
    screen.press("f10").wait_for("can't be submitted yet").press("enter")  # it says what is missing, and goes there
    fill_the_concern(screen)
    screen.press("f10").wait_for("can't be altered").press("y")
    screen.wait_for("bank card").wait_for("Wrap-up]")

    # Support is put in place; one key saves all of it and offers the next person.
    screen.press("ctrl+r").wait_for("who").press("f10")
    screen.wait_for("Saved").press("f8").wait_for("1 to call")

    # The manager sees it outstanding, and acknowledges it by keys.
    screen.press("f4").wait_for("Escalations").wait_for("Mrs Ada Stone")
    screen.press("enter").wait_for("Acknowledged")
    screen.press("a").wait_for("F10")
    screen.type("J. Okafor").press("enter").type("MASH-77").press("f10").wait_for("It will say").press("f10")
    screen.wait_for("J. Okafor").wait_for("the council's decision")
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0

    # Started again, all of it is there.
    board = json.loads(topaz_command(db, "escalations", "--json").stdout)
    assert [(item["kind"], item["status"], item["person_id"]) for item in board["items"]] == [
        ("concern", "acknowledged", "P-1")
    ]
    again = topaz("--db", db, TOPAZ_NOW=NOW)
    again.wait_for("1 to call").press("f3").wait_for("Find a client").wait_for("Such as").type("stone")
    again.wait_for("Mrs Ada Stone").press("down", "enter")
    again.wait_for("Safe to call? Not known").wait_for("Managing well")
    again.press("ctrl+q")
    assert again.wait_exit() == 0


def test_what_was_typed_outlives_a_kill(db: Path | str, topaz: Callable[..., Terminal]) -> None:
    screen = topaz("--db", db, TOPAZ_NOW=NOW)
    screen.wait_for("2 to call").press("f6").wait_for("In immediate danger now?")
    screen.press("n").wait_for("(•) No").press("f7", "f7")
    screen.wait_for("What happened").steady(0.7)
    screen.kill(signal.SIGKILL)
    screen.wait_exit()
    again = topaz("--db", db, TOPAZ_NOW=NOW)
    again.wait_for("Go on with what you began").press("enter").wait_for(re.compile(r"Immediate danger +✓"))
    again.wait_for("Mrs Ada Stone")  # about the same person: the title line is painted a frame later
    assert topaz_command(db, "escalations").stdout.count("SC-2026-") == 1  # gone on with, not begun anew


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_sigterm_saves_lets_go_and_gives_the_terminal_back(
    db: Path | str, topaz: Callable[..., Terminal], number: signal.Signals
) -> None:
    screen = topaz("--db", db, TOPAZ_NOW=NOW)
    screen.wait_for("2 to call").press("n").wait_for("020 7946 0011")
    assert json.loads(topaz_command(db, "queue", "--json").stdout)["counts"]["held"] == 1
    screen.kill(number)
    assert screen.wait_exit() == 128 + number
    assert 1049 not in screen.modes
    assert json.loads(topaz_command(db, "queue", "--json").stdout)["counts"]["held"] == 0


def test_told_to_end_before_the_first_page_it_gives_the_terminal_back(
    file: Path, topaz: Callable[..., Terminal]
) -> None:
    screen = topaz("--db", file, TOPAZ_NOW=NOW).wait_for(lambda screen: 1049 in screen.modes)
    screen.kill(signal.SIGTERM)
    assert screen.wait_exit() == 128 + signal.SIGTERM
    assert 1049 not in screen.modes and "Traceback" not in screen.text


def test_a_small_window_says_so_and_comes_back(file: Path, topaz: Callable[..., Terminal]) -> None:
    screen = topaz("--db", file, size=(40, 10), TOPAZ_NOW=NOW)
    screen.wait_for("80×24")
    screen.resize(80, 24)
    screen.wait_for("2 to call").wait_gone("needs 80×24")
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0


def test_no_color_shows_no_colour_and_no_variable_of_textual_writes_a_file(
    file: Path, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    log = tmp_path / "textual.log"
    screen = topaz("--db", file, NO_COLOR="1", TOPAZ_NOW=NOW, TEXTUAL_LOG=str(log))
    screen.wait_for("2 to call").wait_for("› ")
    screen.press("down").wait_for(re.compile(r"› .*days ago .* x \[/nope\] y"))
    cells = [screen.cell(row, column) for row in range(24) for column in range(80)]
    colours = {colour for cell in cells for colour in (cell.ink, cell.paper)}
    assert colours == {DEFAULT_INK, DEFAULT_PAPER}  # those of the terminal itself: none is sent
    assert not log.exists()

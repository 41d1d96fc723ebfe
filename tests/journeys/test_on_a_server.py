"""A list on a server that goes away while somebody types, and comes back; and a terminal that is open on a file as its
list is moved away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.postgres import NO_SERVER, Server, programs
from tests.harness.terminal import Terminal
from tests.support.journeys import fill, filled_file, topaz_command
from tests.support.made import MadeOnce
from tests.support.moments import NOW


@pytest.fixture
def away() -> Iterator[Server]:
    """A server of the test's own, to be stopped."""
    if not (folder := programs()):
        pytest.skip(NO_SERVER)
    with Server(folder) as running:
        yield running


def test_the_server_goes_away_in_a_call_and_comes_back(
    away: Server, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    fill(url := away.make("duty"), tmp_path)
    screen = topaz("--db", url, TOPAZ_NOW=NOW)
    screen.wait_for("2 to call").press("n").wait_for("Safe to call").press("c").wait_for("Nobody answered")
    screen.press("n").wait_for("Nobody answered ·").type("Rang out").wait_for("Rang out")
    away.stop()
    screen.type(" on the landline").wait_for("on the landline").wait_for("NOT SAVED YET")
    screen.press("f10").wait_for("The database's server")
    away.start()
    screen.wait_gone("NOT SAVED YET").press("f10").wait_for("Saved")
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0
    counts = json.loads(topaz_command(url, "queue", "--json").stdout)["counts"]
    assert counts["held"] == 0 and counts["callable"] == 1


def test_who_has_the_file_open_is_told_that_it_was_moved(
    server: Server, made_once: MadeOnce, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    file = filled_file(made_once, tmp_path / "t.db")
    url = server.make("movedaway")
    screen = topaz("--db", file, TOPAZ_NOW=NOW).wait_for("2 to call")
    assert topaz_command(file, "move", "--to", url).returncode == 0
    screen.wait_for("was moved")
    again = topaz_command(file, "move", "--to", server.make("elsewhere"))
    assert again.returncode == 2 and "was moved to" in again.stderr and "movedaway" in again.stderr
    same = topaz_command(file, "move", "--to", url)
    assert same.returncode == 2 and "was moved to" in same.stderr
    told = topaz_command(file, "doctor").stdout
    assert "the list was moved from" in told and "Update this Topaz" not in told
    for name in ("movedaway", "elsewhere"):
        server.drop(name)

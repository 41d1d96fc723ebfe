"""Each bench runs, through its own command line at its smallest size; what it measures then says nothing."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import tests.bench
from tests.bench import __main__ as benches
from tests.bench import ours
from tests.bench.measure import EFFORTS
from topaz_tui import clock
from topaz_tui.store import database as store


@pytest.fixture(autouse=True)
def clock_and_database_as_before(monkeypatch: pytest.MonkeyPatch):
    """Some benches set the clock and open a database, as programs of their own."""
    monkeypatch.setenv("TOPAZ_NOW", "2026-11-23T10:00:00Z")
    yield
    store.close()
    monkeypatch.undo()
    clock._offset.cache_clear()


@pytest.mark.parametrize("name", benches.BENCHES)
def test_bench_runs_at_its_smallest(
    name: str, demo_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ours, "MADE", demo_file)
    monkeypatch.setattr(ours, "QUICK", True)
    assert benches.main(["--smallest", name]) == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    assert any(word in said for word in ("ratio", "growth", "| keys |")), said


@pytest.mark.parametrize("name", benches.BENCHES)
def test_bench_has_each_size(name: str) -> None:
    assert set(importlib.import_module(f"tests.bench.{name}").SIZES) == set(EFFORTS)


def test_bench_table_leaves_none_out() -> None:
    modules = [each.name for each in pkgutil.iter_modules(tests.bench.__path__)]
    runs = {name for name in modules if not name.startswith(("test_", "__"))
            and hasattr(importlib.import_module(f"tests.bench.{name}"), "run")}  # fmt: skip
    assert runs == set(benches.BENCHES)


def test_bench_that_breaks_does_not_stop_the_others(monkeypatch, capsys) -> None:
    def breaks(folder, size):
        raise OSError("no room")

    for name in ("find", "claims"):
        monkeypatch.setattr(importlib.import_module(f"tests.bench.{name}"), "run", breaks)
    assert benches.main(["--smallest", "find", "claims"]) == 1
    assert capsys.readouterr().out.count("not measured: OSError: no room") == 2

"""That the benches measure what they say; how fast anything is, no test asks."""

from __future__ import annotations

import sys

import pytest

from tests.bench import bare_app, measure, ours
from tests.bench.measure import (
    Row,
    Spread,
    Stroke,
    changes_of,
    in_turns,
    key_rows,
    paint_time,
    start_time,
    table,
)
from tests.harness.terminal import ScreenError, Terminal, surroundings


def test_a_spread_has_its_best_median_and_95th():
    spread = Spread(tuple(float(n) for n in range(100, 0, -1)))
    assert (spread.best, spread.median, spread.p95, spread.worst) == (1, 50.5, 96, 100)


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("", "", 3.0, 2.0, 1.5), True),
        (Row("", "", 3.1, 2.0, 1.5), False),
        (Row("", "", 3.1, 2.0), None),
        (Row("", "", 3.1, 2.0, 1.0, at_most=False), True),
    ],
)
def test_a_goal_is_met_or_not(row, met):
    assert row.met is met


def test_the_table_lines_up():
    assert table([Row("start", "demo", 480, 250, 2), Row("claim", "1,000,000", 0.31, 0.2, 1.2)]).splitlines() == [
        "what   size       ours ms  bound ms  ratio   goal  met",
        "start  demo           480       250   1.92    ≤ 2  yes",
        "claim  1,000,000     0.31       0.2   1.55  ≤ 1.2  NO",
    ]


def test_measurements_take_turns_and_warm_up():
    calls = []

    def called(name: str) -> float:
        calls.append(name)
        return len(calls)

    a, b = in_turns(2, lambda: called("a"), lambda: called("b"))
    assert "".join(calls) == "ababab"
    assert (a.times, b.times) == ((3, 5), (4, 6))


def test_the_start_is_timed_to_the_text_and_not_to_the_end(home):
    code = "import time; print('first', flush=True); time.sleep(0.3); print('second', flush=True); input()"
    command = [sys.executable, "-c", code]
    first, second = (start_time(command, surroundings(home), text) for text in ("first", "second"))
    assert first > 0 and second >= 300


def test_a_start_that_never_shows_the_text_says_what_it_showed(home):
    with pytest.raises(ScreenError, match="something else"):
        start_time([sys.executable, "-c", "print('something else')"], surroundings(home), "the text")


def test_keys_are_timed_on_the_bare_table(home):
    with (
        ours.opened(ours.bare("--table"), home, bare_app.READY) as a,
        ours.opened(ours.bare("--table"), home, bare_app.READY) as b,
    ):
        strokes = [Stroke("arrow", "down", "up", steps=2), Stroke("open", "enter", "f8", goals={"first": 1.6})]
        rows = key_rows(strokes, a, b, size="50", rounds=2, goal=1.5)
    assert [row.what for row in rows][:2] == ["arrow, first change, median", "arrow, first change, 95th"]
    assert [row.goal for row in rows if row.goal] == [1.5, 1.5, 1.5, 1.6, 1.5, 1.5]
    assert len(rows) == 12 and all(row.ours > 0 and row.bound > 0 for row in rows)


def test_a_paint_has_a_first_and_a_last_change(home):
    code = (
        "import time, tty; tty.setraw(0); print('ready', flush=True); input()\n"
        "print('one', flush=True); time.sleep(0.1); print('two', flush=True); input()"
    )
    with Terminal([sys.executable, "-c", code], env=surroundings(home)) as terminal:
        paint = paint_time(terminal.wait_for("ready"), "ctrl+j", silence=1)
        assert 0 < paint.first <= paint.whole <= paint.last_byte
        assert terminal.find("two")


def test_bytes_that_change_nothing_are_no_paint(home):
    came = [
        (1.0, b"\x1b]22;default\x07"),
        (2.0, b"seen"),
        (3.0, b"\rseen"),
        (4.0, b"\rsaid"),
        (5.0, b"\x1b[?25h"),
    ]
    with Terminal(["cat"], env=surroundings(home)) as terminal:
        assert changes_of(terminal, came) == [2.0, 4.0]


def test_a_key_that_paints_nothing_is_an_error(home, monkeypatch):
    monkeypatch.setattr(measure, "PATIENCE", 0.2)  # nothing can come: the program is over
    with Terminal(["true"], env=surroundings(home)) as terminal:
        terminal.wait_exit()
        with pytest.raises(ScreenError, match=r"what 'n' paints"):
            paint_time(terminal, "n")

"""The list: its cursor stands on a record whatever happens around it, and hostile text is only text."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region

import topaz_tui
from topaz_tui.text import fit, one_line, sanitize
from topaz_tui.widgets.record_columns import Column, Needs, lines_of, needs_of, share
from topaz_tui.widgets.record_list import RecordLine, RecordList
from topaz_tui.widgets.record_rows import HEADING, Rows
from topaz_tui.widgets.staying import OverKey, whose

HOSTILE = (
    "x [/nope] y",
    "[b]",
    "=cmd|' /C calc'!A0",
    "a\x1b[31mred",
    "W" * 300,
    "שלום עולם",
    "é́́",
    "👩‍👧 fox 🦊",
    "‮evil",
)

TONES = ("", "late", "danger")


class Shown(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def compose(self) -> ComposeResult:
        yield RecordList((Column("Name", 10, grows=True), Column("Age", 3, right=True), Column("Band", 8, drop=1)))

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        self.seen.append(event.key)

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        self.seen.append(("chosen", event.key))


def people(keys: Iterable[object]) -> list[RecordLine]:
    return [RecordLine(key, (f"Person {key}", str(key), "Low")) for key in keys]


async def test_the_cursor_stays_on_its_record_through_refills() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(RecordList)
        rows.focus()

        def filled(keys: Iterable[object]) -> object:
            """Where the cursor stands once these records are there."""
            rows.fill(people(keys))
            return rows.key

        rows.fill(people(range(50)))
        await pilot.press("end", "k", "up", "pageup", "home", "j", "down")
        assert rows.key == 2
        assert filled(reversed(range(50))) == 2
        assert filled(range(10, 50)) == 10, "the record is gone: its nearest neighbour that is there"
        assert filled([]) is None
        await pilot.press("down", "enter")
        rows.fill(people("ab"))
        rows.stand_on("b")
        await pilot.press("enter")
        assert ("chosen", "b") in app.seen


async def test_no_record_comes_under_the_cursor_that_nobody_moved_there() -> None:
    """Of one list, whatever goes from it or comes to it; what has gone stays in place, and goes as it is left."""
    app, dice = Shown(), random.Random(13)
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(RecordList)
        rows.focus()
        there = [*range(12)]
        rows.fill(people(there), of="open")
        for _ in range(60):
            stood = whose(rows.key)
            if dice.random() < 0.5 and stood in there:
                there.remove(stood)
            there = [each for each in there if each == stood or dice.random() < 0.95] + [max(there, default=99) + 1]
            rows.fill(people(there), of="open", told={stood: ("answered",)})
            assert whose(rows.key) == stood and isinstance(rows.key, OverKey) == (stood not in there)
            assert not isinstance(rows.key, OverKey) or rows.lines[rows._at].cells == ("answered",)
            before = [each.key for each in rows.lines]
            at, way = before.index(rows.key), dice.choice(("up", "down"))
            beside = before[at + 1 :] if way == "down" else before[:at][::-1]
            gone = isinstance(rows.key, OverKey)
            await pilot.press(way)
            left = [each for each in before if each in there]
            assert rows.key == (beside[0] if beside else (left[-1 if way == "down" else 0] if gone else before[at]))
            assert [each.key for each in rows.lines] == left
        rows.fill(people("ab"), of="another")
        assert rows.key in ("a", "b"), "another list"
        rows.fill([], of="another")
        await pilot.press("down")
        assert rows.key is None and rows.lines == ()


async def test_the_cursor_is_always_in_sight() -> None:
    app = Shown()
    async with app.run_test(size=(40, 8)) as pilot:
        rows = app.query_one(RecordList)
        rows.focus()
        rows.fill(people(range(100)))
        for keys in (["down"] * 30, ["pagedown"] * 3, ["up"] * 12, ["end"], ["home"]):
            await pilot.press(*keys)
            drawn = [rows.render_line(y).text for y in range(rows.size.height)]
            assert any(text.startswith(f"› Person {rows.key} ") for text in drawn), keys
            assert drawn[0].startswith("  Name")


async def test_cursor_that_moves_in_a_scrolled_list_is_painted_where_it_left_and_where_it_came_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(RecordList)
        rows.focus()
        rows.fill(people(range(60)))
        await pilot.press("end", "up")
        top, painted = round(rows.scroll_offset.y), list[Region]()
        monkeypatch.setattr(rows, "refresh", lambda *regions: painted.extend(regions))
        rows.action_up()
        assert top and round(rows.scroll_offset.y) == top
        assert [(each.y, each.height) for each in painted] == [(1 + place - top, 1) for place in (58, 57)]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_keeps_its_column(text: str) -> None:
    app = Shown()
    async with app.run_test(size=(60, 8)):
        rows = app.query_one(RecordList)
        rows.fill([RecordLine(1, (text, "7", "Low"))])
        drawn = rows.render_line(1)
        assert drawn.cell_length == rows.size.width
        assert "\x1b" not in drawn.text and "‮" not in drawn.text
        assert drawn.text.rstrip().endswith("Low")


async def test_a_narrow_list_drops_what_matters_least() -> None:
    app = Shown()
    async with app.run_test(size=(20, 8)):
        rows = app.query_one(RecordList)
        rows.fill(people([1]))
        assert "Low" not in rows.render_line(1).text


def test_cell_text_is_made_plain_and_fits() -> None:
    for text in HOSTILE:
        assert "\x1b" not in sanitize(text)
        for width in (1, 5, 20):
            assert cell_len(fit(one_line(text), width)) == width
    assert sanitize("two\nlines") == "two\nlines" and one_line("two\nlines") == "two lines"


async def test_empty_list_wraps_its_words_and_does_not_cut_them() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(RecordList)
        rows.fill([], empty="Such as   stone\nSomebody who is on no list: + adds them, and a call can begin.")
        await pilot.pause()
        shown = [rows.render_line(y).text.strip() for y in range(2, 5)]
        assert shown == ["Such as   stone", "Somebody who is on no list: + adds", "them, and a call can begin."]


class Late(App[None]):
    def compose(self) -> ComposeResult:
        yield RecordList((Column("Left", 8, when=True), Column("Name", 10)))


async def test_what_is_late_is_so_in_the_column_of_the_time_alone_and_danger_is_the_whole_line() -> None:
    app = Late()
    async with app.run_test(size=(30, 6)) as pilot:
        rows = app.query_one(RecordList)
        rows.fill([RecordLine(0, ("", "")), *(RecordLine(tone, ("2 days", "Ada Stone"), tone) for tone in TONES)])
        await pilot.pause()
        inks = {
            tone: [part.style.color for part in rows.render_line(at) if part.style and part.text.strip()]
            for at, tone in enumerate(TONES, 2)
        }
        assert inks["late"] == [rows.get_component_rich_style("rows--late").color, inks[""][0]]
        assert set(inks["danger"]) == {rows.get_component_rich_style("rows--danger").color}
        assert len({inks["late"][0], inks["danger"][0], inks[""][0]}) == 3


class Flowing(App[None]):
    def compose(self) -> ComposeResult:
        yield RecordList((Column("Why", 8, flows=True), Column("Until", 10), Column("Age", 3, right=True)))


async def test_cell_that_is_too_long_goes_on_over_empty_cells_alone() -> None:
    app = Flowing()
    async with app.run_test(size=(26, 6)) as pilot:
        rows = app.query_one(RecordList)
        rows.fill([
            RecordLine(1, ("In hospital", "", "81")), RecordLine(2, ("In hospital", "Mon 30 Nov", "81")),
            RecordLine(3, ("Away", "", "")), RecordLine(4, ("In hospital, no date", "", "")),
        ])  # fmt: skip
        await pilot.pause()
        lines = ["".join(part.text for part in rows.render_line(y)) for y in range(1, 5)]
        assert lines == [
            "› In hospital          81 ", "  In hosp… Mon 30 Nov  81 ", "  Away                    ",
            "  In hospital, no date    ",
        ]  # fmt: skip
        cut = []
        for key in (1, 2, 3, 4):
            rows.stand_on(key)
            cut.append(rows.is_cut)
        assert cut == [False, True, False, False]


def test_rows_have_a_heading_for_each_group_but_the_first() -> None:
    rows = Rows.of(["Now", "Now", "Later", "Later"], [1, 3, 1, 2])
    assert rows == Rows((0, 1, 5, 6), frozenset({4}), 8)
    assert [rows.at(row) for row in range(8)] == [
        (0, 0), (1, 0), (1, 1), (1, 2), (2, HEADING), (2, 0), (3, 0), (3, 1)
    ]  # fmt: skip
    assert [rows.span(place) for place in range(4)] == [(0, 0), (1, 3), (5, 5), (6, 7)]
    assert Rows.of(["", ""], None) == Rows((0, 1), frozenset(), 2)


@pytest.mark.parametrize(
    ("place", "top", "room", "wanted"),
    [
        (1, 0, 4, 0),  # in sight
        (3, 0, 4, 5),  # no further than need be; but no heading stands at the top, where the header names the group
        (0, 5, 4, 0),
        (1, 2, 2, 2),  # one that is higher than the room stays where it was scrolled within
        (1, 5, 2, 1),  # and is shown from its beginning, else
    ],
)
def test_record_is_brought_into_sight_by_scrolling_no_further_than_need_be(place, top, room, wanted) -> None:
    assert Rows.of(["Now", "Now", "Later", "Later"], [1, 3, 1, 2]).top(place, top, room) == wanted


class Grouped(App[None]):
    def compose(self) -> ComposeResult:
        yield RecordList((Column("Due", 6), Column("What", 10, grows=True, wraps=True)))


async def test_groups_have_headings_and_what_is_long_is_read_whole() -> None:
    """With a record that is higher than the list: the arrows go through it, and then on."""
    app = Grouped()
    long = " ".join(f"word{number}" for number in range(9))
    async with app.run_test(size=(22, 6)) as pilot:
        rows = app.query_one(RecordList)

        def shown() -> list[str]:
            return ["".join(part.text for part in rows.render_line(y)).rstrip() for y in range(6)]

        rows.fill([RecordLine(1, ("today", "Short"), "", "Now  1"), RecordLine(2, ("soon", long), "", "Later  1")])
        rows.focus()
        await pilot.pause()
        assert shown() == ["  Now  1", "› today Short", "  Later  1", "  soon  word0 word1",
                           "        word2 word3", "        word4 word5"]  # fmt: skip
        assert rows.spoken() == "List, line 1 of 2, Now  1: today, Short"
        await pilot.press("down")
        assert shown() == ["  Later  1", "› soon  word0 word1", "        word2 word3", "        word4 word5",
                           "        word6 word7", "        word8"]  # fmt: skip
        two = (RecordLine(2, ("soon", f"{long} {long}"), "", "Now"), RecordLine(3, ("later", "End"), "", "Now"))
        rows.fill(two)
        seen = []
        for key in ("down", "down", "up"):
            await pilot.press(key)
            seen.append((rows.key, shown()[1], shown()[5]))
        assert [key for key, *_ in seen] == [2, 3, 2]
        assert seen[0][2] == "        word7 word8" and seen[1][2] == "› later End"
        assert seen[2][1] == "› soon  word0 word1" and not rows.is_cut


@pytest.mark.parametrize(
    ("room", "widths"),
    [(20, (10, 9)), (36, (14, 20)), (80, (20, 26))],
    ids=("less than they need", "some air", "no wide gaps"),
)
def test_columns_share_what_there_is_and_leave_what_nobody_needs(room, widths) -> None:
    columns = (Column("Name", 10, grows=2), Column("What", 9, grows=1))
    assert share(columns, Needs((12, 18), (0, 0)), room) == widths


def test_no_word_is_broken_while_another_column_has_room_for_a_second_line() -> None:
    columns = (Column("Who", 9, grows=1, wraps=True), Column("Did", 18, grows=2, wraps=True))
    lines = (RecordLine(1, ("headofserv", "opened the record of somebody, and looked at it")),)
    assert share(columns, needs_of(columns, lines), 40) == (11, 27), "and a blank of its own"


@pytest.mark.parametrize(
    ("room", "lines"), [(30, ["the council's decision"]), (9, ["decision"]), (7, ["decisio", "n"])], ids=str
)
def test_cell_has_fewer_words_before_it_goes_on_below_itself(room, lines) -> None:
    column = Column("Waits for", 9, wraps=True, shorter={"the council's decision": "decision"})
    assert lines_of("the council's decision", column, room) == lines


OF_FEW_WORDS = {
    "Done by", "With", "Kept for", "When", "By", "What", "Where", "Sections",
    "Note", "Last time",  # of a call's numbers: what is cut there stands below the list, whole
    "Why not",
}  # fmt: skip
"""Columns that grow, and need no second row: a worker's name, a day, words of our own."""


def test_what_is_longer_than_its_column_goes_on_below_itself_in_every_list() -> None:
    package = Path(topaz_tui.__file__).parent
    texts = [each.read_text("utf-8") for each in package.glob("screens/**/*.py")]
    parsed = [ast.parse(text) for text in texts if "grows=" in text]
    calls = [each for tree in parsed for each in ast.walk(tree) if isinstance(each, ast.Call)]
    columns = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "Column"]
    growing = [each for each in columns if "grows" in {word.arg for word in each.keywords}]
    assert len(growing) > 40
    cut = {ast.literal_eval(each.args[0]) for each in growing if "wraps" not in {word.arg for word in each.keywords}}
    assert cut <= OF_FEW_WORDS

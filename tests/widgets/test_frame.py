"""The title line at any width: the place first and whole, then what must not be lost sight of, then the time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tests.support.moments import NOW
from topaz_tui import clock
from topaz_tui.actions import BY_ID
from topaz_tui.widgets.frame import GAP, KeyBar, PromptLine, Title, as_much_as_fits

CHIPS = ("! DANGER: 2 concerns NOT submitted", "! DANGER: NOT submitted")
WAY_BACK = ("Esc: back to your call or form", "Esc: back")
NOTE = ("F4: 2 NOT SENT, 1 DANGER, 17 overdue", "F4: 2 NOT SENT, 1 DANGER")
NAMED = ("! DANGER: Mr Odete Featherstonehaugh-Li NOT submitted", "! DANGER: Featherstonehaugh-Li NOT submitted")


@pytest.fixture(autouse=True)
def _clock_at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles are compared to the minute: on a busy machine one passes between the start of the test and the title."""
    monkeypatch.setattr(clock, "now", lambda: clock.from_store(NOW))


class Bare(App[None]):
    def __init__(self, title: Title | PromptLine) -> None:
        super().__init__()
        self.shown = title

    def compose(self) -> ComposeResult:
        yield self.shown
        yield KeyBar()


def title(place: str, *, chips: bool = False, note: bool = False, back: bool = False, training: str = "clock") -> Title:
    made = Title()
    made.set_reactive(Title.place, place)
    made.set_reactive(Title.worker, "Asha Verma (manager)")
    made.set_reactive(Title.chips, CHIPS if chips else ())
    made.set_reactive(Title.note, NOTE if note else ())
    made.set_reactive(Title.way_back, WAY_BACK if back else ())
    made.set_reactive(Title.training, training)
    return made


async def drawn(made: Title, width: int) -> str:
    async with Bare(made).run_test(size=(width, 24)):
        return made.render().plain


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (title("Queue"), "training clock · Mon 23 Nov 10:00 · Asha Verma (manager)"),
        (title("Queue", note=True), "F4: 2 NOT SENT, 1 DANGER, 17 overdue · training · Mon 23 Nov 10:00"),
        (title("Queue", chips=True, note=True), f"! DANGER: NOT submitted · {NOTE[1]} · training · 10:00"),
        (title("Mr Harish Joshi · SC-2026-00021", chips=True), "! DANGER: NOT submitted · training · 10:00"),
        (title("Call Mr Mahesh (Mick) Patel, 42"), "training clock · Mon 23 Nov 10:00"),
        (title("Call Mr Mahesh (Mick) Patel, 42", back=True), "Esc: back · training clock · Mon 23 Nov 10:00"),
        (title("Call Mr Mahesh (Mick) Patel, 42", chips=True, back=True), "! DANGER: NOT submitted · training · 10:00"),
    ],
    ids=range(7),
)  # fmt: skip
async def test_the_place_stands_whole_and_what_matters_less_gives_way(made: Title, words: str) -> None:
    shown = await drawn(made, 80)
    assert shown.startswith(f" {made.place}{' ' * GAP}")
    assert " ".join(shown.removeprefix(f" {made.place}").split()) == " ".join(words.split())


async def test_a_place_with_no_room_is_cut_at_its_end() -> None:
    shown = await drawn(title("Mr Harish Joshi · concern SC-2026-00021", chips=True), 80)
    assert shown.startswith(" Mr Harish Joshi · concern SC-2026")
    assert "…  ! DANGER: NOT submitted · training · 10:00" in shown


@pytest.mark.parametrize("training", ["clock", ""])
async def test_whose_danger_it_is_and_what_is_not_sent_stand_longer_than_the_time(training: str) -> None:
    made = title("Queue", chips=True, note=True, training=training)
    made.set_reactive(Title.chips, NAMED)
    assert await drawn(made, 80) == f" Queue  {NAMED[-1]} · {NOTE[-1]} "


async def test_title_part_that_is_not_urgent_gives_way_whole() -> None:
    made = title("Call Mr Mahesh (Mick) Patel, 42", chips=True)
    made.set_reactive(Title.note, ("F4: 17 overdue", ""))
    assert "F4" not in await drawn(made, 80) and "F4: 17 overdue" in made.at(140).plain


async def test_title_that_is_wide_has_everything() -> None:
    shown = await drawn(title("Queue", chips=True, note=True, back=True), 200)
    for words in (CHIPS[0], NOTE[0], WAY_BACK[0], "training clock", "Mon 23 Nov 10:00", "Asha Verma (manager)"):
        assert words in shown


@given(
    place=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=90),
    width=st.integers(80, 140),
    parts=st.tuples(*[st.booleans()] * 4),
)
def test_title_parts_never_touch_or_spill(place: str, width: int, parts: tuple[bool, ...]) -> None:
    chips, note, back, training = parts
    made = title(place, chips=chips, note=note, back=back, training="clock" if training else "")
    shown = made.at(width).plain
    assert cell_len(shown) == width
    right = " · ".join(each.strip() for each in made.fitted(width).values())
    assert right.startswith("! DANGER") is chips and "10:00" in right and ("training" in right) is training
    left = shown[: len(shown) - len(right) - 1]
    assert left.endswith(" " * GAP)


async def test_key_that_cannot_act_is_dim_and_not_struck_out() -> None:
    async with Bare(title("Queue")).run_test(size=(80, 24)) as pilot:
        keys = pilot.app.query_one(KeyBar)
        keys.show([(BY_ID["queue.skip"], False), (BY_ID["everywhere.help"], True)])
        styles = [str(span.style) for span in keys.render().spans]
        assert any("text-muted" in style for style in styles)
        assert not any("strike" in style for style in styles)


async def test_status_of_a_refusal_stands_whole_and_all_else_in_one_line() -> None:
    needs = PromptLine()
    app = Bare(needs)
    words = "! Not saved: A note is needed. What made it unsafe, and when it may be safe? And who was with them then?"
    async with app.run_test(size=(80, 24)) as pilot:
        for whole, height in ((True, 2), (False, 1), (True, 2)):
            needs.show(words, whole=whole)
            await pilot.pause()
            assert needs.size.height == height
            assert (" ".join(str(needs.render()).split()) == words) == whole
        needs.show("Short", whole=True)
        await pilot.pause()
        assert needs.size.height == 1


@pytest.mark.parametrize(
    ("width", "shown"),
    [(80, "DANGER: Mrs Desai · 5 NOT sent · 25 late: Ada"), (44, "DANGER: Mrs Desai · 5 NOT sent · 25 late …"),
     (40, "DANGER: Mrs Desai · 5 NOT sent …"), (31, "DANGER: Mrs Desai …"),
     (10, "DANGER: Mrs Desai · 5 NOT sent · 25 late: Ada")],
)  # fmt: skip
def test_no_part_of_a_sentence_is_cut_in_two(width: int, shown: str) -> None:
    """But for the first, where there is no room even for that."""
    assert as_much_as_fits("DANGER: Mrs Desai · 5 NOT sent · 25 late: Ada", width) == shown

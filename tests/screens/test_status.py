"""The line that tells, on every page and in every window: no toast, nothing covered, nothing that is no longer so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from textual.containers import Vertical
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets._toast import Toast

from tests.support.pages import PAGES
from tests.support.pilot import front, settle, until, words_in
from tests.support.places import PACKAGE
from tests.support.windows import WINDOWS, kinds
from topaz_tui.app import Topaz
from topaz_tui.app.states import BUSY
from topaz_tui.errors import UserError
from topaz_tui.screens.base import Page
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.help import HelpScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.frame import KeyBar, Title
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.status import ALL, StatusLine
from topaz_tui.widgets.window import Window

SIZE = (80, 24)
LONGEST = "The database did not answer and what you typed is kept on this machine until it does; one can go on typing"


def line_of(app: Topaz) -> StatusLine:
    return app.screen.query_one(StatusLine)


def shown(app: Topaz) -> str:
    return str(line_of(app).render())


def whole(widget: Widget) -> bool:
    """Does all of it lie on the screen, and nothing over it?"""
    region = widget.region
    inside = region.area and Region(0, 0, *SIZE).contains_region(region)
    corners = ((region.x, region.y), (region.right - 1, region.bottom - 1))
    return bool(inside) and all(widget.screen.get_widget_at(*each)[0] is widget for each in corners)


async def test_status_stands_above_the_keys_of_every_page(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for make in PAGES:
            if made := await make(app):
                await app.push_screen(made)
                await settle(pilot)
            page = front(app, Page)
            app.say("Done.")
            app.status.stand("for long", LONGEST)
            await pilot.pause()
            told, keys = line_of(app), page.query_one(KeyBar)
            assert "Done." in shown(app) and LONGEST in " ".join(shown(app).split()), page.place
            assert whole(told) and whole(keys) and told.region.bottom == keys.region.y, page.place
            others = [each for each in page.children if each not in (told, keys) and each.display]
            assert all(not each.region.overlaps(told.region) for each in others), page.place
            app.status.stand("for long", "")
            if made:
                await app.pop_screen()


async def test_status_is_told_in_the_help(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        app.say("Done.")
        await pilot.pause()
        assert shown(app) == "Done."


async def test_status_is_told_in_every_window_and_cuts_nothing_off(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for name, make in WINDOWS.items():
            window = make()
            await app.push_screen(window)
            await settle(pilot)
            app.say("Done.")
            app.status.stand("for long", LONGEST)
            await pilot.pause()
            assert "Done." in shown(app) and LONGEST in " ".join(shown(app).split()), name
            assert whole(line_of(app)), name
            box = window.query(Vertical).first()
            centred = box.region.x == app.size.width - box.region.right > 0
            assert name in ("Palette", "Colours") or centred, "it stands in the middle"
            below = window.query(".keys")
            assert all(whole(keys) for keys in below), name
            for keys in window.query(KeyLine):
                lines = str(keys.render()).split("\n")
                assert all(cell_len(line) <= keys.content_size.width for line in lines), name
            app.status.stand("for long", "")
            window.dismiss(None)
            await until(pilot, lambda: isinstance(app.screen, QueueScreen))


def test_status_is_tried_in_every_window() -> None:
    made = {type(make()) for make in WINDOWS.values()}
    assert {kind for kind in kinds() if kind is not Window} <= made


async def test_status_tells_what_textual_says_and_no_toast_is_shown(app: Topaz) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        app.notify("Saved [b]screenshot[/b]", title="Screenshot")
        await pilot.pause()
        assert shown(app) == "Screenshot: Saved screenshot"
        app.screen.notify("x [/nope] y", markup=False, severity="error")
        await pilot.pause()
        assert shown(app) == "! x [/nope] y"
        assert not app.screen.query(Toast)


def calls_in(source: str, *names: str) -> Iterator[ast.Call]:
    """Where a function or a method of these names is called; what does not have one of them at all is not parsed."""
    if any(name in source for name in names):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
                yield node


def test_status_is_told_by_no_toast_of_our_own() -> None:
    [found] = calls_in("app.notify('x')", "notify")
    assert found.lineno == 1
    assert [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in calls_in(path.read_text("utf-8"), "notify")
    ] == []


def length(part: ast.expr) -> int:
    """How long a sentence is, a name in it being as long as most."""
    match part:
        case ast.Constant():
            return len(str(part.value))
        case ast.JoinedStr():
            return sum(map(length, part.values))
        case ast.BinOp():
            return length(part.left) + length(part.right)
        case ast.IfExp():
            return max(length(part.body), length(part.orelse))
    return 14


def test_status_has_room_in_two_lines() -> None:
    told_only_in_a_terminal = ("exchange/", "store/backup/", "store/move.py", "cli")
    errors = ("UserError", "NotAllowed", "NotFound", "Invalid", "Conflict", "Unavailable", "Closed", "Meanwhile")
    doors = (*errors, "say", "trouble")
    long = {
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not str(path.relative_to(PACKAGE)).startswith(told_only_in_a_terminal)
        for node in calls_in(path.read_text("utf-8"), *doors)
        if 2 + sum(length(words) + 1 for words in node.args[:2]) > 2 * (SIZE[0] - 4)
    }
    assert long == set()


async def test_status_longer_than_its_line_goes_on_below(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = app.screen.query_one("#people").region
        app.say(LONGEST)
        await pilot.pause()
        assert shown(app).count("\n") == 1 and "…" not in shown(app)
        app.say(f"{LONGEST} {'/a/long/way/to/the/list' * 4} can't be written")
        await pilot.pause()
        assert shown(app).endswith("can't be written") and "…" not in shown(app)
        app.say(" ".join([LONGEST] * 3))
        await pilot.pause()
        assert line_of(app).region.height == ALL and shown(app).endswith("…")
        for name in ("unsent", "saving", "database"):
            app.status.stand(name, f"{name} {LONGEST}")
        await pilot.pause()
        assert line_of(app).region.height == ALL and "unsent" in shown(app)
        assert app.screen.query_one("#people").region.offset == before.offset, "what stands above stays where it was"


async def test_status_of_an_error_goes_when_another_save_succeeds(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.trouble(UserError("Not saved: a note is needed."))
        app.say("Saved.")
        await pilot.pause()
        assert shown(app) == "Saved."


async def test_status_of_an_error_goes_with_its_screen(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.trouble(UserError("Not saved: a note is needed."))
        await pilot.press("f4")
        await until(pilot, lambda: not isinstance(app.screen, QueueScreen))
        assert not app.status.tells("Not saved")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.pause()
        assert shown(app) == ""


async def test_status_tells_why_a_key_cannot_act_until_it_can(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("right", "right", "right")
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.status.tells("can be skipped"))
        await pilot.press("left", "left", "left")
        await until(pilot, lambda: not app.status.told)


async def test_status_with_a_window_in_front_is_told_in_it_alone(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        page = app.screen
        await app.push_screen(WINDOWS["Sure"]())
        await settle(pilot)
        app.say("Done.")
        await pilot.pause()
        assert shown(app) == "Done." and words_in(page, StatusLine) == ""
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.pause()
        assert shown(app) == ""


async def test_status_tells_of_a_busy_database_for_as_long_as_it_is(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.states.slow(True)
        app.states.slow(True)
        await pilot.pause()
        assert shown(app) == f"… {BUSY}"
        app.states.slow(False)
        app.states.slow(False)
        await pilot.pause()
        assert shown(app) == ""


async def test_status_tells_what_was_not_saved_until_it_is(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.states.unsaved(UserError("The database is on a disk that is full."))
        await pilot.press("f4")
        await settle(pilot)
        assert shown(app).startswith("! NOT SAVED YET: The database is on a disk that is full.")
        app.states.unsaved(None)
        await pilot.pause()
        assert shown(app) == "What you typed is saved again."


async def test_status_tells_what_was_not_sent_until_seen_on_the_board(app: Topaz, monkeypatch) -> None:
    from topaz_tui.services.escalations import api as escalations

    found: dict[tuple[int, str], str] = {(1, "delivery_failed"): "The concern about A was NOT delivered."}
    monkeypatch.setattr(escalations, "unsent", lambda session: dict(found))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await app.beside.look_for_unsent()
        await pilot.pause()
        assert not app.status.tells("NOT SENT"), "what stood so as one came stands on the first screen"
        found[2, "delivery_failed"] = "The concern about B was NOT delivered."
        await app.beside.look_for_unsent()
        await pilot.press("f3")
        await settle(pilot)
        await app.beside.look_for_unsent()
        assert shown(app) == "! NOT SENT: The concern about B was NOT delivered."
        await pilot.press("f4")
        await settle(pilot)
        assert not app.status.tells("NOT SENT")
        found[3, "delivery_failed"] = "The concern about C was NOT delivered."
        await pilot.press("escape")
        await settle(pilot)
        await app.beside.look_for_unsent()
        assert app.status.tells("about C")
        del found[3, "delivery_failed"]
        await app.beside.look_for_unsent()
        assert not app.status.tells("NOT SENT")


async def test_status_says_after_ctrl_c_how_one_leaves(app: Topaz) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "ctrl+q leaves Topaz" in shown(app)
        await app.push_screen(WINDOWS["Ask"]())
        await settle(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "ctrl+q leaves Topaz" in shown(app)


async def test_help_and_a_concern_are_a_key_away_in_every_window(app: Topaz) -> None:
    """By one of the two keys from each kind of window, in turn; by both from a form."""
    ways = (("f1", HelpScreen), ("f6", ConcernScreen))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for place, name in enumerate(each for each in WINDOWS if each != "Palette"):
            window = WINDOWS[name]()
            both = isinstance(window, FormDialog) and bool(window.form.questions)
            await goes_there_and_back(pilot, window, ways if both else ways[place % 2 :][:1])


async def goes_there_and_back(
    pilot: Pilot[None], window: ModalScreen[Any], ways: tuple[tuple[str, type[Page]], ...]
) -> None:
    app = pilot.app
    await app.push_screen(window)
    await settle(pilot)
    if isinstance(window, FormDialog) and window.form.questions:
        await pilot.press(*"hello")
    for key, kind in ways:
        await pilot.press(key)
        await until(pilot, lambda kind: isinstance(app.screen, kind), kind)
        await settle(pilot)
        first, page = app.screen_stack[0], front(app, Page)
        assert isinstance(first, QueueScreen) and first.client_id in (page.client_id, getattr(page, "about", None))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is window)
    if isinstance(window, FormDialog) and window.form.questions:
        assert window.form.answers["text"] == "hello"
    if isinstance(window, ConfirmDialog):
        await pilot.press("escape")
    else:
        window.dismiss(None)
    await until(pilot, lambda: isinstance(app.screen, QueueScreen))


async def test_help_and_a_concern_are_a_key_away_in_the_palette(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in ("f1", "f6"):
            await pilot.press("ctrl+p")
            await settle(pilot)
            window = app.screen
            window.query_one(Input).value = "note"
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, Page))
            await settle(pilot)
            await pilot.press("escape")
            await until(pilot, lambda window: app.screen is window, window)
            assert window.query_one(Input).value == "note"
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, QueueScreen))


async def test_page_that_is_going_is_not_drawn_again(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.screen.query_one(Title).remove()
        app._tick()
        app.unsubmitted = ()
        assert app._exception is None

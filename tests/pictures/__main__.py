"""Draw the pages that are asked for, one process for each look: what a terminal can show is settled as one starts."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from tests.pictures.shown import PAGES, Shown
from tests.support.moments import NOW
from tests.support.pilot import rows, settle
from tests.support.places import ROOT
from topaz_tui import clock, demo
from topaz_tui.app import Topaz
from topaz_tui.config import Settings
from topaz_tui.rules.team_services import CHILDREN
from topaz_tui.services import workers
from topaz_tui.store import database

SIZES = "80x24,100x30,120x40,160x50"
LOOKS: dict[str, tuple[str, dict[str, str]]] = {
    "dark": ("dark", {}),
    "light": ("light", {}),
    "contrast": ("contrast", {}),
    "16": ("dark", {"TEXTUAL_COLOR_SYSTEM": "standard"}),
    "no-color": ("dark", {"NO_COLOR": "1"}),
}
"""Each look: its theme, and what the terminal says of itself."""
RESTS = 0.25  # seconds after which a line on which the cursor rests has its card
LONGEST = 3  # seconds for what a key began: a window that is open waits for as long as one likes


def main(arguments: list[str] | None = None) -> None:
    """Draw into a folder what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"all, or some of {', '.join(PAGES)}")
    parser.add_argument("--sizes", default=SIZES, help=f"columns by rows, {SIZES} unless said")
    parser.add_argument("--looks", default=",".join(LOOKS), help=f"of {', '.join(LOOKS)}")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if unknown := [each for each in asked.pages if each not in PAGES] + [
        each for each in asked.looks.split(",") if each not in LOOKS
    ]:
        parser.error(f"Nothing is called {', '.join(unknown)}: see --help.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.here:
        asyncio.run(drawn(asked.folder, asked.pages or list(PAGES), asked.sizes.split(","), asked.looks))
        return
    for look in asked.looks.split(","):
        subprocess.run(
            [sys.executable, "-m", "tests.pictures", asked.folder.resolve(), *asked.pages, "--sizes", asked.sizes,
             "--looks", look, "--here"],
            cwd=ROOT, check=True, env=os.environ | {"COLORTERM": "truecolor", "TERM": "xterm-256color",
                                                    "TEXTUAL_ANIMATIONS": "none", "TOPAZ_NOW": NOW} | LOOKS[look][1],
        )  # fmt: skip


async def drawn(folder: Path, names: Iterable[str], sizes: Iterable[str], look: str) -> None:
    """Draw these pages in this look, each at each size, and say which are done."""
    clock.pretend(NOW)
    with tempfile.TemporaryDirectory() as made:
        for name in names:
            for size in sizes:
                app = opened(Path(made), PAGES[name], LOOKS[look][0])
                try:
                    await draw(app, PAGES[name], folder / f"{name}-{size}-{look}", size)
                finally:
                    database.close()
                print(name, size, look, flush=True)


def opened(made: Path, shown: Shown, theme: str) -> Topaz:
    """The program on a new copy of the demo."""
    file, copy = made / f"{shown.of_children}.db", made / "copy.db"
    if not file.exists():
        demo.make(file, of_children=shown.of_children)
        database.close()
    for each in made.glob("copy.db*"):
        each.unlink()
    shutil.copy(file, copy)
    database.open_database(copy)
    settings = Settings(services=(CHILDREN,)) if shown.of_children else Settings()
    return Topaz(workers.current_session(replace(settings, screen=replace(settings.screen, theme=theme))))


async def draw(app: Topaz, shown: Shown, file: Path, size: str) -> None:
    """Write the page as it stands once it is quiet, as a picture and as its text."""
    width, height = map(int, size.split("x"))
    async with app.run_test(size=(width, height)) as pilot:
        await quiet(pilot)
        if shown.make and (page := await shown.make(app)) is not None:
            await app.push_screen(page)
            await quiet(pilot)
        for key in shown.keys:
            await pilot.press(key)
            await quiet(pilot)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        await asyncio.sleep(RESTS)
        file.with_name(f"{file.name}.svg").write_text(app.export_screenshot())
        file.with_name(f"{file.name}.txt").write_text("\n".join(rows(app)) + "\n")


async def quiet(pilot: Pilot[None]) -> None:
    """Wait until all that was begun is done, but for a window, which waits for an answer."""
    with suppress(TimeoutError):
        await asyncio.wait_for(settle(pilot), LONGEST)


if __name__ == "__main__":
    main()

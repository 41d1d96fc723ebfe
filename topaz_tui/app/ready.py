"""What the first screen has no time for: so that the first key that opens another finds it ready."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

from topaz_tui import screens
from topaz_tui.runtime.textual_compat import remember_sheets

if TYPE_CHECKING:
    from topaz_tui.app.app import Topaz

FOLDER = Path(screens.__path__[0])


async def make_ready(app: Topaz) -> None:
    """Load each page's module and style sheet: Textual would read them as the page opens, and all others once more."""
    await asyncio.to_thread(_import_the_rest)
    remember_sheets(app)
    for path in sorted(FOLDER.rglob("*.tcss")):
        app.stylesheet.read(path)
        app.stylesheet.parse()
        await asyncio.sleep(0)


def _import_the_rest() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "topaz_tui.screens."):
        importlib.import_module(module.name)

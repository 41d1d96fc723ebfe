"""Bring a schema up to date: the numbered steps in migrations/, each in one transaction that raises the number too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from topaz_tui.errors import Invalid, UserError

SCHEMA = 58  # the number of the newest step
MOVING = "moving from"  # stands in `metadata` of a list that is not whole yet: see store/move.py
STEPS = Path(__file__).parent / "migrations"


def upgrade(engine: Any, steps: Path = STEPS, last: str | None = None) -> None:
    """Take every step that was not taken yet, up to the `last` of this name where one is named. One that fails leaves
    the database as it was before it."""
    from playhouse.migrations import Runner

    class Numbered(Runner):  # type: ignore[misc]  # Peewee's playhouse has no types
        """The number changes with the step, or not at all."""

        def _run(self, name: str, module: Any, direction: str, fake: bool = False) -> None:
            step = module.up

            def whole(migrator: Any, db: Any) -> None:
                step(migrator, db)
                db.set_version(int(name[:4]))

            module.up = whole
            super()._run(name, module, direction, fake)

    runner = Numbered(engine, directory=str(steps))
    runner.up(*filter(None, (last,)))


def newer(where: str, version: int) -> UserError:
    """The error of an older program for a database that a newer one has upgraded."""
    return Invalid(
        f"{where} was written by a newer Topaz (schema {version}, this one knows {SCHEMA}).",
        "Update this Topaz, or ask whoever looks after it.",
    )

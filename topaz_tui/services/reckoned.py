"""What is kept of what was reckoned holds up to a line of the log: of whom that tells something since, it may be old.
The one idea behind what is kept of what is due (statutory/kept.py), and of the figures (figures/kept.py)."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from peewee import fn

from topaz_tui.rules.reading import Reading
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Audit
from topaz_tui.store.rows import dicts


def newest() -> int:
    """The number of the log's last line, while no transaction is under way: what was done up to it is there to be
    read, also on a server, where a line of a lower number may come later."""
    with transaction():
        return int(Audit.select(fn.MAX(Audit.id)).scalar() or 0)


def touched(since: int) -> frozenset[int]:
    """Of whom something may have been recorded since this line of the log: what was reckoned of them may be old."""
    rows = Audit.select(Audit.client).where(
        Audit.id > since, Audit.client.is_null(False), Audit.action.not_in(tuple(Reading))
    )
    return frozenset(row["client"] for row in dicts(rows))


@cache
def program(*packages: str) -> str:
    """Tells what reckons, in this version, from any other."""
    found = sha256()
    for package in packages:
        for each in sorted(files(package).iterdir(), key=lambda each: each.name):
            if each.name.endswith(".py"):
                found.update(each.read_bytes())
    return found.hexdigest()

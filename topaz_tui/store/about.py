"""What the database knows of itself: a key and a value each, in the table `about`."""

from __future__ import annotations

from topaz_tui.store.models import About


def get(key: str) -> str | None:
    """The value under this key, or None."""
    row = About.get_or_none(About.key == key)
    return str(row.value) if row else None


def put(key: str, value: str) -> None:
    """Keep this value under the key, in the place of what stands there. Part of the caller's deed."""
    About.insert(key=key, value=value).on_conflict(conflict_target=[About.key], preserve=[About.value]).execute()

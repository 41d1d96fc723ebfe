"""What the database knows of itself, by key: the table `about`."""

from __future__ import annotations

from topaz_tui.store.models import About


def value_of(key: str) -> str | None:
    """What stands under this key; None for nothing."""
    found = About.select(About.value).where(About.key == key).first()
    return str(found.value) if found else None


def keep(key: str, value: str) -> None:
    """Keep this under the key, whatever stood there. Part of the caller's transaction."""
    About.insert(key=key, value=value).on_conflict(conflict_target=[About.key], preserve=[About.value]).execute()

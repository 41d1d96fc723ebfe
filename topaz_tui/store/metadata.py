"""What the database knows of itself, by key: the table `about`."""

from __future__ import annotations

from topaz_tui.store.models import Metadata


def value_of(key: str) -> str | None:
    """What stands under this key; None for nothing."""
    found = Metadata.select(Metadata.value).where(Metadata.key == key).first()
    return str(found.value) if found else None


def keep(key: str, value: str) -> None:
    """Keep this under the key, whatever stood there. Part of the caller's transaction."""
    Metadata.insert(key=key, value=value).on_conflict(
        conflict_target=[Metadata.key], preserve=[Metadata.value]
    ).execute()

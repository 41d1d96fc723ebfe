"""The table `metadata`: what the database keeps about itself, as text under a key."""

from __future__ import annotations

from typing import Any

from topaz_tui.store.compiled import Compiled
from topaz_tui.store.file_format import DEMO, TRAINING
from topaz_tui.store.models import Metadata

__all__ = ["DEMO", "DEMO_OF_CHILDREN", "PASSPHRASES", "TRAINING", "forget", "keep", "value_of"]

PASSPHRASES = "passphrase"  # the key of when a team chose to sign in with passphrases
DEMO_OF_CHILDREN = "demo_of_children"  # beside it, where its team works for children


def value_of(key: str) -> str | None:
    """The text under this key; None where there is none."""
    return next((str(row["value"]) for row in _under(key)), None)


@Compiled
def _under(key: Any) -> Any:
    return Metadata.select(Metadata.value).where(Metadata.key == key)


def keep(key: str, value: str) -> None:
    """Keep `value` under the key, in place of what stood there. Part of the caller's transaction."""
    _keep(key, value)


def forget(key: str) -> None:
    """Delete what stands under the key. Part of the caller's transaction."""
    Metadata.delete().where(Metadata.key == key).execute()


@Compiled
def _keep(key: Any, value: Any) -> Any:
    kept = Metadata.insert(key=key, value=value)
    return kept.on_conflict(conflict_target=[Metadata.key], preserve=[Metadata.value])

"""The rows of a Peewee query by name, for whoever makes something of them that is no model: mypy takes what a query
yields for models, whatever it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def dicts(query: Any) -> Iterator[dict[str, Any]]:
    """Each row as a dictionary, by the names of its columns or their aliases."""
    yield from query.dicts()

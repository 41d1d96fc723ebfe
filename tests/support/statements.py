"""The statements that a piece of work asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from topaz_tui.store import database as store


@contextmanager
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is run meanwhile, with its values."""
    statements: list[tuple[str, Any]] = []
    run = store.database.obj.execute_sql

    def execute_sql(sql: str, params: Any = None) -> Any:
        statements.append((sql, params))
        return run(sql, params)

    with monkeypatch.context() as patch:
        patch.setattr(store.database.obj, "execute_sql", execute_sql)
        yield statements

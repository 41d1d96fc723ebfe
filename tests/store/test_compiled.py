"""A query that is built once: the values that are given each time, and the rows by name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from topaz_tui.store import database
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Metadata


@pytest.fixture
def db(tmp_path: Path, new_file: Path) -> Iterator[Any]:
    shutil.copy(new_file, tmp_path / "t.db")
    yield database.open_database(tmp_path / "t.db")
    database.close()


@pytest.fixture
def built() -> list[str]:
    return []


@pytest.fixture
def about_from(built: list[str]) -> Compiled:
    @Compiled
    def found(start: Any, before: Any, limit: Any) -> Any:
        built.append("once")
        here = Metadata.key >= start, Metadata.key < before, Metadata.value != "hidden"
        return (
            Metadata.select(Metadata.key, Metadata.value.alias("said")).where(*here).order_by(Metadata.key).limit(limit)
        )

    return found


def test_compiled_query_takes_other_values_each_time_and_is_built_once(db, about_from, built) -> None:
    rows = [{"key": f"z{number}", "value": "hidden" if number == 2 else f"v{number}"} for number in range(4)]
    Metadata.insert_many(rows).execute()
    assert about_from("z1", "z9", 5) == [{"key": "z1", "said": "v1"}, {"key": "z3", "said": "v3"}]
    assert about_from("z0", "z9", 1) == [{"key": "z0", "said": "v0"}]
    assert about_from("y", "z", 5) == []
    assert built == ["once"]


def test_compiled_query_takes_lists_of_values_and_is_built_once_for_each_length(db, built) -> None:
    @Compiled
    def found(keys: Any, but: Any) -> Any:
        built.append("once")
        return Metadata.select(Metadata.key).where(Metadata.key.in_(keys), Metadata.value != but).order_by(Metadata.key)

    Metadata.insert_many([{"key": f"z{number}", "value": f"v{number}"} for number in range(4)]).execute()
    for keys, but, there in (
        (("z0", "z3"), "v3", ["z0"]), (("z2", "z1"), "", ["z1", "z2"]), (("z1",), "", ["z1"]), ((), "", []),
    ):  # fmt: skip
        assert [row["key"] for row in found(keys, but)] == there
    assert len(built) == 3
    for length in range(200):
        assert found(("z1",) * length, "v2") == [{"key": "z1"}] * bool(length)

"""A damaged database is a sentence, in commands and on the screen: `python -m tests.store.damaged 200` tries more."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults.typist import copy
from tests.store import damaged
from topaz_tui.errors import Invalid
from topaz_tui.store import database
from topaz_tui.store.statement import statement

CASES = [(damaged.pages, 3), (damaged.head, 1), (damaged.truncated, 2), (damaged.zeros, 9), (damaged.wrong_wal, 17),
         (damaged.own_wal, 4), (damaged.garbage, 5)]  # fmt: skip


@pytest.mark.parametrize(("how", "seed"), CASES, ids=lambda each: getattr(each, "__name__", str(each)))
def test_damaged_database_is_said_in_a_sentence_by_the_commands(
    demo_file: Path, tmp_path: Path, how, seed: int
) -> None:
    (tmp_path / "here").mkdir()
    db = copy(demo_file, tmp_path / "here" / "t.db")
    how(db, Random(seed))
    for words, code, said in damaged.commands(db, (("queue",), ("doctor",), ("dispatch",))):
        assert code in (0, 1, 2), (words, said)
        assert not [word for word in damaged.FORBIDDEN if word in said], (words, said)
        assert code != 2 or ("." in said and "\n\n\n" not in said), (words, said)


@pytest.mark.parametrize("seed", [31, 12])
def test_damaged_database_is_said_in_a_sentence_by_the_screen(demo_file: Path, tmp_path: Path, seed: int) -> None:
    (tmp_path / "here").mkdir()
    db, how = damaged.damage(copy(demo_file, tmp_path / "pristine.db"), tmp_path / "here", seed)
    said = damaged.screen(db)
    assert not [word for word in damaged.FORBIDDEN if word in said], (how, said)
    assert "damaged" in said, (how, said)


def test_many_rows_at_once_into_a_damaged_page_are_a_sentence_too(new_file: Path, tmp_path: Path) -> None:
    db = copy(new_file, tmp_path / "t.db")
    opened = database.open_database(db)
    [(page, size)] = opened.execute_sql(
        "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size() WHERE name = 'draft'"
    ).fetchall()
    database.close()
    with db.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes([255]) * size)
    opened = database.open_database(db)
    with pytest.raises(Invalid), database.transaction():
        opened.many(statement("DELETE FROM draft WHERE id = ?"), [(1,), (2,)])
    database.close()

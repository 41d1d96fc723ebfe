"""A statement in text is settled for each engine once."""

from __future__ import annotations

import pytest

from topaz_tui.store.statement import statement


def test_statement_mark_is_that_of_each_engine() -> None:
    made = statement("UPDATE client SET sound = ? WHERE id = ?")
    assert made.sqlite == "UPDATE client SET sound = ? WHERE id = ?"
    assert made.postgresql == "UPDATE client SET sound = %s WHERE id = %s"


def test_statement_named_mark_is_that_of_each_engine() -> None:
    made = statement(
        "UPDATE queue_status SET held_until = :until, changes_at = :until WHERE fencing_token = :fencing_token",
        ("until", "fencing_token"),
    )
    assert made.sqlite.count(":until") == 2 and ":fencing_token" in made.sqlite
    assert (
        made.postgresql == "UPDATE queue_status SET held_until = %(until)s, changes_at = %(until)s"
        " WHERE fencing_token = %(fencing_token)s"
    )


def test_statement_cast_of_postgresql_is_no_named_mark() -> None:
    assert statement("SELECT :top::int", ("top",)).postgresql == "SELECT %(top)s::int"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 5 % 2",
        "SELECT 1 FROM client WHERE last_name LIKE ?",
        "SELECT 1 FROM note WHERE text = 'who?' AND id = ?",
    ],
)
def test_statement_that_the_engines_read_differently_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not alike"):
        statement(text)


def test_statement_of_the_same_text_is_the_same() -> None:
    assert statement("SELECT id FROM client") is statement("SELECT id FROM client")

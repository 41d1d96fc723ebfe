"""What is written for whoever hears the screen: the lines that changed, in their order, each once."""

from __future__ import annotations

from topaz_tui.runtime.plain_output import PlainLines


def test_only_what_changed_is_written_from_the_top_down() -> None:
    lines = PlainLines()
    assert lines.changed(["Queue", "› Ada", "  Ben", ""], 1) == [(0, "Queue"), (1, "› Ada"), (2, "  Ben"), (3, "")]
    assert lines.changed(["Queue", "› Ada", "  Ben", ""], 1) == []
    assert lines.changed(["Queue", "  Ada", "› Ben", "  "], 2) == [(1, "  Ada"), (2, "› Ben")]
    lines.forget()
    assert len(lines.changed(["Queue", "  Ada", "› Ben", ""], 2)) == 4


def test_another_height_is_written_whole() -> None:
    lines = PlainLines()
    lines.changed(["a", "b"], 0)
    assert lines.changed(["a", "b", "c"], 0) == [(0, "a"), (1, "b"), (2, "c")]


def test_gaps_between_columns_go_but_not_where_somebody_types() -> None:
    lines = PlainLines()
    assert lines.changed(["Name        Age", "a      b   c", "   in"], 1) == [
        (0, "Name  Age"), (1, "a      b   c"), (2, "   in"),
    ]  # fmt: skip

"""The parts of the README that are made from the program: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from topaz_tui import actions, config
from topaz_tui.exchange.council import COLUMNS

README = Path(__file__).parents[1] / "README.md"


def settings_table() -> str:
    """Every setting, its default and its meaning."""
    lines = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for key, default, meaning, _source in config.table():
        lines.append(f"| `{key}` | `{default}` | {meaning} |")
    return "\n".join(lines)


def columns() -> str:
    """What a mapping may name."""
    return ", ".join(f"`{column}`" for column in COLUMNS)


BLOCKS: dict[str, Callable[[], str]] = {"keys": actions.key_table, "settings": settings_table, "columns": columns}


def renewed(text: str) -> str:
    """The README with each block between its markers made anew."""
    for name, make in BLOCKS.items():
        block = f"<!-- {name} -->\n{make()}\n<!-- /{name} -->"
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _, block=block: block, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")

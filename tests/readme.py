"""The parts of the pages of `topaz help` that are made from the program: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.attacks import table
from topaz_tui import actions, config, help
from topaz_tui.exchange.council_csv import COLUMNS


def settings_list() -> str:
    """Every setting, its default and its meaning."""
    return "\n".join(f"- `{key} = {default}`: {meaning}" for key, default, meaning, _source in config.table())


def columns() -> str:
    """What a mapping may name."""
    return ", ".join(f"`{column}`" for column in COLUMNS)


BLOCKS: dict[str, Callable[[], str]] = {
    "keys": actions.key_list,
    "settings": settings_list,
    "columns": columns,
    "attacks": table.for_help,
}


def renewed(text: str) -> str:
    """The page with each block between its markers made anew."""
    for name, make in BLOCKS.items():
        text = _with_block(text, name, make())
    return text


def _with_block(text: str, name: str, words: str) -> str:
    block = f"<!-- {name} -->\n\n{words}\n\n<!-- /{name} -->"
    return re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _: block, text, flags=re.DOTALL)


if __name__ == "__main__":
    for page in help.PAGES.glob("*.md"):
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")

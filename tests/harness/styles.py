"""The styles of the program are the same in every test: they are parsed once in a process, and not by each app anew,
which took a fourteenth of the time of the tests of screens."""

from __future__ import annotations

from typing import Any

import pytest
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet


class _Parsed(LRUCache[Any, Any]):
    """The rules by their text, for one set of colours; another set has another."""

    def clear(self) -> None:
        """Textual asks for it as the colours change."""


_by_colours: dict[tuple[tuple[str, str], ...], _Parsed] = {}


def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all apps of this process share what was parsed."""
    parse = Stylesheet.parse

    def shared(self: Stylesheet) -> None:
        self._parse_cache = _by_colours.setdefault(tuple(self._variables.items()), _Parsed(4096))
        parse(self)

    monkeypatch.setattr(Stylesheet, "parse", shared)

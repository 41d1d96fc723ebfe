"""How a value stands in the settings file, and the words for what is not understood there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from topaz_tui.clock import WEEKDAYS, Week

DAYS = tuple(day.lower() for day in WEEKDAYS)


def guess(what: str, wrong: str, known: Iterable[str]) -> str:
    """'is not a setting; did you mean calls.tries?'"""
    from difflib import get_close_matches

    names = {name: name for name in known}
    last = {name.rpartition(".")[2]: name for name in names}
    close = get_close_matches(wrong, names, 1, 0.75) or get_close_matches(wrong.rpartition(".")[2], last, 1, 0.75)
    return f"{what}; did you mean {names.get(close[0]) or last[close[0]]}?" if close else f"{what}."


def unparsed(fault: ValueError, text: str) -> tuple[int, str]:
    """The line of what tomllib could not read, and what it says of it; '(at end of document)' is the last line. A
    number of thousands of digits is Python's to refuse, and has no line: it is looked for."""
    if found := re.search(r" \(at line (\d+), column \d+\)$", str(fault)):
        return int(found[1]), str(fault)[: found.start()]
    if found := _LONG_NUMBER.search(text):
        return text.count("\n", 0, found.start()) + 1, "a number is too long"
    return text.count("\n") + 1, re.sub(r" \(at .*\)$", "", str(fault))


_LONG_NUMBER = re.compile(r"[0-9_]{1000}")
_LONGEST_NUMBER = 10**30  # that is repeated
_QUOTED = 200  # letters of a value that a sentence repeats


def quoted(value: object) -> str:
    """A value as the file has it, for a sentence that says what is wrong with it: of a long one the beginning."""
    written = toml(value)
    return written if len(written) <= _QUOTED else f"{written[:_QUOTED]} …"


def toml(value: object) -> str:
    """A value as the file would have it."""
    match value:
        case None:
            return '""'
        case bool():
            return str(value).lower()
        case int() if abs(value) >= _LONGEST_NUMBER:
            return "a number that is too long"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case Week():
            days = {day: window or () for day, window in zip(DAYS, value.windows, strict=True)}
            return toml({**days, "bank_holidays": value.holidays})
        case dict():
            pairs = ", ".join(f"{name} = {toml(of)}" for name, of in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case _:
            return str(value)

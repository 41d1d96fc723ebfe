"""The keys on a sheet for the wall: a block for each place, in as many columns as the paper has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, zip_longest

from topaz_tui import actions
from topaz_tui.actions import Action
from topaz_tui.text import fit, wrap

PAPER = 80  # columns of a sheet of paper, upright
COLUMN = 40  # what one column of the sheet takes, with the space after it
KEYS = 13  # of it, for the keys
AGAIN = "* asks again, with another key, before it acts."


def sheet(keys: Mapping[str, tuple[str, ...]], places: Sequence[str], width: int | None) -> str:
    """The keys of these places, as `keys` of the settings have them. Without a width it is for paper."""
    blocks = [_block(place, keys) for place in places]
    columns = _shared_out(blocks, max(1, (width or PAPER) // COLUMN))
    rows = ("".join(fit(line, COLUMN) for line in lines).rstrip() for lines in zip_longest(*columns, fillvalue=""))
    return "\n".join(["Topaz: the keys", "", *rows, "", AGAIN])


def _block(place: str, keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    heading = wrap(actions.PLACES[place].upper(), COLUMN - 1)
    return [*heading, *(_line(act, keys.get(act.id, act.keys)) for act in actions.of(place))]


def _line(act: Action, keys: tuple[str, ...]) -> str:
    pressed = " ".join(map(actions.key_words, keys))
    words = fit(f"{act.words}{' *' if act.danger else ''}", COLUMN - KEYS - 2).rstrip()
    return f"{fit(pressed, KEYS)} {words}"


def _shared_out(blocks: list[list[str]], most: int) -> list[list[str]]:
    """The blocks, in their order and none of them broken, in columns as short as they can be."""
    for height in count(max(map(len, blocks))):
        columns = _filled(blocks, height)
        if len(columns) <= most:
            return columns
    raise AssertionError("One column holds all of it.")


def _filled(blocks: list[list[str]], height: int) -> list[list[str]]:
    columns: list[list[str]] = []
    for block in blocks:
        if columns and len(columns[-1]) + 1 + len(block) <= height:
            columns[-1] += ["", *block]
        else:
            columns.append([*block])
    return columns

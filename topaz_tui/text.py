"""Untrusted text as text: nothing that a terminal would obey, at a width that is counted in columns.

For screens and printed lists alike. It brings rich's table of widths: what has to start fast imports it late.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ") | {0x0A: "\n"}
# Marks that turn the direction of writing are taken out: what follows on the line is not theirs to turn.
_TURNS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_DIRECTIONS = dict.fromkeys(_TURNS, None)


def sanitize(text: object) -> str:
    """The text without control characters; its lines stay."""
    return str(text).translate(_CONTROLS).translate(_DIRECTIONS)


def one_line(text: object) -> str:
    """The text on one line."""
    return " ".join(sanitize(text).split())


def wrap_hanging(text: object, width: int, at: int = 0, under: int = 2) -> list[str]:
    """What somebody wrote, folded: its first line `at` this column, every other one `under` it by so many. None of them
    can pass for a line of the page's own, wherever it was broken."""
    room = max(10, width - at - under)
    lines = [part for each in sanitize(text).split("\n") for part in wrap(each, room)] or [""]
    return [" " * at + lines[0], *(" " * (at + under) + each for each in lines[1:])]


def wrap_keeping_indent(text: object, width: int) -> str:
    """The text folded, where some lines are further in than others: what is left of a line stands under it."""
    told = (wrap_hanging(each, width, len(each) - len(each.lstrip(" "))) for each in sanitize(text).split("\n"))
    return "\n".join(part for parts in told for part in parts)


def fit(text: str, width: int, right: bool = False) -> str:
    """The text at exactly so many columns: padded, or cut with an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)
    return " " * (width - length) + text if right else text + " " * (width - length)


def wrap(text: str, width: int) -> list[str]:
    """The text on as many lines as it needs at this width in columns, broken between words where possible."""
    lines, room = [""], width
    for word in text.split():
        gap = 1 if lines[-1] else 0
        if gap and gap + cell_len(word) > room:
            lines.append("")
            gap, room = 0, width
        lines[-1] += " " * gap + word
        room -= gap + cell_len(word)
        place = 0
        while width > 1 and (begins := _too_wide(lines[-1], place, width)):
            line = lines.pop()
            head = set_cell_size(begins, width).rstrip()
            place += len(head)
            lines += [head, line]
        if place:
            lines[-1] = lines[-1][place:]
            room = width - cell_len(lines[-1])
    return lines


def _too_wide(line: str, place: int, width: int) -> str:
    """What the line has from this place on, as far as it takes to be wider than that; '' where it is not."""
    length = 4 * width  # of a word of any length no more is measured for a line: writing without blanks can be long
    while cell_len(begins := line[place : place + length]) <= width:
        if place + length >= len(line):
            return ""
        length *= 2
    return begins

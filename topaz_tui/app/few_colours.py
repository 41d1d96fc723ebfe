"""Terminals with few colours, or none. What a line is drawn in is a colour of the palette, so what it means is known:
it gets the colour of the terminal that means the same and can be read there, and not the nearest one, which may be that
of its ground."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

from rich.color import Color as RichColor
from rich.color import ColorSystem, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from topaz_tui.config import palettes

ON_DARK = {"ground": 0, "raised": 0, "cursor": 7, "ink": 15, "dim": 7, "accent": 14, "late": 11, "danger": 9}
ON_LIGHT = {"ground": 15, "raised": 15, "cursor": 7, "ink": 0, "dim": 0, "accent": 4, "late": 5, "danger": 1}
"""Each colour of a palette as one of the sixteen. One ground: a second grey is too near to either."""
ON_CURSOR = 0
"""All text under the cursor, in sixteen colours: no other can be read on its ground everywhere."""
CARET = ("ground", "dim")
"""The place in a field where one types: its ink and its ground, in a palette."""
LEVELS = (0, 95, 135, 175, 215, 255)  # of red, green and blue in the 216 colours of a terminal that has 256
CUBE, GREYS, END = 16, 232, 256
REVERSED = Style(reverse=True)
FEW = "-few"  # the app's class where there are none, or sixteen: no ground shows where a field or a window ends
CSS = """
.-few Input, .-few TextArea { text-style: underline; }
.-few Window { background: $background; }
.-few ColoursDialog { background: transparent; }
"""
WHITE_ON_BLACK = Style.from_color(RichColor.from_ansi(15), RichColor.from_ansi(0))  # in a field, whose ground is grey


class PaletteFilter(LineFilter):
    """Draws each style anew, by what its colours mean in the palette."""

    def __init__(self, palette: palettes.Palette) -> None:
        super().__init__()
        self._parts = {
            palette.colour(part).casefold(): part for part in (*palettes.INKS, *palettes.GROUNDS)
        }  # a ground, if it is both
        self._drawn = lru_cache(1024)(self.draw)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and self._drawn(style), control) for text, style, control in segments]

    def part(self, colour: RichColor | None) -> str | None:
        """What this colour means, if it is one of the palette."""
        return self._parts.get(colour.triplet.hex) if colour and colour.triplet else None

    @abstractmethod
    def draw(self, style: Style) -> Style:
        """This style, as the terminal can show it."""


class FewColours(PaletteFilter):
    """Draws a palette in the colours that the terminal has: 16, or 256."""

    def __init__(self, palette: palettes.Palette, *, sixteen: bool) -> None:
        super().__init__(palette)
        self._numbers = (ON_DARK if palette.dark else ON_LIGHT) if sixteen else of_256(palette)
        self.sixteen, self._on_cursor = sixteen, ON_CURSOR if sixteen else None

    def draw(self, style: Style) -> Style:
        if style.color and style.color.type != ColorType.TRUECOLOR:
            return style  # drawn already: a page below a window that can be seen through
        ground = self.part(style.bgcolor) or "ground"
        ink = "ink" if style.color is None else self.part(style.color) or "dim"  # a page below a window is blended
        if (ink, ground) == CARET and self._on_cursor is not None:
            return style + WHITE_ON_BLACK
        number = self._numbers[ink] if ground != "cursor" or self._on_cursor is None else self._on_cursor
        return style + Style.from_color(RichColor.from_ansi(number), RichColor.from_ansi(self._numbers[ground]))


class NoColours(PaletteFilter):
    """Sends no colour at all. What has a colour of text as its ground (an alarm that must not be missed, the place in a
    field where one types) is reversed."""

    def draw(self, style: Style) -> Style:
        return style.without_color + REVERSED if self.part(style.bgcolor) in palettes.INKS else style.without_color


def filters_of(palette: palettes.Palette, system: str | None, *, no_color: bool) -> tuple[LineFilter, ...]:
    """What draws a palette on a terminal with this system of colours (`Console.color_system`): nothing, where it has
    all colours."""
    if no_color:
        return (NoColours(palette),)
    return (FewColours(palette, sixteen=system == "standard"),) if system in ("standard", "256") else ()


def has_few(filters: Sequence[LineFilter]) -> bool:
    """Is what lies over the page drawn on the ground of the page?"""
    return any(isinstance(each, NoColours) or (isinstance(each, FewColours) and each.sixteen) for each in filters)


def of_256(palette: palettes.Palette) -> Mapping[str, int]:
    """The numbers of a palette's colours among 256: the nearest ones, the cursor's ground a grey; and of a text that
    would not stand out from each ground, the nearest one that does."""
    numbers = {part: _nearest(palette.colour(part)) for part in (*palettes.GROUNDS, *palettes.INKS)}
    numbers["cursor"] = min(range(GREYS, END), key=lambda number: palettes.contrast(hex_of(number), palette.cursor))
    grounds = [hex_of(numbers[ground]) for ground in palettes.GROUNDS]

    def is_seen(number: int) -> bool:
        return all(palettes.contrast(hex_of(number), ground) >= palettes.LEAST for ground in grounds)

    for ink in palettes.INKS:
        if not is_seen(numbers[ink]):
            by_nearness = sorted(range(CUBE, END), key=partial(_distance, palette.colour(ink)))
            numbers[ink] = next(filter(is_seen, by_nearness), numbers[ink])
    return numbers


def hex_of(number: int) -> str:
    """One of the 240 colours that are the same in each terminal with 256."""
    if number >= GREYS:
        return "#" + f"{8 + 10 * (number - GREYS):02x}" * 3
    red, rest = divmod(number - CUBE, 36)
    green, blue = divmod(rest, 6)
    return f"#{LEVELS[red]:02x}{LEVELS[green]:02x}{LEVELS[blue]:02x}"


def _nearest(colour: str) -> int:
    number = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number
    assert number is not None
    return number if number >= CUBE else CUBE


def _distance(colour: str, number: int) -> int:
    other = hex_of(number)
    return sum((int(colour[at : at + 2], 16) - int(other[at : at + 2], 16)) ** 2 for at in (1, 3, 5))

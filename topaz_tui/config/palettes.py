"""The colours: eight of them, each with one meaning (.github/DESIGN.md). Whoever wants others gives their own as a file
(config/own_colours.py); each text has to stand out from each ground that it can be on, in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

LEAST = 4.5
"""How much a text stands out from its ground, at least: WCAG 2.2, 1.4.3 (AA)."""
LEAST_CURSOR = 1.7
"""How much the line of the cursor stands out from the page, at least, in Topaz's own colours [ours]: a look at the
telephone must not lose the place. More would leave no room for the texts that have to be read on it."""
GROUNDS = {
    "ground": "the page",
    "raised": "what lies over the page: the title, a card, a window, a field",
    "cursor": "where the cursor stands",
}
INKS = {
    "ink": "text",
    "dim": "labels, and what is done or can't be done now",
    "accent": "headings, keys, and where one is",
    "late": "what is late, or still needed",
    "danger": "danger to somebody, and what was not sent or saved",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """Each colour as '#rrggbb'. Danger is a ground, too: of what must not be missed, with the page's own as its ink."""

    name: str
    dark: bool
    ground: str
    raised: str
    cursor: str
    ink: str
    dim: str
    accent: str
    late: str
    danger: str

    def colour(self, part: str) -> str:
        """The colour of a part, by its name in the file."""
        found: str = getattr(self, part)
        return found


DARK = Palette(
    "dark", dark=True, ground="#14171a", raised="#22272d", cursor="#4f4325",
    ink="#e8e6e1", dim="#b4bbc1", accent="#ebc76b", late="#f7a956", danger="#ff948d",
)  # fmt: skip
LIGHT = Palette(
    "light", dark=False, ground="#ffffff", raised="#f1eee7", cursor="#d8c48e",
    ink="#1b1d1f", dim="#474e55", accent="#604500", late="#8a3800", danger="#9c0f27",
)  # fmt: skip
CONTRAST = Palette(
    "contrast", dark=True, ground="#000000", raised="#1a1a1a", cursor="#00478a",
    ink="#ffffff", dim="#d4d4d4", accent="#ffe14d", late="#ffb566", danger="#ffa199",
)  # fmt: skip
BUILT_IN: Mapping[str, Palette] = MappingProxyType({each.name: each for each in (DARK, LIGHT, CONTRAST)})


def contrast(one: str, other: str) -> float:
    """How much two colours differ in light, from 1 to 21, as WCAG 2.2 has it."""
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pairs(palette: Palette) -> Iterator[tuple[str, str, float]]:
    """Each text, each ground that it can be on, and how much the one stands out from the other."""
    for ink in INKS:
        for ground in GROUNDS:
            yield ink, ground, contrast(palette.colour(ink), palette.colour(ground))


def too_close(palette: Palette) -> tuple[str, str, float] | None:
    """The pair that can't be told apart well enough and stands out least, if there is one."""
    ink, ground, stands_out = min(pairs(palette), key=lambda pair: pair[2])
    return (ink, ground, stands_out) if stands_out < LEAST else None

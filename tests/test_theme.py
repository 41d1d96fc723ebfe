"""The colours: each text can be read on each ground (WCAG 2.2, AA), and nothing is drawn in any other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor

import topaz_tui
from topaz_tui.app import Topaz, few_colours, themes
from topaz_tui.config import palettes

PACKAGE = Path(topaz_tui.__file__).parent
DRAWN = ("app", "screens", "widgets")  # the parts that draw
NAMED = re.compile(r"\$([a-z][a-z0-9-]*)")
OTHERWISE = re.compile(
    r"#[0-9a-fA-F]{6}\b|\brgba?\(|\bhsla?\(|\bansi_|\breverse\b|\b(?:color|background): ?(?!transparent)[a-z]+;"
    r"|^(?:bold |on )*(?:red|green|blue|yellow|white|black|cyan|magenta|grey|gray|orange|dim)$"
)
NO_COLOURS = {"name", "id"}  # of a template in words


@pytest.mark.parametrize("palette", palettes.BUILT_IN.values(), ids=lambda each: each.name)
def test_each_text_stands_out_from_each_ground(palette: palettes.Palette) -> None:
    assert not [pair for pair in palettes.pairs(palette) if pair[2] < palettes.LEAST]
    assert not palettes.too_close(palette)
    assert palettes.contrast(palette.cursor, palette.ground) >= palettes.LEAST_CURSOR


def test_high_contrast_has_that_of_the_stricter_level() -> None:
    """WCAG 2.2, 1.4.6 (AAA): 7 : 1 on the page and on what lies over it."""
    assert not [pair for pair in palettes.pairs(palettes.CONTRAST) if pair[2] < 7 and pair[1] != "cursor"]


XTERM = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
VGA = "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"


def seen(colour: Color | None, sixteen: str) -> str:
    assert colour is not None and colour.number is not None
    return f"#{sixteen.split()[colour.number]}" if colour.number < 16 else few_colours.hex_of(colour.number)


@pytest.mark.parametrize("system", ["standard", "256"])
@pytest.mark.parametrize("palette", palettes.BUILT_IN.values(), ids=lambda each: each.name)
def test_each_text_stands_out_in_few_colours(palette: palettes.Palette, system: str) -> None:
    """Under the cursor, too, and what is a danger of which the ground is red."""
    (drawn_in,) = few_colours.filters_of(palette, system, no_color=False)
    pairs = [(ink, ground) for ink in palettes.INKS for ground in palettes.GROUNDS] + [("ground", "danger")]
    for ink, ground in pairs:
        style = Style(color=palette.colour(ink), bgcolor=palette.colour(ground))
        (segment,) = drawn_in.apply([Segment("text", style)], TextualColor.parse(palette.ground))
        assert segment.style
        assert drawn_in.apply([segment], TextualColor.parse(palette.ground)) == [segment]  # below a window, once more
        for terminal in (XTERM, VGA):
            parts = seen(segment.style.color, terminal), seen(segment.style.bgcolor, terminal)
            assert palettes.contrast(*parts) >= palettes.LEAST, (ink, ground, parts)


@pytest.mark.parametrize("palette", palettes.BUILT_IN.values(), ids=lambda each: each.name)
def test_place_where_one_types_is_seen_in_a_field_with_16_colours(palette: palettes.Palette) -> None:
    """And a page below a window, whose colours are blended with black, is dim."""
    (drawn_in,) = few_colours.filters_of(palette, "standard", no_color=False)
    parts = [(palette.ground, palette.dim), (palette.ink, palette.cursor), ("#123456", palette.ground)]
    segments = drawn_in.apply(
        [Segment("a", Style(color=ink, bgcolor=ground)) for ink, ground in parts], TextualColor.parse("#000000")
    )
    caret, field, below = (segment.style for segment in segments)
    assert caret and field and below and below.color
    assert palettes.contrast(seen(caret.bgcolor, XTERM), seen(field.bgcolor, XTERM)) > 7
    assert below.color.number == (few_colours.ON_DARK if palette.dark else few_colours.ON_LIGHT)["dim"]


def test_no_colour_is_sent_where_none_is_wanted() -> None:
    """What would be lost without one is reversed."""
    (drawn_in,) = few_colours.filters_of(palettes.DARK, "truecolor", no_color=True)
    styles = [
        Style(color=palettes.DARK.ink, bgcolor=palettes.DARK.colour(on), bold=True) for on in ("cursor", "danger")
    ]
    segments = drawn_in.apply([Segment("text", style) for style in styles], TextualColor.parse("#000000"))
    assert [segment.style for segment in segments] == [Style(bold=True), Style(bold=True, reverse=True)]
    assert few_colours.filters_of(palettes.DARK, "truecolor", no_color=False) == ()


@pytest.mark.parametrize(
    ("system", "no_color", "few"),
    [("truecolor", False, False), ("256", False, False), ("standard", False, True), ("truecolor", True, True)],
)
def test_fields_and_windows_are_drawn_without_grounds_where_there_are_none(system, no_color, few) -> None:
    """A field is underlined, and nothing is seen beside a window."""
    assert few_colours.has_few(few_colours.filters_of(palettes.DARK, system, no_color=no_color)) == few
    assert few_colours.CSS in Topaz.CSS


def test_contrast_is_that_of_the_standard() -> None:
    assert palettes.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palettes.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the lightest grey that passes


def test_every_colour_of_a_palette_has_a_name_that_style_sheets_use() -> None:
    parts = {each.name for each in fields(palettes.Palette)} - {"name", "dark"}
    assert parts == {*palettes.GROUNDS, *palettes.INKS} == set(themes.USED.values())
    made = themes.theme_of(palettes.CONTRAST)
    assert {made.variables[name] for name in themes.USED} == {palettes.CONTRAST.colour(part) for part in parts}


def drawn() -> Iterator[tuple[Path, str]]:
    """Every style sheet, and every text in the code that draws, but for docstrings."""
    for part in DRAWN:
        for file in sorted((PACKAGE / part).rglob("*.tcss")):
            yield file, file.read_text()
        for file in sorted((PACKAGE / part).rglob("*.py")):
            if file.name in ("themes.py", "few_colours.py"):
                continue
            tree = ast.parse(file.read_text())
            said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                    yield file, node.value


def test_nothing_is_drawn_in_another_colour() -> None:
    allowed = set(themes.USED) | NO_COLOURS
    others = [
        (file.relative_to(PACKAGE).as_posix(), found)
        for file, text in drawn()
        for found in (*(set(NAMED.findall(text)) - allowed), *OTHERWISE.findall(text))
    ]
    assert not others


def test_page_about_the_look_names_every_colour() -> None:
    page = (PACKAGE.parent / ".github" / "DESIGN.md").read_text()
    for textual, part in themes.USED.items():
        meaning = {**palettes.GROUNDS, **palettes.INKS}[part]
        assert f"| {part} | `${textual}` | {meaning} |" in page

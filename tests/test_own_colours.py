"""Colours of one's own: what their file may have, what is said of one that can't be taken, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from topaz_tui import config
from topaz_tui.config import own_colours, palettes
from topaz_tui.errors import UserError


def write(text: str, name: str = "mine") -> Path:
    file = own_colours.folder() / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_what_a_file_leaves_out_is_as_in_the_one_that_it_is_like() -> None:
    write('like = "light"\naccent = "#003F7F"\n')
    mine = own_colours.named("mine")
    assert mine.accent == "#003f7f" and mine.ground == palettes.LIGHT.ground and not mine.dark
    assert own_colours.names() == ("dark", "light", "contrast", "mine")
    assert config.load(settings_of('[screen]\ntheme = "mine"\n')).screen.theme == "mine"


def settings_of(text: str) -> Path:
    file = own_colours.settings_folder() / "settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'late = "#2a2f36"',
            "late can't be read on raised: 1.1 : 1. It takes 4.5 : 1: make one lighter or darker.",
        ),
        ('ground = "#ffffff"', "can't be read on ground:"),
        (
            'accnt = "#ffffff"',
            "accnt is no colour; did you mean accent? They are ground, raised, cursor, ink, dim, accent,",
        ),
        ('accent = "gold"', 'accent is "gold". Give red, green and blue, like "#e0a83c".'),
        ("accent = 3", "accent is 3. Give red"),
        ('name = "x"', "name is no colour"),
        ('like = "mine"', 'like is "mine". Give one of: dark, light, contrast.'),
        ("accent = ", "line 1 can't be read: "),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_name(text: str, says: str) -> None:
    file = write(text)
    with pytest.raises(UserError) as wrong:
        own_colours.named("mine")
    assert str(wrong.value).startswith(str(file)) and says in str(wrong.value)


@pytest.mark.parametrize("name", ["pink", "../mine", "", "x" * 50])
def test_a_name_without_a_file_has_no_colours(name: str) -> None:
    with pytest.raises(UserError, match="There are no colours of the name"):
        own_colours.named(name)


def test_a_file_that_is_no_text_is_said_in_words() -> None:
    write("").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="is not text"):
        own_colours.named("mine")


def test_what_one_chose_holds_until_the_settings_name_another() -> None:
    assert own_colours.chosen("dark") == "dark"
    own_colours.choose("contrast", "dark")
    assert own_colours.chosen("dark") == "contrast"
    assert own_colours.chosen("light") == "light"
    assert [file.name for file in own_colours.settings_folder().iterdir()] == ["screen.toml"]
    (own_colours.settings_folder() / "screen.toml").write_text("theme =", encoding="utf-8")
    assert own_colours.chosen("dark") == "dark"


def test_a_choice_that_cant_be_kept_says_so() -> None:
    own_colours.settings_folder().parent.mkdir(parents=True, exist_ok=True)
    own_colours.settings_folder().write_text("in its place")
    with pytest.raises(UserError, match=r"can't be written: .* until Topaz ends"):
        own_colours.choose("light", "dark")

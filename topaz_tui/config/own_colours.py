"""Colours of one's own: a file NAME.toml in the folder `themes` beside the settings, with any of the names of a palette
(config/palettes.py); what it leaves out is as in the palette that it names as `like`. And what one chose while the
program ran: that holds until the settings name another one."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from topaz_tui import regular
from topaz_tui.config.palettes import BUILT_IN, GROUNDS, INKS, LEAST, Palette, contrast, too_close
from topaz_tui.config.words import guess, quoted, toml, unparsed
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.files import make_private

NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LARGEST = 20_000
"""Bytes that such a file may have."""
CHOSEN = "screen.toml"


def folder() -> Path:
    """Where they are."""
    return settings_folder() / "themes"


def settings_folder() -> Path:
    """The folder of this account's own settings."""
    from platformdirs import user_config_path

    return user_config_path("topaz", appauthor=False)


def names() -> tuple[str, ...]:
    """Every palette that there is: ours, then one's own."""
    with contextlib.suppress(OSError):
        own = sorted(file.stem for file in folder().iterdir() if file.suffix == ".toml" and NAMES.fullmatch(file.stem))
        return (*BUILT_IN, *(name for name in own if name not in BUILT_IN))
    return tuple(BUILT_IN)


def named(name: str) -> Palette:
    """The palette of this name.

    Raises UserError where there is none, or what its file has can't be taken: not TOML, no colour, a text that can't be
    told apart from what it stands on.
    """
    if name in BUILT_IN:
        return BUILT_IN[name]
    file = folder() / f"{name}.toml"
    if not NAMES.fullmatch(name) or not file.exists():
        ours = f"Give one of: {', '.join(BUILT_IN)}; or make one of your own, {folder() / 'NAME.toml'}."
        raise NotFound(f"There are no colours of the name {quoted(name)}.", ours)
    return _palette(name, file, _read(file))


def _read(file: Path) -> dict[str, object]:
    import tomllib

    regular.need(file, "Write your colours in a file.")
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(f"{file} has more than {LARGEST:,} bytes.", "A line for each colour is enough.")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise Invalid(f"{file} can't be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{file} is not text.", "Save it as UTF-8.") from None
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Invalid(f"{file} has brackets within brackets, too deep to read.", "Take them out.") from None
    except ValueError as fault:
        line, what = unparsed(fault, text)
        raise Invalid(f"{file} line {line} can't be read: {what}.", "Mend the line; the format is TOML.") from None


def _palette(name: str, file: Path, given: dict[str, object]) -> Palette:
    like = given.pop("like", "dark")
    if like not in BUILT_IN:
        raise Invalid(f"{file}: like is {quoted(like)}.", f"Give one of: {', '.join(BUILT_IN)}.")
    base = BUILT_IN[str(like)]
    parts = {**GROUNDS, **INKS}
    colours: dict[str, Any] = {}  # texts, by names that `parts` has
    for part, value in given.items():
        if part not in parts:
            raise Invalid(f"{file}: {guess(f'{part} is no colour', part, parts)}", f"They are {', '.join(parts)}.")
        if not isinstance(value, str) or not COLOUR.fullmatch(value):
            raise Invalid(f"{file}: {part} is {quoted(value)}.", 'Give red, green and blue, like "#e0a83c".')
        colours[part] = value.lower()
    palette = replace(base, name=name, **colours)
    if close := too_close(palette):
        ink, ground, stands_out = close
        raise Invalid(
            f"{file}: {ink} can't be read on {ground}: {stands_out:.1f} : 1.",
            f"It takes {LEAST} : 1: make one lighter or darker.",
        )
    return replace(palette, dark=_is_dark(palette))


def _is_dark(palette: Palette) -> bool:
    return contrast(palette.ground, "#000000") < contrast(palette.ground, "#ffffff")


# What was chosen while the program ran


def chosen(settings: str) -> str:
    """The name of what this account chose last, where `settings` name the same as then; else what they name."""
    file = settings_folder() / CHOSEN
    if not file.is_file():
        return settings
    try:
        kept = _read(file)
    except Invalid:  # nobody writes it but Topaz: what can't be read of it was broken off, or is another's
        return settings
    name, instead = kept.get("theme"), kept.get("instead_of")
    return name if isinstance(name, str) and instead == settings else settings


def choose(name: str, settings: str) -> None:
    """Keep this name as this account's own choice, for as long as the settings name `settings`.

    Raises UserError where it can't be kept.
    """
    file = settings_folder() / CHOSEN
    part = file.with_name(f".{CHOSEN}.{os.getpid()}")
    try:
        make_private(file.parent)
        part.write_text(f"# Written by Topaz.\ntheme = {toml(name)}\ninstead_of = {toml(settings)}\n", encoding="utf-8")
        part.replace(file)
    except OSError as fault:
        hint = "The colours are as you chose them until Topaz ends."
        raise Invalid(f"{file} can't be written: {fault.strerror}.", hint) from None

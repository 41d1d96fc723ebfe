"""The settings file: where it is, and all that can be wrong in it, with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from topaz_tui import regular
from topaz_tui.config.settings import Sending, Settings, councils, table
from topaz_tui.config.values import InvalidSetting, Key, UnknownSetting, section
from topaz_tui.config.words import guess, unparsed
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules.terms import Channel, ReferralTerms


def default_path() -> Path:
    """The settings file where neither --settings nor TOPAZ_SETTINGS names one; it need not be there."""
    from platformdirs import user_config_path

    return user_config_path("topaz", appauthor=False) / "settings.toml"


def default_database() -> Path:
    """The database where neither --db nor the settings name one."""
    from platformdirs import user_data_path

    return user_data_path("topaz", appauthor=False) / "topaz.db"


LARGEST = 1_000_000
"""Bytes that a settings file may have: with every setting of fifty councils it has a tenth."""


def database_at(named: str | None) -> Path | str:
    """The database that --db or the settings name: a file, or the URL of one on a server."""
    if named and regular.is_server(named):
        return named
    return Path(named).expanduser() if named else default_database()


def load(path: str | Path | None = None) -> Settings:
    """The settings of this file; without one, of TOPAZ_SETTINGS, else of the default path where there is a
    file.

    Raises UserError for a file that is not there though it was named, can't be read, or has anything wrong in
    it.
    """
    found = _text(path)
    if found is None:
        return Settings()
    file, text = found
    settings = read_settings(text, str(file))
    own = file.absolute().parent / "letters"
    if settings.letters.folder is None and own.is_dir():
        settings = replace(settings, letters=replace(settings.letters, folder=str(own)))
    return settings


def _text(path: str | Path | None) -> tuple[Path, str] | None:
    """The settings file and what is in it; None where none was named and there is none."""
    named = path or os.environ.get("TOPAZ_SETTINGS")
    file = Path(named).expanduser() if named else default_path()
    regular.need(file, "Name a file with your settings.")
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(f"The settings file {file} has more than {LARGEST:,} bytes.", hint="Look at its name.")
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        if named:
            raise NotFound(f"There is no settings file {file}.", hint="Check the name, or leave it out.") from None
        return None
    except OSError as fault:
        raise Invalid(f"The settings file {file} can't be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"The settings file {file} is not text.", hint="Save it as UTF-8.") from None
    return file, text


def table_in(path: str | Path | None = None) -> Mapping[str, Any]:
    """What the settings file says, as it stands there; nothing where there is none. Raises UserError as `load` does."""
    found = _text(path)
    if found is None:
        return {}
    file, text = found
    read_settings(text, str(file))
    return _parsed(text, str(file))


def _parsed(text: str, file: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Invalid(f"{file} has brackets within brackets, too deep to read.", hint="Take them out.") from None
    except ValueError as fault:
        line, what = unparsed(fault, text)
        raise Invalid(
            f"{file} line {line}{_near(text, line)} can't be read: {what}.",
            hint="Mend the line; the format is TOML.",
        ) from None


def of_table(data: Mapping[str, Any]) -> Settings:
    """The settings that a table says. Raises InvalidSetting."""
    settings: Settings = section(data, (), Settings())
    settings = replace(settings, councils=councils(data.get("councils", {}), ("councils",), settings))
    _check(settings)
    return settings


def read_settings(text: str, file: str) -> Settings:
    """The settings of a file's text. Raises UserError with the line that is wrong."""
    try:
        return of_table(_parsed(text, file))
    except InvalidSetting as wrong:
        name, what = ".".join(wrong.key), wrong.what
        if isinstance(wrong, UnknownSetting):
            what = guess(what, name, (row for row, *_ in table()))
        raise Invalid(f"{file} line {_line_of(text, wrong.key)}: {name} {what}", hint=wrong.do) from None


def _check(settings: Settings) -> None:
    """What each value may be, but not all of them together."""
    calls = settings.calls
    if calls.days > calls.tries:
        raise InvalidSetting(
            ("calls", "tries"),
            f"is {calls.tries}, too few for calls.days = {calls.days}.",
            "Give as many attempts as days, or more.",
        )
    texts = settings.letters.texts
    if texts.url and not texts.sender:
        raise InvalidSetting(("letters", "texts", "url"), "has no sender beside it.", "Give letters.texts.sender.")
    _check_ladder(("referral",), settings.referral)
    _check_sending(("sending",), settings.sending)
    for name, own in settings.councils.items():
        _check_ladder(("councils", name), own.referral)
        _check_sending(("councils", name, "sending"), own.sending)
    if settings.councils and not settings.council and settings.sending.channels != (Channel.BY_HAND,):
        do = 'Say whose address that of [sending] is: council = "…", before any table.'
        raise InvalidSetting(("councils",), "name councils, and none is the team's own.", do)


def _check_ladder(key: Key, terms: ReferralTerms) -> None:
    ladder = ("chase_days", "manager_days", "head_days", "director_days")
    for before, after in pairwise(ladder):
        first, second = getattr(terms, before), getattr(terms, after)
        if first > second:
            raise InvalidSetting(
                (*key, after),
                f"is {second}, before {before} = {first}.",
                f"They come in this order: {', '.join(ladder)}.",
            )


NEEDED_SETTINGS = {"mail": ("server", "sender", "to"), "folder": ("path",)}
"""What a channel can't do without: a new Channel (rules/terms.py) has a row here, unless it needs nothing."""


def _check_sending(key: Key, sending: Sending) -> None:
    for channel in sending.channels:
        for need in NEEDED_SETTINGS.get(channel, ()):
            if not getattr(getattr(sending, channel), need):
                what = f"names '{channel}', which has no {need}."
                raise InvalidSetting((*key, "channels"), what, f"Give {'.'.join((*key, channel, need))}.")


# Lines


_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_HEADER = re.compile(rf"\s*\[\[?\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]", re.ASCII)
_ASSIGNED = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=", re.ASCII)


def _lines(text: str) -> Iterator[tuple[int, Key]]:
    """Each line that names a key, with the whole of it. tomllib keeps no lines; this is close enough to
    point."""
    table: Key = ()
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HEADER.match(line):
            table = _split(found[1])
            yield number, table
        elif found := _ASSIGNED.match(line):
            yield number, table + _split(found[1])


def _split(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _line_of(text: str, key: Key) -> int:
    """The line that names the key, or as much of it as any line does (an inline table's first line)."""
    best, line = 0, 1
    for number, named in _lines(text):
        same = next((n for n, (a, b) in enumerate(zip(named, key, strict=False)) if a != b), min(len(named), len(key)))
        if same > best:
            best, line = same, number
    return line


def _near(text: str, line: int) -> str:
    """The key at or before a line that can't be read: ', at calls.tries'."""
    before = [named for number, named in _lines(text) if number <= line]
    return f", at {'.'.join(before[-1])}," if before else ""

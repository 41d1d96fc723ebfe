"""The settings of a team apart from what is a person's own: where concerns go, terms, deadlines, calling hours. Once a
team has taken them over they live in its database (services/team_settings.py), and a file says nothing of them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from topaz_tui.config import file
from topaz_tui.config.settings import Settings, table
from topaz_tui.config.values import SECRETS, InvalidSetting, UnknownSetting
from topaz_tui.config.words import guess, toml, unparsed
from topaz_tui.errors import Invalid

Table = Mapping[str, Any]
OWN = ("database", "screen", "keys", "blocks")
"""What stays in everybody's own file: how it looks, their keys and short words, and where the database is."""
_OWN_WITHIN = (("letters", "folder"),)  # templates are files beside it
_PLACES = ("path", "referrals_path", "children_path", "print_to", "ca_file", "token_file", "folder")
"""The names of settings that are a file or a folder: the same one for everybody, whose home is another."""
_WHERE = ("sending", "letters.texts", "letters.print_to", "council", "log", "clipboard")


def of_team(data: Table) -> dict[str, Any]:
    """What of a settings file is the team's; each file and folder by its whole name."""
    found = {name: copy.deepcopy(value) for name, value in data.items() if name not in OWN}
    for above, name in _OWN_WITHIN:
        if isinstance(within := found.get(above), dict):
            within.pop(name, None)
            if not within:
                del found[above]
    _whole_names(found)
    return found


def _whole_names(data: dict[str, Any]) -> None:
    for name, value in data.items():
        if isinstance(value, dict):
            _whole_names(value)
        elif name in _PLACES and isinstance(value, str) and value:
            data[name] = str(Path(value).expanduser().absolute())


def read(data: Table, own: Settings | None = None) -> Settings:
    """The settings that these of a team make, with what is somebody's `own` from theirs. Raises Invalid."""
    try:
        settings = file.of_table(data)
    except InvalidSetting as wrong:
        name, what = ".".join(wrong.key), wrong.what
        if isinstance(wrong, UnknownSetting):
            what = guess(what, name, (row for row, *_ in table()))
        raise Invalid(f"{name} {what}", hint=wrong.do) from None
    if own is None:
        return settings
    theirs = {name: getattr(own, name) for name in OWN}
    return replace(settings, **theirs, letters=replace(settings.letters, folder=own.letters.folder))


def with_value(data: Table, key: str, value: str | None) -> dict[str, Any]:
    """The team's settings with another value for a key: TOML, or words as they stand; None is the default again.
    Raises Invalid for what is no key, or is a person's own."""
    parts = _key(key)
    new = copy.deepcopy(dict(data))
    place = new
    for part in parts[:-1]:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise Invalid(f"{key} is no setting.", "'topaz help settings' has them all.")
    if value is None:
        place.pop(parts[-1], None)
    else:
        place[parts[-1]] = _value(value)
    if parts[0] in OWN or any(tuple(parts) == own for own in _OWN_WITHIN):
        raise Invalid(f"{key} is everybody's own, in their settings file.", "Change it there.")
    return of_team(_without_empty(new))


def _key(key: str) -> list[str]:
    import tomllib

    parts = list[str]()
    try:
        found: Any = tomllib.loads(f"{key} = 1")
        while isinstance(found, dict):
            [(name, found)] = found.items()
            parts.append(name)
    except ValueError:
        raise Invalid(f"{key!r} is no setting.", "Write it as in a file: sending.folder.path") from None
    return parts


def _value(words: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(f"value = {words}")["value"]
    except ValueError as fault:
        if words[:1] in ('"', "'", "[", "{"):
            _, what = unparsed(fault, words)
            raise Invalid(f"{words} can't be read: {what}.", "Write it as in a file; the format is TOML.") from None
        return words


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    made = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in data.items()}
    return {name: value for name, value in made.items() if value != {}}


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is another, as the file would have it. `moves`: it says where something goes, or how long the log
    is kept."""

    key: str
    was: str
    now: str
    moves: bool


def differences(was: Settings, now: Settings) -> tuple[Difference, ...]:
    """What of the team's settings is another now; of a council by what held for it before."""
    named = tuple(dict.fromkeys((*was.councils, *now.councils)))
    before = {key: value for key, value, _ in _rows(was, named)}
    return tuple(
        Difference(key, before[key], value, _moves(key)) for key, value, _ in _rows(now, named) if before[key] != value
    )


def _moves(key: str) -> bool:
    """Does this setting say where a concern, or what else leaves the house, goes, or who sends it; how long the log is
    kept; or whether anything goes to a clipboard? That is for two to say."""
    named = key.rpartition('".')[2] if key.startswith("councils.") else key
    return any(named == where or named.startswith(f"{where}.") for where in _WHERE)


def foreign_variables(settings: Settings) -> Iterator[tuple[str, str]]:
    """The settings that name a variable for a secret which is not Topaz's own, and how it has to begin. What it says is
    not repeated: it may be the secret."""
    for key, value, _ in _rows(settings, tuple(settings.councils)):
        begins = SECRETS.get(key.rpartition(".")[2])
        if begins and not value.strip('"').startswith(begins):
            yield key, begins


@dataclass(frozen=True, slots=True)
class Row:
    """A setting of the team: its value and the usual one, as the file would have them; of a council the usual one is
    what holds for all."""

    key: str
    value: str
    usual: str
    meaning: str

    @property
    def moves(self) -> bool:
        """Does it say where something goes?"""
        return _moves(self.key)


def rows(settings: Settings) -> tuple[Row, ...]:
    """Every setting of the team, of councils too; first those that are not the usual ones."""
    usual = {key: value for key, value, _ in _rows(replace(settings, councils={}), tuple(settings.councils))}
    usual |= {key: value for key, value, _ in _rows(Settings(), ())}
    every = [Row(key, value, usual[key], means) for key, value, means in _rows(settings, tuple(settings.councils))]
    return tuple(sorted(every, key=lambda row: row.value == row.usual))


def changed(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The settings of a team that are not the usual ones: key, and value as the file would have it."""
    return tuple((row.key, row.value) for row in rows(settings) if row.value != row.usual)


def as_table(settings: Settings) -> dict[str, Any]:
    """What these settings say of the team's, as a file would: all that is not the usual one. Raises Invalid for a value
    that no file can have."""
    data: dict[str, Any] = {}
    for key, value in changed(settings):
        data = with_value(data, key, value)
    return data


def _rows(settings: Settings, councils: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for key, value, meaning, _ in table(settings):
        if key.split(".")[0] not in (*OWN, "councils") and tuple(key.split(".")) not in _OWN_WITHIN:
            yield key, value, meaning
    for name in councils:
        terms, prefix = settings.terms_of(name), f"councils.{toml(name)}."
        for within, of in (("", terms.referral), ("sending.", terms.sending), ("children.", terms.children)):
            for key, value, meaning, _ in table(of, prefix + within):
                yield key, value, meaning

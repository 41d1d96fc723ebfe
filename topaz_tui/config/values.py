"""How the values of the settings are read, and what is said of one that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, field, fields, replace
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from topaz_tui.clock import Hours, Week, minute_of_day
from topaz_tui.config.palettes import BUILT_IN
from topaz_tui.config.words import DAYS, guess, quoted
from topaz_tui.errors import UserError
from topaz_tui.rules.terms import Channel, ReferredBackOf

Key = tuple[str, ...]
LONGEST = 1000
"""Letters that a text may have, a path of many folders too."""
Reader = Callable[[object, Key, Any], Any]
"""Reads the value at a key, on top of the default, which may be a part of it; raises Wrong."""


class InvalidSetting(Exception):
    """What is wrong with one value: its key, the rest of the sentence, and what to do."""

    def __init__(self, key: Key, what: str, do: str = "") -> None:
        super().__init__(key, what, do)
        self.key, self.what, self.do = key, what, do


class UnknownSetting(InvalidSetting):
    """A key that is no setting. Whoever knows them all (file.py) says which of them it may be meant for."""

    WHAT = "is not a setting"


# How values are read


def whole(least: int, most: int) -> Reader:
    """Reads a whole number from `least` to `most`."""

    def read(value: object, key: Key, _default: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise InvalidSetting(key, f"is {quoted(value)}.", f"Give a whole number from {least} to {most}.")
        return value

    return read


def one_of(*choices: str) -> Reader:
    """Reads one of these words."""

    def read(value: object, key: Key, _default: str) -> str:
        if value not in choices:
            raise InvalidSetting(key, f"is {quoted(value)}.", f"Give one of: {', '.join(choices)}.")
        return str(value)

    return read


def colours(value: object, key: Key, _default: str) -> str:
    """The name of a palette: one of ours, or of a file of one's own, which is looked at at once."""
    if value in BUILT_IN:
        return str(value)
    from topaz_tui.config import own_colours  # where somebody has their own

    try:
        return own_colours.named(value if isinstance(value, str) else "").name
    except UserError as wrong:
        raise InvalidSetting(key, f"is {quoted(value)}. {wrong.message}", wrong.hint) from None


def text(value: object, key: Key, _default: str | None) -> str | None:
    """Reads a text; an empty one is none."""
    if not isinstance(value, str):
        raise InvalidSetting(key, f"is {quoted(value)}.", "Give a text in quotes.")
    return value or None


def _check_length(value: object, key: Key) -> None:
    """No text in it is longer than LONGEST, whatever it is for."""
    match value:
        case str() if len(value) > LONGEST:
            raise InvalidSetting(key, f"has {len(value):,} letters.", f"A text has {LONGEST:,} at most.")
        case list():
            for one in value:
                _check_length(one, key)
        case dict():
            for name, one in value.items():
                _check_length(name, key)
                _check_length(one, (*key, name))


def truth(value: object, key: Key, _default: bool) -> bool:
    """Reads true or false."""
    if not isinstance(value, bool):
        raise InvalidSetting(key, f"is {quoted(value)}.", "Give true or false.")
    return value


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def name(value: object, key: Key, _default: str) -> str:
    """The name of a variable of the environment: what is none may be the password itself, and is not repeated."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        do = "Give the name of a variable of the environment, never a password."
        raise InvalidSetting(key, "is no name of a variable.", do)
    return value


LOOPBACK = ("localhost", "127.0.0.1", "::1")


def gateway(value: object, key: Key, default: str | None) -> str | None:
    """Reads the address of an SMS gateway."""
    url = text(value, key, default)
    if url and (wrong := gateway_fault(url)):
        raise InvalidSetting(key, wrong, 'Give an address like "https://sms.example/send".')
    return url


def gateway_fault(url: str) -> str:
    """What is wrong with the address of a gateway, as the rest of a sentence; '' where nothing is. What goes there is
    encrypted, but on this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is no address of the web."
    if not url.isascii() or not url.isprintable() or " " in url or not host or parts.scheme not in ("https", "http"):
        return "is no address of the web."
    if parts.username or parts.password:
        return "has a name or a password in it."
    return "is not encrypted." if parts.scheme == "http" and host not in LOOPBACK else ""


_BEYOND = r"[^\x00-\xa0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff0-\uffff]"
_LABEL = rf"(?:[A-Za-z0-9-]|{_BEYOND})+"
ADDRESS = re.compile(rf"(?:[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]|{_BEYOND})+@{_LABEL}(?:\.{_LABEL})*")
"""One mail address, and nothing about it: no name, no second one, nothing that a header would obey, and no letter that
can't be seen. Letters beyond ASCII may be in it; whether a server takes them is seen as it is sent (mime.way)."""


def address(value: object, key: Key, _default: str | None) -> str | None:
    """Reads one mail address; an empty text is none."""
    if value != "" and not (isinstance(value, str) and ADDRESS.fullmatch(value)):
        raise InvalidSetting(key, f"is {quoted(value)}.", 'Give one address alone, like "duty@example.org".')
    return value or None


_DOMAIN = re.compile(r"[^\s@,]+(\.[^\s@,.]+)+")


def domains(value: object, key: Key, default: str | None) -> str | None:
    """Reads domains of mail addresses, with commas between them."""
    named = text(value, key, default)
    if any(not _DOMAIN.fullmatch(each) for each in (named or "").replace(",", " ").split()):
        raise InvalidSetting(key, f"is {quoted(value)}.", 'Give domains, like "nhs.net, council.example".')
    return named


SECRETS = {"password_from": "TOPAZ_MAIL_", "pdf_password_from": "TOPAZ_PDF_", "token_from": "TOPAZ_SMS_"}
"""How the variables begin that a setting of this name may name: any other may hold the secret of something else."""


def several(*choices: str) -> Reader:
    """A list of some of them, each once, in an order that counts."""

    def read(value: object, key: Key, _default: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or any(one not in choices for one in value):
            raise InvalidSetting(key, f"is {quoted(value)}.", f"Give a list of some of: {', '.join(choices)}.")
        if len(set(value)) != len(value):
            raise InvalidSetting(key, f"is {quoted(value)}.", "Name each of them once.")
        return tuple(value)

    return read


def minutes(value: object, key: Key, _default: tuple[int, ...]) -> tuple[int, ...]:
    """Reads minutes that follow each other, each of 1 to 1,440."""
    if not isinstance(value, list) or not value:
        raise InvalidSetting(key, f"is {quoted(value)}.", "Give a list of minutes, like [1, 2, 5].")
    return tuple(whole(1, 1440)(one, key, 0) for one in value)


def channels(value: object, key: Key, default: tuple[str, ...]) -> tuple[str, ...]:
    """Ways to the council, in order; by hand, a person's, comes last."""
    ways: tuple[str, ...] = several(*Channel)(value, key, default)
    if Channel.BY_HAND in ways[:-1]:
        raise InvalidSetting(
            key, f"goes on after '{Channel.BY_HAND}'.", f"Put '{Channel.BY_HAND}' last: a person sends it then."
        )
    return ways


def afterwards(_value: object, _key: Key, default: Any) -> Any:
    """What is read once the rest is there to stand on (settings.councils)."""
    return default


def table_of(value: object, key: Key) -> dict[str, object]:
    """The table that stands at `key`; raises InvalidSetting where it is none."""
    if not isinstance(value, dict):
        raise InvalidSetting(
            key, f"is {quoted(value)}.", f"It is a table: write [{'.'.join(key)}], then a line for each key."
        )
    return value


def _window(value: object, key: Key) -> Hours:
    do = 'Give when it opens and closes, like ["09:00", "17:00"].'
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)):
        raise InvalidSetting(key, f"is {quoted(value)}.", do)
    opens, closes = value
    try:
        if minute_of_day(opens) >= minute_of_day(closes):
            raise InvalidSetting(key, f"opens at {opens} but closes at {closes}.", do)
    except ValueError as fault:
        raise InvalidSetting(key, f"is {quoted(value)}: {fault}.", do) from None
    return opens, closes


def week(value: object, key: Key, default: Week) -> Week:
    """Reads the hours of each day that is named, over those of the default; [] closes a day."""
    windows, holidays = list(default.windows), default.holidays
    for name, hours in table_of(value, key).items():
        here = (*key, name)
        if name == "bank_holidays":
            if not isinstance(hours, bool):
                raise InvalidSetting(here, f"is {quoted(hours)}.", "Give true where they are as other days, or false.")
            holidays = hours
        elif name in DAYS:
            windows[DAYS.index(name)] = None if hours == [] else _window(hours, here)
        else:
            raise InvalidSetting(here, "is no day.", f"The days are {', '.join(DAYS)}; and there is bank_holidays.")
    if not any(windows):
        raise InvalidSetting(key, "is closed on every day.", "Open it on one day at least.")
    return Week(tuple(windows), holidays)


def parts(value: object, key: Key, default: Mapping[str, Hours]) -> Mapping[str, Hours]:
    """Reads the hours of parts of the day, which follow each other without overlapping."""
    parts = dict(default)
    for name, window in table_of(value, key).items():
        if name not in parts:
            raise InvalidSetting((*key, name), "is no part of the day.", f"The parts are {', '.join(parts)}.")
        parts[name] = _window(window, (*key, name))
    for (before, (_, ends)), (after, (begins, _)) in pairwise(parts.items()):
        if ends > begins:
            raise InvalidSetting(
                (*key, after),
                f"begins at {begins}, before the {before} ends.",
                f"The {before} ends at {ends}.",
            )
    return parts


def delays(value: object, key: Key, _default: Mapping[str, int]) -> Mapping[str, int]:
    """Reads minutes by the code of an outcome that has a delay: up to a year."""
    from topaz_tui.rules.outcomes import BY_CODE  # where a team sets one, and not at each start

    able = [code for code, outcome in BY_CODE.items() if outcome.delay is not None]
    delays: dict[str, int] = {}
    for code, minutes in table_of(value, key).items():
        if code not in able:
            what = "is an outcome without a delay" if code in BY_CODE else "is no outcome of a call"
            raise InvalidSetting((*key, code), guess(what, code, able), f"Those with a delay are {', '.join(able)}.")
        delays[code] = whole(1, 525_600)(minutes, (*key, code), 0)
    return delays


def keys(value: object, key: Key, _default: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Reads the keys of actions, by the action's id; a single key may stand without brackets."""
    keys: dict[str, tuple[str, ...]] = {}
    for action, names in table_of(value, key).items():
        several = [names] if isinstance(names, str) else names
        if not (isinstance(several, list) and several and all(isinstance(name, str) and name for name in several)):
            raise InvalidSetting((*key, action), f"is {quoted(names)}.", 'Give a key or several, like ["f3", "2"].')
        keys[action] = tuple(several)
    return keys


def texts(value: object, key: Key, _default: Mapping[str, str]) -> Mapping[str, str]:
    """A text for each short name."""
    for short, words in table_of(value, key).items():
        if not re.fullmatch(r"\w{1,12}", short):
            raise InvalidSetting((*key, short), "is no short name.", "Give it 1 to 12 letters or digits.")
        if not isinstance(words, str) or not words.strip():
            raise InvalidSetting((*key, short), f"is {quoted(words)}.", "Give a text in quotes.")
    return {short: str(words) for short, words in table_of(value, key).items()}


def targets(value: object, key: Key, default: Mapping[str, str]) -> Mapping[str, str]:
    """A target for each duty of children's services that is named, none slower than the law."""
    from topaz_tui.rules.statutory.council import CouncilRules  # where somebody has some

    found = dict(default)
    for code, text in table_of(value, key).items():
        if not isinstance(text, str):
            raise InvalidSetting((*key, code), f"is {quoted(text)}.", 'Give a time in quotes, like "+8w" or "+10wd".')
        try:
            CouncilRules({code: text})
        except ValueError as fault:
            do = "A council's target is no later than the law's day; 'topaz due' has the codes."
            raise InvalidSetting((*key, code), f"can't stand: {fault}", do) from None
        found[code] = text
    return found


def school_terms(value: object, key: Key, _default: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The first and the last day of each term, one after the other."""
    do = 'Give the days of each, in order: [["2026-09-01", "2026-12-18"], ["2027-01-04", "2027-03-26"]].'
    found: list[tuple[str, str]] = []
    terms: list[Any] = value if isinstance(value, list) else [value]
    for one in terms:
        try:
            first, last = (str(date.fromisoformat(day)) for day in one)
        except (TypeError, ValueError):
            raise InvalidSetting(key, f"is {quoted(value)}.", do) from None
        if last < first or (found and first <= found[-1][1]):
            raise InvalidSetting(key, "has terms that end before they begin, or overlap.", do)
        found.append((first, last))
    return tuple(found)


KINDS: dict[str, Reader] = {
    "week": week, "parts": parts, "delays": delays, "referred_back_of": one_of(*ReferredBackOf), "truth": truth,
    "targets": targets, "school_terms": school_terms, "leap_birthday": one_of("1 March", "28 February"),
}  # fmt: skip
"""How a term of each kind (rules/terms.py) is read that is no whole number."""


def reader_of(row: Field[Any]) -> Reader:
    """How the value of this field is read: as it says itself, or after the kind of the term."""
    read: Reader | None = row.metadata.get("read")
    if read:
        return read
    if row.metadata["kind"] == "whole":
        return whole(row.metadata["least"], row.metadata["most"])
    return KINDS[row.metadata["kind"]]


def section(value: object, key: Key, default: Any) -> Any:
    """A table read onto a dataclass whose fields say how each is read."""
    known = {row.name: row for row in fields(default)}
    values = {}
    for name, given in table_of(value, key).items():
        here = (*key, name)
        if "password" in name and name not in known:
            what = "is not a setting: no password stands in this file."
            raise InvalidSetting(here, what, "'topaz help sending' says where it comes from.")
        if name not in known:
            raise UnknownSetting(here, UnknownSetting.WHAT, f"Here are {', '.join(known)}.")
        _check_length(given, here)
        values[name] = reader_of(known[name])(given, here, getattr(default, name))
    return replace(default, **values)


def setting(default: Any, read: Reader, meaning: str, source: str = "[ours]") -> Any:
    """A field of the settings: what it is by default, how it is read from TOML, what it means in a sentence, and the
    source of a rule that is not ours."""
    return field(default_factory=lambda: default, metadata={"read": read, "meaning": meaning, "source": source})

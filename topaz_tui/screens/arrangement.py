"""Which lines of a list are shown, and in which order: of the lists that are looked up whole. What the queue shows is
for the database to choose (services/queue), as it may have a million people.

Each list says as a table what it can be narrowed to and sorted by; here is what follows from that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from topaz_tui.rules import people
from topaz_tui.services.clients import Origin

T = TypeVar("T")

LATE, IN_TIME = "Late", "Not late"


@dataclass(frozen=True, slots=True)
class Facet(Generic[T]):
    """Something that a list can be narrowed to. `of` gives what a line has of it, in words; nothing is ''."""

    name: str
    words: str
    of: Callable[[T], str]


@dataclass(frozen=True, slots=True)
class ListOrder(Generic[T]):
    """A column that a list can be sorted by. `of` gives what a line is sorted by: words, a number or a time; a line
    that has none (None, '') stands last. `most` puts the highest first."""

    name: str
    words: str
    of: Callable[[T], Any]
    most: bool = False


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """What a list can be narrowed to and sorted by. `people` are those whom a line is about, so that it can be narrowed
    to their council and language; `stays` is shown, whatever the list is narrowed to. `name`: under what the choice is
    kept. `more` is what else stands in a line, by which it is found."""

    name: str
    facets: tuple[Facet[T], ...]
    orders: tuple[ListOrder[T], ...]
    people: Callable[[T], tuple[int, ...]] = lambda _: ()
    stays: Callable[[T], bool] = lambda _: False
    more: Callable[[T], tuple[str, ...]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose of a list: for the names of facets the words that a line must have, an order ('' is the
    list's own), and what was typed, each word of which must stand somewhere in a line."""

    only: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    typed: str = ""

    @property
    def narrows(self) -> bool:
        """May it hide a line?"""
        return bool(self.only or self.typed.strip())

    def __bool__(self) -> bool:
        return bool(self.narrows or self.order)


Origins = Mapping[int, Origin]
OF_PEOPLE: Mapping[str, tuple[str, Callable[[Origin], str]]] = {
    "council": ("Council", lambda origin: origin.council),
    "language": ("Language", lambda origin: origin.language),
}
"""What is known of people, and no list needs to say."""


def facets(listing: Listing[Any]) -> dict[str, str]:
    """All that a list can be narrowed to: names, each with its words."""
    return {each.name: each.words for each in listing.facets} | {name: words for name, (words, _) in OF_PEOPLE.items()}


def values(listing: Listing[T], name: str, thing: T, origins: Origins) -> tuple[str, ...]:
    """What a line has of a facet: of two people, it may be two things."""
    own = next((each for each in listing.facets if each.name == name), None)
    if own:
        return tuple(filter(None, (own.of(thing),)))
    told = (OF_PEOPLE[name][1](origins[each]) for each in listing.people(thing) if each in origins)
    return tuple(dict.fromkeys(filter(None, told)))


def counts(listing: Listing[T], name: str, things: Iterable[T], origins: Origins) -> dict[str, int]:
    """How many lines there are for each thing that a facet can be, by its words."""
    found = Counter(value for thing in things for value in values(listing, name, thing, origins))
    return dict(sorted(found.items(), key=lambda each: people.fold(each[0])))


def _stands_in(listing: Listing[T], typed: str, thing: T) -> bool:
    """Does each word that was typed stand in something that the list can be narrowed to, or sorted by, or in more of
    the line?"""
    if not typed:
        return True
    told = [*(each.of(thing) for each in listing.facets), *(each.of(thing) for each in listing.orders)]
    words = people.fold(" ".join((*(each for each in told if isinstance(each, str)), *listing.more(thing))))
    return all(word in words for word in people.fold(typed).split())


def narrow(listing: Listing[T], things: Iterable[T], chosen: Chosen, origins: Origins) -> list[T]:
    """The lines that have all that was chosen."""
    return [
        thing
        for thing in things
        if listing.stays(thing)
        or (
            all(wanted in values(listing, name, thing, origins) for name, wanted in chosen.only.items())
            and _stands_in(listing, chosen.typed, thing)
        )
    ]


def in_order(listing: Listing[T], things: Iterable[T], chosen: Chosen) -> list[T]:
    """The lines in the order that was chosen; those that are alike in it stay as the list has them."""
    order = next((each for each in listing.orders if each.name == chosen.order), None)
    if order is None:
        return list(things)
    placed = [(_place(order.of(thing)), thing) for thing in things]
    named = sorted((each for each in placed if each[0] is not None), key=lambda each: each[0], reverse=order.most)
    return [thing for _, thing in named] + [thing for place, thing in placed if place is None]


def arrange(listing: Listing[T], things: Iterable[T], chosen: Chosen, origins: Origins) -> list[T]:
    """The lines to be shown, in their order."""
    return in_order(listing, narrow(listing, things, chosen, origins), chosen)


def showing(
    listing: Listing[T], things: Iterable[T], chosen: Chosen, origins: Origins, wanted: Callable[[T], bool]
) -> Chosen:
    """What was chosen; where that would hide a line on which somebody is to stand now, the list is narrowed no
    more."""
    sought = [thing for thing in things if wanted(thing)]
    hidden = sought and not narrow(listing, sought, chosen, origins)
    return replace(chosen, only={}, typed="") if hidden else chosen


def _place(value: Any) -> Any:
    """What is compared: words without regard to capitals and accents; None for nothing."""
    return people.fold(value) or None if isinstance(value, str) else value


def order_words(listing: Listing[Any], chosen: Chosen) -> str:
    """What the list is sorted by: 'name'; '' for its own order."""
    return next((each.words.partition(",")[0].lower() for each in listing.orders if each.name == chosen.order), "")


def words_of(listing: Listing[Any], chosen: Chosen, shown: int, of: int) -> str:
    """What is in force, with the count: '3 of 26 shown: “ada” (/), Southwark, Late (f) · sorted by name (S) · F shows
    all'; '' where nothing is."""
    only = ", ".join(chosen.only[name] for name in facets(listing) if name in chosen.only)
    typed, order = " ".join(chosen.typed.split()), order_words(listing, chosen)
    narrowed = ", ".join(filter(None, (f"“{typed}” (/)" if typed else "", f"{only} (f)" if only else "")))
    parts = (f"{shown:,} of {of:,} shown: {narrowed}" if narrowed else "", f"sorted by {order} (S)" if order else "")
    told = " · ".join(filter(None, parts))
    return f"{told} · F shows all" if told else ""


NOTHING = "Nothing here fits what the list is narrowed to: f and / change that, F shows all."

"""Which actions fit what somebody types in the palette or on the page of help."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from topaz_tui import actions
from topaz_tui.actions import Action


def matching(typed: str, keys: Mapping[str, tuple[str, ...]], services: Collection[str]) -> list[Action]:
    """The actions that fit what is typed, the nearest first: those with this key, with these words, at whose words'
    beginning or in whose help each part of it stands. `keys` and `services` are those
    of the settings."""
    text = " ".join(typed.casefold().split())

    def distance(act: Action) -> int | None:
        its_keys = {word.casefold() for key in keys.get(act.id, act.keys) for word in (key, actions.key_words(key))}
        words, parts = act.words.casefold(), text.split()
        if text in its_keys:
            return 0
        if text == words:
            return 1
        if all(any(word.startswith(part) for word in words.split()) for part in parts):
            return 2
        about = f"{words} {act.help} {actions.PLACES[act.place]}".casefold()
        return 3 if len(text) > 1 and all(part in about for part in parts) else None

    there = (act for act in actions.ACTIONS if actions.is_on(act, services))
    near = [(found, act) for act in there if (found := distance(act)) is not None]
    return [act for _, act in sorted(near, key=lambda each: each[0])]

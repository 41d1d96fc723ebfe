"""The registry's actions as Textual binds them; the settings change their keys by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from topaz_tui.actions import Action


def bound(acts: Iterable[Action]) -> list[BindingType]:
    """The bindings of these actions, of a widget or a window."""
    return [Binding(",".join(act.keys), act.name, act.words, show=False, id=act.id) for act in acts]

"""What the program has to tell whoever sits here, until it is no longer so: what was done, what went wrong, what is
going on. One place holds all of it, and one line on each screen shows it (widgets/status.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

Kind = Literal["done", "trouble", "danger", "busy"]
AT_LEAST = {"done": 4.0, "trouble": 8.0}
"""Seconds for which a word stands however fast one types on. After that the next key takes it away."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that is said. `danger` is what must not be missed: a concern not sent, words not saved."""

    kind: Kind
    words: str


class Status:
    """What is told now. `changed` is called whenever that is something else than before.

    A state (`stand`) is told until it is withdrawn. A word (`say`) is told until the next word takes its place, until
    `holds` says that it is no longer so, until whoever said it withdraws it, or until one has gone on: another screen
    after a key, or a key once it has stood for a while. What answers a key (`hint`) is about where one stood as it was
    pressed: the next key ends it.
    """

    def __init__(self, changed: Callable[[], None], now: Callable[[], float] = monotonic) -> None:
        self._changed, self._now = changed, now
        self._states: dict[str, Word] = {}
        self._said: Word | None = None
        self._holds: Callable[[], bool] | None = None
        self._since = 0.0
        self._until_key = False
        self._gone_on = False  # has a key been pressed since it was said?

    @property
    def told(self) -> tuple[Word, ...]:
        """All that is told now: danger first, and what was said last at the end."""
        states = sorted(self._states.values(), key=lambda word: word.kind != "danger")
        return (*states, self._said) if self._said else tuple(states)

    def tells(self, part: str) -> bool:
        """Is this among what is told now?"""
        return any(part in word.words for word in self.told)

    def say(self, words: str, kind: Kind = "done", holds: Callable[[], bool] | None = None) -> None:
        """Tell this instead of what was said before. With `holds`, for as long as that is true and nothing else is
        said; on another screen it is gone all the same."""
        if not words:
            return
        self._said, self._holds = Word(kind, words), holds
        self._since, self._gone_on, self._until_key = self._now(), False, False
        self._changed()

    def hint(self, words: str, kind: Kind = "done") -> None:
        """Tell what a key that was pressed does here, or why it does nothing, until the next key."""
        self.say(words, kind)
        self._until_key = True

    def withdraw(self, words: str) -> None:
        """These words are over, where they are what was said last: what they were about has gone on."""
        if words and self._said and self._said.words == words:
            self._forget()

    def stand(self, name: str, words: str, kind: Kind = "danger") -> None:
        """Tell that this is so, until it is told by the same name that it is otherwise, or not so ('')."""
        before = self._states.get(name)
        if words:
            self._states[name] = Word(kind, words)
        else:
            self._states.pop(name, None)
        if self._states.get(name) != before:
            self._changed()

    def key_pressed(self) -> None:
        """Whoever sits here has seen the screen and goes on."""
        if self._said is None:
            return
        self._gone_on = True
        if self._until_key or (self._holds is None and self._now() - self._since >= AT_LEAST.get(self._said.kind, 0.0)):
            self._forget()

    def screen_changed(self) -> None:
        """Another screen is in front: what was said of the one before is over. What is said in the same breath as the
        screen changes belongs to the new one."""
        if self._said and self._gone_on:
            self._forget()
        else:
            self._changed()

    def look(self) -> None:
        """Take away what is no longer so."""
        if self._said and self._holds and not self._holds():
            self._forget()

    def _forget(self) -> None:
        self._said = self._holds = None
        self._changed()

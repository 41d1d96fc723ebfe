"""Whether a file stops all calls to somebody on the list: that they died or moved away, held against what workers
found."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules import outcomes, people
from topaz_tui.rules.people import Settlement
from topaz_tui.rules.stops import CallStop
from topaz_tui.services.importing import gone
from topaz_tui.services.importing.contradictions import (
    ENDS,
    STOPPED_COLUMNS,
    STOPPED_WORDS,
    contradiction,
    unsaid,
)
from topaz_tui.services.importing.current_client import CurrentClient
from topaz_tui.services.importing.gathered import Gathered
from topaz_tui.services.importing.imported_person import FACTS, ImportedPerson, has_moved
from topaz_tui.store.models import Call
from topaz_tui.store.sql import imports as sql

DIED_ON = FACTS.index("died_on")


class EndMerge:
    """One person. `latest` is the day of the latest assessment that is known of them."""

    def __init__(self, updater: Gathered, state: CurrentClient, said: ImportedPerson, latest: str) -> None:
        self.updater, self.state, self.said, self.latest = updater, state, said, latest
        self.is_event = not said.assessed
        self.day = said.assessed[-1].day if said.assessed else ""
        self.is_current = self.is_event or self.day >= latest
        self.has_moved = has_moved(said, latest)
        self.new_doubts: list[tuple[str, str]] = []
        self.is_outweighed = False  # a worker let calls go on after what the file says of a death

    def stopped(self) -> str | None:
        """What stops all calls, from now on. No file ends it: a worker does."""
        known = self.state.stopped
        new = CallStop.DIED if self.said.died else CallStop.MOVED if self.has_moved else None
        if self.said.moved and not (new or known) and not self._is_known_to_be_back():
            self.new_doubts.append(gone.earlier_move(self.said.ended))
        if new and known and self._settled_as(new) == known:
            return known
        if new and not known and (self._was_resumed() or self._is_asked(new)):
            return self._said_again(new)
        if new == CallStop.DIED or (new and not known):
            return new
        if known and known in STOPPED_WORDS and new != known:
            self._says_otherwise(known)
        return known

    def _was_resumed(self) -> bool:
        """Did a worker let calls go on that somebody's death or move had stopped?"""
        change = self.state.changes.get("stopped")
        return change is not None and change.now is None and not change.was.isdisjoint(STOPPED_WORDS)

    def _is_known_to_be_back(self) -> bool:
        """Did somebody find that they may be called, whom the file has move before their latest assessment?"""
        return self._was_resumed() or self._is_asked(CallStop.MOVED)

    def _is_asked(self, new: str) -> bool:
        """Does somebody look whether they died or moved as the file says, or did they find that they may be called?"""
        return any(doubt.code == people.SAID_AGAIN[new] and doubt.how in (None, "call") for doubt in self.state.doubts)

    def _settled_as(self, new: str) -> str | None:
        """How somebody settled what the file says in these very words; None where nobody did."""
        said = people.SAID_AGAIN[new], self.said.ended
        return next((doubt.how for doubt in self.state.doubts if (doubt.code, doubt.words) == said), None)

    def _looked_on(self, code: str) -> str:
        """The day on which somebody last found that they may be called; '' where it is still asked."""
        resumed = self.state.changes["stopped"].at if self._was_resumed() else None
        settled = (doubt.settled_at for doubt in self.state.doubts if (doubt.code, doubt.how) == (code, "call"))
        return max(map(day_of, filter(None, (resumed, *settled))), default="")

    def _said_again(self, new: str) -> str | None:
        """The file says that they died or moved, who are called again. What it said before is outweighed; other words
        are for somebody to look at, and a death after that day stops calls at once."""
        died_on, looked_on = str(self.said.facts[DIED_ON]), self._looked_on(people.SAID_AGAIN[new])
        is_news = self.said.ended != self.state.end_said
        if new == CallStop.DIED and is_news and looked_on and died_on > looked_on:
            return new
        self.is_outweighed = new == CallStop.DIED
        doubt = people.SAID_AGAIN[new], self.said.ended
        known = {(doubt.code, doubt.words): doubt.how for doubt in self.state.doubts}
        if is_news and doubt not in known:
            self.new_doubts.append(doubt)
            known[doubt] = None
        ends = (
            "a worker had let calls go on: they are called."
            if known.get(doubt, Settlement.CALL)
            else "a worker had let calls go on: nobody calls them until it is settled in Imports (5)."
        )
        self.updater.conflict(self.said, f"The file says that they have {STOPPED_WORDS[new]}, and {ends}")
        return None

    def _says_otherwise(self, stopped: str) -> None:
        """The file does not say what stops calls here. Where only a file ever said it, and this one says no, somebody
        has to look; calls stay stopped until then."""
        code, words = people.UNSAID[stopped], unsaid(self.said, stopped) if self.is_current else ""
        if self.day > self.latest and not words and self._is_of_before(stopped):
            words = f"Assessed again on {self.day}"
        if words and self._is_stopped_by_file(stopped):
            if all(doubt.code != code or doubt.how for doubt in self.state.doubts):
                before = f" (before: {self.state.end_said})" if self.state.end_said else ""
                self.new_doubts.append((code, f"{words}{before}"))
            self.updater.conflicts.append(
                contradiction(self.said, stopped, "not called until it is settled in Imports (5)")
            )
        elif (
            (words or self.day >= self.latest)
            and not self.said.moved
            and self.updater.source.columns & STOPPED_COLUMNS[stopped]
        ):
            self.updater.conflicts.append(contradiction(self.said, stopped))

    def _is_of_before(self, stopped: str) -> bool:
        """Was what stops calls before the assessment that the file brings? No day of a move is kept: the council would
        not assess somebody who had left it."""
        died_on = str(self.state.facts[DIED_ON] or "")
        return stopped == CallStop.MOVED or "" < died_on < self.day

    def _is_stopped_by_file(self, stopped: str) -> bool:
        """Did no worker and no call ever record what stops calls?"""
        change = self.state.changes.get("stopped")
        if change is not None and change.now == stopped:
            return False
        codes = [outcome.code for outcome in outcomes.OUTCOMES if outcome.stop == stopped]
        recorded = Call.select().where(
            Call.client == self.state.id, Call.outcome.in_(codes), Call.replaced_by.is_null()
        )
        return not recorded.where(Call.ended_at == (self.state.stopped_at or "")).exists()

    def keep_words(self, *, is_more: bool) -> None:
        """Keep what the file says of a death or a move, or that it says nothing of it now. `is_more`: it goes on about
        the day of which it said something before."""
        says = self.said.died or self.has_moved
        if not says and (self.is_event or is_more or self.day < self.latest):
            return
        words = self.said.ended if says else ""
        if words != self.state.end_said and (says or self.updater.source.columns & ENDS):
            self.updater.do(sql.SAY_END, words, self.state.id)


def day_of(moment: str) -> str:
    """The day in London of a moment as the store has it."""
    return clock.local(clock.from_store(moment)).date().isoformat()

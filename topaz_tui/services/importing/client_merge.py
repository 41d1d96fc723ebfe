"""One person on the list: what the file has that is new, held against what workers recorded."""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import STRICTNESS, unread_words
from topaz_tui.rules.duties import DutyEnd
from topaz_tui.rules.people import PhoneStatus, Settlement, characteristics
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import owing, search_index, unread
from topaz_tui.services.importing import council_found, new_clients
from topaz_tui.services.importing.contradictions import (
    NOT_SAFE_HOLDS,
    OTHER_COUNCIL,
    OTHER_MAIL,
    differs_about,
    no_holds,
)
from topaz_tui.services.importing.current_client import CurrentClient, FieldHistory
from topaz_tui.services.importing.ending import DIED_ON, EndMerge, day_of
from topaz_tui.services.importing.gathered import Gathered
from topaz_tui.services.importing.imported_person import (
    COUNCIL,
    FACTS,
    IDENTITY,
    MAIL,
    SAFE,
    THEIRS,
    TIMES,
    TO_WRITE,
    Assessed,
    ImportedPerson,
    place_of,
    prints_of,
    record_of,
)
from topaz_tui.services.importing.packing import whole_record_of
from topaz_tui.services.importing.somebody_else import SomebodyElse
from topaz_tui.store.sql import imports as sql

_MATCHED = (*IDENTITY, *map(FACTS.index, ("preferred_name", "postcode")))  # services/pairs.py
_FIRST, _LAST, _POSTCODE = (FACTS.index(name) for name in ("first_name", "last_name", "postcode"))


class ClientMerge:
    """One person."""

    def __init__(self, updater: Gathered, state: CurrentClient, said: ImportedPerson) -> None:
        self.updater, self.state, self.said = updater, state, said
        self.is_event = not said.assessed
        self.day, self.band, _ = said.assessed[-1] if said.assessed else Assessed("", "", "")
        self.at = updater.at
        self.do = updater.do
        self.news = self.is_of_another = False
        self.meets = False  # in their numbers, somebody else's
        self.assessments = 0  # new ones
        self.latest = max((assessment.assessed_on for assessment in state.assessed), default="")
        self.is_later = self.day > self.latest
        mark, *prints = state.council_row.split()
        self.counts = self.day >= self.latest and said.print not in prints
        self.ending = EndMerge(updater, state, said, self.latest)
        # More of the same file about the same day: together they are what the council says.
        self.is_more = not self.is_later and mark == updater.source.mark
        self.council_row = " ".join((updater.source.mark, *(prints if self.is_more else ()), prints_of(said)))

    def run(self) -> int:
        """Write what the file says of this person. Returns how many of their rows changed something: those with a new
        assessment, else the one with the facts."""
        self.is_of_another = self._is_somebody_else()
        if self.is_of_another:
            return int(self.news)
        self._assessments()
        known = list(self.state.facts)
        is_open, attempts_since = self.state.open_to_services, self.state.attempts_since
        stopped = self.ending.stopped()
        if stopped == CallStop.DIED != self.state.stopped:
            known[DIED_ON] = self.said.facts[DIED_ON] or known[DIED_ON]
        self.ending.keep_words(is_more=self.is_more)
        self._identity(known)
        if not self.counts:
            self._safety(known)
            self._not_to_write(known)
        if self.counts:
            self._facts(known)
            is_open = self._open_to_services()
            self._phones()
            self._contact()
            self.news = council_found.update(self.updater, self.state, self.said) or self.news
            if self._recall(is_open, stopped):
                attempts_since = self.at
        if self.is_event:
            is_open = self._open_to_services()
            known[DIED_ON] = known[DIED_ON] or (not self.ending.is_outweighed and self.said.facts[DIED_ON]) or None
        self._doubts(stopped)
        if stopped != self.state.stopped:
            self.do(sql.STOP_DUTIES, self.at, self.state.id)
        if known[TIMES] != self.state.facts[TIMES]:
            self.updater.new_times.append(self.state.id)
        before = (*self.state.facts, self.state.open_to_services, self.state.stopped, self.state.attempts_since)
        self.news = bool(self.news or self.assessments or before != (*known, is_open, stopped, attempts_since))
        if self.news or self.counts:
            self.do(
                sql.CHANGE_CLIENT, *known, people.sort_name(_text(known[_FIRST]), _text(known[_LAST])), is_open,
                stopped, self.at if stopped != self.state.stopped else self.state.stopped_at, attempts_since,
                self.council_row if self.counts else self.state.council_row, int(self.news), self.state.id,
            )  # fmt: skip
        if self.news:
            self._line(known)
            if self.meets or any(known[place] != self.state.facts[place] for place in _MATCHED):
                self.updater.to_match.append(self.state.id)
            if not self.updater.register.is_new(self.state.id):  # else its log would keep them where it is taken back
                self.updater.log(self.state.id, self.said.row)
        return max(1, self.assessments) if self.news else 0

    def _assessments(self) -> None:
        """Each assessment is kept. A later file may turn round what the latest said, and not what earlier
        ones said."""
        kept = [Assessed(each.assessed_on, each.eligibility or "", each.reference) for each in self.state.assessed]
        for new in self.said.assessed:
            place = place_of(new, kept)
            if place is None:
                self.do(sql.ADD_ASSESSMENT, self.state.id, *new)
                self.assessments += 1
            elif self.counts and new.day == self.latest and new.band not in ("", kept[place].band):
                self.do(sql.CHANGE_BAND, new.band, self.state.assessed[place].id)
                self.news = True

    def _identity(self, known: list[str | int | None]) -> None:
        """What tells them from others is taken from any row where nothing is known of it, from one of an earlier day
        too: else a later row of somebody else would not be seen to be that."""
        for place in IDENTITY:
            if known[place] in (None, "") and FACTS[place] not in self.state.changes:
                known[place] = self.said.facts[place] or known[place]

    def _safety(self, known: list[str | int | None]) -> None:
        """What an earlier row says against calling holds where nothing else is known of it; an event's, whatever is,
        where it is stricter. What a worker said stays."""
        safe, times = self.said.facts[SAFE], self.said.facts[TIMES]
        if not (safe or times) or any(FACTS[place] in self.state.changes for place in (SAFE, TIMES)):
            return
        is_stricter = STRICTNESS.get(_text(safe) or None, 0) > STRICTNESS.get(_text(known[SAFE]), 0)
        if not (known[SAFE] or known[TIMES]) or (self.is_event and is_stricter):
            known[SAFE], known[TIMES] = safe or known[SAFE], times or known[TIMES]

    def _not_to_write(self, known: list[str | int | None]) -> None:
        """That it is not safe to write, or that no mail or text is agreed, holds from an earlier row, too; where it is
        new, against a worker's yes. A no that a worker put right stays so."""
        for place in TO_WRITE:
            change = self.state.changes.get(FACTS[place])
            if self.said.facts[place] != 0 or known[place] == 0 or (change and "0" in (*change.was, change.now)):
                continue
            known[place] = 0
            if change:
                self._differs(FACTS[place])

    def _to_write(self, place: int, change: FieldHistory | None) -> str:
        """Why what the file says of writing to them is not taken, in a sentence; '' where it may be. A no outlives any
        yes of a file, and mail that was agreed goes to no other address than the one for which it was."""
        known, new = self.state.facts, self.said.facts
        is_agreed = known[TO_WRITE[1]] == 1 and new[TO_WRITE[1]] != 1
        words = ""
        if place in TO_WRITE and new[place] == 1 and known[place] is not None:
            words = no_holds(FACTS[place])
        elif place == MAIL and known[place] and is_agreed:
            words = OTHER_MAIL
        if words and (change is None or _text(new[place]) not in (*change.was, change.now)):
            self.updater.conflict(self.said, words)
        return words

    def _facts(self, known: list[str | int | None]) -> None:
        for place, (name, new) in enumerate(zip(FACTS, self.said.facts, strict=True)):
            if new == "" or new == known[place] or (place == DIED_ON and self.ending.is_outweighed):
                continue
            if name in people.CHARACTERISTICS and known[place] and characteristics.says_nothing(name, str(new)):
                continue  # 'not known' takes nothing away that is known
            change = self.state.changes.get(name)
            if self._to_write(place, change):
                continue
            if place == TO_WRITE[1] and new == 1 and self.said.facts[MAIL] not in ("", known[MAIL]):
                continue  # a yes to another address, which was not taken
            if place == COUNCIL and self._is_of_another_council():
                self.updater.conflict(self.said, OTHER_COUNCIL)
            if place == SAFE and change is None and known[SAFE] == "no":
                self.updater.conflict(self.said, NOT_SAFE_HOLDS)
                continue
            if change is None:
                known[place] = new
                continue
            if _text(new) not in (*change.was, change.now):
                self._differs(name)
            if place == SAFE:
                known[place] = _safest(change, _text(new))
            elif place == TIMES and _text(new) not in (*change.was, change.now) and unread_words(new):
                known[place] = new  # nobody calls until somebody has read them: no file loosens it
            elif place in TO_WRITE and new == 0 and "0" not in change.was:
                known[place] = new  # a new no, against a worker's yes

    def _differs(self, name: str) -> None:
        self.updater.conflict(self.said, differs_about(name))

    def _open_to_services(self) -> int:
        known, new = self.state.open_to_services, self.said.open_to_services
        if new is None or int(new) == known:
            return known
        change = self.state.changes.get("open_to_services")
        if change is None:
            return int(new)
        if str(int(new)) not in (*change.was, change.now):
            self._differs("open_to_services")
        return known

    def put_on_the_list(self) -> int | None:
        """Who was put on the list for the person whom the file means here, since they are somebody else: what it says
        is theirs."""
        who = self.somebody_else()
        known = who.known(self.state.doubts) if who else None
        if known is None or known.how != Settlement.OTHER:
            return None
        id = unread.object_of(known.record or "{}").get(THEIRS)
        return None if id is None else int(id)

    def somebody_else(self) -> SomebodyElse | None:
        """Whom the file means under this ID, where that is another person; what stood here before a worker put it right
        is nobody else's."""
        here = tuple(_text(self.state.facts[place]) for place in IDENTITY)
        there = tuple(_text(self.said.facts[place]) or None for place in IDENTITY)
        held = tuple(None if self._was(place, each) else each for place, each in zip(IDENTITY, there, strict=True))
        if not (
            people.are_two(_identity(here), _identity(held))
            or (self._is_of_another_council() and self._only_the_id_speaks(_identity(here), _identity(there)))
        ):
            return None
        return SomebodyElse.of(self.said)

    def _is_of_another_council(self) -> bool:
        """Is the file's person another council's than whoever has the ID here, as far as that can be said?"""
        here, there = (_text(facts[COUNCIL]) or "" for facts in (self.state.facts, self.said.facts))
        return bool(here and there) and people.same_council(here, there) is not True

    def _only_the_id_speaks(self, here: people.Identity, there: people.Identity) -> bool:
        """Does nothing but the ID say that they are one?"""
        home, other = (_text(facts[_POSTCODE]) for facts in (self.state.facts, self.said.facts))
        return people.only_the_id_speaks(here, there, same_postcode=bool(home and home == other))

    def _is_somebody_else(self) -> bool:
        """Whether the file has another person under this ID: then nothing of it is taken, and somebody has to look. Who
        has looked may have said that they are the same all the same."""
        who = self.somebody_else()
        if who is None:
            return False
        known = who.known(self.state.doubts)
        if known and known.how == Settlement.SAME:
            return False
        self.updater.conflict(self.said, "The file has somebody else under this ID: nothing of it was taken.")
        if not known:
            self.do(
                sql.ADD_SOMEBODY_ELSE, self.state.id, people.DoubtCode.SOMEBODY_ELSE.value, who.words, self.at,
                whole_record_of((self.said,)), who.to_store(),
            )  # fmt: skip
            self.news = True
        return True

    def _was(self, place: int, value: str | None) -> bool:
        """Did this stand here before a worker changed it?"""
        change = self.state.changes.get(FACTS[place])
        return change is not None and value in change.was

    def _doubts(self, stopped: str | None) -> None:
        """What somebody has to look at; what was looked at before, in the same words, is no news."""
        known = {(doubt.code, doubt.words) for doubt in self.state.doubts}
        for code, words in (*self.ending.new_doubts, *(self.said.doubts if stopped is None else ())):
            if (code, words) not in known:
                self.do(sql.ADD_DOUBT, self.state.id, code, words, self.at, record_of(self.said))
                self.news = True

    def _phones(self) -> None:
        """The file's numbers in its order. A number that was dropped and comes back is usable again; one
        that a worker marked, or added, is theirs."""
        known = {phone.number: phone for phone in self.state.phones}
        change = self.state.changes.get("phone")
        theirs = {words.split()[0] for words in change.was if words} if change else frozenset()
        for position, phone in enumerate(self.said.phones, 1):
            number, note = phone.number, phone.note
            if number not in known:
                self.do(sql.ADD_PHONE, self.state.id, *new_clients.phone_row(phone, position))
                self.news = self.meets = True
                continue
            old = known[number]
            if old.source != "council" or number in theirs:
                continue
            place = old.position if self.is_more else position
            comes_back = old.status in (PhoneStatus.DROPPED, PhoneStatus.RETIRED)
            now = PhoneStatus.RETIRED if phone.retired else PhoneStatus.USABLE if comes_back else old.status
            if (note or old.note, place, now) != (old.note, old.position, old.status):
                self.do(sql.CHANGE_PHONE, note or old.note, place, now, self.at, old.id)
                self.news = self.meets = True
        if self.is_more or not self.said.phones:  # an empty cell takes nothing away, least of all the last number
            return
        listed = {phone.number for phone in self.said.phones}
        for kept in self.state.phones:
            if kept.source == "council" and kept.status == PhoneStatus.USABLE and kept.number not in listed | theirs:
                self.do(sql.DROP_PHONE, self.at, kept.id)
                self.news = self.meets = True

    def _contact(self) -> None:
        """The key contact is brought up to date, or added; nobody is taken away."""
        new = self.said.contact
        if new is None:
            return
        name, relation, phone = new
        for known in self.state.contacts:
            if people.fold(known.name) != people.fold(name):
                continue
            relation, phone = relation or known.relation or "", phone or known.phone or ""
            if (relation, phone) == (known.relation or "", known.phone or ""):
                return
            if known.source != "council" or "contact" in self.state.changes:
                self.updater.conflict(self.said, "The file differs about their contact, whom a worker recorded.")
            else:
                self.do(sql.CHANGE_CONTACT, relation, phone, phone, known.id)
                self.news = True
            return
        self.do(sql.ADD_CONTACT, self.state.id, name, relation, phone, "council", self.at)
        self.news = True

    def _recall(self, is_open: int, stopped: str | None) -> bool:
        """The recall that the latest assessment brings. True when the attempts begin anew.

        One that a worker made since the assessment, after a review, stands; so does one that was dealt with, and one
        under which a review broke off since the assessment: it goes on. Whoever is `stopped` is owed none; where one
        was owed as calls were stopped, under this or a linked record, it is that of this assessment if they ever go on.
        """
        band, assessed_on = self.band, self.day
        owed = next((recall for recall in self.state.recalls if recall.closed_at is None), None)
        if owed is None and (stopped or is_open):
            last = max(self.state.recalls, key=lambda recall: recall.id, default=None)
            owed = last if last and last.closed_how == DutyEnd.STOPPED else None
        if not band or (owed and owed.made_by is not None and day_of(owed.made_at) >= assessed_on):
            return False
        reviewed = self.state.reviewed_at is not None and day_of(self.state.reviewed_at) >= assessed_on
        if owed and reviewed:
            return False
        if band not in people.RECALL_BANDS:
            if owed:
                self.do(sql.CLOSE_RECALL, self.at, DutyEnd.REPLACED.value, owed.id)
                self.news = True
            return False
        due = owing.recall_due(assessed_on, self.updater.settings.calls.recall_months)
        if owed:
            if not self.is_later:
                return False
            self.do(sql.MOVE_RECALL, due, self.at, owed.id)
        elif stopped:
            return False
        else:
            dealt_with = any(
                recall.due_at >= due and recall.closed_how not in (DutyEnd.REPLACED, DutyEnd.STOPPED)
                for recall in self.state.recalls
            )
            if is_open or dealt_with or reviewed:
                return False
            self.do(sql.ADD_RECALL, self.state.id, due, self.at)
        self.news = True
        return self.is_later

    def _line(self, known: Sequence[str | int | None]) -> None:
        value = dict(zip(FACTS, map(_text, known), strict=True))
        numbers = dict.fromkeys(phone.number for phone in self.state.phones)
        if self.counts:
            numbers |= dict.fromkeys(phone.number for phone in self.said.phones)
        names = (value["title"], value["first_name"], value["last_name"], value["preferred_name"])
        words = search_index.words(
            names, self.said.person_id, value["nhs_number"], numbers, value["postcode"], value["born_on"]
        )
        self.updater.lines.append((self.state.id, words))


def _safest(change: FieldHistory, new: str | None) -> str | None:
    """What a worker said about safety, unless the council has a new and stricter word: no file loosens it."""
    if new in change.was or STRICTNESS.get(new, 0) <= STRICTNESS.get(change.now, 0):
        return change.now
    return new


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _identity(values: Sequence[str | None]) -> people.Identity:
    """These values of IDENTITY, each by its place."""
    nhs_number, born_on, last, first = values
    return nhs_number, born_on, last, first

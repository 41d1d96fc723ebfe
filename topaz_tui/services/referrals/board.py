"""The board: all that is outstanding. Immediate danger stands first, whatever its deadline; then what could not be
sent; then what is due soonest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from topaz_tui import actions, clock
from topaz_tui.config import Settings
from topaz_tui.grammar import does
from topaz_tui.rules import people
from topaz_tui.rules import referrals as rules
from topaz_tui.services import concerns, imports, nobody, proposals, unread
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.desk import Desk
from topaz_tui.services.referrals import reach, to_know, watch
from topaz_tui.services.referrals.entries import Event, Row
from topaz_tui.services.referrals.history_words import event_words, said
from topaz_tui.services.referrals.records import BY_CLOCK, read
from topaz_tui.services.referrals.status import Look, Stand, look, stand_of, with_whom
from topaz_tui.services.referrals.watch import Alarm
from topaz_tui.services.whose import number_of, waits_for
from topaz_tui.store.models import Client, Concern, Escalation
from topaz_tui.store.rows import dicts

SOON = timedelta(hours=2)  # a deadline this near is marked
SHORT = {kind.id: kind.short for kind in rules.KIND.values()}
DANGER = "DANGER"  # a concern, and somebody is in immediate danger: said in words, not in colour alone

HAS_IT = "Whoever has it"
ADDED = "What was added has not reached the council: tell them, and record that with {hand_on}."


@dataclass(frozen=True, slots=True)
class Item:
    """One outstanding thing. `since` is when it was submitted or opened. `status` is a state's code, `status_words`
    says it; `left` is how the deadline stands, in words; `rung` is as of now, and `owner` the person with whom it
    stands (`with_id`, status.with_whom), 'nobody' where none is at work who could have it. `owner_id` is the worker who
    took it, or to whom it was given by name.
    `resting`: it waits until the deadline by a manager's own decision. `last`: what was last done or said.
    `gone`: the retired colleague who raised it or had it, so that it stands with a manager. `passed` are the
    rungs on which it should stand and nobody does; `with_council`: it waits for the council, not for us.
    `unsent`: the concern, or something beside it, has not gone, or perhaps not. `danger` is what was said as it
    was raised; `urgent` that it holds until the council has decided. `advice` is the next step where it is not plain.
    `number` is the one whose owner is unknown, as it is dialled.
    `opens` is the one on whose page it is decided: itself, or the concern whose withdrawal is proposed.
    """

    id: int
    kind: str
    client_id: int
    person_id: str
    name: str
    reference: str | None
    since: datetime
    status: str
    status_words: str
    waiting_for: str
    deadline: datetime
    left: str
    overdue: bool
    soon: bool
    resting: bool
    rung: str
    rung_words: str
    owner: str
    with_id: int | None
    owner_id: int | None
    danger: bool
    last: str
    last_at: datetime
    version: int
    mine: bool
    cannot_take: str | None
    gone: str | None = None
    passed: tuple[str, ...] = ()
    with_council: bool = False
    chaseable: bool = False
    unsent: bool = False
    chased_at: datetime | None = None
    advice: str = ""
    urgent: bool = False
    raised_by: int | None = None
    number: str = ""
    opens: int = 0

    @property
    def kind_words(self) -> str:
        return rules.KINDS[self.kind]

    @property
    def short_words(self) -> str:
        """What it is, in one word for a list."""
        return DANGER if self.urgent else SHORT[self.kind]

    @property
    def mark(self) -> str:
        """'!' over its time, or not sent, '▲' within two hours of it, else ''."""
        return "!" if self.overdue or self.unsent else "▲" if self.soon else ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of this worker's that a manager has answered, a concern of theirs that was withdrawn, or what somebody
    else put right of what they raised or recorded, and that they have not opened since. `kind` is a key of rules.KINDS,
    `did` what `by` did: answered, withdrew, refused or confirmed (a withdrawal), closed, or put right."""

    id: int
    client_id: int
    name: str
    by: str
    answer: str
    at: datetime
    kind: str = "question"
    did: str = "answered"


@dataclass(frozen=True, slots=True)
class Board:
    """`items` are those asked for, in the board's order, and `drafts` the concerns being written among them: nobody at
    the council knows of these yet. `every` and `every_draft` are the whole board. `alarms` come before all: what keeps
    the way to the council from working. `everybody` is what became of all on the list, as of the last look; `waits` is
    what councils' files leave open, and for how many of them it is late."""

    items: tuple[Item, ...]
    drafts: tuple[BeingWritten, ...]
    answers: tuple[Answered, ...]
    at: datetime
    every: tuple[Item, ...] = ()
    every_draft: tuple[BeingWritten, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    everybody: nobody.Kept | None = None
    me: int | None = None
    waits: imports.Waits = imports.NOTHING_WAITS

    @property
    def counts(self) -> dict[str, int]:
        """How many lines each key of SHOWS has, of the whole board: the one place that counts them. Titles, sentences,
        tabs and commands all say these."""
        return {
            name: sum(show.item(item) for item in self.every)
            + sum(show.draft(draft, self.at, self.me) for draft in self.every_draft)
            for name, show in SHOWS.items()
        }

    @property
    def kinds(self) -> dict[str, int]:
        """How many lines there are of each kind that is no concern, of the whole board: why people wait."""
        counted = Counter(item.kind for item in self.every if item.kind not in rules.OF_CONCERNS)
        return {kind: counted[kind] for kind in rules.KINDS if counted[kind]}

    @property
    def outstanding(self) -> int:
        return self.counts["all"]

    @property
    def overdue(self) -> int:
        return self.counts["overdue"]

    @property
    def ok(self) -> bool:
        """Nothing is late, left unsent, or does not work, of any kind: what monitoring asks."""
        return not (self.overdue or self.counts["failed"] or self.waits.late or self.alarms)

    @property
    def mine(self) -> int:
        return self.counts["mine"]

    @property
    def written(self) -> int:
        """How many of the lines are concerns being written."""
        return len(self.every_draft)

    @property
    def late(self) -> int:
        """How many of those that are overdue are concerns being written."""
        return sum(draft.late(self.at) for draft in self.every_draft)


@dataclass(frozen=True, slots=True)
class Show:
    """Which lines a board that is asked for so has: of what is outstanding, and of what is being written (at a moment,
    for a worker)."""

    item: Callable[[Item], bool]
    draft: Callable[[BeingWritten, datetime, int | None], bool]


SHOWS: dict[str, Show] = {
    "all": Show(lambda item: True, lambda draft, now, me: True),
    "overdue": Show(lambda item: item.overdue, lambda draft, now, me: draft.late(now)),
    "mine": Show(
        lambda item: item.mine, lambda draft, now, me: me is not None and me in (draft.author_id, draft.with_id)
    ),
    "council": Show(lambda item: item.with_council, lambda draft, now, me: False),
    "us": Show(lambda item: not item.with_council, lambda draft, now, me: True),
    "failed": Show(lambda item: item.unsent, lambda draft, now, me: False),
    "danger": Show(lambda item: item.urgent, lambda draft, now, me: draft.danger),
    "people": Show(lambda item: item.kind not in rules.OF_CONCERNS, lambda draft, now, me: False),
}
"""What a board may be asked for."""
FIGURES = {"failed": "NOT SENT", "danger": "DANGER", "overdue": "overdue"}
"""The counts that are told where one is, whatever one does: in these words, in this order."""
URGENT = ("failed", "danger")
"""Those of them that may cost a life: they are told everybody, and stay where there is little room."""


def figures(who: Desk | Settings) -> Mapping[str, int]:
    """How many lines the board has now of each key of SHOWS."""
    return board(who).counts


def board(who: Desk | Settings, show: str = "all", kind: str | None = None) -> Board:
    """What is outstanding (`show` is a key of SHOWS; `kind` narrows it to one of rules/referrals: KINDS): immediate
    danger that is not decided yet first, then what could not be sent, then by deadline. Mine is what stands
    with one, or what one raised. Without a desk (a cron mail) nothing is anybody's."""
    desk = who if isinstance(who, Desk) else None
    settings = who.settings if isinstance(who, Desk) else who
    seen = look(settings)
    now = seen.now
    every, alarms = [], list[Alarm]()
    with unread.meeting() as met:
        for row, events in read(Escalation.closed_at.is_null()):
            try:
                every.append(each := item(row, events, seen, desk))
                alarms += watch.no_next_step(row, each.status, each.with_id, seen)
            except Exception as error:  # one that can't be reckoned must not take the others off the board
                alarms.append(watch.unreckoned(row, error))
        every.sort(key=lambda each: (not each.urgent, not each.unsent, each.deadline, each.id))
        every_draft, me = concerns.all_drafts(settings), desk.worker_id if desk else None
        told, waits, everybody = answers(desk) if desk else (), imports.waits(now), nobody.kept()
        alarms += watch.left_drafts(every_draft)
        alarms += watch.empty_rungs(rung for each in every for rung in each.passed)
        alarms = [*watch.alarms(seen, met), *alarms]  # last, since what can't be read is met above
    return Board(
        items=tuple(each for each in every if SHOWS[show].item(each) and kind in (None, each.kind)),
        drafts=tuple(draft for draft in every_draft if SHOWS[show].draft(draft, now, me)),
        answers=told,
        at=now,
        every=tuple(every),
        every_draft=every_draft,
        alarms=tuple(alarms),
        everybody=everybody,
        me=me,
        waits=waits,
    )


def unsent(desk: Desk) -> dict[tuple[int, str], str]:
    """The concerns of this worker's (of a manager: all) that could not be sent, or perhaps not, each in a sentence; by
    number and state, so that a screen can say once what is new."""
    e, names = Escalation, (Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id)
    rows = (
        e.select(e.id, e.state, *names)
        .join_from(e, Client, on=Client.id == e.client)
        .join_from(e, Concern, on=Concern.id == e.concern)
        .where(e.closed_at.is_null(), e.state.in_(("delivery_failed", "perhaps_sent")))
        .order_by(e.danger.desc(), e.id)
    )
    if not desk.is_manager:
        rows = rows.where((Concern.submitted_by == desk.worker_id) | (e.owner == desk.worker_id))
    found = {}
    for row in dicts(rows):
        given = (row["title"], row["first_name"], row["last_name"], row["preferred_name"])
        name = people.full_name(*given) or row["person_id"]
        how = "was NOT delivered" if row["state"] == "delivery_failed" else "was perhaps sent, perhaps not"
        found[row["id"], row["state"]] = f"The concern about {name} {how}. Telephone the council: F4 has it first."
    return found


def answers(desk: Desk) -> tuple[Answered, ...]:
    """What this worker has to know and has not read yet: answers to their questions, the end of a concern that they
    raised, where it was withdrawn, and what others put right."""

    def to_read(holds: to_know.ToKnow) -> list[tuple[Row, tuple[Event, ...]]]:
        ids = to_know.ids(holds, desk.worker_id)  # most often there are none: that is asked first, and cheap
        return read(Escalation.id.in_(ids)) if ids else []

    found = []
    for row, events in to_read(to_know.answered):
        given = next((event for event in reversed(events) if event.move == "answer"), None)
        if given:
            answer = str(given.facts.get("answer", "(can't be read)"))
            found.append(Answered(row.id, row.client_id, row.name, given.worker, answer, given.at))
    for row, events in to_read(to_know.withdrawn):
        ended = next((event for event in reversed(events) if event.move in ("withdraw", rules.CONFIRMED)), None)
        if ended:
            why = next((event for event in reversed(events) if event.move in ("withdraw", rules.PROPOSED)), ended)
            words = f"{row.reference} is withdrawn: {'; '.join(words for _, words in said(row.kind, why))}"
            found.append(Answered(row.id, row.client_id, row.name, ended.worker, words, ended.at, row.kind, "withdrew"))
    for row, events in to_read(to_know.refused):
        kept = next((event for event in reversed(events) if event.move == rules.KEPT), None)
        if kept:
            words = f"{row.reference} is not withdrawn: {kept.facts.get('reason', '(can not be read)')}"
            found.append(Answered(row.id, row.client_id, row.name, kept.worker, words, kept.at, row.kind, "refused"))
    for row, events in to_read(to_know.confirmed):
        yes = next((event for event in reversed(events) if event.move == rules.CONFIRMED), None)
        if yes and yes.worker_id != desk.worker_id and all(each.id != row.id for each in found):
            words = f"{row.reference} is withdrawn, as you proposed."
            found.append(Answered(row.id, row.client_id, row.name, yes.worker, words, yes.at, row.kind, "confirmed"))
    for row, events in to_read(to_know.closed):
        shut = next((event for event in reversed(events) if event.move in rules.CLOSES), None)
        if shut:
            words = f"{row.reference} is closed. You had proposed to withdraw it."
            found.append(Answered(row.id, row.client_id, row.name, shut.worker, words, shut.at, row.kind, "closed"))
    for row, events in to_read(to_know.put_right):
        last = next((event for event in reversed(events) if event.move == rules.PUT_RIGHT), None)
        if last and all(each.id != row.id for each in found):
            words = f"{row.reference or rules.KINDS[row.kind]}: {last.facts.get('mistake', 'something')} was a mistake"
            found.append(Answered(row.id, row.client_id, row.name, last.worker, words, last.at, row.kind, "put right"))
    return tuple(sorted(found, key=lambda answered: answered.at))


def item(row: Row, events: tuple[Event, ...], seen: Look, desk: Desk | None) -> Item:
    """How one escalation looks on the board."""
    now = seen.now
    stand = stand_of(row, events, seen)
    due = stand.deadline
    closed = clock.from_store(row.closed_at) if row.closed_at else None
    whose = with_whom(row, due, seen)
    at = due.at if due else closed or now
    rung = due.rung if due else "worker"
    last, last_at = _last(row, events)
    added = _keyed(ADDED, seen) if reach.not_told(row, events, stand.state) else ""
    open_over = due is not None and closed is None and not stand.resting
    return Item(
        id=row.id,
        kind=row.kind,
        client_id=row.client_id,
        person_id=row.person_id,
        name=row.name,
        reference=proposals.reference_of(events) if row.kind == proposals.KIND.id else row.reference,
        since=row.since,
        status=stand.state,
        status_words=stand.words,
        waiting_for=waits_for(due.waiting_for, row.kind, row.client_id, events[0].facts if events else {})
        if due
        else "nothing more",
        deadline=at,
        left=_left(at, now, stand.resting) if due and closed is None else "closed",
        overdue=open_over and now > at,
        soon=open_over and timedelta(0) <= at - now <= SOON,
        resting=stand.resting,
        rung=rung,
        rung_words=HAS_IT if row.kind != "concern" and rung == rules.RUNGS[0] else rules.rung_words(rung),
        owner=whose.name,
        with_id=whose.id,
        owner_id=None if row.owner_retired else row.owner_id,
        danger=bool(row.danger),
        last=last,
        last_at=last_at,
        version=row.version,
        mine=desk is not None and desk.worker_id in (whose.id, row.owner_id, row.opened_by),
        cannot_take=cannot_take(desk, row, events) if desk else None,
        gone=row.gone,
        passed=stand.passed,
        with_council=due is not None and due.with_council,
        chaseable=row.kind == "concern" and stand.state in rules.MOVES["chase"].from_states,
        unsent=reach.not_sent(row, events, stand.state),
        chased_at=next((event.at for event in reversed(events) if event.move == "chase"), None),
        advice=" ".join(filter(None, (proposal_words(row, events, seen), _advice(row, stand, seen) or added))),
        urgent=bool(row.danger) and closed is None and stand.state not in rules.DECIDED,
        raised_by=row.opened_by,
        number=number_of(row, events),
        opens=(proposals.concern_of(events) or row.id) if row.kind == proposals.KIND.id else row.id,
    )


def _advice(row: Row, stand: Stand, seen: Look) -> str:
    """The next step, with the council's number where it is to be telephoned. That Topaz sends it is said only where it
    can."""
    if row.kind != "concern" or reach.topaz_sends(row, stand.state):
        return ""
    state, sending = rules.STATES[stand.state], seen.terms(row).sending
    words = _keyed(state.advice_by_hand if not rules.automatic(sending.channels) else state.advice, seen)
    number = sending.telephone
    return words.replace("Telephone the council", f"Telephone the council ({number})") if number else words


def _keyed(words: str, seen: Look) -> str:
    """Words with the keys that the settings have for what a case's page does."""
    return re.sub(r"\{(\w+)\}", lambda found: actions.key_of(f"case.{found[1]}", seen.settings.keys), words)


def proposal_words(row: Row, events: tuple[Event, ...], seen: Look) -> str:
    """That somebody proposes to withdraw it, and what a second person does about that."""
    if row.kind == proposals.KIND.id:
        return _keyed("Enter opens the concern. {confirm_withdrawal} there confirms; {keep}: it stands.", seen)
    asked = rules.proposed(events) if row.kind == "concern" else None
    if asked is None:
        return ""
    keys = _keyed("{confirm_withdrawal}: a manager confirms; {keep}: it stands.", seen)
    return f"{does(asked.worker, 'proposes')} to withdraw it. {keys}"


def _left(at: datetime, now: datetime, resting: bool) -> str:
    return f"back in {clock.span_words(at - now)}" if resting else clock.left_words(at, now)


def _last(row: Row, events: tuple[Event, ...]) -> tuple[str, datetime]:
    """What was last done or said, an addition to the concern among it, and when."""
    opened = Event(row.since, row.opened_by, row.opener or "Topaz", "opened", {})
    event = next((each for each in reversed(events) if each.move not in BY_CLOCK), opened)
    if row.added_at and (added_at := clock.from_store(row.added_at)) >= event.at:
        return f"Added to the concern by {row.adder}: {row.added}", added_at
    return _last_words(row, event), event.at


def _last_words(row: Row, event: Event) -> str:
    given = "; ".join(words for _, words in said(row.kind, event))
    who = f" by {event.worker}" if event.worker_id else ""
    return f"{event_words(row.kind, event.move)}{who}" + (f": {given}" if given else "")


def cannot_take(desk: Desk, row: Row, events: tuple[Event, ...]) -> str | None:
    """Why this worker can't take it over: a manager takes anything but a decision that is not theirs to make, a worker
    what is for workers to do and nobody has, or a manager."""
    if row.closed_at:
        return "It is closed."
    if row.owner_id == desk.worker_id:
        return "You have it already."
    if row.kind == proposals.KIND.id and desk.worker_id in proposals.not_for(events):
        return "You raised the concern, or proposed to withdraw it: a second person decides."
    if desk.is_manager:
        return None
    if rules.KIND[row.kind].role != rules.RUNGS[0]:
        return "It waits for a manager."
    return f"{row.owner} has it: ask them, or a manager." if row.owner_id and not row.owner_retired else None

"""The watchdog: does every outstanding concern have a valid next step, and does the way to the council work at all?

What it finds stands before everything else on the manager's board, and makes the commands exit with 1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, SQL, fn

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.crash_log import log_error
from topaz_tui.grammar import counted, several
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.correspondence import LetterWay
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.referrals import EscalationState, MessageState
from topaz_tui.services import (
    backups,
    correspondence,
    legible,
    nobody,
    proposals,
    team_settings,
    unread,
    whole_files,
)
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import children_alarms, notices, outbox, reach
from topaz_tui.services.escalations.alarms import Alarm, AlarmKind
from topaz_tui.services.escalations.entries import EscalationRow, who_knows
from topaz_tui.services.escalations.outbox import UnderWay
from topaz_tui.services.escalations.records import outstanding
from topaz_tui.services.escalations.status import Snapshot, snapshot, status_of, with_whom
from topaz_tui.services.escalations.ways import who_sends
from topaz_tui.services.session import AnySession, JobSession
from topaz_tui.services.statutory import board_lines
from topaz_tui.store import metadata
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Concern, Escalation, Outbox, SupportReferral, Worker
from topaz_tui.store.rows import dicts, written

KEY = "dispatch"  # in the metadata: the last run


@dataclass(frozen=True, slots=True)
class Run:
    """The last dispatch that came to its end: when, and how many messages were sent, put off and not delivered.
    `unsure` counts those of which nobody knows, since all of it was handed over and no answer came that can be
    understood."""

    ended: datetime
    sent: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0


def last_run() -> Run | None:
    """The last dispatch that came to its end; None where there was none."""
    return unread.value("metadata", KEY, _run, metadata.value_of(KEY))


def _run(text: str) -> Run:
    kept = unread.object_of(text)
    sent, later, failed = (int(kept[name]) for name in ("sent", "later", "failed"))
    return Run(clock.from_store(kept["ended"]), sent, later, failed, int(kept.get("unsure", 0)))


def record_run(session: JobSession, run: Run) -> None:
    """Record that a dispatch has come to its end."""
    kept = {"ended": clock.to_store(run.ended), "sent": run.sent, "later": run.later, "failed": run.failed}
    kept["unsure"] = run.unsure
    with transaction():
        metadata.keep(KEY, json.dumps(kept))


@dataclass(frozen=True, slots=True)
class DispatchHealth:
    """How the sending stands, for monitoring: the last run, how many messages stand in each state, the references of
    the concerns that have not gone, or perhaps not (`coming` are those that Topaz still sends by itself), and the
    alarms."""

    needed: bool
    run: Run | None
    outbox: dict[str, int]
    unsent: tuple[str, ...]
    coming: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    at: datetime
    who_sends: str = ""

    @property
    def ok(self) -> bool:
        """Does nothing of the sending need a person?"""
        return not self.alarms and not self.unsent


def status(session: AnySession) -> DispatchHealth:
    """The health of the sending now."""
    found, passed, unsent, coming = list[Alarm](), list[str](), list[str](), list[str]()
    with unread.in_one_moment() as met:
        seen = snapshot(session.settings)
        lines = outstanding()
        sent = outbox.under_way(row.id for row, _ in lines if row.is_document)
        for row, events in lines:
            try:
                stand = status_of(row, events, seen)
                state = stand.state
                found += no_next_step(row, state, with_whom(row, events, stand.deadline, seen).id, seen, sent)
                passed += stand.passed
            except Exception as error:
                found.append(failed_to_compute(row, error))
            else:
                if reach.not_sent(row, events, state, sent):
                    (coming if reach.topaz_sends(row, state, sent) else unsent).append(row.reference or "")
        general, run, counts = [*alarms(seen)], last_run(), outbox.counts()
    every = (*general, *unreadable(met), *found, *empty_levels(passed))
    whose = who_sends(seen.settings)
    return DispatchHealth(needed(seen.settings), run, counts, tuple(unsent), tuple(coming), every, seen.now, whose)


def needed(settings: Settings) -> bool:
    """Does this team need a dispatch at all: to send automatically, to print, or to tell people by mail?"""
    return bool(_channels(settings) or settings.letters.print_to)


def due(session: AnySession) -> bool:
    """Would a dispatch have something to do now? Asked often by an open app: a few cheap queries."""
    now, settings = clock.now(), session.settings
    if not session.may(Act.SEND_AT_WORK if settings.sending.at_work else Act.SEND):
        return False
    far = now + timedelta(seconds=settings.sending.lease_seconds + 60)
    if _has_work(clock.to_store(now), clock.to_store(far), _channels(settings)):
        return True
    if settings.letters.print_to and correspondence.to_print():
        return True
    if board_lines.is_due(session, now):
        return True
    run = last_run()
    pause = timedelta(minutes=settings.sending.late_minutes) / 3
    return needed(settings) and (run is None or not timedelta(0) <= now - run.ended < pause)


def _channels(settings: Settings) -> set[str]:
    """The channels that send automatically, to any council or to the team."""
    every = [settings.sending, *(council.sending for council in settings.councils.values())]
    found = {channel for sending in every for channel in rules.automatic(sending.channels)}
    mail, texts = bool(settings.sending.mail.server), bool(settings.letters.texts.url)
    return found | ({"mail"} if mail else set()) | ({LetterWay.TEXT} if texts else set())


# Written out and not bound, as the partial indexes have them.
_DUE = Outbox.state == written(MessageState.DUE)
_SENDING = Outbox.state.in_([written(MessageState.TRYING), written(MessageState.HANDING_OVER)])
_OPEN = tuple(
    (Outbox.kind == written(kind)) & SQL("state IN ('due', 'trying', 'handing over')") for kind in rules.DOCUMENTS
)


def _has_work(at: str, far: str, channels: Collection[str]) -> bool:
    """Does a clock move now, or wait a message that is due, or one whose claim has lapsed (or ends `far` ahead)?"""
    moves = Escalation.select().where(
        Escalation.closed_at.is_null(), Escalation.moves_at.is_null(False), Escalation.moves_at <= at
    )
    ours = Outbox.select().where(Outbox.channel.in_(sorted(channels)))
    lapsed = (Outbox.claimed_until < at) | (Outbox.claimed_until > far)
    waits = (moves, ours.where(_DUE, Outbox.next_at <= at), ours.where(_SENDING, lapsed))
    return any(each.exists() for each in waits)


def alarms(seen: Snapshot) -> Iterator[Alarm]:
    """What is wrong with the sending as a whole."""
    yield from _dispatch_late(seen)
    yield from _without_referral()
    yield from _stuck(seen)
    yield from _not_told(seen)
    yield from _between()
    yield from children_alarms.alarms(seen)
    yield from (Alarm(AlarmKind.SETTINGS_WAIT, what, do) for what, do in team_settings.waiting_words())
    for each in whole_files.waiting():
        yield Alarm(
            AlarmKind.FILE_WAITS, f"{each.words}.", whole_files.WHO_ANSWERS, minor=True, about=f"file {each.id}"
        )
    yield from (Alarm(AlarmKind.BACKUP_FAILED, what, do, minor=True) for what, do in backups.failing(seen.settings))


def no_next_step(
    row: EscalationRow, state: str, with_id: int | None, seen: Snapshot, sent: UnderWay
) -> Iterator[Alarm]:
    """The alarms for one outstanding line that is nobody's, whose kept state differs from its history, or that is said
    to be on its way though nothing sends it. `state`: what its history adds up to. `with_id`: the worker it is with;
    `sent`: what is under way."""
    if not row.is_document and (row.owner_id is None or row.owner_retired):
        why, do = (
            ("the next dispatch gives it to a manager", "Make it yours (t), or run 'topaz dispatch'.")
            if seen.escalation_path
            else ("no manager is at work", "Make it yours (t); add a manager: topaz workers add.")
        )
        if row.kind in proposals.KINDS:
            why = "it takes a manager who neither raised nor proposed it"
            back = ", or take it back (z)" if row.kind == proposals.KIND.id else ""
            do = f"The next dispatch gives it to one; is there none, add one (topaz workers add){back}."
        words = f"{rules.KIND_WORDS[row.kind]} ({row.person_id}) is nobody's: {why}."
        yield Alarm(AlarmKind.NOBODYS, words, do, row.id, about=str(row.id))
    if not row.is_document:
        return
    if with_id is None:
        yield Alarm(
            AlarmKind.NOBODYS,
            f"{row.reference} is nobody's: nobody is at work who could have it.",
            "Make it yours (t); add a manager: topaz workers add.",
            row.id,
            about=str(row.id),
        )
    if state != row.kept_state:
        kept = f"'{row.kept_state}'" if row.kept_state in rules.STATES_OF[row.kind] else "what is no state"
        yield Alarm(
            AlarmKind.OTHER_STATE,
            f"{row.reference} is kept as {kept}, and its history says '{state}'.",
            "Open it, and record what you know of it.",
            row.id,
            about=str(row.id),
        )
    elif state == EscalationState.SENDING and row.id not in sent.documents:
        words = f"{row.reference} is said to be on its way, and nothing sends it."
        yield Alarm(AlarmKind.NOTHING_SENDS, words, "Send it by hand now (s).", row.id, about=str(row.id))


def left_drafts(drafts: Iterable[BeingWritten]) -> Iterator[Alarm]:
    """The alarms for concerns being written that are nobody's."""
    for draft in drafts:
        if draft.with_id is None:
            yield Alarm(
                AlarmKind.NOBODYS_DRAFT,
                f"{draft.reference} was begun by {draft.author}, is not submitted, and is nobody's.",
                "Add a manager (topaz workers add), who takes it over (t).",
                about=draft.reference,
            )


def empty_levels(passed: Iterable[str]) -> Iterator[Alarm]:
    """One alarm for each level that nobody holds, from the levels that lines of the board passed over (in words, one
    for each line)."""
    for level, lines in Counter(passed).items():
        gone = f"{counted(lines, 'line')} of the board that {several(lines, 'has')} gone up that far"
        yield Alarm(
            AlarmKind.EMPTY_LEVEL,
            f"Nobody is at work as {level.lower()}: {gone} {several(lines, 'stands')} with somebody else.",
            "Add one: topaz workers add.",
            minor=True,
            about=level,
        )


def _dispatch_late(seen: Snapshot) -> Iterator[Alarm]:
    do = "Run 'topaz dispatch', and see in 'topaz help sending' how it runs by itself."
    if not needed(seen.settings) and not _is_sending():
        return
    run = last_run()
    if (run is None or run.ended <= seen.now) and outbox.at_work(seen.now):
        return  # the first round, or a long one, is under way
    if run is None:
        yield Alarm(AlarmKind.DISPATCH_NEVER_RAN, "Dispatch has never run: nothing is sent by itself.", do)
    elif run.ended - seen.now > timedelta(minutes=2):
        words = "The last dispatch is dated in the future: some clock was wrong."
        yield Alarm(AlarmKind.DISPATCH_IN_FUTURE, words, f"See to the clock. {do}")
    elif seen.now - run.ended > timedelta(minutes=seen.settings.sending.late_minutes):
        ago = clock.format_span(seen.now - run.ended)
        yield Alarm(AlarmKind.DISPATCH_LATE, f"Dispatch ran last {ago} ago: nothing is sent by itself since.", do)


def _is_sending() -> bool:
    """Is a document on its way, or waiting for its next try? Asked by kind, each of which has an index."""
    documents = Outbox.select().where(Outbox.escalation.is_null(False))
    return any(documents.where(is_open).exists() for is_open in _OPEN)


def _without_referral() -> Iterator[Alarm]:
    for concern in _on_no_board():
        words = f"{concern['reference']} is submitted and stands on no board."
        yield Alarm(AlarmKind.ON_NO_BOARD, words, "Send it by hand now, and tell us.", about=concern["reference"])


@Compiled
def _on_no_board() -> Any:
    referral = Escalation.select(SQL("1")).where(Escalation.concern == Concern.id)
    found = Concern.select(Concern.reference).where(Concern.submitted_at.is_null(False), ~fn.EXISTS(referral))
    return found.order_by(Concern.submitted_at, Concern.id)


def _stuck(seen: Snapshot) -> Iterator[Alarm]:
    """The alarm for messages that have been due for as long as a dispatch may fail to run: those that run lack what it
    takes to send them."""
    since = clock.to_store(seen.now - timedelta(minutes=seen.settings.sending.late_minutes))
    waits = (
        Outbox.select(fn.COALESCE(Concern.reference, SupportReferral.reference).alias("reference"), Outbox.channel)
        .join_from(Outbox, Concern, JOIN.LEFT_OUTER, on=Concern.id == Outbox.concern)
        .join_from(Outbox, Escalation, on=Escalation.id == Outbox.escalation)
        .join_from(Escalation, SupportReferral, JOIN.LEFT_OUTER, on=SupportReferral.id == Escalation.support)
        .where(Outbox.kind != "notice", _DUE, Outbox.next_at < since)
        .order_by(Outbox.danger.desc(), Outbox.next_at)
    )
    for row in dicts(waits):
        yield Alarm(
            AlarmKind.NOBODY_SENDS,
            f"{row['reference']} waits to go by {row['channel']}, and no dispatch that runs can send it"
            " (settings, password).",
            "Send it by hand now; 'topaz dispatch --check' says what is amiss.",
            about=f"{row['reference']} {row['channel']}",
        )


NOTICES_LOOKED_AT = timedelta(days=31)


def _not_told(seen: Snapshot) -> Iterator[Alarm]:
    """The alarms for workers whose newest notice could not be mailed: until one goes again, the board alone tells
    them."""
    newest: dict[str, tuple[str, str]] = {}
    since = clock.to_store(seen.now - NOTICES_LOOKED_AT)
    retired = Worker.select(SQL("1")).where(Worker.mail == Outbox.recipient, Worker.retired_at.is_null(False))
    ended = Outbox.select(Outbox.recipient, Outbox.state, Outbox.answer).where(
        Outbox.kind == written("notice"), Outbox.ended_at >= since, ~fn.EXISTS(retired)
    )
    for notice in list(ended.order_by(Outbox.ended_at.desc(), Outbox.id.desc())):
        newest.setdefault(str(notice.recipient), (notice.state, notice.answer or "nobody knows why"))
    for recipient, (state, answer) in newest.items():
        if state in (MessageState.FAILED, MessageState.PERHAPS):
            yield Alarm(
                AlarmKind.NOT_TOLD,
                f"{notices.name_of(recipient)} could not be told by mail: {answer.rstrip('.')}.",
                "They are told by the board alone until a mail goes: have it looked at (topaz dispatch --check).",
                minor=True,
                about=recipient,
            )


def unreadable(met: Set[tuple[str, str]]) -> Iterator[Alarm]:
    """The alarms for what can't be read, one for each kind: what was just met (`met`), and what is known from before.
    They never hide danger or stop other lines."""
    with unread.meeting() as more:
        legible.of_board()
    legible.forget_mended(met | more)
    for table, ids in unread.known().items():
        yield Alarm(
            AlarmKind.UNREADABLE,
            unread.words(table, ids),
            "'topaz doctor' names all such; tell whoever looks after Topaz.",
            minor=True,
            about=table,
        )


def _between() -> Iterator[Alarm]:
    """The alarm for people who fall between: nobody has them, and no day brings them back."""
    found = nobody.kept()
    if found and not found.found.ok:
        do = "Find them (F3), and call them; 'topaz doctor' counts anew. Then tell us."
        yield Alarm(AlarmKind.BETWEEN, f"{found.found.words}.", do)


def failed_to_compute(row: EscalationRow, error: Exception) -> Alarm:
    """The board's line for an escalation whose status can't be computed from its history."""
    return Alarm(
        AlarmKind.NOT_COMPUTED,
        f"{row.reference or f'{row.kind} about {row.person_id}'} can't be reckoned (reference {log_error(error)}).",
        who_knows(row),
        row.id,
        minor=not row.danger,
        about=str(row.id),
    )

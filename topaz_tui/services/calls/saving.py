"""Save a call: outcome, review, actions, what is owed next, the claim let go and the draft dropped land
together."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules import call_effects, checks, linked, outcomes, reviews
from topaz_tui.rules.arranged import seen_to_by
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.outcomes import NextStep, Outcome
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import drafts, effects, interpreters, links, nobody, owned, queue, unread
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.services.access import glass
from topaz_tui.services.actions import late
from topaz_tui.services.calls import arranged, client_facts, owed_after
from topaz_tui.services.calls.briefing import tried_since
from topaz_tui.services.calls.identity import FIELDS, identity_of
from topaz_tui.services.calls.numbers import Number, numbers_now, same_number
from topaz_tui.services.calls.owed import Owed
from topaz_tui.services.calls.record import CallRecord, lacking
from topaz_tui.services.calls.result import SavedCall, anew, colleague_calls_since, standing_of
from topaz_tui.services.calls.spoke_with import through_whom
from topaz_tui.services.calls.who_answered import contact_of
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations import opening
from topaz_tui.services.queue import holds
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.reviews import Through
from topaz_tui.services.safety import safety_of
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Call, Client, ClientAction, Contact, Duty, Note, Phone, QueueEntry, Review, Worker
from topaz_tui.store.rows import dicts


@dataclass(frozen=True, slots=True)
class Again:
    """What a corrected call takes over from the call whose place it takes: what it was made for, with whom the worker
    spoke, and `through` whom its review was made. `past`: there were calls with the person since."""

    why: str | None
    spoke_to: int | None
    through: Through
    past: bool = False


def record(session: Session, call: CallRecord, *, told: Collection[str] | None = None) -> SavedCall:
    """Save the call and all that it leads to. A claim that has run out never costs the note: the call is
    saved, and it is said who holds the person now. Raises UserError for what `lacking` names first, and saves
    nothing then; and EditConflict where a colleague recorded a call that the worker was not `told` of (see `beside`),
    since what this one brings takes the place of what theirs did. None: it is saved all the same."""
    with transaction():
        if known := next(iter(_saved(call.token)), None):
            following = nobody.following(session, call.client_id)
            return SavedCall(known["id"], (effect(EffectCode.ENDED, known["outcome"]),), following, again=True)
        client = Client.get_or_none(Client.id == call.client_id)
        if client is None:
            raise NotFound("This person is no longer on the list.", "Find them again (F3).")
        agreed = safety_of(links.group_of(call.client_id), clock.today()).voicemail_ok
        lacks = lacking(call, clock.now(), voicemail_ok=bool(agreed), known=_comparable(client))
        if lacks:
            raise Invalid(lacks[0].words, "Nothing is saved yet.")
        if (
            told is not None
            and (others := colleague_calls_since(session, call))
            and not others.seen.keys() <= set(told)
        ):
            raise others
        return CallSaver(session, call, client).done()


@Compiled
def _saved(token: Any) -> Any:
    return Call.select(Call.id, Call.outcome).where(Call.token == token)


def _comparable(client: Client) -> frozenset[str]:
    """The facts on record about the person that can be compared with what somebody says."""
    row = {name: getattr(client, name) for name in FIELDS}
    born = unread.value("client", client.id, date.fromisoformat, row["born_on"])
    return checks.comparable(identity_of(row, born))


def unfinished(records: Collection[int]) -> bool:
    """Did their last review break off, and has nobody gone on with it since?"""
    theirs = Review.client.in_(records) & Review.taken_back_at.is_null()
    last = Review.select(Review.complete).where(theirs).order_by(Review.reviewed_at.desc(), Review.id.desc())
    return bool(last.scalar() == 0)


class CallSaver:
    """Saves one call. Each step adds its effects to `effects`, and those for the record to `led_to`. No step says when
    the next contact is: only all steps together decide that (`nobody.following`)."""

    def __init__(self, session: Session, call: CallRecord, client: Client, *, again: Again | None = None) -> None:
        """`again` is given where the call takes the place of one that was saved by mistake."""
        self.session, self.client = session, client
        self.calls = session.settings.calls
        follow_up = call.follow_up_on and self.calls.hours.working_day_from(call.follow_up_on)
        self.call = replace(call, follow_up_on=follow_up)  # on a day on which somebody calls
        self.outcome: Outcome = outcomes.BY_CODE[call.outcome]
        self.ended = call.ended_at
        self.at = clock.to_store(self.ended)
        self.effects: list[CallEffect] = []
        self.led_to: list[CallEffect] = []
        self.records = links.group_of(call.client_id)  # what is owed under any of them is owed once
        self.owed = Owed(self.records, call.client_id, session.worker_id, self.at)
        self.again = again
        self.why = again.why if again else _why(call.client_id)
        self.another = call.contact_id is not None
        self.numbers = numbers_now(call.client_id)
        self.rung = same_number(self.numbers, call.phone_id) if call.phone_id is not None else None
        self.unfinished = unfinished(self.records)
        self.step: NextStep = outcomes.next_step(
            self.outcome, self.ended, self.calls, chosen=call.when if self.outcome.time else None,
            in_a_row=self._in_a_row(), incoming=call.incoming, another=self.another,
            others=self.another or any(number.phone_id != self.rung for number in self.numbers),
        )  # fmt: skip

    def done(self) -> SavedCall:
        before = effects.state_of(self.records)
        call_id = self.save()
        drafts.drop(self.session, "call", str(self.call.client_id))
        following = self._next_number()
        taken_by = self._let_go(keep=following is not None)
        queue_status.refresh((self.call.client_id,), self.session.settings)
        effects.keep(call_id, before, effects.state_of(self.records))
        self._where_they_stand()
        audit.record(self.session.worker_id, "recorded a call", self.call.client_id, f"call {call_id}")
        number = following if taken_by is None else None
        if number is None:  # one that is rung at once needs what is open
            glass.close(self.session.worker_id, self.records, self.at)
        done = SavedCall(call_id, tuple(self.effects), next_number=number, taken_by=taken_by)
        return anew(self.session, self.call.client_id, done)

    def save(self) -> int:
        """The call, and all that it leads to; returns its id."""
        self.through = (
            self.again.through if self.again else through_whom(self.session.worker_id, self.records, self.call, self.at)
        )
        call_id = self._call()
        self.effects += self._ended()
        complete = self._review(call_id)
        self._arranged()
        self._actions(call_id)
        self._number()
        owed_after.write(self, complete)
        client_facts.write(self, complete)
        self._notes()
        self._manager(call_id)
        if self.closes_follow_up or self.call.arranged:
            own = () if self.closes_follow_up else (self.step.then,)
            Call.update(led_to=call_effects.to_json((*own, *self.led_to))).where(Call.id == call_id).execute()
        elif self.step.not_before and not self._is_owed():
            told = (effect(EffectCode.NOTHING_OWED),)
            Call.update(led_to=call_effects.to_json(told)).where(Call.id == call_id).execute()
        return call_id

    def _is_owed(self) -> bool:
        """Is a call owed to them, under any of their records, now that this one is saved?"""
        owed = (Duty.client.in_(self.records)) & Duty.closed_at.is_null()
        return bool(Duty.select(Duty.id).where(owed).limit(1).count())

    @property
    def reached_them(self) -> bool:
        """Was the person reached: themself, or in a review through whoever speaks for them?"""
        return self.outcome.reached_client and (not self.another or self.closes_follow_up)

    @property
    def closes_follow_up(self) -> bool:
        """Was the person spoken with in the sense of a follow-up, so that one that is due is done?"""
        return self.outcome.opens_review or self.outcome.asks_what_came

    def _ended(self) -> list[CallEffect]:
        if self.step.retire_number:
            return [effect(EffectCode.NUMBER_RETIRED)]
        if self.closes_follow_up:
            return [effect(EffectCode.SPOKE)]
        # a correction says by itself how the call ended
        told = [] if self.again else [effect(EffectCode.ENDED, self.outcome.code)]
        if self._counted:
            told.append(effect(EffectCode.COUNTS))
        if self.step.stop in linked.STOPS and len(self.records) > 1:
            told.append(effect(EffectCode.ALSO_STOPPED, *links.person_ids(self.records).values()))
        return told

    def leads_to(self, code: EffectCode, *args: str) -> None:
        self.effects.append(effect(code, *args))
        self.led_to.append(effect(code, *args))

    # The call itself

    def _in_a_row(self) -> int:
        count = 1
        rang = clock.to_store(self.call.rang_at)
        ours = Call.direction == "out", Call.contact.is_null(), Call.replaced_by.is_null(), Call.rang_at <= rang
        last = Call.select(Call.id, Call.outcome, Call.rang_at).order_by(Call.rang_at.desc(), Call.id.desc()).limit(20)
        calls = [row for id in self.records for row in dicts(last.where(Call.client == id, *ours))]
        for row in sorted(calls, key=itemgetter("rang_at", "id"), reverse=True):
            if row["outcome"] != self.outcome.code:
                break
            count += 1
        return count

    def _is_try(self) -> bool:
        """Two numbers rung one after the other are one attempt: never two on one day, but for a promised
        callback."""
        if not self.step.counts_as_attempt:
            return False
        midnight = clock.to_store(clock.at(clock.local(self.call.rang_at).date(), "00:00"))
        return not tried_since(self.records, midnight) or self.why == DutyKind.CALLBACK

    def _call(self) -> int:
        call = self.call
        self._counted = self._is_try()
        row = Call.create(
            client=call.client_id,
            worker=self.session.worker_id,
            direction=call.direction,
            why=self.why,
            phone=call.phone_id,
            contact=call.contact_id,
            rang_at=clock.to_store(call.rang_at),
            ended_at=self.at,
            outcome=call.outcome,
            is_attempt=int(self._counted),
            note=call.note.strip() or None,
            ticks=json.dumps(list(call.ticks)),
            spoke_to=self._spoke_to(),
            led_to=call_effects.to_json((self.step.then,)),
            token=call.token,
        )
        return int(row.id)

    def _spoke_to(self) -> int | None:
        """Whoever spoke in the person's place, or with them; else whoever answered the call."""
        if self.again:
            return self.again.spoke_to
        rung = self.call.contact_id if self.outcome.reached_household else None
        return self.through.contact_id or rung or contact_of(self.call.client_id, self.call.answered_by, self.at)

    # What was found, and put in place

    def _review(self, call_id: int) -> bool:
        if not self.call.has_review:
            return False
        complete = kept_reviews.keep(
            self.session.worker_id, self.call.client_id, call_id, self.call.review, self.ended, self.through
        )
        return complete and self.outcome.opens_review

    def _arranged(self) -> None:
        told = list(arranged.take(self.call.arranged, self.records, self.session.worker_id, self.at))
        self.effects += told
        self.led_to += told

    def _actions(self, call_id: int) -> None:
        team = {worker.id: worker.name for worker in Worker.select().where(TAKES_WORK)}
        me = self.session.worker_id
        for new in self.call.actions:
            stays = reviews.ACTION[new.kind].stays_open
            ClientAction.create(
                client=self.call.client_id,
                call=call_id,
                kind=new.kind,
                detail=new.detail.strip(),
                who=new.who.strip() or None,
                by_on=new.by.isoformat() if new.by else None,
                made_by=self.session.worker_id,
                made_at=self.at,
                done_at=None if stays else self.at,
                done_by=None if stays else self.session.worker_id,
                owner=late.whose(seen_to_by(new.who, team) or me, self.records) if stays else None,
            )
        if any(reviews.ACTION[new.kind].counts_as_referral_back for new in self.call.actions):
            self.leads_to(EffectCode.REFERRED_BACK)

    def _number(self) -> None:
        if self.outcome.retires_number and self.another:
            whose = (Contact.id == self.call.contact_id) & Contact.client.in_(self.records)
            Contact.update(phone_status=self.outcome.retires_number).where(whose).execute()
        if self.outcome.retires_number and self.call.phone_id is not None:
            number = Phone.select(Phone.number).where(Phone.id == self.call.phone_id).scalar()
            theirs = Phone.number == number, Phone.client.in_(self.records), Phone.status == PhoneStatus.USABLE
            Phone.update(status=self.outcome.retires_number, status_at=self.at).where(*theirs).execute()

    # What stands on the client

    def _notes(self) -> None:
        """Delete the handover note once the person was reached, and save the new one in its place."""
        call, left = self.call, self.call.next_note.strip()
        if call.seen and (self.reached_them or left):
            Note.update(seen_at=self.at).where(
                Note.id.in_(call.seen), Note.client.in_(self.records), Note.seen_at.is_null()
            ).execute()
        if left:
            Note.create(
                client=call.client_id,
                worker=self.session.worker_id,
                kind=NoteKind.HANDOVER,
                text=left,
                made_at=self.at,
            )

    def _manager(self, call_id: int) -> None:
        asked: list[tuple[str, int | None]] = []
        if self.step.to_manager:
            asked.append((f"{self.outcome.words}. {self.call.note.strip()}", call_id))
        if self.call.question.strip():
            asked.append((self.call.question.strip(), None))
        now = clock.now()
        if self.outcome.opens_review or self.outcome.final:  # a callback agreed in a few words still needs one
            called = EscalationEnd(EndReason.CALLED, self.outcome.code)
            owned.end_of(self.records, EscalationKind.INTERPRETER, now, called)
        if self.outcome.board and not self.call.incoming:
            number = next((n.words for n in self.numbers if n.phone_id == self.rung), "")
            body = {"number": number, "note": self.call.note.strip(), "_phone": self.call.phone_id}
            owned.put_once(
                self.outcome.board, self.call.client_id, self.session.worker_id, now, self.session.settings,
                records=self.records, by=self.step.callback_at, body=body,
            )  # fmt: skip
        if self.outcome.held_with_interpreter:
            interpreters.held(self.records, self.call.rang_at, now)
        is_set = self.step.callback_at or self.closes_follow_up or self.outcome.final
        if is_set and (apart := interpreters.point_out(self.session, self.call.client_id, now)):
            due = clock.to_store(apart.due) if apart.due else ""
            self.leads_to(EffectCode.INTERPRETER_APART, clock.to_store(apart.booked), due)
        for text, asked_by in asked:
            opening.question(self.call.client_id, self.session.worker_id, text, now, self.session.settings, asked_by)
        if asked:
            self.leads_to(EffectCode.MANAGER_TOLD if self.step.to_manager else EffectCode.QUESTION_WAITS)

    # On to the next

    def _next_number(self) -> Number | None:
        """Another number to ring at once: the first not rung today, where this one reached nobody."""
        if self.call.incoming or self.another or self.outcome.reached_household:
            return None
        others = [n for n in numbers_now(self.call.client_id) if n.phone_id != self.rung]
        following = next((n for n in others if not n.rung_today), None)
        if others and following is None:
            self.effects.append(effect(EffectCode.RUNG_TODAY, str(len(others))))
        return following

    def _let_go(self, *, keep: bool) -> str | None:
        """Let go of the client, unless there is another number to ring; returns who else holds them, if
        anybody."""
        held = self.call.held
        if held is None:
            return self._colleague()
        mine = (holds.is_held if keep else holds.release)(self.session.worker_id, held.client_id, held.fencing_token)
        return None if mine else self._colleague()

    def _colleague(self) -> str | None:
        who = queue.holder(self.session, self.call.client_id)
        if who is None or who == self.session.name:
            return None
        self.effects.append(effect(EffectCode.WITH_COLLEAGUE, who))
        return who

    def _where_they_stand(self) -> None:
        now = standing_of(self.call.client_id)
        if now and now.reason in (Reason.ATTEMPTS_EXHAUSTED, Reason.NO_USABLE_NUMBER):
            self.effects.append(effect(EffectCode.STANDS, now.reason, str(now.attempts)))


def _why(client_id: int) -> str | None:
    """What kind of call the person was owed, by the queue; None where nothing was owed."""
    return next((row["why"] for row in _why_of(links.lead_of(client_id))), None)


@Compiled
def _why_of(lead: Any) -> Any:
    return QueueEntry.select(QueueEntry.why).where(QueueEntry.client == lead)

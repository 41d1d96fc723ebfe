"""The terms that a team may set: how long, how often, when. Each has its default, what it means, the source of the
default and what it may be, so that the rules, the check of the settings and `topaz help settings` have one list.

'[ours]' is a decision of this project (SOURCES.md); everything marked so is for the team to change. How a value stands
in the TOML file is config's business: a term has limits, or a `kind` that config reads.
"""

# ruff: noqa: RUF009 (a call of whole or term makes a field)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from topaz_tui.clock import Hours, Week


class Channel(StrEnum):
    """The ways to the council, as the settings and the store name them. By hand is a person's: telephone, portal or
    post. How each sends is a row of exchange/delivery/channels.py."""

    MAIL = "mail"
    FOLDER = "folder"
    BY_HAND = "by hand"


def term(default: Any, kind: str, meaning: str, source: str = "[ours]") -> Any:
    """A field of terms whose value is read as `kind` says (config/values.py: KINDS)."""
    return field(default_factory=lambda: default, metadata={"kind": kind, "meaning": meaning, "source": source})


def whole(default: int, least: int, most: int, meaning: str, source: str = "[ours]") -> Any:
    """A field of terms that is a whole number from `least` to `most`."""
    limits = {"least": least, "most": most}
    return field(default=default, metadata={"kind": "whole", "meaning": meaning, "source": source} | limits)


@dataclass(frozen=True, slots=True)
class CallTerms:
    """When and how often clients are called."""

    tries: int = whole(3, 1, 20, "Attempts that reach nobody before a manager decides", "[ours] Attempts")
    days: int = whole(2, 1, 20, "On at least so many different days", "[ours] Attempts")
    parts_of_day: int = whole(2, 1, 3, "In at least so many parts of the day", "[ours] Attempts; sources 12, 13")
    parts: Mapping[str, Hours] = term(
        {"morning": ("09:00", "12:00"), "afternoon": ("12:00", "17:00"), "evening": ("17:00", "20:00")},
        "parts",
        "The parts of the day",
    )
    hours: Week = term(
        Week((("09:00", "20:00"),) * 5 + (("10:00", "16:00"), None)),
        "week",
        "Calling hours: mon to sun, [] where closed; bank_holidays = true where they are as other days",
        "[ours]; evenings answer best, sources 12, 13",
    )
    claim_minutes: int = whole(30, 1, 480, "Minutes a worker holds a client after the last key")
    callback_grace_minutes: int = whole(
        15, 0, 480, "Minutes that a callback kept for one worker waits for them before anybody may make it"
    )
    callback_late_minutes: int = whole(
        60,
        1,
        720,
        "Minutes after its time in which a promised callback is offered outside the calling hours; then within them",
    )
    follow_up_weeks: int = whole(6, 1, 52, "Weeks until a follow-up, as suggested after a review")
    recall_months: int = whole(
        12,
        1,
        60,
        "Months from an assessment or a completed review to the recall",
        "[ours]: a year after what the council found",
    )
    tries_decide_days: int = whole(
        5, 0, 60, "Working days a manager has to decide about a client whose attempts are exhausted"
    )
    delays: Mapping[str, int] = term(
        {},
        "delays",
        "Minutes until the next attempt after an outcome: no_answer = 180, engaged = 30 …",
        "source 11",
    )


@dataclass(frozen=True, slots=True)
class ReferralTerms:
    """The terms of a referral, in working days (0 is the same day), or in real hours in immediate danger,
    whose clock runs day and night. Each default has its source beside it (rules/SOURCES.md)."""

    write_hours: int = whole(24, 1, 240, "Hours from beginning a concern to submitting it", "source 22")
    write_hours_danger: int = whole(1, 1, 72, "Hours to submit it in immediate danger")
    send_days: int = whole(0, 0, 60, "Working days to send a concern to the council", "[ours] Defaults; 22")
    send_hours_danger: int = whole(1, 1, 72, "Hours to send it in immediate danger", "[ours] Defaults")
    acknowledge_days: int = whole(
        1, 0, 60, "Working days for the council to acknowledge it", "[ours] Defaults; source 23"
    )
    acknowledge_hours_danger: int = whole(1, 1, 72, "Hours to acknowledge it in immediate danger", "[ours] Defaults")
    chase_days: int = whole(3, 0, 60, "Working days without a decision before we chase", "[ours] Defaults; source 25")
    decide_hours_danger: int = whole(
        24, 1, 240, "Hours without a decision in immediate danger before the manager", "[ours]; 25, 27"
    )
    manager_days: int = whole(
        5, 0, 60, "Working days without a decision before the manager", "[ours] Defaults; source 26"
    )
    head_days: int = whole(10, 0, 120, "Working days without a decision before the head of service", "[ours] Defaults")
    director_days: int = whole(
        15,
        0,
        120,
        "Working days without a decision before the director and the adults board",
        "[ours]; 27",
    )
    feedback_days: int = whole(2, 0, 60, "Working days from the decision to feedback", "[ours] Defaults; 24")
    close_days: int = whole(5, 0, 60, "Working days for us to close it after the feedback")
    rung_days: int = whole(
        1,
        0,
        60,
        "Working days from one level of the escalation path to the next once a step is overdue",
        "[ours]; 27",
    )
    rung_hours_danger: int = whole(
        1, 1, 72, "Hours from one level to the next in immediate danger", "[ours]; 27: the same day"
    )
    question_days: int = whole(1, 0, 60, "Working days for a manager to answer a worker's question")
    withdrawal_days: int = whole(1, 0, 60, "Working days for a manager to confirm or refuse a proposed withdrawal")
    dispute_days: int = whole(
        1,
        0,
        60,
        "Working days for the council to answer a disagreement, on each level",
        "[ours]; 27: all levels in a working week",
    )
    dispute_hours_danger: int = whole(2, 1, 72, "Hours to answer it in immediate danger", "[ours]; 27: the same day")
    support_acknowledge_days: int = whole(3, 0, 60, "Working days for a service to acknowledge a referral for support")
    support_answer_days: int = whole(10, 0, 120, "Working days from then until it takes the referral on, or declines")
    support_urgent_days: int = whole(1, 0, 60, "Working days for either, where the referral is urgent")
    support_outcome_days: int = whole(30, 1, 240, "Working days from there until somebody says what came of it")
    support_declined_days: int = whole(2, 0, 60, "Working days for us to find another way, where it is declined")
    remind_days: int = whole(1, 1, 60, "Working days from one reminder of an overdue step to the next")
    remind_hours_danger: int = whole(1, 1, 72, "Hours from one reminder to the next in immediate danger")


class ReferredBackOf(StrEnum):
    """Of whom the contract's per cent of referrals back are."""

    REVIEWED = "reviewed"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The terms of the contract with the council."""

    referral_back_of: str = term(
        ReferredBackOf.REVIEWED,
        "referred_back_of",
        "Of whom the contract's per cent of referrals back are: reviewed, or list for all whose recall fell due",
    )
    referral_back_percent: int = whole(
        15, 0, 100, "Per cent of them that may be referred back to the council", "source 1"
    )


@dataclass(frozen=True, slots=True)
class ChildrenTerms:
    """Work for children's services: what a team, or a council, has beside the statute. A target never moves a date of
    the law: it stands beside it, and a slower one is refused."""

    targets: Mapping[str, str] = term(
        {},
        "targets",
        'An earlier day beside the law\'s, by a duty\'s code: NEEDS = "+8w", LAC_REV1 = "+10wd"',
    )
    count_first_day: bool = term(
        False, "truth", "Is the day of a visit or a review itself the first day of the next interval?", "source 54"
    )
    school_terms: tuple[tuple[str, str], ...] = term(
        (), "school_terms", 'School terms, the first and the last day of each: [["2026-09-01", "2026-12-18"]]'
    )
    pep_from: int = whole(5, 2, 5, "The age from which there are personal education plans")
    leap_birthday: str = term(
        "1 March", "leap_birthday", "The birthday of who was born on 29 February: 1 March or 28 February", "source 51"
    )
    spare_days: int = whole(
        0, 0, 60, "Working days to spare, without which work is at risk, beside those that it needs"
    )
    hold_weeks: int = whole(6, 1, 52, "Weeks that work may be on hold before it stands on the board")
    owner_weeks: int = whole(6, 0, 52, "Weeks before its day that a duty of ours has to be somebody's")
    lieu_hours: int = whole(16, 1, 200, "Hours in lieu beyond which somebody's stand on the board")
    lieu_weeks: int = whole(12, 1, 104, "Weeks after which the oldest hours in lieu stand on the board; none expires")
    lieu_earned_hours: int = whole(8, 1, 100, "Hours earned of late beyond which somebody's stand on the board")
    lieu_earned_weeks: int = whole(4, 1, 52, "Of how many weeks those are")
    lieu_asked_days: int = whole(3, 0, 60, "Days after which hours that nobody agreed or refused stand on the board")
    certificate_days: int = whole(
        5, 0, 60, "Working days after a session of training by which its certificates are to be sent"
    )
    commission_weeks: int = whole(6, 0, 52, "Weeks before its last day that a commission is said to run out")
    commission_left: int = whole(2, 0, 1000, "Pieces left of what was ordered from which on it is said to run out")
    plans_percent: int = whole(90, 0, 100, "Per cent of plans that are to be no older than six months", "source 60")


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """How the council's file is read."""

    decide_days: int = whole(2, 0, 60, "Working days to decide what a council's file leaves open about somebody")


@dataclass(frozen=True, slots=True)
class OwnedTerms:
    """Working days (0 is the same day) until somebody who can't be called, or something that keeps a call from going
    well, is settled by whoever owns it; then it goes up the escalation path. All of them [ours]."""

    number_days: int = whole(3, 0, 60, "Working days to find a number for somebody who has none")
    not_safe_days: int = whole(2, 0, 60, "Working days to find a safe way to somebody who is owed a call")
    away_days: int = whole(10, 0, 60, "Working days to ask when somebody is back who is away without a date")
    promise_days: int = whole(
        1, 0, 60, "Working days to tell the council's worker of a call promised to somebody they see to"
    )
    stop_review_days: int = whole(10, 0, 60, "Working days to ask whether somebody still wants no calls")
    unreadable_days: int = whole(1, 0, 60, "Working days to mend a record that can't be read")
    interpreter_days: int = whole(1, 0, 60, "Working days to book an interpreter, or until the call if that is sooner")
    whose_number_days: int = whole(3, 0, 60, "Working days to find out whose number it is")
    restricted_days: int = whole(
        2,
        0,
        60,
        "Working days to call somebody whose record is restricted, or until the time promised if sooner",
    )
    glass_days: int = whole(1, 0, 60, "Working days to look at it that a restricted record was opened all the same")
    action_days: int = whole(2, 0, 60, "Working days to see to something put in place that has not come by its day")
    letter_days: int = whole(2, 0, 60, "Working days to print and post a letter, then to see to one that has not gone")
    duty_days: int = whole(1, 0, 60, "Working days to see to a duty of children's services that is late")
    at_risk_days: int = whole(1, 0, 60, "Working days to find time for work that has too little of it left")
    returned_days: int = whole(5, 0, 60, "Working days to change what a council returned")
    on_hold_days: int = whole(2, 0, 60, "Working days to look again at work that rests too long")
    unowned_days: int = whole(2, 0, 60, "Working days for a manager to say who does a piece of work")

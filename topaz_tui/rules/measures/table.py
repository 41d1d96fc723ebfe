"""The measures: what each counts, of whom, and where its definition comes from. A row is what the page, the command and
the files show; `count` says how it is counted (rules/measures/count.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from topaz_tui.rules.measures import count, of_concerns, of_lives, of_quality
from topaz_tui.rules.measures.facts import Facts
from topaz_tui.rules.measures.measure import Measure, Shows, Tab
from topaz_tui.rules.measures.rates import Disposition
from topaz_tui.rules.terms import CallTerms

D = Disposition
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REVIEWED = (D.COMPLETE, D.PARTIAL)
SPOKEN = (D.COMPLETE, D.PARTIAL, D.REFUSED, D.OTHER)


def _none(_: Facts) -> timedelta:
    return timedelta()


def _grace(facts: Facts) -> timedelta:
    return timedelta(minutes=facts.grace_minutes)


def _week(facts: Facts) -> timedelta:
    return timedelta(days=facts.follow_up_days)


DUE = "people whose recall fell due, but for those who had died, moved or had services"
MEASURES = (
    Measure(
        "COV", "Reviewed of those due", "people", "reviews that came to their end", DUE, "AAPOR RR1 (11, 56)",
        count.due(count.is_of(D.COMPLETE)),
        mind="By the day on which the recall fell due, so that those who were late do not look like success.",
        tab=Tab.SUMMARY,
    ),
    Measure(
        "COV-P", "Reviewed, also in part", "people", "reviews, also those that broke off", DUE, "AAPOR RR2 (11, 56)",
        count.due(count.is_of(*REVIEWED)),
    ),
    Measure(
        "COV90", "Reviewed within 90 days", "people", "reviews at most 90 days after the recall was due",
        f"{DUE}, where 90 days have passed", "[ours]", count.within(90),
        mind="The last three months are not over yet: they are left out, and not counted as nought.",
    ),
    Measure(
        "CON", "Reached at least once", "people", "people who were spoken with", DUE, "AAPOR CON1 (11, 56)",
        count.due(lambda person: person.first is not None), tab=Tab.SUMMARY,
    ),
    Measure(
        "CON-H", "Somebody answered at least once", "people", "people where anybody was spoken with", DUE,
        "AAPOR CON1 (11, 56)", count.due(lambda person: person.first_there is not None),
    ),
    Measure(
        "COOP", "Reviewed of those reached", "people", "reviews, also those that broke off",
        "people who were reached", "AAPOR COOP2 (11, 56)",
        count.due(count.is_of(*REVIEWED), count.is_of(*SPOKEN)), tab=Tab.SUMMARY,
    ),
    Measure(
        "REF-S", "Would rather not", "people", "people who would rather not, and have not been reviewed since", DUE,
        "AAPOR REF1 (11, 56)", count.due(lambda person: person.refused == "refused_soft"),
    ),
    Measure(
        "REF-H", "Refused: do not call again", "people", "people who refused", DUE, "AAPOR REF1 (11, 56)",
        count.due(lambda person: person.refused == "refused_hard"),
    ),
    Measure(
        "HIT", "Our calls that reached the person", "calls", "our calls in which they were spoken with", "our calls",
        "[ours]", count.hits, mind="Calls that came in are in neither figure.", own=True,
    ),
    *(
        Measure(
            f"HIT-{part[0].upper()}", f"Our calls that reached, {part}", "calls",
            "our calls in which they were spoken with", f"our calls that began in the {part}", "[ours]",
            count.hits_in(part), own=True,
            mind="The parts of the day are those of the settings (calls.parts), by London's clock.",
        )
        for part in CallTerms().parts
    ),
    *(
        Measure(
            f"HIT-{day[:3].upper()}", f"Our calls that reached, {day}", "calls",
            "our calls in which they were spoken with", f"our calls that began on a {day}", "[ours]",
            count.hits_on(number), own=True, mind="By London's days.",
        )
        for number, day in enumerate(WEEKDAYS)
    ),
    Measure(
        "APC", "Calls until first reached", "people", "people who were reached", DUE, "[ours]",
        count.until_reached("calls"),
        mind="Of those who were reached: who never was had calls too, and stands beside it.", median="calls",
        shows=Shows.MEDIAN,
    ),
    Measure(
        "APC-T", "Attempts until first reached", "people", "people who were reached", DUE, "[ours]",
        count.until_reached("attempts", lambda call: call.attempt),
        mind="Attempts are the calls that count against those of the recall: two numbers rung one after the other are"
        " one. The call that reached them is one more.", median="attempts", shows=Shows.MEDIAN,
    ),
    Measure(
        "WAIT", "Days until first reached", "people", "people who were reached", DUE, "[ours]",
        count.days_until_reached,
        mind="Whoever is not reached yet counts as waiting for longer than until now.", median="days",
        tab=Tab.SUMMARY, shows=Shows.MEDIAN,
    ),
    Measure(
        "PRO", "Promised callbacks kept", "callbacks", "callbacks made in time", "callbacks that fell due", "[ours]",
        count.kept(lambda facts: facts.callbacks, _grace), mind="One that was made early was kept.", own=True,
    ),
    Measure(
        "FUP", "Follow-ups made in their week", "follow-ups", "follow-ups made within seven days", "follow-ups due",
        "[ours]", count.kept(lambda facts: facts.follow_ups, _week),
    ),
    Measure(
        "ACT", "Support in place by its day", "actions", "actions that were done by their day",
        "actions whose day it was", "[ours]",
        count.kept(lambda facts: facts.actions, _none, lambda facts: facts.without_day),
        tab=Tab.SUMMARY, own=True,
    ),
    Measure(
        "RB-R", "Referred back, of those reviewed", "people", "people referred back to the council",
        "people with a review, also one that broke off", "The contract's 15 % (1)",
        count.referred_back(count.is_of(*REVIEWED)),
        mind="Each person once. A concern is no referral back. No published definition says of whom the 15 % are.",
        tab=Tab.SUMMARY,
    ),
    Measure(
        "RB-L", "Referred back, of those due", "people", "people referred back to the council", DUE,
        "The contract's 15 % (1)", count.referred_back(lambda _person: True),
        mind="Each person once. A concern is no referral back. No published definition says of whom the 15 % are.",
        tab=Tab.SUMMARY,
    ),
    Measure(
        "THR", "Reviews through somebody else", "reviews", "reviews made for the person, or with somebody's help",
        "reviews made", "[ours]", count.through,
        mind="Who spoke, why, and on what authority stands with each, on the timeline.", own=True,
    ),
    Measure(
        "LOAD", "Calls a day of work", "calls", "calls made and taken", "days on which somebody made or took one",
        "[ours]", count.load, shows=Shows.A_DAY, own=True,
        mind="What each did stands under Team. People are shared between workers: no column adds up to people, and it"
        " is no ranking.",
    ),
    *of_lives.MEASURES,
    *of_concerns.MEASURES,
    *of_quality.measures(DUE),
)  # fmt: skip
BY_CODE: Mapping[str, Measure] = {measure.code: measure for measure in MEASURES}

if len(BY_CODE) != len(MEASURES):
    raise ValueError("two measures of one code")

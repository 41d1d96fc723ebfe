"""The measures of concerns: how many, how soon, what the council decided, and what came of it for the adult."""

from __future__ import annotations

from topaz_tui.rules.measures import count_concerns as count
from topaz_tui.rules.measures.facts import ConcernFact
from topaz_tui.rules.measures.measure import Measure, Shows, Tab

RAISED = "concerns submitted in the period"
DECIDED = "of these, those that the council has decided"
SAC = "SAC (17)"
CLOCK = "In calendar days, to compare; in time by office days and the terms of the settings. What was opened again, or"
AGAIN = " came back, keeps the first of its moments."
LATE_KNOWN = "Asked with the feedback and as a concern is closed. What nobody was told is left out, and said."


def _decided(each: ConcernFact) -> bool:
    return bool(each.decisions)


def _last(decision: str) -> count.Which:
    return lambda each: each.decisions[-1:] == (decision,)


def _achieved(*how: str) -> count.Which:
    return lambda each: each.achieved in how


def _risk_found(each: ConcernFact) -> bool:
    return each.enquiry in ("concluded", "no_day") and each.risk in ("removed", "reduced", "remains")


def _expressed_and_known(each: ConcernFact) -> bool:
    return each.wanted == "asked_expressed" and each.achieved in ("fully", "partly", "not")


def _step(code: str, words: str, of: str, among: str) -> Measure:
    return Measure(
        code, words, "concerns", of, f"concerns {among} in the period", "[ours], published targets (22 to 26)",
        count.step(code), mind=CLOCK + AGAIN, median="days", tab=Tab.CONCERNS, shows=Shows.MEDIAN,
    )  # fmt: skip


def _raised(
    code: str, words: str, of: str, above: count.Which, among: count.Which | None = None, below: str = RAISED,
    source: str = "[ours]", mind: str = "", left: str = "", whole: str = "",
) -> Measure:  # fmt: skip
    return Measure(
        code,
        words,
        "concerns",
        of,
        below,
        source,
        count.of_raised(above, among, left),
        mind=mind,
        tab=Tab.CONCERNS,
        whole=whole,
    )


MEASURES = (
    Measure(
        "SC", "Concerns raised", "concerns", "concerns submitted, and not in error", "all submitted", "[ours]",
        count.raised, tab=Tab.SUMMARY, shows=Shows.NUMBER, own=True,
        mind="A rise can be good. Those entered in error, or twice, are left out, and said.",
    ),
    Measure(
        "SC100", "Concerns to a hundred reviews", "concerns", "concerns submitted, and not in error", "reviews made",
        "[ours]", count.to_reviews, tab=Tab.CONCERNS, shows=Shows.PER_100, own=True, mind="A rise can be good.",
    ),
    Measure(
        "SC-IN", "Submitted in time", "concerns", "concerns submitted in their hours",
        "concerns submitted, and those whose hours ran out without it", "[ours] (22)", count.submitted_in_time,
        tab=Tab.CONCERNS, own=True, mind="A day; an hour in immediate danger: as the settings have it.",
    ),
    _step("T1", "Found to begun", "concerns that were begun", "found"),
    _step("T2", "Begun to submitted", "concerns submitted in their hours", "begun"),
    _step("T3", "Submitted to with the council", "concerns that the council had in time", "submitted"),
    _step("T4", "With them to acknowledged", "concerns acknowledged in time", "that came to the council"),
    _step("T5", "Acknowledged to decided", "concerns decided in time", "acknowledged"),
    _step("T6-A", "Decided to adult told", "concerns of which the adult was told in time", "decided"),
    _step("T6-R", "Decided to referrer told", "concerns of which who raised it was told in time", "decided"),
    _step("T7", "Told to closed", "concerns closed in time", "of which both were told"),
    _raised("DEC", "The s42 duty is met", "concerns with that decision", _last("met"), _decided, DECIDED, SAC,
            "Never a target: it would punish good practice.", "not decided yet", "DEC"),
    _raised("DEC-E", "Another enquiry is made", "concerns with that decision", _last("enquiry"), _decided, DECIDED,
            SAC, left="not decided yet", whole="DEC"),
    _raised("DEC-N", "Not met", "concerns with that decision", _last("not_met"), _decided, DECIDED, SAC,
            left="not decided yet", whole="DEC"),
    _raised("DIS", "Not met, and disagreed with", "concerns of which we disagreed in writing",
            lambda each: each.disagreed, lambda each: "not_met" in each.decisions,
            "of these, those of which the council said 'not met'"),
    _raised("DIS-C", "Disagreed with, met after all", "concerns of which the duty was met then",
            lambda each: each.met_after_all, lambda each: each.disagreed,
            "of these, those of which we disagreed in writing"),
    _raised("MSP-A", "Asked what they want", "adults who were asked",
            lambda each: each.wanted in ("asked_expressed", "asked_none"), source=f"{SAC}, SG4a"),
    _raised("MSP-E", "Asked, and said what they want", "adults who said it",
            lambda each: each.wanted == "asked_expressed",
            lambda each: each.wanted in ("asked_expressed", "asked_none"), "of these, those who were asked",
            f"{SAC}, SG4a", left="not asked, or not known"),
    _raised("MSP-M", "What they wanted: fully achieved", "concerns of which it was", _achieved("fully"),
            _expressed_and_known, "of these, those who said what they want, where it is known", f"{SAC}, SG4a",
            LATE_KNOWN, "nothing said, or nobody told us", "MSP-M"),
    _raised("MSP-MP", "What they wanted: partly", "concerns of which it was", _achieved("partly"),
            _expressed_and_known, "of these, those who said what they want, where it is known", f"{SAC}, SG4a",
            LATE_KNOWN, "nothing said, or nobody told us", "MSP-M"),
    _raised("MSP-MN", "What they wanted: not achieved", "concerns of which it was", _achieved("not"),
            _expressed_and_known, "of these, those who said what they want, where it is known", f"{SAC}, SG4a",
            LATE_KNOWN, "nothing said, or nobody told us", "MSP-M"),
    _raised("RSK", "Risk reduced or removed", "concerns of which it was",
            lambda each: each.risk in ("removed", "reduced"), _risk_found,
            "of these, those with a risk whose enquiry has concluded", f"{SAC}, SG2e", LATE_KNOWN,
            "no enquiry concluded, no risk found, or nobody told us"),
)  # fmt: skip

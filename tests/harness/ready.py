"""The program in a process of its own that need not import it first: one that has, forks it.

    if ready.can_start(command, env, usual):
        started = ready.start(command, env=env, cwd=ROOT, terminal=its_end)  # or files=(0, log, log)
        os.kill(started.pid, signal.SIGTERM)
        assert started.wait() == 0

Of each start of the program half a second of the processor is imports. Each process of the tests that starts it has one
that imported all of it, with no thread, no file and no database open. What it forks is the first process of its
terminal, or has files in place of one; its surroundings and folder are its own, as from the command line, and it ends
as forked.py says. It is a zombie until it is waited for, as a child would be.

A program whose surroundings differ in what is read at a start, or that changes Topaz before it imports it (some of
tests/faults), starts from nothing; so do benches that measure and tests/store/test_every_connection.py.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, NoReturn

from tests.harness.forked import become, import_all, run
from tests.support.places import ROOT

PROGRAMS = (
    "topaz_tui", "tests.harness.told", "tests.harness.given_time", "tests.faults.one_worker", "tests.faults.stuck",
)  # fmt: skip
"""What may be forked: the others change something before Topaz is imported."""
OWN = ("HOME", "XDG_", "TOPAZ_")
"""How the names begin that may differ between two that are forked: they are read when they are needed."""
AT_MOST = 1 << 20  # bytes that are asked with


class Started:
    """A program that was forked."""

    stdout = None  # as a child has it of which nothing is read
    stdin: IO[bytes] | None = None  # for whoever starts it with a pipe

    def __init__(self, command: Sequence[str], pid: int, told: socket.socket) -> None:
        self.command, self.pid, self._told = command, pid, told
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status once it has ended, or the signal's number below zero. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.command, timeout or 0)
            self.returncode = int(json.loads(self._told.recv(AT_MOST)))
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        """The same, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it, if it is there."""
        if self.returncode is None:
            os.kill(self.pid, number)


def can_start(command: Sequence[str], env: Mapping[str, str], usual: Mapping[str, str]) -> bool:
    """Is it this Python with one of the programs, in the usual surroundings but for what is read later?"""
    if len(command) < 3 or command[:2] != [sys.executable, "-m"] or command[2] not in PROGRAMS:
        return False
    return _read_at_a_start(env) == _read_at_a_start(usual)


def start(
    command: Sequence[str], *, env: Mapping[str, str], cwd: Path, terminal: int | None = None, files: Sequence[int] = ()
) -> Started:
    """Start it at this end of a terminal, or with these three files."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    asked = {"module": command[2], "words": command[3:], "cwd": str(cwd), "env": dict(env)}
    with theirs:
        socket.send_fds(
            _server(_read_at_a_start(env)), [json.dumps(asked).encode()], [theirs.fileno(), *(files or (terminal,))]
        )
    return Started(command, int(json.loads(ours.recv(AT_MOST))), ours)


def _read_at_a_start(env: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset((name, value) for name, value in env.items() if not name.startswith(OWN))


@cache
def _server(env: frozenset[tuple[str, str]]) -> socket.socket:
    """How it is asked."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            cwd=ROOT, env=dict(env), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    atexit.register(_end, ours, server)
    return ours


def _end(asked: socket.socket, server: subprocess.Popen[bytes]) -> None:
    """It ends where nothing can be asked any more."""
    asked.close()
    server.wait()


def _serve(asked: socket.socket) -> None:
    """Fork what is asked for, each beside one that tells of its end."""
    import_all()
    assert threading.active_count() == 1, "a fork takes one thread along"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those that tell end by themselves
    while True:
        words, fds, _, _ = socket.recv_fds(asked, AT_MOST, 4)
        if not words:
            return
        teller, *files = fds
        if not os.fork() and not _tell(socket.socket(fileno=teller), files):
            asked.close()
            _begin(json.loads(words), files)
        for fd in fds:
            os.close(fd)


def _tell(told: socket.socket, files: list[int]) -> bool:
    """Fork the program, and tell its number and how it ended; it is waited for once that was heard. In the program
    itself, come back with False."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if not (pid := os.fork()):
        told.close()
        return False
    for fd in files:
        os.close(fd)
    with suppress(OSError):  # nobody is there any more who wants to know
        told.send(json.dumps(pid).encode())
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert ended
        told.send(json.dumps(ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status).encode())
        told.recv(1)
    os.waitpid(pid, os.WNOHANG)
    os._exit(0)


def _begin(asked: dict[str, Any], files: list[int]) -> NoReturn:
    if len(files) == 1:
        os.setsid()
        fcntl.ioctl(files[0], termios.TIOCSCTTY, 0)
    for fd, file in enumerate(files if len(files) > 1 else files * 3):
        os.dup2(file, fd)
    for file in files:
        os.close(file)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    become(asked["cwd"], asked["env"])
    sys.argv = [asked["module"], *asked["words"]]
    run(asked["module"])


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))

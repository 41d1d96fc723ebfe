"""What is no file is not opened, wherever its name comes from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from topaz_tui.config import Mail, load
from topaz_tui.errors import Trouble
from topaz_tui.exchange import mail
from topaz_tui.exchange.council.headings import read_mapping
from topaz_tui.exchange.council.text import encoding_of
from topaz_tui.store import backup, database

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes with a name are POSIX's")


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


READERS = {
    "settings": load,
    "an import": encoding_of,
    "a mapping": lambda path: read_mapping(path, ["ID"]),
    "a database": database.open_database,
    "what is backed up": lambda path: backup.back_up(path, path.with_name("copy")),
    "what is restored": lambda path: backup.restore(path, path.with_name("t.db"), "rkelly"),
    "certificates": lambda path: mail._connected(Mail(ca_file=str(path)), None),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_pipe_is_said_to_be_one_and_is_not_waited_for(read, pipe):
    with pytest.raises(Trouble, match="is a pipe, not a file"):
        read(pipe)


@pytest.mark.parametrize("read", [load, encoding_of])
def test_a_device_is_said_to_be_one(read):
    with pytest.raises(Trouble, match="/dev/zero is a device, not a file"):
        read(Path("/dev/zero"))


def test_the_program_ends_at_a_pipe_for_settings(pipe):
    words = (sys.executable, "-m", "topaz_tui", "--settings", str(pipe), "queue")
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2 and "is a pipe" in ended.stderr

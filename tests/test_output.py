"""Whatever is behind a command's words, a letter it does not have, a closed pipe, a full disk: nothing breaks."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import cycle
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.waiting import PATIENCE
from topaz_tui import output
from topaz_tui.cli import main
from topaz_tui.output import UNWRITTEN, Steady, fitted

NAME = "Róisín Łuków-Şahin → Дмитро 王 מן \udcff"
CSV = (
    f"Person ID,First name,Last name,Telephone,Assessment date,Eligibility\n1,Zoë,{NAME[:-2]},,3/11/2025,Low\n2,,,,x,\n"
)
ENCODINGS = ("ascii", "latin-1", "cp1252", "cp437", "utf-8")


# What each command is given: by its whole name, so that a new one is missed here at once.
Walk = Callable[..., Iterator[tuple[str, int, str, str]]]

COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "init": (
        ("--db", "new {}.db", "init", "--name", NAME),
        ("--db", "new {}.db", "init", "--name", NAME[:-2]),
        ("--db", "{db}", "init", "--name", NAME[:-2]),
    ),
    "workers phrase": (("--db", "{db}", "workers", "phrase", NAME[:-2]),),
    "workers logins": (("--db", "{db}", "workers", "logins"),),
    "audit list": (("--db", "{db}", "audit", "list"), ("--db", "{db}", "audit", "list", "--json")),
    "audit seal": (("--db", "{db}", "audit", "seal"), ("--db", "{db}", "audit", "seal", "--to", "é {}.txt")),
    "audit cut": (("--db", "{db}", "audit", "cut", "--dry-run"),),
    "audit verify": (("--db", "{db}", "audit", "verify"), ("--db", "{db}", "audit", "verify", "--json")),
    "import": (
        ("--db", "{db}", "import", "{csv}", "--yes"),
        ("--db", "{db}", "import", "{csv}", "--yes", "--json"),
        ("--db", "{db}", "import", f"{NAME}.csv"),
        ("--db", "{db}", "import", "{csv}", "--as", "young-people"),
    ),
    "queue": (
        ("--db", "{db}", "queue", "--limit", "300"),
        ("--db", "{db}", "queue", "--json"),
        ("--db", "{db}", "queue", "--file", "é {}.csv", "--reason", NAME[:-2]),
    ),
    "escalations": (("--db", "{db}", "escalations"), ("--db", "{db}", "escalations", "--json")),
    "export": (
        ("--db", "{db}", "export", "wishes", "é {}.csv", "--reason", NAME[:-2], "--since", "2026-01-01"),
        ("--db", "{db}", "export", NAME[:-2], "é {}.csv", "--reason", NAME[:-2]),
    ),
    "due": (("--db", "{db}", "due", "--json"), ("--db", "{db}", "due", "--council", NAME[:-2])),
    "load": (("--db", "{db}", "load"), ("--db", "{db}", "load", "--json")),
    "billing": (("--db", "{db}", "billing", "--json"), ("--db", "{db}", "billing", "--council", NAME[:-2])),
    "work show": (("--db", "{db}", "work", "show", NAME[:-2]), ("--db", "{db}", "work", "show", "1", "--each", "é →")),
    "dispatch": (
        ("--db", "{db}", "dispatch"),
        ("--db", "{db}", "dispatch", "--check"),
        ("--db", "{db}", "dispatch", "--json"),
    ),
    "settings list": (("--db", "{db}", "settings", "list"),),
    "settings show": (("--db", "{db}", "settings", "show"), ("--db", "{db}", "settings", "show", "1")),
    "settings import": (("--db", "{db}", "settings", "import", "people é.csv", "--why", NAME[:-2]),),
    "settings set": (("--db", "{db}", "settings", "set", NAME[:-2], "é →", "--why", NAME[:-2]),),
    "settings agree": (("--db", "{db}", "settings", "agree", "1"),),
    "settings refuse": (("--db", "{db}", "settings", "refuse", "1", "--why", NAME[:-2]),),
    "backup": (("--db", "{db}", "backup", "copy é {}.db"),),
    "restore": (("--db", "{db}", "restore", "copy é {}.db"), ("--db", "{db}", "restore", "→ absent.db")),
    "move": (("--db", "{db}", "move", "--to", "postgresql://localhost:1/→"),),
    "doctor": (("--db", "{db}", "doctor"), ("--db", "{db}", "doctor", "--json")),
    "concern show": (
        ("--db", "{db}", "concern", "show", "{reference}"),
        ("--db", "{db}", "concern", "show", "{reference}", "--pdf", "é {}.pdf"),
    ),
    "concern letter": (("--db", "{db}", "concern", "letter", "{reference}"),),
    "referral show": (("--db", "{db}", "referral", "show", "1", "--letter"),),
    "files": (("--db", "{db}", "files"), ("--db", "{db}", "files", "--yes", "1")),
    "report": (
        ("--db", "{db}", "report", "--council", NAME[:-2]),
        ("--db", "{db}", "report", "--csv"),
        ("--db", "{db}", "report", "--pack", "é →"),
    ),
    "workers add": (("--db", "{db}", "workers", "add", "rk {}", "--name", NAME[:-2]),),
    "workers change": (("--db", "{db}", "workers", "change", "rk {}", "--name", NAME[:-2] + " é"),),
    "workers hours": (
        ("--db", "{db}", "workers", "hours", "rk {}", "--grade", "manager", "--hours", "30", "--why", NAME[:-2]),
    ),
    "workers list": (("--db", "{db}", "workers", "list"),),
    "workers retire": (("--db", "{db}", "workers", "retire", "rk {}"),),
    "services add": (("--db", "{db}", "services", "add", NAME[:-2], "--kind", "other"),),
    "services change": (("--db", "{db}", "services", "change", NAME[:-2], "--note", "é →"),),
    "services list": (("--db", "{db}", "services", "list"), ("--db", "{db}", "services", "list", "--json")),
    "services retire": (("--db", "{db}", "services", "retire", NAME[:-2]),),
    "letters list": (("--db", "{db}", "letters", "list"), ("--db", "{db}", "letters", "list", "--json")),
    "letters posted": (("--db", "{db}", "letters", "posted", NAME[:-2]),),
    "letters stop": (("--db", "{db}", "letters", "stop", NAME[:-2], "--why", "é →"),),
    "letters print": (("--db", "{db}", "letters", "print", "é →.pdf", NAME[:-2]),),
    "demo": (("--db", "{db}", "demo", "--make-only"),),
    "completion": (("completion", "fish"),),
    "help": (("help",), ("help", "sending")),
    "keys": (("keys",), ("keys", "call", "Concern", "One escalation"), ("keys", NAME[:-2])),
    "changelog": (("changelog",),),
    "": (("--help",), ("--version",), ("--no-such-é",), ("--db", "{db}")),
}


def named(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from named(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_is_walked() -> None:
    assert set(named(main)) == set(COMMANDS) - {""}


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Path:
    """A copy of the invented people's list."""
    return Path(shutil.copy(demo_file, tmp_path / "demo.db"))


@pytest.fixture
def walk(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> Walk:
    """`walk(make)`: every command, with streams that `make` makes: its name, exit code and what was written."""
    at("2026-11-23T10:00:00Z")
    monkeypatch.chdir(tmp_path)
    db = tmp_path / "list é.db"
    shutil.copy(demo, db)
    (tmp_path / "people é.csv").write_text(CSV, "utf-8")

    def every(make: Callable[[], io.TextIOBase]) -> Iterator[tuple[str, int, str, str]]:
        from topaz_tui.services import concerns  # noqa: F401 - what is imported late would be counted here
        from topaz_tui.store.database import database, open_database

        open_database(db)
        reference = database.execute_sql("SELECT reference FROM concern WHERE submitted_at IS NOT NULL").fetchone()[0]
        known = {"db": str(db), "csv": "people é.csv", "reference": reference}
        for calls in COMMANDS.values():
            for words in calls:
                given = [word.replace("{}", "x").format_map(known) for word in words]
                out, err = make(), make()
                with pytest.raises(SystemExit) as ended, redirect_stdout(out), redirect_stderr(err):
                    main.main(given, prog_name="topaz")
                    sys.exit(0)
                code = ended.value.code
                yield " ".join(given), code if isinstance(code, int) else 0, written(out), written(err)

    return every


def written(stream: io.TextIOBase) -> str:
    stream.flush()
    buffer = getattr(stream, "buffer", None)
    return buffer.getvalue().decode(stream.encoding or "utf-8") if isinstance(buffer, io.BytesIO) else ""


@pytest.mark.parametrize("encodings", [ENCODINGS[:1], ENCODINGS[1:]], ids=", ".join)
def test_no_command_breaks_where_a_letter_is_missing(walk: Walk, encodings: tuple[str, ...]) -> None:
    """Each in ASCII, which has the fewest, and in one of the others in turn."""
    in_turn = (encoding for encoding in cycle(encodings) for _out_and_err in range(2))
    for words, code, out, err in walk(lambda: io.TextIOWrapper(io.BytesIO(), encoding=next(in_turn))):
        assert code in (0, 1, 2), (words, err)
        assert out or err, words
        assert "fault of its own" not in err and "Traceback" not in err, (words, err)
        if "--json" in words:
            json.loads(out)
            assert out.isascii()
        if "workers list" in words:
            assert ("Roisin Lukow-Sahin -> " if encodings == ("ascii",) else "R") in out


class Breaking(io.TextIOBase):
    """Takes nothing, for this reason."""

    encoding = "utf-8"

    def __init__(self, number: int) -> None:
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("numbers", [(errno.EPIPE,), (errno.ENOSPC, errno.EIO)], ids=str)
def test_no_command_breaks_where_nothing_can_be_written(walk: Walk, numbers: tuple[int, ...]) -> None:
    in_turn = (number for number in cycle(numbers) for _out_and_err in range(2))
    codes = {words: code for words, code, _, _ in walk(lambda: Breaking(next(in_turn)))}
    closed = numbers == (errno.EPIPE,)
    assert set(codes.values()) <= {0, 1, 2} | (set() if closed else {UNWRITTEN})
    assert codes["--help"] == (0 if closed else UNWRITTEN)
    escalations = next(code for words, code in codes.items() if words.endswith("escalations"))
    assert escalations == (1 if closed else UNWRITTEN)


# Real ones


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        ("| true", 0, ""),
        ("| head -1", 0, ""),
        ("> /dev/full", UNWRITTEN, "could not be written: No space left on device."),
        (">&-", UNWRITTEN, "could not be written: the output is closed."),
        ("2>&-", 0, ""),
        ("<&- >&- 2>&-", UNWRITTEN, ""),
        ("> /dev/full 2> /dev/full", UNWRITTEN, ""),
    ],
)
def test_output_survives_what_a_shell_can_do(demo: Path, home: Path, how: str, code: int, said: str) -> None:
    command = f"{sys.executable} -m topaz_tui --db {demo} queue {how}"
    if "|" in how:
        command += "; exit ${PIPESTATUS[0]}"
    before = demo.read_bytes()[:100]
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == code and said in done.stderr
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert demo.read_bytes()[:100] == before, "nothing was printed into the database"


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C"},
    ],
)
def test_output_in_a_locale_without_letters(demo: Path, home: Path, env: dict[str, str]) -> None:
    def topaz(*words: str) -> bytes:
        surroundings = {**os.environ, **env}
        done = subprocess.run(
            [sys.executable, "-m", "topaz_tui", "--db", demo, *words],
            capture_output=True,
            env=surroundings,
            timeout=PATIENCE,
        )
        assert done.returncode in (0, 1) and b"Traceback" not in done.stderr, done.stderr
        return done.stdout

    assert b"Zelda" in topaz("queue", "--limit", "300")
    if "ascii" in env.values():  # of the others: test_output_names_what_an_encoding_lacks
        told = json.loads(topaz("doctor", "--json"))
        words = next(each["words"] for each in told["findings"] if each["about"] == "terminal")
        assert "which lacks" in words and "Hebrew" in words


# Letters


@given(st.text(), st.sampled_from(ENCODINGS))
def test_output_is_fitted_to_an_encoding(text: str, encoding: str) -> None:
    shown = fitted(text, encoding)
    assert shown.encode(encoding).decode(encoding) == shown
    assert fitted(shown, encoding) == shown
    assert "".join(letter for letter in text if letter.isascii()) in shown or not text.isascii()


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", "Roisin Lukow-Sahin -> ?????? ? ?? ?"),
        ("latin-1", "Róisín Luków-Sahin -> ?????? ? ?? ?"),
        ("utf-8", "Róisín Łuków-Şahin → Дмитро 王 מן ?"),
    ],
)
def test_output_takes_the_nearest_letters(encoding: str, shown: str) -> None:
    assert fitted(NAME, encoding) == shown


def test_output_to_a_closed_stream_is_dropped() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    steady = Steady(stream)
    stream.close()
    steady.write("x")
    steady.writelines(["y"])
    steady.flush()
    assert steady.lost is None


def test_output_names_what_an_encoding_lacks() -> None:
    assert output.missing("utf-8") == ""
    assert "accents" not in output.missing("latin-1") and "Polish" in output.missing("latin-1")
    assert "unknown" in output.missing("no-such-thing")

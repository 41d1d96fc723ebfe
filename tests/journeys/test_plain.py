"""--plain, heard: what a terminal is sent, in its order, as a screen reader says it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.harness.terminal import Terminal, surroundings

LINE = re.compile(r"\x1b\[\d+;1H([^\x1b]*)\x1b\[K")
DRAWN = re.compile("[\u2500-\u259f]")
COLOURED = re.compile(r"\x1b\[[0-9;]*[34][0-9;]*m")


class Heard(Terminal):
    """Keeps what it was sent."""

    sent = ""

    def feed(self, data: bytes) -> Terminal:
        self.sent += data.decode(errors="replace")
        return super().feed(data)

    def lines(self) -> list[str]:
        """What was said since one last listened."""
        said, self.sent = [line.strip() for line in LINE.findall(self.sent)], ""
        return [line for line in said if line]


def test_only_what_changed_is_said_and_where_the_focus_is(home: Path, demo_file: Path) -> None:
    command = (sys.executable, "-m", "tests.harness.told", "--db", demo_file, "--plain")
    plain = Heard(command, env=surroundings(home), size=(120, 40))
    with plain:
        plain.wait_for("List, line 1 of").settled()
        assert not DRAWN.search(plain.sent) and not COLOURED.search(plain.sent)
        first = plain.lines()
        assert first[0].startswith("Queue")
        assert any(line.startswith("Promised callbacks  7: Due, Name, ") for line in first), first
        assert any(re.match(r"› Thu 19 Nov 09:38, Mr Harish Amin, 44, ", line) for line in first), first
        plain.press("down").wait_for("List, line 2 of").settled()
        moved = plain.lines()
        assert moved[0].startswith("Mr Mahesh (Mick) Patel · 42 years") and moved[-1].startswith("List, line 2 of")
        assert not any(line.startswith(("Queue", "Thu 19 Nov", "› ", "n Take next")) for line in moved)
        plain.press("f3").wait_for("Field Any part of what is known of them: empty").settled()
        assert plain.lines()[0].startswith("Find a client")
        plain.press("ctrl+q").wait_exit()

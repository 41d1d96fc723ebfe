"""How many keys the main tasks take, and how long, on the running program: `python -m tests.bench.tasks`.

Each is done as by a hand that knows its way, in a real terminal, and waits only for what it has to read. The letters of
what is typed as words are counted apart: a note is as long as it is. The seconds are the program's own, from the first
key to the last words on the screen.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from tests.harness.terminal import Terminal, surroundings
from tests.support.journeys import fill
from tests.support.moments import NOW

ROUNDS = 5


class Hand:
    """Counts what is pressed and typed."""

    def __init__(self, screen: Terminal) -> None:
        self.screen = screen
        self.keys = self.letters = 0

    def press(self, *keys: str) -> Hand:
        """Keys by name, one after the other."""
        self.keys += len(keys)
        self.screen.press(*keys)
        return self

    def type(self, words: str) -> Hand:
        """Words into a text."""
        self.letters += len(words)
        self.screen.type(words)
        return self

    def sees(self, words: str) -> Hand:
        """Wait until this is to be read."""
        self.screen.wait_for(words)
        return self


def find(hand: Hand) -> None:
    hand.press("f3").sees("Such as").type("stone").sees("Ada Stone").press("enter").sees("Timeline")


def look(hand: Hand) -> None:
    hand.press("enter").sees("Timeline")


def nobody_answered(hand: Hand) -> None:
    hand.press("n").sees("as you start to ring").press("c").sees("Nobody answered").press("n").sees("F10 saves")
    hand.press("f10").sees("Saved")


def review(hand: Hand) -> None:
    hand.press("n").sees("as you start to ring").press("c").sees("Nobody answered").press("r").sees("Who is it?")
    hand.press("m", "d", "p", "o", "enter").sees("Eating and drinking").press(*"ssssssssss").sees("How many?")
    hand.press("0", "enter", "0", "enter").sees("look after you").press("n", "n", "h")
    hand.press("f7").type("As last year.").press("f10").sees("Saved")


def concern(hand: Hand) -> None:
    hand.press("f6").sees("In immediate danger now?").press("n").sees("(•) No").press("ctrl+f")
    hand.sees("Types of abuse").press("f", "space", "space").sees("(•) Financial").press("ctrl+f").sees(
        "seen, said and heard"
    )
    hand.type("Says her nephew keeps it.").press("ctrl+f").sees("Outcomes wanted").press("down", "down")
    hand.sees("(•) Asked, and wants nothing").press("ctrl+f").sees("Do they agree").press("space").sees("(•) Given")
    hand.press("f10").sees("can't be altered").press("y").sees("to call")


def acknowledge(hand: Hand) -> None:
    hand.press("f4").sees("Waits for").sees("Ada Stone").press("enter").sees("Acknowledged").press("a").sees("F10")
    hand.type("J. Okafor").press("enter").type("MASH-77").press("f10").sees("It will say").press("f10")
    hand.sees("the council's decision")


TASKS: Mapping[str, tuple[str, Callable[[Hand], None]]] = {
    "find": ("find somebody by name", find),
    "look": ("look at whom the cursor stands on", look),
    "concern": ("raise a concern", concern),
    "acknowledge": ("record that the council acknowledged it", acknowledge),
    "nobody": ("nobody answered", nobody_answered),
    "review": ("reached, a review without change", review),
}
"""In the order in which they are done on one list: what a concern is, is acknowledged."""


def once(folder: Path) -> dict[str, tuple[int, int, float]]:
    """The keys, letters and seconds of each, on a list that is made for this."""
    file = folder / "tasks.db"
    fill(file, folder)
    taken = {}
    with Terminal(
        [sys.executable, "-m", "topaz_tui", "--db", str(file)], env=surroundings(folder, TOPAZ_NOW=NOW)
    ) as screen:
        screen.wait_for("2 to call").steady()
        for name, (_, does) in TASKS.items():
            hand = Hand(screen)
            began = perf_counter()
            does(hand)
            taken[name] = hand.keys, hand.letters, perf_counter() - began
            screen.steady().press("escape", "f2").wait_for("[Callable ").steady()
    return taken


def main() -> None:
    """Do all of them several times, and print a table."""
    rounds = []
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS):
        with tempfile.TemporaryDirectory(prefix="topaz-tasks-") as folder:
            rounds.append(once(Path(folder)))
    print("| task | keys | letters | seconds, median | slowest |\n| --- | --- | --- | --- | --- |")
    for name, (words, _) in TASKS.items():
        keys, letters, _ = rounds[0][name]
        seconds = [each[name][2] for each in rounds]
        print(f"| {words} | {keys} | {letters or ''} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |")


if __name__ == "__main__":
    main()

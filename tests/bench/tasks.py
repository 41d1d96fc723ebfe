"""How many keys the main tasks take, and how long, on the running program: `python -m tests.bench tasks`.

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

from tests.bench import ours
from tests.harness.terminal import Terminal, surroundings
from tests.support.journeys import fill
from tests.support.moments import NOW

SIZES = {"whole": 5, "quick": 1, "smallest": 0}  # rounds
FEW = ("day",)  # that are done at the smallest size
SAME_SCREEN = ("nobody",)  # the next task goes on from what this led to
Taken = dict[str, tuple[int, int, float]]
"""Of each task the keys, the letters and the seconds."""


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


def put_right(hand: Hand) -> None:
    """From what the call before led to: it is still on the screen."""
    hand.press("z").sees("How it did end").press("m").sees("(•) m Answering machine").press("tab", "tab")
    hand.sees("It stands in the history").type("It was the machine.").press("f10").sees("y  ").press("y")
    hand.sees("Put right:")


def skip(hand: Hand) -> None:
    hand.press("s").sees("Why not now").press("i").sees("(•) Interpreter").press("tab").type("+2d").press("f10")
    hand.sees("Skipped")


def copy_all(hand: Hand) -> None:
    hand.press("Y").sees("All of it").press("end", "enter").sees("Copied")


def came(hand: Hand) -> None:
    hand.press("6").sees("Your actions").press("right").sees("Pendant alarm").press("y").sees("It came: Pendant")


def my_day(hand: Hand) -> None:
    hand.press("6", "left").sees("Done by you").sees("[Done by you")


def look_along(hand: Hand) -> None:
    hand.press("f4").sees("Waits for").press("enter").sees("1 of ").press("J").sees("Lyudmyla").press("J").sees(
        "Faisal"
    )


def chase(hand: Hand) -> None:
    hand.press("f4").sees("Waits for").press("A").sees("marked: ").press("c").sees("Who was asked").press("p")
    hand.sees("(•) Phone").press("tab").type("Duty desk").press("enter").type("They look").press("f10")
    hand.sees("It will say").press("f10").sees("Chased: recorded on")


def only_one(hand: Hand) -> None:
    hand.press("f4").sees("Waits for").press("f").sees("Show only").press("tab").sees("Helen Marsh (").press("h")
    hand.sees("(•) Helen Marsh").press("f10").sees("shown: Helen Marsh")


def let_go(hand: Hand) -> None:
    hand.press("f5").sees("Callbacks kept for").press("end").sees("account tbello").press("r").sees("y  ").press("y")
    hand.sees("1 with a client")


def take_three(hand: Hand) -> None:
    hand.press("f4").sees("Waits for").press("end", *["up"] * 8, "v", "up", "up").sees("3 marked").press("t")
    hand.sees("3 of them are yours")


Does = Callable[[Hand], None]
THREE: Mapping[str, tuple[str, Does]] = {
    "find": ("find somebody by name", find),
    "look": ("look at whom the cursor stands on", look),
    "concern": ("raise a concern, with all that a submission needs", concern),
    "acknowledge": ("(manager) record that the council acknowledged it", acknowledge),
    "nobody": ("nobody answered", nobody_answered),
    "put right": ("put that right: it was the machine", put_right),
    "review": ("reached, a review without change", review),
}
"""Done on a list of three people, in this order: what a concern is, is acknowledged."""
DEMO: Mapping[str, tuple[str, Does]] = {
    "skip": ("leave somebody for in two days, and why", skip),
    "copy": ("copy all that is known of somebody, as text", copy_all),
    "came": ("say that what was arranged has come", came),
    "day": ("see what one did today", my_day),
    "along": ("(manager) look at the first three lines of the board", look_along),
    "chase": ("(manager) chase all for which the council is late, at once", chase),
    "take": ("(manager) take three lines from others", take_three),
    "only": ("(manager) see only what stands with one colleague", only_one),
    "let go": ("(manager) let go of whom a colleague holds who is away", let_go),
}
"""Done on the demo, as its manager."""


def once(file: Path, folder: Path, tasks: Mapping[str, tuple[str, Does]], *, quick: bool = False) -> Taken:
    """The keys, letters and seconds of each task on this list."""
    taken = {}
    command = [sys.executable, "-m", "topaz_tui", "--db", str(file)]
    with Terminal(command, env=surroundings(folder, TOPAZ_NOW=NOW), quick=quick) as screen:
        screen.wait_for(" to call").steady()
        *_, last = tasks
        for name, (_, does) in tasks.items():
            hand = Hand(screen)
            began = perf_counter()
            does(hand)
            taken[name] = hand.keys, hand.letters, perf_counter() - began
            if name not in SAME_SCREEN and name != last:
                screen.steady().press("escape", "escape", "f2").wait_for("[Callable ").steady()
    return taken


def run(folder: Path, size: int) -> str:
    """A table of all of them, done so often; done not even once, of those few that show that this still runs."""
    rounds = [_round(Path(tempfile.mkdtemp(dir=folder)), few=not size) for _ in range(size or 1)]
    lines = ["| task | keys | letters | seconds, median | slowest |", "| --- | --- | --- | --- | --- |"]
    for name, (words, _) in {**THREE, **DEMO}.items():
        if name in rounds[0]:
            keys, letters, _ = rounds[0][name]
            seconds = [each[name][2] for each in rounds]
            lines.append(
                f"| {words} | {keys} | {letters or ''} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |"
            )
    return "\n".join(lines)


def _round(folder: Path, *, few: bool) -> Taken:
    demo = ours.database(folder, ours.DEMO)
    if few:
        return once(demo, folder, {name: DEMO[name] for name in FEW}, quick=True)
    fill(three := folder / "three.db", folder)
    return once(three, folder, THREE) | once(demo, folder, DEMO)

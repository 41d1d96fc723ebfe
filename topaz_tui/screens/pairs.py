"""Records that may be one person's: both beside each other, and one key a choice."""

from __future__ import annotations

from itertools import zip_longest

from textual.content import Content

from topaz_tui.grammar import counted
from topaz_tui.rules.forms import Question
from topaz_tui.rules.people import Verdict
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement, listings, places
from topaz_tui.screens.arranged import ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.list_page import ListPage
from topaz_tui.services import clients
from topaz_tui.services.clients import Judged, Pair, PairList
from topaz_tui.text import fit, one_line, wrap
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.staying import OVER, OverKey

COLUMNS = (
    Column("One record", 18, grows=2, wraps=True),
    Column("Another", 18, grows=2, wraps=True),
    Column("Why", 24, grows=1, wraps=True),
)
LABEL = 17
APART = "Two people: asked again only where something new speaks for it."
HELD = "One of the two has died, moved, refused or is not safe to call."
SAID = {Verdict.CONFIRMED: "✓ The same person", Verdict.DISMISSED: "✓ Two people"}
"""What stands on the line of a pair that was judged."""
HOW = Question(
    "reason", "How you know", "line", "It stands on both timelines, with your name.", needed="Say how you know."
)
BEFORE = "Take back what you said before?"
BEFORE_THAT = "Then the two wait to be judged, and each stands as it did."
NONE = """Nobody waits here: no two records look like one person's.

Pairs are found as people come in from a file or are added, and as what is known of them changes."""


class PairsScreen(ListPage[PairList], ArrangedPage):
    """From the queue. The pair under the cursor lies open below; a judged one stays there until the cursor is moved."""

    place = "pairs"
    columns = COLUMNS
    enter = "client"
    card_grows = True
    DEFAULT_CSS = "PairsScreen > #card { height: auto; max-height: 15; }"

    def __init__(self) -> None:
        super().__init__()
        self.found = PairList((), 0, True)
        self.last: Judged | None = None  # what `u` takes back
        self._just: object = None  # the pair that was judged here last, and not taken back: u asks no more of it
        self._judged_here: dict[object, tuple[Pair, str]] = {}  # what was said of which pair, by its key

    # What is on show

    @property
    def pair(self) -> Pair | None:
        """The pair under the cursor."""
        key = self.rows.key
        return next((each for each in self.found.pairs if each.key == key), None)

    @property
    def seen(self) -> Pair | None:
        """The same, or the one that was judged there."""
        key = self.rows.key
        return self._judged_here.get(key.key, (None, ""))[0] if isinstance(key, OverKey) else self.pair

    @property
    def client_id(self) -> int | None:
        return self.seen.one.client_id if self.seen else None

    async def find(self) -> PairList:
        self.last = await self.call(clients.last_judged, self.app.session)
        found = await self.call(clients.open_pairs, self.app.session)
        await self.look_up_origins(found.pairs)
        return found

    async def look(self) -> None:
        """Look until the whole list was looked through, and show what was found each time."""
        while self.query(RecordList):
            await super().look()
            if not self.found.more:
                break

    @property
    def listing(self) -> Listing[Pair]:
        return listings.PAIRS

    @property
    def things(self) -> tuple[Pair, ...]:
        return self.found.pairs

    def show_arranged(self) -> None:
        self.show(self.found)

    def show(self, found: PairList) -> None:
        """Show those that wait."""
        self.found = found
        shown = self.arranged(found.pairs)
        lines = [
            RecordLine(each.key, (each.one.name, each.other.name, f"{'later · ' if each.later else ''}{each.why}"),
                 "quiet" if each.later else "")
            for each in shown
        ]  # fmt: skip
        empty = arrangement.NOTHING if self.chosen.narrows else NONE
        judged: dict[object, tuple[str, ...]]
        judged = {key: (pair.one.name, pair.other.name, said) for key, (pair, said) in self._judged_here.items()}
        self.rows.fill(lines, empty=empty, of=self.chosen, told=judged)
        count = counted(found.count, "pair", "waits")
        looking = " · still looking through the list …" if found.more else ""
        asks = f"{count}: s the same person · d two people · l later" if found.count else "Nobody waits"
        told = self.arranged_words(len(shown), len(found.pairs))
        self.prompt(" · ".join(filter(None, (told, asks + looking))))
        self.shown()

    def on_resize(self) -> None:
        self.show_card()

    def card(self) -> Content | None:
        pair = self.seen
        if pair is None:
            return None
        half = max(10, (self.app.size.width - LABEL - 4) // 2)
        pieces: list[Piece] = [(one_line(pair.why)[:1].upper() + one_line(pair.why)[1:], "$accent")]
        for label, left, right in zip(clients.LABELS, pair.one.facts, pair.other.facts, strict=True):
            tone = "bold" if left and left == right else ""
            lines = zip_longest(*(wrap(one_line(fact) or "-", half) for fact in (left, right)), fillvalue="")
            for place, (one, other) in enumerate(lines):
                pieces += ["\n", (f"{'' if place else label:<{LABEL}}", "$text-muted")]
                pieces += [(f"{fit(one, half)}  {other}", tone)]
        return Content.assemble(*pieces)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        match action_id.removeprefix("pairs."):
            case "undo" if self.last is None:
                return "You judged no pair that holds: d on a person's page takes back a colleague's link."
            case "client" | "other" if self.seen is None:
                return "No pair waits."
            case "same" | "different" | "later" if self.pair is None:
                return OVER if isinstance(self.rows.key, OverKey) else "No pair waits."
            case "different" if self.pair and self.pair.holds and not self.app.session.may(Act.SET_APART_FROM_STOPPED):
                return f"{HELD} A manager says that they are two people."
        return None

    def action_same(self) -> None:
        self._judge(Verdict.CONFIRMED, "Linked: called once from now on. u takes it back.")

    def action_different(self) -> None:
        if self.pair and self.pair.holds:
            self.run(self._set_apart(self.pair))
        else:
            self._judge(Verdict.DISMISSED, APART)

    async def _set_apart(self, pair: Pair) -> None:
        """One of them keeps calls from whoever it is: that they are two is said with a reason."""
        kind, key = f"judge {pair.other.client_id}", str(pair.one.client_id)

        async def judge(answers: Answers) -> None:
            ids = pair.one.client_id, pair.other.client_id
            what = (self.app.session, *ids, Verdict.DISMISSED, str(answers["reason"]))
            await self.app.settle(kind, key, clients.judge_duplicate, *what)

        lead = f"{pair.one.name} and {pair.other.name}. {HELD} Then nothing under the one stops the other."
        if await ask_and_do(self, kind, key, "Two people?", (HOW,), judge, lead=lead, danger=True, done="Two people"):
            self.app.say(APART)
            self._is_judged(pair, Verdict.DISMISSED)
            await self.look()

    def action_later(self) -> None:
        self._judge(Verdict.LATER, "It waits at the end of the list.")

    def _judge(self, verdict: Verdict, said: str) -> None:
        if self.pair:
            self.run(self._judged(self.pair, verdict, said))

    async def _judged(self, pair: Pair, verdict: Verdict, said: str) -> None:
        ids = pair.one.client_id, pair.other.client_id
        await self.call(clients.judge_duplicate, self.app.session, *ids, verdict)
        self.app.say(said)
        if verdict in SAID:
            self._is_judged(pair, verdict)
        elif not pair.later:
            self._go_on(pair)
        await self.look()

    def _is_judged(self, pair: Pair, verdict: Verdict) -> None:
        self._judged_here[pair.key] = pair, SAID[verdict]
        self._just = frozenset((pair.one.client_id, pair.other.client_id))

    def _go_on(self, pair: Pair) -> None:
        """A pair that is put off goes to the end of the list, and the cursor stays where it is: at the next."""
        rows = self.query_one(RecordList)
        keys = [line.key for line in rows.lines]
        if rows.key == pair.key and pair.key in keys[:-1]:
            rows.stand_on(keys[keys.index(pair.key) + 1])

    def action_undo(self) -> None:
        if self.last:
            self.run(self._undo(self.last))

    async def _undo(self, said: Judged) -> None:
        """What was judged here last is taken back by one key; what was said before that once it is seen what it is."""
        if self._just != frozenset((said.one, said.other)):
            window = ConfirmDialog(BEFORE, f"{said.words}. {BEFORE_THAT}", done="Take back")
            if not await self.app.push_screen_wait(window):
                return
        await self.call(clients.take_back, self.app.session, said)
        self._just = self.last = None
        self.app.say(said.taken_back)
        await self.look()

    def action_client(self) -> None:
        if self.seen:
            self.app.open(places.ClientPlace(self.seen.one.client_id))

    def action_other(self) -> None:
        if self.seen:
            self.app.open(places.ClientPlace(self.seen.other.client_id))

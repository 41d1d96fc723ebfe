"""One escalation: its history, the concern as it was written, and the moves that may be made now."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import actions, clock
from topaz_tui.grammar import within
from topaz_tui.rules import concerns
from topaz_tui.rules.referrals import SUPPORT
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import copy_of_client
from topaz_tui.screens.correcting import RIGHT, put_move_right
from topaz_tui.screens.dialogs.add_to_concern import add_to_concern
from topaz_tui.screens.escalations import heading, with_whom
from topaz_tui.screens.making_a_move import make_move
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Case, Happening, OfferedMove
from topaz_tui.text import fit, one_line, sanitize, wrap, wrap_hanging
from topaz_tui.widgets.letter_dialog import LetterDialog
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.text_viewer import TextViewer
from topaz_tui.widgets.update import update_if_changed

PARTS = (("history", "History"), ("concern", "The concern"))
REFERRAL = (PARTS[0], ("concern", "The referral"))
"""The same of a referral for support."""
PUT_RIGHT = "Put right a mistake"
WIDE_MOVES = 46  # the width of the moves beside the history, as case.tcss has it


class CaseScreen(Page):
    """A move's key is the one that the rules give it: the action of that key makes the move that this case
    has on it."""

    place = "case"
    anew = True
    CSS_PATH = "case.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, escalation_id: int, among: tuple[int | None, ...] = ()) -> None:
        """`among` are the lines of the board from which it is opened, in its order, None for a concern that is being
        written: J and K go along them, and the title counts as the board does."""
        super().__init__()
        self.escalation_id = escalation_id
        self.among = among if escalation_id in among else (escalation_id,)
        self.case: Case | None = None
        self._done = ""  # what was said last of this line as it stood then

    @property
    def shows(self) -> object:
        return self.escalation_id

    def body(self) -> ComposeResult:
        yield Static(id="head")
        yield TabLine(PARTS)
        with Container(id="columns"):
            yield TextViewer(id="told")
            yield Static(id="moves")

    def on_mount(self) -> None:
        self.query_one(TextViewer).focus()
        self.poll(self.look_up)
        self.run(self._read_answer(), group="read")

    def look_anew(self) -> None:
        self.run(self.look_up(), group="look")

    def on_resize(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.case:
            self.show(self.case)

    # What is on show

    @property
    def client_id(self) -> int | None:
        return self.case.item.client_id if self.case else None

    async def look_up(self) -> None:
        escalation_id = self.escalation_id
        case = await self.call(escalations.case, self.app.session, escalation_id)
        if escalation_id != self.escalation_id:  # J was quicker
            return
        if case != self.case and self.query(TextViewer):  # nothing is left of a page that is being taken down
            self.show(case)

    async def _read_answer(self) -> None:
        await self.call(escalations.read_answer, self.app.session, self.escalation_id)

    @property
    def _place(self) -> int:
        return self.among.index(self.escalation_id)

    def action_next(self) -> None:
        self._go_to(self._from_here(1))

    def action_previous(self) -> None:
        self._go_to(self._from_here(-1))

    def _from_here(self, step: int) -> int | None:
        """The next line that opens as this one does, this way along the board; None where this is the last."""
        ahead = self.among[self._place + 1 :] if step > 0 else self.among[: self._place][::-1]
        return next((each for each in ahead if each is not None), None)

    def _go_to(self, escalation_id: int | None) -> None:
        """Another line of the board takes the place of this one: nothing of this one stays, no key acts on it."""
        if escalation_id is None:
            return
        self.escalation_id, self.case = escalation_id, None
        self.query_one(TabLine).current = PARTS[0][0]
        self.refresh_frame()
        self.run(self.look_up(), group="look")
        self.run(self._read_answer(), group="read")

    def show(self, case: Case) -> None:
        """Show the case as it stands."""
        place = f": {self._place + 1} of {len(self.among)}" if len(self.among) > 1 else ""
        self.title = f"{case.item.name} · {actions.PLACES[self.place].lower()}{place}"
        more = self.case is None or len(case.history) > len(self.case.history)
        self.case = case
        if more:
            self.app.status.withdraw(self._done)
        item = case.item
        whom = "" if case.closed_at else f" · {with_whom(item, self.app.session.worker_id)}"
        goes_to = f" · goes to {sanitize('; '.join(case.goes_to))}" if case.goes_to else ""
        now = f"\nNow {item.status_words}{whom}{goes_to}"
        words = actions.with_keys(item.advice, self.app.session.settings.keys)
        advice = (f"\n{words}", "bold $accent") if words and not case.closed_at else ""
        update_if_changed(self.query_one("#head", Static), Content.assemble(*heading(item), now, advice))
        tabs = self.query_one(TabLine)
        tabs.tabs = REFERRAL if item.kind in SUPPORT else PARTS
        tabs.display = case.document is not None
        tabs.refresh()
        self._tell(case)
        if more and self.query_one(TabLine).current == "history":  # the newest is what one looks for
            self.call_after_refresh(self.query_one(TextViewer).action_last)
        update_if_changed(self.query_one("#moves", Static), self._moves(case))
        self.prompt(self._what_to_do(case), whole=True)
        self.refresh_frame()
        self.looked_up()

    def say_done(self, done: str) -> None:
        """Tell what was done, until the history says what came of it."""
        self._done = done
        self.app.say(done)

    def _what_to_do(self, case: Case) -> str:
        item, now = case.item, clock.now()
        if case.closed_at:
            return f"Closed {clock.format_moment(case.closed_at, now)}: {item.status_words}"
        when = f"{item.left} ({clock.format_moment(item.deadline, now)})"
        return f"{item.mark} Waits for {item.waiting_for}: {when}".strip()

    def _tell(self, case: Case) -> None:
        reading = self.query_one(TextViewer)
        if self.query_one(TabLine).current == "concern" and case.document:
            reading.show(Content(sanitize(concerns.as_text(case.document, max(50, reading.size.width - 3)))))
            return
        pieces: list[Piece] = []
        for happening in case.history:
            pieces += self._happening(happening, max(50, reading.size.width - 3))
        reading.show(Content.assemble(*pieces[:-1]))

    @staticmethod
    def _happening(happening: Happening, width: int) -> list[Piece]:
        when = clock.format_moment(happening.at, clock.now())
        pieces: list[Piece] = [(f"{when:<17} ", "$text-muted"), (happening.words, "bold")]
        pieces += [f" · {one_line(happening.who)}", "\n"]
        for label, words in happening.said:
            named = f"{one_line(label)}: " if label else ""
            told = wrap_hanging(f"{named}{words}", width, at=4 if named else 6, under=2 if named else 0)
            pieces += [(told[0][: 4 + len(named)], "$text-muted"), told[0][4 + len(named) :]]
            pieces += [f"\n{each}" for each in told[1:]]
            pieces.append("\n")
        return pieces

    def _moves(self, case: Case) -> Content:
        """What can be done now, each with its key; then what can't be, by why it can't (where there is room;
        else it is said when the key is pressed)."""
        can = [move for move in case.moves if move.why_not is None]
        cannot = [move for move in case.moves if move.why_not is not None and not move.unlisted]
        pieces: list[Piece] = []
        wide = self.has_class("-wide")
        offered = [(self._key(move), move.words, move.hint) for move in can]
        offered.append((actions.key_words(self._keys_of("correct")[0]), PUT_RIGHT, ""))
        for number, (key, does, hint) in enumerate(offered):
            told = f" {does}" + (f": {hint}" if hint and wide else "")
            ends = "\n" if wide or number % 2 or number == len(offered) - 1 else ""
            told = told if ends and not number % 2 else fit(told, max(34, self.app.size.width // 2 - 5))
            pieces += [(f" {key} ", "bold $accent"), told.rstrip() if ends else told, ends]
        if wide:
            reasons: dict[str, list[OfferedMove]] = {}
            for move in cannot:
                reasons.setdefault(move.why_not or "", []).append(move)
            for why, moves in reasons.items():
                lines = [f" {line}" for line in wrap(f"Not now: {why}", WIDE_MOVES - 3)]
                lines += self._on_lines("  ", moves, WIDE_MOVES - 2)
                pieces += [("\n" + "\n".join(lines) + "\n", "$text-muted")]
        elif cannot:
            pieces += [("\n".join(self._on_lines(" Not now:", cannot, self.app.size.width - 2)), "$text-muted")]
        return Content.assemble(*pieces)

    def _on_lines(self, lead: str, moves: list[OfferedMove], room: int) -> list[str]:
        """The moves with their keys, as many on a line as there is room for."""
        lines = [lead]
        for move in moves:
            told = f" {self._key(move)} {move.words} "
            if len(lines[-1] + told) > room and lines[-1].strip():
                lines.append(" " * (len(lead) - len(lead.lstrip())))
            lines[-1] += told
        return lines

    def _key(self, move: OfferedMove) -> str:
        return actions.key_words(self._keys(move)[0])

    def _keys(self, move: OfferedMove) -> tuple[str, ...]:
        """The keys of a move here: the settings may have changed them."""
        return self._keys_of(next(each for each in actions.of("case") if each.keys[0] == move.key).name)

    def _keys_of(self, name: str) -> tuple[str, ...]:
        action = actions.BY_ID[f"case.{name}"]
        return self.app.session.settings.keys.get(action.id, action.keys)

    # What can be done

    def _move_of(self, name: str) -> OfferedMove | None:
        """The move that this case has on the key of an action."""
        key = actions.BY_ID[f"case.{name}"].keys[0]
        return next((move for move in (self.case.moves if self.case else ()) if move.key == key), None)

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("case.")
        if not action_id.startswith("case."):
            return None
        if name in ("next", "previous"):
            if len(self.among) == 1:
                return "There is one line alone: open it from the board (F4) to go on to the next."
            beyond = self._from_here(1 if name == "next" else -1)
            return f"This is the {'last' if name == 'next' else 'first'} line of the board." if beyond is None else None
        if self.case is None:
            return "It is being looked up."
        if name in OWN:
            return {
                "take": self.case.item.cannot_take,
                "part": None if self.case.document else "There is the history alone.",
                "add": None if self.case.concern_id else "There is no concern to add to.",
                "correct": None if self.case.moves else "Nothing of it can be put right here: nothing can be decided.",
                "paper": None if self.case.item.chaseable else "Nobody is chased about it now.",
            }.get(name)
        move = self._move_of(name)
        return move.why_not if move else f"That is not a move here: {within(self.case.item.kind_words)}."

    def action_part(self) -> None:
        if self.case:
            self.query_one(TabLine).step(1)
            self._tell(self.case)
            self.query_one(TextViewer).action_first()

    def on_tab_line_chosen(self, _event: TabLine.Chosen) -> None:
        self.action_part()

    def action_add(self) -> None:
        if self.case and self.case.concern_id:
            self.run(self._add(self.case.concern_id))

    async def _add(self, concern_id: int) -> None:
        if told := await add_to_concern(self, concern_id, self.case.item.reference or "" if self.case else ""):
            await self.look_up()
            self.say_done(told)

    def action_paper(self) -> None:
        self.run(self._paper())

    async def _paper(self) -> None:
        """The letter that chases them: mailed by Topaz, copied, or printed (topaz concern letter, referral show)."""
        letter = await self.call(escalations.letter, self.app.session, self.escalation_id)
        send = f"Mail it to {letter.to}" if letter.to else None
        if await self.app.push_screen_wait(LetterDialog("A letter that chases them, ready to send", letter.text, send)):
            try:
                to = await self.call(escalations.mail_letter, self.app.session, self.escalation_id, letter.version)
            finally:
                await self.look_up()
            self.app.dispatch_soon()
            self.say_done(f"It goes to {to}. The chase is recorded once their server has taken it.")

    def action_correct(self) -> None:
        if self.case:
            self.run(self._correct(self.case))

    async def _correct(self, case: Case) -> None:
        try:
            if await put_move_right(self, case.item):
                self.app.dispatch_soon()
        finally:
            await self.look_up()

    def action_take(self) -> None:
        self.run(self._take())

    async def _take(self) -> None:
        await self.call(escalations.take, self.app.session, self.escalation_id)
        await self.look_up()
        self.say_done("It is yours now.")

    def action_client(self) -> None:
        if self.client_id is not None:
            self.app.open(places.ClientPlace(self.client_id))

    def action_copy(self) -> None:
        if self.case:
            self.run(copy_of_client(self, self.case.item.client_id, self.case.item.reference))

    def make(self, name: str) -> None:
        """Ask what the move needs, and make it."""
        move = self._move_of(name)
        if self.case and move:
            self.run(make_move(self, self.case, move))

    def resume_draft(self, kind: str, key: str) -> None:
        _, _, id = key.partition("/")
        if id.startswith(RIGHT):
            self.action_correct()
            return
        move = next((each for each in (self.case.moves if self.case else ()) if each.id == id), None)
        if self.case and move and move.why_not is None:
            self.run(make_move(self, self.case, move))
        else:
            self.app.say("What you began to write can't be done now: it is kept.")


OWN = ("take", "client", "copy", "part", "paper", "add", "correct", "next", "previous")


def _maker(name: str) -> Callable[[CaseScreen], None]:
    return lambda screen: screen.make(name)


# One action a key of the moves: what it makes is the rules' to say.
for _action in actions.of("case"):
    if _action.name not in OWN:
        setattr(CaseScreen, f"action_{_action.name}", _maker(_action.name))

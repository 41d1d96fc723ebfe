"""A question with answers to choose from: one, or many. One widget whatever the number of answers (a form of
radio buttons takes a quarter of a second to open), never with an answer chosen beforehand, and it can be
unanswered again.

What is highlighted is what is saved: of one answer the arrow chooses, as radio buttons do, and as long as none is
chosen none is highlighted; among many the arrow moves, and Space ticks. A letter goes to the answer that begins with
it. Words that were meant for another field choose nothing, and no space in them ticks a box (`TypedPrefix`); but an
answer that `stays` stands, words or not.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui import actions
from topaz_tui.rules.forms import Option
from topaz_tui.text import one_line, wrap
from topaz_tui.widgets.bound import bound
from topaz_tui.widgets.look import CURSOR
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.spans import under

GAP = 3  # columns between answers side by side
MARK = 4  # columns of '( ) '
LEAD = 1  # the column of the cursor's mark
NOWHERE = -1  # of one answer, while none is chosen
KEYS = {"yes": "y", "no": "n", "not_asked": "-", "not_known": "k", "dont_know": "k"}
"""Answers that have a key of their own everywhere, beside the letter that they begin with."""
ARTICLE = "the "
OWN = {key for action in actions.of("choice") for key in action.keys}
ONE, MANY = "An arrow or a letter chooses; Tab goes on.", "Space ticks; Tab goes on."
"""How each kind is answered, for the line that says what to do."""


def _beginnings(words: str) -> tuple[str, ...]:
    """How somebody may begin this answer: 'The council' with t, or with c."""
    return (words, words.removeprefix(ARTICLE)) if words.startswith(ARTICLE) else (words,)


class TypedPrefix:
    """What is typed at a choice, one character after the other, without regard to how fast: a slow line, a macro and a
    hand are answered alike.

    'n' is the first answer that begins with n, 'nn' the next one, 'not' the one that begins so, 'not met' the one that
    is just that and not a longer one; another answer's letter right after a letter corrects it. All else is words,
    which were meant for another field: they answer nothing, and nor does what is typed after them, until `clear`."""

    def __init__(self) -> None:
        self.text = self._run = ""
        self.words = False

    def clear(self) -> None:
        """Forget what was typed."""
        self.text = self._run = ""
        self.words = False

    @property
    def waits(self) -> bool:
        """Is the last thing a space after letters that went to an answer? It may be one within words."""
        return not self.words and self._run.endswith(" ")

    def letter(self, character: str, answers: list[tuple[str, ...]], at: int) -> int | None:
        """The place of the answer that this goes to, from the one `at` which the cursor stands; None where to none.
        `answers` are the ways to begin each."""

        def beginning(text: str) -> list[int]:
            return [place for place, ways in enumerate(answers) if any(way.startswith(text) for way in ways)]

        self.text += character
        if self.words:
            return None
        is_own = any(character in ways for ways in answers)  # a letter with Shift may be an answer's own
        before, letter = self._run, character if is_own else character.casefold()
        self._run += letter
        if exact := [place for place, ways in enumerate(answers) if self._run in ways]:
            return exact[0]
        if found := beginning(self._run):
            return at if before and at in found else found[0]
        found = beginning(letter)
        if letter == " ":
            self.words = not before or before.endswith(" ")
        elif not found or len(set(before)) > 1:
            self.words = True
        elif letter in before:
            return next((place for place in found if place > at), found[0])
        else:
            self._run = letter
            return found[0]
        return None


class Choice(Widget, can_focus=True):
    """Answers side by side where they fit, else one below the other; one that is too long goes on below
    itself."""

    DEFAULT_CSS = """
    Choice { height: auto; padding: 0 1 0 0; }
    Choice:focus { background: $panel; }
    """
    BINDINGS = bound(actions.of("choice"))
    options: reactive[tuple[Option, ...]] = reactive((), layout=True)
    at: reactive[int] = reactive(0)
    chosen: reactive[tuple[str, ...]] = reactive(())

    class Changed(Message):
        """Another answer is chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            return self.choice

    class Said(Message):
        """What was typed, and what it did: for the line that says what to do."""

        def __init__(self, choice: Choice, words: str) -> None:
            super().__init__()
            self.choice, self.words = choice, words

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(
        self,
        options: Iterable[Option],
        chosen: Iterable[str] = (),
        *,
        many: bool = False,
        alone: str | None = None,
        stays: Iterable[str] = (),
        letters: Iterable[Option] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.many, self.alone, self.stays, self.letters = many, alone, frozenset(stays), dict(letters)
        self.set_reactive(Choice.options, tuple(options))
        self.set_reactive(Choice.chosen, tuple(chosen))
        self.set_reactive(Choice.at, self._where())
        self._typed = TypedPrefix()
        self._before: tuple[int, tuple[str, ...]] = (self.at, self.chosen)  # what stood before the typing

    def spoken(self) -> str:
        """What is chosen, and what the cursor stands on."""
        words = dict(self.options)
        chosen = ", ".join(words[code] for code in self.chosen if code in words) or "nothing chosen"
        here = self.options[self.at][1] if self.many and 0 <= self.at < len(self.options) else ""
        return f"{chosen}; the cursor is on {here}" if here else f"{chosen} of {', '.join(words.values())}"

    def caret(self) -> Offset:
        """Where the terminal's cursor stands, for whoever listens to the screen."""
        return Offset(0, 0)

    def _where(self) -> int:
        """The first answer that is chosen; else the first of many, and nowhere of one."""
        codes = [code for code, _ in self.options]
        return next((codes.index(code) for code in self.chosen if code in codes), 0 if self.many else NOWHERE)

    def watch_chosen(self) -> None:
        if not self.many:
            self.at = self._where()

    def watch_at(self) -> None:
        if self.is_mounted and self.at != NOWHERE:
            self.call_after_refresh(self._bring_in_sight)

    def _bring_in_sight(self) -> None:
        """Where the answers are more than the form has room for, it goes along with the cursor."""
        width = self.content_size.width
        if self._side_by_side(width) or self.at >= len(self.options):
            return
        heights = [len(lines) for lines in self._below(width)]
        region = Region(0, sum(heights[: self.at]), 1, heights[self.at])
        widget: Widget = self
        while isinstance(box := widget.parent, Widget):
            region = region.translate(widget.virtual_region.offset)
            if box.show_vertical_scrollbar:
                box.scroll_to_region(region, animate=False)
                return
            widget = box

    @property
    def answer(self) -> str | list[str] | None:
        """One code, the codes of many, or None where nothing is chosen."""
        if self.many:
            return list(self.chosen) or None
        return self.chosen[0] if self.chosen else None

    def offer(self, options: Iterable[Option]) -> None:
        """Offer these answers from now on; the cursor stays on its own, and what is chosen and gone is
        unanswered (without a message: who calls knows)."""
        options = tuple(options)
        if options == self.options:
            return
        here = self.options[self.at][0] if self.options and self.at != NOWHERE else None
        codes = [code for code, _ in options]
        self.options = options
        self.chosen = tuple(code for code in self.chosen if code in codes)
        self.at = codes.index(here) if self.many and here in codes else self._where()
        self._typed.clear()

    def _set(self, chosen: tuple[str, ...]) -> None:
        if chosen != self.chosen:
            self.chosen = chosen
            self.post_message(self.Changed(self))

    # Keys

    def action_left(self) -> None:
        self._step(-1)

    def action_right(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        self._typed.clear()
        last = len(self.options) - 1
        if self.at == NOWHERE:
            self._go(0 if by > 0 else last)
        else:
            self._go(max(0, min(last, self.at + by)))

    def _go(self, place: int) -> None:
        """To this answer; of one, that chooses it."""
        if self.options:
            self.at = place
            if not self.many:
                self._set((self.options[place][0],))

    def action_pick(self) -> None:
        """Tick the one the cursor stands on, or take that back; of one answer, choose the first where none is. Right
        after a letter a space may be one within words: the second one ticks."""
        if not self.options:
            return
        if self._typed.text and not (self.many and self._typed.waits):
            self._typed_on(" ")
            return
        self._typed.clear()
        if self.many:
            self._tick()
        else:
            self._go(max(0, self.at))

    def _tick(self) -> None:
        code = self.options[self.at][0]
        if code in self.chosen:
            self._set(tuple(each for each in self.chosen if each != code))
        elif code == self.alone:
            self._set((code,))
        else:
            self._set((*(each for each in self.chosen if each != self.alone), code))

    def action_clear(self) -> None:
        """Unanswered again; of words that were typed here, only those go."""
        words = self._typed.words
        self._typed.clear()
        if not words:
            self._set(())

    def on_blur(self) -> None:
        self._typed.clear()

    def on_key(self, event: events.Key) -> None:
        """Letters; and no other character goes past an answer, to do something else."""
        if event.key not in OWN and not event.is_printable:
            self._typed.clear()  # any other key ends the words: nothing that was typed before it swallows a Space later
        elif event.is_printable and event.character and event.key != "space":
            event.stop()
            event.prevent_default()
            self._typed_on(event.character)

    def on_click(self, event: events.Click) -> None:
        """A click on an answer chooses it, or ticks it."""
        offset = event.get_content_offset(self)
        place = self._clicked(offset.x, offset.y) if offset else None
        if place is not None:
            self._typed.clear()
            self._go(place)
            if self.many:
                self._tick()

    def _clicked(self, x: int, y: int) -> int | None:
        width = self.content_size.width
        if self._side_by_side(width):
            words = [(" " * (MARK + cell_len(each) + GAP), place) for place, each in enumerate(self._words())]
            return under(x - LEAD, words)
        rows = [place for place, lines in enumerate(self._below(width)) for _ in lines]
        return rows[y] if y < len(rows) else None

    def _typed_on(self, character: str) -> None:
        typed = self._typed
        if not typed.text:
            self._before = self.at, self.chosen
        was = typed.words
        place = typed.letter(character, self._ways(), max(0, self.at))
        if place is not None:
            self._go(place)
            self._say(f"{self._words()[place]}. {'Space twice ticks it' if self.many else 'Backspace takes it back'}.")
        elif typed.words:
            stays = not self.stays.isdisjoint(self.chosen)
            if not (was or stays):  # what the first of these letters did was not meant
                self.at, before = self._before
                self._set(before)
            keys = "an arrow, then Space, ticks" if self.many else "an arrow, or Backspace and one letter, chooses"
            words = one_line(typed.text).strip()
            if stays:
                self._say(f"'{self._words()[self.at]}' stays. '{words}' stands nowhere: Tab goes on to the words.")
            else:
                self._say(f"'{words}' answers nothing here: {keys}; Tab goes on.")
        elif self.many:
            self._say(f"Space once more ticks '{self._words()[self.at]}'; Tab goes on.")

    def _ways(self) -> list[tuple[str, ...]]:
        return [
            (own,)
            if (own := self.letters.get(code))
            else tuple(filter(None, (*_beginnings(one_line(words).casefold()), KEYS.get(code))))
            for code, words in self.options
        ]

    def _say(self, words: str) -> None:
        self.post_message(self.Said(self, words))

    # Drawing

    def _words(self) -> list[str]:
        return [
            f"{self.letters[code]} {one_line(words)}" if code in self.letters else one_line(words)
            for code, words in self.options
        ]

    def _side_by_side(self, width: int) -> bool:
        return sum(MARK + cell_len(words) + GAP for words in self._words()) - GAP <= width - LEAD

    def _below(self, width: int) -> list[list[str]]:
        """The lines of each answer, one answer below the other."""
        return [wrap(words, max(1, width - LEAD - MARK)) for words in self._words()]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1 if self._side_by_side(width) else max(1, sum(map(len, self._below(width))))

    def render(self) -> Content:
        if not self.options:
            return Content(" Nothing to choose from yet")
        width = self.content_size.width
        side_by_side = self._side_by_side(width)
        lines = [[words] for words in self._words()] if side_by_side else self._below(width)
        on, off = ("[x] ", "[ ] ") if self.many else ("(•) ", "( ) ")
        pieces: list[Piece] = []
        for place, (code, _) in enumerate(self.options):
            chosen = code in self.chosen
            style = CURSOR if self.has_focus and place == self.at else "bold" if chosen else ""
            if place:
                pieces.append(" " * (GAP - LEAD) if side_by_side else "\n")
            pieces.append(("›" if self.has_focus and place == max(0, self.at) else " ", "bold $accent"))
            pieces.append(((on if chosen else off) + f"\n{' ' * (LEAD + MARK)}".join(lines[place]), style))
        return Content.assemble(*pieces)

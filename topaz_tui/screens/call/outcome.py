"""How the call ended: every outcome in sight, one key each."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from topaz_tui.rules import outcomes
from topaz_tui.screens.call import keys
from topaz_tui.text import fit
from topaz_tui.widgets.look import CURSOR
from topaz_tui.widgets.pieces import Piece

COLUMNS = (("nobody", "other"), ("client", "stop"))  # not them, and them
SCROLLS = {"down": 1, "up": -1}  # by a page, where one outcome stands below the other
KEY, BETWEEN = "bold $accent", "  "
READ_AT_ONCE = 90  # columns: a row's two outcomes are read together


class OutcomePane(Widget, can_focus=True):
    """Posts `Chosen` when the key of an outcome is pressed. A call that came in has fewer of them."""

    DEFAULT_CSS = "OutcomePane { height: auto; padding: 0 1; } "

    class Chosen(Message):
        """The outcome of this code was chosen."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    class Said(Message):
        """A key that is no outcome."""

        words = "That key is no outcome. One of the keys above says how it ended; F7 is the note."

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chosen, self._incoming, self._no_message, self._pressed = "", False, False, False
        self._another = False

    def show(self, chosen: str, incoming: bool, no_message: bool, *, another: bool = False) -> None:
        """`no_message`: none was agreed, which is said beside that outcome; `another`'s number was rung."""
        self._another = another
        self._chosen, self._incoming, self._no_message = chosen, incoming, no_message
        self.refresh(layout=True)

    def on_key(self, event: events.Key) -> None:
        outcome = outcomes.by_key(event.key, incoming=self._incoming, another=self._another)
        if event.key in SCROLLS and self._plain and isinstance(self.parent, Widget):
            event.stop()
            self.parent.scroll_relative(y=SCROLLS[event.key] * (self.parent.size.height - 2), animate=False)
            return
        if outcome is None:
            if keys.answers(event):
                event.stop()
                self.post_message(self.Said())
            return
        event.stop()
        event.prevent_default()
        if not self._pressed:  # a key typed ahead is no second choice
            self._pressed = True
            self.post_message(self.Chosen(outcome.code))

    def on_click(self, event: events.Click) -> None:
        """A click on an outcome is its key; the second of two on one spot may have been meant for another step."""
        offset = event.get_content_offset(self)
        key = self._key_at(*offset) if offset and event.chain == 1 else ""
        outcome = outcomes.by_key(key, incoming=self._incoming, another=self._another) if key else None
        if outcome and not self._pressed:
            self._pressed = True
            self.post_message(self.Chosen(outcome.code))

    def _key_at(self, x: int, y: int) -> str:
        """The key of the outcome that stands here; '' where none does."""
        begins, key = 0, ""
        for text, style in self.lines(self.size.width, plain=self._plain)[y]:
            if begins > x:
                break
            if style == KEY or text == BETWEEN:
                key = text.strip("› !")
            begins += len(text)
        return key

    def on_focus(self) -> None:
        self._pressed = False

    def spoken(self) -> str:
        """What is chosen, or that one is to be; and that there are more, where they are one below the other."""
        chosen = outcomes.BY_CODE[self._chosen].words if self._chosen in outcomes.BY_CODE else "none chosen yet"
        page = self.parent if isinstance(self.parent, Widget) else None
        more = "; the down arrow shows more" if page and page.scroll_offset.y < page.max_scroll_y else ""
        return f"How it ended, one key each: {chosen}{more}"

    def caret(self) -> Offset:
        """Where the terminal's cursor stands, for whoever listens to the screen."""
        return Offset(0, 0)

    def _column(self, groups: tuple[str, ...], width: int) -> list[list[tuple[str, str]]]:
        lines: list[list[tuple[str, str]]] = []
        for group in groups:
            offered = outcomes.offered(incoming=self._incoming, another=self._another)
            rows = [row for row in offered if row.group == group]
            if not rows:
                continue
            if lines:
                lines.append([(" " * width, "")])
            lines.append([(fit(outcomes.GROUPS[group], width), "$text-muted underline")])
            for row in rows:
                here = row.code == self._chosen
                mark = "! " if row.leaves_message and self._no_message else "  "
                lines.append(
                    [
                        ("› " if here else "  ", KEY),
                        (f"{row.key}{mark}", KEY),
                        (fit(row.words, width - 5), f"bold {CURSOR}" if here else ""),
                    ]
                )
        return lines

    def lines(self, width: int, *, plain: bool) -> list[list[tuple[str, str]]]:
        """Two columns; or one outcome a line, as they are read to whoever hears the screen."""
        if plain:
            return [
                line for groups in COLUMNS for line in self._column(groups, width) if line[0][0].strip() or line[1:]
            ]
        half = min(width, READ_AT_ONCE) // 2 - 1
        left, right = (self._column(groups, half) for groups in COLUMNS)
        blank = [(" " * half, "")]
        height = max(len(left), len(right))
        pad = [*left, *[blank] * (height - len(left))], [*right, *[blank] * (height - len(right))]
        return [[*a, (BETWEEN, ""), *b] for a, b in zip(*pad, strict=True)]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self.lines(width, plain=self._plain))

    @property
    def _plain(self) -> bool:
        return self.app.has_class("-plain")

    def render(self) -> Content:
        pieces: list[Piece] = []
        for number, line in enumerate(self.lines(self.size.width, plain=self._plain)):
            pieces += ["\n"] if number else []
            pieces += line
        return Content.assemble(*pieces)

"""The field that a text of many lines is written in."""

from __future__ import annotations

import re

from textual.binding import Binding
from textual.events import Key, Paste
from textual.widgets import TextArea

from topaz_tui import actions
from topaz_tui.errors import UserError
from topaz_tui.widgets.gone import BlankWhenGone

_NAMED = re.compile(r";(\w+)$")  # the short name of a block of text, before the cursor
_IN_NAME = re.compile(r"\w")
EDITOR = actions.BY_ID["text.editor"]
OURS = {"f6", "f7", "ctrl+f", "ctrl+y"}  # keys of a place that a text must not keep for itself
WITHIN_A_WORD = {"left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+z"}
"""Keys that end no word: the short name of a block is still being written, or is to stay one."""


class LongText(BlankWhenGone, TextArea, inherit_bindings=False):
    """A text of many lines. Textual's own takes F6 and F7 for selecting, ctrl+f and ctrl+y for deleting a
    word and for redoing: here they do what they do everywhere, so that a concern can be raised in the middle
    of a word, and left for its next section."""

    BINDINGS = [
        *(each for each in TextArea.BINDINGS if not (isinstance(each, Binding) and OURS & set(each.key.split(",")))),
        Binding(",".join(EDITOR.keys), "editor", EDITOR.words, show=False, id=EDITOR.id),
    ]

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False, id=id)

    def on_mount(self) -> None:
        self.cursor_location = self.document.end  # where one goes on writing

    def on_paste(self, event: Paste) -> None:
        event.stop()  # it is taken here: nobody above has to say that it was not

    def on_key(self, event: Key) -> None:
        """A block of text stands for its short name, as the word is ended: by a key that saves, too."""
        typed = event.character if event.is_printable else None
        if event.key not in WITHIN_A_WORD and not (typed and _IN_NAME.match(typed)):
            self._write_out()

    def on_blur(self) -> None:
        """Tab, and the keys that act ahead of a text, lead away from it."""
        self._write_out()

    def _write_out(self) -> None:
        """The block of text whose short name stands before the cursor, if one has that name."""
        if not (blocks := getattr(self.app, "text_blocks", None)):
            return
        row, column = self.cursor_location
        named = _NAMED.search(self.document.get_line(row)[:column])
        if named and named[1] in blocks:
            self.replace(blocks[named[1]], (row, named.start()), (row, column))

    def action_editor(self) -> None:
        self.app.run_worker(self._write_elsewhere())  # the app's: the page may go meanwhile

    async def _write_elsewhere(self) -> None:
        """In the editor of whoever sits here; one step back takes it back."""
        say, trouble = getattr(self.app, "say", print), getattr(self.app, "trouble", print)
        if not getattr(self.app, "uses_editor", False):
            say("Texts are written here alone: the settings say so (screen.editor).", "trouble")
            return
        from topaz_tui.runtime import editor

        try:
            text = await editor.write(self.app, self.text, self._take_back)
        except UserError as wrong:
            trouble(wrong)
            return
        if self.is_attached:
            self.replace(text, (0, 0), self.document.end)
            self.focus()
        else:
            self.app.copy_to_clipboard(text)
            say("The page went away meanwhile: what you wrote is kept, and ctrl+v puts it into a field.", "trouble")

    def _take_back(self, text: str) -> None:
        """What the editor has saved so far: the program ends while it is open."""
        if self.is_attached:
            self.replace(text, (0, 0), self.document.end)

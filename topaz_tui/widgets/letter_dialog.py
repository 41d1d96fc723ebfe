"""A text that is ready to leave: read it, then let Topaz send it, or copy it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from topaz_tui import actions
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import WINDOW
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.text_viewer import TextViewer
from topaz_tui.widgets.window import BACK, Window

_DONE = actions.BY_ID["form.done"]
_COPY = actions.BY_ID["client.copy"]


NO_MAIL = "(no mail to them is set up)"


class LetterDialog(Window[bool]):
    """Gives back whether it is to be sent. `send` says where Topaz can send it; None where it can't."""

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "LetterDialog")
        + """
    LetterDialog TextViewer { height: auto; max-height: 15; padding: 0; background: $panel; }
    LetterDialog TextViewer:focus { background: $panel; }
    """
    )
    BINDINGS = [
        Binding(",".join(_DONE.keys), "send", "Send", show=False, id=_DONE.id),
        Binding(",".join((*_COPY.keys, "y")), "copy", "Copy", show=False, id=_COPY.id),
        BACK,
    ]

    def __init__(self, title: str, text: str, send: str | None) -> None:
        super().__init__()
        self._title, self._text, self._send = title, text, send

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(sanitize(self._title)), classes="title")
            yield TextViewer()
            yield StatusLine()
            send = f"{actions.key_words(_DONE.keys[-1])}  {self._send}" if self._send else NO_MAIL
            copy = f"{actions.key_words(_COPY.keys[0])} or y  Copy"
            yield KeyLine(f"{send}     {copy}     Esc  Back")

    def on_mount(self) -> None:
        reading = self.query_one(TextViewer)
        reading.show(Content(sanitize(self._text)))
        reading.focus()

    def action_send(self) -> None:
        if self._send:
            self.dismiss(True)

    def action_copy(self) -> None:
        if not getattr(self.app, "clipboard_seconds", 1):
            self.query_one(KeyLine).say("Nothing is copied here: the team's settings say so.     Esc  Back")
            return
        self.app.copy_to_clipboard(self._text)
        self.query_one(KeyLine).say("Copied. Once it is sent, c records the chase.     Esc  Back")

    def action_back(self) -> None:
        self.dismiss(False)

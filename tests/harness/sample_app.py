"""A small Textual app that shows what reaches it, for the harness's own tests: the last key, the size."""

from __future__ import annotations

import sys

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class SampleApp(App[None]):
    CSS = """
    #warning { background: #aa0000; color: #ffffff; text-style: bold; }
    """

    def compose(self) -> ComposeResult:
        yield Static("Sample", id="title", markup=False)
        yield Static("Warning", id="warning", markup=False)
        yield Static("", id="key", markup=False)
        yield Static("", id="size", markup=False)
        yield Static("Zoë 日本 👩\u200d⚕\ufe0f end", markup=False)
        yield Input(id="words")

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#size", Static).update(f"{event.size.width} by {event.size.height}.")

    def on_key(self, event: events.Key) -> None:
        self.query_one("#key", Static).update(f"key {event.key}.")
        match event.key:
            case "f2":
                self.copy_to_clipboard("020 7946 0123")
            case "f3":
                self.exit(return_code=3)
            case "f4":
                self.set_focus(None)


if __name__ == "__main__":
    print("before the app")
    app = SampleApp()
    app.run()
    print("after the app")
    sys.exit(app.return_code)

"""Topaz with a fault in a screen: it comes as a certain word is typed into a window."""

from __future__ import annotations

from unittest.mock import patch

from topaz_tui import cli
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.form import Form

WORD = "CRASH"


def fail(_self: FormDialog, event: Form.Changed) -> None:
    if any(WORD in str(answer) for answer in event.form.answers.values()):
        raise RuntimeError("a fault in a screen")
    keep(_self, event)


if __name__ == "__main__":
    keep = FormDialog.on_form_changed
    patch.object(FormDialog, "on_form_changed", fail).start()
    cli.main()

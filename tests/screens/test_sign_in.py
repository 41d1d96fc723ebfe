"""The page before all others, where a team signs in with passphrases: what it never tells, whatever goes wrong."""

from __future__ import annotations

import pytest

from tests.support.pilot import until
from topaz_tui import crash_log
from topaz_tui.app import sign_in as page
from topaz_tui.app.sign_in import SignIn
from topaz_tui.config import Settings
from topaz_tui.services import sign_in

PHRASE = "harbourlanternotter"


async def test_fault_and_a_copy_tell_nothing_of_a_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_given: object) -> None:
        raise RuntimeError(PHRASE)

    monkeypatch.setattr(sign_in, "sign_in", breaks)
    app = SignIn(Settings(), "rkelly")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*PHRASE, "shift+home", "ctrl+c")
        assert app.clipboard == ""
        await pilot.press("end", "enter")
        await until(pilot, lambda: page.FAULT.split("{")[0] in str(app.query_one("#told").render()))
        assert PHRASE not in app.export_screenshot() and app._field("phrase").value == ""
    assert PHRASE not in crash_log.log_file().read_text()

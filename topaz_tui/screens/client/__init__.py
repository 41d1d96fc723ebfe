"""One client on the screen.

screen.py the screen and its keys; words.py the safety card, the summary and the next step; tabs.py the lists;
disabled.py why a key does nothing now; opening.py what Enter opens.

Its windows: forms.py those that ask for something new, as a table; changes.py those that change something known, with
edit_form.py its questions; asking.py how either is asked and saved; judging.py the same person twice; correcting.py a
call that is put right; restricting.py who may open the record, held_back.py what others see of it; resuming.py calls
that go on; incoming.py a call that came in; copying.py what is copied, with as_text.py all of it.
"""

from __future__ import annotations

from topaz_tui.screens.client.as_text import as_text
from topaz_tui.screens.client.copying import Copyable, copy_of_client, copy_one, of_profile, whole
from topaz_tui.screens.client.correcting import put_right
from topaz_tui.screens.client.incoming import open_incoming
from topaz_tui.screens.client.screen import ClientScreen
from topaz_tui.screens.client.words import next_step

__all__ = [
    "ClientScreen",
    "Copyable",
    "as_text",
    "copy_of_client",
    "copy_one",
    "next_step",
    "of_profile",
    "open_incoming",
    "put_right",
    "whole",
]

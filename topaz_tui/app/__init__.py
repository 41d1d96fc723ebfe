"""The program on the screen, for one worker at one terminal.

app.py the app: what its pages ask of it; start.py from the start to the exit code; shutdown.py how it ends; ready.py
what the first screen has no time for. routes.py which page a place is; way_back.py the pages under the one in front;
raising.py a concern from wherever one is; pasting.py what is pasted. drafts.py what is typed, on its way to the
database; sign_in.py the page before all others; states.py what is said of that; beside.py what goes on beside the
screen; themes.py the colours.
"""

from __future__ import annotations

from topaz_tui.app.app import Topaz
from topaz_tui.app.sign_in import ask
from topaz_tui.app.start import run

__all__ = ["Topaz", "ask", "run"]

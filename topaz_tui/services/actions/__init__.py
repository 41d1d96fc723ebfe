"""What was put in place for people, to its end: who here sees to it, what became of it, and what is late.

own.py what a worker sees to; settling.py what was said of an action, kept with it; steps.py the same outside of a call,
several at once, given to a colleague, and put right; late.py what is late on the board, and what nobody has.
"""

from __future__ import annotations

from topaz_tui.services.actions import late, settling
from topaz_tui.services.actions.own import OwnAction, SaidToday, mine, said_today
from topaz_tui.services.actions.settling import OPEN, on_its_way
from topaz_tui.services.actions.steps import (
    AllGiven,
    Settled,
    answer,
    give,
    give_all,
    open_again,
    say,
    say_one,
    take_back,
)

__all__ = [
    "OPEN",
    "AllGiven",
    "OwnAction",
    "SaidToday",
    "Settled",
    "answer",
    "give",
    "give_all",
    "late",
    "mine",
    "on_its_way",
    "open_again",
    "said_today",
    "say",
    "say_one",
    "settling",
    "take_back",
]

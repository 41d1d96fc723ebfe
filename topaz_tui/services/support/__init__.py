"""Referrals for support: the services that they go to, the form, and what went out. How one stands on the board is
services/escalations', as for a concern."""

from __future__ import annotations

from topaz_tui.services.support.directory import ServiceLine, add, change, lines, retire, take_up
from topaz_tui.services.support.referring import Begun, Sent, begin, refer
from topaz_tui.services.support.viewing import find, view

__all__ = [
    "Begun",
    "Sent",
    "ServiceLine",
    "add",
    "begin",
    "change",
    "find",
    "lines",
    "refer",
    "retire",
    "take_up",
    "view",
]

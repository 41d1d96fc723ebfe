"""Which page each place is (screens/places.py)."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module

from topaz_tui.screens import places
from topaz_tui.screens.base import Page

PAGES: dict[type, tuple[str, str]] = {
    places.ClientPlace: ("client", "ClientScreen"),
    places.CallPlace: ("call", "CallScreen"),
    places.ConcernPlace: ("concern", "ConcernScreen"),
    places.CasePlace: ("case", "CaseScreen"),
    places.ImportsPlace: ("imports", "ImportsScreen"),
    places.PairsPlace: ("pairs", "PairsScreen"),
    places.FindPlace: ("find", "FindScreen"),
    places.BoardPlace: ("escalations", "EscalationsScreen"),
    places.MonthPlace: ("month", "MonthScreen"),
    places.ReportPlace: ("report", "ReportScreen"),
    places.BehindPlace: ("behind", "BehindScreen"),
    places.ServicesPlace: ("services", "ServicesScreen"),
    places.SettingsPlace: ("team_settings", "TeamSettingsScreen"),
    places.TeamPlace: ("team", "TeamScreen"),
    places.LogPlace: ("log", "LogScreen"),
    places.DuePlace: ("due", "DueScreen"),
    places.LoadPlace: ("load", "LoadScreen"),
    places.BillingPlace: ("billing", "BillingScreen"),
    places.WorkPlace: ("work", "WorkScreen"),
    places.DocumentPlace: ("document", "DocumentScreen"),
    places.TodayPlace: ("today", "TodayScreen"),
}
"""The module and the class of each. A module is loaded as one first goes there: the first screen needs none."""


def page_class(kind: type[places.Place]) -> type[Page]:
    """The page's class."""
    module, name = PAGES[kind]
    found: type[Page] = getattr(import_module(f"topaz_tui.screens.{module}"), name)
    return found


def page_of(place: places.Place) -> Page:
    """A new page of this place."""
    return page_class(type(place))(*(getattr(place, field.name) for field in fields(place)))

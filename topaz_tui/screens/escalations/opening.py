"""What Enter opens on a line of the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topaz_tui.screens import places
from topaz_tui.screens.escalations.lines import Thing
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import Alarm, AnsweredItem, Item
from topaz_tui.services.nobody import Kept
from topaz_tui.widgets.dialogs import TextDialog

if TYPE_CHECKING:
    from topaz_tui.screens.escalations.screen import EscalationsScreen


def open_thing(page: EscalationsScreen, thing: Thing, things: Sequence[Thing]) -> bool:
    """Open one of the things on the board. Whether that is a page from which the cursor comes back to its line."""
    match thing:
        case Kept():
            page.app.open(places.MonthPlace())
        case Alarm():
            page.app.push_screen(
                TextDialog("What keeps the way to the council from working", f"{thing.what}\n\n{thing.do}")
            )
        case BeingWritten():
            page.app.open(places.ConcernPlace(thing.client_id, thing.id))
        case Item() | AnsweredItem():
            page.app.open(_case(thing, things))
            return True
    return False


def _case(thing: Item | AnsweredItem, things: Sequence[Thing]) -> places.CasePlace:
    """Its own page, from which J and K go along the lines of the board."""
    lines = [each for each in things if isinstance(each, Item | BeingWritten)]
    opens = thing.opens if isinstance(thing, Item) else thing.id
    among = [each.opens if isinstance(each, Item) else None for each in lines]
    here = lines.index(thing) if isinstance(thing, Item) and thing in lines else None
    for place, id in enumerate(among):  # what two lines open is one page, and stands where one came from
        if id is not None and (id in among[:place] or (id == opens and here not in (None, place))):
            among[place] = None
    return places.CasePlace(opens, tuple(among))

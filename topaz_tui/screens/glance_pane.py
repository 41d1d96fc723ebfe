"""Beside a list of people, where the page is wide enough: how whoever the cursor rests on may be called, what was done
last, and what is open. Where it is less wide, the list has the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import safety_sentences
from topaz_tui.screens.queue import with_glance
from topaz_tui.services import access, clients
from topaz_tui.services.clients import Glance
from topaz_tui.text import one_line, wrap
from topaz_tui.widgets.sentences import flowed
from topaz_tui.widgets.update import update_if_changed

if TYPE_CHECKING:
    from topaz_tui.screens.base import Page

REST = 0.2  # seconds that the cursor stands still before somebody is looked up


class Whom(NamedTuple):
    """Somebody in a list. `words`: why they stand in it."""

    client_id: int
    name: str
    words: str = ""


class GlancePane(Static):
    """To stand beside the list, in a container of the class `with-glance`. It is seen on a page of the class `-wide`,
    while somebody is under the cursor."""

    SCOPED_CSS = False  # some of it is about what stands around it
    DEFAULT_CSS = """
    .with-glance { height: 1fr; layout: horizontal; }
    .with-glance > RecordList { width: 1fr; height: 1fr; }
    GlancePane { display: none; width: 35%; min-width: 42; max-width: 60; height: 1fr; padding: 1 2;
                 background: $panel; overflow: hidden; }
    .-wide GlancePane.-there { display: block; }
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._whom: Whom | None = None
        self._glance: Glance | None = None
        self._rest: Timer | None = None

    def show(self, whom: Whom | None) -> None:
        """Show whoever is under the cursor now; the rest of them once the cursor has come to rest, so that whoever goes
        through the list asks the database nothing."""
        self._whom = whom
        self.set_class(whom is not None, "-there")
        if self._rest:
            self._rest.stop()
        if whom and self._page.has_class("-wide"):
            self._draw()
            self._rest = self.set_timer(REST, lambda: self._page.run(self._look(whom), group="closer"))

    def on_resize(self) -> None:
        """It may have come to be seen."""
        self.show(self._whom)

    async def _look(self, whom: Whom) -> None:
        glance = await self._page.call(clients.glance, self._page.app.session, whom.client_id)
        if self._whom == whom:
            self._glance = glance
            self._draw()

    def _draw(self) -> None:
        if self._whom is None:
            return
        whom, now, width = self._whom, clock.now(), self.content_size.width or 38
        parts = [Content.styled(one_line(whom.name), "bold")]
        parts += [Content(line) for line in wrap(one_line(whom.words), width) if line]
        glance = self._glance
        if glance is None or glance.client_id != whom.client_id:
            update_if_changed(self, Content("\n").join(parts), layout=False)
            return
        if glance.closed:
            parts += [Content(line) for line in wrap(access.HELD_BACK, width)]
            update_if_changed(self, Content("\n").join(parts), layout=False)
            return
        parts += [flowed(safety_sentences.sentences(glance.safety, now), width)]
        card = Content("\n").join(parts)
        update_if_changed(self, with_glance(card, glance, now, width, self.content_size.height), layout=False)

"""What every screen is: a place in the registry, the frame around it, and a way to the services that can't hang it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget

from topaz_tui import actions
from topaz_tui.errors import Trouble
from topaz_tui.widgets.frame import Keys, Needs, Title

if TYPE_CHECKING:
    from collections.abc import Callable

    from topaz_tui.app import Topaz

P = ParamSpec("P")
T = TypeVar("T")


def bindings(place: str) -> list[Binding]:
    """The registry's actions of a place as Textual binds them; the settings change their keys by their ids."""
    return [
        Binding(",".join(act.keys), act.name, act.words, show=False, id=act.id, priority=act.everywhere_else)
        for act in actions.of(place)
    ]


class Page(Screen[None]):
    """A screen of Topaz. Below a page: `body` gives its widgets; `cannot` says why an action can't be taken now;
    `client_id` names the client in front of the worker, for a concern; `leave` ends what must not stay open."""

    place: ClassVar[str] = ""
    stays: ClassVar[bool] = False  # other places lie over it, and Esc comes back to it
    app: Topaz
    client_id: int | None = None
    note: str = ""  # what stands in the title line before the time

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "place" in cls.__dict__:
            cls.BINDINGS = bindings(cls.place)  # type: ignore[assignment]
        super().__init_subclass__(**kwargs)

    def compose(self) -> ComposeResult:
        yield Title()
        yield Needs()
        yield from self.body()
        yield Keys()

    def body(self) -> ComposeResult:
        yield Widget()

    def on_screen_resume(self) -> None:
        self.frame()

    def frame(self) -> None:
        """Draw the title line and the line of keys anew."""
        title = self.query_one(Title)
        title.place = self.title or actions.PLACES.get(self.place, "")
        title.worker = self.app.worker_words
        under = any(isinstance(page, Page) and page.stays for page in self.app.screen_stack if page is not self)
        title.note = self.note + self.app.clock_note + ("Esc: back to your call or form · " if under else "")
        title.refresh()
        self.keys()

    def keys(self) -> None:
        """Draw the line of keys anew: what can be done now."""
        acts = [*actions.of(self.place), *actions.of("everywhere")]
        shown = [act for act in acts if act.shown and act.name != "help"]
        self.query_one(Keys).show(
            [(act, self.cannot(act.id) is None) for act in shown] + [(actions.BY_ID["everywhere.help"], True)]
        )

    def needs(self, words: str) -> None:
        """Say in the line under the title what needs doing here."""
        self.query_one(Needs).words = words

    def cannot(self, action_id: str) -> str | None:
        """Why this action can't be taken now, in a sentence; None where it can."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        act = actions.BY_ID.get(f"{self.place}.{action}")
        return True if act is None or self.cannot(act.id) is None else None

    async def ask(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service without holding up the screen."""
        return await self.app.door(service, *args, **kwargs)

    def do(self, work: Coroutine[Any, Any, Any], *, group: str = "deed") -> None:
        """Run this beside the screen; what goes wrong is said, and nothing is lost.

        A newer one of a group takes the place of an older. A deed is never broken off: while one is under way, a key
        that would begin another is too early and does nothing, or two dialogs would lie over each other.
        """
        if group == "deed" and any(
            worker.group == group and worker.node is self and not worker.is_finished for worker in self.workers
        ):
            work.close()
            return
        self.run_worker(self._guarded(work), group=group, exclusive=group != "deed", exit_on_error=True)

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Trouble as trouble:
            self.app.trouble(trouble)
        except NoMatches:
            if self.is_attached and not self._pruning:  # else the page was left while its answer was on the way
                raise

    async def leave(self) -> bool:
        """End what must not stay open before the page goes. False keeps the page."""
        return True

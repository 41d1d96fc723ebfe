"""What a page may ask of the program around it. The app (app/app.py) does all of it; a page knows this alone."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from textual.widget import AwaitMount

from topaz_tui.errors import UserError
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.runtime.plain_output import PlainDisplay

if TYPE_CHECKING:
    from topaz_tui.config import palettes
    from topaz_tui.runtime.autosave import Autosaver
    from topaz_tui.runtime.service_thread import ServiceThread
    from topaz_tui.screens.arrangement import Chosen
    from topaz_tui.screens.base import Page
    from topaz_tui.screens.places import Place
    from topaz_tui.services.session import Session
    from topaz_tui.services.statutory.prints import Draw
    from topaz_tui.status import Kind, Status

T = TypeVar("T")


class Shell(PlainDisplay, InOrder[None]):
    """The program on the screen, as its pages see it."""

    session: Session
    draw: Draw | None = None  # makes a PDF of what is printed of a piece of work; without it none is made here
    worker_words: str  # who sits here, as the title says it
    service_thread: ServiceThread
    autosaver: Autosaver
    status: Status
    training: str  # 'clock' where it is a pretended one, 'list' where this one is for training alone
    text_blocks: Mapping[str, str]  # what stands for a short name in a long text
    uses_editor: bool  # may a long text be written in the editor of whoever sits here?
    arrangements: dict[str, Chosen]  # of each list what it is narrowed to and sorted by
    quitting: bool  # does it end? Then a page that is left asks nothing: what was typed is kept
    unsubmitted: Any  # the concerns that this worker has begun and not submitted: tuple[BeingWritten, ...]

    @abstractmethod
    def wear(self, palette: palettes.Palette) -> None:
        """Have these colours from now on."""

    # Going somewhere

    @property
    @abstractmethod
    def page(self) -> Page:
        """The page in front, a window over it or not."""

    @property
    @abstractmethod
    def takes_calls(self) -> bool:
        """Does the team call people? Else it works for children alone."""

    @abstractmethod
    def open(self, place: Place) -> AwaitMount:
        """Show this place over what is in front: Esc comes back to that. A page like it that is open already comes to
        the front, as it was left, or makes place for this one. At once: `page` is the one then."""

    @abstractmethod
    async def to_base(self) -> bool:
        """Back to the queue, leaving each page in order; False where one of them stays."""

    @abstractmethod
    async def action_back(self) -> None:
        """Leave the page in front, if it lets one."""

    # Saying something

    @abstractmethod
    def say(self, words: str, kind: Kind = "done", holds: Callable[[], bool] | None = None) -> None:
        """Say that something was done; with `holds`, for as long as that is so."""

    @property
    @abstractmethod
    def clipboard_seconds(self) -> int:
        """For how long what is copied stays on the clipboard of the terminal; 0: nothing goes there."""

    @abstractmethod
    def trouble(self, trouble: UserError, holds: Callable[[], bool] | None = None) -> None:
        """Say what went wrong and what to do; with `holds`, for as long as that is so."""

    @abstractmethod
    def hint(self, words: str, kind: Kind = "done") -> None:
        """Say what a key does here, or why it does nothing: until the next key."""

    @abstractmethod
    def key_of(self, action_id: str) -> str:
        """The first key of an action, as the settings have it and as a person reads it."""

    # What is typed

    @abstractmethod
    def keep_draft(self, kind: str, key: str, body: dict[str, Any]) -> None:
        """Keep what is being typed, soon and without waiting."""

    @abstractmethod
    async def load_draft(self, kind: str, key: str) -> dict[str, Any] | None:
        """What was typed before, and not saved, or None."""

    @abstractmethod
    async def drop_draft(self, kind: str, key: str) -> None:
        """Forget a draft: what it was for is saved."""

    @abstractmethod
    async def settle(self, kind: str, key: str, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Do what was typed for: the action lands and its draft goes together, or neither. Returns what it returns."""

    # What goes on beside the screen

    @abstractmethod
    def count_concerns_soon(self) -> None:
        """Count anew what is in `unsubmitted`, beside the screen."""

    @abstractmethod
    async def count_concerns(self) -> None:
        """Count anew what is in `unsubmitted`."""

    @abstractmethod
    def dispatch_soon(self) -> None:
        """Send what is due, beside the screen."""

"""Copy what one stands on: the number, the reference, the NHS number, the address, or all of it as text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

from topaz_tui.screens.base import Page
from topaz_tui.screens.client.as_text import address, as_text
from topaz_tui.services import clients, concerns, references, support
from topaz_tui.services.clients import ClientProfile
from topaz_tui.widgets.dialogs import ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine

OFF = "Nothing goes to the terminal's clipboard here: the team's settings say so (clipboard.seconds)."
COLUMNS = (Column("What", 16, grows=2), Column("To be copied", 30, grows=1, wraps=True))
Text = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Copyable:
    """One thing that can be copied. `text` gives a long one, of which `shown` says what it is."""

    what: str
    shown: str
    text: Text | None = None


def of_profile(profile: ClientProfile, phone_id: int | None = None) -> Iterator[Copyable]:
    """What can be copied of a client, the number one stands on first. A number that is not shown is not among it."""
    phones = [phone for phone in profile.phones if phone.words]
    usable = [phone for phone in phones if phone.status == "usable" and phone.id != phone_id]
    for phone in (*(each for each in phones if each.id == phone_id), *usable):
        yield Copyable("Number", phone.words or "")
    yield Copyable("Person ID", profile.person_id)
    if profile.nhs:
        yield Copyable("NHS number", profile.nhs)
    if home := address(profile):
        yield Copyable("Address", home)
    yield Copyable("Name", profile.name)


def whole(page: Page, profile: ClientProfile) -> Copyable:
    """All that is known of a client; that it was taken out is logged."""

    async def text() -> str:
        await page.call(clients.log_taken_out, page.app.session, profile.client_id)
        return as_text(profile)

    return Copyable("All of it", "the client as text, for the council's system", text)


def of_document(page: Page, reference: str) -> Iterator[Copyable]:
    """What can be copied of a concern, or a referral for support; that its document was taken out is logged."""
    is_referral = reference.startswith(references.REFERRAL)

    async def text() -> str:
        find = support.find if is_referral else concerns.find
        return (await page.call(find, page.app.session, reference)).text()

    yield Copyable("Reference", reference)
    yield Copyable("The referral" if is_referral else "The concern", "the whole document as text", text)


async def copy_of_client(page: Page, client_id: int, reference: str | None = None) -> None:
    """Look a client up, and copy one thing of them, or of the concern of this reference. A look is logged."""
    if not _may(page):
        return
    profile = await page.call(clients.open_profile, page.app.session, client_id)
    of_it = tuple(of_document(page, reference)) if reference else ()
    await copy_one(page, (*of_it, *of_profile(profile), whole(page, profile)))


async def copy_one(
    page: Page, things: tuple[Copyable, ...], ask: Callable[[ChoiceDialog], Awaitable[object]] | None = None
) -> None:
    """Ask which of these it is, and copy it. `ask` puts the window over the page, where that has a way of its own."""
    if not _may(page):
        return
    lines = [RecordLine(place, (thing.what, thing.shown)) for place, thing in enumerate(things)]
    window = ChoiceDialog("Copy to the clipboard", COLUMNS, lines, done="Copy")
    chosen = await (ask or partial(page.app.push_screen_wait))(window)
    if isinstance(chosen, int):
        thing = things[chosen]
        page.app.copy_to_clipboard(await thing.text() if thing.text else thing.shown)
        page.app.say(f"Copied: {thing.what}, {thing.shown}.")


def _may(page: Page) -> bool:
    """Does anything go to the clipboard here? Says why, where nothing does."""
    if not page.app.clipboard_seconds:
        page.app.say(OFF, "trouble")
    return bool(page.app.clipboard_seconds)

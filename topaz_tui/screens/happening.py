"""Record what happened: one thing of those that may be recorded here is chosen, its form asked, and it is done."""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services.statutory import happenings
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.services.statutory.happenings import OfferedHappening
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine

DRAFT = DraftKind.HAPPENED
COLUMNS = (Column("What happened", 40, grows=True, wraps=True),)
FIRST = "What this waits for"


@dataclass(frozen=True, slots=True)
class HappenedTo:
    """Of what it is recorded, and how a window names that. `code` is the duty that somebody stands on."""

    about: About
    name: str
    code: str = ""

    @property
    def draft(self) -> tuple[DraftKind, str]:
        """The kind of the draft of what is typed, and with what its key begins."""
        about = self.about
        if about.order_id is not None:
            return DraftKind.ORDER, str(about.order_id)
        if about.client_id is not None:
            return DRAFT, str(about.client_id)
        return DraftKind.SCHOOL, str(about.school_id or "new")


def subject_of(kind: str, key: str) -> HappenedTo:
    """Of what a draft was being recorded."""
    id, _, _ = key.partition("/")
    number = int(id) if id.isdigit() else None
    if kind == DraftKind.ORDER:
        return HappenedTo(About(order_id=number), "the order")
    if kind == DraftKind.SCHOOL:
        return HappenedTo(About(school_id=number), "a school")
    return HappenedTo(About(client_id=number), "them")


async def record(page: Page, subject: HappenedTo, code: str = "") -> bool:
    """Ask which, then what its form asks, and record it; whether it was. `code` goes on with that one."""
    app = page.app
    offers = await page.call(happenings.offered, app.session, subject.about, subject.code)
    by_code = {each.row.code: each for each in offers}
    chosen: object = code if code in by_code else None
    if chosen is None and len(offers) == 1:
        chosen = offers[0].row.code
    if chosen is None:
        window = ChoiceDialog(f"What happened? {subject.name}", COLUMNS, lines(offers), done="Go on")
        chosen = await app.push_screen_wait(window)
    return await _ask(page, subject, by_code[str(chosen)]) if chosen else False


def lines(offers: tuple[OfferedHappening, ...]) -> list[RecordLine]:
    """A line for each, below the heading of its group."""
    return [
        RecordLine(each.row.code, (each.row.words,), "", FIRST if each.first else each.row.group) for each in offers
    ]


async def _ask(page: Page, subject: HappenedTo, offer: OfferedHappening) -> bool:
    app, (kind, about) = page.app, subject.draft
    key, code = f"{about}/{offer.row.code}", offer.row.code

    async def keep(answers: Answers) -> str:
        return await app.settle(kind, key, happenings.record, app.session, subject.about, code, answers, offer.known)

    done = await ask_and_do(
        page, kind, key, f"{offer.row.words}: {subject.name}", offer.needs, keep, known=dict(offer.known),
        lead=offer.row.follows,
        done="Record it",
    )  # fmt: skip
    if done is None:
        return False
    app.say(done.value)
    return True

"""Somebody who is on no list: a few questions, then whoever may be them already, then what comes next."""

from __future__ import annotations

import re

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import people
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import open_incoming
from topaz_tui.screens.dialogs.draft_form import kept_ask, refusal
from topaz_tui.screens.shell import Shell
from topaz_tui.services import clients
from topaz_tui.services.clients import Candidate
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog, FormDialog
from topaz_tui.widgets.record_list import Column, RecordLine

KIND = DraftKind.NEW_PERSON
THEN = (
    ("in", "They are on the phone: record the call"),
    ("concern", "Raise a concern about them"),
    ("call", "Put them on the phone list, due now"),
    ("client", "Open their record"),
)
QUESTIONS = (
    Question("first_name", "First name", "line", "Or what they are known by: the neighbour at number 12."),
    Question("last_name", "Last name", "line", "Leave empty what nobody knows yet."),
    Question("phone", "Telephone", "line", "All its digits, such as 020 7946 0123."),
    Question("born_on", "Date of birth", "line", "Such as 3 May 1944, or 03/05/1944."),
    Question("address", "Address", "line", "Where somebody would find them."),
    Question("postcode", "Postcode", "line"),
    Question("nhs_number", "NHS number", "line", "Ten digits, if they have it at hand."),
    Question("language", "Language", "line", "The language they speak best."),
    Question("how", "How you know of them", "line", "Who told you, and what: it stands on their timeline."),
    Question("then", "What is next", "choice", "", THEN, needed="Say what is next."),
)
COLUMNS = (
    Column("Name", 18, wraps=True),
    Column("Born", 11),
    Column("Person ID", 9),
    Column("Why", 20, grows=True, wraps=True),
)
NOBODY_OF_THESE = "nobody of these"


def key_of(typed: str) -> str:
    """Of the draft: what is typed about one person goes into nobody else's form."""
    return f"0/{people.fold(typed)}"


async def add_person(page: Page, typed: str = "", then: str | None = None) -> None:
    """Add somebody by hand, and go on with what comes next; `typed` is what was looked for."""
    key = key_of(typed)
    known: Answers = {**from_search(typed), **({"then": then} if then else {})}
    wrong, back = None, False
    while True:
        lead = "They are held against everybody on the list first."
        ask = await kept_ask(
            page,
            KIND,
            key,
            "Somebody who is on no list",
            QUESTIONS,
            known=known,
            lead=lead,
            check=_check,
            wrong=wrong,
            back=back,
            done="Add them",
        )
        answers: Answers | None = await page.app.push_screen_wait(ask)
        if answers is None:
            return
        wrong, back = None, True
        given = {name: str(answer or "") for name, answer in answers.items()}
        try:
            client_id = await _found_or_added(page, key, given)
        except UserError as trouble:
            wrong = refusal(page, trouble)
            continue
        if client_id is not None:
            break
    await _next(page, client_id, given["then"])


def raise_about_new(app: Shell) -> None:
    """A concern about whoever is being added: it begins once they are, and what is typed of them stays."""
    window = app.screen
    if isinstance(window, FormDialog) and window.form.questions == QUESTIONS:
        window.form.choose("then", "concern")
        app.hint("The concern begins as soon as they are added.")
    else:
        app.hint("Say first who they are: the concern begins as soon as they are added.")


async def _found_or_added(page: Page, key: str, given: dict[str, str]) -> int | None:
    """Whoever they are already, or were added as; None for back to the form."""
    found = await page.call(clients.candidates, page.app.session, given)
    chosen = await page.app.push_screen_wait(_which(found)) if found else NOBODY_OF_THESE
    if isinstance(chosen, int):
        await page.app.drop_draft(KIND, key)
        return chosen
    if chosen is None:
        return None
    seen, to_call = tuple(each.client_id for each in found), given["then"] == "call"
    client_id = await page.app.settle(KIND, key, clients.add, page.app.session, given, seen, to_call=to_call)
    page.app.say("Added by hand.")
    return client_id


def from_search(typed: str) -> Answers:
    """What was typed to find them, as answers: a name, a number, a day of birth."""
    typed = people.clean(typed)
    if not typed:
        return {}
    if number := people.nhs_number(typed):
        return {"nhs_number": number}
    if re.fullmatch(r"[\d\s()+.-]+", typed):
        return {"phone": typed} if people.parse_phone(typed) else {}
    if postcode := people.postcode(typed):
        return {"postcode": postcode}
    if re.search(r"\d", typed):
        return {"born_on": typed} if people.parse_date(typed) else {}
    name = people.split_name(typed)
    return {"first_name": name.first and name.first.title(), "last_name": name.last and name.last.title()}


def _check(answers: Answers) -> UserError | None:
    return clients.wrong_with({name: str(answer or "") for name, answer in answers.items()})


def _why(each: Candidate) -> str:
    """What speaks for it; and first what keeps everybody from calling them, which nobody may overlook."""
    return f"! {each.words} · {each.why}" if each.is_stopped else each.why


def _which(found: tuple[Candidate, ...]) -> ChoiceDialog:
    lines = [
        RecordLine(
            each.client_id,
            (each.name, clock.format_day(each.born_on) if each.born_on else "", each.person_id, _why(each)),
            "late" if each.is_stopped else "",
        )
        for each in found
    ]
    lines.append(RecordLine(NOBODY_OF_THESE, ("None of these: add them", "", "", "")))
    lead = "Take the record that is theirs: what was found and promised before stands there."
    return ChoiceDialog(
        "Somebody like them is on the list", COLUMNS, lines, lead=lead, done="Take this one", back="Back to the form"
    )


async def _next(page: Page, client_id: int, then: str) -> None:
    match then:
        case "in":
            await open_incoming(page, client_id)
        case "concern":
            await page.app.open(places.ConcernPlace(client_id))
        case _:
            await page.app.open(places.ClientPlace(client_id))

"""Write to one person or to several at once: which letter, by which way, a look at all of it, and then it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from topaz_tui import grammar
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Answers as Given
from topaz_tui.rules.forms import Question
from topaz_tui.rules.people import format_phone
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do, kept_ask, refusal
from topaz_tui.services import access, correspondence
from topaz_tui.services.correspondence import HeldBack, LetterLine, Made, Prepared, PreparedLetter
from topaz_tui.widgets.dialogs import Answers, PromiseDialog, TextDialog

DRAFT = DraftKind.LETTER
"""The kind of the draft of what is typed; the key is the number of the first client."""
FOR_GOOD = "It stands as it is for good. Nothing goes to those who are held back."


async def write_to(page: Page, people: Mapping[int, str]) -> str | None:
    """Ask, show all that would go and who is held back, and make it, to these people, each with their name; returns
    what is to be said of it, None where it was left. What is typed outlives any end, until it is made."""
    client_ids, names = [*people], [*people.values()]
    app, key, title = page.app, str(client_ids[0]), f"Write to {grammar.whom(names)}"
    several = len(client_ids) > 1
    lead = grammar.in_short(names) if several else ""
    known: Answers = {}
    if not several and (agreed := await page.call(correspondence.agreed_with, app.session, client_ids[0])):
        known = {"agreed": agreed}
    wrong: UserError | None = None
    while True:
        ask = await kept_ask(
            page, DRAFT, key, title, rules.questions(several=several), wrong=wrong, back=wrong is not None, lead=lead,
            known=known, check=_wrong_with, done="See it",
        )  # fmt: skip
        answers: Answers | None = await app.push_screen_wait(ask)
        if answers is None:
            return None
        try:
            wrong = None
            prepared: Prepared = await page.call(correspondence.prepare, app.session, client_ids, answers)
            if not await _is_meant(page, prepared):
                wrong = Invalid("It was not made yet.", "Esc leaves it; what you wrote is kept.", "kind")
                continue
            made: Made = await app.settle(DRAFT, key, correspondence.make, app.session, client_ids, answers)
            break
        except UserError as trouble:
            wrong = refusal(page, trouble)
    app.dispatch_soon()
    return _said(made, printed_by_itself=bool(app.session.settings.letters.print_to))


def _wrong_with(answers: Given) -> UserError | None:
    why_not = rules.wrong_way(answers)
    return Invalid(why_not, field="way") if why_not else None


async def _is_meant(page: Page, prepared: Prepared) -> bool:
    """Show what would go, and who is held back: is it to be made so?"""
    count = len(prepared.letters)
    if not count:
        await page.app.push_screen_wait(TextDialog("Nothing can be written to them", "\n".join(_held(prepared.held))))
        return False
    what = f"{count} to go" if count > 1 or prepared.held else "It will go so"
    title = f"{what}, {len(prepared.held)} held back" if prepared.held else what
    window = PromiseDialog(title, FOR_GOOD, done="Make it" if count == 1 else "Make them", says=preview(prepared))
    return bool(await page.app.push_screen_wait(window))


def preview(prepared: Prepared) -> str:
    """Who is held back, and why; then each letter whole, in the order in which they go."""
    parts = ["\n".join(("HELD BACK", *_held(prepared.held)))] if prepared.held else []
    return "\n\n".join((*parts, *(_whole(number, each) for number, each in enumerate(prepared.letters, 1))))


def _held(held: Sequence[HeldBack]) -> Iterator[str]:
    return (f"! {each.name}: {each.why}" for each in held)


def _whole(number: int, each: PreparedLetter) -> str:
    large = ", in large print" if each.large else ""
    to = format_phone(each.sent_to) if each.way == rules.LetterWay.TEXT else each.sent_to.replace("\n", ", ")
    lines = [f"{number}. {each.name} · {rules.NOUNS[each.way].lower()}{large}", to]
    lines += [f"! {each.remark}"] if each.remark else []
    return "\n".join((*lines, "", *([each.subject, ""] if each.subject else []), each.text))


def _said(made: Made, *, printed_by_itself: bool) -> str:
    first, last = made.references[0], made.references[-1]
    what = first if first == last else f"{len(made.references)} letters, {first} to {last.rpartition('-')[2]}"
    then = (
        "goes out now; the timeline says whether it went"
        if first == last
        else "go out now; the timelines say which went"
    )
    if made.way == rules.LetterWay.PRINT:
        then = "printed now" if printed_by_itself else "to be printed: topaz letters print FILE.pdf"
    held = f" Held back: {', '.join(each.name for each in made.held)}." if made.held else ""
    return f"{what}: {then}.{held}"


def waiting_words(line: LetterLine) -> str:
    """A letter that waits, in one line."""
    if access.is_held_back(line):
        return f"{line.reference} {line.name}"
    return f"{line.reference} {line.name}: {line.kind_words}. {line.stands}{f' ({line.proof})' if line.proof else ''}"


async def say_posted(page: Page) -> str | None:
    """Show what waits; where something was printed, ask whether it is in the post, and of what must not go any more
    one by one. Returns what is to be said."""
    session = page.app.session
    lines = await page.call(correspondence.waiting, session)
    if not lines:
        return "Nothing waits to be printed, posted or sent."
    printed = await page.call(correspondence.to_post, session)
    asked = {line.id: line for line in await page.call(correspondence.doubtful, session, printed)}
    listed = "\n".join(_not_any_more(asked[line.id]) if line.id in asked else waiting_words(line) for line in lines)
    if not printed:
        await page.app.push_screen_wait(TextDialog("What has not gone yet", listed))
        return None
    sound, said = [id for id in printed if id not in asked], ""
    if sound:
        title = "1 letter was printed: is it in the post?"
        if len(sound) > 1:
            title = f"{len(sound)} letters were printed: are they in the post?"
        lead = "It stands on each one's timeline then, with your name."
        if not await page.app.push_screen_wait(PromiseDialog(title, lead, done="In the post", says=listed)):
            return None
        said = f"{await page.call(correspondence.posted, session, sound)} put in the post."
    if asked:
        said = " ".join(filter(None, (said, await _ask_of_each(page, [*asked.values()]))))
    return said or None


IN_POST = (("yes", "In the post already"), ("no", "Taken out: it does not go"))


async def _ask_of_each(page: Page, asked: Sequence[LetterLine]) -> str:
    """Ask of each whether it is in the post though it must not go any more, and keep what was said."""
    questions = [
        Question(
            f"letter_{line.id}", f"{line.reference} {line.name}", "choice",
            "" if access.is_held_back(line) else f"{line.proof}.", IN_POST, needed="Say whether it is in the post.",
        )
        for line in asked
    ]  # fmt: skip

    async def keep(answers: Answers) -> tuple[int, int]:
        went = [line.id for line in asked if answers[f"letter_{line.id}"] == "yes"]
        out = [line.id for line in asked if line.id not in went]
        return await page.call(correspondence.settle_doubtful, page.app.session, went, out)

    done = await ask_and_do(
        page, "", "", "Printed, and must not go any more: is it in the post?", questions, keep, lead=NOT_ANY_MORE,
        danger=True, done="Record it",
    )  # fmt: skip
    if done is None:
        return f"Still to say of {len(asked)}: is it in the post, or taken out? L asks again."
    went, out = done.value
    told = f"{went} in the post all the same." if went else "", f"{out} taken out: not to go." if out else ""
    return " ".join(filter(None, told))


NOT_ANY_MORE = "Since it was printed something has come up that speaks against it. It stands on the timeline."


def _not_any_more(line: LetterLine) -> str:
    """A printed letter that must not go any more, in one line."""
    why = "" if access.is_held_back(line) else f": {line.proof}"
    return f"! {line.reference} {line.name}: printed, and must not go any more{why}"

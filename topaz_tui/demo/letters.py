"""What the demo's people were written: a letter that was posted, a mail and a text that were taken, a mail that was not
and stands on the board, and two letters that wait to be printed. It takes no chance, so that all others stay as they
are."""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui import clock
from topaz_tui.demo.book import Book
from topaz_tui.demo.person import DemoPerson
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import why_no_text
from topaz_tui.rules.correspondence import KIND, LetterWay, StepKind
from topaz_tui.rules.outcomes import BY_CODE
from topaz_tui.services.correspondence import templates

PHONE = "020 7946 0150"
AGREED = "Age Well ring you by Friday about the lunch club.\nThe handrail is asked for; it takes about three weeks."
DemoSteps = tuple[tuple[StepKind, int, str, str | None, str], ...]


class DemoLetter(NamedTuple):
    """A letter: of which kind, by which way, so many office days ago, by whom, and what became of it (step, days, time,
    by whom, proof)."""

    kind: str
    way: LetterWay
    days: int
    at: str
    by: str
    steps: DemoSteps = ()


LETTERS = (
    DemoLetter("no_answer", LetterWay.PRINT, 6, "16:10", "rkelly", (
        (StepKind.PRINTED, 6, "16:20", "rkelly", "letters-monday.pdf"), (StepKind.POSTED, 6, "16:55", "rkelly", ""))),
    DemoLetter("agreed", LetterWay.MAIL, 4, "11:40", "tbello", (
        (StepKind.ACCEPTED, 4, "11:41", None, "mail.example: 250 2.0.0 Ok: queued"),)),
    DemoLetter("call_on", LetterWay.TEXT, 3, "14:05", "tbello", (
        (StepKind.ACCEPTED, 3, "14:06", None, "201, its reference sms-7f21"),)),
    DemoLetter("agreed", LetterWay.MAIL, 2, "10:15", "tbello", (
        (StepKind.FAILED, 2, "10:16", None, "mail.example: 550 5.1.1 No such mailbox"),)),
    DemoLetter("no_answer", LetterWay.PRINT, 1, "15:30", "rkelly"),
    DemoLetter("agreed", LetterWay.PRINT, 1, "15:45", "rkelly"),
)  # fmt: skip


def letters(book: Book) -> None:
    """The letters, to some of whom nothing stands on the board."""
    for each, person in zip(LETTERS, _people(book), strict=True):
        _write(book, each, person)


def _people(book: Book) -> list[DemoPerson]:
    """Who may be written to by the way of each letter, in their order: nobody twice."""
    other = {row["client_id"] for table in ("escalation", "doubt", "warning", "support") for row in book.rows[table]}
    able = [each for each in book.people if each.id not in other and each.row["safe_to_call"] == "yes"]
    able = [each for each in able if not (each.row["stopped"] or each.row["away"]) and each.row["say_who"] != 0]
    found: list[DemoPerson] = []
    for letter in LETTERS:
        found.append(
            next(each for each in able if each not in found and (letter.way != LetterWay.TEXT or _takes_texts(each)))
        )
    for place, letter in enumerate(LETTERS):
        if KIND[letter.kind].rung and not _rung_in_vain(book, found[place]):
            found[place] = next(each for each in able if each not in found and _rung_in_vain(book, each))
        if "day" in KIND[letter.kind].fields:  # what it says of a call is so
            known = [each for each in book.people if each.id not in other and each.row["safe_to_call"] == "yes"]
            told = (each for each in known if each not in found and _takes_texts(each) and _called_at(book, each))
            found[place] = next(told, found[place])
    return found


def _called_at(book: Book, person: DemoPerson) -> str | None:
    """When they are called back, some day after today."""
    after = book.at(book.days.ahead(1), "00:00")
    owed = (row for row in book.rows["duty"] if row["client_id"] == person.id and row["kind"] == "callback")
    return next((str(row["due_at"]) for row in owed if row["closed_at"] is None and row["due_at"] > after), None)


def _rung_in_vain(book: Book, person: DemoPerson) -> bool:
    """Were they rung, and did the last call not reach them?"""
    calls = [row for row in book.rows["call"] if row["client_id"] == person.id]
    last = max(calls, key=lambda row: str(row["rang_at"]), default=None)
    return last is not None and not BY_CODE[last["outcome"]].reached_client


def _takes_texts(person: DemoPerson) -> bool:
    """Is the first mobile of theirs one that a text may go to?"""
    mobiles = [each for each in person.phones if rules.mobile(each["number"]) and each["status"] == "usable"]
    return bool(mobiles) and not why_no_text(mobiles[0]["note"])


def _write(book: Book, each: DemoLetter, person: DemoPerson) -> None:
    row, kind = person.row, KIND[each.kind]
    made, day = book.at(book.days.back(each.days), each.at), book.days.back(each.days)
    mail = f"{row['first_name']}.{row['last_name']}@home.example".lower().replace(" ", ".")
    if each.way == LetterWay.MAIL:
        row |= {"mail": mail if mail.isascii() else "home@home.example", "mail_ok": 1}
    if each.way == LetterWay.TEXT:
        row["sms_ok"] = 1
    number = len(book.rows["letter"]) + 1
    reference = f"LT-{clock.local(clock.from_store(made)).year}-{number:05}"
    template, language = templates.find(book.settings, kind, each.way, rules.ENGLISH)
    worker = next(found for found in book.rows["worker"] if found["id"] == book.workers[each.by])
    rings_at = _called_at(book, person) if "day" in kind.fields else None
    call = clock.local(clock.from_store(rings_at or book.at(book.days.ahead(3), "10:30")))
    filled = rules.fill(template, {
        "name": f"{row['title']} {row['last_name']}", "today": rules.day_words(day), "reference": reference,
        "organisation": "Topaz", "phone": PHONE, "worker": worker["name"], "agreed": AGREED,
        "day": rules.day_words(call.date()), "time": f"{call:%H:%M}",
    })  # fmt: skip
    name = people.full_name(row["title"], row["first_name"], row["last_name"])
    mobile = next((phone["number"] for phone in person.phones if rules.mobile(phone["number"])), "")
    to = {
        LetterWay.PRINT: "\n".join(rules.address_lines(name, row["address"], row["postcode"])),
        LetterWay.MAIL: row["mail"],
        LetterWay.TEXT: mobile,
    }[each.way]
    letter = book.add(
        "letter", reference=reference, client_id=person.id, kind=each.kind, way=each.way, sent_to=to,
        language=language, large=int(rules.wants_large(row["communication"])), subject=filled.subject,
        text=filled.text, made_by=worker["id"], made_at=made, ended_at=None,
        rings_at=rings_at,
    )  # fmt: skip
    for step, days, at, by, proof in each.steps:
        moment = book.at(book.days.back(days), at)
        book.add(
            "letter_step", letter_id=letter["id"], at=moment, worker_id=book.workers[by] if by else None, step=step,
            words=proof or None,
        )  # fmt: skip
        letter["ended_at"] = moment if step in rules.ENDS else None
        if step == StepKind.FAILED:
            about = {"_what": f"{rules.NOUNS[each.way]} {reference} to go"}
            line = book.escalation("letter", person, moment, None, body=about, letter_id=letter["id"])
            line["owner_id"] = worker["id"]

"""The sections of a concern, in the list at the left: what each still needs, and where one goes next."""

from __future__ import annotations

from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import MissingForSubmission, Section
from topaz_tui.rules.forms import Question
from topaz_tui.screens.concern.danger import danger_open
from topaz_tui.screens.concern.keys import key
from topaz_tui.widgets.record_list import Column, RecordLine

READ = "read"  # the last page, after the sections
PAGES = (*(section.id for section in rules.SECTIONS), READ)
BY_ID: dict[str, Section] = {section.id: section for section in rules.SECTIONS}
ORDER = {name: place for place, name in enumerate(rules.QUESTIONS)}
COLUMNS = (Column("Sections", 18, grows=True), Column("", 3, right=True))


def lines(missing: tuple[MissingForSubmission, ...], answers: forms.Answers) -> list[RecordLine]:
    """Each section with how much submission still needs of it; ✓ where all of it is answered."""
    lines = []
    for section in rules.SECTIONS:
        needed = sum(each.section == section.id for each in missing)
        unanswered = rules.unanswered_count(section, answers)
        mark = f"! {needed}" if needed else "" if unanswered else "✓"
        lines.append(RecordLine(section.id, (section.title, mark), "late" if needed else "quiet"))
    lines.append(RecordLine(READ, ("Read and submit", f"! {len(missing)}" if missing else "✓"), ""))
    return lines


def still_needed(missing: tuple[MissingForSubmission, ...]) -> str:
    """The line under the title: what needs doing."""
    count = len(missing)
    if count:
        goes = f"{key('concern.next_missing')} goes to the next"
        words = f"{count} answer{'s' if count > 1 else ''} still needed (!) · {goes}"
    else:
        words = f"Nothing more is needed · {key('concern.submit')} submits it"
    return f"{words} · kept as you type"


def heading(section: str) -> str:
    """The line above the page: where one is."""
    if section == READ:
        return "Read it through, as the council gets it"
    return f"{PAGES.index(section) + 1}/{len(BY_ID)}  {BY_ID[section].title}"


def first_open(answers: forms.Answers) -> str:
    """Where to begin: danger until it is settled, then the first section that still needs something."""
    if "danger" not in answers or danger_open(answers):
        return PAGES[0]
    return next((each.section for each in rules.missing(answers)), READ)


def next_missing(answers: forms.Answers, section: str, asked: Question | None) -> MissingForSubmission | None:
    """The next thing that submission needs, after the question the cursor stands on; danger first. None where nothing
    more is needed."""
    missing = rules.missing(answers)
    after = ORDER[asked.id] if asked else -1
    ahead = [each for each in missing if ORDER[each.question] > after]
    urgent = [each for each in missing if each.section == PAGES[0]] if section != PAGES[0] else []
    return next(iter(urgent or ahead or missing), None)

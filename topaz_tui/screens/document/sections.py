"""The sections of a document, in the list at the left: what each still needs, and where one goes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from topaz_tui import actions
from topaz_tui.rules.children import documents
from topaz_tui.rules.children.documents import FORMS, DocumentGap
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (Column("Sections", 18, grows=True, wraps=True), Column("", 4, right=True))


def of(kind: WorkKind) -> dict[str, Section]:
    """The sections of a kind of document, by id, in order."""
    return {section.id: section for section in FORMS[kind].sections}


def lines(kind: WorkKind, gaps: Collection[DocumentGap], writable: Collection[str]) -> list[RecordLine]:
    """Each section with how many answers it still needs; ✓ where it needs none, '-' where nobody here writes it now."""
    found = []
    for section in FORMS[kind].sections:
        needed = sum(gap.section == section.id for gap in gaps)
        mark = f"! {needed}" if needed else "✓"
        locked = section.id not in writable
        found.append(RecordLine(section.id, (section.title, f"- {needed or ''}".strip() if locked else mark),
                                "quiet" if locked or not needed else "late"))  # fmt: skip
    return found


def heading(kind: WorkKind, section: str, version: int) -> str:
    """The line above the section: where one is."""
    there = [*of(kind)]
    return f"{there.index(section) + 1}/{len(there)}  {of(kind)[section].title} · version {version}"


def still_needed(gaps: Collection[DocumentGap], keys: Mapping[str, tuple[str, ...]]) -> str:
    """The line under the title: what needs doing."""

    def key(name: str) -> str:
        action = actions.BY_ID[f"document.{name}"]
        return actions.key_words(keys.get(action.id, action.keys)[0])

    if not gaps:
        return f"Nothing more is needed · {key('move')} says what is done with it next · kept as you type"
    count = len(gaps)
    goes = f"{key('next_missing')} goes to the next"
    return f"{count} answer{'s' if count > 1 else ''} still needed (!) · {goes} · kept as you type"


def next_missing(
    kind: WorkKind, gaps: Collection[DocumentGap], writable: Collection[str], section: str, asked: Question | None
) -> DocumentGap | None:
    """The next answer that is needed, of those that can be written here, after the question the cursor stands on, round
    to the first."""
    order = {question.id: place for place, question in enumerate(FORMS[kind].questions)}
    here = asked or of(kind)[section].questions[0]
    after = order[here.id] if asked else order[here.id] - 1
    there = [gap for gap in gaps if gap.section in writable]
    return next((gap for gap in there if order[gap.question] > after), next(iter(there), None))


def says_nothing_of(kind: WorkKind, answers: Mapping[str, Answer], question: Question) -> str:
    """Of which children a part of the welfare checklist says nothing, in a sentence; '' where of none."""
    names = [name for each, name in documents.unnamed_children(kind, answers) if each.id == question.id]
    return f"Says nothing of {', '.join(names)}." if names else ""

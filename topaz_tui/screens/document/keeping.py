"""What is typed into a document: a draft for each section as it is typed, until it is saved in the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.children import documents
from topaz_tui.rules.children.documents import FORMS, DocumentGap
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Answer
from topaz_tui.screens.dialogs.draft_form import pending
from topaz_tui.services.statutory import writing
from topaz_tui.services.statutory.writing import KnownDocument

if TYPE_CHECKING:
    from topaz_tui.screens.document.screen import DocumentScreen

DRAFT = DraftKind.DOCUMENT
"""The kind of the drafts; the key is 'work/section'. Each has the answers that differ from those that are saved."""


class KeptDocument:
    """The answers of a document as they stand in front of somebody: those that are saved, and over them what was typed
    since. `writable` are the sections that they may write; `left` is what they typed into others, by section, before
    the work went on."""

    def __init__(
        self,
        document: KnownDocument,
        writable: tuple[str, ...],
        typed: Mapping[str, Answer],
        left: Mapping[str, Mapping[str, Answer]] | None = None,
    ) -> None:
        self.document, self.writable = document, writable
        self.answers: dict[str, Answer] = {**document.answers, **typed}
        self.left = left or {}
        self._section_of = {
            question.id: section.id for section in FORMS[document.kind].sections for question in section.questions
        }

    @classmethod
    async def of(cls, page: DocumentScreen, document: KnownDocument, writable: tuple[str, ...]) -> KeptDocument:
        """The document, with what was typed into it before and not saved."""
        typed: dict[str, Answer] = {}
        left: dict[str, dict[str, Answer]] = {}
        for key, kept in (await pending(page, DRAFT)).items():
            work_id, _, section = key.partition("/")
            if work_id == str(document.work_id):
                body = {name: _answer(value) for name, value in kept.items()}
                typed |= body if section in writable else {}
                left |= {} if section in writable else {section: body}
        return cls(document, writable, typed, left)

    async def forget_left(self, page: DocumentScreen) -> None:
        """Forget what was typed into sections that can't be written any more."""
        for section in self.left:
            await page.app.drop_draft(DRAFT, self._key(section))
        self.left = {}

    def left_words(self) -> str:
        """What was typed into them, to be read."""
        questions = {question.id: question for question in FORMS[self.kind].questions}
        return "\n".join(
            f"{questions[name].words}: {forms.answer_words(questions[name], answer)}"
            for typed in self.left.values()
            for name, answer in typed.items()
            if name in questions
        )

    @property
    def kind(self) -> WorkKind:
        """Which form it is."""
        return self.document.kind

    @property
    def gaps(self) -> tuple[DocumentGap, ...]:
        """All that it still needs."""
        return documents.missing(self.kind, self.answers, clock.now())

    def changed(self, section: str) -> dict[str, Answer]:
        """The answers of a section that are others than those that are saved."""
        questions = [each for each in FORMS[self.kind].questions if self._section_of[each.id] == section]
        now = forms.settled(questions, self.answers, clock.now())
        saved = self.document.answers
        return {
            each.id: now.get(each.id)
            for each in questions
            if now.get(each.id) != saved.get(each.id)
            and not (forms.unanswered(now.get(each.id)) and forms.unanswered(saved.get(each.id)))
        }

    def take(self, page: DocumentScreen, given: Mapping[str, Answer]) -> bool:
        """Keep these answers, all of one section, as they are typed; whether any is new."""
        new = {name: answer for name, answer in given.items() if answer != self.answers.get(name)}
        if not new:
            return False
        section = self._section_of[next(iter(new))]
        if section not in self.writable:  # the work had gone on as they were typed
            self.left = {**self.left, section: {**self.left.get(section, {}), **new}}
            page.app.keep_draft(DRAFT, self._key(section), dict(self.left[section]))
            return False
        self.answers |= new
        page.app.keep_draft(DRAFT, self._key(section), self.changed(section))
        return True

    async def save(self, page: DocumentScreen) -> None:
        """Save each section in which something was typed. Raises a UserError where one is refused: what was typed in it
        stays a draft."""
        for section in self.writable:
            if not (changed := self.changed(section)):
                continue
            typed = {**self.document.answers, **changed}
            questions = [each.id for each in FORMS[self.kind].questions if self._section_of[each.id] == section]
            answers = {name: typed[name] for name in questions if not forms.unanswered(typed.get(name))}
            version = self.document.saved.get(section, 0)
            what = (page.app.session, self.document.work_id, section, version, answers)
            now = await page.app.settle(DRAFT, self._key(section), writing.save, *what)
            self.document = replace(
                self.document,
                answers={**{n: a for n, a in self.document.answers.items() if n not in questions}, **answers},
                saved={**self.document.saved, section: now},
            )
            if late := self.changed(section):  # typed meanwhile: without what is saved now
                page.app.keep_draft(DRAFT, self._key(section), late)

    def _key(self, section: str) -> str:
        return f"{self.document.work_id}/{section}"


def _answer(value: object) -> Answer:
    """An answer as a draft has it: a text, several, or rows."""
    if isinstance(value, list):
        return [each for each in value if isinstance(each, dict)] or [str(each) for each in value]
    return str(value) if value is not None else None

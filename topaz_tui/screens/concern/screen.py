"""The safeguarding concern: sections at the left with what is still needed, one at a time at the right, and a
last page that reads like the document the council gets. Once submitted it is read, and added to."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import MissingForSubmission
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Answer
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.screens.base import Page
from topaz_tui.screens.concern import sections
from topaz_tui.screens.concern.beside import DocumentBeside
from topaz_tui.screens.concern.danger import show_banner
from topaz_tui.screens.concern.disabled import disabled_reason
from topaz_tui.screens.concern.discarding import discard
from topaz_tui.screens.concern.gone_on import LEFT, leave_to_them
from topaz_tui.screens.concern.leaving import keep_or_drop
from topaz_tui.screens.concern.reading import ConcernText, as_document, standing
from topaz_tui.screens.concern.sections import BY_ID, PAGES, READ
from topaz_tui.screens.concern.submitting import is_sure, keep_what_came_late, pick_missing, submitted_words
from topaz_tui.screens.dialogs.add_to_concern import add_to_concern
from topaz_tui.screens.sectioned import SectionedPage
from topaz_tui.services import concerns
from topaz_tui.services.concerns import ConcernDraft, Emergency
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.pane import Pane
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.update import update_if_changed


class ConcernScreen(SectionedPage):
    """Raise a concern about a client, or go on with one; a submitted one, or a colleague's, is for reading.

    What is typed is kept as it is typed, on disk within half a second. `call_id` is the call in which it was found.
    """

    place = "concern"
    is_base = True
    CSS_PATH = "concern.tcss"
    AUTO_FOCUS = ""  # the focus goes to a question, once it is there
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (150, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    def __init__(self, client_id: int, concern_id: int | None = None, call_id: int | None = None) -> None:
        super().__init__()
        self.about, self.concern_id, self._call_id = client_id, concern_id, call_id
        self.draft: ConcernDraft | None = None
        self.answers: dict[str, Answer] = {}
        self.section = PAGES[0]
        self._writing = self._submitting = False
        self._tells: Emergency | None = None

    def is_like(self, page: Page) -> bool:
        """One's own concern about a client is one, whichever way one comes to it; others are what they are."""
        if not isinstance(page, ConcernScreen) or page.about != self.about:
            return False
        return self._writing if page.concern_id is None else page.concern_id == self.concern_id

    def body(self) -> ComposeResult:
        yield Static(id="danger")
        with Horizontal(id="columns"):
            yield RecordList(sections.COLUMNS, empty="", id="sections")
            with Vertical(id="pane"):
                yield Static(id="heading")
                yield Pane(self._leaves, id="page")
                yield Static(id="hint")
            yield DocumentBeside(id="beside")

    def on_mount(self) -> None:
        self.query_one("#danger").display = False
        self.query_one("#columns").display = False
        self.run(self._open(), group="open")

    # Opening

    async def _open(self) -> None:
        session = self.app.session
        if self.concern_id is None:
            draft = await self.call(concerns.open, session, self.about, self._call_id)
        else:
            draft = await self.call(concerns.load, session, self.concern_id)
        self.draft, self.answers, self.concern_id = draft, dict(draft.answers), draft.id
        self._writing = draft.may_write(session)
        self._tells = await self.call(concerns.emergency, self.app.session, draft.client_id)
        self.title = f"{draft.adult.name} · concern {draft.reference}"
        self.query_one("#columns").display = True
        self.set_class(not self._writing, "fixed")
        if not self._writing:
            await self._read()
            self.looked_up()
            return
        for words in draft.also:
            self.app.say(f"Another concern about {draft.adult.name}: {words}.")
        self._recount()
        await self.go_to(sections.first_open(self.answers))
        self.looked_up()
        self.app.count_concerns_soon()

    def resume_draft(self, kind: str, key: str) -> None:
        if kind == DraftKind.ADDITION and self.disabled_reason("concern.add") is None:
            self.action_add()
        elif kind == DraftKind.DISCARD and self.disabled_reason("concern.discard") is None:
            self.action_discard()
        elif kind == LEFT:
            self.run(self._left_before(key))

    async def _left_before(self, key: str) -> None:
        if typed := await self.app.load_draft(LEFT, key):
            await self._gone_on(typed)

    async def _read(self) -> None:
        """The concern as it stands, with what was added: nothing here can be typed into."""
        assert self.concern_id is not None
        view = await self.call(concerns.view, self.app.session, self.concern_id)
        self.prompt(standing(view, self.app.session.name), whole=True)
        self.add_class("page-read")
        self.query_one("#heading", Static).display = self.query_one("#hint", Static).display = False
        await self._put(lambda: ConcernText(view.text()))
        self.refresh_frame()

    # The page at the right

    async def _put(self, make: Callable[[], Form | ConcernText]) -> Form | ConcernText:
        widget = await self.query_one(Pane).put(make)
        if isinstance(widget, ConcernText):
            widget.focus()
        return widget

    def _leaves(self, widget: Widget) -> None:
        if isinstance(widget, Form) and self._writing:
            self._take_up_of(widget)

    async def go_to(self, section: str, question: str | None = None, *, focus: bool = True) -> None:
        form = self.form
        if form is None or section != self.section or section == READ:
            self.section = section
            self.set_class(section == READ, "page-read")
            self._head()
            self.query_one(DocumentBeside).show_soon(self._to_show)
            shown = await self._put(lambda: self._page_of(section))
            form = shown if isinstance(shown, Form) else None
        self.query_one(RecordList).stand_on(section)
        if not focus:
            self.query_one(RecordList).focus()
        elif form is not None and question:
            form.focus_on(question)
        elif form is not None:
            form.focus_first()

    def _page_of(self, section: str) -> Form | ConcernText:
        if section == READ:
            assert self.draft is not None
            return ConcernText(as_document(self.draft, self.answers))
        return Form(BY_ID[section].questions, self.answers, at_end=self.past_the_last, marked=True)

    def _head(self) -> None:
        """The line above the page: where one is, and what is open here."""
        update_if_changed(self.query_one("#heading", Static), sections.heading(self.section))
        update_if_changed(self.query_one("#hint", Static), "")

    def on_form_asked(self, event: Form.Asked) -> None:
        fault = forms.fault(event.question, self.answers, clock.now())
        self.hint(f"! {fault}" if fault else event.words)

    # What is still needed

    def _recount(self) -> None:
        """Count what is open in each section, and say what needs doing."""
        missing = rules.missing(self.answers)
        self.query_one(RecordList).fill(sections.lines(missing, self.answers))
        self.query_one(DocumentBeside).show_soon(self._to_show)
        self.prompt(sections.still_needed(missing))
        show_banner(self.query_one("#danger", Static), self._tells, self.answers, self.app.size)
        self.refresh_frame()

    def _to_show(self) -> tuple[ConcernDraft | None, dict[str, Answer], str]:
        return self.draft, self.answers, self.section

    def on_resize(self) -> None:
        if self._writing:
            self.call_after_refresh(self._recount)

    def on_form_changed(self, event: Form.Changed) -> None:
        if not self._writing:
            return
        self._take_from(event.form)
        if event.question is event.form.asked and event.question.kind in forms.PICKED:
            self.hint(event.form.hint(event.question))
        self._keep()
        self._recount()
        if event.question.id == "danger":
            self.run(self._count_danger(), group="concerns")

    async def _count_danger(self) -> None:
        """Once it is kept every screen's title says so, and what helpers ask stands here of whomever it is about."""
        await self.app.autosaver.flush()
        self.app.count_concerns_soon()
        if self.draft:
            self._tells = await self.call(concerns.emergency, self.app.session, self.draft.client_id)
            self._recount()

    def _take_from(self, form: Form) -> None:
        """Its own questions' answers: what it knows of other sections is as old as itself."""
        self.answers.update({each.id: form.answers[each.id] for each in form.questions if each.id in form.answers})

    def take_up(self) -> None:
        if self._writing and (form := self.form):
            self._take_up_of(form)

    def _take_up_of(self, form: Form) -> None:
        before = dict(self.answers)
        form.take_up()
        self._take_from(form)
        if self.answers != before:
            self._keep()
            self._recount()

    # Keeping

    def _keep(self) -> None:
        """On disk within half a second, whatever then happens; a time as the moment it means now."""
        assert self.draft is not None
        answers = forms.settled(rules.QUESTIONS.values(), self.answers, clock.now())
        self.app.keep_draft("concern", str(self.draft.id), answers)

    def refused(self, typed: UnsavedText) -> None:
        if self._writing and self.is_attached and self.draft and typed.key == str(self.draft.id):
            self.take_up()
            self._writing = False
            answers: dict[str, Answer] = {**typed.body, **self.answers}
            self.app.keep_draft(LEFT, typed.key, answers)
            self.run(self._gone_on(answers), group="open")

    async def _gone_on(self, answers: dict[str, Answer]) -> None:
        """Somebody else has it now: show it as it stands, and what was typed here and is not in it."""
        assert self.draft is not None
        id, form = self.draft.id, self.form
        await self._open()
        if form:  # what was typed until it was gone
            form.take_up()
            answers |= {each.id: form.answers[each.id] for each in form.questions if each.id in form.answers}
        if told := await leave_to_them(self, id, answers):
            self.app.say(told)
            await self._read()

    def action_called_999(self) -> None:
        self.run(self._note_999())

    async def _note_999(self) -> None:
        """999 has been called, now: what the form asks of it is answered, and can be corrected in it."""
        said: dict[str, Answer] = {"called_999": "yes", "called_999_at": clock.to_store(clock.now())}
        self.answers |= said
        self._keep()
        self._recount()
        if form := self.form:
            form.answers |= said
        if self.section == PAGES[0]:
            self.section = ""  # so that the form is made anew
            await self.go_to(PAGES[0], "called_999_at")
        elif self.section == READ:
            await self.go_to(READ)
        self.app.say("999 is noted as called now. The time can be corrected under 'Immediate danger'.")

    async def leave(self) -> bool:
        self.take_up()
        if self._writing and self.draft:
            await keep_or_drop(self, self.draft)
        return True

    # Moving about

    def sections_there(self) -> tuple[str, ...]:
        return PAGES if self._writing else ()

    async def action_next_missing(self) -> None:
        """The next thing that submission needs, after the question the cursor stands on; danger first."""
        missing = sections.next_missing(self.answers, self.section, self.form.asked if self.form else None)
        if missing is None:
            await self.go_to(READ)
        else:
            await self._go_to_missing(missing)

    async def _go_to_missing(self, missing: MissingForSubmission) -> None:
        await self.go_to(missing.section, missing.question)

    # What is done with it

    def disabled_reason(self, action_id: str) -> str | None:
        return disabled_reason(action_id, self.draft, self.answers, self.app.session, writing=self._writing)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter on a question is a slip of the hand while one writes: it says and does nothing."""
        can = super().check_action(action, parameters)
        return False if can is None and action == "add" and self._writing else can

    def action_submit(self) -> None:
        if not self._submitting:
            self._submitting = True
            self.run(self._submit())

    async def _submit(self) -> None:
        assert self.draft is not None
        try:
            self.take_up()
            self.answers = forms.settled(rules.QUESTIONS.values(), self.answers, clock.now())
            missing = rules.missing(self.answers)
            if missing:
                if chosen := await pick_missing(self, missing):
                    await self._go_to_missing(chosen)
                return
            if not await is_sure(self, self.draft):
                return
            await self.app.autosaver.flush()
            said = dict(self.answers)
            done = await self.call(concerns.submit, self.app.session, self.draft.id, said)
            self.take_up()
            self._writing = False
            self.app.autosaver.forget("concern", str(self.draft.id))
            keep_what_came_late(self, self.draft, submitted=said)
            self.app.count_concerns_soon()
            if done.goes_by:
                self.app.dispatch_soon()
            self.app.say(submitted_words(done))
            self._go_back()
        finally:
            self._submitting = False

    def action_discard(self) -> None:
        self.run(self._discard())

    async def _discard(self) -> None:
        assert self.draft is not None
        if await discard(self, self.draft):
            self._writing = False
            self.app.count_concerns_soon()
            self.app.say(f"The concern about {self.draft.adult.name} is discarded.")
            self._go_back()

    def action_add(self) -> None:
        self.run(self._add())

    async def _add(self) -> None:
        assert self.draft is not None
        if told := await add_to_concern(self, self.draft.id, self.draft.reference):
            self.app.say(told)
            await self._read()

    def _go_back(self) -> None:
        """To where the worker came from: the page below is as it was left."""
        self.app.call_later(self._pop)

    async def _pop(self) -> None:
        if self.app.screen is self:
            await self.app.pop_screen()

"""A document of children's services: its sections at the left with what each still needs, one at a time at the right,
with last time's answers beside, where there is room."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.errors import Unavailable, UserError
from topaz_tui.rules import forms
from topaz_tui.rules.children import documents
from topaz_tui.rules.children.work_states import WorkState
from topaz_tui.screens.document import sections
from topaz_tui.screens.document.keeping import KeptDocument
from topaz_tui.screens.document_text import SectionText, last_time, section_text
from topaz_tui.screens.moving_work import move_on
from topaz_tui.screens.printing_work import NOT_HERE, print_out
from topaz_tui.screens.sectioned import SectionedPage
from topaz_tui.services.statutory import opened_work, writing
from topaz_tui.services.statutory.opened_work import OpenedWork
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog, TextDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.pane import Pane
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.update import update_if_changed

NOT_BEGUN = "Nothing is written yet, and nothing can be now."
GONE_ON = "What you typed is not in the document: the work had gone on"
FORGOTTEN = "What you typed is gone then, for good. What is in the document stays as it is."
RESTS = "What you typed is not in the document yet: it is kept until the work goes on."
KEPT = "What you typed is kept: open the document again, and save it there."
NO_LAST = "This is the first of its kind for them: there is no last time."


class DocumentScreen(SectionedPage):
    """What is typed is a draft as it is typed, and saved in the document as one goes back, or on."""

    place = "document"
    is_base = True
    CSS_PATH = "document.tcss"
    AUTO_FOCUS = ""  # the focus goes to a question, once it is there
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    def __init__(self, work_id: int) -> None:
        super().__init__()
        self.work_id = work_id
        self.opened: OpenedWork | None = None
        self.kept: KeptDocument | None = None

    @property
    def shows(self) -> object:
        return self.work_id

    @property
    def client_id(self) -> int | None:
        return self.opened.client_id if self.opened else None

    def body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            yield RecordList(sections.COLUMNS, empty="Looking …", id="sections")
            with Vertical(id="pane"):
                yield Static(id="heading")
                yield Pane(self._leaves, id="page")
                yield Static(id="hint")
            with VerticalScroll(id="beside", can_focus=False):
                yield Static()

    def on_mount(self) -> None:
        self.run(self._open(), group="open")

    # Opening

    async def _open(self, question: str | None = None) -> None:
        opened = await self.call(opened_work.opened, self.app.session, self.work_id)
        document = opened.document
        if opened.may_begin:
            document = await self.call(writing.begin, self.app.session, self.work_id)
        self.opened = opened
        self.title = f"{opened.title} · {opened.about}"
        if document is None:
            self.prompt(f"{NOT_BEGUN} {opened.stands}", whole=True)
            self.query_one(RecordList).fill((), empty=NOT_BEGUN)
        else:
            self.kept = await KeptDocument.of(self, document, opened.sections)
            there = sections.of(document.kind)
            self._recount()
            await self.go_to(self.section if self.section in there else self._first(), question, anew=True)
            if self.kept.left and opened.known.stands.state == WorkState.ON_HOLD:
                self.app.say(RESTS)
            elif self.kept.left:
                await self._say_left(self.kept)
        self.looked_up()
        self.refresh_frame()

    async def _say_left(self, kept: KeptDocument) -> None:
        """The work went on before what was typed here was saved: it is shown, and kept until they let go of it. The
        window comes by itself, perhaps under a key that was meant for the page: so that key forgets nothing yet."""
        window = FormDialog(GONE_ON, lead=kept.left_words(), done="Forget it")
        if await self.app.push_screen_wait(window) is None:
            return
        if await self.app.push_screen_wait(ConfirmDialog("Forget it?", FORGOTTEN, done="Forget it")):
            await kept.forget_left(self)

    def _first(self) -> str:
        """The first section that can be written and still needs something; the first of those, or of all."""
        assert self.kept
        missing = [gap.section for gap in self.kept.gaps if gap.section in self.kept.writable]
        return (missing or [*self.kept.writable] or [*sections.of(self.kept.kind)])[0]

    # The section at the right

    def _leaves(self, widget: Widget) -> None:
        if isinstance(widget, Form):
            self._take_up_of(widget)

    async def go_to(self, section: str, question: str | None = None, *, focus: bool = True, anew: bool = False) -> None:
        form = self.form
        if anew or section != self.section:
            self.section = section
            self._head()
            shown = await self.query_one(Pane).put(lambda: self._page_of(section))
            form = shown if isinstance(shown, Form) else None
        self.query_one(RecordList).stand_on(section)
        if form is None or not focus:
            self.query_one(RecordList).focus()
        elif question:
            form.focus_on(question)
        else:
            form.focus_first()

    def _page_of(self, section: str) -> Form | SectionText:
        assert self.kept
        kind, answers = self.kept.kind, self.kept.answers
        found = sections.of(kind)[section]
        if section in self.kept.writable:
            return Form(found.questions, answers, at_end=self.past_the_last, marked=True)
        return SectionText(section_text(found, kind, answers))

    def _head(self) -> None:
        assert self.kept
        document = self.kept.document
        update_if_changed(
            self.query_one("#heading", Static), sections.heading(document.kind, self.section, document.number)
        )
        self.hint("")
        found = sections.of(document.kind)[self.section]
        told = last_time(found, document.last, 34) if document.last else ""
        beside = self.query_one("#beside")
        beside.query_one(Static).update(Content.assemble(("Last time\n", "bold $accent"), sanitize(told or "Nothing.")))
        self.set_class(not document.last, "first-one")

    def on_form_asked(self, event: Form.Asked) -> None:
        if self.kept is None:
            return
        fault = forms.fault(event.question, self.kept.answers, clock.now())
        nothing = sections.says_nothing_of(self.kept.kind, self.kept.answers, event.question)
        self.hint(f"! {fault}" if fault else " ".join(filter(None, (nothing, event.words))))

    # What is typed

    def _recount(self) -> None:
        """Count what is open in each section, and say what needs doing."""
        assert self.kept and self.opened
        kept = self.kept
        self.query_one(RecordList).fill(sections.lines(kept.kind, kept.gaps, kept.writable))
        if kept.writable:
            self.prompt(sections.still_needed(kept.gaps, self.app.session.settings.keys))
        else:
            self.prompt(f"For reading. {self.opened.stands}", whole=True)
        self.refresh_frame()

    def on_form_changed(self, event: Form.Changed) -> None:
        self._take_from(event.form)
        if event.question is event.form.asked and event.question.kind in forms.PICKED:
            self.hint(event.form.hint(event.question))

    def _take_from(self, form: Form) -> None:
        """What was typed in it since: all else that stands in it is as old as itself, and others may have saved."""
        if self.kept and self.kept.take(self, form.news()):
            self._recount()

    def take_up(self) -> None:
        if form := self.form:
            self._take_up_of(form)

    def _take_up_of(self, form: Form) -> None:
        form.take_up()
        self._take_from(form)

    async def _save(self) -> None:
        """Save all that was typed in the document. Raises a UserError where it can't be; the draft stays."""
        self.take_up()
        if self.kept:
            await self.kept.save(self)

    async def leave(self) -> bool:
        if not self.app.quitting:  # then what was typed is a draft, and here again next time
            try:
                await self._save()
            except UserError as trouble:
                self.app.say(f"{trouble.message} {KEPT}", "trouble")
        return True

    # Moving about

    def sections_there(self) -> list[str]:
        return [*sections.of(self.kept.kind)] if self.kept else []

    async def action_next_missing(self) -> None:
        if self.kept is None:
            return
        asked = self.form.asked if self.form else None
        gap = sections.next_missing(self.kept.kind, self.kept.gaps, self.kept.writable, self.section, asked)
        if gap:
            await self.go_to(gap.section, gap.question)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        if not action_id.startswith("document."):
            return None
        kept = self.kept
        if kept is None:
            return NOT_BEGUN if self.opened else "It is being looked up."
        match action_id.removeprefix("document."):
            case "next_missing" if not any(gap.section in kept.writable for gap in kept.gaps):
                return "Nothing that can be written here is missing."
            case "last_time" if not kept.document.last:
                return NO_LAST
            case "changes" if not kept.document.last:
                return NO_LAST
            case "print" if self.app.draw is None:
                return NOT_HERE
        return None

    def action_last_time(self) -> None:
        self.run(self._last_time())

    async def _last_time(self) -> None:
        if self.kept:
            found = sections.of(self.kept.kind)[self.section]
            told = last_time(found, self.kept.document.last, 66) or "Nothing was answered here last time."
            await self.app.push_screen_wait(TextDialog(f"Last time: {found.title}", told))

    def action_changes(self) -> None:
        self.run(self._changes())

    async def _changes(self) -> None:
        """What is another answer than last time: whoever checks it begins with these."""
        if self.kept:
            found = documents.changes(self.kept.kind, self.kept.document.last, self.kept.answers)
            told = "\n\n".join(f"{question.words}\n  Was: {was}\n  Now: {now}" for question, was, now in found)
            await self.app.push_screen_wait(TextDialog("Other than last time", told or "Nothing."))

    def action_print(self) -> None:
        self.run(self._print())

    async def _print(self) -> None:
        """Save it, and print what is saved."""
        await self._save()
        if self.opened:
            await print_out(self, await self.call(opened_work.look, self.app.session, self.work_id))

    def action_move(self) -> None:
        self.run(self._move())

    async def _move(self) -> None:
        """Save it, and say what is done with the work next."""
        asked = self.form.asked if self.form else None
        try:
            await self._save()
        except Unavailable:
            raise
        except UserError as refused:  # somebody else wrote here, or has the work now: what was typed goes over that
            self.app.trouble(refused)
        else:
            if not await move_on(self, self.work_id):
                return
        await self._open(asked.id if asked else None)

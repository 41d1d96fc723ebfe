"""The safeguarding concern: sections at the left with what is still needed, one at a time at the right, and a
last page that reads like the document the council gets. Once submitted it is read, and added to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.await_remove import AwaitRemove
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from topaz_tui import actions, clock
from topaz_tui.grammar import does
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Missing, Section
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.rules.permissions import Act
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.screens.adding import add_to_concern
from topaz_tui.screens.base import Page
from topaz_tui.screens.kept import ask_and_do
from topaz_tui.services import concerns
from topaz_tui.services.concerns import ConcernDraft, Emergency
from topaz_tui.text import fit, one_line, sanitize, wrap
from topaz_tui.widgets.ask import Ask, Pick, Sure
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.rows import Column, Line, Rows
from topaz_tui.widgets.update import update_if_changed

READ = "read"  # the last page, after the sections
PAGES = (*(section.id for section in rules.SECTIONS), READ)
BY_ID: dict[str, Section] = {section.id: section for section in rules.SECTIONS}
ORDER = {name: place for place, name in enumerate(rules.QUESTIONS)}
SECTIONS = (Column("Sections", 18, grows=True), Column("", 3, right=True))
SECTIONS_WIDE = (SECTIONS[0], Column("", 8, right=True))
LEFT = "left over"  # the kind of the draft kept of what was typed into a concern that had gone on
GONE_ON = "What you typed is not in the concern: it had gone on"
WHAT_HAPPENS = (
    "It goes on the manager's board at once, and its clock begins.\n"
    "What is submitted can't be altered: you can add to it afterwards."
)
WHY = Question(
    "reason", "Why not needed", "text", "Such as: begun about the wrong person; already raised as SC-….",
    needed="Say why it is not needed.",
)  # fmt: skip


def danger_open(answers: forms.Answers) -> bool:
    """Is somebody in danger now, and has no time been given at which 999 was called?"""
    untimed = forms.lacking(rules.QUESTIONS["called_999_at"], answers) is not None
    return answers.get("danger") == "yes" and (rules.call_999(answers) or untimed)


def _key(action_id: str) -> str:
    return actions.key_words(actions.BY_ID[action_id].keys[0])


async def _gone(removal: AwaitRemove) -> None:
    await removal


class Reading(VerticalScroll):
    """Plain text to be read, moved with the arrows."""

    def __init__(self, text: str) -> None:
        super().__init__(classes="reading")
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(sanitize(self._text)))


class ConcernScreen(Page):
    """Raise a concern about a client, or go on with one; a submitted one, or a colleague's, is for reading.

    What is typed is kept as it is typed, on disk within half a second. `call_id` is the call in which it was
    found.
    """

    place = "concern"
    stays = True
    CSS_PATH = "concern.tcss"
    AUTO_FOCUS = ""  # the focus goes to a question, once it is there
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    def __init__(self, client_id: int, concern_id: int | None = None, call_id: int | None = None) -> None:
        super().__init__()
        self.about, self._concern_id, self._call_id = client_id, concern_id, call_id
        self.draft: ConcernDraft | None = None
        self.answers: dict[str, Answer] = {}
        self.section = PAGES[0]
        self._writing = self._submitting = False
        self._tells: Emergency | None = None
        self._turning = asyncio.Lock()  # one page at a time takes the place of another

    def is_like(self, page: Page) -> bool:
        """One's own concern about a client is one, whichever way one comes to it; others are what they are."""
        if not isinstance(page, ConcernScreen) or page.about != self.about:
            return False
        return self._writing if page._concern_id is None else page._concern_id == self._concern_id

    def body(self) -> ComposeResult:
        yield Static(id="danger")
        with Horizontal(id="columns"):
            yield Rows(SECTIONS, empty="", id="sections")
            with Vertical(id="pane"):
                yield Static(id="heading")
                yield Vertical(id="page")
                yield Static(id="hint")

    def on_mount(self) -> None:
        self.query_one("#danger").display = False
        self.query_one("#columns").display = False
        self.do(self._open(), group="open")

    # Opening

    async def _open(self) -> None:
        desk = self.app.desk
        if self._concern_id is None:
            draft = await self.ask(concerns.open, desk, self.about, self._call_id)
        else:
            draft = await self.ask(concerns.load, desk, self._concern_id)
        self.draft, self.answers, self._concern_id = draft, dict(draft.answers), draft.id
        self._writing = draft.may_write(desk)
        self._tells = await self.ask(concerns.emergency, draft.client_id)
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
        await self._go_to(self._first_open())
        self.looked_up()
        self.app.count_concerns_soon()

    def go_on(self, kind: str, key: str) -> None:
        if kind == "addition" and self.cannot("concern.add") is None:
            self.action_add()
        elif kind == "put away" and self.cannot("concern.discard") is None:
            self.action_discard()
        elif kind == LEFT:
            self.do(self._left_before(key))

    async def _left_before(self, key: str) -> None:
        if typed := await self.app.load_draft(LEFT, key):
            await self._gone_on(typed)

    def _first_open(self) -> str:
        """Where to begin: danger until it is settled, then the first section that still needs something."""
        if "danger" not in self.answers or danger_open(self.answers):
            return PAGES[0]
        return next((each.section for each in rules.missing(self.answers)), READ)

    async def _read(self) -> None:
        """The concern as it stands, with what was added: nothing here can be typed into."""
        assert self._concern_id is not None
        view = await self.ask(concerns.view, self.app.desk, self._concern_id)
        if view.submitted_at:
            when = clock.moment_words(view.submitted_at, clock.now())
            adds = f"{_key('concern.add')} adds to it"
            words = f"Submitted {when} by {view.author}: it can't be altered · {adds}"
        elif view.discarded:
            words = f"Put away: {view.discarded}"
        else:
            who = does("You" if view.author == self.app.desk.name else view.author, "is")
            words = f"{who} writing this since {clock.moment_words(view.opened_at, clock.now())}"
        self.needs(words, whole=True)
        self.add_class("page-read")
        self.query_one("#heading", Static).display = self.query_one("#hint", Static).display = False
        await self._put(lambda: Reading(view.text()))
        self.frame()

    # The page at the right

    async def _put(self, make: Callable[[], Form | Reading]) -> Form | Reading:
        """Show another widget in the place of the one that is there: made once that is gone, with all that was typed
        into it until then."""
        async with self._turning:
            return await self._turn(make)

    async def _turn(self, make: Callable[[], Form | Reading]) -> Form | Reading:
        page, form = self.query_one("#page", Vertical), self._form
        with self.app.batch_update():
            # To its end, also where this work is broken off by an end: Textual would break off the form's own with it.
            await asyncio.shield(asyncio.ensure_future(_gone(page.remove_children())))
            if form and self._writing:
                self._take_up_of(form)
            widget = make()
            await page.mount(widget)
        if isinstance(widget, Reading):
            widget.focus()
        return widget

    async def _go_to(self, section: str, question: str | None = None, *, focus: bool = True) -> None:
        """Show this section, with the cursor on this question or on the first without an answer."""
        form = self._form
        if form is None or section != self.section or section == READ:
            self.section = section
            self.set_class(section == READ, "page-read")
            self._head()
            shown = await self._put(lambda: self._page_of(section))
            form = shown if isinstance(shown, Form) else None
        self.query_one(Rows).stand_on(section)
        if not focus:
            self.query_one(Rows).focus()
        elif form is not None and question:
            form.focus_on(question)
        elif form is not None:
            form.focus_first()

    def _page_of(self, section: str) -> Form | Reading:
        if section == READ:
            return Reading(self._as_document())
        return Form(BY_ID[section].questions, self.answers, at_end=self._on, marked=True)

    def _on(self) -> None:
        """Past the last question of a section comes the next section."""
        self.call_later(self.action_next_section)

    @property
    def _form(self) -> Form | None:
        forms_here = self.query(Form)
        return forms_here.first() if forms_here else None

    def _as_document(self) -> str:
        assert self.draft is not None
        answers = forms.settled(rules.QUESTIONS.values(), self.answers, clock.now())
        lacking = [f"! {each.sentence}" for each in rules.missing(answers)]
        head = f"STILL NEEDED ({_key('concern.next_missing')} goes to the first)"
        lead = [head, *lacking, "", ""] if lacking else []
        document = rules.document(answers, self.draft.adult, self.draft.raised_by, self.draft.reference)
        return "\n".join([*lead, rules.as_text(document)])

    def _head(self) -> None:
        """The line above the page: where one is, and what is open here."""
        if self.section == READ:
            words = "Read it through, as the council gets it"
        else:
            section = BY_ID[self.section]
            words = f"{PAGES.index(section.id) + 1}/{len(BY_ID)}  {section.title}"
        self.query_one("#heading", Static).update(Content(words))
        self.query_one("#hint", Static).update("")

    def on_form_asked(self, event: Form.Asked) -> None:
        fault = forms.fault(event.question, self.answers, clock.now())
        self._hint(f"! {fault}" if fault else event.words)

    def on_choice_said(self, event: Choice.Said) -> None:
        self._hint(event.words)

    def _hint(self, words: str) -> None:
        update_if_changed(self.query_one("#hint", Static), sanitize(words))

    def focus_next(self, selector: Any = "*") -> Widget | None:
        form = self._form
        return (form.past_what_is_new() if form else None) or super().focus_next(selector)

    # What is still needed

    def _recount(self) -> None:
        """Count what is open in each section, and say what needs doing."""
        missing = rules.missing(self.answers)
        wide = self.has_class("-wide")
        lines = []
        for section in rules.SECTIONS:
            needed = sum(each.section == section.id for each in missing)
            unanswered = rules.unanswered_count(section, self.answers)
            mark = f"{unanswered} open" if wide else str(unanswered)
            mark = f"! {needed}" if needed else mark if unanswered else "✓"
            lines.append(Line(section.id, (section.title, mark), "late" if needed else "quiet"))
        lines.append(Line(READ, ("Read and submit", f"! {len(missing)}" if missing else "✓"), ""))
        self.query_one(Rows).fill(lines, columns=SECTIONS_WIDE if wide else SECTIONS)
        count = len(missing)
        if count:
            goes = f"{_key('concern.next_missing')} goes to the next"
            words = f"{count} answer{'s' if count > 1 else ''} still needed (!) · {goes}"
        else:
            words = f"Nothing more is needed · {_key('concern.submit')} submits it"
        self.needs(f"{words} · kept as you type")
        self._banner()
        self.frame()

    def on_resize(self) -> None:
        if self._writing:
            self.call_after_refresh(self._recount)

    def _banner(self) -> None:
        """Above everything else: what to do, then what whoever answers asks first."""
        banner = self.query_one("#danger", Static)
        banner.display = danger_open(self.answers)
        if not banner.display or self._tells is None:
            return
        called = self.answers.get("called_999") == "yes"
        does = "gives now as the time of the call" if called else "notes that you have called"
        tells = self._tells
        lines = (
            f"! {rules.CALL_999.rstrip('.').upper()} !   {_key('concern.called_999')} {does}",
            *wrap(one_line(f"{tells.address} · {tells.phones}"), self.size.width - 2)[:2],
            fit(one_line(tells.about), self.size.width - 2),
        )
        update_if_changed(banner, "\n".join(lines))

    def on_form_changed(self, event: Form.Changed) -> None:
        if not self._writing:
            return
        self._take_from(event.form)
        if event.question is event.form.asked and event.question.kind in forms.PICKED:
            self._hint(event.form.hint(event.question))
        self._keep()
        self._recount()
        if event.question.id == "danger":
            self.do(self._count_danger(), group="concerns")

    async def _count_danger(self) -> None:
        """Every screen's title says so, once it is kept."""
        await self.app.autosaver.flush()
        self.app.count_concerns_soon()

    def _take_from(self, form: Form) -> None:
        """Its own questions' answers: what it knows of other sections is as old as itself."""
        self.answers.update({each.id: form.answers[each.id] for each in form.questions if each.id in form.answers})

    def take_up(self) -> None:
        if self._writing and (form := self._form):
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
            self.do(self._gone_on(answers), group="open")

    async def _gone_on(self, answers: dict[str, Answer]) -> None:
        """Somebody else has it now: show it as it stands, and what was typed here and is not in it."""
        assert self.draft is not None
        id, form = self.draft.id, self._form
        await self._open()
        if form:  # what was typed until it was gone
            form.take_up()
            answers |= {each.id: form.answers[each.id] for each in form.questions if each.id in form.answers}
        self.app.keep_draft(LEFT, str(id), answers)
        clashes = await self.ask(concerns.left_over, self.app.desk, id, answers)
        if not clashes:
            await self.app.drop_draft(LEFT, str(id))
            return
        lead = "\n".join(
            f"{clash.words}\n    Theirs: {clash.theirs or 'nothing'}\n    Yours: {clash.yours}" for clash in clashes
        )
        if await self.app.push_screen_wait(Ask(GONE_ON, lead=lead, done="Leave yours to them")) is not None:
            self.app.say(await self.app.settle(LEFT, str(id), concerns.hand_over, self.app.desk, id, answers))
            await self._read()

    def action_called_999(self) -> None:
        self.do(self._note_999())

    async def _note_999(self) -> None:
        """999 has been called, now: what the form asks of it is answered, and can be corrected in it."""
        said: dict[str, Answer] = {"called_999": "yes", "called_999_at": clock.to_store(clock.now())}
        self.answers |= said
        self._keep()
        self._recount()
        if form := self._form:
            form.answers |= said
        if self.section == PAGES[0]:
            self.section = ""  # so that the form is made anew
            await self._go_to(PAGES[0], "called_999_at")
        elif self.section == READ:
            await self._go_to(READ)
        self.app.say("999 is noted as called now. The time can be corrected under 'Immediate danger'.")

    async def leave(self) -> bool:
        self.take_up()
        if self._writing and self.draft:
            name = self.draft.adult.name
            await self.app.autosaver.flush()
            if await self.ask(concerns.discard_untouched, self.app.desk, self.draft.id):
                self.app.say(f"Nothing was written about {name}: no concern was begun.")
            else:
                again = _key("everywhere.concern")
                self.app.say(f"The concern about {name} is kept, NOT submitted: {again} on them goes on.")
            self.app.count_concerns_soon()
        return True

    # Moving about

    async def action_next_section(self) -> None:
        await self._step(1)

    async def action_previous_section(self) -> None:
        await self._step(-1)

    async def _step(self, by: int) -> None:
        await self._go_to(PAGES[(PAGES.index(self.section) + by) % len(PAGES)])

    async def action_next_missing(self) -> None:
        """The next thing that submission needs, after the question the cursor stands on; danger first."""
        missing = rules.missing(self.answers)
        if not missing:
            await self._go_to(READ)
            return
        asked = self._form.asked if self._form else None
        after = ORDER[asked.id] if asked else -1
        ahead = [each for each in missing if ORDER[each.question] > after]
        urgent = [each for each in missing if each.section == PAGES[0]] if self.section != PAGES[0] else []
        await self._go_to_missing((urgent or ahead or missing)[0])

    async def _go_to_missing(self, missing: Missing) -> None:
        await self._go_to(missing.section, missing.question)

    async def on_rows_highlighted(self, event: Rows.Highlighted) -> None:
        stale = event.key != event.rows.key  # the cursor has gone on since: to follow would send it back, for ever
        if self._writing and event.rows.has_focus and not stale and event.key != self.section:
            await self._go_to(str(event.key), focus=False)

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if self._writing:
            await self._go_to(str(event.key))

    # Deeds

    def cannot(self, action_id: str) -> str | None:
        name = action_id.removeprefix("concern.")
        if action_id == "everywhere.concern":
            return "You are in a concern."
        if self.draft is None:
            return "It is still being opened."
        if name == "add" and (self._writing or not self.draft.submitted_at):
            return "It isn't submitted yet: only then is it added to."
        is_draft = not (self.draft.submitted_at or self.draft.discarded_at)
        if name == "discard" and is_draft and self.app.desk.may(Act.PUT_AWAY_CONCERN_OF_ANOTHER):
            return None
        if name != "add" and action_id.startswith("concern.") and not self._writing:
            return "This one is for reading: it can't be altered."
        if name == "called_999" and not danger_open(self.answers):
            return "Say first that somebody is in immediate danger, or correct the time there."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter on a question is a slip of the hand while one writes: it says and does nothing."""
        can = super().check_action(action, parameters)
        return False if can is None and action == "add" and self._writing else can

    def action_submit(self) -> None:
        if not self._submitting:
            self._submitting = True
            self.do(self._submit())

    async def _submit(self) -> None:
        assert self.draft is not None
        try:
            self.take_up()
            self.answers = forms.settled(rules.QUESTIONS.values(), self.answers, clock.now())
            missing = rules.missing(self.answers)
            if missing:
                await self._say_missing(missing)
                return
            lead = f"About {self.draft.adult.name}, as {self.draft.reference}.\n\n{WHAT_HAPPENS}"
            if not await self.app.push_screen_wait(Sure("Submit this concern?", lead, done="Submit it")):
                return
            await self.app.autosaver.flush()
            said = dict(self.answers)
            done = await self.ask(concerns.submit, self.app.desk, self.draft.id, said)
            self.take_up()
            self._writing = False
            self.app.autosaver.forget("concern", str(self.draft.id))
            self._keep_what_came_late(said)
            self.app.count_concerns_soon()
            words = f"{done.reference} is submitted and stands on the manager's board."
            by = clock.moment_words(done.deadline, clock.now()) if done.deadline else ""
            if done.goes_by:
                words += f" Topaz sends it now, by {done.goes_by}: the board (F4) shows how that ends."
                self.app.dispatch_soon()
            elif by:
                words += f" Now send it to the council, by {by}, and record how: F4, Enter, s."
            self.app.say(words)
            self._go_back()
        finally:
            self._submitting = False

    def _keep_what_came_late(self, said: forms.Answers) -> None:
        """What was typed while the database took its time was not submitted: it waits as an addition."""
        late = [
            f"{question.words}: {forms.answer_words(question, answer)}"
            for name, question in rules.QUESTIONS.items()
            if (answer := self.answers.get(name)) != said.get(name)
        ]
        if late and self.draft:
            self.app.keep_draft("addition", str(self.draft.id), {"text": "\n".join(late)})
            self.app.say("What you typed after that waits as an addition to it, not sent yet.")

    async def _say_missing(self, missing: tuple[Missing, ...]) -> None:
        lines = [Line(each, (BY_ID[each.section].title, each.sentence)) for each in missing]
        count = len(missing)
        title = f"It can't be submitted yet: {count} answer{' is' if count == 1 else 's are'} still needed"
        columns = (Column("Section", 18), Column("What is missing", 20, grows=True))
        chosen = await self.app.push_screen_wait(Pick(title, columns, lines, done="Go there"))
        if isinstance(chosen, Missing):
            await self._go_to_missing(chosen)

    def action_discard(self) -> None:
        self.do(self._discard())

    async def _discard(self) -> None:
        assert self.draft is not None
        lead = "It goes to nobody. What is written in it stays on record, with your name and your reason."
        kind, key, title = "put away", str(self.draft.id), f"Put away {self.draft.reference}?"
        what = self.app.desk, self.draft.id

        async def put_away(answers: dict[str, Answer]) -> None:
            await self.app.settle(kind, key, concerns.discard, *what, str(answers["reason"]))

        if await ask_and_do(self, kind, key, title, (WHY,), put_away, lead=lead, danger=True, done="Put it away"):
            self._writing = False
            self.app.count_concerns_soon()
            self.app.say(f"The concern about {self.draft.adult.name} is put away.")
            self._go_back()

    def action_add(self) -> None:
        self.do(self._add())

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

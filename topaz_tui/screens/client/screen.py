"""One client: the safety card first and always, then who they are, and what was done, newest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import warnings
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.screens.client.facts import GROUP_WORDS, GROUPS, typed_form
from topaz_tui.screens.client.tabs import COLUMNS, DETAILS, DUPLICATES, EMPTY, LINES, TABS
from topaz_tui.screens.client.words import next_step, safety_card, summary
from topaz_tui.services import clients, drafts, queue
from topaz_tui.services.clients import ClientPage
from topaz_tui.widgets.ask import Answers, Ask, Whole
from topaz_tui.widgets.plain import plain
from topaz_tui.widgets.rows import Rows
from topaz_tui.widgets.tabs import TabLine

MORE = 100  # further moments, as one comes to the end of the timeline


class ClientScreen(Page):
    """Opened from the queue, from find, from a case. Draws itself anew whenever one comes back to it."""

    place = "client"
    CSS_PATH = "client.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, client_id: int) -> None:
        super().__init__()
        self.client_id = client_id
        self.page: ClientPage | None = None
        self.limit = MORE
        self._asking = False

    def body(self) -> ComposeResult:
        yield Static(id="banner")
        with Container(id="body"):
            with Container(id="who"):
                yield Static("Looking …", id="safety")
                yield Static(id="summary")
            with Container(id="what"):
                yield TabLine(TABS)
                yield Rows(COLUMNS["timeline"], empty="Looking …", id="lines")
                yield Static(id="detail")

    def on_mount(self) -> None:
        self.query_one("#banner").display = False
        self.query_one("#detail").display = False
        self.query_one(Rows).focus()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._asking:  # whoever asked looks again where something was saved
            self._asking = False
        else:
            self.do(self._look(), group="look")

    # What is on show

    async def _look(self) -> None:
        self.show(await self.ask(clients.page, self.app.desk, self._of, limit=self.limit))

    @property
    def _of(self) -> int:
        assert self.client_id is not None
        return self.client_id

    @property
    def tab(self) -> str:
        return self.query_one(TabLine).current

    def show(self, page: ClientPage) -> None:
        """Show the client as they stand."""
        self.page = page
        self.title = f"Client · {page.name}"
        tabs = self.query_one(TabLine)
        tabs.tabs = (*TABS, DUPLICATES) if page.duplicates else TABS
        if tabs.current not in dict(tabs.tabs):
            tabs.current = TABS[0][0]
        tabs.counts = {
            "contacts": len(page.phones) + len(page.contacts),
            "assessments": len(page.assessments),
            "warnings": len(page.warned),
            "changes": len(page.changes),
            "duplicates": len(page.duplicates),
        }
        tabs.refresh()
        banner = self.query_one("#banner", Static)
        banner.display = bool(page.banner)
        banner.update(Content(plain(" · ".join(page.banner))))
        self.query_one("#safety", Static).update(safety_card(page))
        self.query_one("#safety").set_class(page.safety.hides_numbers, "unsafe")
        self.query_one("#summary", Static).update(summary(page))
        self._fill()
        self.needs(next_step(page))
        self.frame()

    def _fill(self) -> None:
        if self.page is None:
            return
        tab = self.tab
        lines = list(LINES[tab](self.page))
        self.query_one(Rows).fill(lines, empty=EMPTY[tab], columns=COLUMNS[tab])
        self._detail()

    def _detail(self) -> None:
        detail = self.query_one("#detail", Static)
        words = DETAILS[self.tab](self.page, self.query_one(Rows).key) if self.page else ""
        detail.display = bool(words)
        detail.update(Content(plain(words)))

    def on_rows_highlighted(self, event: Rows.Highlighted) -> None:
        if not self.query("#detail"):  # nothing is left of a page that is being taken down
            return
        self._detail()
        self.frame()
        rows = event.rows
        at_end = bool(rows.lines) and rows.key == rows.lines[-1].key
        if (
            self.page
            and self.page.more
            and self.tab == "timeline"
            and at_end
            and len(rows.lines) >= self.limit
        ):
            self.limit += MORE
            self.do(self._look(), group="look")

    def action_next_tab(self) -> None:
        self._step(1)

    def action_previous_tab(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        self.query_one(TabLine).step(by)
        self._fill()
        self.query_one(Rows).action_first()
        self.frame()

    # What can be done

    def _under_cursor(self, kind: str) -> int | None:
        """The id of the record under the cursor, where it is of this kind."""
        what, _, id = str(self.query_one(Rows).key or "").partition(" ")
        return int(id) if what == kind and id.isdigit() else None

    def _number(self) -> clients.PhoneLine | None:
        """The number under the cursor, else the first usable one."""
        if self.page is None:
            return None
        under = self._under_cursor("phone")
        shown = [phone for phone in self.page.phones if phone.number]
        usable = [phone for phone in shown if phone.status == "usable"]
        return next((phone for phone in shown if phone.id == under), usable[0] if usable else None)

    def cannot(self, action_id: str) -> str | None:
        page, manager = self.page, self.app.desk.is_manager
        if page is None:
            known = ("client.next_tab", "client.previous_tab")
            return (
                "Still looking them up."
                if action_id.startswith("client.") and action_id not in known
                else None
            )
        match action_id.removeprefix("client."):
            case "call":
                return page.why_no_call
            case "mark_done" if self._under_cursor("action") not in {action.id for action in page.actions}:
                return "Stand on an action of the timeline that is not done yet."
            case "duplicate" if not page.duplicates:
                return EMPTY["duplicates"]
            case "warning" if not manager:
                return "Only a manager may agree or end a warning: ask one (a)."
            case "reveal" if not page.safety.hides_numbers:
                return "The numbers are shown already: Contacts."
            case "reveal" if not manager:
                return "Only a manager may show these numbers: ask one (a)."
            case "resume" if not page.banner:
                return "Nothing stops calls to this person."
            case "resume" if not manager:
                return "Only a manager may let calls go on: ask one (a)."
            case "copy_number" if self._number() is None:
                return "No number is shown here."
        return None

    def action_call(self) -> None:
        self.do(self._call())

    async def _call(self) -> None:
        from topaz_tui.screens.call import CallScreen

        held = await self.ask(queue.claim, self.app.desk, self._of)
        self.app.push_screen(CallScreen(self._of, held))

    def action_incoming(self) -> None:
        self.do(open_incoming(self, self._of))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter: what can be done with the line."""
        what, _, id = str(event.key).partition(" ")
        match what:
            case "phone":
                self.action_phone()
            case "contact":
                self.action_contact()
            case "warning" if self.cannot("client.warning") is None:
                self.action_warning()
            case "client":
                self.do(self._open(int(id)))
            case "concern":
                self.do(self._open_concern(int(id)))
            case _ if self.tab == "timeline":
                self.do(self._whole(event.key))

    async def _whole(self, key: object) -> None:
        """A moment of the timeline with all that was written."""
        moment = next((each for each in self.page.timeline if each.key == key), None) if self.page else None
        if moment is None:
            return
        self._asking = True
        title = f"{moment.kind} · {clock.moment_words(moment.at, clock.now())} · {moment.who}"
        text = "\n\n".join(filter(None, (moment.words, moment.detail)))
        await self.app.push_screen_wait(Whole(title, text))
        self.query_one(Rows).focus()

    async def _open(self, client_id: int) -> None:
        self.app.push_screen(ClientScreen(client_id))

    async def _open_concern(self, concern_id: int) -> None:
        from topaz_tui.screens.concern import ConcernScreen

        self.app.push_screen(ConcernScreen(self._of, concern_id))

    # Forms

    async def _put(self, ask: Ask) -> Answers | None:
        """Ask, over this screen; the focus comes back to the list."""
        self._asking = True
        answers = await self.app.push_screen_wait(ask)
        self.query_one(Rows).focus()
        return answers

    async def _form(
        self,
        kind: str,
        title: str,
        questions: Sequence[Question],
        save: Callable[[Answers], Awaitable[object]],
        *,
        known: Answers | None = None,
        said: str = "Saved.",
        **how: Any,
    ) -> None:
        """Ask, keep what is typed until it is saved, save, look again. Of what was known only what was
        changed is kept as a draft, so that an old draft takes nothing back that a colleague changed since."""
        key, known = str(self._of), known or {}
        typed = await self.ask(drafts.load, self.app.desk, kind, key) or {}

        def keep(answers: Answers) -> None:
            changed = {name: answer for name, answer in answers.items() if answer != known.get(name)}
            self.app.keep_draft(kind, key, changed)

        if typed:
            how["lead"] = (
                f"{how.get('lead', '')} What you typed before, and did not save, is here again.".strip()
            )
        start: Answers = {**known, **typed}  # type: ignore[dict-item]
        answers = await self._put(Ask(title, questions, answers=start, keep=keep, **how))
        if answers is None:
            return
        await save(answers)
        await self.app.drop_draft(kind, key)
        self.app.say(said)
        await self._look()

    def action_leave_word(self) -> None:
        question = Question(
            "text",
            "For the next caller",
            "text",
            "Shown to them first, before they dial.",
            needed="Write a few words.",
        )

        async def save(answers: Answers) -> None:
            await self.ask(clients.leave_word, self.app.desk, self._of, str(answers["text"]))

        self.do(
            self._form(
                "word left", "A note for the next caller", (question,), save, said="Left for the next caller."
            )
        )

    def action_note(self) -> None:
        question = Question("text", "Note", "text", "Stays on the timeline.", needed="Write a few words.")

        async def save(answers: Answers) -> None:
            await self.ask(clients.add_note, self.app.desk, self._of, str(answers["text"]))

        self.do(self._form("note", "A note", (question,), save))

    def action_question(self) -> None:
        question = Question(
            "text",
            "Question",
            "text",
            "It waits on the manager's board until it is answered.",
            needed="Write what you ask.",
        )

        async def save(answers: Answers) -> None:
            await self.ask(clients.ask_manager, self.app.desk, self._of, str(answers["text"]))

        self.do(
            self._form(
                "question", "A question to the manager", (question,), save, said="On the manager's board."
            )
        )

    def action_edit(self) -> None:
        self.do(self._edit())

    async def _edit(self) -> None:
        which = Question(
            "group",
            "Change what",
            "choice",
            "Choose with the arrows and Space, then save.",
            tuple(GROUP_WORDS.items()),
            needed="Choose what is to be changed.",
        )
        chosen = await self._put(Ask("Change what is known", (which,), done="Go on"))
        page = self.page
        if not chosen or page is None:
            return
        group = str(chosen["group"])
        questions = GROUPS[group]
        known: Answers = {question.id: typed_form(page, question.id) for question in questions}

        def changes(answers: Answers) -> dict[str, str]:
            """What was changed; an answer that was taken back empties its fact."""
            after = {name: str(answers.get(name) or "") for name in known}
            return {name: typed for name, typed in after.items() if typed != (known[name] or "")}

        def check(answers: Answers) -> str | None:
            for name, typed in changes(answers).items():
                try:
                    clients.FACTS[name].read(typed)
                except Trouble as trouble:
                    return str(trouble)
            return None

        async def save(answers: Answers) -> None:
            try:
                await self.ask(clients.edit, self.app.desk, self._of, page.version, changes(answers))
            except Trouble:
                await self._look()  # somebody else changed them: show it; what was typed waits in the draft
                raise

        await self._form(f"edit {group}", GROUP_WORDS[group], questions, save, known=known, check=check)

    def action_phone(self) -> None:
        under = self._under_cursor("phone")
        page = self.page
        phone = next((each for each in page.phones if each.id == under), None) if page else None
        if phone is None:
            self._add_phone()
        else:
            self._change_phone(phone)

    def _add_phone(self) -> None:
        questions = (
            Question(
                "number",
                "Number",
                "line",
                "All its digits, such as 020 7946 0123.",
                needed="Write the number.",
            ),
            Question("note", "Note", "line", "Whose it is, and when it is good."),
        )

        async def save(answers: Answers) -> None:
            number, note = str(answers["number"]), str(answers.get("note") or "")
            await self.ask(clients.add_phone, self.app.desk, self._of, number, note)

        self.do(self._form("phone", "A new number", questions, save))

    def _change_phone(self, phone: clients.PhoneLine) -> None:
        questions = (
            Question(
                "status",
                "It is",
                "choice",
                "A number that is given up stays on the record.",
                tuple(clients.PHONE_STATUS.items()),
                needed="Say how the number is.",
            ),
            Question("note", "Note", "line", "Whose it is, and when it is good."),
        )
        status = phone.status if phone.status in clients.PHONE_STATUS else None

        async def save(answers: Answers) -> None:
            note = str(answers.get("note") or "")
            await self.ask(clients.change_phone, self.app.desk, phone.id, str(answers["status"]), note)

        known: Answers = {"status": status, "note": phone.note or None}
        title = phone.words or "A number (not shown: not safe to call)"
        self.do(self._form(f"phone {phone.id}", title, questions, save, known=known))

    def action_contact(self) -> None:
        under = self._under_cursor("contact")
        page = self.page
        if page is None:
            return
        contact = next((each for each in page.contacts if each.id == under), None)
        hidden = page.safety.hides_numbers and (contact is None or contact.phone is None)
        questions = (
            Question("name", "Name", "line", "Or who they are: the neighbour.", needed="Write who they are."),
            Question("relation", "Relation", "line", "Daughter, neighbour, carer …"),
            *(() if hidden else (Question("phone", "Phone", "line", "Such as 020 7946 0123."),)),
            Question(
                "may_be_told", "May be told", "line", "What they may be told; nothing, if nobody has said."
            ),
            Question(
                "authority_seen",
                "Authority seen",
                "line",
                "Power of attorney, consent: what was seen, and when.",
            ),
        )
        known: Answers = {}
        if contact:
            known = {question.id: getattr(contact, question.id) or None for question in questions}

        async def save(answers: Answers) -> None:
            said = {question.id: str(answers.get(question.id) or "") for question in questions}
            id = contact.id if contact else None
            await self.ask(clients.save_contact, self.app.desk, self._of, id, **said)

        kind = f"contact {contact.id}" if contact else "contact"
        self.do(
            self._form(
                kind, contact.name if contact else "Somebody beside them", questions, save, known=known
            )
        )

    def action_warning(self) -> None:
        under = self._under_cursor("warning")
        page = self.page
        warning = next((each for each in page.warned if each.id == under), None) if page else None
        if warning is None:
            self._add_warning()
        else:
            self._end_warning(warning)

    def _add_warning(self) -> None:
        today = clock.today()
        questions = (
            Question(
                "kind",
                "Warning",
                "choice",
                "What must the next caller know?",
                tuple((kind.code, kind.words) for kind in warnings.KINDS),
                needed="Choose what it is about.",
            ),
            Question("detail", "In words", "line", "What to do, and what not."),
            Question("starts", "From", "line", "Such as today, or 3 nov.", needed="Say from when it holds."),
            Question(
                "review",
                "Review",
                "line",
                "Within a year: such as 6 months from now, +26w, or 3/5/2027.",
                needed="Say when it is reviewed.",
            ),
            Question(
                "told",
                "Was the person told",
                "choice",
                "",
                warnings.TOLD,
                needed="Say whether the person was told.",
            ),
        )

        def days(answers: Answers) -> tuple[date | None, date | None]:
            return (
                clock.parse_day(str(answers["starts"]), today, past=True),
                clock.parse_day(str(answers["review"]), today),
            )

        def check(answers: Answers) -> str | None:
            starts, review = days(answers)
            if starts is None or review is None:
                wrong = answers["starts"] if starts is None else answers["review"]
                return f"{wrong} is no day. Write it like today, 3 nov, or 03/11/2026."
            return warnings.lacks(str(answers["kind"]), starts, review, str(answers["told"]))

        async def save(answers: Answers) -> None:
            starts, review = days(answers)
            assert starts is not None and review is not None
            await self.ask(
                clients.add_warning,
                self.app.desk,
                self._of,
                str(answers["kind"]),
                str(answers.get("detail") or ""),
                starts,
                review,
                str(answers["told"]),
            )

        self.do(self._form("warning", "Agree a warning", questions, save, check=check, done="Agree"))

    def _end_warning(self, warning: clients.WarningLine) -> None:
        question = Question("reason", "Why it ends", "line", needed="Say why it no longer holds.")

        async def save(answers: Answers) -> None:
            await self.ask(clients.end_warning, self.app.desk, warning.id, str(answers["reason"]))

        title = f"End this warning? {warning.words}"
        self.do(
            self._form(
                f"end warning {warning.id}",
                title,
                (question,),
                save,
                lead=warning.detail,
                danger=True,
                done="End it",
            )
        )

    def action_mark_done(self) -> None:
        self.do(self._mark_done(self._under_cursor("action")))

    async def _mark_done(self, action_id: int | None) -> None:
        if action_id is not None:
            await self.ask(clients.mark_done, self.app.desk, action_id)
            self.app.say("Done.")
            await self._look()

    def action_duplicate(self) -> None:
        if self.tab != "duplicates":
            self.query_one(TabLine).current = "duplicates"
            self._fill()
        other = self._under_cursor("client")
        if self.page and (
            found := next((each for each in self.page.duplicates if each.client_id == other), None)
        ):
            self.do(self._judge(found))

    async def _judge(self, other: clients.Duplicate) -> None:
        question = Question(
            "verdict",
            "They are",
            "choice",
            "Nothing is merged: the council is told, or nobody is.",
            (("confirmed", "The same person"), ("dismissed", "Somebody else")),
            needed="Choose one of the two.",
        )
        why = f" ({other.why})" if other.why else ""
        born = clock.day_words(other.born_on) if other.born_on else "not known"
        lead = f"{other.name}, born {born}, {other.person_id}{why}."
        answers = await self._put(Ask("The same person twice?", (question,), lead=lead))
        if answers:
            await self.ask(
                clients.judge_duplicate, self.app.desk, self._of, other.client_id, str(answers["verdict"])
            )
            await self._look()

    def action_reveal(self) -> None:
        self.do(self._reveal())

    async def _reveal(self) -> None:
        question = Question(
            "reason",
            "Reason",
            "line",
            "It stands on the timeline, with your name.",
            needed="Say why the number has to be seen.",
        )
        lead = "It is not safe to call them: a call can put them in danger. The numbers are shown this once."
        answers = await self._put(
            Ask("Show the numbers?", (question,), lead=lead, danger=True, done="Show them")
        )
        if answers:
            reason = str(answers["reason"])
            self.show(
                await self.ask(clients.reveal_numbers, self.app.desk, self._of, reason, limit=self.limit)
            )
            self.query_one(TabLine).current = "contacts"
            self._fill()

    def action_resume(self) -> None:
        question = Question(
            "reason",
            "Reason",
            "line",
            "It stands on the timeline, with your name.",
            needed="Say why they may be called again.",
        )

        async def save(answers: Answers) -> None:
            await self.ask(clients.resume_calls, self.app.desk, self._of, str(answers["reason"]))

        lead = " · ".join(self.page.banner) if self.page else ""
        self.do(
            self._form(
                "resume",
                "May they be called again?",
                (question,),
                save,
                lead=lead,
                danger=True,
                done="Call again",
            )
        )

    def action_copy_number(self) -> None:
        if phone := self._number():
            self.app.copy_to_clipboard(str(phone.words))
            self.app.say(f"Copied {phone.words}.")


async def open_incoming(page: Page, client_id: int) -> None:
    """Record a call that this client made to us: they are held where nobody else has them."""
    from topaz_tui.screens.call import CallScreen

    try:
        held = await page.ask(queue.claim, page.app.desk, client_id)
    except Trouble as trouble:
        page.app.trouble(recorded_anyway(trouble))
        held = None
    page.app.push_screen(CallScreen(client_id, held, direction="in"))


def recorded_anyway(trouble: Trouble) -> Trouble:
    """A colleague has them on their screen: the call that came in is recorded all the same."""
    return Trouble(trouble.what, "Record the call all the same, and tell them.")

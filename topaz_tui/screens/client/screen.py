"""One client: the safety card first and always, then who they are, and what was done, newest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import forms, warnings
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Elsewhere, Page
from topaz_tui.screens.client.correcting import put_right
from topaz_tui.screens.client.facts import GROUP_WORDS, GROUPS, typed_form
from topaz_tui.screens.client.tabs import COLUMNS, DETAILS, DUPLICATES, EMPTY, LINES, TABS
from topaz_tui.screens.client.words import next_step, safety_card, summary
from topaz_tui.screens.kept import WINDOW_WIDTH, Done, ask_and_do
from topaz_tui.screens.meanwhile import left_to_them, which
from topaz_tui.services import calls, clients, queue
from topaz_tui.services.clients import ClientPage
from topaz_tui.services.desk import Desk
from topaz_tui.services.meanwhile import Meanwhile
from topaz_tui.text import sanitize, wrap_keeping_indent
from topaz_tui.widgets.ask import Answers, Ask, Sure, Whole
from topaz_tui.widgets.rows import Rows
from topaz_tui.widgets.scrolled import Scrolled
from topaz_tui.widgets.sentences import Sentences
from topaz_tui.widgets.tabs import TabLine

FIRST_KEYS = {
    "contacts": ("phone", "contact", "copy_number"),
    "warnings": ("warning",),
    "duplicates": ("duplicate",),
}
"""What a tab is opened for."""
T = TypeVar("T")
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
        self._revealed = False  # the numbers of somebody not safe to call are on show

    @property
    def shows(self) -> object:
        return self.client_id

    def body(self) -> ComposeResult:
        yield Static(id="banner")
        with Container(id="body"):
            with Scrolled(id="who"):
                yield Sentences(id="safety")
                yield Static("Looking …", id="summary")
            with Container(id="what"):
                yield TabLine(TABS)
                yield Rows(COLUMNS["timeline"], empty="Looking …", id="lines")
                yield Static(id="detail")

    def on_mount(self) -> None:
        self.query_one("#banner").display = False
        self.query_one("#detail").display = False
        self.query_one(Rows).focus()
        self.keep_looking(self._look_again)

    async def _look_again(self) -> None:
        """What others change; not while numbers are on show that are shown this once."""
        if self.page and not self._revealed:
            page = await self.ask(clients.again, self.app.desk, self._of, limit=self.limit)
            if page != self.page and self.is_current and not self._revealed:
                self.show(page)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._asking:  # whoever asked looks again where something was saved
            self._asking = False
        else:
            self.do(self._look(), group="look")

    # What is on show

    async def _look(self) -> None:
        self._revealed = False
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
        banner.update(Content(sanitize(" · ".join(page.banner))))
        self.query_one("#safety", Sentences).show(safety_card(page))
        self.query_one("#safety").set_class(page.safety.hides_numbers, "unsafe")
        self.query_one("#summary", Static).update(summary(page))
        self._fill()
        self.needs(next_step(page))
        self.frame()
        self.looked_up()

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
        detail.update(Content(wrap_keeping_indent(words, detail.content_size.width or self.size.width - 6)))

    def on_rows_highlighted(self, event: Rows.Highlighted) -> None:
        if not self.query("#detail"):  # nothing is left of a page that is being taken down
            return
        self._detail()
        self.frame()
        rows = event.rows
        at_end = bool(rows.lines) and rows.key == rows.lines[-1].key
        if self.page and self.page.more and self.tab == "timeline" and at_end and len(rows.lines) >= self.limit:
            self.limit += MORE
            self.do(self._look(), group="look")

    def action_next_tab(self) -> None:
        self._step(1)

    def action_previous_tab(self) -> None:
        self._step(-1)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        self._step(self.query_one(TabLine).steps_to(event.tab))

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

    def first_keys(self) -> tuple[str, ...]:
        return FIRST_KEYS.get(self.tab, ()) if self._under_cursor("action") is None else ("mark_done",)

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
            return "Still looking them up." if action_id.startswith("client.") and action_id not in known else None
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
            case "settle" if not page.doubts:
                return "There is nothing to look into: the council's file says nothing that is unclear."
            case "resume" if page.doubts and not (page.stopped or page.away or page.died_on):
                return "Look into what the council's file says first (l)."
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

        held = await self.hold(queue.claim, self.app.desk, self._of)
        self.app.open_page(CallScreen(held.client_id, held))

    def action_incoming(self) -> None:
        self.do(open_incoming(self, self._of))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter: what can be done with the line."""
        what, _, id = str(event.key).partition(" ")
        moment = self._moment(event.key)
        match what:
            case "concern" | "event" if moment and moment.case:
                self.do(self._open_case(moment.case))
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

    def _moment(self, key: object) -> clients.Moment | None:
        """The moment of the timeline under this key."""
        return next((each for each in self.page.timeline if each.key == key), None) if self.page else None

    async def _whole(self, key: object) -> None:
        """A moment of the timeline with all that was written."""
        moment = self._moment(key)
        if moment is None:
            return
        self._asking = True
        title = f"{moment.kind} · {clock.moment_words(moment.at, clock.now())} · {moment.who}"
        text = wrap_keeping_indent("\n\n".join(filter(None, (moment.words, moment.detail))), WINDOW_WIDTH)
        await self.app.push_screen_wait(Whole(title, text))
        self.query_one(Rows).focus()

    async def _open(self, client_id: int) -> None:
        self.app.open_page(ClientScreen(client_id))

    async def _open_case(self, escalation_id: int) -> None:
        """Where it stands, with its moves: open or closed, what was ended is taken up again there."""
        from topaz_tui.screens.case import CaseScreen

        self.app.open_page(CaseScreen(escalation_id))

    async def _open_concern(self, concern_id: int) -> None:
        from topaz_tui.screens.concern import ConcernScreen

        self.app.open_page(ConcernScreen(self._of, concern_id))

    # Forms

    def go_on(self, kind: str, key: str) -> None:
        name, _, which = kind.rpartition(" ")
        match name or kind, which:
            case "edit", group if group in GROUPS:
                self.do(self._edit_group(group))
            case "put", "right":
                self.do(self._correct(int(key.partition("/")[2])))
            case ("phone" | "contact" | "end warning") as what, _:
                open_window = {"phone": self._phone, "contact": self._contact, "end warning": self._warning}[what]
                open_window(int(which) if which.isdigit() else None)
            case _:
                action = {"word left": "leave_word", "show numbers": "reveal"}.get(kind, kind)
                getattr(self, f"action_{action}")()

    async def _ask(
        self,
        kind: str,
        key: str,
        title: str,
        questions: Sequence[Question],
        deed: Callable[[Answers], Awaitable[T]],
        **how: Any,
    ) -> Done[T] | None:
        """Ask and do it, over this screen; the focus comes back to the list."""
        self._asking = True
        try:
            return await ask_and_do(self, kind, key, title, questions, deed, **how)
        finally:
            self.query_one(Rows).focus()

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
        deed: Callable[[Desk, int, Answers], object],
        *,
        said: str = "Saved.",
        **how: Any,
    ) -> None:
        """Ask, keep what is typed until it is saved, save, look again. The deed is done in the services' thread."""
        key = str(self._of)

        async def save(answers: Answers) -> None:
            try:
                await self.app.settle(kind, key, deed, self.app.desk, self._of, answers)
            except Trouble:
                await self._look()  # somebody else may have changed it: show it
                raise

        if await self._ask(kind, key, title, questions, save, **how):
            self.app.say(said)
            await self._look()

    async def _change(
        self,
        kind: str,
        title: str,
        questions: Sequence[Question],
        deed: Callable[[Desk, int, dict[str, str], dict[str, str]], bool],
        known: Answers,
        **how: Any,
    ) -> None:
        """Ask what is to be changed of something known, and save that. The deed is told what was changed, and what
        each field showed, and says whether it changed anything: where a colleague was quicker, the worker sees
        theirs, and chooses."""
        key = str(self._of)
        shown = {question.id: str(known.get(question.id) or "") for question in questions}
        seen = dict(shown)

        async def save(answers: Answers) -> bool | None:
            """Whether anything was changed; None where theirs and yours were left as they are."""
            after = {name: str(answers.get(name) or "") for name in shown}
            changed = {name: typed for name, typed in after.items() if typed != shown[name]}
            stood = seen
            while True:
                try:
                    return await self.app.settle(kind, key, deed, self.app.desk, self._of, changed, stood)
                except Meanwhile as meanwhile:
                    await self._look()
                    chosen = await self._put(which(meanwhile))
                    if chosen is None:
                        return None  # what was typed is kept
                    theirs, stood = left_to_them(meanwhile, chosen), meanwhile.seen
                    changed = {name: typed for name, typed in changed.items() if name not in theirs}

        done = await self._ask(kind, key, title, questions, save, known=known, seen=seen, **how)
        if done and done.value is not None:
            self.app.say("Saved." if done.value else "Nothing was changed.")
            await self._look()

    def action_leave_word(self) -> None:
        question = Question(
            "text",
            "For the next caller",
            "text",
            "Shown to them first, before they dial.",
            needed="Write a few words.",
        )

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            clients.leave_word(desk, client_id, str(answers["text"]))

        self.do(
            self._form("word left", "A note for the next caller", (question,), save, said="Left for the next caller.")
        )

    def action_note(self) -> None:
        question = Question("text", "Note", "text", "Stays on the timeline.", needed="Write a few words.")

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            clients.add_note(desk, client_id, str(answers["text"]))

        self.do(self._form("note", "A note", (question,), save))

    def action_question(self) -> None:
        question = Question(
            "text",
            "Question",
            "text",
            "It waits on the manager's board until it is answered.",
            needed="Write what you ask.",
        )

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            clients.ask_manager(desk, client_id, str(answers["text"]))

        self.do(self._form("question", "A question to the manager", (question,), save, said="On the manager's board."))

    def action_edit(self) -> None:
        self.do(self._edit())

    async def _edit(self) -> None:
        which = Question(
            "group",
            "Change what",
            "choice",
            "Choose, then F10.",
            tuple(GROUP_WORDS.items()),
            needed="Choose what is to be changed.",
        )
        chosen = await self._put(Ask("Change what is known", (which,), done="Go on"))
        if chosen:
            await self._edit_group(str(chosen["group"]))

    async def _edit_group(self, group: str) -> None:
        page = self.page
        if page is None:
            return
        questions = GROUPS[group]
        known: Answers = {question.id: typed_form(page, question.id) for question in questions}

        def check(answers: Answers) -> Trouble | None:
            for name, was in known.items():
                typed = str(answers.get(name) or "")  # an answer that was taken back empties its fact
                try:
                    clients.FACTS[name].read(typed if typed != (was or "") else "")
                except Trouble as trouble:
                    return Trouble(trouble.what, trouble.do, name)
            return None

        def save(desk: Desk, client_id: int, changed: dict[str, str], seen: dict[str, str]) -> bool:
            return clients.edit(desk, client_id, page.version, changed, seen=seen)

        await self._change(f"edit {group}", GROUP_WORDS[group], questions, save, known, check=check)

    def action_phone(self) -> None:
        self._phone(self._under_cursor("phone"))

    def _phone(self, under: int | None) -> None:
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

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            number, note = str(answers["number"]), str(answers.get("note") or "")
            clients.add_phone(desk, client_id, number, note)

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

        def save(desk: Desk, client_id: int, changed: dict[str, str], seen: dict[str, str]) -> bool:
            return clients.change_phone(desk, phone.id, changed.get("status"), changed.get("note"), seen=seen)

        known: Answers = {"status": status, "note": phone.note or None}
        title = phone.words or "A number (not shown: not safe to call)"
        self.do(self._change(f"phone {phone.id}", title, questions, save, known))

    def action_contact(self) -> None:
        self._contact(self._under_cursor("contact"))

    def _contact(self, under: int | None) -> None:
        page = self.page
        if page is None:
            return
        contact = next((each for each in page.contacts if each.id == under), None)
        hidden = page.safety.hides_numbers and (contact is None or contact.phone is None)
        questions = (
            Question("name", "Name", "line", "Or who they are: the neighbour.", needed="Write who they are."),
            Question("relation", "Relation", "line", "Daughter, neighbour, carer …"),
            *(() if hidden else (Question("phone", "Phone", "line", "Such as 020 7946 0123."),)),
            Question("may_be_told", "May be told", "line", "What they may be told; nothing, if nobody has said."),
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

        def save(desk: Desk, client_id: int, changed: dict[str, str], seen: dict[str, str]) -> bool:
            id = contact.id if contact else None
            return clients.save_contact(desk, client_id, id, **changed, seen=seen) is not None

        kind = f"contact {contact.id}" if contact else "contact"
        title = contact.name if contact else "Somebody beside them"
        self.do(self._change(kind, title, questions, save, known))

    def action_warning(self) -> None:
        self._warning(self._under_cursor("warning"))

    def _warning(self, under: int | None) -> None:
        page = self.page
        warning = next((each for each in page.warned if each.id == under), None) if page else None
        if warning is None:
            self._add_warning()
        else:
            self._end_warning(warning)

    def _add_warning(self) -> None:
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
            Question("starts", "From", "day", "Such as today, or 3 nov.", needed="Say from when it holds."),
            Question(
                "review",
                "Review",
                "day",
                "Within a year: such as 6 months from now, +26w, or 3/5/2027.",
                needed="Say when it is reviewed.",
                sense="ahead",
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
            return forms.day_of(answers["starts"]), forms.day_of(answers["review"])

        def check(answers: Answers) -> str | None:
            return warnings.lacks(str(answers["kind"]), *days(answers), str(answers["told"]))

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            starts, review = days(answers)
            assert starts is not None and review is not None
            clients.add_warning(
                desk,
                client_id,
                str(answers["kind"]),
                str(answers.get("detail") or ""),
                starts,
                review,
                str(answers["told"]),
            )

        self.do(self._form("warning", "Agree a warning", questions, save, check=check, done="Agree"))

    def _end_warning(self, warning: clients.WarningLine) -> None:
        question = Question("reason", "Why it ends", "line", needed="Say why it no longer holds.")

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            clients.end_warning(desk, warning.id, str(answers["reason"]))

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
        action = next((each for each in self.page.actions if each.id == action_id), None) if self.page else None
        if action is None:
            return
        self._asking = True
        lead = f"{action.words}\nIt will say that you saw it done, today. That can't be taken back."
        if await self.app.push_screen_wait(Sure("Was this done?", lead, done="It was done")):
            await self.ask(clients.mark_done, self.app.desk, action.id)
            self.app.say("Done.")
            await self._look()

    def action_duplicate(self) -> None:
        if self.tab != "duplicates":
            self.query_one(TabLine).current = "duplicates"
            self._fill()
        other = self._under_cursor("client")
        if self.page and (found := next((each for each in self.page.duplicates if each.client_id == other), None)):
            self.do(self._judge(found))

    async def _judge(self, other: clients.Likely) -> None:
        question = Question(
            "verdict",
            "They are",
            "choice",
            "Linked they are called once, and what stops one stops both; nothing is merged.",
            (("open", "Not linked any more"), ("dismissed", "Somebody else"))
            if other.verdict == "confirmed"
            else (("confirmed", "The same person"), ("dismissed", "Somebody else")),
            needed="Choose one of the two.",
        )
        why = f" ({other.why})" if other.why else ""
        born = clock.day_words(other.born_on) if other.born_on else "not known"
        lead = f"{other.name}, born {born}, {other.person_id}{why}."

        async def judge(answers: Answers) -> None:
            if answers["verdict"] == "open":
                await self.ask(clients.unlink, self.app.desk, self._of, other.client_id)
            else:
                verdict = str(answers["verdict"])
                await self.ask(clients.judge_duplicate, self.app.desk, self._of, other.client_id, verdict)

        if await self._ask("", "", "The same person twice?", (question,), judge, lead=lead):
            self.app.say("Saved.")
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
        kind, key, title = "show numbers", str(self._of), "Show the numbers?"

        async def reveal(answers: Answers) -> ClientPage:
            what = (self.app.desk, self._of, str(answers["reason"]))
            return await self.app.settle(kind, key, clients.reveal_numbers, *what, limit=self.limit)

        done = await self._ask(kind, key, title, (question,), reveal, lead=lead, danger=True, done="Show them")
        if done:
            self._revealed = True
            self.show(done.value)
            self.query_one(TabLine).current = "contacts"
            self._fill()

    def action_settle(self) -> None:
        """What the file says stands above the answers; who has found out says what is right, and how they know."""
        doubts = self.page.doubts if self.page else ()
        different = any(doubt.code == "somebody_else" for doubt in doubts)
        right = Question(
            "right", "What is right", "choice", "As you found out.",
            options=tuple(pair for pair in clients.SETTLED.items() if different or pair[0] not in clients.OF_TWO),
            needed="Say what is right.",
        )  # fmt: skip
        how = Question(
            "reason", "How you know", "line", "It stands on the timeline, with your name.", needed="Say how you know."
        )

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            clients.settle_doubts(desk, client_id, str(answers["right"]), str(answers["reason"]))

        lead = "\n".join(f"{doubt.words}\n    The file has: {doubt.file_has}" for doubt in doubts)
        title = "What did you find out?"
        self.do(self._form("settle", title, (right, how), save, lead=lead, danger=True, said="Settled."))

    def action_correct(self) -> None:
        self.do(self._correct(self._under_cursor("call")))

    async def _correct(self, call_id: int | None) -> None:
        """Put right the call under the cursor, else the newest that one may."""
        call_id = call_id or await self.ask(calls.last_of, self.app.desk, self._of)
        if call_id is None:
            self.app.hint("You saved no call with them today: stand on one of the timeline.")
            return
        self._asking = True
        try:
            await put_right(self, call_id)
        finally:
            await self._look()
            self.query_one(Rows).focus()

    def action_resume(self) -> None:
        self.do(self._resume())

    async def _resume(self) -> None:
        """Calls that were stopped by mistake go on with a correction: all that it led to goes back, too."""
        call_id = await self.ask(calls.stopped_by, self._of)
        if call_id is None:
            await self._call_again()
            return
        why = Question(
            "why", "What is so", "choice", "Was it saved by mistake, or is it so no longer?",
            options=(("mistake", "It was saved by mistake"), ("changed", "It is so no longer")),
            needed="Say whether it was a mistake.",
        )  # fmt: skip
        lead = " · ".join(self.page.banner) if self.page else ""
        answers = await self._put(Ask("May they be called again?", (why,), lead=lead, done="Go on"))
        if answers and answers["why"] == "mistake":
            await self._correct(call_id)
        elif answers:
            await self._call_again()

    async def _call_again(self) -> None:
        question = Question(
            "reason",
            "Reason",
            "line",
            "It stands on the timeline, with your name.",
            needed="Say why they may be called again.",
        )

        def save(desk: Desk, client_id: int, answers: Answers) -> None:
            clients.resume_calls(desk, client_id, str(answers["reason"]))

        lead = " · ".join(self.page.banner) if self.page else ""
        await self._form(
            "resume",
            "May they be called again?",
            (question,),
            save,
            lead=lead,
            danger=True,
            done="Call again",
        )

    def action_copy_number(self) -> None:
        if phone := self._number():
            self.app.copy_to_clipboard(str(phone.words))
            self.app.say(f"Copied {phone.words}.")


async def open_incoming(page: Page, client_id: int) -> None:
    """Record a call that this client made to us: they are held where nobody else has them."""
    from topaz_tui.screens.call import CallScreen

    try:
        held = await page.hold(queue.claim, page.app.desk, client_id)
    except Elsewhere:
        raise
    except Trouble as trouble:
        page.app.trouble(recorded_anyway(trouble))
        held = None
    page.app.open_page(CallScreen(held.client_id if held else client_id, held, direction="in"))


def recorded_anyway(trouble: Trouble) -> Trouble:
    """A colleague has them on their screen: the call that came in is recorded all the same."""
    return Trouble(trouble.what, "Record the call all the same, and tell them.")

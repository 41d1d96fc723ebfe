"""One client: the safety card first and always, then who they are, and what was done, newest first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import changes, forms, referring
from topaz_tui.screens.client.among import STEPS, person_at, place_words, why_not
from topaz_tui.screens.client.asking import ask_and_change, ask_and_save
from topaz_tui.screens.client.copying import copy_one, of_profile, whole
from topaz_tui.screens.client.correcting import put_last_right, take_back_said
from topaz_tui.screens.client.disabled import disabled_reason
from topaz_tui.screens.client.drafts import ACTION_OF_DRAFT
from topaz_tui.screens.client.edit_form import GROUPS, WHICH_GROUP
from topaz_tui.screens.client.forms import FORMS
from topaz_tui.screens.client.held_back import HeldBackPage
from topaz_tui.screens.client.incoming import open_incoming
from topaz_tui.screens.client.judging import judge, take_back_judgement
from topaz_tui.screens.client.opening import decided_at, open_line
from topaz_tui.screens.client.restricting import restrict
from topaz_tui.screens.client.resuming import resume
from topaz_tui.screens.client.revealing import reveal
from topaz_tui.screens.client.tabs import COLUMNS, DETAILS, DUPLICATES, EMPTY, FIRST_KEYS, LINES, TABS, counts
from topaz_tui.screens.client.words import next_step, safety_card, summary
from topaz_tui.screens.client.writing import write
from topaz_tui.services import queue
from topaz_tui.services.clients import ClientProfile
from topaz_tui.services.statutory.happenings import VOIDABLE
from topaz_tui.text import sanitize, wrap_keeping_indent
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.scrolled import Scrolled
from topaz_tui.widgets.sentences import Sentences
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

MORE = 100  # further moments, as one comes to the end of the timeline


class ClientScreen(HeldBackPage):
    """Opened from the queue, from find, from a case. Draws itself anew whenever one comes back to it."""

    place = "client"
    CSS_PATH = "client.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, client_id: int, among: tuple[int, ...] = ()) -> None:
        """`among` are the people of the list from which it is opened, in its order: J and K go along them."""
        super().__init__()
        self.of_client = client_id
        self.among = among
        self.page: ClientProfile | None = None
        self.limit = MORE
        self._revealed = False  # the numbers of somebody not safe to call are on show

    @property
    def shows(self) -> object:
        return self.client_id

    def opened_again(self, page: Page) -> None:
        if isinstance(page, ClientScreen):
            self.among = page.among

    def body(self) -> ComposeResult:
        yield Static(id="banner")
        with Container(id="body"):
            with Scrolled(id="who"):
                yield Sentences(id="safety")
                yield Static("Looking …", id="summary")
            with Container(id="what"):
                yield TabLine(TABS)
                yield RecordList(COLUMNS["timeline"], empty="Looking …", id="lines")
                yield Static(id="detail")

    def on_mount(self) -> None:
        self.query("#banner, #detail").set(display=False)
        self.query_one(RecordList).focus()
        self.poll(self._look_again)

    async def _look_again(self) -> None:
        """What others change; not while numbers are on show that are shown this once."""
        if self.page and not self._revealed:
            page = await self.look_up(self.subject_id, self.limit, again=True)
            if page and page != self.page and self.is_current and not self._revealed:
                self.show(page)

    def look_anew(self) -> None:
        if self._asking:  # whoever asked looks again where something was saved
            self._asking = False
        else:
            self.run(self.look(), group="look")

    # What is on show

    async def look(self) -> None:
        """Look the client up, and write to the log that they were opened; numbers that were revealed are held back
        again."""
        self._revealed = False
        if page := await self.look_up(self.subject_id, self.limit):
            self.show(page)

    @property
    def subject_id(self) -> int:
        """The client's id: a page of a client has one."""
        assert self.client_id is not None
        return self.client_id

    def show(self, page: ClientProfile) -> None:
        """Show the client as they stand."""
        if page.client_id != self.client_id:  # J was quicker than a look
            return
        self.page = page
        self.title = f"Client · {page.name}{place_words(self.among, page.client_id)}"
        tabs = self.query_one(TabLine)
        tabs.tabs = (*TABS, DUPLICATES) if page.duplicates else TABS
        if tabs.current not in dict(tabs.tabs):
            tabs.current = TABS[0][0]
        tabs.counts = counts(page)
        tabs.refresh()
        banner = self.query_one("#banner", Static)
        words = (*(f"RESTRICTED: {each.words}" for each in page.restricted), *page.banner)
        banner.display = bool(words)
        update_if_changed(banner, sanitize(" · ".join(words)))
        self.query_one("#safety", Sentences).show(safety_card(page))
        self.query_one("#safety").set_class(page.safety.hides_numbers, "unsafe")
        update_if_changed(self.query_one("#summary", Static), summary(page))
        self._fill()
        self.prompt(next_step(page, self.app.takes_calls), whole=bool(page.banner) or page.safety.hides_numbers)
        self.refresh_frame()
        self.looked_up()

    def _fill(self) -> None:
        if self.page is None:
            return
        tab, rows = self.tab, self.query_one(RecordList)
        rows.fill(list(LINES[tab](self.page)), empty=EMPTY[tab], columns=COLUMNS[tab])
        self._detail()

    def _detail(self) -> None:
        detail = self.query_one("#detail", Static)
        whole = self.tab == "timeline" and not self.app.has_class("-plain") and not self.query_one(RecordList).is_cut
        words = DETAILS[self.tab](self.page, self.query_one(RecordList).key) if self.page and not whole else ""
        detail.display = bool(words)
        update_if_changed(detail, wrap_keeping_indent(words, detail.content_size.width or self.app.size.width - 6))

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._detail() if self.query("#detail") else None)  # as wide as the list is now

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        if not self.query("#detail"):  # nothing is left of a page that is being taken down
            return
        self._detail()
        self.refresh_frame()
        at_end = bool(lines := event.rows.lines) and event.rows.key == lines[-1].key
        if self.page and self.page.more and self.tab == "timeline" and at_end and len(lines) >= self.limit:
            self.limit += MORE
            self.run(self.look(), group="look")

    def show_tab(self) -> None:
        self._fill()
        self.query_one(RecordList).action_first()
        self.refresh_frame()

    # The next of the list

    def action_next(self) -> None:
        self.run(self._go_to(person_at(self.among, self.subject_id, 1)))

    def action_previous(self) -> None:
        self.run(self._go_to(person_at(self.among, self.subject_id, -1)))

    async def _go_to(self, client_id: int | None) -> None:
        """Another person takes the place of this one, once all is known that this page shows of them."""
        if client_id is None:
            return
        page = await self.look_up(client_id, MORE)
        if page is None:
            return
        self.of_client, self.limit, self._revealed = client_id, MORE, False
        self.query_one(TabLine).current = TABS[0][0]
        self.show(page)
        self.query_one(RecordList).action_first()

    # What can be done

    def _under_cursor(self, kind: str) -> int | None:
        """The id of the record under the cursor, where it is of this kind."""
        what, _, id = str(self.query_one(RecordList).key or "").partition(" ")
        return int(id) if what == kind and id.isdigit() else None

    def _is_still_to_come(self, action_id: int | None) -> bool:
        """Is this action of theirs not answered yet?"""
        return self.page is not None and action_id in {action.id for action in self.page.actions}

    def first_keys(self) -> tuple[str, ...]:
        if self.notice:
            return ("break_glass",)
        if self._said_of() is None:
            return FIRST_KEYS.get(self.tab, ())
        return ("mark_done", "correct") if self._is_still_to_come(self._said_of()) else ("correct",)

    def disabled_reason(self, action_id: str) -> str | None:
        page = self.page
        name = action_id.removeprefix("client.")
        if name != action_id and (held := self.held_reason(name)):
            return why_not(self.among, self.subject_id, STEPS[name]) if name in STEPS else held
        if page is None and self.notice is None:
            known = ("client.next_tab", "client.previous_tab")
            return "Still looking them up." if action_id.startswith("client.") and action_id not in known else None
        if page is None:
            return None
        if name == "mark_done" and not self._is_still_to_come(self._said_of()):
            return "Stand on an action of the timeline that is not done yet."
        if name == "authority" and self._under_cursor("contact") is None:
            return "Stand on somebody of their contacts (→ Contacts); o adds one."
        if name in STEPS:
            return why_not(self.among, self.subject_id, STEPS[name])
        return disabled_reason(name, page, self.app.session)

    def action_call(self) -> None:
        self.run(self._call())

    async def _call(self) -> None:
        held = await self.hold(queue.claim, self.app.session, self.subject_id)
        self.app.open(places.CallPlace(held.client_id, held))

    def action_looked(self) -> None:
        if self.page:
            self.app.open(places.LogPlace(self.page.person_id))

    def action_incoming(self) -> None:
        self.run(open_incoming(self, self.subject_id))

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Enter: what can be done with the line."""
        open_line(self, event.key)

    # Forms

    def resume_draft(self, kind: str, key: str) -> None:
        name, _, which = kind.rpartition(" ")
        match name or kind, which:
            case DraftKind.EDIT, group if group in GROUPS:
                self.run(self._edit_group(group))
            case "put", "right":
                self.run(put_last_right(self, int(key.partition("/")[2])))
            case (DraftKind.PHONE | DraftKind.CONTACT | DraftKind.END_WARNING) as what, _:
                windows = {
                    DraftKind.PHONE: self._phone,
                    DraftKind.CONTACT: self._contact,
                    DraftKind.END_WARNING: self._warning,
                }
                windows[DraftKind(what)](int(which) if which.isdigit() else None)
            case DraftKind.HAPPENED, _:
                self.happened_before(key.partition("/")[2])
            case DraftKind.ACTION, id if id.isdigit():
                self.run(self._mark_done(int(id)))
            case DraftKind.AUTHORITY, id if id.isdigit():
                self._authority(int(id))
            case _:
                getattr(self, f"action_{ACTION_OF_DRAFT.get(kind, kind)}")()

    def action_leave_word(self) -> None:
        self.run(ask_and_save(self, FORMS["leave_word"]))

    def action_note(self) -> None:
        self.run(ask_and_save(self, FORMS["note"]))

    def action_question(self) -> None:
        self.run(ask_and_save(self, FORMS["question"]))

    def action_settle(self) -> None:
        self.run(ask_and_save(self, forms.settle(self.page.doubts if self.page else ())))

    def action_refer(self) -> None:
        self.run(referring.refer(self))

    def action_letter(self) -> None:
        self.run(write(self))

    def action_edit(self) -> None:
        self.run(self._edit())

    async def _edit(self) -> None:
        chosen = await self.put_over(FormDialog("Change what is known", (WHICH_GROUP,), done="Go on"))
        if chosen:
            await self._edit_group(str(chosen["group"]))

    async def _edit_group(self, group: str) -> None:
        if self.page:
            await ask_and_change(self, changes.of_facts(self.page, group, self.app.session.settings.calls))

    def action_phone(self) -> None:
        self._phone(self._under_cursor("phone"))

    def _phone(self, under: int | None) -> None:
        """Change the number under the cursor; anywhere else, add one."""
        phone = next((each for each in self.page.phones if each.id == under), None) if self.page else None
        self.run(ask_and_change(self, changes.of_phone(phone)) if phone else ask_and_save(self, FORMS["phone"]))

    def action_contact(self) -> None:
        self._contact(self._under_cursor("contact"))

    def _contact(self, under: int | None) -> None:
        """Change the contact under the cursor; anywhere else, add one."""
        if self.page is None:
            return
        contact = next((each for each in self.page.contacts if each.id == under), None)
        self.run(ask_and_change(self, changes.of_contact(contact, hides_numbers=self.page.safety.hides_numbers)))

    def action_restrict(self) -> None:
        self.run(restrict(self))

    def action_interpreter(self) -> None:
        self.run(ask_and_save(self, forms.interpreter(self.page.interpreter if self.page else None)))

    def action_authority(self) -> None:
        self._authority(self._under_cursor("contact"))

    def _authority(self, contact_id: int | None) -> None:
        """As what the contact under the cursor speaks, and what was seen of it."""
        contact = next((each for each in self.page.contacts if each.id == contact_id), None) if self.page else None
        if contact is not None:
            self.run(ask_and_save(self, forms.authority(contact)))

    def action_warning(self) -> None:
        self._warning(self._under_cursor("warning"))

    def _warning(self, under: int | None) -> None:
        """End the warning under the cursor; anywhere else, agree one."""
        warning = next((each for each in self.page.warned if each.id == under), None) if self.page else None
        self.run(ask_and_save(self, forms.end_warning(warning) if warning else FORMS["warning"]))

    def action_mark_done(self) -> None:
        self.run(self._mark_done(self._said_of()))

    async def _mark_done(self, action_id: int | None) -> None:
        action = next((each for each in self.page.actions if each.id == action_id), None) if self.page else None
        if action is not None:
            await ask_and_save(self, forms.became(action))

    def _said_of(self) -> int | None:
        """The action under the cursor, or of which the line under it says what became of it."""
        what, _, ids = str(self.query_one(RecordList).key or "").partition(" ")
        return int(ids.partition(" ")[0]) if what in ("action", "said") else None

    def action_duplicate(self) -> None:
        if self.tab != "duplicates":
            self.query_one(TabLine).current = "duplicates"
            self._fill()
        other = self._under_cursor("client")
        if self.page and (found := next((each for each in self.page.duplicates if each.client_id == other), None)):
            self.run(judge(self, found))

    def action_reveal(self) -> None:
        self.run(self._reveal())

    async def _reveal(self) -> None:
        if shown := await reveal(self):
            self._revealed = True
            self.show(shown)
            self.query_one(TabLine).current = "contacts"
            self._fill()

    def action_correct(self) -> None:
        if case := self._case_under_cursor():
            self.app.open(places.CasePlace(case))  # what was recorded there is put right there, by the same key
            return
        for what in VOIDABLE:
            if recorded := self._under_cursor(what):
                self.take_event_back(what, recorded)
                return
        if judgement := self._under_cursor("judgement"):
            self.run(take_back_judgement(self, judgement))
            return
        if (action_id := self._said_of()) is not None:
            self.run(take_back_said(self, action_id))
            return
        self.run(put_last_right(self, self._under_cursor("call")))

    def _case_under_cursor(self) -> int | None:
        """The line of the board on whose page the decision was made that the cursor stands on."""
        return decided_at(self.page.timeline if self.page else (), self.query_one(RecordList).key)

    def action_wish(self) -> None:
        self.run(ask_and_save(self, forms.wish(self.page, self.app.session)))

    def action_resume(self) -> None:
        self.run(resume(self))

    def action_copy(self) -> None:
        if page := self.page:
            things = (*of_profile(page, self._under_cursor("phone")), whole(self, page))
            self.run(copy_one(self, things, self.put_over))

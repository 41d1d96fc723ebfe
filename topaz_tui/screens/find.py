"""Find a client: what is typed looks at once; the newest search alone is shown. One need not think of where
the cursor stands: Enter opens the line that is marked, and letters go into what is typed."""

from __future__ import annotations

from collections import Counter

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input

from topaz_tui import clock
from topaz_tui.grammar import counted, several
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.queue_words import format_status
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import open_incoming
from topaz_tui.screens.glance_pane import GlancePane, Whom
from topaz_tui.screens.new_person import add_person
from topaz_tui.services import clients, references
from topaz_tui.services.clients import Search
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import ConfirmDialog
from topaz_tui.widgets.line_text import LineText
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList

COLUMNS = (
    Column("Name", 22, grows=True, wraps=True),
    Column("Age", 3, right=True),
    Column("Born", 11),
    Column("Postcode", 8),
    Column("Person ID", 10, drop=1),
    Column("Where they stand", 16, grows=True, wraps=True),
    Column("Fits", 10, drop=2),
)
OF_DOCUMENTS = (*COLUMNS[:3], Column("Reference", 13), Column("Where it stands", 24, grows=2, wraps=True))
HOW = "Part of a name, ID, NHS number, phone, postcode, date of birth or reference"
EXAMPLES = """
Such as   stone     ada st     0207946     se24     999 000 0018
          3/5/1944  3 may      may 1944    1944-05  4711
          SC-2026-00012, or sc-2026-12: a concern (rf: a referral, lt: a letter)

Somebody is on no list? Type their name, then + adds them."""
ON_THE_PHONE = "Somebody is on the phone? Find them, then press i on their line."
DOCUMENTS = {references.CONCERN: "concern", references.REFERRAL: "referral", references.LETTER: "letter"}
NOBODY = """Nobody is found.

Try fewer letters, the surname alone, or something else that you know of them:
the postcode, a phone number, the day of birth (3/5/1944).
Somebody who is on no list: + adds them, and a call or a concern can begin at once."""


class FindScreen(Page):
    """F3, and F3 again for somebody else. Down goes to the people found, Enter opens the one marked."""

    place = "find"
    anew = True
    CSS_PATH = "find.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (132, "-wide")]  # the list has all of its columns, and there is room

    def __init__(self) -> None:
        super().__init__()
        self.found = Search("", (), False)
        self.adding = False  # is somebody being added, of whom this list may show nobody?

    def body(self) -> ComposeResult:
        yield LineText(placeholder="…", select_on_focus=False, name="Any part of what is known of them", id="typed")
        with Container(classes="with-glance"):
            yield RecordList(COLUMNS, empty=self._examples(), id="found")
            yield GlancePane(self)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.prompt(HOW)
        self.looked_up()

    def _examples(self) -> str:
        """What can be typed, and what is done with whoever is found."""
        return f"{EXAMPLES}\n{ON_THE_PHONE}" if self.app.takes_calls else EXAMPLES

    def look_anew(self) -> None:
        if self.query_one(Input).value.strip():
            self.run(self._search(), group="search")

    @property
    def client_id(self) -> int | None:
        found = None if self.adding else self._under
        return found.client_id if found else None

    @property
    def _under(self) -> clients.Found | None:
        """Who is marked in the list, or the document about them."""
        key = self.query_one(RecordList).key
        return next((each for each in self.found.people if _key(each) == key), None)

    @property
    def _found_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.client_id for each in self.found.people))

    @property
    def typed(self) -> str:
        """What stands in the line."""
        return self.query_one(Input).value.strip() if self.query("#typed") else ""

    # Looking

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value[:-1].strip() and event.value.endswith("+"):  # at the beginning it begins a number
            event.input.value = event.value[:-1]
            self.action_add()
        elif (harmless := sanitize(event.value)) != event.value:  # pasted, with something that a terminal obeys
            event.input.value = harmless
        else:
            self.run(self._search(), group="search")

    async def _search(self) -> None:
        """Look for what is typed now. A newer search takes the place of this one, and what comes late is not
        shown."""
        text = self.query_one(Input).value
        found = await self.call(clients.find, self.app.session, text) if text.strip() else Search(text, (), False)
        if text == self.query_one(Input).value:
            self.show(found)

    def show(self, found: Search) -> None:
        """Show who was found."""
        again = found.text == self.found.text
        self.found = found
        rows = self.query_one(RecordList)
        documents = bool(found.people) and all(each.reference for each in found.people)
        lines = [_document_line(each) if documents else _line(each) for each in found.people]
        columns = OF_DOCUMENTS if documents else COLUMNS
        rows.fill(lines, empty=NOBODY if found.text.strip() else self._examples(), columns=columns)
        if not again:
            rows.action_first()
        self.prompt(_words(found))
        self._glance()
        self.refresh_frame()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._glance()

    def _glance(self) -> None:
        """Beside the list, at whoever is marked."""
        under = self._under
        self.query_one(GlancePane).show(Whom(under.client_id, under.name, f"ID {under.person_id}") if under else None)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        match action_id.removeprefix("find."):
            case "results" | "client" if not self.found.people:
                return "Nobody is found yet: type first."
            case "incoming" if not self.found.people and not self.typed:
                return "Nobody is found yet: type first."
        return None

    def on_key(self, event: events.Key) -> None:
        """The key that came here begins afresh; a letter on the list that does nothing there is typed."""
        bound = self.active_bindings.get(event.key)
        if bound and bound.binding.id == "everywhere.find":
            self.call_later(self.afresh)  # once the key is done with: in a text, a digit is no key
        elif bound is None and event.is_printable and self.query_one(RecordList).has_focus:
            event.stop()
            event.prevent_default()
            self._type(event.character or "")

    def on_paste(self, event: events.Paste) -> None:
        """Pasted on the list, it is looked for, as letters are."""
        event.stop()
        self._type(one_line(event.text))

    def _type(self, text: str) -> None:
        self.query_one(Input).focus()
        self.query_one(Input).insert_text_at_cursor(text)

    def afresh(self) -> None:
        """Look for somebody else."""
        self.query_one(Input).value = ""
        self.query_one(Input).focus()

    def action_results(self) -> None:
        self.query_one(RecordList).focus()

    def action_type(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        self.run(self._take())

    async def _take(self) -> None:
        """Enter in what is typed: opens the one marked in the list, the first where nobody moved on."""
        if self.found.text != self.query_one(Input).value:
            await self._search()
        self._open()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self._open()

    def _open(self) -> None:
        """Enter: the person; where a reference was typed, the document, with its history and moves."""
        if found := self._under:
            self.app.open(place_of(found, self._found_ids))

    def action_client(self) -> None:
        if self.client_id is not None:
            self.open_client(self.client_id, self._found_ids)

    def came_back(self, client_id: int) -> None:
        self.query_one(RecordList).stand_on(client_id)

    def action_incoming(self) -> None:
        if self.client_id is not None:
            self.run(self._incoming(self.client_id))
        else:
            self.add("in")

    def action_add(self) -> None:
        self.add()

    def add(self, then: str | None = None) -> None:
        """Add whoever is on no list, and go on with that: 'in' for a call that came in, 'concern'."""
        self.run(self._add(self.typed, then))

    async def _add(self, typed: str, then: str | None = None) -> None:
        self.adding = True
        try:
            await add_person(self, typed, then)
        finally:
            self.adding = False

    def resume_draft(self, kind: str, key: str) -> None:
        self.run(self._add(key.partition("/")[2]))

    async def _incoming(self, client_id: int) -> None:
        """A letter meant for what is typed must not begin a call."""
        person = next(each for each in self.found.people if each.client_id == client_id)
        lead = "Topaz opens the record of a call that they made to us."
        if await self.app.push_screen_wait(ConfirmDialog(f"{person.name} is on the phone?", lead, done="They are")):
            await open_incoming(self, client_id)


def place_of(found: clients.Found, among: tuple[int, ...] = ()) -> places.Place:
    """The person's page, `among` those who were found; where a reference was typed, the document's: written, or with
    its history and moves. A letter with which nothing is wrong stands on the person's timeline."""
    if not found.reference or (found.document == references.LETTER and found.case is None):
        return places.ClientPlace(found.client_id, among)
    if found.case is None:
        return places.ConcernPlace(found.client_id, found.concern_id)
    return places.CasePlace(found.case)


def _key(found: clients.Found) -> object:
    return found.reference or found.client_id


def _line(person: clients.Found) -> RecordLine:
    cells = (
        person.name,
        "" if person.age is None else str(person.age),
        clock.format_day(person.born_on) if person.born_on else "",
        person.postcode or "",
        person.person_id,
        f"{person.reference}: {person.stage}" if person.reference else format_status(person.stands, clock.now()),
        person.matched,
    )
    return RecordLine(_key(person), cells, "quiet" if person.reason in (Reason.DIED, Reason.MOVED) else "")


def _document_line(found: clients.Found) -> RecordLine:
    name, age, born, *_ = _line(found).cells
    return RecordLine(_key(found), (name, age, born, found.reference, found.stage))


def _words(found: Search) -> str:
    if not found.text.strip():
        return HOW
    if not found.people:
        return "Nobody is found · + adds them"
    if found.more:
        return f"More than {len(found.people)} fit: type more · Enter opens the one marked"
    if any(each.reference for each in found.people):
        return _words_of_documents(found.people)
    if len(found.people) == 1:
        return "1 person fits · Enter opens"
    return f"{counted(len(found.people), 'person', 'fits')} · Enter opens the one marked"


def _words_of_documents(found: tuple[clients.Found, ...]) -> str:
    if len(found) == 1:
        return f"{found[0].reference}: {found[0].stage} · Enter opens it, o whom it is about"
    fits = Counter(each.document for each in found)
    what = [counted(fits[code], name) for code, name in DOCUMENTS.items() if fits[code]]
    fit = several(sum(fits[code] for code in DOCUMENTS), "fits")
    return f"{' and '.join(what)} {fit} · Enter opens the one marked, o whom it is about"

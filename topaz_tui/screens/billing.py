"""What councils ordered, with the work done under each; what may be billed; and what is done under no commission."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.grammar import sentence_case
from topaz_tui.rules.children import commissions as rules
from topaz_tui.rules.children.work_moves import MOVES, WorkMoveId
from topaz_tui.rules.children.work_states import STATES
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens import places
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.moving_work import move_on
from topaz_tui.screens.tabbed import TabbedPage
from topaz_tui.services.statutory import commissions
from topaz_tui.services.statutory.commissions import Billable, BillingPage, CommissionWork, KnownCommission
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

TABS = (("ordered", "Ordered"), ("bill", "To bill"), ("none", "Under none"))
COLUMNS = {
    "ordered": (
        Column("Reference", 12, grows=1, wraps=True), Column("Council", 14, grows=2, wraps=True),
        Column("Until", 12), Column("Pieces", 6, right=True), Column("To bill", 7, right=True),
        Column("To see to", 20, grows=3, wraps=True, when=True),
    ),
    "bill": (
        Column("Price", 10, grows=1, wraps=True), Column("What", 28, grows=3, wraps=True),
        Column("Why", 22, grows=1, wraps=True), Column("Commission", 12, grows=1, wraps=True),
    ),
    "none": (
        Column("Work", 14), Column("What", 18, grows=2, wraps=True), Column("Where it stands", 18, grows=1, wraps=True),
        Column("Council", 14, grows=2, wraps=True),
    ),
}  # fmt: skip
NOTHING = {
    "ordered": "No commission is kept yet: n keeps what a council ordered.",
    "bill": "Nothing is to be billed.",
    "none": "All work that was taken on is under a commission.",
}
NEW = "new"
"""The key of the draft of a commission that is new; else it is its number, and '/order' or '/' with a month."""
PIECES = (Column("Work", 14), Column("What and where it stands", 40, grows=1, wraps=True))
SHOWN = 5
_HERE = {"order": "ordered", "change": "ordered", "bill": "bill", "under": "none"}
"""The tab on which each is done."""


class BillingScreen(TabbedPage):
    """From Due and from Load (b)."""

    place = "billing"
    DEFAULT_CSS = """
    BillingScreen { layout: vertical; }
    BillingScreen #billing { height: 1fr; }
    BillingScreen #card { height: auto; max-height: 8; padding: 0 1; background: $panel; overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: BillingPage | None = None

    def body(self) -> ComposeResult:
        yield TabLine(TABS)
        yield RecordList(COLUMNS["ordered"], empty="Looking …", id="billing")
        yield Static(id="card", markup=False)

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()

    def show_tab(self) -> None:
        self._show()
        self.query_one(RecordList).focus()

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        found = await self.call(commissions.page, self.app.session)
        if not self.query(RecordList):  # nothing is left of a page that is being taken down
            return
        self.found = found
        self._show()
        self.looked_up()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        lines = {
            "ordered": [_of_commission(each) for each in found.commissions],
            "bill": [RecordLine(_key(each), _of_bill(each)) for each in found.to_bill],
            "none": [RecordLine(each.id, _of_work(each)) for each in found.under_none],
        }
        self.query_one(TabLine).counts = {tab: len(there) for tab, there in lines.items()}
        self.query_one(RecordList).fill(lines[self.tab], empty=NOTHING[self.tab], columns=COLUMNS[self.tab])
        seen_to = sum(bool(each.over or each.runs_out) for each in found.commissions)
        told = (
            *found.aside,
            f"{seen_to:,} over what was ordered, or about to run out",
            f"{len(found.to_bill):,} to bill",
            f"as of {clock.format_day(found.day)}",
        )
        self.prompt(" · ".join(told), whole=True)
        self._tell()

    @property
    def commission(self) -> KnownCommission | None:
        """The one under the cursor; on the tab of bills that of the line."""
        key = self.query_one(RecordList).key
        bill = self.bill
        id = bill.commission_id if bill else key if self.tab == "ordered" else None
        return next((each for each in self.found.commissions if each.id == id), None) if self.found else None

    @property
    def bill(self) -> Billable | None:
        """The line of what may be billed under the cursor."""
        key = self.query_one(RecordList).key
        there = self.found.to_bill if self.found and self.tab == "bill" else ()
        return next((each for each in there if _key(each) == key), None)

    @property
    def none(self) -> CommissionWork | None:
        """The piece of work under the cursor that is under no commission."""
        key = self.query_one(RecordList).key
        there = self.found.under_none if self.found and self.tab == "none" else ()
        return next((each for each in there if each.id == key), None)

    def _tell(self) -> None:
        """Say below the list what was ordered, and what there is under it."""
        known, told = self.commission, []
        if known:
            own = known.commission
            told = [
                f"{own.reference} · {own.council} · {own.ordered_by}, {clock.format_day(own.ordered_on)}",
                *(known.ordered or ("Nothing is ordered yet: a says how many of what.",)),
                *known.over,
                *known.runs_out,
            ]
            told += [each.words for each in known.work[: max(0, SHOWN - len(told) + 2)]]
        update_if_changed(self.query_one("#card", Static), sanitize("\n".join(map(one_line, told))))
        self.refresh_frame()

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._tell()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.take("work")

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("billing.")
        if name in _HERE and self.tab != _HERE[name]:
            return f"That is done on the tab '{dict(TABS)[_HERE[name]]}'."
        match name:
            case "order" | "change" if self.commission is None:
                return NOTHING["ordered"]
            case "bill" if self.bill is None:
                return NOTHING["bill"]
            case "under" if self.none is None:
                return NOTHING["none"]
            case "work" if not self._here():
                return "No work is here."
        return None

    def _here(self) -> list[CommissionWork]:
        """The work of the line under the cursor."""
        if self.none:
            return [self.none]
        known, bill = self.commission, self.bill
        return [each for each in known.work if bill is None or each.id == bill.work_id] if known else []

    def action_work(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        here = self._here()
        chosen: object = here[0].id
        if self.tab == "ordered":
            lines = [RecordLine(each.id, (each.delivery.reference, each.words)) for each in here]
            chosen = await self.app.push_screen_wait(ChoiceDialog("Which piece of work?", PIECES, lines, done="Open"))
        if isinstance(chosen, int):
            self.app.open(places.WorkPlace(chosen))

    # What can be done

    def action_new(self) -> None:
        self.run(self._keep(None))

    def action_change(self) -> None:
        self.run(self._keep(self.commission))

    async def _keep(self, known: KnownCommission | None) -> None:
        app, key = self.app, str(known.id) if known else NEW

        async def keep(answers: Answers) -> int:
            what = (app.session, known.id if known else None, known.version if known else 0, answers)
            return await app.settle(DraftKind.COMMISSION, key, commissions.keep, *what)

        title = f"Commission {known.commission.reference}" if known else "A new commission"
        lead = "What was ordered is said by itself: a, for each kind of work."
        done = await ask_and_do(self, DraftKind.COMMISSION, key, title, rules.NEW, keep,
                                known=_typed(known) if known else None, lead=lead, done="Keep")  # fmt: skip
        if done:
            app.say("Kept.")
            await self._look()
            self.query_one(RecordList).stand_on(done.value)

    def action_order(self) -> None:
        if self.commission:
            self.run(self._order(self.commission))

    async def _order(self, known: KnownCommission) -> None:
        app, key = self.app, f"{known.id}/order"

        async def order(answers: Answers) -> None:
            what = (app.session, known.id, known.version, answers)
            await app.settle(DraftKind.COMMISSION, key, commissions.order, *what)

        lead = " ".join((*known.ordered, "What is said here takes the place of what was said of that kind."))
        title = f"Ordered under {known.commission.reference}"
        if await ask_and_do(self, DraftKind.COMMISSION, key, title, rules.ITEM, order, lead=lead, done="Keep"):
            app.say("Kept.")
            await self._look()

    def action_bill(self) -> None:
        if self.bill:
            self.run(self._bill(self.bill))

    async def _bill(self, each: Billable) -> None:
        if each.work_id is not None:
            states = {work.id: work.delivery.state for known in self._all for work in known.work}
            is_done = states.get(each.work_id) in MOVES[WorkMoveId.BILL].from_states
            try:
                await move_on(self, each.work_id, WorkMoveId.BILL if is_done else WorkMoveId.BILL_PART)
            finally:
                await self._look()
            return
        app, key = self.app, f"{each.commission_id}/{each.line.since}"

        async def billed(answers: Answers) -> None:
            what = (app.session, each.commission_id, each.line.since, str(answers["bill"]))
            await app.settle(DraftKind.COMMISSION, key, commissions.bill_month, *what)

        lead = f"{each.line.what}, at {each.line.price}"
        title = f"Billed: {each.commission}"
        if await ask_and_do(self, DraftKind.COMMISSION, key, title, rules.BILLED, billed, lead=lead, done="Keep"):
            app.say("Kept.")
            await self._look()

    def action_under(self) -> None:
        if self.none:
            self.run(self._under(self.none))

    async def _under(self, each: CommissionWork) -> None:
        try:
            await move_on(self, each.id, WorkMoveId.COMMISSION)
        finally:
            await self._look()

    @property
    def _all(self) -> tuple[KnownCommission, ...]:
        return self.found.commissions if self.found else ()

    def resume_draft(self, kind: str, key: str) -> None:
        if kind != DraftKind.COMMISSION:
            self.app.open(places.WorkPlace(int(key.partition("/")[0])))
        elif key == NEW:
            self.run(self._keep(None))
        else:
            self.run(self._resume(*key.split("/")))

    async def _resume(self, id: str, what: str = "") -> None:
        """Go on with what was being said of a commission."""
        await self._look()
        known = next((each for each in self._all if each.id == int(id)), None)
        if known is None:
            return
        if what in ("", "order"):
            await (self._order(known) if what else self._keep(known))
            return
        month = date.fromisoformat(what)
        line = next((each for each in known.to_bill if each.work_id is None and each.line.since == month), None)
        if line:
            await self._bill(line)


def _key(each: Billable) -> str:
    return f"{each.commission_id}/{each.work_id or each.line.since}"


def _typed(known: KnownCommission) -> Answers:
    own = known.commission
    days = {"ordered_on": own.ordered_on, "began": own.began, "until": own.until}
    return {
        "reference": own.reference,
        "council": own.council,
        "ordered_by": own.ordered_by,
        "team_price": own.team_price,
        **{name: str(day) if day else "" for name, day in days.items()},
    }


def _of_commission(each: KnownCommission) -> RecordLine:
    own, told = each.commission, (*each.over, *each.runs_out)
    until = clock.format_day(own.until) if own.until else "-"
    pieces = len(each.work) + sum(each.closed.values())
    cells = (one_line(own.reference), one_line(own.council), until, f"{pieces}", f"{len(each.to_bill) or ''}",
             " ".join(told))  # fmt: skip
    return RecordLine(each.id, cells, "late" if told else "")


def _of_bill(each: Billable) -> tuple[str, ...]:
    return one_line(each.line.price), one_line(each.line.what), each.line.why, one_line(each.commission)


def _of_work(each: CommissionWork) -> tuple[str, ...]:
    work = each.delivery
    return work.reference, sentence_case(work.kind.value), STATES[work.state].words, one_line(each.council)

"""What councils ordered and what may be billed, printed."""

from __future__ import annotations

import csv
import io
import json

from topaz_tui import clock
from topaz_tui.cli.output.table import TableColumn, alarms_above, bold, table
from topaz_tui.grammar import counted
from topaz_tui.rules.formulas import guard
from topaz_tui.services.statutory.commissions import Billable, BillingPage

_BILL = (TableColumn("Commission", 16, 8), TableColumn("Council", 20, 8), TableColumn("Price", 14, 6),
         TableColumn("What", 48, 16), TableColumn("Why", 30, 12))  # fmt: skip
COLUMNS = ("commission", "council", "price", "what", "why", "since", "work")


def billing_json(page: BillingPage) -> str:
    """One object, as other programs read it."""
    ordered = [
        {
            "commission": each.commission.reference, "council": each.commission.council,
            "ordered_by": each.commission.ordered_by, "ordered_on": str(each.commission.ordered_on),
            "from": str(each.commission.began), "until": str(each.commission.until) if each.commission.until else None,
            "team_price": each.commission.team_price or None,
            "ordered": [
                {"kind": item.kind.value, "number": item.number, "price": item.price} for item in each.commission.items
            ],
            "over": list(each.over), "runs_out": list(each.runs_out),
            "work": [
                {"work": work.delivery.reference, "kind": work.delivery.kind.value, "state": work.delivery.state.value}
                for work in each.work
            ],
        }
        for each in page.commissions
    ]  # fmt: skip
    none = [
        {"work": each.delivery.reference, "kind": each.delivery.kind.value, "council": each.council}
        for each in page.under_none
    ]
    to_bill = [dict(zip(COLUMNS, _cells(each), strict=True)) for each in page.to_bill]
    told = {"as_of": str(page.day), "commissions": ordered, "to_bill": to_bill, "under_none": none}
    return json.dumps(told, indent=2)


def billing_csv(page: BillingPage) -> str:
    """What may be billed, a row each, for a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([guard(cell) for cell in _cells(each)] for each in page.to_bill)
    return out.getvalue().rstrip("\n")


def billing_text(page: BillingPage, width: int | None = None, colour: bool = False) -> str:
    """What may be billed, then each commission with what is left, what is over and what runs out."""
    told = f"{len(page.to_bill):,} to bill, {counted(len(page.under_none), 'piece')} of work under no commission"
    lines = [*alarms_above(page.aside, colour), bold(told, colour)]
    if page.to_bill:
        lines += ["", *table(_BILL, [_cells(each)[:5] for each in page.to_bill], width, colour)]
    for each in page.commissions:
        own = each.commission
        until = f" until {clock.format_day(own.until)}" if own.until else ""
        lines += ["", bold(f"{own.reference} · {own.council}, from {clock.format_day(own.began)}{until}", colour)]
        lines += [f"  {words}" for words in (*each.ordered, *(f"! {words}" for words in (*each.over, *each.runs_out)))]
    if page.under_none:
        lines += ["", bold("Under no commission", colour), *(f"  {each.words}" for each in page.under_none)]
    return "\n".join(lines)


def _cells(each: Billable) -> tuple[str, ...]:
    line = each.line
    return each.commission, each.council, line.price, line.what, line.why, str(line.since), line.piece

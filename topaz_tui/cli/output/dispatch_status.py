"""How the sending stands, printed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.cli.output.escalation_list import alarm_line
from topaz_tui.cli.output.table import iso
from topaz_tui.services.escalations.api import DispatchHealth, Run


def run_line(run: Run) -> str:
    """One round of a dispatch, for a log: counts alone."""
    unsure = f", not known {run.unsure}" if run.unsure else ""
    return f"{clock.to_store(run.ended)} sent {run.sent}, later {run.later}, not sent {run.failed}{unsure}"


def dispatch_text(status: DispatchHealth) -> str:
    """How the sending stands: what is wrong first."""
    lines = [alarm_line(alarm, False) for alarm in status.alarms]
    if status.unsent:
        lines.append(f"! Not sent, or perhaps not: {', '.join(status.unsent)}. A person has to see to it (F4).")
    if status.coming:
        lines.append(f"Not gone yet, and sent by Topaz itself: {', '.join(status.coming)}.")
    run = status.run
    lines.append(f"Last dispatch: {_since(run, status.at)}")
    if run:
        lines.append(f"It sent {run.sent}, put off {run.later}, and could not send {run.failed}.")
        if run.unsure:
            lines[-1] += f" It is not known whether {run.unsure} came through."
    counts = ", ".join(f"{number:,} {state}" for state, number in status.outbox.items())
    lines.append(f"Outbox: {counts or 'empty'}")
    if status.who_sends:
        lines.append(f"Here {status.who_sends}.")
    if not status.needed:
        lines.append("Nothing is sent by itself here (sending.channels, ladder): a person sends each concern.")
    return "\n".join(lines)


def _since(run: Run | None, now: datetime) -> str:
    if run is None:
        return "never"
    return f"{clock.format_span(now - run.ended)} ago" if now - run.ended >= timedelta(minutes=1) else "just now"


def dispatch_json(status: DispatchHealth) -> str:
    """The same for monitoring."""
    run = status.run
    told = {
        "ok": status.ok,
        "not_sent": list(status.unsent),
        "not_gone_yet": list(status.coming),
        "needed": status.needed,
        "last_run": {
            "ended": iso(run.ended),
            "sent": run.sent,
            "later": run.later,
            "failed": run.failed,
            "unsure": run.unsure,
        }
        if run
        else None,
        "outbox": status.outbox,
        "alarms": [{"code": alarm.kind, "what": alarm.what, "do": alarm.do} for alarm in status.alarms],
    }
    return json.dumps(told, indent=2)

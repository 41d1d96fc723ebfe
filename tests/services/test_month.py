"""The people behind the board's Month line: each counted once, as they are now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.calls import CHECKED
from tests.support.rows import run
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.services import calls, clients, month, nobody
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import models

DAY = timedelta(days=1)


def test_the_month_counts_each_once_as_they_are_now(session, manager, make_client, at) -> None:
    """By hand: two called of whom one is owed again, a close, a stop, a stop that was taken back, somebody without a
    number, one still to call, one whose call falls due in another month."""
    fell_due = datetime(2026, 10, 12, 9, tzinfo=UTC)
    kinds = ("owned", "called", "called again", "closed", "stopped", "resumed", "put right", "waiting")
    made = {
        name: make_client(
            recall=fell_due, born_on=f"19{30 + place}-0{place + 1}-11", last_name=f"Of{name.title().replace(' ', '')}",
            **({"phones": ()} if name == "owned" else {}),
        )
        for place, name in enumerate(kinds)
    }  # fmt: skip
    made["another month"] = make_client(recall=clock.now() - DAY, born_on="1971-02-02", last_name="Elsewhere")
    hows = {"called": "done", "called again": "done", "closed": "closed by a manager", "put right": "put right"}
    for name, how in hows.items():
        models.Duty.update(closed_at=clock.to_store(clock.now()), closed_how=how).where(
            models.Duty.client == made[name]
        ).execute()
    models.Duty.create(client=made["called again"], kind="follow-up", due_at=clock.to_store(clock.now()),
                       made_at=clock.to_store(fell_due))  # fmt: skip
    for name, due_at in (
        ("put right", clock.now()),
        ("called", clock.now() + 300 * DAY),
        ("called again", clock.now() + 300 * DAY),
    ):
        models.Duty.create(client=made[name], kind="recall", due_at=clock.to_store(due_at),
                           made_at=clock.to_store(fell_due))  # fmt: skip
    phones = {each.client_id: each.id for each in models.Phone.select()}
    for name in ("stopped", "resumed"):
        call = calls.CallRecord(name, made[name], "refused_hard", clock.now(), clock.now(), phone_id=phones[made[name]],
                                note="No more calls, she said", ticks=CHECKED)  # fmt: skip
        calls.record(session, call)
    clients.resume_calls(manager, made["resumed"], "She rang us")
    queue_status.refresh(made.values(), Settings())
    seen = {kind: month.look(session, kind) for kind in nobody.BECAME}
    found, names = seen["called"], {client: name for name, client in made.items()}
    assert {kind: sorted(names[each.client_id] for each in of.people) for kind, of in seen.items()} == {
        "called": ["called", "called again"], "closed": ["closed"], "stopped": ["stopped"], "owned": ["owned"],
        "waiting": ["put right", "resumed", "waiting"], "between": [],
    }  # fmt: skip
    sums = found.found.month
    assert (sums.due, sums.called, sums.closed, sums.stopped, sums.owned, sums.waiting) == (8, 2, 1, 1, 1, 3)
    assert found.found.ok and found.counts == {kind: len(of.people) for kind, of in seen.items()}
    kept = nobody.kept()
    assert kept and kept.found == found.found
    assert [each.words for each in seen["owned"].people] == ["No usable number"]


def test_who_falls_between_is_named_behind_the_month_whenever_their_call_fell_due(session, make_client) -> None:
    lost = make_client(recall=clock.now() - DAY)
    run("UPDATE queue_status SET reason = 'no_recall', state = 'no' WHERE client_id = ?", (lost,))
    found = month.look(session, "between")
    assert [each.client_id for each in found.people] == [lost] and not found.found.ok
    assert found.found.month.due == 0


def test_month_is_of_the_last_look_and_says_where_they_stand_now(session, make_client, at, monkeypatch) -> None:
    fell_due = datetime(2026, 10, 12, 9, tzinfo=UTC)
    first, second, third = (make_client(recall=fell_due, last_name=name) for name in ("Adams", "Baker", "Cole"))
    monkeypatch.setattr(nobody, "LISTED", 2)
    nobody.daily(job(), clock.now())
    clients.edit(session, first, models.Client.get_by_id(first).version, {"safe_to_call": "no"})
    monkeypatch.setattr(nobody, "look", None)  # everybody is looked at no more
    at("2026-11-23T15:00:00Z")
    found = month.look(session, "waiting")
    assert [(each.client_id, each.words) for each in found.people] == [
        (first, "Not safe to call"), (second, "Recall due 42 days ago"),
    ]  # fmt: skip
    assert found.counts["waiting"] == 3 and found.at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert month.look(session, "owned").people == () and third

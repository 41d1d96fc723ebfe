"""The printed lists: the same order and counts as the screens, plain in a pipe, harmless everywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from topaz_tui import actions
from topaz_tui.cli.output import escalation_list, key_sheet, queue_list
from topaz_tui.cli.output.dispatch_status import dispatch_text
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import QueueStatus
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import Board, DispatchHealth, Item, Run
from topaz_tui.services.queue import QueuePage, QueuePerson

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
NASTY = [
    "x [/nope] y",
    "\x1b[31mred\x07",
    "=cmd|' /C calc'!A0",
    "a\u202eb\u2066c",
    "n\u0308" * 150,
    "عائشة 👵🏽 " * 30,
]


def person(name="Mrs Ada Stone", **changed):
    facts = {
        "client_id": 1, "person_id": "P1001", "name": name, "age": 82, "band": "moderate",
        "assessed_on": None,
        "stands": QueueStatus(queue_rules.Reason.CALLABLE, "recall", due_at=NOW - timedelta(days=7), attempts=1),
        "held_by": None, "kept_for": None, "language": None,
        "safe_to_call": None, "concern_before": False, "warned": False, "put_first": False, "handover_note": None,
        "last_call": None,
    }  # fmt: skip
    return QueuePerson(**{**facts, **changed})


def look(*people, gate=None, **counts):
    told = dict.fromkeys(queue_rules.REASON_WORDS, 0) | {"callable": len(people)} | counts
    told["total"] = sum(told.values())
    return QueuePage(told, 0, 0, tuple(people), False, gate, NOW)


def item(**changed):
    facts = {
        "id": 5, "kind": "concern", "client_id": 1, "person_id": "P1001", "name": "Mrs Ada Stone",
        "reference": "SC-2026-00001", "since": NOW - timedelta(days=9), "status": "sent", "status_words": "sent",
        "waiting_for": "the council to acknowledge", "deadline": NOW - timedelta(days=3), 
        "left": "3 days over",
        "overdue": True, "soon": False, "resting": False, "level": "manager", "level_words": "Manager",
        "owner": "Helen Marsh", "with_id": 3, "owner_id": 3, "danger": False, "last": "", "last_at": NOW, "version": 1,
        "mine": False, "cannot_take": None,
    }  # fmt: skip
    return Item(**{**facts, **changed})


def board(*items, drafts=()):
    return Board(items, drafts, (), NOW, items, drafts)


LATER = NOW + timedelta(hours=24)
WRITTEN = BeingWritten(
    9, "SC-2026-00009", 1, "Mrs Ada Stone", "Tunde Bello", NOW, NOW, False, 2, LATER, "Tunde Bello", 2
)


# For machines


def test_the_queue_as_json():
    told = json.loads(queue_list.queue_json(look(person(), waiting=3)))
    assert told["counts"]["callable"] == 1 and told["counts"]["total"] == 4
    assert set(told["counts"]) == {*queue_rules.REASON_WORDS, "total"}
    assert told["people"] == [
        {
            "person_id": "P1001",
            "name": "Mrs Ada Stone",
            "why": "recall",
            "due": "2026-11-16T10:00:00+00:00",
            "band": "moderate",
            "tries": 1,
            "held_by": None,
        }
    ]


def test_the_escalations_as_json():
    told = json.loads(escalation_list.escalations_json(board(item(), item(id=6, overdue=False), drafts=(WRITTEN,))))
    assert (told["outstanding"], told["overdue"], told["being_written"]) == (3, 1, 1)
    assert told["items"][0] == {
        "id": 5,
        "kind": "concern",
        "person_id": "P1001",
        "status": "sent",
        "waiting_for": "the council to acknowledge",
        "deadline": "2026-11-20T10:00:00+00:00",
        "overdue": True,
        "reference": told["items"][0]["reference"],
        "rung": "manager",
        "owner": "Helen Marsh",
    }


def test_json_times_have_the_offset_of_summer():
    june = datetime(2026, 6, 1, 9, tzinfo=UTC)
    [told] = json.loads(escalation_list.escalations_json(board(item(deadline=june))))["items"]
    assert told["deadline"] == "2026-06-01T10:00:00+01:00"


@pytest.mark.parametrize("name", NASTY)
def test_json_gives_back_any_name_and_is_harmless(name):
    text = queue_list.queue_json(look(person(name)))
    assert text.isascii() and text.replace("\n", "").isprintable()
    assert json.loads(text)["people"][0]["name"] == name


# For people


def test_the_queue_in_words():
    text = queue_list.queue_text(look(person(), person("Mr Bo Li", person_id="P7"), waiting=3))
    heads, first, second, *rest = text.splitlines()
    assert first.index("Mrs Ada") == second.index("Mr Bo") == heads.index("Name")
    assert "Moderate" in first and "\x1b" not in text
    assert rest[-1] == "        5  in all"


def test_queue_in_words_says_that_it_is_outside_calling_hours():
    assert queue_list.queue_text(look(gate="Outside calling hours")).startswith("Outside calling hours")
    assert queue_list.queue_text(look()).startswith("Nobody can be called now.")
    assert queue_list.queue_text(look(person(), gate="Outside calling hours")).startswith("Outside calling hours\n")


def test_the_escalations_in_words_name_nobody():
    danger = item(id=6, danger=True, urgent=True, overdue=False, left="2 h left")
    text = escalation_list.escalations_text(board(item(), danger, drafts=(WRITTEN,)))
    assert text.startswith("3 outstanding, 1 overdue, 1 in immediate danger, 1 being written\n")
    assert "Stone" not in text
    late, near = text.splitlines()[3:5]
    assert late.startswith("!  3 days over") and near.startswith("   2 h left") and "DANGER" in near
    assert text.splitlines()[-1] == "  SC-2026-00009: Tunde Bello, 1 day left"


def test_a_concern_being_written_has_its_clock():
    old = replace(WRITTEN, since=NOW - timedelta(hours=2), danger=True, deadline=NOW - timedelta(hours=1))
    text = escalation_list.escalations_text(board(drafts=(old,)))
    assert text.startswith("1 outstanding, 1 overdue, 1 in immediate danger, 1 being written\n")
    assert text.splitlines()[-1] == "! DANGER, SC-2026-00009: Tunde Bello, 1 h over"
    told = json.loads(escalation_list.escalations_json(board(drafts=(old,))))
    assert (told["being_written"], told["items"]) == (1, [])


def test_escalations_of_an_empty_board():
    assert escalation_list.escalations_text(board()) == "0 outstanding, 0 overdue"


def test_output_has_colour_only_where_it_is_asked_for():
    assert "\x1b[31m" in escalation_list.escalations_text(board(item()), colour=True)
    assert "\x1b" not in escalation_list.escalations_text(board(item()))


def test_output_in_a_pipe_is_not_cut():
    long = "Head of the adult social care duty team, east and west, acting " * 3
    odd = item(waiting_for=long, owner=long + "owner", left="more than " * 5 + "over")
    text = escalation_list.escalations_text(board(odd))
    assert "…" not in text and all(cell.strip() in text for cell in (odd.waiting_for, odd.owner, odd.left))
    assert "…" in escalation_list.escalations_text(board(odd), 100), "on a screen it is"
    person_text = queue_list.queue_text(look(person("Ada " * 40)))
    assert "…" not in person_text and "Ada " * 39 in person_text


def test_output_in_a_pipe_is_widened_by_a_long_name_in_its_line_alone():
    lines = queue_list.queue_text(look(person("A" * 5000), person())).splitlines()
    assert "A" * 5000 in lines[1] and all(len(line) < 200 for line in (lines[0], *lines[2:]))


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("name", NASTY)
def test_output_keeps_any_name_on_its_line_and_in_the_width(name, width):
    text = queue_list.queue_text(look(person(name), person()), width)
    first, second = text.splitlines()[1:3]
    assert text.replace("\n", "").isprintable() or name.startswith("عائشة")  # joined emoji are marks, not controls
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text if c != "\n")
    assert cell_len(first) <= max(width, 76) and cell_len(second) <= max(width, 76)
    assert not set("\u202e\u2066") & set(text)


@pytest.mark.parametrize("width", [None, 60, 100, 160])
def test_the_sheet_of_keys_has_each_action_once_whole_and_in_the_width(width):
    lines = key_sheet.sheet({"queue.skip": ("f12",)}, tuple(actions.PLACES), width).splitlines()
    text = "\n".join(lines)
    assert max(map(cell_len, lines)) <= (width or 80) and "…" not in text
    cells = [line[n : n + 40].strip() for line in lines[2:-2] for n in range(0, 160, 40)]
    rows = [cell for cell in cells if cell and not cell.isupper()]
    assert len(rows) == len(actions.ACTIONS)
    for act in actions.ACTIONS:
        assert any(row.endswith(f" {act.words}{' *' if act.danger else ''}") for row in rows), act.id
    assert "F12           Skip" in rows


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=70), "1 h 10 ago"),
        (timedelta(hours=-1), "just now"),  # by another machine's clock, or one that was set back
    ],
)
def test_last_dispatch_is_said_by_how_long_ago_it_ended(before: timedelta, said: str) -> None:
    status = DispatchHealth(True, Run(NOW - before), {}, (), (), (), NOW)
    assert f"Last dispatch: {said}\n" in dispatch_text(status)

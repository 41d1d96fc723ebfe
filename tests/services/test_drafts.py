"""Drafts: the newest words of each, each worker's own."""

from __future__ import annotations

import pytest

from topaz_tui.services import drafts, legible, unread
from topaz_tui.store.models import Draft


def test_draft_is_saved_found_again_and_dropped(session, colleague) -> None:
    drafts.save(session, "call", "7", {"note": "She s"})
    drafts.save(session, "call", "7", {"note": "She said 'no' 🦊"})
    drafts.save(colleague, "call", "7", {"note": "mine"})
    assert drafts.load(session, "call", "7") == {"note": "She said 'no' 🦊"}
    assert [(draft.kind, draft.key) for draft in drafts.pending(session)] == [("call", "7")]
    drafts.drop(session, "call", "7")
    assert drafts.load(session, "call", "7") is None and drafts.pending(session) == ()
    assert drafts.load(colleague, "call", "7") == {"note": "mine"}


ACTION = {"kind": "advice", "detail": "Meals", "who": "", "by": "2026-12-01", "saved": True}
NESTED: dict[str, tuple[object, ...]] = {
    "actions": (["x"], [{"kind": 7}], [{}], [ACTION, ACTION | {"by": "soon"}], [ACTION | {"kind": "gone"}], {}),
    "areas": ({"nutrition": ["a"]}, {"nutrition": ["same", None, None]}, {"nutrition": 5}, {"money": [1, 2]}, []),
    "asides": ({"flag": {}}, {"flag": {"said": [], "saved": True}}, {"flag": {"said": {"text": {}}, "saved": 1}}),
    "meant": ({"when": "soon"}, {"when": 5}), "typed": ({"when": 5},), "extras": ({"falls": [1]},),
    "ticks": ([1],), "rang_at": ("soon", 5), "last_at": ("2026-02-30T10:00:00Z",), "wellbeing": (["yes"],),
    "direction": ("up", []),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_a_part_of_a_call_that_is_of_another_type_within_is_put_aside_alone(db, session, name):
    for wrong in NESTED[name]:
        drafts.save(session, "call", "1", {"note": "Her sister is away", name: wrong})
        assert drafts.load(session, "call", "1") == {"note": "Her sister is away"}, wrong
        assert unread.known()["draft"]


def test_a_draft_of_wrong_types_is_named_and_offered_as_far_as_it_can_be_read(db, session):
    bodies: dict[tuple[str, str], dict[str, object]] = {
        ("call", "1"): {"outcome": ["x"], "ticks": 7, "note": {"a": 1}, "token": "t"},
        ("call", "2"): {"outcome": ["x"], "note": "Her sister is away", "phone_id": None},
        ("call", "3"): {"outcome": "no_answer", "note": "", "ticks": ["name"], "actions": [ACTION]},
        ("note", "4"): {"text": {"a": [1]}},
        ("move", "5/close"): {"reason": "Words", "many": ["a", "b"], "seen": {"reason": ""}},
    }
    for (kind, key), body in bodies.items():
        drafts.save(session, kind, key, body)
    left = {(each.kind, each.key): each.body for each in drafts.pending(session)}
    assert left.keys() == bodies.keys() - {("call", "1"), ("note", "4")}
    assert left["call", "2"] == {"note": "Her sister is away", "phone_id": None}
    assert left["call", "3"] == bodies["call", "3"] and left["move", "5/close"] == bodies["move", "5/close"]
    assert drafts.load(session, "call", "1") is None
    ids = {each.key: each.id for each in Draft.select()}
    named = {str(ids[key]) for key in ("1", "2", "4")}
    assert set(unread.known()["draft"]) == named
    assert {str(id) for table, id in legible.unreadable(legible._ask) if table == "draft"} == named

"""Drafts: the newest words of each, each worker's own."""

from __future__ import annotations

from topaz_tui.services import drafts


def test_saved_found_again_and_dropped(desk, colleague) -> None:
    drafts.save(desk, "call", "7", {"note": "She s"})
    drafts.save(desk, "call", "7", {"note": "She said 'no' 🦊"})
    drafts.save(colleague, "call", "7", {"note": "mine"})
    assert drafts.load(desk, "call", "7") == {"note": "She said 'no' 🦊"}
    assert [(draft.kind, draft.key) for draft in drafts.pending(desk)] == [("call", "7")]
    drafts.drop(desk, "call", "7")
    assert drafts.load(desk, "call", "7") is None and drafts.pending(desk) == ()
    assert drafts.load(colleague, "call", "7") == {"note": "mine"}

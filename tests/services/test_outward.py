"""What leaves the house of work for children's services: on paper, by the outbox, and as certificates."""

from __future__ import annotations

import stat
from typing import Any

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.documents import whole
from tests.support.lives import day
from topaz_tui.cli.main import draw
from topaz_tui.errors import Conflict
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.services.statutory import history, pieces, prints, work, writing, young_people
from topaz_tui.services.statutory.prints import Paper
from topaz_tui.store import models

HOME = "3 Elm Close"
ACCEPT = {"scope": "All of it", "price": "P1", "due": "2026-12-20"}


@pytest.fixture
def child(session, make_client):
    """A young person whose plan is to be made, placed where the father must not learn of."""
    client = make_client(born_on="2010-11-05", recall=None, assessments=(), person_id="K-17", council="Lambeth")
    young_people.take_on(session, client)
    history.begin_care(session, client, day("2025-03-03"), "C2")
    history.place(session, client, day("2025-03-03"), address=HOME, postcode="SE24 9ZZ", kept_from="the father")
    return client


def one(id: int) -> Any:
    known = pieces.one(id)
    assert known
    return known


def go(by: Any, id: int, move: Do, gives_to: Any = None, **typed: Any) -> Any:
    """Make a move; returns where the work stands then."""
    return work.move(by, id, one(id).version, move, typed, gives_to)


def fill(by: Any, id: int, answers: dict[str, Any], *, signed: bool) -> None:
    """Answer the questions of its document: the signatures, or all others."""
    document = writing.of_work(id) or writing.begin(by, id)
    for section in FORMS[document.kind].sections:
        if (section.id == writing.SIGNATURES) == signed:
            typed = {each.id: answers[each.id] for each in section.questions if each.id in answers}
            writing.save(by, id, section.id, document.saved.get(section.id, 0), typed)


def submitted(session: Any, manager: Any, id: int, answers: dict[str, Any], *, order: bool = False) -> None:
    """Bring it from the request to the quality check, its document written."""
    go(manager, id, Do.ACCEPT, **ACCEPT)
    if order:
        go(session, id, Do.READ_ORDER, order="Safe 3")
    go(manager, id, Do.ALLOCATE, session.worker_id, why="Knows them")
    go(session, id, Do.START)
    go(session, id, Do.WRITE)
    fill(session, id, answers, signed=False)
    go(session, id, Do.SUBMIT)


@ON_A_FILE
def test_document_prints_by_case_and_version_and_without_an_address_of_the_record_that_is_kept(
    session, manager, child, tmp_path
):
    id = work.begin_for_duty(session, child, "PLAN")
    with pytest.raises(Conflict):
        prints.write(session, id, Paper.WHOLE, str(tmp_path / "a.pdf"), draw)
    plan = whole(one(id).stands.kind, wishes=f"To stay at {HOME.upper()}, (se249zz).", address="1 Mill Lane")
    submitted(session, manager, id, plan)
    for paper in (Paper.WHOLE, Paper.PLAIN):
        found = prints.taken_out(session, one(id), paper)
        words = prints.text(found)
        assert "elm close" not in words.lower() and "se249zz" not in words and "To stay at [withheld]" in words
        assert found.document and found.document.withheld == 2 and "K-17 · WK-2026-00001" in words
    assert prints.proposed(one(id), writing.of_work(id), Paper.PLAIN) == "WK-2026-00001-v1-plain.pdf"
    file = tmp_path / "plan.pdf"
    written = prints.write(session, id, Paper.WHOLE, str(file), draw)
    assert file.read_bytes().startswith(b"%PDF") and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert written.withheld == 2 and written.path == file
    with pytest.raises(Conflict):
        prints.write(session, id, Paper.WHOLE, str(file), draw)
    with pytest.raises(Conflict):
        prints.write(session, id, Paper.CERTIFICATES, str(tmp_path / "b.pdf"), draw)
    logged = [(row.client_id, row.subject) for row in models.Audit.select().where(models.Audit.deed == prints.DEED)]
    assert logged == [(child, "work 1: whole")]

"""The windows of a client's page, as a table: each saves with a service that takes its answers."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.client.drafts import ACTION_OF_DRAFT
from topaz_tui.screens.client.forms import FORMS, ClientForm
from topaz_tui.screens.client.opening import decided_at
from topaz_tui.services.clients import Moment
from topaz_tui.services.session import Session
from topaz_tui.widgets.dialogs import Answers

TAKES = {
    "leave_word": {"text": "text"}, "note": {"text": "text"}, "question": {"text": "question"},
    "phone": {"number": "typed", "note": "note"}, "end_warning": {"reason": "reason"},
    "warning": {"kind": "kind", "detail": "detail", "starts": "starts_on", "review": "review_on", "told": "told"},
    "settle": {"right": "how", "reason": "reason"}, "resume": {"reason": "reason"},
    "mark_done": {"said": "said", "by": "by", "why": "why"},
}  # fmt: skip
"""What the service of each form calls the answer to each of its questions."""


def test_client_form_service_takes_answers_in_the_order_of_questions() -> None:
    by_order = {action: form for action, form in FORMS.items() if not form.by_question}
    for action, form in by_order.items():
        assert [question.id for question in form.questions] == list(TAKES[action]), action
        assert list(inspect.signature(form.service).parameters)[2:] == list(TAKES[action].values()), action
    assert by_order.keys() == TAKES.keys()


def test_client_form_service_by_question_takes_all_answers_at_once() -> None:
    given: list[object] = []
    form = replace(FORMS["wish"], service=lambda *what: given.extend(what))
    session = Session(1, "rkelly", "Róisín Kelly", "worker", Settings())
    answers: Answers = {"wish": "put_off"}
    form.save(session, 7, answers)
    assert given == [session, 7, answers]


def test_put_right_leads_from_a_decision_and_its_note_to_the_line_of_the_board() -> None:
    now = clock.now()
    decided = Moment("event 4", now, "Manager", "Settled", "", "Helen Marsh", case=7, decided=True)
    told = (
        decided, replace(decided, key="note 1", case=None, decided=False),
        replace(decided, key="event 3", decided=False),
        Moment("note 2", now, "Note", "By the way", "", "Wendy"), Moment("call 1", now, "Call", "", "", "Helen Marsh"),
    )  # fmt: skip
    assert [decided_at(told, each.key) for each in told] == [7, 7, None, None, None]
    assert decided_at(told, None) is None


def test_client_form_draft_leads_to_an_action_of_the_page() -> None:
    opened_by = {kind: action for kind, action in ACTION_OF_DRAFT.items() if kind != "end warning"}  # on a warning
    assert all(hasattr(ClientScreen, f"action_{action}") for action in opened_by.values())


def test_client_form_gives_days_as_dates_and_no_answer_as_no_words() -> None:
    session = Session(1, "rkelly", "Róisín Kelly", "manager", Settings())
    given: list[object] = []
    form = FORMS["warning"]
    form = ClientForm(form.action, form.kind, form.title, form.questions, lambda *what: given.extend(what))
    answers: Answers = {"kind": "dog", "starts": "2026-11-23", "review": "2027-05-24", "told": "yes"}
    form.save(session, 7, answers)
    assert given == [session, 7, "dog", "", date(2026, 11, 23), date(2027, 5, 24), "yes"]

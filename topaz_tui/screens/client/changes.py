"""The windows of a client's page that change something known: they show what stands, and save what is not as shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import letters
from topaz_tui.rules.forms import Question
from topaz_tui.rules.terms import CallTerms
from topaz_tui.screens.client.edit_form import GROUP_WORDS, GROUPS, WHY_SAFE, typed_form
from topaz_tui.services import clients
from topaz_tui.services.clients import ClientProfile, ContactLine, PhoneLine
from topaz_tui.services.session import Session
from topaz_tui.widgets.dialogs import Answers, Check


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """A window that changes something known. `kind` is the kind of its draft, `known` what its fields show. `save` runs
    in the services' thread; it is told what was changed and what each field showed, says whether it changed anything,
    and raises EditConflict where a colleague was quicker."""

    kind: str
    title: str
    questions: tuple[Question, ...]
    known: Answers
    save: Callable[[Session, int, dict[str, str], dict[str, str]], bool]
    check: Check | None = None


PHONE = (
    Question("status", "It is", "choice", "A number that is given up stays on the record.",
             tuple(clients.PHONE_STATUS.items()), needed="Say how the number is.",
             letters=letters.of(clients.PHONE_STATUS)),
    Question("note", "Note", "line", "Whose it is, and when it is good."),
)  # fmt: skip
CONTACT = (
    Question("name", "Name", "line", "Or who they are: the neighbour.", needed="Write who they are."),
    Question("relation", "Relation", "line", "Daughter, neighbour, carer …"),
    Question("phone", "Phone", "line", "Such as 020 7946 0123."),
    Question("may_be_told", "May be told", "line", "What they may be told; nothing, if nobody has said."),
    Question("authority_seen", "Authority seen", "line", "Power of attorney, consent: what was seen, and when."),
)


def of_facts(page: ClientProfile, group: str, calls: CallTerms) -> ChangeForm:
    """Change facts of a client: a group of edit_form.GROUPS."""
    known: Answers = {question.id: typed_form(page, question.id) for question in GROUPS[group]}
    is_stopped = group == "safety" and clients.is_stopped(page.facts, calls)
    asked = (*GROUPS[group], WHY_SAFE) if is_stopped else GROUPS[group]

    def check(answers: Answers) -> UserError | None:
        for name, was in known.items():
            typed = str(answers.get(name) or "")  # an answer that was taken back empties its fact
            try:
                clients.EDITABLE[name].read(typed if typed != (was or "") else "")
            except UserError as trouble:
                return Invalid(trouble.message, trouble.hint, name)
        return None

    def save(session: Session, client_id: int, changed: dict[str, str], seen: dict[str, str]) -> bool:
        facts, shown = ({name: each[name] for name in each if name != WHY_SAFE.id} for each in (changed, seen))
        reason = changed.get(WHY_SAFE.id, "")
        return clients.edit(session, client_id, page.version, facts, seen=shown, reason=reason)

    return ChangeForm(f"edit {group}", GROUP_WORDS[group], asked, known, save, check)


def of_phone(phone: PhoneLine) -> ChangeForm:
    """Say how a number is, and what its note is."""
    status = phone.status if phone.status in clients.PHONE_STATUS else None

    def save(session: Session, _client_id: int, changed: dict[str, str], seen: dict[str, str]) -> bool:
        return clients.change_phone(session, phone.id, changed.get("status"), changed.get("note"), seen=seen)

    title = phone.words or "A number (not shown: not safe to call)"
    return ChangeForm(f"phone {phone.id}", title, PHONE, {"status": status, "note": phone.note or None}, save)


def of_contact(contact: ContactLine | None, *, hides_numbers: bool) -> ChangeForm:
    """Change somebody beside the client; None adds one. Of somebody whose numbers are hidden none is asked for, unless
    it is on show."""
    hidden = hides_numbers and (contact is None or contact.phone is None)
    questions = tuple(question for question in CONTACT if not (hidden and question.id == "phone"))
    known: Answers = {question.id: getattr(contact, question.id) or None for question in questions} if contact else {}
    contact_id = contact.id if contact else None

    def save(session: Session, client_id: int, changed: dict[str, Any], seen: dict[str, str]) -> bool:
        return clients.save_contact(session, client_id, contact_id, **changed, seen=seen) is not None

    kind, title = (f"contact {contact.id}", contact.name) if contact else ("contact", "Somebody beside them")
    return ChangeForm(kind, title, questions, known, save)

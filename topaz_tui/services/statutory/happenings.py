"""Record by hand what happened: to a young person, to a court's order, in a school. What may be recorded is a table
(rules/children/happenings.py); here is what each row does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import forms, people
from topaz_tui.rules.children import happenings as rules
from topaz_tui.rules.children.happenings import HappeningRow, Of
from topaz_tui.rules.forms import Answers, Option, Question
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import CareEnd, Lives
from topaz_tui.rules.statutory.listing import WORKED_ON
from topaz_tui.rules.statutory.orders import Dated, ReportKind, Serves
from topaz_tui.rules.statutory.reckoning import DutyState
from topaz_tui.rules.statutory.records import Stay
from topaz_tui.rules.statutory.schools import PostRole, SettingKind, TrainingKind
from topaz_tui.services import access
from topaz_tui.services.clients import deaths
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import board_lines, due, history, new_orders, orders, schools, young_people
from topaz_tui.services.statutory.happening_choices import OPTIONS, About, what_of
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.services.statutory.orders import KnownOrder
from topaz_tui.store.database import transaction
from topaz_tui.store.models import BaseModel, Client, OrderChild, YoungPerson

VOIDABLE: Mapping[str, type[BaseModel]] = {str(model._meta.table_name): model for model in history.VOIDABLE}
"""What may be taken back of a young person, by the name that lines of the timeline begin with."""
CONFIRM = "confirmed"
"""The row of what a worker confirms after a date of birth was corrected."""


@dataclass(frozen=True, slots=True)
class OfferedHappening:
    """What may be recorded now, with what it asks: to choose from are the people that there are. `known` is what its
    form begins with; `first`: it shows that what is asked for was done."""

    row: HappeningRow
    needs: tuple[Question, ...]
    known: Mapping[str, str] = field(default_factory=dict)
    first: bool = False


def offered(session: Session, about: About, code: str = "") -> tuple[OfferedHappening, ...]:
    """What may be recorded of this; what the duty of this code waits for comes first."""
    access.opened(session, Reading.HAPPENINGS, about.client_id)
    first, known = _waited_for(session, about, code)
    rows = sorted(rules.of(what_of(about)), key=lambda row: first.index(row.code) if row.code in first else len(first))
    options = {name: tuple(found(session, about)) for name, found in OPTIONS.items()}
    found = []
    for row in rows:
        needs = _needs(row, options)
        if _can_be(needs):
            found.append(OfferedHappening(row, needs, _known(about, row) | known.get(row.code, {}), row.code in first))
    return tuple(found)


def _needs(row: HappeningRow, options: Mapping[str, tuple[Option, ...]]) -> tuple[Question, ...]:
    return tuple(replace(each, options=options[each.id]) if each.id in options else each for each in row.needs)


def _can_be(needs: Iterable[Question]) -> bool:
    """Can its form be filled in? Else there is nobody to choose."""
    return all(need.options for need in needs if need.kind in forms.PICKED)


def _waited_for(session: Session, about: About, code: str) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
    """What the duty of this code waits for, by its codes, and what their forms begin with. What is done only by a
    corrected date of birth waits for a worker to confirm it, and not for being done again."""
    if code not in BY_CODE:
        return (), {}
    first = rules.that_meet(BY_CODE[code])
    if about.client_id is None or what_of(about) != Of.YOUNG_PERSON:
        return first, {}
    items = [
        each for each in due.of_client(about.client_id, session) if (each.code, each.state in WORKED_ON) == (code, True)
    ]
    days = [each.met.day for each in items if each.state == DutyState.CONFIRM and each.met]
    if not days:
        return first, {}
    open_too = len(days) < len(items)
    return (CONFIRM, *(first if open_too else ())), {CONFIRM: {"set_for": str(days[0])}}


def record(session: Session, about: About, code: str, answers: Answers, began: Mapping[str, str] | None = None) -> str:
    """Record it, and return what is to be said of it; `began` is what the form began with. Raises Invalid for an answer
    that is missing or can't be, and what the service behind the row raises."""
    row = next((each for each in rules.of(what_of(about)) if each.code == code), None)
    asks = {each.id for each in row.needs} & OPTIONS.keys() if row else ()
    needs = _needs(row, {name: tuple(OPTIONS[name](session, about)) for name in asks}) if row else ()
    if row is None or not _can_be(needs):
        raise Conflict("That can't be recorded here.", "Look at it again.")
    for question, words in forms.all_lacking(needs, answers, clock.now()):
        raise Invalid(words, "", question.id)
    if row.changes:
        answers = _changed(needs, answers, began or {})
    with transaction():
        more = _DONE[code](session, about, answers) if code in _DONE else _of_a_row(session, about, row, answers)
        board_lines.look_at(session, _whom(about))
    return " ".join(filter(None, (f"{row.words}: recorded.", more)))


def _changed(needs: Iterable[Question], answers: Answers, began: Mapping[str, str]) -> Answers:
    """What was changed in a form: the rest may be another by now, and stays."""
    return {
        each.id: _text(answers, each.id)
        for each in needs
        if people.clean(_text(answers, each.id)) != people.clean(began.get(each.id) or "")
    }


def take_back(session: Session, what: str, id: int, why: str) -> str:
    """Take back what was recorded in error of a young person, `what` by its name in VOIDABLE; it stays with the reason,
    and counts no more. Returns what is to be said: a death that was recorded stopped calls, and only a manager lets
    them go on."""
    row: Any = VOIDABLE[what].get_or_none(id=id)
    with transaction():
        history.void(session, VOIDABLE[what], id, why)
        board_lines.look_at(session, (row.client_id,))
    was_death = "died" in (getattr(row, "kind", ""), getattr(row, "why", ""))  # as both EventKind and CareEnd say it
    stays = deaths.STAYS_STOPPED if was_death and deaths.is_stopped_by_it(row.client_id) else "and counts no more."
    return f"Taken back: it stays on the timeline, {stays}"


def _whom(about: About) -> tuple[int, ...]:
    """The young people of whom something is recorded: those of an order are all of its children."""
    if about.order_id is None:
        return () if about.client_id is None else (about.client_id,)
    return tuple(each.client_id for each in OrderChild.select().where(OrderChild.court_order == about.order_id))


def _known(about: About, row: HappeningRow) -> dict[str, str]:
    if row.code == "people" and about.client_id is not None:
        known = young_people.row_of(about.client_id)
        return {question.id: getattr(known, question.id) or "" for question in row.needs}
    if row.code == "order_made":
        return {"council": Client.get_by_id(about.client_id).council or ""}
    return {}


# What each row does


def _of_a_row(session: Session, about: About, row: HappeningRow, answers: Answers) -> str:
    """An event of a life, or what a later document says of an order."""
    if row.event is not None:
        ahead = forms.day_of(answers.get("set_for")) if row.event in rules.AHEAD else None
        if ahead is not None and ahead < _day(answers):
            raise Invalid("That day lies before the one on which this happened.", "Write it with its year.", "set_for")
        history.record(
            session, _client(about), row.event, _day(answers), set_for=forms.day_of(answers.get("set_for")),
            about=forms.day_of(answers.get("about")), note=_text(answers, "note"),
        )  # fmt: skip
    elif row.move is not None:
        order = _order(about)
        said = Dated(_day(answers, "made"), *_days(answers), document=_text(answers, "document"))
        orders.change(session, order.id, order.version, row.move, said)
    return ""


def _take_on(session: Session, about: About, _answers: Answers) -> str:
    young_people.take_on(session, _client(about))
    return ""


def _care_began(session: Session, about: About, answers: Answers) -> str:
    history.begin_care(session, _client(about), _day(answers), _text(answers, "status"))
    return ""


def _care_ended(session: Session, about: About, answers: Answers) -> str:
    client, day, why = _client(about), _day(answers), CareEnd(_text(answers, "end"))
    history.end_care(session, client, day, why)
    if why == CareEnd.DIED:
        deaths.has_died(session, client, day)
    return ""


def _died(session: Session, about: About, answers: Answers) -> str:
    """Nobody rings somebody who has died, or writes to them."""
    _of_a_row(session, about, rules.HAPPENINGS["died"], answers)
    deaths.has_died(session, _client(about), _day(answers))
    return ""


def _placed(session: Session, about: About, answers: Answers) -> str:
    history.place(
        session, _client(about), _day(answers), Lives(_text(answers, "lives") or Lives.OTHER),
        Stay(_text(answers, "stay")), to_18=answers.get("to_18") == "yes", agreed=forms.day_of(answers.get("agreed")),
        home=history.Home(*(_text(answers, name) for name in ("address", "postcode", "provider", "kept_from"))),
    )  # fmt: skip
    return ""


def _people(session: Session, about: About, answers: Answers) -> str:
    young_people.change(session, _client(about), {name: _text(answers, name) for name in answers})
    return ""


def _given(session: Session, about: About, answers: Answers) -> str:
    young_people.give(session, _client(about), int(_text(answers, "owner")))
    return ""


def _category(session: Session, about: About, answers: Answers) -> str:
    young_people.confirm(session, _client(about), _text(answers, "category"))
    return ""


def _order_made(session: Session, about: About, answers: Answers) -> str:
    file_by, hearing = _days(answers)
    new = NewOrder(
        _text(answers, "court"), _text(answers, "case_number"), _day(answers, "made"), _text(answers, "orders"),
        (_client(about), *_others(_text(answers, "others"))), file_by, hearing, ReportKind(_text(answers, "report")),
        Serves(_text(answers, "serves")), _text(answers, "council"), _text(answers, "document"),
        tuple(int(each) for each in forms.codes(answers.get("named"))),
    )  # fmt: skip
    return " ".join(new_orders.make(session, new).told)


def _others(typed: str) -> list[int]:
    """The children of these IDs. Raises Invalid for one whom nobody on the list has, or several."""
    found = []
    for id in filter(None, (each.strip() for each in typed.split(","))):
        of_list = [row.id for row in Client.select(Client.id).join(YoungPerson).where(Client.person_id == id)]
        if len(of_list) != 1:
            raise Invalid(f"{id} is the ID of no young person here, or of several.", "Look at the ID again.", "others")
        found += of_list
    return found


def _born(session: Session, about: About, answers: Answers) -> str:
    moved = history.correct_birth(session, _client(about), _day(answers, "born"), _text(answers, "why"))
    return f"It moved {len(moved)} of what is due: look at it." if moved else "It moved nothing that is due."


def _confirmed(session: Session, about: About, answers: Answers) -> str:
    """Nothing but what is to be confirmed can be, and not before the correction."""
    client, done = _client(about), _day(answers, "set_for")
    asked = _to_confirm(session, client)
    if asked and done not in asked:
        days = ", ".join(clock.format_day(each) for each in sorted(asked))
        words = f"Nothing that was done on {clock.format_day(done)} is to be confirmed."
        raise Invalid(words, f"It is what was done on {days}.", "set_for")
    _of_a_row(session, about, rules.HAPPENINGS[CONFIRM], answers)
    if done in _to_confirm(session, client):
        raise Invalid("The date of birth was corrected after that day.", "Look at the day again.", "day")
    return ""


def _to_confirm(session: Session, client_id: int) -> set[date]:
    """The days of what is done only by a corrected date of birth."""
    items = due.of_client(client_id, session)
    return {each.met.day for each in items if each.state == DutyState.CONFIRM and each.met}


def _ended(session: Session, about: About, answers: Answers) -> str:
    code, _, anchor = _text(answers, "duty").partition(" ")
    history.end_duty(session, _client(about), code, date.fromisoformat(anchor), _text(answers, "why"))
    return ""


def _vacated(session: Session, about: About, answers: Answers) -> str:
    order, row = _order(about), rules.HAPPENINGS["vacated"]
    assert row.move
    said = Dated(_day(answers, "made"), vacated=True, document=_text(answers, "document"))
    orders.change(session, order.id, order.version, row.move, said)
    return ""


def _withdrawn(session: Session, about: About, answers: Answers) -> str:
    order = _order(about)
    orders.withdrawn(session, order.id, order.version, _day(answers), _text(answers, "why"))
    return ""


def _child_left(session: Session, about: About, answers: Answers) -> str:
    order, child = _order(about), int(_text(answers, "child"))
    orders.child_left(session, order.id, order.version, child, _day(answers), _text(answers, "why"))
    return ""


def _trained(session: Session, _about: About, answers: Answers) -> str:
    for post in forms.codes(answers["posts"]):
        schools.trained(
            session, int(post), TrainingKind(_text(answers, "course")), _day(answers), whole=True,
            edition=_text(answers, "edition"), note=_text(answers, "note"),
        )  # fmt: skip
    return ""


def _appointed(session: Session, about: About, answers: Answers) -> str:
    assert about.school_id is not None
    role = PostRole(_text(answers, "role"))
    schools.appoint(session, about.school_id, _text(answers, "name"), role, _day(answers))
    return ""


def _left_post(session: Session, _about: About, answers: Answers) -> str:
    alarm = schools.leave(session, int(_text(answers, "post")), _day(answers), _text(answers, "why"))
    return f"{alarm.name} has no designated lead or deputy now." if alarm else ""


def _school_added(session: Session, _about: About, answers: Answers) -> str:
    kind = SettingKind(_text(answers, "kind"))
    schools.add(session, _text(answers, "name"), kind, _text(answers, "council"), _text(answers, "urn"))
    return ""


_DONE: Mapping[str, Callable[[Session, About, Answers], str]] = {
    "take_on": _take_on, "care_began": _care_began, "care_ended": _care_ended, "placed": _placed, "people": _people,
    "died": _died, "owner": _given, "category": _category, "order_made": _order_made, "born": _born, "ended": _ended,
    "vacated": _vacated, "withdrawn": _withdrawn, "child_left": _child_left, "trained": _trained,
    CONFIRM: _confirmed, "appointed": _appointed, "left_post": _left_post, "school_added": _school_added,
}  # fmt: skip
"""The rows that are more than an event of a life or another day of an order."""


def _client(about: About) -> int:
    if about.client_id is None:
        raise NotFound("This is about no young person.", "Open the person.")
    return about.client_id


def _order(about: About) -> KnownOrder:
    found = next((each for each in orders.every() if each.id == about.order_id), None)
    if found is None:
        raise NotFound("There is no such order.", "Look at what is due again.")
    return found


def _text(answers: Answers, name: str) -> str:
    return str(answers.get(name) or "")


def _day(answers: Answers, name: str = "day") -> date:
    found = forms.day_of(answers.get(name))
    if found is None:
        raise Invalid("Give the day.", "Such as 3 dec.", name)
    return found


def _days(answers: Answers) -> tuple[DueBy | None, DueBy | None]:
    """The day to file by, and that of the hearing."""
    return _due(answers, "file_by", "file_at"), _due(answers, "hearing", "hearing_at")


def _due(answers: Answers, day: str, at: str) -> DueBy | None:
    on, typed = forms.day_of(answers.get(day)), _text(answers, at).strip()
    if typed and on is None:
        raise Invalid("There is a time without its day.", "Give the day, too.", day)
    try:
        return DueBy(on, time.fromisoformat(typed) if typed else None) if on else None
    except ValueError:
        raise Invalid(f"{typed} is no time.", "Write it as 16:00.", at) from None

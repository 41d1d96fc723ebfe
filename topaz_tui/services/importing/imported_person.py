"""What the rows of a file say about one person, put together and made ready to be written; and what became
of them.

Nothing here looks at the list, so it can be done while others write to it, and by another process.
"""

from __future__ import annotations

import json
import marshal
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import strictest
from topaz_tui.rules.people import CouncilRecord, PhoneNumber, matching
from topaz_tui.services import search_index
from topaz_tui.services.importing import gone
from topaz_tui.store.sql import imports as sql

#: The columns of `client` that come from the council as they are, in the order of `ImportedPerson.facts`.
FACTS = sql.FACTS
KEPT = (
    "died_on", "safe_to_call", "safe_times", "voicemail_ok", "language", "interpreter", "communication", "write_ok",
    "mail", "mail_ok", *people.CHARACTERISTICS, "sms_ok",
)  # fmt: skip
"""The facts that say how somebody may be called and written to, and what returns ask of them, of `record_of`."""
THEIRS = "person"
"""In a record that was somebody else's: who was put on the list for them, and has what later files say."""
WHOLE = "said"
"""In a record that is somebody else's or one of several people's: all that the file says of them, to be taken once it
is known who they are."""
NHS, SAFE, TIMES, COUNCIL = (FACTS.index(name) for name in ("nhs_number", "safe_to_call", "safe_times", "council"))
_TO_WRITE = ("write_ok", "mail_ok", "sms_ok")
MAIL, *TO_WRITE = (FACTS.index(name) for name in ("mail", *_TO_WRITE))
"""The mail address; and whether it is safe to write, mail agreed, and texts: of these a no, on a row of whatever day,
outlives any yes of a file."""
#: What tells one person from another under one ID: people.are_two.
_IDENTITY = ("nhs_number", "born_on", "last_name", "first_name")
IDENTITY = tuple(map(FACTS.index, _IDENTITY))
#: Of a record: what it says of when somebody may be called.
_SAFETY = ("safe_to_call", "safe_times", "safe_times_note")
_YES_NO = {None: "", True: "yes", False: "no"}
_NO_WRITING = (None, "", None)
_PRINT = blake2b(digest_size=8)
_PHONES, _WARNINGS = map(CouncilRecord._fields.index, ("phones", "warnings"))


@dataclass(frozen=True, slots=True)
class Source:
    """A file: `mark` is the same for the same contents and for no others, `columns` are those that it has, `council`
    whose people it names. `is_part` marks refused rows that were mended: they belong to the import before. `kind`
    says as what it is read, where that isn't the list of people to call."""

    mark: str
    columns: frozenset[str]
    file: str = ""
    sheet: str | None = None
    council: str | None = None
    is_part: bool = False
    kind: str | None = None


class Remark(NamedTuple):
    """A warning or a conflict: the number of the row, whom it is about, and the sentence. Nothing personal
    but the person ID. `names_another`: a sentence about one other person is no kind of which there are more.
    `silent_about`: the stop of which the rows so far do not say so; one behind them may."""

    row: int
    person_id: str
    words: str
    names_another: bool = False
    silent_about: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some rows: each is counted once. Nothing was taken of those that are of somebody else than who
    stands here under their ID: somebody decides whose they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    not_taken: int = 0
    warnings: tuple[Remark, ...] = ()
    conflicts: tuple[Remark, ...] = ()


class Assessed(NamedTuple):
    """An assessment, as the table has it; `band` is '' where it is not known."""

    day: str
    band: str
    reference: str


class ImportedPerson(NamedTuple):
    """All that a batch says about one person; '' stands for what it does not say.

    The facts are those of the latest assessment, which is the last of `assessed`. `print` tells whether they
    are the same as the last time; `line` is what find looks through, where nothing else is known, and `sound` what
    other records of theirs are looked for by.
    """

    person_id: str
    row: int
    last_row: int
    rows: int
    print: str
    facts: tuple[str | int, ...]
    name_key: str
    line: str
    sound: str
    phones: tuple[PhoneNumber, ...]
    contact: tuple[str, str, str] | None  # name, relation, number
    died: bool
    moved: bool  # said on any row: whether it holds says `has_moved`
    moved_on: str  # the last day on which the file says so; '' where it has none
    ended: str  # in the file's words, that they died or moved
    lives: str  # and that they have not died
    stays: str  # and that they have not moved
    open_to_services: bool | None
    doubts: tuple[tuple[str, str], ...]  # codes of people.DOUBTS, and what the file has
    assessed: Sequence[Assessed]  # none where the rows are events and no more
    warnings: tuple[Remark, ...]
    same: str  # the digest of the one row that says so; '' where there is none
    areas: tuple[tuple[str, str], ...]  # codes of reviews.AREAS, and what the council found in each


def prepare(rows: Iterable[CouncilRecord], denials: gone.Denials | None = None) -> list[ImportedPerson]:
    """The rows of a batch, by person. `denials` has what rows before said against a death or a move, and keeps what
    these say."""
    groups: dict[str, list[CouncilRecord]] = defaultdict(list)
    for row in rows:
        groups[row.person_id].append(row)
    found = [_said(of_one, denials.of(person_id) if denials else ()) for person_id, of_one in groups.items()]
    if denials:
        denials.note(chain.from_iterable(groups.values()))
    return found


def _said(rows: list[CouncilRecord], before: Sequence[gone.Denial]) -> ImportedPerson:
    record = rows[0] if len(rows) == 1 else _together(rows)
    if before and (record.died or record.moved):
        died, moved = gone.died(rows, before), gone.moved(rows, before)
        doubts = tuple(dict.fromkeys((*record.doubts, *died.doubt, *moved.doubt)))
        record = record._replace(died=died.is_so, moved=moved.is_so, doubts=doubts)
    known = facts(record)
    warnings = [Remark(row.row, row.person_id, words) for row in rows if row.warnings for words in row.warnings]
    first, last = record.first_name, record.last_name
    line = search_index.words(
        (record.title, first, last, record.preferred_name), record.person_id, record.nhs_number,
        [phone.number for phone in record.phones], record.postcode, record.born_on,
    )  # fmt: skip
    return ImportedPerson(
        record.person_id, rows[0].row, rows[-1].row, len(rows), print_of(record), known,
        people.sort_name(first, last), line, matching.kept_sound(first, last, record.postcode), record.phones,
        _contact(record), record.died, record.moved, gone.moved(rows).on if record.moved else "", record.ended,
        record.lives, record.stays, record.open_to_services, record.doubts, _assessments(rows), tuple(warnings),
        record.same if len(rows) == 1 else "", record.areas,
    )  # fmt: skip


def _together(rows: Sequence[CouncilRecord]) -> CouncilRecord:
    """Several rows of a person as one. Of those of the latest day the last that says something counts, with
    the phones of all (a query over two tables repeats a person for each of their phones), and the strictest
    'safe to call'. What tells them from others may stand on a row of any day; so may what says whether it is safe to
    call, where no later row says anything of it; and that it is not safe to write, whatever another says. A yes to mail
    is one to the address beside it."""
    latest = max(row.assessed_on for row in rows)
    same_day = [row for row in rows if row.assessed_on == latest]
    newest_first = same_day[::-1]
    said = {
        name: next((value for row in newest_first if (value := getattr(row, name)) not in ("", None)), blank)
        for name, blank in same_day[-1]._asdict().items()
    }
    for name in _IDENTITY:
        said[name] = said[name] or next(filter(None, (getattr(row, name) for row in reversed(rows))), said[name])
    speak = [row for row in rows if any(getattr(row, name) for name in _SAFETY)]
    last = max((row.assessed_on for row in speak), default=latest)
    of_safety = [row for row in speak if row.assessed_on == last] or same_day
    for name in _SAFETY:
        said[name] = next(filter(None, (getattr(row, name) for row in reversed(of_safety))), said[name])
    of_mail = [row for row in same_day if row.mail == said["mail"]]
    if len({row.mail for row in same_day if row.mail}) > 1 and not any(row.mail_ok for row in of_mail):
        said["mail_ok"] = None  # a yes to another address
    for name in _TO_WRITE:
        if any(getattr(row, name) is False for row in rows):
            said[name] = False
    phones = {phone.number: phone for row in newest_first for phone in reversed(row.phones)}
    died, moved = gone.died(rows), gone.moved(rows)
    said |= {
        "phones": tuple(reversed(phones.values())),
        "eligibility": _assessments(same_day)[-1].band or None,
        "died": died.is_so,
        "moved": moved.is_so,
        "ended": ", ".join(dict.fromkeys(row.ended for row in rows if row.ended)),
        "doubts": tuple(dict.fromkeys((*(doubt for row in rows for doubt in row.doubts), *died.doubt, *moved.doubt))),
        "safe_to_call": strictest(row.safe_to_call for row in of_safety),
        "areas": tuple({area: words for row in same_day for area, words in row.areas}.items()),
    }
    return same_day[-1]._replace(**said)


def print_of(record: CouncilRecord) -> str:
    """A fingerprint of all that a record says, its row and its warnings apart. One that says nothing of what a column
    was added for later has the print that it had before."""
    plain = record[1:_PHONES], list(map(tuple, record.phones)), record[_PHONES + 1 : _WARNINGS]
    writing = record.write_ok, record.mail, record.mail_ok
    returns = record.gender, record.ethnicity, record.primary_support_reason, record.client_type
    says_of_writing = writing != _NO_WRITING
    more: tuple[Any, ...] = (record.areas, writing) if says_of_writing else (record.areas,) if record.areas else ()
    more = (*more, "returns", *returns) if any(returns) else more
    more = more if record.sms_ok is None else (*more, "texts", record.sms_ok)
    digest = _PRINT.copy()  # which takes a third of making it anew
    # Version 2 of marshal's form is the same for the same values in every Python, and faster than repr.
    digest.update(marshal.dumps((*plain, *more), 2))
    return digest.hexdigest()


def prints_of(said: ImportedPerson) -> str:
    """What `client.council_row` keeps of what is said, behind the mark of the file: its print, and behind a '=' the
    digest of its row, if that has one."""
    return f"{said.print} ={said.same}" if said.same else said.print


def facts(record: CouncilRecord) -> tuple[str | int, ...]:
    """The values of FACTS.

    Where safe times are given, a call is safe at these alone [ours]. Times that could not be understood are
    kept in the council's words, for people to read; so they are where another row of the same day has some that can be.
    """
    safe = record.safe_to_call or ""
    if record.safe_times and safe != "no":
        safe = "times"
    return (
        record.nhs_number or "",
        record.title,
        record.first_name,
        record.last_name,
        record.preferred_name,
        record.born_on or "",
        record.died_on or "",
        record.address,
        record.postcode or "",
        record.language,
        _YES_NO[record.interpreter],
        record.communication,
        safe,
        record.safe_times_note or record.safe_times or "",
        _flag(record.voicemail_ok),
        record.household,
        record.gp,
        record.council,
        _flag(record.write_ok),
        record.mail,
        _flag(record.mail_ok),
        record.gender,
        record.ethnicity,
        record.primary_support_reason,
        record.client_type,
        _flag(record.sms_ok),
    )


def _flag(answer: bool | None) -> str | int:
    return "" if answer is None else int(answer)


def has_moved(said: ImportedPerson, latest: str = "") -> bool:
    """Does the file say that they have moved, and was nobody assessed after that day, here (`latest`) or there?"""
    newest = max(latest, said.assessed[-1].day if said.assessed else "")
    return said.moved and not "" < said.moved_on < newest


def doubts_of(said: ImportedPerson) -> tuple[tuple[str, str], ...]:
    """What somebody has to look at, of what the file says of them."""
    is_back = said.moved and not said.died and not has_moved(said)
    return (*said.doubts, gone.earlier_move(said.ended)) if is_back else said.doubts


def record_of(said: ImportedPerson) -> str:
    """What the file says of somebody, to be seen beside what stands on the list: a JSON object."""
    known = dict(zip(FACTS, said.facts, strict=True))
    names = (str(known[name]) for name in ("title", "first_name", "last_name", "preferred_name"))
    day, band, reference = said.assessed[-1] if said.assessed else Assessed("", "", "")
    record = {
        "row": said.row, "name": people.full_name(*names), "born_on": known["born_on"],
        "nhs_number": known["nhs_number"], "address": known["address"], "postcode": known["postcode"],
        "phones": [phone.number for phone in said.phones], "assessed_on": day, "eligibility": band,
        "reference": reference, "died": said.died, "moved": has_moved(said),
        "open_to_services": bool(said.open_to_services), "doubts": doubts_of(said), "areas": said.areas,
        "council": known["council"],
        **{name: known[name] for name in KEPT if known[name] != ""},
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False)


def _assessments(rows: Sequence[CouncilRecord]) -> Sequence[Assessed]:
    """The assessments of one person's rows, each once, the one that counts last: the latest, and of several
    on one day one with a band."""
    new = [Assessed(row.assessed_on, row.eligibility or "", row.assessment_ref) for row in rows if row.kind != "event"]
    if len(new) <= 1:
        return new
    found: list[Assessed] = []
    for one in new:
        place = place_of(one, found)
        if place is None:
            found.append(one)
        elif one.band:
            found[place] = found[place]._replace(band=one.band)
    return sorted(found, key=lambda one: (one.day, one.band != ""))


def place_of(new: Assessed, found: Sequence[Assessed]) -> int | None:
    """Which of those `found` is the same assessment: on one day, without a reference, any; the last that
    fits."""
    for place in range(len(found) - 1, -1, -1):
        day, _, reference = found[place]
        if day == new.day and (reference == new.reference or not (reference and new.reference)):
            return place
    return None


def _contact(record: CouncilRecord) -> tuple[str, str, str] | None:
    """The key contact, if there is one."""
    if not (record.contact_name or record.contact_phone):
        return None
    note = record.contact_phone_note
    relation = f"{record.contact_relation}; {note}".strip("; ") if note else record.contact_relation
    return record.contact_name or "Key contact", relation, record.contact_phone or ""

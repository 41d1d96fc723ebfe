"""What a file says of people, as bytes that another process of the same Python takes apart: as plain tuples, by
marshal. Pickle writes down of each named tuple what it is, which takes more than twice as long."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from topaz_tui.rules.contact_safety import strictest
from topaz_tui.rules.people import PhoneNumber
from topaz_tui.services.importing.imported_person import (
    WHOLE,
    Assessed,
    ImportedPerson,
    Remark,
    record_of,
)

_PHONES, _ASSESSED, _WARNINGS = map(ImportedPerson._fields.index, ("phones", "assessed", "warnings"))
_PLAIN = 2  # the version that looks for no text that comes again: people have little in common


def pack(people: Iterable[ImportedPerson]) -> bytes:
    """These people, to be sent."""
    packed = []
    for said in people:
        fields: list[object] = list(said)
        fields[_PHONES] = list(map(tuple, said.phones))
        fields[_ASSESSED] = list(map(tuple, said.assessed))
        fields[_WARNINGS] = list(map(tuple, said.warnings))
        packed.append(fields)
    return marshal.dumps(packed, _PLAIN)


def to_plain(said: ImportedPerson) -> list[object]:
    """What a file says of somebody, as JSON takes it: all but its warnings, which were told as it was read."""
    return list(said._replace(warnings=()))


def whole_record_of(told: Sequence[ImportedPerson]) -> str:
    """`record_of` what a file says of one person, with all of it (WHOLE): by their assessments, then by each row that
    is none, of which what speaks against calling them is seen, too."""
    record, *events = (json.loads(record_of(said)) for said in told)
    for event in events:
        for name in ("died", "moved", "open_to_services"):
            record[name] = record[name] or event[name]
        record["doubts"] += [each for each in event["doubts"] if each not in record["doubts"]]
        safe = strictest((record.get("safe_to_call"), event.get("safe_to_call")))
        record |= {"safe_to_call": safe} if safe else {}
    return json.dumps(record | {WHOLE: list(map(to_plain, told))}, ensure_ascii=False)


def said_in(record: Mapping[str, Any]) -> list[ImportedPerson]:
    """All that the file says of whom this record is; nothing where that was not kept yet."""
    return list(map(from_plain, record.get(WHOLE) or ()))


def from_plain(fields: Sequence[Any]) -> ImportedPerson:
    """The person whom `to_plain` had."""
    said = ImportedPerson._make(fields)
    return said._replace(
        facts=tuple(said.facts),
        phones=tuple(map(PhoneNumber._make, said.phones)),
        contact=said.contact and (said.contact[0], said.contact[1], said.contact[2]),
        doubts=tuple((code, words) for code, words in said.doubts),
        assessed=[Assessed._make(each) for each in said.assessed],
        warnings=(),
        areas=tuple((area, words) for area, words in said.areas),
    )


def unpack(sent: bytes) -> list[ImportedPerson]:
    """The people that `pack` packed."""
    people = []
    for fields in marshal.loads(sent):
        fields[_PHONES] = tuple(map(PhoneNumber._make, fields[_PHONES]))
        fields[_ASSESSED] = list(map(Assessed._make, fields[_ASSESSED]))
        fields[_WARNINGS] = tuple(map(Remark._make, fields[_WARNINGS]))
        people.append(ImportedPerson._make(fields))
    return people

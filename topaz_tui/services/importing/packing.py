"""What a file says of people, as bytes that another process of the same Python takes apart: as plain tuples, by
marshal. Pickle writes down of each named tuple what it is, which takes more than twice as long."""

from __future__ import annotations

import marshal
from collections.abc import Iterable

from topaz_tui.rules.people import PhoneNumber
from topaz_tui.services.importing.imported_person import Assessed, ImportedPerson, Remark

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


def unpack(sent: bytes) -> list[ImportedPerson]:
    """The people that `pack` packed."""
    people = []
    for fields in marshal.loads(sent):
        fields[_PHONES] = tuple(map(PhoneNumber._make, fields[_PHONES]))
        fields[_ASSESSED] = list(map(Assessed._make, fields[_ASSESSED]))
        fields[_WARNINGS] = tuple(map(Remark._make, fields[_WARNINGS]))
        people.append(ImportedPerson._make(fields))
    return people

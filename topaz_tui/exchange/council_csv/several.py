"""What a file says of each of the people to whom it gives one ID: kept apart until somebody says whose the ID is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from topaz_tui.exchange.council_csv.found import OneOfSeveral, Refusal
from topaz_tui.rules.people import CouncilRecord, are_two, only_the_id_speaks, same_council
from topaz_tui.services.importing import ImportedPerson, prepare

MOST_ROWS, MOST_IDS = 50, 1_000
"""Rows under one ID, and IDs of one file, of which it is kept who they are [ours]: what stands more often under one
number is no ID but a filler, and nobody compares more than the page lists. Of all others the refused rows tell."""
People = list[tuple[tuple[ImportedPerson, ...], tuple[Refusal, ...]]]
"""Of each what the file says of them: by their assessments, then by each row that is none."""


class Several:
    """The rows of one file that stand under the ID of more than one person; `ids` are those IDs."""

    def __init__(self, ids: Collection[str]) -> None:
        self._kept: dict[str, list[OneOfSeveral]] = {each: [] for each in sorted(ids)[:MOST_IDS]}

    def keep(self, row: OneOfSeveral) -> list[Refusal]:
        """Keep this row; gives back the refusals of those that can't be kept any more."""
        person_id = row.record.person_id
        rows = self._kept.get(person_id)
        if rows is None:
            return [row.refusal]
        rows.append(row)
        return [each.refusal for each in self._kept.pop(person_id)] if len(rows) > MOST_ROWS else []

    def people(self) -> Iterator[People]:
        """Of each ID who stands under it, in the order of the file, each with the rows that say so."""
        for rows in self._kept.values():
            if rows:
                yield [_together(theirs) for theirs in _apart(rows)]


def _together(rows: list[OneOfSeveral]) -> tuple[tuple[ImportedPerson, ...], tuple[Refusal, ...]]:
    said = prepare(row.record for row in rows if row.record.kind != "event")
    events = (prepare([row.record])[0] for row in rows if row.record.kind == "event")
    return (*said, *events), tuple(row.refusal for row in rows)


def _apart(rows: list[OneOfSeveral]) -> list[list[OneOfSeveral]]:
    """The rows of each person: a row is of the first of whom nothing in it says that they are another."""
    people: list[list[OneOfSeveral]] = []
    for row in rows:
        fits = (theirs for theirs in people if not any(_of_two(each.record, row.record) for each in theirs))
        theirs = next(fits, None)
        if theirs is None:
            people.append([row])
        else:
            theirs.append(row)
    return people


def _of_two(one: CouncilRecord, other: CouncilRecord) -> bool:
    """As the first look over the file has it (survey.py)."""
    mine, theirs = ((each.nhs_number, each.born_on, each.last_name, each.first_name) for each in (one, other))
    councils = bool(one.council and other.council) and same_council(one.council, other.council) is not True
    return are_two(mine, theirs) or (councils and only_the_id_speaks(mine, theirs))

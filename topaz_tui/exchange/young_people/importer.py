"""Read files about young people into the database: their lists, the refused rows, and the summary.

Several files are one import: the national return has a young person's birth in one and their time in care in another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path

from topaz_tui import clock
from topaz_tui.exchange.council_csv import RefusedFile, question, refused_path
from topaz_tui.exchange.council_csv import importer as people_file
from topaz_tui.exchange.young_people.reader import ListRead, read
from topaz_tui.rules.people import clean, same_council
from topaz_tui.rules.statutory.records import ImportKind
from topaz_tui.services import imports
from topaz_tui.services.importing import Remark, Source, at_once, rehearsal
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import many
from topaz_tui.services.statutory.imported_child import ImportedChild, together
from topaz_tui.services.statutory.importing import ChildrenTaken, take


def run_import(
    paths: Sequence[Path],
    session: Session,
    kind: ImportKind,
    *,
    council: str | None = None,
    month_first: bool = False,
    mapping: Path | None = None,
    dry_run: bool = False,
    yes: bool = False,
) -> people_file.Summary:
    """Read these files as one import. Raises UserError where one can't be read at all: nothing is written then. What
    would end the care of more than one in five, give as many another date of birth, or leaves as many out whom the last
    files of this kind brought, needs a `yes`."""
    today = clock.today()
    lists: list[ListRead] = []
    for path in paths:
        lists += read(path, kind, today, len(lists), month_first=month_first, mapping=mapping)
    _refuse_two_people(lists)
    children = together(child for each in lists for child in each.children)
    named = _one_council(children)
    names = " + ".join(dict.fromkeys(clean(path.name) for path in paths))
    source = Source(
        _mark(paths), frozenset(), names, _sheets(lists), council or named or session.settings.council,
        is_part=all(each.part for each in lists), kind=kind.value,
    )  # fmt: skip
    ids = {child.person_id for child in children}
    missing = None if source.is_part else _left_out(session, source, children, kind)
    before = many.known(session, ids)
    with rehearsal() if dry_run else at_once(), ExitStack() as files:
        done = take(session, source, children, sum(len(each.refused) for each in lists))
        for child, reasons in done.refused:
            for number, row in child.rows:
                lists[number].refuse(row, *reasons)
        care = many.changed_since(session, before, ids).words
        if (missing or care) and not (yes or dry_run):
            told = question.in_sentences(left_out=missing)
            raise question.WantsYes(" ".join(filter(None, (care, told, "Nothing was written."))), question.SAY_YES)
        written = [] if dry_run else [files.enter_context(_refused(each)) for each in lists if each.refused]
    refused = [each.path for each in written if each.path]
    summary = _summary(Path(names), kind, lists, done, refused, dry_run=dry_run)
    return replace(summary, left_out=missing, of_care=care)


def _left_out(
    session: Session, source: Source, children: Sequence[ImportedChild], kind: ImportKind
) -> imports.LeftOut | None:
    """Whom these files leave out of those whom the last ones of this kind brought, where they are too many."""
    councils = {child.facts.get("council") or source.council or "" for child in children}
    ids = {child.person_id for child in children}
    missing = imports.left_out(session, councils, ids, kind.value, many.expected_to_go(session, kind))
    return missing if missing.too_many else None


def _one_council(children: Sequence[ImportedChild]) -> str | None:
    """The council that the rows name, where they name one alone: with several, a row without one says nothing."""
    named = list(dict.fromkeys(child.facts["council"] for child in children if child.facts.get("council")))
    return named[0] if named and all(same_council(named[0], each) for each in named) else None


def _refuse_two_people(lists: Sequence[ListRead]) -> None:
    """Refuse every row of an ID under which two dates of birth stand, in one list or in several."""
    born: dict[str, set[date]] = defaultdict(set)
    for child in (child for each in lists for child in each.children):
        born[child.person_id] |= {child.born} if child.born else set()
    two = {id for id, days in born.items() if len(days) > 1}.union(*(each.two_people for each in lists))
    for each in lists:
        for child in (child for child in each.children if child.person_id in two):
            for _, row in child.rows:
                each.refuse(row, "Two people stand under this ID in these lists: ask the council.")
        each.children = [child for child in each.children if child.person_id not in two]


def _refused(of: ListRead) -> RefusedFile:
    """The file of a list's refused rows, all written."""
    target = refused_path(of.path)
    if of.sheet:
        target = target.with_name(f"{of.path.name}.{clean(of.sheet).replace('/', '-')}.refused.csv")
    file = RefusedFile(target, of.headings)
    for refusal in sorted(of.refused):
        file.write(refusal)
    return file


def _summary(
    name: Path,
    kind: ImportKind,
    lists: Sequence[ListRead],
    done: ChildrenTaken,
    files: Sequence[Path],
    *,
    dry_run: bool,
) -> people_file.Summary:
    warned = [
        *(Remark(each.row, each.person_id, each.words) for one in lists for each in one.warned),
        *done.taken.warnings,
    ]
    refused = [(each.row, " ".join(each.reasons)) for one in lists for each in sorted(one.refused)]
    taken, most = done.taken, people_file.SHOWN
    unknown = dict.fromkeys(heading for one in lists for heading in one.unknown)
    return people_file.Summary(
        name, dry_run, taken.added + taken.changed + taken.unchanged + len(refused), taken.added, taken.changed,
        taken.unchanged, len(refused), len(warned), len(taken.conflicts), files[0] if files else None,
        tuple(unknown), tuple(warned[:most]), taken.conflicts[:most], tuple(refused[:most]),
        tuple(Counter(each.words for each in warned).most_common(5)), sheet=_sheets(lists),
        import_id=None if dry_run else done.import_id, kind=kind.value, more_refused=tuple(files[1:]),
    )  # fmt: skip


def _sheets(lists: Sequence[ListRead]) -> str | None:
    return ", ".join(each.sheet for each in lists if each.sheet) or None


def _mark(paths: Sequence[Path]) -> str:
    """A short name for the contents of these files."""
    digest = blake2b(digest_size=4)
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()

"""The columns of a `CouncilRecord`, made of the columns of some rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from topaz_tui.exchange.council_csv.areas import read_areas
from topaz_tui.exchange.council_csv.care import read_bands, read_characteristics, read_open_services
from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.exchange.council_csv.person import note_name_doubts, read_births, read_ends, read_names, shorten
from topaz_tui.exchange.council_csv.reaching import (
    read_address,
    read_interpreter,
    read_phones,
    read_safety,
    read_writing,
)
from topaz_tui.exchange.council_csv.required import read_required
from topaz_tui.exchange.council_csv.seen import depend_on_today
from topaz_tui.rules.people import nhs_number, parse_phone


def record_columns(batch: Columns) -> tuple[Iterable[object], ...]:
    """The columns of `CouncilRecord` behind the row's number, in its order."""
    reader = batch.reader
    assessed_on, kinds, only_events = read_required(batch)
    nhs = batch.values("nhs_number", nhs_number, "fails its check")
    title, first, last, preferred = read_names(batch)
    note_name_doubts(batch, title, first, last, preferred)  # of all that stands there, however long
    names = {"title": title, "first_name": first, "last_name": last, "preferred_name": preferred}
    title, first, last, preferred = (shorten(batch, column, cells) for column, cells in names.items())
    born_on = read_births(batch, assessed_on)
    ends = read_ends(batch, born_on)
    died, died_on, moved = ends.died, ends.died_on, ends.moved
    voicemail = batch.values("voicemail_ok", reader.consent, "is no plain yes or no")
    open_to = read_open_services(batch, only_events)
    safe, times, times_note = read_safety(batch)
    interpreter, communication = read_interpreter(batch)
    write_ok, mail, mail_ok, sms_ok, communication = read_writing(batch, communication)
    contact = batch.values("contact_phone", parse_phone, "can't be a phone number")
    contact_phone = [phone.number if phone else None for phone in contact]
    contact_note = [phone.note if phone else "" for phone in contact]
    postcodes = batch.values("postcode", reader.postcode, "can't be a postcode")
    phones, address, band = read_phones(batch), read_address(batch), read_bands(batch)
    areas = read_areas(batch)
    warnings: list[tuple[str, ...]] = [()] * batch.count
    for i, sentences in batch.warnings.items():
        warnings[i] = tuple(sentences)
    doubts: list[tuple[tuple[str, str], ...]] = [()] * batch.count
    for i, looks in batch.doubts.items():
        doubts[i] = tuple(looks)
    for i in only_events:
        if died[i] or moved[i] or doubts[i] or open_to[i] or safe[i] in ("no", "times") or times[i] or times_note[i]:
            batch.events.add(i)
        if False in (write_ok[i], mail_ok[i], sms_ok[i]):
            batch.events.add(i)
    return (
        batch.cells("person_id"), nhs, title, first, last, preferred, born_on, died, died_on, moved,
        address, postcodes, phones, batch.text("language"), interpreter, communication,
        safe, voicemail, times, times_note, batch.text("household"), batch.text("gp"), batch.text("council"),
        batch.text("contact_name", True), batch.text("contact_relation"), contact_phone, contact_note,
        assessed_on, kinds, band, batch.text("assessment_ref"), open_to, doubts,
        warnings, ends.ended, ends.lives, ends.stays, ends.moved_on,
        _digests(batch, born_on, [*map(any, zip(died, moved, warnings, doubts, strict=True))]),
        areas, write_ok, mail, mail_ok, *read_characteristics(batch), sms_ok,
    )  # fmt: skip


def _digests(batch: Columns, born_on: Sequence[str | None], remarkable: Sequence[bool]) -> Sequence[str]:
    """What stands for each row as it came; '' where it has to be read again each time."""
    seen, oldest = batch.reader.seen, batch.reader.too_old_to_pass_over
    if seen is None:
        return ("",) * batch.count
    people, days = batch.cells("person_id"), [batch.cells(column) for column in ("born_on", "assessed_on")]
    ends = [batch.cells(column) for column in ("died_on", "deceased", "moved", "event_outcome")]
    today = depend_on_today(days, ends)
    return [
        ""
        if remarkable[i] or i in batch.refused or i in today or (born or oldest) < oldest or seen.is_repeated(person_id)
        else seen.of(row)
        for i, (row, born, person_id) in enumerate(zip(batch.rows, born_on, people, strict=True))
    ]

"""Every reader of people's text takes time in proportion to its length, whatever is in it: blanks, digits, brackets,
quotes, marks, letters from right to left. Costs are compared, never timed; and what is too long is refused in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from topaz_tui import clock, config, output, text
from topaz_tui.errors import UserError
from topaz_tui.exchange.council_csv import headings
from topaz_tui.exchange.council_csv.found import Refusal
from topaz_tui.exchange.council_csv.rows import LONGEST_CELL, RowReader
from topaz_tui.exchange.pdf import bidi
from topaz_tui.rules import formulas, people
from topaz_tui.rules.people import windows
from topaz_tui.services import search_index

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def clear(read: Callable[[str], object]) -> Callable[[str], object]:
    """A reader that may refuse."""

    def reader(text: str) -> object:
        try:
            return read(text)
        except clock.Unclear:
            return None

    return reader


READERS: dict[str, Callable[[str], object]] = {
    "day of an import": people.parse_date,
    "phone": people.parse_phone,
    "safe times": windows.safe_times.__wrapped__,
    "eligibility": people.eligibility.__wrapped__,
    "yes or no": people.yes_no.__wrapped__,
    "NHS number": people.nhs_number,
    "postcode": people.postcode,
    "name": people.split_name,
    "clean": people.clean,
    "fold": people.fold,
    "heading": headings.key,
    "guarded cell": formulas.guard,
    "unguarded cell": formulas.unguard,
    "search": search_index.readings,
    "line of the search": lambda text: search_index.words([text], text, None, [], text, None),
    "typed time": clear(lambda text: clock.read_when(text, NOW)),
    "typed day": clear(lambda text: clock.read_day(text, NOW.date(), "past")),
    "direction": bidi.leftward,
    "order of letters": lambda text: bidi.runs(text, False),
    "one line": text.one_line,
    "letters of a terminal": lambda text: output.fitted(text, "ascii"),
}
UNITS = {
    "blanks": " ", "digits": "1", "brackets": "(", "quotes": '"', "marks": "e\u0301", "leftward": "\u05d0",
    "leftward and numbers": "\u05d0 1 ", "dotted": "1.", "groups": "020 ", "words": "ab ",
}  # fmt: skip
LENGTH = 25_000


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("reader", READERS)
def test_four_times_the_text_costs_no_more_than_a_few_times_the_time(reader: str, unit: str) -> None:
    def cost(length: int) -> float:
        text = f"3 {UNITS[unit] * (length // len(UNITS[unit]))}x"
        began = time.process_time()
        READERS[reader](text)
        return time.process_time() - began

    once, four = (min(cost(length) for _ in range(2)) for length in (LENGTH, 4 * LENGTH))
    assert four < 10 * max(once, 0.01), f"{once:.3f} s, then {four:.3f} s"  # by the square it is sixteen times


def test_a_cell_that_is_too_long_refuses_its_row_alone() -> None:
    reader = RowReader({"person_id": 0, "assessed_on": 1}, ("ID", "Assessed"), date(2026, 11, 23))
    rows = [["1", "3/11/2025"], ["2", "3" + " " * 100_000 + "x"], ["3", "3/11/2025"]]
    found = list(reader.read(iter(rows), 2, {}))
    assert [isinstance(each, Refusal) for each in found] == [False, True, False]
    (refusal,) = (each for each in found if isinstance(each, Refusal))
    assert f"'Assessed' has 100,002 letters, more than {LONGEST_CELL:,}" in refusal.reasons[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [("#" * 1_000_001, "more than 1,000,000 bytes"), (f"a = {'[' * 50_000}", "too deep")],
    ids=["large", "deep"],
)
def test_settings_and_mappings_have_a_limit(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "file.toml"
    file.write_text(text)
    with pytest.raises(UserError, match=said):
        config.load(file)
    with pytest.raises(UserError, match=said):
        headings.read_mapping(file, ["ID"])

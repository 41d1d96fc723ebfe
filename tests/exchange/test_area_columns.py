"""What a council's file says of each area of life: the headings that mean it, and the words as they came."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from topaz_tui.exchange.council_csv import headings
from topaz_tui.exchange.council_csv.file import CouncilFile
from topaz_tui.rules.people import CouncilRecord
from topaz_tui.rules.reviews import AREAS
from topaz_tui.services.importing.imported_person import print_of

REQUIRED = ["Person ID", "Assessment date"]


def read(folder: Path, cells: dict[str, str], mapping: str = "") -> CouncilRecord:
    path, other = folder / "people.csv", folder / "mapping.toml"
    known = {"Person ID": "P1", "Surname": "Stone", "Assessment date": "3.11.2025", **cells}
    path.write_text(f"{';'.join(known)}\n{';'.join(known.values())}\n", "utf-8")
    other.write_text(mapping, "utf-8")
    with CouncilFile(path, date(2026, 11, 23), other if mapping else None) as council:
        [found] = council.rows()
    assert isinstance(found, CouncilRecord)
    return found


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Managing and maintaining nutrition", "area_nutrition"),
        ("1. Nutrition", "area_nutrition"),
        ("Personal hygiene - need", "area_hygiene"),
        ("c) Managing toilet needs", "area_toilet"),
        ("Being appropriately clothed", "area_clothing"),
        ("Outcome 5: Being able to make use of the home safely", "area_home_safety"),
        ("MAINTAINING A HABITABLE HOME ENVIRONMENT", "area_home_habitable"),
        ("Developing and maintaining family or other personal relationships", "area_relationships"),
        ("Accessing and engaging in work, training, education or volunteering", "area_work"),
        ("Family and relationships", "area_relationships"),
        ("Work and training", "area_work"),
        ("Use of facilities in the community", "area_community"),
        ("Caring responsibilities for a child", "area_child_care"),
        ("area_toilet", "area_toilet"),
    ],
)
def test_heading_of_an_area_is_known_as_councils_write_it(heading: str, column: str) -> None:
    layout = headings.lay_out([*REQUIRED, heading], None, Path("people.csv"))
    assert layout.places[column] == 2 and not layout.unknown


def test_each_area_has_a_column_and_takes_no_heading_of_another() -> None:
    assert [f"area_{area.code}" for area in AREAS] == [each for each in headings.COLUMNS if each.startswith("area_")]
    meant: dict[str, set[str]] = {}
    for column, names in headings.SYNONYMS.items():
        for name in names.split("|"):
            meant.setdefault(headings.key(name), set()).add(column)
    assert not {name: columns for name, columns in meant.items() if len(columns) > 1}


def test_what_is_said_of_an_area_is_kept_as_it_came(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "Nutrition": "Unmet need: skips meals",
            "Toileting": "0",
            "Dressing": "N/A",
            "Childcare": "None",
            "Mobility?": "1",
        },
        '"Mobility?" = "area_home_safety"',
    )
    assert found.areas == (
        ("nutrition", "Unmet need: skips meals"), ("toilet", "0"), ("home_safety", "1"), ("child_care", "None"),
    )  # fmt: skip


def test_row_that_says_nothing_of_areas_is_as_it_was_before_there_were_columns_for_them(tmp_path: Path) -> None:
    plain, empty = read(tmp_path, {}), read(tmp_path, {"Nutrition": ""})
    assert print_of(plain) == print_of(empty) != print_of(read(tmp_path, {"Nutrition": "2"}))

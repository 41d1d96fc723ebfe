"""What the council found in each area of life at its assessment: a column an area, and what it says is kept as it came.

A file has words there, or whether the need is met, or a level: never whether it is better or worse, which only
somebody can say who knew them before. The headings are those that councils' own forms take from regulation 2(2) of the
Care and Support (Eligibility Criteria) Regulations 2015 (rules/SOURCES.md, 6), in full and in short.
"""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui.exchange.council_csv.columns import Columns
from topaz_tui.rules.people import NOTHINGS
from topaz_tui.rules.reviews import AREAS

_BEGINS = "area_"
_NAMES = {
    "nutrition": (
        "Managing and Maintaining Nutrition|Maintaining Nutrition|Managing Nutrition|Nutrition"
        "|Nutrition and Hydration|Eating and Drinking|Food and Drink|Meals and Nutrition"
    ),
    "hygiene": (
        "Maintaining Personal Hygiene|Managing Personal Hygiene|Personal Hygiene|Hygiene|Personal Care"
        "|Washing and Bathing|Washing|Washing and Personal Hygiene"
    ),
    "toilet": "Managing Toilet Needs|Managing Toileting Needs|Toilet Needs|Toileting Needs|Toileting|Toilet|Continence",
    "clothing": (
        "Being Appropriately Clothed|Appropriately Clothed|Appropriate Clothing|Clothing|Dressing"
        "|Dressing and Undressing|Being Able to be Appropriately Clothed"
    ),
    "home_safety": (
        "Being Able to Make Use of the Home Safely|Being Able to Make Use of the Adult's Home Safely"
        "|Make Use of the Home Safely|Making Use of the Home Safely|Using the Home Safely|Use of the Home Safely"
        "|Able to Use the Home Safely|Home Safety|Safety in the Home|Safety at Home|Safe Use of Home"
    ),
    "home_habitable": (
        "Maintaining a Habitable Home Environment|Habitable Home Environment|Maintaining a Habitable Home"
        "|Keeping the Home Habitable|Habitable Home|Home Environment|Managing the Home"
    ),
    "relationships": (
        "Developing and Maintaining Family or Other Personal Relationships|Maintaining Family or Other Relationships"
        "|Developing and Maintaining Relationships|Maintaining Relationships|Family and Other Relationships"
        "|Family or Other Personal Relationships|Family and Personal Relationships|Personal Relationships"
        "|Family Relationships|Family and Relationships|Relationships and Social Contact"
    ),
    "work": (
        "Accessing and Engaging in Work, Training, Education or Volunteering"
        "|Accessing Work, Training, Education or Volunteering|Work, Training, Education or Volunteering"
        "|Work, Training, Education and Volunteering|Work, Training and Volunteering|Work, Education and Training"
        "|Work, Training, Volunteering|Work and Education|Work and Training"
    ),
    "community": (
        "Making Use of Necessary Facilities or Services in the Local Community Including Public Transport, and"
        " Recreational Facilities or Services|Making Use of Necessary Facilities or Services in the Local Community"
        "|Making Use of Facilities or Services in the Community|Making Use of Community Facilities"
        "|Use of Facilities in the Community|Community Facilities and Transport|Facilities in the Local Community"
        "|Community Facilities|Access to the Community|Accessing the Community|Community Access|Community and Transport"
    ),
    "child_care": (
        "Carrying Out Any Caring Responsibilities the Adult Has for a Child"
        "|Carrying Out Caring Responsibilities for a Child|Caring Responsibilities for a Child"
        "|Caring for a Child|Caring Responsibilities|Child Care Responsibilities|Childcare|Child Care"
    ),
}
_LETTERS = "abcdefghij"  # of the paragraphs of the regulation, in its order


def _numbered(place: int, names: str) -> str:
    """These headings, and as a form numbers them: '1. Nutrition', 'a) Nutrition', 'Outcome 1 Nutrition'."""
    every = names.split("|")
    before = (f"{place + 1} ", f"{_LETTERS[place]} ", f"Outcome {place + 1} ", f"Outcome {_LETTERS[place]} ")
    after = (" Need", " Needs", " Outcome", " Eligible", " Level", " Level of Need", " Met", " Notes")
    numbered = (first + name for first in before for name in every)
    return "|".join((*every, *numbered, *(name + last for name in every for last in after)))


AREA_HEADINGS = {f"{_BEGINS}{area.code}": _numbered(place, _NAMES[area.code]) for place, area in enumerate(AREAS)}
"""The column of each area, and the headings that mean it."""
_NOT_SAID = {word.casefold() for word in NOTHINGS} - {"none", "nil"}
"""What stands for an empty cell. 'None' is an answer here: no need was found; so is a level of 0."""


def read_areas(batch: Columns) -> Sequence[tuple[tuple[str, str], ...]]:
    """What each row says of each area, as (code, words), in the order of the form."""
    told = [
        (column.removeprefix(_BEGINS), batch.told(column)) for column in AREA_HEADINGS if column in batch.reader.places
    ]
    if not told:
        return ((),) * batch.count
    return [
        tuple((code, cells[i]) for code, cells in told if cells[i] and cells[i].casefold() not in _NOT_SAID)
        for i in range(batch.count)
    ]

"""The tables of an evidence pack: what stands on the same people is hidden and shown together."""

from __future__ import annotations

from topaz_tui.rules.disclosure import evidence
from topaz_tui.rules.measures.frozen import Was
from topaz_tui.rules.measures.table import MEASURES


def rows(**figures: tuple[int, int]) -> dict[str, tuple[str, ...]]:
    """The rows by code, of these figures ('COV'); all others are nought."""
    kept = {each.code: Was(*figures.get(each.code.replace("-", "_"), (0, 0))) for each in MEASURES}
    made = evidence.tables(kept, MEASURES)
    return {row[0]: row[3:] for table in made if table.name != "definitions" for row in table.rows}


def test_pack_is_rounded_and_its_percentages_are_of_what_it_shows():
    found = rows(HIT=(412, 653), PRO=(11, 22), FUP=(41, 45))
    assert found["HIT"] == ("410", "655", "63") and found["PRO"] == ("10", "20", "50")
    assert found["FUP"] == ("40", "45", ""), "four are left of the whole"
    assert found["COV"] == ("[c]", "[c]", "")


def test_pack_hides_a_second_part_of_a_whole_and_a_percentage_of_what_is_hidden():
    found = rows(
        SC=(40, 46), SC100=(40, 431), SC_IN=(41, 50), MSP_A=(33, 40), DEC=(5, 10), DEC_E=(5, 10), DEC_N=(0, 10)
    )
    assert found["DEC-N"][0] == "[c]", "of 8 to 12, with 5 to 7 twice, it would be 2 at most"
    assert [found["DEC"][0], found["DEC-E"][0], found["DEC"][1]].count("[c]") >= 1
    assert found["DEC-N"][2] == "" and found["MSP-A"] == ("35", "40", "88")
    assert {found[code][1] for code in ("DEC", "DEC-E", "DEC-N")} == {found["DEC"][1]}
    assert found["SC"][0] == found["SC100"][0] == found["MSP-A"][1]


def test_pack_has_no_figure_of_colleagues_no_median_and_no_formula():
    kept = {each.code: Was(50, 100, 3.0) for each in MEASURES}
    made = evidence.tables(kept, MEASURES)
    codes = {row[0] for table in made for row in table.rows}
    assert codes.isdisjoint({"LOAD", "WAIT", "APC", "T1"}) and {"COV", "SC", "AREA-falls"} & codes
    assert not [cell for table in made for row in table.rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert {row[0] for row in made[-1].rows} == {row[0] for table in made[:-1] for row in table.rows}

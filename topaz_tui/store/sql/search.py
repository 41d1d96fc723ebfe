"""Finding somebody as one types: several statements for each key that is pressed.

As text because an answer is to be there within a frame: each reads an index in its order, as far as it is shown (0.02
to 2 ms among 1,000,000 people, 95th percentile), and to build one takes Peewee 0.13 ms at the least; and what is asked
of the index of groups of three is another dialect in each engine (`search_clause` of store/sqlite.py and
store/postgresql.py). tests/services/test_plans.py looks at the plans. All give the clients as `id`."""

NAMED = "SELECT id FROM client WHERE name_key >= ? AND name_key < ? ORDER BY name_key, born_on, id LIMIT ?"
"""Those whose surname begins so."""
NAMED_BOTH = (
    "SELECT id FROM client WHERE name_key >= ? AND name_key < ? AND instr(name_key, ?) > 0"
    " ORDER BY name_key, born_on, id LIMIT ?"
)
"""Those whose surname begins so, and one of whose first names as the third value says (behind a blank)."""
NUMBERED = (
    "SELECT id FROM client WHERE person_id >= ? AND person_id < ? ORDER BY person_id LIMIT ?",
    "SELECT id FROM client WHERE nhs_number >= ? AND nhs_number < ? ORDER BY nhs_number, id LIMIT ?",
)
BORN_ON = "SELECT id FROM client WHERE born_on >= ? AND born_on < ? ORDER BY born_on, sound, id LIMIT ?"
PHONED = "SELECT client_id AS id FROM phone WHERE number >= ? AND number < ? ORDER BY phone.number, phone.id LIMIT ?"
LINES = "SELECT f.client_id AS id FROM %s"
"""Of tables and conditions: the lines `f` that fit."""
LINE, HAS = "search_line f", "instr(f.words, ?) > 0"
FIRST_LINES = "(SELECT client_id, words FROM search_line ORDER BY client_id LIMIT %d) AS f"
"""So many lines, for letters that no index knows."""

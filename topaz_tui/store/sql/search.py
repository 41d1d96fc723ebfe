"""Finding somebody as one types: asked anew with every key, several statements for a key.

As text because a key is to be answered within a frame: each statement reads an index in its order, as far as it is
shown (0.02 to 2 ms among 1,000,000 people, 95th percentile), where Peewee takes 0.2 to 0.3 ms to build each; and what
is asked of the index of groups of three is another dialect in each engine (store/sqlite.py, postgres.py: having)."""

NAMED = "SELECT id FROM client WHERE name_key >= ? AND name_key < ? ORDER BY name_key, born_on, id LIMIT ?"
"""Those whose surname begins so."""
NAMED_BOTH = (
    "SELECT id FROM client WHERE name_key >= ? AND name_key < ? AND instr(name_key, ?) > 0"
    " ORDER BY name_key, born_on, id LIMIT ?"
)
"""Those whose surname begins so, and who have a first name that begins with the third value (after a blank)."""
NUMBERED = (
    "SELECT id FROM client WHERE person_id >= ? AND person_id < ? ORDER BY person_id LIMIT ?",
    "SELECT id FROM client WHERE nhs_number >= ? AND nhs_number < ? ORDER BY nhs_number, id LIMIT ?",
)
BORN_ON = "SELECT id FROM client WHERE born_on >= ? AND born_on < ? ORDER BY born_on, sound, id LIMIT ?"
PHONED = "SELECT client_id FROM phone WHERE number >= ? AND number < ? ORDER BY number, id LIMIT ?"
LINES = "SELECT f.client_id FROM %s"
"""Of the tables and the conditions of `having`: the lines `f` that fit."""
FIRST_LINES = "(SELECT client_id, words FROM finding ORDER BY client_id LIMIT %d) AS f"
"""So many lines, for letters that no index knows."""

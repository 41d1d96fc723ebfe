"""Who of the many whom a file brings may be somebody who is on the list already.

As text because it is asked of each row of a file, and most share nothing with anybody: so SQLite takes 25 µs a person
among 100,000 people, where to look for each takes 150."""

from topaz_tui.store.statement import statement

_NEW = """
WITH mine AS (
    SELECT id, nhs_number, sound, born_on,
        substr(born_on, 1, 5) || substr(born_on, 9, 2) || '-' || substr(born_on, 6, 2) AS turned,
        ' ' || substr(sound, 1, instr(sound, '|') - 1) || ' ' AS names, substr(sound, instr(sound, '|')) AS home
    FROM client WHERE id BETWEEN ? AND ?
), new AS MATERIALIZED (
    SELECT mine.*, substr(names, 1, instr(substr(names, 2), ' ') + 1) AS one,
        CASE WHEN length(names) > instr(substr(names, 2), ' ') + 1
            THEN substr(names, instr(substr(names, 2), ' ') + 1) ELSE names END AS other
    FROM mine
)
"""
SHARE = statement(f"""
{_NEW} SELECT n.id AS client_id, c.id AS other_id FROM new n CROSS JOIN client c
    WHERE c.nhs_number = n.nhs_number AND c.id < n.id
UNION ALL SELECT p.client_id, q.client_id FROM phone p CROSS JOIN phone q
    WHERE p.client_id BETWEEN ? AND ? AND q.number = p.number AND q.client_id < p.client_id
UNION ALL SELECT n.id, c.id FROM new n CROSS JOIN client c
    WHERE c.sound = n.sound AND c.id < n.id AND n.names <> '  ' AND n.home <> '|'
UNION ALL SELECT n.id, c.id FROM new n CROSS JOIN client c
    WHERE c.born_on IN (n.born_on, n.turned) AND c.id < n.id AND n.names <> '  '
        AND (instr(' ' || replace(c.sound, '|', ' '), n.one) > 0
            OR instr(' ' || replace(c.sound, '|', ' '), n.other) > 0)
UNION ALL SELECT n.id, c.id FROM client c CROSS JOIN client n
    WHERE c.added_by IS NOT NULL AND c.born_on IS NULL AND c.nhs_number IS NULL AND c.postcode IS NULL
        AND n.name_key = c.name_key AND n.id BETWEEN ? AND ? AND c.id < n.id
LIMIT ?
""")
"""Those of a run of ids, the newest of all, who share something with anybody who was there before them, and with whom:
two of the run come once. A day that is none, and a part of a postcode that is taken for a name, only let two be
compared who are no pair. Three times the first id and the last; how many. `new` is made before anybody is looked for,
else its texts are cut anew for each who was born on the same day, which takes twice as long."""
KEEP_SOUND = statement("UPDATE client SET sound = ? WHERE id = ?")
"""In one statement for many rows: Peewee would build one for each."""

"""Whom a council's file means under somebody else's ID, as a column: that stood only in the words of the doubt ('Ada
Stone, born 1944-05-03, NHS 9990000018'), and a later file was compared with those.

A JSON list: the name, the day of birth, the NHS number, each '' where the file has none. What was written stays.
"""

from __future__ import annotations

import json
import re
from typing import Any

from topaz_tui.store.statement import statement

TWO = "two people, in one file"  # which of them has the ID, no file says
WORDS = re.compile(
    r"(?P<name>.*?)(?:(?:^|, )born (?P<born>\d{4}-\d\d-\d\d))?(?:(?:^|, )NHS (?P<nhs>\d{10}))?", re.DOTALL
)


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE doubt ADD COLUMN whom TEXT")
    for id, words in db.execute_sql("SELECT id, words FROM doubt WHERE code = 'somebody_else'").fetchall():
        if words != TWO and (found := WORDS.fullmatch(words or "")):
            whom = json.dumps([found["name"], found["born"] or "", found["nhs"] or ""], ensure_ascii=False)
            db.run(statement("UPDATE doubt SET whom = ? WHERE id = ?"), (whom, id))

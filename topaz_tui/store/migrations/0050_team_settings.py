"""The team's settings, a row for each version of all of them: who proposed it, who agreed. Its words never change, and
what is decided of it stands."""

from __future__ import annotations

from typing import Any

TABLE = """
CREATE TABLE team_settings (
    id INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    based_on INTEGER,
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES worker,
    made_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES worker,
    decided_at TEXT,
    decided_why TEXT
) STRICT
"""
TRIGGERS = {
    "team_settings_stands": "BEFORE UPDATE ON team_settings WHEN OLD.state <> 'proposed' OR NEW.body <> OLD.body"
    " OR NEW.why <> OLD.why OR NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at BEGIN"
    " SELECT RAISE(ABORT, 'the settings of a team cannot be altered'); END",
    "team_settings_stays": "BEFORE DELETE ON team_settings BEGIN"
    " SELECT RAISE(ABORT, 'the settings of a team cannot be deleted'); END",
}


def up(migrator: Any, db: Any) -> None:
    db.run_step(TABLE.strip())
    db.run_step("CREATE INDEX team_settings_state ON team_settings (state)")
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
    if db.name == "postgresql":
        db.execute_sql(
            "CREATE TRIGGER team_settings_emptied BEFORE TRUNCATE ON team_settings FOR EACH STATEMENT"
            " EXECUTE FUNCTION refuse('team_settings cannot be emptied')"
        )

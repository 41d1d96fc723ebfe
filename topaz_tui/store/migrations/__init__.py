"""Numbered steps of the schema, run by playhouse.migrations."""

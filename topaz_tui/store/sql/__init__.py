"""Statements in text, a module for each service that has some: only where a measurement asked for them, which stands
with them. Everything else is asked for in Peewee. Their rows come back by name (store/rows.py: tuples, named)."""

"""Statements in text, a module for each service that has some. A statement stands here only where a measurement asked
for it, and the module says which; everything else is asked in Peewee. Rows come back by name (store/statement.py:
tuples; store/rows.py: named)."""

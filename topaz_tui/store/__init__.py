"""The store: the database, its Peewee models and its migrations. The only layer that knows the engine."""

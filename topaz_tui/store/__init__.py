"""What is kept: the database, its models and its migrations. The only place that knows the engine."""

"""The practice as tables and pure functions: no database, no screen, no clock of its own."""

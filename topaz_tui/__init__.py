"""Topaz: whom a duty team has to call, what the calls found, and what is outstanding."""

__version__ = "0.1.0"

"""What was tried against Topaz, each finding by its number: `python -m tests.attacks` tries all of it again."""

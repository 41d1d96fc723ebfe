"""Tools that drive the program as a person does: a real pseudo-terminal, its keys, the screen as it looks."""

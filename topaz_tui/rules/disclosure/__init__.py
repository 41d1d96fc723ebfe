"""What of a table of counts may leave the house, so that nobody is found behind a small number.

`rounding` has the rule of the safeguarding collection: to the nearest five, nothing under five. `publish` hides what
would come back by subtraction, and `possibilities` is the check that it rests on. Nothing here reads the database."""

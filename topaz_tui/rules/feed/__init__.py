"""What a council asks of the team for its own returns, in the shape of those: a table of the concerns that the team
raised (`concerns`, after the safeguarding collection) and the requests for support that it heard (`requests`, after the
Client Level Data, release 2). Unrounded, for the council alone. It is never the return: that is the council's, of all
its people. What the return would refuse is said row by row (`Refused`). Nothing here reads the database."""

"""What waits on the board: how it begins (opening.py), what is sent for it (outbox.py), how it stands, and its moves.

It imports none of its modules, as others do: `opening` and `outbox` lie beneath the calls, the concerns and the queue,
and the board above them. What screens, commands and the exchange use is `api`.
"""

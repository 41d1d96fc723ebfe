"""Faults: processes are killed at random moments, over and over, and what people were told is looked for afterwards.
Of workers, ten on one database: who held whom, and each call, form and decision that was confirmed. Of `topaz dispatch`
and what it sends to: each concern that was submitted, where it arrived, how often, and what the board says of it.

python -m tests.faults                     all faults: 100 kills of workers and of dispatch, and some of each other
python -m tests.faults workers             ten workers over 5,000 people in a file, and how long each waits for a claim
python -m tests.faults workers-server      the same on a PostgreSQL server, which is started for it (or --db URL)
python -m tests.faults --times 300 server  one of the others, three times as often
"""
